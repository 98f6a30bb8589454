"""Closed months stay what customers were told: written once, compared for ever, corrected openly."""

import json
import re

import jsonschema
import pytest
from support.closing import with_october_closed
from support.instants import AT_NOW, NOW

from generator.rendering.schemas.report import report_schema

INCIDENT = """
    ---
    title: Sign-in fails
    started: 2026-10-07 10:00
    resolved: 2026-10-07 12:00
    components: {api: major_outage}
    ---
    """
LONGER = INCIDENT.replace("12:00", "13:00")
CLOSED_AT = "2026-11-02T09:00:00+01:00"
LEDGER = "ledger/2026-10.json"


@pytest.fixture
def closed(repository):
    """October 2026, 120 of 223.5 minutes used, closed on 2 November."""
    repository.write("incidents/a.md", INCIDENT)
    repository.commit("2026-10-07T13:00:00+02:00", "An incident")
    ended = repository.run("close", "2026-10", "--now", CLOSED_AT)
    assert ended.code == 0, ended.err
    repository.commit("2026-11-02T09:01:00+01:00", "Close October")
    return repository


def october(site, *options, now=NOW):
    told = site.run("report", "--format", "json", "--period", "2026-10", "--now", now, *options)
    assert told.code == 0, told.err
    report = json.loads(told.out)
    jsonschema.validate(report, report_schema())
    (period,) = report["periods"]
    return period


def warnings(site, now=NOW):
    told = site.run("check", "--format", "json", "--now", now)
    found = json.loads(told.out)["diagnostics"]
    return told.code, [d for d in found if d["code"] == "closed-period-changed"]


def test_a_closed_month_holds_the_reports_object_time_and_commit(closed):
    written = json.loads((closed.root / LEDGER).read_text("utf-8"))
    assert (written["schema"], written["edition"]) == ("statusmark/closed/2", 2)
    assert written["period"] == "2026-10"
    assert written["published"] == "2026-11-02T08:00:00Z"
    assert written["commit"] == closed.git("rev-parse", "HEAD~1")
    assert written["corrections"] == []
    told = october(closed)
    published = told.pop("published")
    assert written["periods"] == [told]
    # (44700 - 120) / 44700
    assert told["availability_percent"] == 99.731544
    assert written["agreement"] == {
        "timezone": "Europe/Warsaw",
        "availability": {"target": "99.5%"},
        "maintenance": {"notice": "48h"},
    }
    # what was told, whole, beside what the files say
    assert published == {
        **told,
        "at": "2026-11-02T08:00:00Z",
        "commit": written["commit"],
        "edition": 2,
        "agreement": written["agreement"],
        "notices": {},
        "responses": {},
        "corrections": [],
        "changed": False,
    }


@pytest.fixture
def closed_all(repository):
    """October with a missed response and a late notice, closed on 2 November."""
    return with_october_closed(repository)


def test_a_ledger_holds_the_verdicts_of_notices_and_responses(closed_all):
    written = json.loads((closed_all.root / LEDGER).read_text("utf-8"))
    told = october(closed_all)["published"]
    assert written["notices"]["w"]["verdict"] == "late"
    measures = written["responses"]["a"]
    assert measures["acknowledge"]["verdict"] == "missed"
    assert measures["postmortem"]["verdict"] == "pending"
    assert (told["notices"], told["responses"]) == (written["notices"], written["responses"])


def test_ledgers_of_the_first_edition_stay_valid_and_get_corrections_of_the_second(closed):
    written = json.loads((closed.root / LEDGER).read_text("utf-8"))
    for key in ("edition", "agreement", "notices", "responses"):
        del written[key]
    written["schema"] = "statusmark/closed/1"
    closed.write(LEDGER, json.dumps(written).encode())
    closed.git("commit", "--quiet", "--amend", "--all", "--no-edit", at="2026-11-02T09:01:00+01:00")
    assert warnings(closed) == (0, [])
    assert october(closed)["published"]["edition"] == 1
    closed.write("incidents/a.md", LONGER)
    closed.commit("2026-11-09T10:00:00+01:00", "It lasted longer")
    assert closed.run("close", "2026-10", "--correct", "--now", "2026-11-09 11:00").code == 0
    closed.commit("2026-11-09T11:01:00+01:00", "Correct October")
    told = october(closed)["published"]
    assert [c["edition"] for c in told["corrections"]] == [2]
    assert altered(closed) == []


