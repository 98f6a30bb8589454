"""``accept``: warnings that a post says are known."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import validate
from support.builders import SiteFolder

from generator.commands.serve import PreviewBuilder
from generator.reading.tables.posts import ACCEPTABLE
from generator.rendering.schemas.files import check_schema

ROOT = Path(__file__).parents[2]
AT = ("--now", "2026-11-20T14:05+01:00")

OVERDUE = """
    ---
    title: Slow
    started: 2026-11-18 09:00
    components: [api]
    ---
    ## 2026-11-18 08:00 Investigating
    We look.

    ## 2026-11-18 10:00 Resolved
    Done.
    """
"""Its first update lies before its start."""

LATE = """
    ---
    title: Upgrade
    start: 2026-11-21 02:00
    end: 2026-11-21 04:00
    published: 2026-11-20 12:00
    components: [api]
    ---
    """


def accepting(post: str, codes: str) -> str:
    return post.replace("components:", f"accept: {codes}\n    components:")


def checked(site: SiteFolder, *words: str) -> dict[str, list[dict[str, str]]]:
    document = json.loads(site.run("check", *words, "--format", "json", *AT).out)
    validate(document, check_schema())
    return document


def codes(found: list[dict[str, str]]) -> list[str]:
    return [f"{d['severity']} {d['code']}" for d in found]


@pytest.mark.parametrize("words", [(), ("incidents/a.md",)])
def test_an_accepted_warning_is_in_json_alone(site, words):
    site.write("incidents/a.md", OVERDUE)
    assert codes(checked(site, *words)["diagnostics"]) == ["warning update-before-start"]
    assert "accepted" not in checked(site, *words)
    site.write("incidents/a.md", accepting(OVERDUE, "[update-before-start]"))
    document = checked(site, *words)
    assert document["diagnostics"] == []
    assert codes(document["accepted"]) == ["warning update-before-start"]
    text = site.run("check", *words, *AT)
    assert text.out.startswith("No mistakes found: ")
    assert "(1 warning accepted)" in text.out
    assert site.run("check", *words, "--format", "github", *AT).out == ""
    assert site.run("build", *AT).err == ""


def test_a_warning_in_a_translation_is_accepted_by_its_post(site):
    text = (site.root / "site.yaml").read_text().replace("url:", "languages: [en, pl]\nurl:")
    site.write("site.yaml", text)
    site.write("incidents/a.md", accepting(OVERDUE, "[update-before-start, missing-picture]"))
    site.write("incidents/a.pl.md", "---\ntitle: Wolno\n---\n![obraz](nie-ma.png)\n")
    document = checked(site)
    assert document["diagnostics"] == []
    assert {(d["path"], d["code"]) for d in document["accepted"]} == {
        ("incidents/a.md", "update-before-start"),
        ("incidents/a.pl.md", "missing-picture"),
    }


def test_errors_cannot_be_accepted(site):
    site.write("maintenance/a.md", accepting(LATE, "[short-notice]"))
    found = checked(site)
    assert "accepted" not in found
    assert codes(found["diagnostics"]) == ["error short-notice", "warning needless-accept"]
    assert "is an error here, and errors cannot be accepted" in found["diagnostics"][1]["message"]
    assert site.run("check", *AT).code == 1
    assert "short-notice: warning" in site.run("build", *AT).err  # seen there, too
    late = LATE.replace("components:", "late: acknowledged\n    components:")
    site.write("maintenance/a.md", accepting(late, "short-notice"))
    assert codes(checked(site)["accepted"]) == ["warning short-notice"]


@pytest.mark.parametrize("words", [(), ("incidents/a.md",)])
def test_an_acceptance_that_nothing_needs_is_named(site, words):
    accepted = "[update-before-start, forgotten-work]"
    site.write("incidents/a.md", accepting(OVERDUE, accepted))
    (found,) = checked(site, *words)["diagnostics"]
    assert found["message"] == "'forgotten-work' in accept names no warning that there is"
    assert (found["path"], found["line"]) == ("incidents/a.md", 4)


def test_an_unknown_code_is_a_mistake_with_the_nearest_name(site):
    site.write("incidents/a.md", accepting(OVERDUE, "[update-before-stat]"))
    found = checked(site)["diagnostics"]
    assert codes(found) == ["error unknown-warning", "warning update-before-start"]
    assert found[0]["remedy"] == "did you mean 'update-before-start'?"


def test_every_warning_about_a_post_can_be_accepted():
    shown = [path.read_text("utf-8") for path in (ROOT / "tests/errors").glob("*/expected.txt")]
    shown.append((ROOT / "docs/checks.md").read_text("utf-8"))
    line = re.compile(r"^(?:incidents|maintenance)/\S+: ([a-z-]+): warning", re.MULTILINE)
    found = {code for text in shown for code in line.findall(text)}
    assert len(found) > 20
    missing = found - {"needless-accept"} - set(ACCEPTABLE)
    assert missing == set(), "add them to ACCEPTABLE in generator/reading/tables/posts.py"
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "generator").rglob("*.py"))
    assert {code for code in ACCEPTABLE if sources.count(f'"{code}"') < 2} == set()
    assert list(ACCEPTABLE) == sorted(ACCEPTABLE)


def test_a_build_shows_ten_warnings_and_counts_the_rest(site):
    for number in range(13):
        site.write(f"incidents/i-{number:02}.md", OVERDUE)
    site.write("incidents/z.md", OVERDUE.replace("[api]", "[apii]"))
    built = site.run("build", "--keep-going", *AT)
    assert built.err.count("update-before-start: warning") == 10
    assert built.err.count("unknown-component") == 1  # errors are all shown
    assert built.err.endswith("in 14 files; 4 more: statusmark check\n")
    assert site.run("check", *AT).out.count("update-before-start: warning") == 14


def test_serve_prints_what_is_new(site, capsys):
    def said() -> str:
        builder.build()
        return capsys.readouterr().err

    site.write("incidents/a.md", OVERDUE)
    builder = PreviewBuilder(site.root, AT[1], "HEAD", ())
    assert said().endswith("\n1 warning in 1 file\n")
    assert said() == ""
    site.write("incidents/a.md", OVERDUE.replace("title:", "# on another line\n    title:"))
    assert said() == ""
    site.write("incidents/b.md", OVERDUE)
    both = said()
    assert "incidents/b.md" in both
    assert "incidents/a.md" not in both
    assert both.endswith("1 warning in 1 file\n2 warnings in 2 files in all\n")
    site.remove("incidents/a.md")
    assert said() == "1 warning in 1 file in all\n"
    site.remove("incidents/b.md")
    assert said() == "No mistakes are left.\n"
    assert said() == ""
