"""What the page of a notice says of what customers were told, and a post's line of what was hit."""

from support.instants import local
from support.pages import page
from support.pipeline import built

NOTICE = """
    ---
    title: Upgrade
    start: 2026-12-{day} 02:00
    end: 2026-12-{day} 03:00
    components: {{api: major_outage}}
    ---
    """
PHASES = """
    ---
    title: Outage
    started: 2026-12-01 03:00
    resolved: 2026-12-01 04:00
    components: {api: major_outage}
    impact:
      - {from: 2026-12-01 03:00, to: 2026-12-01 03:30, components: {api: major_outage}}
      - {from: 2026-12-01 03:30, to: 2026-12-01 04:00, components: {web: partial_outage}}
    ---
    """
NOW = local("2026-12-06 10:00")


def own_page(repository):
    return page(built(repository, NOW), "maintenance/m/index.html").words


def test_a_moved_notice_names_the_windows_that_were_announced_before(repository):
    for day, at in ((13, "01"), (20, "03"), (13, "04"), (27, "05")):
        repository.write("maintenance/m.md", NOTICE.format(day=day))
        repository.commit(f"2026-12-{at}T10:00:00+01:00")
    words = own_page(repository)
    told = words.partition("Announced before")[2]
    assert told.startswith(
        " Sunday, 13 December 2026, 02:00–03:00 Published 1 Dec, 10:00"
        " Sunday, 20 December 2026, 02:00–03:00 Published 3 Dec, 10:00 Class"
    )


def test_a_notice_that_was_never_moved_says_nothing_of_it(repository):
    repository.write("maintenance/m.md", NOTICE.format(day=13))
    repository.commit("2026-12-01T10:00:00+01:00")
    assert "Announced before" not in own_page(repository)


def test_work_cancelled_in_time_was_not_silent(repository):
    repository.write("maintenance/m.md", NOTICE.format(day=13))
    repository.commit("2026-12-01T10:00:00+01:00")
    text = NOTICE.format(day=13) + "## 2026-12-05 15:00 Cancelled\n    Not needed.\n"
    repository.write("maintenance/m.md", text)
    repository.commit("2026-12-05T15:00:00+01:00")
    words = own_page(repository)
    assert "No minute of the work was announced" not in words
    assert "It was cancelled before it began." in words


def test_a_line_names_what_a_later_phase_hit(repository):
    repository.write("incidents/a.md", PHASES)
    repository.commit("2026-12-01T04:30:00+01:00")
    assert "60 min · API and Web" in page(built(repository, NOW), "index.html").words
