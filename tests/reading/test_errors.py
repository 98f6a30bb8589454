"""The catalogue of mistakes: tests/errors/CODE[.VARIANT] is the smallest site that shows one.

A case holds the site's files and ``expected.txt``, what is printed for it; ``legal.NAME`` cases print
nothing. What git keeps badly (a BOM, CRLF, links, ten megabytes) is made from ``recipe.json``, a list
of files: ``text`` or ``hex``, perhaps ``times`` over, or a ``link``, ``folder``, ``pipe``. After a
change of wording, run with ``STATUSMARK_REWRITE=1`` and read the difference.
"""

import ast
import json
import os
import shutil
from functools import partial
from pathlib import Path

import pytest
from support.instants import NOW

from generator.build import plan_site, prepare
from generator.drawing import draw_text, in_order
from generator.mail.subscribers import read_subscribers
from generator.reading.content import read_content
from generator.reading.files import source_text
from generator.reading.ledgers.mailings import read_mailings
from generator.rendering.prose.checks import check_prose
from generator.rendering.theme.checks import check_theme
from generator.rendering.theme.themes import ThemeError
from generator.rules.checks.times import in_the_future
from generator.rules.judge import Judge

CATALOGUE = Path(__file__).parents[1] / "errors"
CASES = sorted(path.name for path in CATALOGUE.iterdir())
OURS = {"expected.txt", "recipe.json"}
SOURCES = Path(__file__).parents[2] / "generator"


def materialise(case, site):
    shutil.copytree(case, site, ignore=shutil.ignore_patterns(*OURS), symlinks=True)
    recipe = case / "recipe.json"
    for step in json.loads(recipe.read_text("utf-8")) if recipe.exists() else []:
        path = site / step["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if "link" in step:
            path.symlink_to(step["link"])
        elif "folder" in step:
            path.mkdir()
        elif "pipe" in step:
            os.mkfifo(path)
        else:
            data = bytes.fromhex(step["hex"]) if "hex" in step else step["text"].encode()
            path.write_bytes(data * step.get("times", 1))


def findings(site):
    reading = read_content(site)
    found = list(reading.diagnostics)
    if reading.content:
        found += read_mailings(site, reading.content.site.mail)[1]
        found += in_the_future(Judge(reading.content, NOW).posts())
        found += subscribers_findings(site, reading.content.site)
        found += theme_findings(site)
        found += check_prose(reading.content, site)
    return reading, in_order(found)


def subscribers_findings(root, site):
    if site.mail is None or site.mail.subscribers is None:
        return []
    return read_subscribers(root / site.mail.subscribers, site)[1]


def theme_findings(root):
    """What the site's own theme gives, mistakes that show only in building included."""
    found = check_theme(root)
    if (root / "theme").is_dir() and not found:
        try:
            for output in plan_site(prepare(root, lambda _: NOW, audience=())).outputs:
                output.make()
        except ThemeError as error:
            return [error.diagnostic]
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named_once_in_its_place(name, tmp_path):
    site = tmp_path / "site"
    materialise(CATALOGUE / name, site)
    reading, found = findings(site)
    drawn = draw_text(found, partial(source_text, site))
    expected = CATALOGUE / name / "expected.txt"
    if os.environ.get("STATUSMARK_REWRITE"):
        expected.write_text(drawn, encoding="utf-8")
    assert drawn == expected.read_text("utf-8")
    assert {d.code for d in found} == ({name.partition(".")[0]} - {"legal"})
    broken = {d.location.path for d in found if d.severity.value == "error"}
    others = {path for path in broken if path.startswith(("site.yaml", "people.csv", "theme/"))}
    assert set(reading.broken) == broken - others
    for diagnostic in found:
        assert diagnostic.remedy


def test_every_code_of_the_reader_has_a_case():
    shown = {name.partition(".")[0] for name in CASES}
    assert codes_in_sources() - shown == set()


def codes_in_sources():
    """Codes as they are written down: the first texts with a hyphen in calls that note a fault."""
    found = set()
    ours = [*(SOURCES / "reading").rglob("*.py"), SOURCES / "rules/checks/times.py"]
    for file in ours:
        if file.parent.name == "git":
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            position = {"Trouble": 0, "Diagnostic": 0, "error": 1, "warning": 1, "_refuse": 2}
            at = position.get(called)
            if at is None or len(node.args) <= at:
                continue
            if isinstance(node.args[at], ast.Constant):
                found.add(node.args[at].value)
    return found
