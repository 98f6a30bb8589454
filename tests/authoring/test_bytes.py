"""Whatever a file looks like, writing into it disturbs no other byte."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.authored import INCIDENT
from support.builders import run
from support.instants import AT_NOW, NOW

from generator.authoring.changes import NewUpdate, add_update, move_window
from generator.authoring.edit import apply, set_key
from generator.authoring.post_source import parse_source, without_places
from generator.authoring.posts_on_disk import slug
from generator.authoring.typed import yaml_text
from generator.model.levels import Level, Status
from generator.reading.content import read_content, read_names
from generator.reading.tables.fields import Context
from generator.reading.yaml.document import Scalar, compose
from generator.reading.yaml.faults import Faults

ENDINGS = st.sampled_from(["\n", "\r\n", "\r"])
FRONTS = st.sampled_from(
    [
        "title: Down\nstarted: 2026-11-20 13:00   # why\ncomponents: {api: major_outage}\n",
        "components:\n  api: major_outage\n  web: partial_outage\n# a comment: {\nstarted: '2026-11-20 13:00'\ntitle: \"Dów\\u006e\"\n",
        "title: >-\n  Long\n  words\nstarted: 2026-11-20 13:00\ncomponents: [api]\nimpact:\n- from: 2026-11-20 13:00\n  components: {api: major_outage}\n  cause: own\n",
        "{title: Down, started: 2026-11-20 13:00, components: [api]}\n",
        "title: Zażółć 🔥\nstarted: 2026-11-20 13:00\ncomponents: [api]\nimpact: [{from: 2026-11-20 13:00, components: [api]}]\n\n\n",
        "title: x\nstarted: 2026-11-20 13:00\ncomponents: [api]\nimpact:\n    -   {from: 2026-11-20 13:00, to: 2026-11-20 13:30, components: [api]} # done\ncause: own\n",
    ]
)  # fmt: skip
BODIES = st.sampled_from(
    [
        "",
        "Text",
        "Text\n",
        "Text\n\n\n",
        "## 2026-11-20 13:10 Investigating\nWe look 🔥.",
        "\n\n\ta  \n",
    ]
)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    ending=ENDINGS,
    bom=st.booleans(),
    front=FRONTS,
    body=BODIES,
    text=st.sampled_from(["", "x", "a\n\n- b"]),
)
def test_an_edit_keeps_every_byte_elsewhere(tmp_path_factory, ending, bom, front, body, text):
    folder = tmp_path_factory.mktemp("edit")
    (folder / "incidents").mkdir()
    (folder / "site.yaml").write_text(
        "name: T\nurl: https://x.example\ntimezone: Europe/Warsaw\ncomponents: [{id: api, name: A}, {id: web, name: W}]\n"
    )
    raw = f"---\n{front}---\n{body}".replace("\n", ending)
    data = (b"\xef\xbb\xbf" if bom else b"") + raw.encode()
    (folder / "incidents/a.md").write_bytes(data)
    names = read_names(folder).context
    source = parse_source("incidents/a.md", data, names)
    post = source.post
    new = NewUpdate(NOW, Status.UPDATE, text)
    revision = add_update(source, new, names, {"api": Level.DEGRADED_PERFORMANCE})
    edited = apply(data, revision.replacements)
    (folder / "incidents/a.md").write_bytes(edited)
    reading = read_content(folder)
    assert [d for d in reading.diagnostics if d.severity.value == "error"] == []
    (after,) = reading.content.incidents
    assert without_places(after) == without_places(revision.post)
    assert after.updates[:-1] == tuple(
        u.__class__(u.at, u.status, u.text, u.key, a.location, u.team, u.priority)
        for u, a in zip(post.updates, after.updates, strict=False)
    )
    assert (after.updates[-1].status, after.updates[-1].text) == (Status.UPDATE, text)
    assert after.impact[-1].components["api"] is Level.DEGRADED_PERFORMANCE
    assert after.impact[-1].start_at == NOW
    if len(after.impact) > 1:
        assert after.impact[-2].end_at <= NOW
    assert (after.title, after.started_at, after.components) == (
        post.title, post.started_at, post.components
    )  # fmt: skip
    assert edited.startswith(b"\xef\xbb\xbf") == bom
    assert is_subsequence(data, edited)
    if ending != "\n":
        assert b"\n" not in edited.replace(ending.encode(), b"") or ending == "\r"
    if body and not body.endswith("\n"):
        assert not edited.endswith((b"\n", b"\r"))


def is_subsequence(short, long):
    rest = iter(long)
    return all(byte in rest for byte in short)


@given(
    ENDINGS,
    st.booleans(),
    st.sampled_from(["end: 2026-12-06 04:00", 'end:   "2026-12-06 04:00"   # x']),
)
def test_a_moved_window_changes_two_values_only(ending, bom, end_line):
    text = f"---\n# first\ntitle: T\nstart: 2026-12-06 02:00 # why\n{end_line}\ncomponents: [api]\n---\nend: not this\n"
    data = (b"\xef\xbb\xbf" if bom else b"") + text.replace("\n", ending).encode()
    source = parse_source("maintenance/m.md", data, Context(Faults("")))
    start, end = datetime(2026, 12, 13, 2, tzinfo=UTC), datetime(2026, 12, 13, 4, tzinfo=UTC)
    revision = move_window(source, start, end, NOW, UTC)
    wanted = text.replace("2026-12-06 02:00", "2026-12-13 02:00")
    wanted = wanted.replace('"2026-12-06 04:00"', "2026-12-13 04:00")
    wanted = wanted.replace("2026-12-06 04:00", "2026-12-13 04:00").replace("\n", ending).encode()
    assert apply(data, revision.replacements) == (b"\xef\xbb\xbf" if bom else b"") + wanted


def test_a_key_without_a_value_gets_one():
    text = "---\nlate:\nstart: x\n---\n"
    change = set_key(text, "late", "acknowledged")
    assert apply(text.encode(), [change]) == b"---\nlate: acknowledged\nstart: x\n---\n"
    assert set_key("---\na: [\n---\n", "late", "x") is None
    assert set_key("no front matter", "late", "x") is None


@given(st.text(max_size=40))
def test_any_title_reads_back_as_typed(text):
    line = " ".join(text.split())
    printable = all(character.isprintable() for character in line)
    node = compose(f"title: {yaml_text(text)}\n", 1, Faults(""))
    if printable and line:
        value = node.get("title")
        assert isinstance(value, Scalar)
        assert value.text == line


@given(st.text(max_size=80))
def test_a_slug_is_always_an_id_or_nothing(text):
    import re

    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(text))
    assert len(slug(text)) <= 48


def test_slugs_of_polish_and_german():
    assert slug("Zażółć gęślą jaźń") == "zazolc-gesla-jazn"
    assert slug("Störung für Größe") == "stoerung-fuer-groesse"
    assert slug("🔥☃") == ""


def test_files_keep_their_permissions(status_site):
    place = status_site.write("incidents/down.md", INCIDENT)
    place.chmod(0o640)
    status_site.run("update", "down", "update", "x", *AT_NOW)
    assert place.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in place.parent.iterdir()] == ["down.md"]


def test_commands_outside_a_site_say_so(tmp_path):
    for words in (("update", "x", "update"), ("status",), ("serve",), ("export", "jsonl")):
        ended = run("-C", tmp_path, *words)
        assert ended.code == 1
        assert "there is no site.yaml" in ended.err
