"""Notes to oneself are cut once, for all readers; code keeps what looks like one."""

from __future__ import annotations

from time import process_time

import pytest
from support.builders import SITE
from support.instants import AT_NOW

from generator.reading.posts.comments import without_comments
from generator.reading.posts.timeline import split_body
from generator.reading.yaml.faults import Faults

TICKS = "```"
POST = """---
title: Down
started: 2026-11-20 13:00
components: {api: major_outage}
---
"""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a <!-- SECRET --> b", "a  b"),
        ("a <!-- SECRET\nSECRET --> b", "a  b"),
        ("<!-- SECRET\n\nSECRET\n-->\nb", "\nb"),
        ("- a\n\n    <!-- SECRET -->\n", "- a\n\n    \n"),
        ("- a\n  - b\n\n        <!-- SECRET -->\n", "- a\n  - b\n\n        \n"),
        ("> a <!-- SECRET -->", "> a "),
        ("a\n    <!-- SECRET -->", "a\n    "),
        ("<!--> a <!---> b", " a  b"),
        ("a ` b <!-- SECRET -->", "a ` b "),
        ("a ` b <!-- SECRET -->\n\n`", "a ` b \n\n`"),
        ("a \\` b <!-- SECRET --> `", "a \\` b  `"),
        ("a `` b <!-- SECRET --> `", "a `` b  `"),
        (f"{TICKS}\nnever closed <!-- SECRET -->", f"{TICKS}\nnever closed "),
        (
            f"<!-- SECRET\n{TICKS}\n-->\n{TICKS}\n<!-- x -->\n{TICKS}\n",
            f"\n{TICKS}\n<!-- x -->\n{TICKS}\n",
        ),
        ("a\n<!-- SECRET", "a\n"),
    ],
)
def test_a_comment_is_cut(text, kept):
    assert without_comments(text).text == kept


@pytest.mark.parametrize(
    "text",
    [
        "The tag `<!--` opens and `-->` ends it.",
        "`<!-- x -->` and ``a ` <!-- b -->`` and `over\nlines <!-- x -->`",
        f"{TICKS}html\n<!-- x -->\n{TICKS}\n",
        f"  ~~~~\n<!-- x -->\n~~~\n{TICKS}\n<!-- y -->\n  ~~~~~",
        "a\n\n    <!-- x -->\n\n    <!-- y -->\n",
        "\t<!-- x -->",
        "- a\n\nb\n\n    <!-- x -->\n",
        "a <!-- never closed",
        "a --> b",
    ],
)
def test_code_and_what_is_none_stay(text):
    assert without_comments(text).text == text


def test_lines_are_counted_as_in_the_file():
    text = "a\n<!-- 1\n2 -->\nb <!--\n\n--> c\nd\n"
    whole = without_comments(text)
    assert whole.text == "a\n\nb  c\nd\n"
    assert [whole.original(n) for n in range(4)] == [0, 1, 3, 6]
    faults = Faults("a.md")
    heads = "## 2026-11-20 10:00 Update\nx\n## 2026-1-20 10:00 Update\n"
    (section,) = split_body(text + heads, 5, faults).sections
    assert section.line == 12
    assert [d.location.line for d in faults.found] == [14]


def test_no_text_takes_long():
    for piece in (
        "<!--",
        "`",
        "a <!--\n",
        "` `` ",
        "```\n",
        "\n    a",
        "<!-- -->",
        "~~~\n\n",
        "`a\n",
    ):
        text = piece * (100_000 // len(piece))
        began = process_time()
        without_comments(text)
        assert process_time() - began < 5, piece


@pytest.mark.parametrize(
    "text",
    [
        "Words. <!-- SECRET -->",
        "Words.\n\n<!-- SECRET\n\nSECRET -->\n\nMore.",
        "- Words\n\n    <!-- SECRET -->",
        "> Words <!-- SECRET -->",
        "Words. <!-- not yet:\n## 2026-11-20 10:00 Resolved\nSECRET\n-->",
        "## 2026-11-20 13:10 Investigating\nWords. <!-- SECRET -->",
        "Words.\n<!-- SECRET",
    ],
)
def test_notes_to_oneself_are_published_nowhere(site, text):
    site.write("site.yaml", SITE.replace("timezone", "languages: [en, pl]\n    timezone"))
    site.write("incidents/a.md", f"{POST}{text}\n")
    site.write("incidents/a.pl.md", f"---\ntitle: Awaria\n---\n{text}\n")
    site.run("build", *AT_NOW)
    files = [path for path in (site.root / "public").rglob("*") if path.is_file()]
    assert any(b"Words" in path.read_bytes() for path in files)
    assert [path for path in files if b"SECRET" in path.read_bytes()] == []
    assert "Resolved" not in site.run("status", *AT_NOW).out
    for command in (["digest", "--dry-run"], ["export", "jsonl"], ["report"]):
        assert "SECRET" not in site.run(*command, *AT_NOW).out
    assert ("hides the text" in site.run("check", *AT_NOW).out) == text.endswith("\n<!-- SECRET")


def test_a_comment_sign_in_code_loses_no_text(site):
    text = "The tag `<!--` opens, everything stays until `-->`."
    site.write("incidents/a.md", f"{POST}{text}\n\n    <!-- x -->\n")
    site.run("build", *AT_NOW)
    page = (site.root / "public/incidents/a/index.html").read_text("utf-8")
    assert "<code>&lt;!--</code> opens, everything stays until <code>--&gt;</code>." in page
    assert "&lt;!-- x --&gt;" in page
    assert text in (site.root / "public/incidents/a.md").read_text("utf-8")
