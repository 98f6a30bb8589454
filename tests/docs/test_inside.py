"""docs/inside.md is true: every file and folder that it names is there, and every room is on it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/inside.md").read_text("utf-8")
INDEX = (ROOT / "docs/README.md").read_text("utf-8")


def test_every_place_named_is_there():
    named = set(re.findall(r"`((?:generator|theme|tests|docs|tools|maintenance)/[^`\s]*)`", PAGE))
    assert len(named) > 40
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_every_room_is_on_the_map():
    places = [p for p in (ROOT / "generator").iterdir() if not p.name.startswith(("_", "."))]
    code = {p.name for p in places if p.suffix == ".py" or (p / "__init__.py").exists()}
    table = PAGE.partition("## The way of a notice")[0]
    assert {name for name in code if f"generator/{name}" not in table} == set()


def test_every_page_is_in_the_index():
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"]({page})" not in INDEX} == set()
    linked = re.findall(r"\]\(([^)#]+)\)", INDEX)
    assert {path for path in linked if not (ROOT / "docs" / path).exists()} == set()