def test_of_posts_for_others_a_closed_period_says_no_word(closed_all):
    text = (closed_all.root / "incidents/a.md").read_text("utf-8")
    closed_all.write(
        "incidents/a.md", text.replace("priority: P1", "priority: P1\naudience: [internal]")
    )
    closed_all.commit("2026-11-03T09:00:00+01:00", "For ourselves")
    for gone in (False, True):
        ended = closed_all.run("build", "--out", "public", *AT_NOW)
        assert ended.code == 0, ended.err
        public = (closed_all.root / "public/sla/2026-10.json").read_text("utf-8")
        (period,) = json.loads(public)["periods"]
        assert [row["id"] for row in period["published"]["ledger"]] == [None, "w"]
        assert (period["published"]["responses"], "incidents/a.md" in public) == ({}, False)
        assert "incidents/a" not in page(closed_all)[0]
        if not gone:
            closed_all.remove("incidents/a.md")
            closed_all.commit("2026-11-04T09:00:00+01:00", "Away with it")


def test_months_that_are_not_closed_say_nothing_of_it(closed):
    told = closed.run("report", "--format", "json", *AT_NOW)
    periods = json.loads(told.out)["periods"]
    assert [(p["period"], "published" in p) for p in periods] == [
        ("2026-10", True),
        ("2026-11", False),
    ]


def test_nothing_changed_nothing_to_say(closed):
    assert warnings(closed) == (0, [])


def test_a_later_edit_is_named_with_its_row_and_file(closed):
    closed.write("incidents/a.md", LONGER)
    code, (found,) = warnings(closed)
    assert code == 0
    assert (found["severity"], found["path"]) == ("warning", LEDGER)
    # 180 of 44700 minutes
    assert (
        "October 2026 was published on 2026-11-02 with 99.73 % and is now 99.59 %"
        in (found["message"])
    )
    row = "2026-10-07 08:00–10:00Z api major_outage, counted outage (incidents/a.md)"
    assert f"not so now: {row}" in found["message"]
    assert "new: 2026-10-07 08:00–11:00Z" in found["message"]
    assert "'statusmark close 2026-10 --correct'" in found["remedy"]
    assert october(closed)["published"]["changed"] is True
    assert october(closed)["downtime_minutes"] == 180


def test_words_and_renames_change_nothing(closed):
    closed.write(
        "incidents/b.md", INCIDENT.replace("title:", "id: a\n    title:") + "\n    Sorry.\n"
    )
    closed.remove("incidents/a.md")
    assert warnings(closed) == (0, [])


def test_a_deleted_post_is_a_change(closed):
    closed.remove("incidents/a.md")
    _, (found,) = warnings(closed)
    assert "is now 100.00 %" in found["message"]


def test_a_new_target_is_a_change_of_the_agreement(closed):
    text = (closed.root / "site.yaml").read_text("utf-8")
    closed.write("site.yaml", text.replace("99.5%", "99.9%"))
    _, (found,) = warnings(closed)
    assert "a target of 99.50 %, which is now 99.90 %" in found["message"]
    assert found["remedy"].endswith("else fix site.yaml")


def test_a_dated_agreement_leaves_closed_months_alone(closed):
    text = (closed.root / "site.yaml").read_text("utf-8")
    head, _, _ = text.partition("sla:")
    closed.write(
        "site.yaml",
        head
        + "sla:\n"
        + "  - {availability: {target: 99.5%}}\n"
        + "  - {since: 2026-11-01, availability: {target: 99.9%}}\n",
    )
    assert warnings(closed) == (0, [])


def test_a_period_nobody_measures_any_more_is_named(closed):
    text = (closed.root / "site.yaml").read_text("utf-8")
    closed.write("site.yaml", text.replace("{target: 99.5%}", "{target: 99.5%, period: year}"))
    _, (found,) = warnings(closed)
    assert "no agreement measures it any more" in found["message"]


