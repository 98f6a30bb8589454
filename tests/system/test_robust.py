"""Any bytes whatever in a file give diagnostics, never an exception; and quickly."""

import os
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.builders import SiteFolder

from generator.diagnostics import Severity
from generator.reading.content import read_content, read_site
from generator.reading.files import read_file, source_text
from generator.reading.git.announcement import read_announcement
from generator.reading.posts.timeline import split_body
from generator.reading.site import read_site_file
from generator.reading.tables.instants import parse_instant
from generator.reading.yaml import document
from generator.reading.yaml.faults import Faults, Trouble
from generator.timespan import EARLIEST, LATEST, zone_of

SITE = b"""\
name: Example
url: https://status.example.com
timezone: Europe/Warsaw
languages: [en, pl]
components: [{id: api, name: API}]
sla:
  availability: {target: 99.5%, remedy: {credit: {99.5%: 10%}}}
  priorities: {P1: {acknowledge: 1h}}
  tiers: {vip: {priorities: {any: {acknowledge: 5m}}}}
"""
POST = b"""\
---
title: Sign-in fails
started: 2026-11-18 09:12
components: {api: major_outage}
impact: [{from: 2026-11-18 09:12, to: 2026-11-18 09:40, components: [api]}]
---
Text.

## 2026-11-18 09:31 Investigating
"""
SNIPPETS = st.sampled_from(
    [
        *("---\n", "title: A\n", "started: 2026-10-25 02:30\n", "components: [api]\n", "impact:\n"),
        *(
            "  - {from: x, to: [y]}\n",
            "start: 2026-12-06\n",
            "end: ",
            "{",
            "}",
            "[",
            "]",
            ", ",
            ": ",
        ),
        *(
            "- ",
            "? ",
            "&a ",
            "*a ",
            "!x ",
            "|\n",
            ">\n",
            '"',
            "'",
            "#",
            "\t",
            "\n",
            " ",
            "\r",
            "\ufeff",
        ),
        *("\0", "\x85", "\u2028", "## ", "## 2026-11-18 09:31 Resolved\n", "## 2026-13-01 1:1\n"),
        *("```\n", "~~~~\n", "<!--", "-->", "priority: P1\n", "sla:\n", "tiers: {x: {y: z}}\n"),
        *(
            "remedy: {credit: 1%}\n",
            "since: 2026-01-01\n",
            "all",
            "{all: all}",
            "id: a\n",
            "é",
            "%",
        ),
        *("calendars: {always: {}}\n", "cancelled: 1\n", "actual: {start: }\n", "late: x\n"),
    ]
)
texts = st.lists(SNIPPETS, max_size=30).map("".join)
data = st.one_of(st.binary(max_size=300), texts.map(lambda text: text.encode("utf-8", "replace")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    site = SiteFolder(tmp_path_factory.mktemp("site"))
    site.write("site.yaml", SITE)
    return site.root


def mutilated(original):
    """The good file with a piece cut out and something put in."""
    return st.tuples(
        st.integers(0, len(original)), st.integers(0, 30), st.one_of(texts, st.text(max_size=5))
    ).map(
        lambda cut: (
            original[: cut[0]] + cut[2].encode("utf-8", "replace") + original[cut[0] + cut[1] :]
        )
    )


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(data, mutilated(POST)))
@example(b"---\ntitle: " + b"[" * 100_000)
@example(b"---\n" + b"- " * 100_000 + b"\n---\n")
@example(b"---\n? {a: b}\n: c\n---\n")
def test_any_bytes_in_a_post_give_a_post_or_errors(folder, content):
    for path in ("incidents/a.md", "maintenance/b.md", "incidents/a.pl.md"):
        SiteFolder(folder).write(path, content)
    reading = read_content(folder)
    assert reading.content is not None
    for path in ("incidents/a.md", "maintenance/b.md"):
        read = {p.path for p in reading.content.posts}
        errors = [
            d
            for d in reading.diagnostics
            if d.location.path == path and d.severity is Severity.ERROR
        ]
        assert (path in read) != bool(errors)
        assert (path in reading.broken) == bool(errors)
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    for diagnostic in reading.diagnostics:
        assert 1 <= diagnostic.location.line <= lines + 2
        assert diagnostic.location.column >= 1
        assert diagnostic.remedy


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(data, mutilated(SITE)))
@example(b"nam:\nur: x\ncomponent: {}\n")
@example(b"\xc2\x85*-")  # U+0085 ends a line to YAML
def test_any_bytes_in_site_yaml_give_a_site_or_errors(content):
    reading = read_site_file(content)
    site, diagnostics = reading.site, reading.diagnostics
    assert site is not None or any(d.severity is Severity.ERROR for d in diagnostics)
    assert len(set(diagnostics)) == len(diagnostics)


