"""The schemas that editors use: made from the reader's tables, right about the example, quick to see a typo."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from support.builders import run

from generator.reading.tables.schemas import TABLES, schema

ROOT = Path(__file__).parents[2]
POSTS = sorted(
    path
    for folder in ("incidents", "maintenance")
    for path in (ROOT / folder).rglob("*.md")
    if not re.search(r"\.[a-z]{2}\.md$", path.name)
)


class Loader(yaml.BaseLoader):
    """YAML as editors read it (1.2): only true, false and plain numbers are no text."""


Loader.add_implicit_resolver("b", re.compile("^(?:true|false)$"), list("tf"))
Loader.add_implicit_resolver("n", re.compile(r"^-?\d+(?:\.\d+)?$"), list("-0123456789"))
Loader.add_constructor("b", lambda _, node: node.value == "true")
Loader.add_constructor("n", lambda _, node: float(node.value))


def load(text):
    return yaml.load(text, Loader)


def front(path):
    return load(path.read_text("utf-8").split("---\n")[1])


def errors(name, document):
    return [e.message for e in jsonschema.Draft7Validator(schema(name)).iter_errors(document)]


def test_they_are_valid_schemas_and_describe_every_key():
    for name, table in TABLES.items():
        jsonschema.Draft7Validator.check_schema(schema(name))
        described = schema(name)["properties"]
        assert set(described) == {field.key for field in table.fields}
        assert all(entry["description"] for entry in described.values())


@pytest.mark.parametrize(
    "path", [ROOT / "site.yaml", *sorted((ROOT / "generator/presets").glob("*/site.yaml"))], ids=str
)
def test_every_shipped_site_is_valid(path):
    assert errors("site", load(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_every_post_of_the_example_is_valid(path):
    assert errors("incident" if "incidents" in path.parts else "maintenance", front(path)) == []


def test_typos_are_seen():
    site = load((ROOT / "site.yaml").read_text("utf-8"))
    assert errors("site", site | {"langauges": ["en"]})
    assert errors("site", {key: value for key, value in site.items() if key != "url"})
    broken = json.loads(json.dumps(site))
    broken["components"][0]["nmae"] = broken["components"][0].pop("name")
    assert len(errors("site", broken)) >= 2
    post = front(ROOT / "incidents/2026/2026-11-10-sign-in-errors.md")
    assert errors("incident", post | {"titel": "x"})
    assert errors("incident", post | {"cause": "onw"})
    assert errors("incident", post | {"components": {"api": "mayor_outage"}})
    assert errors("maintenance", post)


def test_the_command_prints_them():
    for name in TABLES:
        assert json.loads(run("schema", name).out) == schema(name)
    assert run("schema", "sight").code == 2


def test_what_the_editor_page_says_is_there():
    page = (ROOT / "docs/editors.md").read_text("utf-8")
    assert "# yaml-language-server: $schema=" in page
    for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL):
        json.loads(block)
    pattern = json.loads(re.search(r"```json\n(.*?)```", page, re.DOTALL)[1])
    regexp = pattern["tasks"][0]["problemMatcher"]["pattern"]["regexp"]
    assert re.match(regexp, "incidents/a.md:4:14: unknown-component: there is no component 'apii'")
    assert re.match(regexp, "maintenance/b.md:3:8: short-notice: warning: notice was given")
