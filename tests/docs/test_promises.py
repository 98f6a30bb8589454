"""docs/promises.md is true: every key is one that the reader knows, every test is there."""

import ast
import re
from pathlib import Path

import pytest

from generator.commands.init import agreements
from generator.reading.content import read_site
from generator.reading.site import COMPONENT, SITE
from generator.reading.tables.posts import INCIDENT, MAINTENANCE
from generator.reading.tables.sla import SLA

ROOT = Path(__file__).parents[2]
PROMISES = (ROOT / "docs" / "promises.md").read_text("utf-8")
PLAIN = {*INCIDENT.by_key, *MAINTENANCE.by_key, *COMPONENT.by_key, *SITE.by_key, *SLA.by_key}


def rows():
    preset = ""
    for line in PROMISES.splitlines():
        if line.startswith("## "):
            preset = line[3:]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if (
            line.startswith("|")
            and len(cells) == 4
            and cells[0] not in {"promise", "question", "---"}
        ):
            yield preset, *cells


ROWS = list(rows())


def test_every_agreement_is_traced():
    presets = {row[0] for row in ROWS}
    assert {name for name in agreements() if not name.startswith("cloud-")} <= presets
    assert all(f"`{name}`" in PROMISES for name in agreements() if name.startswith("cloud-"))


@pytest.mark.parametrize("row", ROWS, ids=[row[1][:40] for row in ROWS])
def test_the_promise_has_its_keys_and_its_test(row):
    preset, _, keys, where, test = row
    assert where
    for key in re.findall(r"`([^`]+)`", keys):
        known(key, preset)
    file, name = re.fullmatch(r"`([\w/]+\.py)::(test_\w+)`", test).groups()
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def known(key, preset):
    """A key of the formats; one with dots must also stand in the preset's own agreement."""
    first, *rest = key.split(".")
    assert first in PLAIN, key
    if not rest:
        return
    if first in {"availability", "maintenance"}:
        assert rest[0] in SLA.by_key[first].kind.schema["properties"], key
        return
    site, found = read_site(ROOT / "generator" / "presets" / owner(preset))
    assert not found
    (agreement,) = site.agreements
    value = getattr(agreement, first)
    for name in rest:
        value = value[name] if isinstance(value, dict) else getattr(value, name)
    assert value is not None, key


def owner(preset):
    """The preset whose agreement is meant; the main one where the text names none of its own."""
    return preset if preset in {"agency-hours", "service-tiers", "support-desk"} else "saas-monthly"