def test_a_correction_is_added_and_says_which_file_and_commit(closed):
    closed.write("incidents/a.md", LONGER)
    commit = closed.commit("2026-11-09T10:00:00+01:00", "It lasted longer")
    first = json.loads((closed.root / LEDGER).read_text("utf-8"))
    ended = closed.run("close", "2026-10", "--correct", "--now", "2026-11-09T11:00:00+01:00")
    assert ended.code == 0, ended.err
    assert ended.out.startswith("Corrected 2026-10: 99.597%")
    written = json.loads((closed.root / LEDGER).read_text("utf-8"))
    (correction,) = written["corrections"]
    assert {**written, "corrections": []} == first
    assert correction["published"] == "2026-11-09T10:00:00Z"
    assert correction["commit"] == commit
    assert correction["changes"] == [
        {"file": "incidents/a.md", "commit": commit, "at": "2026-11-09T09:00:00Z"}
    ]
    assert correction["periods"][0]["downtime_minutes"] == 180
    assert warnings(closed) == (0, [])
    told = october(closed)["published"]
    assert (told["availability_percent"], told["changed"]) == (99.731544, False)
    assert [c["availability_percent"] for c in told["corrections"]] == [99.597315]


def test_nothing_to_correct_writes_nothing(closed):
    before = (closed.root / LEDGER).read_bytes()
    ended = closed.run("close", "2026-10", "--correct", "--now", "2026-11-09 11:00")
    assert (ended.code, ended.out[:19]) == (0, "Nothing to correct:")
    assert (closed.root / LEDGER).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("2026-11",), 1, "2026-11 is not over: it ends at 2026-12-01 00:00"),
        (("2026-10",), 1, "was published at 2026-11-02 09:00"),
        (("2026-09", "--correct"), 1, "2026-09 is not closed yet"),
        (("October",), 2, "'October' is no period"),
        (("2026",), 2, "it measures by the month"),
    ],
)
def test_what_cannot_be_closed_is_refused(closed, arguments, code, said):
    ended = closed.run("close", *arguments, *AT_NOW)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert len(list((closed.root / "ledger").iterdir())) == 1


def test_a_month_with_no_posts_can_be_closed(closed):
    ended = closed.run("close", "2026-11", "--now", "2026-12-02 09:00")
    assert ended.code == 0, ended.err
    assert warnings(closed, "2026-12-02 09:00") == (0, [])


def test_uncommitted_changes_cannot_be_closed_over(closed):
    closed.write("incidents/new.md", INCIDENT)
    ended = closed.run("close", "2026-11", "--now", "2026-12-02 09:00")
    assert ended.code == 1
    assert "changes that are not committed" in ended.err


def test_outside_git_no_commit_is_claimed(site):
    site.write("incidents/a.md", INCIDENT)
    ended = site.run("close", "2026-10", "--now", CLOSED_AT)
    assert ended.code == 0, ended.err
    assert json.loads((site.root / LEDGER).read_text("utf-8"))["commit"] is None


def test_tiers_and_years_are_closed_by_what_the_agreement_measures(site):
    text = (site.root / "site.yaml").read_text("utf-8")
    text = text.replace("{target: 99.5%}", "{target: 99.5%, period: year}")
    site.write("site.yaml", text + "  tiers: {vip: {availability: {target: 99.9%}}}\n")
    site.write("incidents/a.md", INCIDENT)
    ended = site.run("close", "2026", "--now", "2027-01-02 09:00")
    assert ended.code == 0, ended.err
    written = json.loads((site.root / "ledger/2026.json").read_text("utf-8"))
    assert [(p["tier"], p["target_percent"]) for p in written["periods"]] == [
        (None, 99.5),
        ("vip", 99.9),
    ]


def test_rounding_is_no_difference(site):
    # 50 s of 44700 min: 0.8333… min and 99.9981357… % have no end as decimals
    site.write("incidents/a.md", INCIDENT.replace("12:00", "10:00:50"))
    assert site.run("close", "2026-10", "--now", CLOSED_AT).code == 0
    assert warnings(site) == (0, [])


