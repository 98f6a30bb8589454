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
