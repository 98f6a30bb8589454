"""What a build keeps for the next one saves time and changes nothing."""

from __future__ import annotations

import sqlite3
import subprocess

import pytest
from support.builders import files_below, run
from support.instants import AT_NOW

from generator.disk.build_cache import FOLDER, STORE, BuildCache, build_cache
from generator.rendering.feeds import rss_atom
from generator.rendering.pages import making
from generator.rendering.prose import fragments

POST = """
    ---
    title: {title}
    started: 2026-10-0{day} 10:00
    components: {{api: major_outage}}
    ---

    ## 2026-10-0{day} 10:10 Investigating
    We look *into* it{mark}

    ## 2026-10-0{day} 11:00 Resolved
    Fixed.
    """


WITH_THE_CLOCK = {"index.html", "component.html", "agreement.html"}


@pytest.fixture
def filled(site):
    for day in (1, 2, 3):
        site.write(
            f"incidents/2026-10-0{day}-down.md", POST.format(title="Down", day=day, mark=".")
        )
    return site


def build(site, out="public"):
    ended = run("-C", str(site.root), "build", "--out", out, *AT_NOW)
    assert ended.code == 0, ended.err
    return files_below(site.root / out)


@pytest.fixture
def printed(monkeypatch):
    """The templates of the pages that are really printed."""
    names = []
    real = making.render_page

    def noting(env, theme, name, values):
        names.append(f"{name} {values['page'].path}")
        return real(env, theme, name, values)

    monkeypatch.setattr(making, "render_page", noting)
    return names


@pytest.fixture
def fed(monkeypatch):
    """The feeds that are really made."""
    paths = []
    real = rss_atom._feed

    def noting(edition, channel, items, path):
        paths.append(path)
        return real(edition, channel, items, path)

    monkeypatch.setattr(rss_atom, "_feed", noting)
    return paths


@pytest.fixture
def rendered(monkeypatch):
    """The texts whose Markdown is really rendered."""
    texts = []
    real = fragments.converted
    monkeypatch.setattr(fragments, "converted", lambda t: texts.append(t.strip()) or real(t))
    return texts


def test_the_same_bytes_with_and_without_what_was_kept(filled):
    first = build(filled)
    assert (filled.root / FOLDER / STORE).is_file()
    assert build(filled) == first
    assert build(filled, "elsewhere") == first


def test_nothing_new_prints_what_shows_the_clock_makes_no_feed_and_renders_no_text(
    filled, printed, fed, rendered
):
    build(filled)
    for made in (printed, fed, rendered):
        assert made
        made.clear()
    build(filled)
    assert (fed, rendered) == ([], [])
    assert {name.partition(" ")[0] for name in printed} == WITH_THE_CLOCK


def test_a_changed_post_is_in_the_feeds_that_have_it_and_the_others_are_not_made(filled, fed):
    text = POST.format(title="Planned", day=4, mark=".").replace("{api:", "{web:")
    filled.write("incidents/2026-10-04-web.md", text)
    build(filled)
    fed.clear()
    filled.write("incidents/2026-10-04-web.md", text.replace("Planned", "Slow"))
    after = build(filled)
    assert {"history.atom", "components/web/history.rss"} <= set(fed)
    assert not {path for path in fed if path.startswith(("components/api/", "maintenance."))}
    assert build(filled, "elsewhere") == after


def test_another_address_makes_every_feed_anew(filled, fed):
    build(filled)
    fed.clear()
    place = filled.root / "site.yaml"
    place.write_text(place.read_text("utf-8").replace("status.example.com", "status.example.org"))
    after = build(filled)
    assert len(fed) == len(set(fed)) > 5
    stale = [path for path in after if b"status.example.com" in after[path]]
    assert not [path for path in stale if path.endswith((".rss", ".atom", ".xml", ".html"))]