def broken(site, text, place, said):
    site.write(LEDGER, text)
    ended = site.run("check", "--format", "json", *AT_NOW)
    (found,) = json.loads(ended.out)["diagnostics"]
    assert ended.code == 1
    assert (found["code"], found["line"], found["column"]) == ("bad-closed-period", *place)
    assert said in found["message"]


@pytest.mark.parametrize("number", ["1e9999999", "1e99999", "1E-9999999", "1e19", "true"])
def test_a_number_that_is_none_of_minutes_is_a_mistake(site, number):
    site.write("incidents/a.md", INCIDENT)
    site.run("close", "2026-10", "--now", CLOSED_AT)
    text = (site.root / LEDGER).read_text("utf-8")
    damaged = re.sub(r'"downtime_minutes": [\d.]+', f'"downtime_minutes": {number}', text, count=1)
    site.write(LEDGER, damaged)
    ended = site.run("check", *AT_NOW)
    assert (ended.code, ended.err) == (1, "")
    assert "bad-closed-period" in ended.out


def test_a_damaged_file_is_a_mistake_with_its_place(site):
    site.write("incidents/a.md", INCIDENT)
    site.run("close", "2026-10", "--now", CLOSED_AT)
    good = (site.root / LEDGER).read_text("utf-8")
    broken(site, b"{\n  nonsense\n}", (2, 3), "this is not JSON")
    broken(site, b"[" * 100_000, (1, 1), "this is not JSON")
    broken(site, b"[]", (1, 1), "'schema' is missing")
    broken(site, good.replace("closed/2", "closed/3").encode(), (2, 3), "'schema' is not")
    broken(site, good.replace('"edition": 2', '"edition": 3').encode(), (4, 3), "knows 1 to 2")
    broken(
        site, good.replace('"2026-10"', '"2026-11"', 1).encode(), (3, 3), "'period' is '2026-11'"
    )
    broken(
        site,
        good.replace("2026-11-02T08:00:00Z", "2 November", 1).encode(),
        (5, 3),
        "no time such as",
    )
    broken(site, good.replace('"commit": null', '"commit": 5').encode(), (6, 3), "does not belong")
    broken(
        site,
        good.replace('"downtime_minutes": 120', '"downtime_minutes": 0.00000001', 1).encode(),
        (24, 7),
        "up to six decimals",
    )
    broken(site, good.replace('"tier"', '"tear"', 1).encode(), (1, 1), "'tier' is missing")


def page(site, now=NOW):
    ended = site.run("build", "--out", "public", "--now", now)
    assert ended.code == 0, ended.err
    html = (site.root / "public/sla/2026-10/index.html").read_text("utf-8")
    words = re.sub(r"<[^>]+>", " ", html)
    return html, " ".join(words.split()).replace(" ,", ",").replace(" :", ":")


def test_the_page_shows_both_figures_with_file_and_commit(closed):
    text = (closed.root / "site.yaml").read_text("utf-8")
    closed.write("site.yaml", text + "repository: https://git.example.com/status\n")
    closed.write("incidents/a.md", LONGER)
    commit = closed.commit("2026-11-09T10:00:00+01:00", "It lasted longer")
    html, words = page(closed)
    first = closed.git("rev-parse", "HEAD~2")
    assert f"99.73%, published 2 November 2026, 09:00 Met commit {first[:7]}" in words
    assert (
        "99.59% is what the files say now; no correction is published yet "
        f"incidents/a.md: 9 November 2026, 10:00, commit {commit[:7]}"
    ) in words
    assert f'href="https://git.example.com/status/commit/{commit}"' in html
    assert closed.run("close", "2026-10", "--correct", "--now", "2026-11-09 11:00").code == 0
    _, words = page(closed)
    assert "99.73%, published 2 November 2026, 09:00 Met" in words
    assert "corrected to 99.59% 9 November 2026, 11:00 Met" in words
    assert f"incidents/a.md: 9 November 2026, 10:00, commit {commit[:7]}" in words.replace(
        " ,", ","
    )
    assert "no correction is published yet" not in words


