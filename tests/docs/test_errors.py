"""docs/errors.md is what the catalogue gives, and explains every code that can be printed."""

import ast
import functools
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from errors_page import CATALOGUE, PAGE, entries, page  # noqa: E402

CALLS = {"Trouble": 0, "Diagnostic": 0, "_refuse": 2, "warning": 0}
METHODS = {"error": 1, "warning": 1}
CHECKS = ROOT / "docs" / "checks.md"
"""Its examples are run by tests/rules/test_checks.py."""

IN_GIT = {
    "clock-contradicts",
    "committed-in-the-future",
    "git-failed",
    "id-changed",
    "ledger-altered",
    "ledger-misdated",
    "ledger-not-reproduced",
    "missing-submodule",
    "notices-in-submodule",
    "proof-since-raised",
    "shallow-clone",
    "sparse-checkout",
    "unknown-base",
    "unknown-commit",
    "zone-changed",
}
"""What a folder of files cannot show; tests in tests/reading, test_closed.py and test_ledgers.py do."""


OF_ONE_WORD = {"unclassified"}
"""All other codes have a hyphen."""


def test_the_page_is_up_to_date() -> None:
    expected = page()
    if os.environ.get("STATUSMARK_REWRITE"):
        PAGE.write_text(expected, encoding="utf-8")
    assert PAGE.read_text("utf-8") == expected, "run python tools/errors_page.py"


def test_every_code_is_explained_once() -> None:
    explained = [entry.code for group in entries().values() for entry in group]
    assert len(explained) == len(set(explained))
    cases = {path.name.partition(".")[0] for path in CATALOGUE.iterdir()} - {"legal"}
    assert cases | codes_in_sources() == set(explained)


def test_every_code_is_shown_by_a_case_that_is_run() -> None:
    cases = {path.name.partition(".")[0] for path in CATALOGUE.iterdir()}
    checks = set(re.findall(r"^## ([a-z-]+)$", CHECKS.read_text("utf-8"), re.MULTILINE))
    with_git = [
        *(ROOT / "tests/reading").glob("test_*.py"),
        ROOT / "tests/rules/test_closed.py",
        ROOT / "tests/commands/test_ledgers.py",
    ]
    history = "".join(path.read_text("utf-8") for path in with_git)
    in_git = {code for code in IN_GIT if code in history}
    assert codes_in_sources() - cases - checks - in_git == set()
    assert not IN_GIT & cases


@functools.cache
def codes_in_sources() -> set[str]:
    """The first texts with a hyphen in calls that note a fault, and codes given to a name."""
    found: set[str] = set()
    for file in (ROOT / "generator").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            values: list[ast.expr] = []
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None)
                at = CALLS.get(name) if name else METHODS.get(getattr(node.func, "attr", ""))
                values = node.args[at : at + 1] if at is not None else []
            elif isinstance(node, ast.Assign) and "code" in ast.unparse(node.targets[0]):
                values = node.value.elts[:1] if isinstance(node.value, ast.Tuple) else [node.value]
            found |= {
                value.value
                for value in values
                if isinstance(value, ast.Constant)
                and isinstance(value.value, str)
                and ("-" in value.value or value.value in OF_ONE_WORD)
            }
    return found
