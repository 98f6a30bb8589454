"""Badges: the state in words and colour, at the width its text needs, and for shields.io."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from support.pipeline import built

from generator.model.levels import Level
from generator.rendering.embedding.badges import badge_svg, text_width
from generator.rendering.theme.colours import FIELDS, contrast

SVG = "{http://www.w3.org/2000/svg}"

DOWN = "---\ntitle: Down\nstarted: 2026-11-20 13:00\ncomponents: {api: major_outage}\n---\n"


@pytest.fixture
def files(site):
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write("site.yaml", text + "languages: [en, pl]\n")
    site.write("incidents/down.md", DOWN)
    return built(site)


def test_every_component_and_the_whole_has_a_badge_in_every_language(files):
    names = {
        f"badge/{name}.{kind}" for name in ("overall", "api", "web") for kind in ("svg", "json")
    }
    assert {path for path in files if "badge/" in path} == names | {f"pl/{name}" for name in names}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("badge/overall.svg", "Test: Major outage"),
        ("badge/api.svg", "API: Major outage"),
        ("badge/web.svg", "Web: Operational"),
        ("pl/badge/web.svg", "Web: Działa"),
    ],
)
def test_a_badge_says_its_state_to_eyes_and_readers(files, path, words):
    root = ET.fromstring(files[path])
    assert root.find(f"{SVG}title").text == words == root.get("aria-label")
    assert root.get("role") == "img"
    assert ": ".join(text.text for text in root.iter(f"{SVG}text")) == words


def test_the_texts_fit_their_fields(files):
    root = ET.fromstring(files["badge/api.svg"])
    label, message = root.iter(f"{SVG}text")
    end = int(message.get("x")) + int(message.get("textLength"))
    assert int(label.get("x")) + int(label.get("textLength")) < int(message.get("x"))
    assert end + 6 == int(root.get("width"))


def test_widths_follow_the_glyphs():
    assert text_width("iiii") < text_width("nnnn") < text_width("WWWW")
    assert text_width("ąłż") == text_width("alz")
    assert text_width("状态") == 22
    assert text_width("Operational") == pytest.approx(65, abs=3)  # Verdana at 11 px


def test_markup_in_names_stays_text():
    root = ET.fromstring(badge_svg('<b> & "co"', "it's", Level.OPERATIONAL))
    assert root.find(f"{SVG}title").text == '<b> & "co": it\'s'


def test_shields_gets_its_schema(files):
    document = json.loads(files["badge/api.json"])
    assert document == {
        "schemaVersion": 1,
        "label": "API",
        "message": "Major outage",
        "color": "a31628",
        "isError": True,
        "cacheSeconds": 300,
    }
    assert json.loads(files["badge/web.json"])["isError"] is False


@pytest.mark.parametrize("level", list(Level))
def test_white_letters_are_readable_on_every_field(level):
    assert contrast(FIELDS[level], "#ffffff") >= 4.5


def test_letters_of_joining_scripts_stay_joined():
    assert b"lengthAdjust" not in badge_svg("API", "w porządku 正常", Level.OPERATIONAL)
    assert (
        badge_svg("\u062e\u062f\u0645\u0629", "ok", Level.OPERATIONAL).count(b"spacingAndGlyphs")
        == 1
    )