def test_ledger_rows_link_to_the_last_commit_of_their_file(repository):
    text = (repository.root / "site.yaml").read_text("utf-8")
    repository.write("site.yaml", text + "repository: https://git.example.com/status\n")
    repository.write("incidents/a.md", INCIDENT)
    commit = repository.commit("2026-10-07T13:00:00+02:00", "An incident")
    repository.write("incidents/b.md", INCIDENT.replace("10-07", "10-08"))
    repository.commit("2026-10-08T13:00:00+02:00", "Another")
    html, _ = page(repository)
    assert (
        f'incidents/a.md</a> <a href="https://git.example.com/status/commit/{commit}">{commit[:7]}</a>'
    ) in html


def test_periods_that_are_over_are_asked_for_in_one_line_and_closed_at_once(closed):
    closed.write("incidents/b.md", INCIDENT.replace("10-07", "12-07"))
    closed.commit("2026-12-07T13:00:00+01:00", "Another one")
    later = ("--now", "2027-01-04T12:00:00+01:00")
    asked = "2026-11 to 2026-12, 2 periods: 'statusmark close --due'"
    assert closed.run("status", *later).out.count(asked) == 1
    told = closed.run("next", *later)
    assert (told.out.count("close"), told.err.count(asked)) == (0, 1)
    # December has been over for less than five days
    found = json.loads(closed.run("check", "--format", "json", *later).out)["diagnostics"]
    assert [d["message"] for d in found if d["code"] == "period-not-closed"] == [
        "2026-11 has been over since 2026-11-30 and is not closed"
    ]
    ended = closed.run("close", "--due", *later)
    assert (ended.code, ended.out.count("Closed")) == (0, 2), ended.err
    assert (closed.root / "ledger/2026-12.json").exists()
    assert "Nothing to close" in closed.run("close", "--due", *later).out
    assert "not closed" not in closed.run("status", *later).out


def test_a_period_before_the_first_one_is_not_closed(repository):
    repository.write("incidents/a.md", INCIDENT)
    repository.commit("2026-10-07T13:00:00+02:00", "An incident")
    ended = repository.run("close", "2026-09", "--now", CLOSED_AT)
    assert ended.code == 1
    assert "2026-09 is before the first period" in ended.err


def test_a_closed_month_stays_when_its_only_post_goes(closed, tmp_path):
    closed.remove("incidents/a.md")
    closed.commit("2026-11-05T09:00:00+01:00", "Delete it")
    ended = closed.run("build", "--out", tmp_path / "public", *AT_NOW)
    assert ended.code == 0, ended.err
    assert (tmp_path / "public/sla/2026-10/index.html").exists()
    assert october(closed)["published"]["changed"]


def test_months_without_trouble_are_published_from_the_first_since_on(repository):
    text = (repository.root / "site.yaml").read_text("utf-8")
    repository.write("site.yaml", text.replace("name: API", "name: API, since: 2020-01-01"))
    repository.commit("2026-10-15T12:00:00+02:00", "The API is promised")
    told = repository.run("report", "--format", "json", "--now", "2026-12-10T12:00:00+01:00")
    labels = [p["period"] for p in json.loads(told.out)["periods"]]
    first = repository.git("log", "--reverse", "--format=%cs", "site.yaml").split()[0]
    assert labels[0] == first[:7]
    assert labels[-2:] == ["2026-11", "2026-12"]


def altered(site):
    told = site.run("check", "--format", "json", *AT_NOW)
    found = json.loads(told.out)["diagnostics"]
    return [d["message"] for d in found if d["code"] == "ledger-altered"]


def edited(site):
    """The ledger with another figure of a component, in another order of keys."""
    document = json.loads((site.root / LEDGER).read_text("utf-8"))
    document["periods"][0]["downtime_minutes"] = 5
    site.write(LEDGER, json.dumps(dict(reversed(document.items()))).encode())


def test_an_edited_ledger_changes_no_figure_and_is_named_until_it_is_put_back(closed):
    before = october(closed)["published"]
    whole = (closed.root / LEDGER).read_bytes()
    edited(closed)
    assert altered(closed)[0].startswith(f"{LEDGER} was changed without a commit yet")
    closed.commit("2026-11-05T09:00:00+01:00", "Not so bad")
    sha = closed.git("rev-parse", "HEAD")[:10]
    assert altered(closed)[0].startswith(f"the commit {sha} changed {LEDGER} on 2026-11-05 09:00")
    assert october(closed)["published"] == before
    refused = closed.run("close", "2026-10", "--correct", *AT_NOW)
    assert (refused.code, "First put it back" in refused.err) == (1, True)
    closed.write(LEDGER, whole)
    assert altered(closed) == []