def test_a_changed_post_is_printed_with_the_pages_that_tell_of_it_and_no_other(
    filled, printed, rendered
):
    build(filled)
    printed.clear()
    rendered.clear()
    filled.write("incidents/2026-10-02-down.md", POST.format(title="Out", day=2, mark=" again."))
    after = build(filled)
    assert "incident.html incidents/2026-10-02-down/" in printed
    assert "month.html history/2026-10/" in printed
    assert not {p for p in printed if p.endswith(("2026-10-01-down/", "2026-10-03-down/"))}
    assert set(rendered) == {"We look *into* it again."}
    assert build(filled, "elsewhere") == after


def test_a_changed_theme_prints_every_page_anew(filled, printed):
    before = build(filled)
    printed.clear()
    filled.write(
        "theme/templates/incident.html",
        """
        {% extends "!default/incident.html" %}
        {% block title %}Ours{% endblock %}
        """,
    )
    after = build(filled)
    page = "incidents/2026-10-01-down/index.html"
    assert b"<title>Ours</title>" in after[page]
    assert b"<title>Ours</title>" not in before[page]
    assert len(printed) > 5


def test_a_published_page_that_somebody_changed_is_printed_anew(filled):
    before = build(filled)
    page = filled.root / "public/incidents/2026-10-01-down/index.html"
    page.write_bytes(page.read_bytes().replace(b"Down", b"Fine"))
    assert build(filled) == before


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"SQLite format 3\0" + b"x" * 4096])
def test_a_damaged_store_is_begun_afresh(filled, damage, printed):
    before = build(filled)
    (filled.root / FOLDER / STORE).write_bytes(damage)
    printed.clear()
    assert build(filled) == before
    assert any(name.startswith("incident.html") for name in printed)
    printed.clear()
    assert build(filled) == before
    assert not any(name.startswith("incident.html") for name in printed)


def test_a_folder_that_cannot_be_written_harms_nothing(filled):
    (filled.root / FOLDER).write_text("a file in its place", encoding="utf-8")
    assert build(filled) == build(filled, "elsewhere")
    assert (filled.root / FOLDER).read_text(encoding="utf-8") == "a file in its place"


def spoil(filled):
    """Other words in every kept fragment, and no published page that could stand for itself."""
    with sqlite3.connect(filled.root / FOLDER / STORE) as store:
        store.execute(
            """UPDATE fragments SET reading = '["<p>Spoilt<script>x</script></p>", [], ""]'"""
        )
        store.execute("DELETE FROM files")
    store.close()


def test_what_is_kept_can_be_no_markup_that_is_not_safe(filled):
    build(filled)
    spoil(filled)
    page = build(filled)["incidents/2026-10-01-down/index.html"]
    assert b"<p>Spoilt</p>" in page


def test_what_git_tracks_came_from_somebody_else_and_is_not_believed(filled):
    before = build(filled)
    spoil(filled)
    for command in (("init", "-q"), ("add", "-f", FOLDER)):
        subprocess.run(["git", *command], cwd=filled.root, check=True)
    assert build_cache(filled.root) == BuildCache()
    filled.write(".gitignore", "/public/")
    page = "incidents/2026-10-01-down/index.html"
    assert b"Spoilt" not in build(filled)[page]
    assert b"We look" in before[page]


def test_a_link_in_its_place_is_neither_read_nor_written(filled, tmp_path):
    target = tmp_path / "target"
    target.mkdir()
    (filled.root / FOLDER).symlink_to(target)
    build(filled)
    assert list(target.iterdir()) == []
    assert build_cache(filled.root) == BuildCache()


def test_nothing_but_the_store_is_left(filled):
    build(filled)
    assert {path.name for path in (filled.root / FOLDER).iterdir()} == {STORE}


def test_files_that_are_gone_are_forgotten(filled):
    build(filled)
    (filled.root / "incidents/2026-10-03-down.md").unlink()
    after = build(filled)
    cache = build_cache(filled.root)
    assert set(cache.files((filled.root / "public").resolve())) == set(after) - {".statusmark"}
    cache.close()


def test_it_cannot_be_the_output_folder(filled):
    ended = run("-C", str(filled.root), "build", "--out", FOLDER, *AT_NOW)
    assert ended.code == 1
    assert "sources" in ended.err
