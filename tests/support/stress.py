"""A site whose titles and texts are what nobody should write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.builders import SITE_EN_PL, SiteFolder
from support.pipeline import built_data, example

TITLES = (
    "Quotes \" ' “ ” and <b>tags</b> & entities &amp; ]]> --> end",
    "🔥 Emoji 👩‍👩‍👧‍👦 and Zażółć gęślą jaźń",
    "خدمة البريد متوقفة \u202e שירות הדואר",
    "Commas, semicolons; back\\slashes: and \\n written out, " + "long " * 60,
    "x",
)

TEXTS = (
    "He said \"no\" & 'yes' <script>alert(1)</script> ]]> <![CDATA[ x ]]> &lt;b&gt; &#x1F525;",
    "A pasted log:\n\n```\n\x1b[31mERROR\x1b[0m \x0b bell \x07 form feed \x0c <pool>\n  indented ]]>\n```",
    "عربى مع رقم 502 ثم English.\n\n- אחד\n- שתיים\n\n> quoted",
    '| a | b |\n|---|---|\n| 1 | [link](https://example.com/?a=1&b=2 "t\'x") |\n\n# Heading\n\n![p](x.png)',
    "Log of 28 KB:\n\n"
    + "2026-11-18T09:12:00Z ☃ worker[12]: connection refused; retry, \\ in 5 s\n" * 400,
    "",
)


def stress_site(folder: Path, posts: int = 15) -> SiteFolder:
    """A site in two languages whose titles and texts are what nobody should write."""
    site = SiteFolder(folder)
    text = SITE_EN_PL.replace(
        "name: API}", 'name: {en: \'A, "B" <C>; D & E\', pl: Ż}, group: {en: "G; 1", pl: Ł}}'
    )
    site.write("site.yaml", text)
    for number in range(posts):
        title, body = TITLES[number % len(TITLES)], TEXTS[number % len(TEXTS)]
        other = TEXTS[(number + 1) % len(TEXTS)]
        head = f"---\ntitle: {yaml_text(title)}\n"
        day = f"2026-11-{number % 18 + 1:02}"
        site.write(
            f"incidents/i-{number:03}.md",
            f"{head}started: {day} 09:00\ncomponents: {{api: major_outage, web: partial_outage}}\n---\n"
            f"{body}\n\n## {day} 09:10 Investigating\n{other}\n\n## {day} 09:20 Update\n\n"
            f"## {day} 10:00 Resolved\n{body}\n".encode(),
        )
        site.write(
            f"incidents/i-{number:03}.pl.md",
            f"---\ntitle: {yaml_text(title[::-1])}\n---\n".encode(),
        )
        site.write(
            f"maintenance/m-{number:03}.md",
            f"{head}start: {day} 02:00\nend: {day} 04:00\npublished: 2026-10-01 08:00\n"
            f"components: [api]\n---\n{body}\n".encode(),
        )
    return site


def yaml_text(text: str) -> str:
    """A YAML scalar that reads back as the text."""
    return json.dumps(text, ensure_ascii=False)


@pytest.fixture(scope="session", params=["example", "stress"])
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """What programs read, of two sites in turn: the example, and the one of this module."""
    if request.param == "example":
        return example()
    return built_data(stress_site(tmp_path_factory.mktemp("stress")))