def test_a_deleted_ledger_changes_no_figure_and_is_named(closed):
    before = october(closed)["published"]
    closed.remove(LEDGER)
    closed.commit("2026-11-05T09:00:00+01:00", "It was never told")
    sha = closed.git("rev-parse", "HEAD")[:10]
    assert altered(closed)[0].startswith(f"the commit {sha} deleted {LEDGER} on 2026-11-05 09:00")
    assert october(closed)["published"] == before
    assert closed.run("close", "2026-10", *AT_NOW).code == 1


def test_other_spelling_and_corrections_are_no_alteration(closed):
    closed.write("incidents/a.md", LONGER)
    closed.commit("2026-11-05T09:00:00+01:00", "It was longer")
    assert closed.run("close", "2026-10", "--correct", *AT_NOW).code == 0
    assert altered(closed) == []
    closed.commit("2026-11-20T12:00:00+01:00", "Correct October")
    document = json.loads((closed.root / LEDGER).read_text("utf-8"))
    closed.write(LEDGER, json.dumps(document, sort_keys=True).encode())
    closed.commit("2026-11-20T12:01:00+01:00", "Another spelling")
    assert altered(closed) == []
    document["corrections"] = []
    closed.write(LEDGER, json.dumps(document).encode())
    assert len(altered(closed)) == 1
    assert len(october(closed)["published"]["corrections"]) == 1


def test_a_commit_of_the_future_is_not_known_to_have_changed_a_closed_month(closed):
    closed.write("incidents/a.md", LONGER)
    closed.commit("2026-11-09T10:00:00+01:00", "It lasted longer")
    closed.write("incidents/a.md", LONGER + "\n    Words.\n")
    closed.commit("2026-12-09T10:00:00+01:00", "Words, by a clock that is fast")
    assert "9 December" not in page(closed)[1]


def lists(site, now=NOW):
    """What the lists of months say: of the agreement, of the year, of the month's posts, of the component."""
    ended = site.run("build", "--out", "public", "--now", now)
    assert ended.code == 0, ended.err
    found = []
    for path in ("sla", "sla/2026", "history/2026-10", "components/api"):
        html = (site.root / "public" / path / "index.html").read_text("utf-8")
        found.append(" ".join(re.sub(r"<[^>]+>", " ", html).split()))
    return found


def test_what_was_told_is_said_first_and_a_correction_wherever_the_month_is_named(closed):
    closed.write("incidents/a.md", LONGER)
    closed.commit("2026-11-09T10:00:00+01:00", "It lasted longer")
    _, words = page(closed)
    assert "October 2026: 99.73% Met 120 min of downtime" in words
    assert "The files say 99.59% now." in words
    assert words.index("99.73%, published") < words.index("99.59% is what the files say now")
    assert words.index("99.59% is what the files say now") < words.index("A = (T − D) / T")
    for text in lists(closed):
        assert "99.73%" in text
        assert "99.59%" not in text
    assert closed.run("close", "2026-10", "--correct", "--now", "2026-11-09 11:00").code == 0
    _, words = page(closed)
    assert "October 2026: 99.73%, corrected to 99.59% Met 180 min of downtime" in words
    assert "The files say" not in words
    for text in lists(closed):
        assert "99.73%, corrected to 99.59%" in text
    said = "published 2026-11-02 09:00: 99.731%; corrected 2026-11-09 11:00: 99.597%"
    assert said in closed.run("report", "--period", "2026-10", *AT_NOW).out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{target: 99.5%}", "{target: 99.5%, period: year}"),
        ("availability: {target: 99.5%}\n", ""),
        ("{id: api, name: API}", "{id: shop, name: Shop, since: 2026-12-01}"),
    ],
)
def test_a_closed_period_that_nobody_measures_any_more_is_built_listed_and_served(
    closed, before, after, tmp_path
):
    text = (closed.root / "site.yaml").read_text("utf-8")
    assert before in text
    closed.remove("incidents/a.md")
    closed.write("site.yaml", text.replace(before, after))
    closed.commit("2026-11-09T10:00:00+01:00", "All is other")
    _, words = page(closed)
    assert "October 2026: 99.73% Met 120 min of downtime" in words
    assert "incidents/a.md" in words
    index = (closed.root / "public/sla/index.html").read_text("utf-8")
    assert 'href="../sla/2026-10/"' in index
    told = october(closed)
    assert told["published"]["downtime_minutes"] == 120
    assert told["published"]["changed"]
    if "id: shop" not in after:
        assert (told["verdict"], told["downtime_minutes"], told["ledger"]) == (None, None, [])
        assert "No agreement measures this period any more" in words
        assert "no agreement measures it any more" in warnings(closed)[1][0]["message"]
    served = json.loads((closed.root / "public/sla/2026-10.json").read_text("utf-8"))
    jsonschema.validate(served, report_schema())
    assert served["periods"][0]["published"] == told["published"]
    refused = closed.run("close", "2026-10", *AT_NOW)
    assert "was published at 2026-11-02 09:00" in refused.err
    for command in ("report", "status", "next", "check"):
        assert closed.run(command, *AT_NOW).code == 0


