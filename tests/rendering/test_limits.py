"""Whatever a text does breaks that text alone: it is shown as it was typed, and named."""

from __future__ import annotations

import sys

import pytest
from support.instants import AT_NOW

from benchmarks.prose import PASTE, UNITS, read, repeated, seconds
from generator.rendering.prose import engine
from generator.rendering.prose.checks import is_eventful
from generator.rendering.prose.engine import read as parsed
from generator.rendering.prose.limits import BeyondMarkdownError
from generator.rendering.prose.markdown import render

POST = """---
title: Down
started: 2026-11-20 13:00
components: {api: major_outage}
---
"""
NESTED = "".join(f"{'    ' * level}- level {level}\n" for level in range(250))


def calls(text):
    """How many functions, Python's and C's, are called to read a text: no other process changes that."""
    count = 0

    def counted(*_):
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_costs_no_more_than_its_length(unit):
    read("warm")
    assert calls(repeated(unit, 2048)) < 2.5 * calls(repeated(unit, 1024)) + 500
    # a call of C may be long itself: four times the text in far less than sixteen times the time
    assert seconds(repeated(unit, 32_768)) < 10 * seconds(repeated(unit, 8_192)) + 0.1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- " * 490 + "text", "deep"),
        ("1. " * 495 + "text", "deep"),
        ("> " * 490 + "text", "deep"),
        (">" * 490 + "text", "deep"),
        ("> - " * 200 + "text", "deep"),
        ("> [!NOTE]\n" + "> " * 30 + "text", "deep"),
        (NESTED, "deep"),
        (PASTE * 300, "brackets"),
        ("](" * 20 + "[" * 30_000, "brackets"),
        ("[a](" * 8_000, "brackets"),
        ("]" * 200 + "[" * 200, "brackets"),
        ("\\*a " * 30_000, "30,000 signs of Markdown"),
        ("[a](b) " * 10_000, "10,000 signs of Markdown"),
        ("[a] " * 30_000 + "\n\n[a]: b", "30,000 signs of Markdown"),
        (("\\*" * 4_000 + "\n\n") * 30, "8,000 letters has 4,000 signs"),
        ("[ " * 99 + "[a] " * 30_000, "100 of 30,099 brackets"),
        (
            "|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n" + "a\n" * 200,
            "cells of a table are missing",
        ),
        ("*a " * 2_000 + "b* " * 2_000, "RecursionError"),
        ("- a\n" * 30_000, "more than 50,000 parts"),
        ("|a|b|\n|-|-|\n" + "|c|d|\n" * 20_000, "more than 50,000 parts"),
        ("*a*\n\n" * 30_000, "more than 50,000 parts"),
        ("*a_" * 30_000, "more than 50,000 parts"),
    ],
)
def test_what_is_no_markdown_any_more_is_not_read_as_such(text, why):
    with pytest.raises(BeyondMarkdownError, match=why):
        parsed(text)
    assert render(text, 2).startswith("<p>")
    assert is_eventful(text)  # so that check reads it


@pytest.mark.parametrize(
    "text",
    [
        "- a\n    - b\n        - c\n            1. d\n\n> > > quoted three times",
        "".join(f"{'  ' * level}- level {level}\n" for level in range(20)),
        "> " * 20 + "text",
        "[one](https://a.example) and [two [in] two](https://b.example) [" + "word " * 100,
        "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - -",
        f"```json\n{PASTE * 1200}\n```\n\n~~~\n{NESTED}~~~\n",
        "[2026-11-20 13:00:00] [error] [client 192.0.2.1] timed out (110)\n" * 1000,
        "## a\n\nText.\n\n" * 200,
        "- item of a long list\n" * 2000,
    ],
)
def test_what_people_write_is_markdown(text):
    assert parsed(text)


def test_lists_are_read_to_the_last_level():
    html = render("".join(f"{'  ' * level}- level {level}\n" for level in range(20)), 2)
    assert "level 19" in html
    assert html.count("<ul>") == 20


def test_it_is_shown_as_it_was_typed():
    text = "> " * 21 + "a <b>\nnext *line*\n\nmore"
    quotes = "&gt; " * 21
    assert render(text, 2) == f"<p>{quotes}a &lt;b&gt;<br>\nnext *line*</p>\n<p>more</p>"


def test_a_defect_of_the_library_breaks_one_text(monkeypatch):
    def broken(*_):
        raise IndexError("string index out of range")

    monkeypatch.setattr(type(engine._engine()), "convert", broken)
    assert render("*a*", 2) == "<p>*a*</p>"
    with pytest.raises(BeyondMarkdownError, match=r"cannot read it \(IndexError\)"):
        parsed("*a*")


def test_one_text_breaks_no_other_and_is_named(site):
    site.write("incidents/a.md", f"{POST}{'- ' * 490}text\n\n## 2026-11-20 13:10 Update\n*Well.*\n")
    site.write("incidents/b.md", POST + PASTE * 300)
    ended = site.run("check", *AT_NOW)
    assert ended.code == 0
    assert "incidents/a.md:6:1: beyond-markdown: warning" in ended.out
    assert "incidents/b.md:6:1: beyond-markdown: warning" in ended.out
    assert site.run("build", *AT_NOW).code == 0
    page = (site.root / "public/incidents/a/index.html").read_text("utf-8")
    assert "- - - - - - " in page
    assert "<em>Well.</em>" in page


def test_a_picture_that_is_not_there_is_named(site):
    site.write("incidents/a.md", f"{POST}![Graph](typo.png) ![](a%20b.png)\n\n`![code](no.png)`\n")
    site.write("incidents/b.md", f"{POST}![Graph](graph.png) ![Far](https://example.com/x.png)\n")
    site.write("incidents/b.pl.md", "---\ntitle: Awaria\n---\n![Graf](/incidents/no.txt)\n")
    site.write(
        "site.yaml",
        (site.root / "site.yaml").read_text("utf-8").replace("url:", "languages: [en, pl]\nurl:"),
    )
    site.write("incidents/graph.png", b"\x89PNG")
    out = site.run("check", *AT_NOW).out
    named = [line.split(": ")[0] for line in out.splitlines() if ": missing-picture: " in line]
    assert named == ["incidents/a.md:6:10", "incidents/a.md:6:24", "incidents/b.pl.md:4:9"]
