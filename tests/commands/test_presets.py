"""Every preset as a site with a history: real commits, worked figures, and pages that build.

A folder of tests/sites/ holds the site as it ends up, ``history.yaml`` (its commits, oldest first; a file
may be committed in an earlier wording ``instead``) and ``expected.yaml``: what the report must say,
with the working beside each number. ``report.json`` is the whole report; after a change that is
meant, run with ``STATUSMARK_REWRITE=1`` and read the difference.
"""

import json
import os
import re
from pathlib import Path

import pytest
import yaml
from support.builders import Repository

from generator.commands.init import PRESETS, agreements

SITES = Path(__file__).parents[1] / "sites"
NAMES = sorted(path.parent.name for path in SITES.glob("*/history.yaml"))


def text_of(path):
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


def typed(path):
    """YAML whose times stay texts."""
    loader = type("Loader", (yaml.SafeLoader,), {})
    kept = {
        first: [(tag, regexp) for tag, regexp in found if not tag.endswith(":timestamp")]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    loader.yaml_implicit_resolvers = kept
    return yaml.load(path.read_text("utf-8"), loader)


@pytest.fixture(scope="module", params=NAMES)
def site(request, tmp_path_factory):
    """The site in its own repository, every commit made at its time."""
    source = SITES / request.param
    repository = Repository(tmp_path_factory.mktemp(request.param))
    for step in text_of(source / "history.yaml"):
        for file in step["files"]:
            path, instead = (file, {}) if isinstance(file, str) else (file["path"], file["instead"])
            wording = (source / path).read_text("utf-8")
            for last, first in instead.items():
                assert wording.count(last) == 1
                wording = wording.replace(last, first)
            repository.write(path, wording.encode())
        repository.commit(step["at"])
    for path in source.rglob("*.md"):
        committed = repository.root / path.relative_to(source)
        assert committed.read_bytes() == path.read_bytes(), "history.yaml leaves a post out"
    repository.name = request.param
    repository.expected = typed(source / "expected.yaml")
    return repository


def agree(expected, told, place="report"):
    """Every value that is named is as it is told; lists and tables of lists are named whole."""
    if isinstance(expected, dict):
        assert isinstance(told, dict), place
        for key, value in expected.items():
            assert key in told, f"{place}.{key}"
            agree(value, told[key], f"{place}.{key}")
    elif isinstance(expected, list):
        assert len(told) == len(expected), place
        for index, value in enumerate(expected):
            agree(value, told[index], f"{place}[{index}]")
    else:
        assert told == expected, place


def test_every_preset_is_an_acceptance_site():
    assert agreements() == NAMES


def test_the_site_has_its_presets_agreement(site):
    preset = PRESETS / site.name / "site.yaml"
    assert (SITES / site.name / "site.yaml").read_bytes() == preset.read_bytes()


def test_the_report_says_what_was_worked_out(site):
    ended = site.run("report", "--format", "json", "--now", site.expected["now"])
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    expected = {k: v for k, v in site.expected.items() if k not in {"now", "teams"}}
    agree(expected, told)
    for part in ("notices", "responses"):
        assert set(told[part]) == set(expected.get(part, {}))
    golden = SITES / site.name / "report.json"
    if os.environ.get("STATUSMARK_REWRITE"):
        golden.write_text(ended.out, "utf-8")
    assert ended.out == golden.read_text("utf-8")


def test_the_ledger_adds_up(site):
    ended = site.run("report", "--format", "json", "--now", site.expected["now"])
    for period in json.loads(ended.out)["periods"]:
        for id, figures in period["components"].items():
            rows = [r for r in period["ledger"] if r["component"] == id]
            counted = sum(r["minutes"] * r["weight"] for r in rows if r["counted"])
            excused = sum(
                r["minutes"] * r["weight"]
                for r in rows
                if not r["counted"] and r["reason"] != "min_outage"
            )
            assert counted == pytest.approx(figures["downtime_minutes"])
            assert excused == pytest.approx(figures["excluded_minutes"])


def test_the_site_is_valid_and_its_pages_build(site):
    now = site.expected["now"]
    checked = site.run("check", "--now", now)
    assert checked.code == 0, checked.out
    ended = site.run("build", "--out", "public", "--now", now)
    assert ended.code == 0, ended.err
    page = (site.root / "public/sla/index.html").read_text("utf-8")
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for period in site.expected["periods"]:
        assert (site.root / f"public/sla/{period['period']}/index.html").is_file()
    for name, state in site.expected.get("teams", {}).items():
        assert re.search(rf"\b{name} [-:\w ]+ \([\w/]+\) {state}", words), (name, words)
    for text in re.findall(
        r"^    - (.*)$", (site.root / "site.yaml").read_text("utf-8"), re.MULTILINE
    ):
        assert text in words, "a declared promise is missing"
