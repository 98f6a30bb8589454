"""Random input breaks nothing: some thousand cases here, as many as you like by ``make fuzz N=200000``.

STATUSMARK_CASES is how many are tried here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.builders import files_below
from support.fuzz.dice import VECTORS
from support.fuzz.judges import WrongError, harmless_html, harmless_prose, strict_json, well_formed
from support.fuzz.kinds import KINDS, case, judge_build
from support.fuzz.originals import SITE
from support.fuzz.running import tried
from support.pages import Page

ROOT = Path(__file__).parents[2]
KEPT = sorted((ROOT / "tests/support/fuzz/kept").iterdir())
CASES = int(os.environ.get("STATUSMARK_CASES", "1000"))

BROKEN = """
import os, sys
sys.path[:0] = [{root!r}, {root!r} + "/tests"]
from dataclasses import replace
from support.fuzz import kinds, running

def judge(folder, files):
    number = int(files["n"])
    if number == 3:
        os.abort()
    if number == 5:
        raise ValueError("five")
    if number == 6:
        while True:
            pass
    if number == 7:
        bytearray(80 << 20).count(1)

running.SECONDS, running.MEMORY = 0.2, 50
broken = replace(kinds.KINDS["prose"], judge=judge)
running.KINDS["prose"] = broken
running.case = lambda number: ("prose", {{"n": str(number).encode()}})
for failure in running.each(0, 10, 2):
    print(failure.number, failure.kind, failure.what.splitlines()[0])
"""


def test_random_cases_hold():
    ended = subprocess.run(
        [sys.executable, ROOT / "tools/fuzz.py", str(CASES), "--jobs", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-5000:] + ended.stderr[-2000:]
    assert f"0 of {CASES} cases failed" in ended.stdout


@pytest.mark.parametrize("folder", KEPT, ids=lambda folder: folder.name)
def test_what_once_failed_holds(folder, tmp_path):
    kind = folder.name.partition(".")[0]
    assert tried(kind, files_below(folder), tmp_path) == ""


def test_a_number_is_the_same_case_everywhere():
    assert case(11) == case(11)
    assert {case(number)[0] for number in range(1500)} == set(KINDS)


def test_crashes_errors_hangs_and_memory_are_named_and_the_rest_goes_on():
    ended = subprocess.run(
        [sys.executable, "-c", BROKEN.format(root=str(ROOT))],
        capture_output=True,
        text=True,
        check=True,
    )
    found = sorted(ended.stdout.splitlines())
    assert [line.split()[0] for line in found] == ["3", "5", "6", "7"]
    for line, words in zip(
        found, ("ended with -6", "ValueError: five", "took more than", "MiB more"), strict=True
    ):
        assert words in line


@pytest.mark.parametrize(
    "html",
    [
        "<p>",
        "<p></i></p>",
        "<p onclick='x'>a</p>",
        "<a href='javascript:x'>a</a>",
        "<a href=' java&#x73;cript:x'>a</a>",
        "<iframe></iframe>",
        "<script>attack()</script>",
        "<script type='application/ld+json'>{</script>",
        "<p>\x1b</p>",
    ],
)
def test_the_judges_see_what_is_wrong_in_html(html):
    with pytest.raises(WrongError):
        harmless_html(html)


@pytest.mark.parametrize("html", ["<script></script>", "<p style='a'>b</p>", "<link href='x'>"])
def test_texts_of_posts_may_have_less_than_pages(html):
    harmless_html(html)
    with pytest.raises(WrongError):
        harmless_prose(html)


@pytest.mark.parametrize(
    "files",
    [
        {"a.json": b'{"a": NaN}'},
        {"a.json": b'{"a": 1, "a": 2}'},
        {"a.xml": b"<a>&nbsp;</a>"},
        {"a.xml": b"<a><description>&lt;p onclick='x'&gt;&lt;/p&gt;</description></a>"},
        {"a.csv": b"a,b\n1\n"},
        {"a.ics": b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"},
        {"a.ics": b"BEGIN:VCALENDAR\r\nX:" + b"x" * 80 + b"\r\nEND:VCALENDAR\r\n"},
        {"a.md": b"\x1b]0;x"},
        {"a.txt": b"\xff"},
        {"../a.txt": b""},
    ],
)
def test_the_judges_see_what_is_wrong_in_files(files):
    with pytest.raises(WrongError):
        well_formed(files)


def test_json_that_is_right_is_read():
    assert strict_json('{"a": [1, null]}', "x") == {"a": [1, None]}


FIELDS = """\
---
title: {quoted}
started: 2026-11-20 10:00
components: {{api: major_outage}}
priority: P1
cause: third_party
third_party: {quoted}
---
{text}

## 2026-11-20 10:30 Investigating
{text}

## 2026-11-20 11:00 Resolved
{text}
"""


@pytest.mark.parametrize("number", range(len(VECTORS)))
def test_no_attack_runs_whatever_field_it_is_in(number, tmp_path):
    vector = VECTORS[number]
    inline = " ".join("".join(c for c in vector if c >= " ").split())
    quoted = '"' + inline.replace("\\", "\\\\").replace('"', '\\"') + '"'
    site = SITE
    for old, new in (
        ("name: {en: Fern, pl: Paproć}", f"name: {quoted}\ndescription: {quoted}"),
        ("name: API, group: Core", f"name: {quoted}, group: {quoted}, description: {quoted}"),
        ("text: Support", f"text: {quoted}"),
        ("sla:\n", f"sla:\n  declared: [{quoted}]\n"),
    ):
        assert old in site
        site = site.replace(old, new)
    post = FIELDS.format(quoted=quoted, text=vector)
    other = post.replace(
        "started: 2026-11-20 10:00", "start: 2026-11-22 10:00\nend: 2026-11-22 11:00"
    )
    for line in ("priority: P1\n", "cause: third_party\n", f"third_party: {quoted}\n"):
        other = other.replace(line, "")
    other = other.partition("\n## ")[0] + "\n"
    other = other.replace("components:", f"class: emergency\nreason: {quoted}\ncomponents:")
    files = {
        "site.yaml": site.encode(),
        "incidents/a.md": post.encode(),
        "incidents/a.pl.md": f"---\ntitle: {quoted}\n---\n{vector}\n".encode(),
        "maintenance/b.md": other.encode(),
    }
    pages = judge_build(tmp_path / "site", files)
    well_formed(pages)
    for path in ("incidents/a/index.html", "maintenance/b/index.html", "sla/index.html"):
        assert Page(pages[path].decode()).elements, path