@settings(max_examples=100, deadline=None)
@given(st.one_of(data, mutilated(POST)))
def test_any_bytes_in_history_give_an_announcement_or_nothing(folder, content):
    site, _ = read_site(folder)
    found = read_announcement(content, "maintenance/a.md", site)
    assert found is None or found[1].start_at < found[1].end_at


@given(
    st.text(max_size=30), st.sampled_from(["Europe/Warsaw", "UTC", "+05:30", "Australia/Lord_Howe"])
)
def test_any_text_is_an_instant_or_trouble(text, zone):
    assert isinstance(parse_instant(text, zone_of(zone)), datetime | Trouble)


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30)),
    st.sampled_from(["Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "+05:30"]),
)
def test_an_instant_written_in_any_way_is_the_same_instant(wall, zone_name):
    zone = zone_of(zone_name)
    at = wall.replace(microsecond=0, tzinfo=UTC)
    with_z = parse_instant(f"{at:%Y-%m-%dT%H:%M:%SZ}", zone)
    local = at.astimezone(zone)
    if local.utcoffset().seconds % 60:
        return  # local mean time, before the zone was counted in minutes
    offset = f"{local:%z}"
    with_offset = parse_instant(f"{local:%Y-%m-%d %H:%M:%S}{offset[:3]}:{offset[3:5]}", zone)
    plain = parse_instant(f"{local:%Y-%m-%d %H:%M:%S}", zone)
    assert with_z == with_offset == at
    assert plain == at or (isinstance(plain, Trouble) and plain.code == "repeated-hour")


def test_years_at_the_edges_of_time():
    assert parse_instant("1970-01-01 00:00", UTC) == EARLIEST
    assert parse_instant("2199-12-31 23:59:59Z", UTC) < LATEST
    for text in ("1970-01-01 00:30+02:00", "2199-12-31 23:30-02:00", "0001-01-01 00:00+05:00"):
        assert parse_instant(text, UTC).code == "impossible-date"
    assert parse_instant("9999-12-31 24:00", UTC).code == "impossible-time"
    assert parse_instant("9999-13-31 10:00", UTC).code == "impossible-date"


def bomb(levels):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for n in range(levels):
        name, before = f"b{n}", f"b{n - 1}" if n else "a"
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "content",
    [
        bomb(5000).encode(),
        b"---\n" + bomb(5000).encode() + b"---\n",
        b"---\ntitle: x\n" + b"key: [" * 60_000 + b"\n---\n",
        b"---\ntitle: x\n---\n" + b"## 2026-11-18 09:31 Nonsense\n" * 20_000,
        b"---\ntitle: x\n---\n" + b"## 2026-13-18 09:31 Nonsense\n" * 20_000,
        b"---\ntitle: x\n---\n" + b"```\n" * 200_000,
        b"---\ntitle: x\n---\n" + b"<!--\n" * 200_000,
        b"---\n" + b" x: y\n" * 150_000 + b"z\n---\n",
        b"---\n" + b"\n" * 900_000,
        b"x" * 10_000_000,
    ],
    ids=range(10),
)
def test_hostile_files_take_seconds_at_most(tmp_path, content):
    SiteFolder(tmp_path).write("site.yaml", SITE)
    SiteFolder(tmp_path).write("incidents/a.md", content)
    begun = time.process_time()
    assert read_content(tmp_path).broken == ("incidents/a.md",)
    assert time.process_time() - begun < 20


