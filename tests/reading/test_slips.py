"""Slips that once crashed, or kept a site from being published without a word; and one slip hides no other."""

from __future__ import annotations

import pytest
from support.builders import SITE
from support.instants import AT_NOW

POST = """
    ---
    title: Down
    started: 2026-10-05 10:00
    resolved: 2026-10-05 11:00
    components: [api]
    ---
    """
MAIL = """
    mail: {from: status@example.com, smtp: {host: localhost}}
    subscriptions: [{list: l@example.com}, {list: m@example.com, language: de}]
    """
EMPTY = ("''", ">-", "[]", "{}", "[[]]", "['']", "[{}]")


@pytest.mark.parametrize("key", ["components", "languages", "subscriptions", "timezone", "sla"])
@pytest.mark.parametrize("value", [*EMPTY, "EN"])
def test_no_slip_of_the_site_is_silent_or_a_crash(site, key, value):
    lines = (SITE.replace("timezone", "languages: [en]\n    timezone") + MAIL).splitlines()
    kept, inside = [], False
    for line in lines:
        inside = line.startswith(f"    {key}:") or (inside and line.startswith("     "))
        kept += [] if inside else [line]
    site.write("site.yaml", "\n".join([*kept, f"    {key}: {value}"]))
    ended = site.run("check", *AT_NOW)
    assert (ended.code, ended.err) in {(0, ""), (1, "")}
    assert ended.out
    assert site.run("build", *AT_NOW).code == ended.code


@pytest.mark.parametrize("key", ["components", "impact", "title", "audience", "aliases", "id"])
@pytest.mark.parametrize("value", EMPTY)
def test_no_slip_of_a_post_is_silent_or_a_crash(site, key, value):
    kept = [line for line in POST.splitlines() if not line.startswith(f"    {key}:")]
    kept.insert(2, f"    {key}: {value}")
    site.write("incidents/a.md", "\n".join(kept))
    ended = site.run("check", *AT_NOW)
    assert (ended.code, ended.err) in {(0, ""), (1, "")}
    assert ended.out


def test_a_language_that_is_none_is_the_only_mistake(site):
    site.write("site.yaml", SITE.replace("timezone", "languages: EN\n    timezone") + MAIL)
    ended = site.run("check", *AT_NOW)
    assert "bad-language" in ended.out
    assert ended.out.endswith("\n1 error in 1 file\n")


@pytest.mark.parametrize(
    ("components", "said"),
    [
        ("{hosting: major}", ["unknown-component", "unknown-value"]),
        ("{hosting: major, api: minor}", ["unknown-component", "unknown-value", "unknown-value"]),
        ("{hosting: , api: degraded_performance}", ["empty-value", "unknown-component"]),
        ("{all: major}", ["unknown-value"]),
        ('{"api:major_outage": }', ["missing-space"]),
    ],
)
def test_a_wrong_level_hides_no_wrong_name(site, components, said):
    site.write("incidents/a.md", POST.replace("[api]", components))
    out = site.run("check", *AT_NOW).out
    found = [line.split(": ")[1] for line in out.splitlines() if line.startswith("incidents/")]
    assert sorted(found) == said


def test_every_unknown_component_of_a_subscription_is_named(site):
    wanted = "{list: l@example.com, components: [hosting, mail]}"
    site.write("site.yaml", SITE + MAIL.replace("{list: l@example.com}", wanted))
    assert site.run("check", *AT_NOW).out.count("unknown-component") == 2


@pytest.mark.parametrize(
    "line",
    [
        '{"begun": "0001-01-01T00:00:00+14:00"}',
        (
            '{"event": "a", "version": "b", "first": "2026-10-05T10:00:00Z", '
            '"last": "2026-10-05T10:00:00Z", "lists": Infinity, "addresses": 0}'
        ),
        "[" * 100_000,
        "[]",
        "1e9999999",
        '"begun"',
    ],
)
def test_a_line_of_mailings_that_cannot_be_read_is_a_warning(site, line):
    site.write("site.yaml", SITE + MAIL.replace(", {list: m@example.com, language: de}", ""))
    site.write("ledger/mail.jsonl", f"{line}\n")
    ended = site.run("check", *AT_NOW)
    assert (ended.code, ended.err) == (0, "")
    assert "ledger/mail.jsonl:1:1: bad-mail-ledger: warning" in ended.out


def test_a_ledger_of_mailings_that_is_no_file_proves_nothing(site):
    site.write("site.yaml", SITE + MAIL.replace(", {list: m@example.com, language: de}", ""))
    (site.root / "ledger").mkdir()
    (site.root / "ledger/mail.jsonl").symlink_to("/dev/zero")
    ended = site.run("check", *AT_NOW)
    assert ended.code == 0
    assert "ledger/mail.jsonl:1:1: bad-mail-ledger: warning" in ended.out


@pytest.mark.parametrize("name", ["incident", "Incidents", "maintenence", "maintenances", "themes"])
def test_a_misspelt_folder_is_seen(site, name):
    (site.root / name).mkdir()
    assert "misspelt-folder" not in site.run("check", *AT_NOW).out
    site.write(f"{name}/2026/a.md", POST)
    assert f"{name}/:1:1: misspelt-folder: warning" in site.run("check", *AT_NOW).out


def test_other_folders_are_the_sites_own_affair(site):
    for name in ("public", "docs", "node_modules", "incidents-archive-2019", ".theme", "tools"):
        site.write(f"{name}/a.md", POST)
    assert "misspelt-folder" not in site.run("check", *AT_NOW).out