def test_a_tier_that_is_gone_is_shown_as_it_was_told(repository):
    text = (repository.root / "site.yaml").read_text("utf-8")
    tiered = text + "  tiers: {vip: {availability: {target: 99.9%}}}\n"
    repository.write("site.yaml", tiered)
    repository.write("incidents/a.md", INCIDENT)
    repository.commit("2026-10-07T13:00:00+02:00", "An incident")
    assert repository.run("close", "2026-10", "--now", CLOSED_AT).code == 0
    repository.write("site.yaml", text)
    repository.commit("2026-11-05T09:00:00+01:00", "No more tiers")
    told = repository.run("report", "--format", "json", "--period", "2026-10", *AT_NOW)
    periods = json.loads(told.out)["periods"]
    assert [(p["tier"], p["verdict"]) for p in periods] == [(None, "met"), ("vip", None)]
    assert periods[1]["published"]["verdict"] == "breached"
    # what is told anew is what is measured
    repository.write("incidents/a.md", LONGER)
    repository.commit("2026-11-06T09:00:00+01:00", "It lasted longer")
    assert repository.run("close", "2026-10", "--correct", *AT_NOW).code == 0
    document = json.loads((repository.root / LEDGER).read_text("utf-8"))
    assert [p["tier"] for p in document["corrections"][0]["periods"]] == [None]
    assert page(repository)[1].count("September 2026") == 0


def test_services_that_were_promised_for_themselves_stay_as_told(repository):
    text = (repository.root / "site.yaml").read_text("utf-8")
    repository.write("site.yaml", text.replace("99.5%}", "99.5%, scope: each}"))
    repository.write("incidents/a.md", INCIDENT)
    repository.commit("2026-10-07T13:00:00+02:00", "An incident")
    assert repository.run("close", "2026-10", "--now", CLOSED_AT).code == 0
    repository.write("site.yaml", text.replace("99.5%}", "99.5%, period: year}"))
    repository.commit("2026-11-05T09:00:00+01:00", "By the year")
    _, words = page(repository)
    assert "October 2026 (API): 99.73%" in words
    assert october(repository)["published"]["components"]["api"]["downtime_minutes"] == 120


def test_a_component_that_was_renamed_keeps_what_was_told_of_it(closed):
    text = (closed.root / "site.yaml").read_text("utf-8")
    closed.write("site.yaml", text.replace("{id: api,", "{id: rest, aliases: [api],"))
    closed.write("incidents/a.md", LONGER)
    closed.commit("2026-11-09T10:00:00+01:00", "Another name, and it lasted longer")
    assert closed.run("build", "--out", "public", *AT_NOW).code == 0
    html = (closed.root / "public/components/rest/index.html").read_text("utf-8")
    assert "99.73%" in html