def test_without_libyaml_everything_reads_the_same(monkeypatch, folder):
    text = SITE.decode()
    fast = document.compose(text, 1, Faults("site.yaml"))
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    slow_loader = document._loader()
    assert slow_loader is not document.LOADER
    monkeypatch.setattr(document, "LOADER", slow_loader)
    assert document.compose(text, 1, Faults("site.yaml")) == fast
    for broken, code in (
        ("title: A\n resolved: x\n", "leading-space"),
        ("a:\n\tb: c\n", "tab-indentation"),
        ("title: *all* x\n", "unquoted-value"),
        ("title: @all\n", "unquoted-value"),
        ("title: A: b\n", "unquoted-colon"),
        ("a: &b c\n", "yaml-anchor"),
        ("a: " + "[" * 3000, "too-deep"),
        ("a: \x01", "yaml-syntax"),
        ('a: "b\n', "not-closed"),
    ):
        faults = Faults("site.yaml")
        assert document.compose(broken, 1, faults) is None
        assert [d.code for d in faults.found] == [code]


@contextmanager
def without_privileges():
    """As somebody whom file permissions bind; root is bound by none."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_what_may_not_be_read_is_named():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        SiteFolder(folder).write("site.yaml", SITE)
        SiteFolder(folder).write("incidents/a.md", POST)
        (folder / "site.yaml").chmod(0o644)
        (folder / "incidents").chmod(0o755)
        (folder / "incidents/locked").mkdir()
        locked = [folder / "incidents/a.md", folder / "incidents/locked"]
        read_content(folder)  # loads what Python loads late, while it may
        for path in locked:
            path.chmod(0)
        with without_privileges():
            found = read_content(folder).diagnostics
        folder.chmod(0)
        with without_privileges():
            assert read_content(folder).content is None
        for path in (folder, *locked):
            path.chmod(0o755)
    assert [(d.location.path, d.code) for d in found] == [
        ("incidents/a.md", "unreadable-file"),
        ("incidents/locked", "unreadable-file"),
    ]


def test_a_file_name_that_is_not_text_is_named(tmp_path):
    SiteFolder(tmp_path).write("site.yaml", SITE)
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents" / os.fsdecode(b"us\xb3uga.md")).write_bytes(POST)
    (found,) = read_content(tmp_path).diagnostics
    assert (found.code, found.location.path) == ("bad-file-name", "incidents/us\\udcb3uga.md")


def test_a_file_that_vanishes_or_becomes_a_pipe_meanwhile_is_a_fault(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, code in (("gone", "unreadable-file"), ("pipe", "not-a-file")):
        faults = Faults(name)
        assert read_file(str(tmp_path / name), faults) is None
        assert [d.code for d in faults.found] == [code]


def test_no_line_from_outside_the_site_is_ever_shown(tmp_path):
    (tmp_path / "secret").write_text("password")
    root = tmp_path / "site"
    root.mkdir()
    (root / "link.md").symlink_to("../secret")
    (root / "a.md").write_bytes(b"\xef\xbb\xbfone\xb3")
    assert source_text(root, "link.md") is None
    assert source_text(root, "../secret") is None
    assert source_text(root, "gone.md") is None
    assert source_text(root, "a.md") == "one\ufffd"


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: a" + " " * 100_000 + "x # y\n---\n",
        "---\ntitle: a" + "\t " * 50_000 + "x\nreason: c #\n---\n",
        "---\ntitle: a\n---\n" + "2026-11-18 10:40 Resolved\n" * 10_000,
        "---\ntitle: a\n---\n2026-11-18 10:40 " + "Resolved " * 20_000 + "x\n",
        "---\ntitle: a\n---\n## [2026-11-18 10:40" + " a" * 20_000 + "\n",
    ],
)
def test_slips_are_looked_for_in_time(text):
    begun = time.process_time()
    post = document.split_post(text, Faults("a.md"))
    assert post
    split_body(post.body, post.body_line, Faults("a.md"))
    assert time.process_time() - begun < 5
