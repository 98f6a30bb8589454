"""Whatever a text does breaks that text alone: it is shown as it was typed, and named."""

from __future__ import annotations

from time import process_time

import pytest
from support.instants import AT_NOW

from generator.rendering.prose.limits import beyond_markdown
from generator.rendering.prose.markdown import render
from generator.rendering.prose.plain import plain_lines, plain_text

POST = """---
title: Down
started: 2026-11-20 13:00
components: {api: major_outage}
---
"""
PASTE = '{"a": [1, 2, {"b": [3, [4, '
NESTED = "".join(f"{'    ' * level}- level {level}\n" for level in range(250))


@pytest.mark.parametrize(
    "text",
    [
        "- " * 490 + "text",
        "1. " * 495 + "text",
        "> " * 490 + "text",
        ">" * 490 + "text",
        "> - " * 200 + "text",
        NESTED,
        PASTE * 1200,
        "[" * 30_000,
        "![" * 15_000,
        "[a][" * 8_000,
        "[a](" * 8_000,
        "[" * 4_000 + "a" + "](" * 4_000,
        "# a\n" * 16_000,
        "a\n-\n" * 8_000,
        "\t" * 32_000 + "x",
        "x" + " " * 64_000 + "x",
        "`" * 128_000,
        "\\" * 128_000,
        "```a\n" * 16_000,
    ],
)
def test_no_text_costs_a_minute_or_an_exception(text):
    began = process_time()
    html = render(text, 2)
    plain_lines(html)
    plain_text(html)
    assert process_time() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        "- a\n    - b\n        - c\n            1. d\n\n> > > quoted three times",
        "[one](https://a.example) and [two [in] two](https://b.example) [" + "word " * 100,
        "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - -",
        f"```json\n{PASTE * 1200}\n```\n\n~~~\n{NESTED}~~~\n",
        "[2026-11-20 13:00:00] [error] [client 192.0.2.1] timed out (110)\n" * 1000,
        "## a\n\nText.\n\n" * 200,
        "- item of a long list\n" * 2000,
    ],
)
def test_what_people_write_is_markdown(text):
    assert beyond_markdown(text) == ""


def test_it_is_shown_as_it_was_typed():
    text = "> " * 21 + "a <b>\nnext *line*\n\nmore"
    quotes = "&gt; " * 21
    assert render(text, 2) == f"<p>{quotes}a &lt;b&gt;<br>\nnext *line*</p>\n<p>more</p>"


def test_one_text_breaks_no_other_and_is_named(site):
    site.write("incidents/a.md", f"{POST}{'- ' * 490}text\n\n## 2026-11-20 13:10 Update\n*Well.*\n")
    site.write("incidents/b.md", POST + PASTE * 300)
    ended = site.run("check", *AT_NOW)
    assert ended.code == 0
    assert "incidents/a.md:6:1: beyond-markdown: warning" in ended.out
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
