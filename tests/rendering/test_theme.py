"""Themes: look-up path by path, clear errors, one catalogue a language, legible colours."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from support.builders import SITE_EN_PL
from support.instants import AT_NOW
from support.pages import page
from support.pipeline import built

from generator.rendering.theme.checks import check_theme
from generator.rendering.theme.colours import (
    DARK_GROUND,
    ENOUGH,
    LIGHT_GROUND,
    accent_rules,
    contrast,
    legible,
)
from generator.rendering.theme.themes import Theme, ThemeError, default_theme

ROOT = Path(__file__).parents[2]
HEAD = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"

"""
KEYWORDS = {"_": None, "gettext": None, "say": None, "N_": None, "ngettext": (1, 2)}


# --------------------------------------------------------------------------------------- look-up


def test_the_sites_own_file_wins_and_the_others_stay(site):
    site.write("theme/templates/404.html", "Nothing of ours: {{ site.name }}")
    site.write("theme/assets/extra.css", "body { margin: 1px }")
    files = built(site)
    assert files["404.html"] == b"Nothing of ours: Test"
    assert b"<h1" in files["index.html"]
    assert any(path.startswith("assets/extra.") for path in files)


def test_one_block_of_the_default_can_be_overridden(site):
    site.write(
        "theme/templates/base.html",
        """
        {% extends "!default/base.html" %}
        {% block head %}<meta name="generator" content="{{ site.name }}">{% endblock %}
        """,
    )
    files = built(site)
    assert b'<meta name="generator" content="Test">' in files["index.html"]
    assert b"<h1" in files["index.html"]
    assert not check_theme(site.root)


@pytest.mark.parametrize(
    "files",
    [
        {"base.html": '{% extends "base.html" %}'},
        {"base.html": '{% extends "!default/index.html" %}'},
        {"index.html": '{% extends "a.html" %}', "a.html": '{% extends "index.html" %}'},
    ],
)
def test_a_template_that_extends_itself_is_refused_not_followed(site, files):
    for name, text in files.items():
        site.write(f"theme/templates/{name}", text)
    found = check_theme(site.root)
    assert {d.code for d in found} == {"theme-extends-itself"}
    assert "!default/" in found[0].remedy
    assert found[0].location.path.startswith("theme/templates/")
    with pytest.raises(ThemeError):
        built(site)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("one\n{% if %}\n", "theme-syntax", 2),
        ('{% include "gone.html" %}', "theme-unknown-template", 1),
        (b"\xff", "theme-syntax", 1),
        ("one\n{{ site|nofilter }}\n", "theme-syntax", 2),
    ],
)
def test_a_mistake_in_a_template_has_its_place(site, text, code, line):
    site.write("theme/templates/404.html", text)
    found = check_theme(site.root)
    assert [(d.code, d.location.path, d.location.line) for d in found] == [
        (code, "theme/templates/404.html", line)
    ]


def test_an_unknown_name_in_a_template_is_an_error_with_its_line(site):
    site.write("theme/templates/404.html", "one\ntwo {{ nothing.at_all }}\n")
    with pytest.raises(ThemeError) as caught:
        built(site)
    found = caught.value.diagnostic
    assert (found.code, found.location.line) == ("theme-render", 2)
    assert found.location.path == "theme/templates/404.html"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ 1 / 0 }}", "ZeroDivisionError: division by zero"),
        ("{{ asset('gone.css') }}", "there is no 'theme/assets/gone.css'"),
        ("{{ to(5) + 1 }}", "TypeError: "),
        ('{% include "404.html" %}', "the template includes itself"),
    ],
)
def test_whatever_fails_in_a_template_has_its_place(site, text, said):
    site.write("theme/templates/404.html", text)
    assert not check_theme(site.root)
    with pytest.raises(ThemeError) as caught:
        built(site)
    assert said in caught.value.diagnostic.message
    assert caught.value.diagnostic.location.path == "theme/templates/404.html"


@pytest.mark.parametrize(
    "text",
    [
        "{{ cycler.__init__.__globals__.os.popen('touch MARK').read() }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ to.__globals__ }}",
    ],
)
def test_a_template_runs_no_program(site, tmp_path, text):
    mark = tmp_path / "mark"
    site.write("theme/templates/404.html", text.replace("MARK", str(mark)))
    with pytest.raises(ThemeError) as caught:
        built(site)
    assert caught.value.diagnostic.location.path == "theme/templates/404.html"
    assert not mark.exists()


@pytest.mark.parametrize(
    ("catalogue", "line"),
    [
        ('msgid "History\nmsgstr ""\n', 1),
        ('msgid ""\nmsgstr ""\n\nmsgid "History"\nmsgstr "Historia" x\n', 5),
        ('msgid ""\nmsgstr ""\n\nmsgid "History: %(month)s"\nmsgstr "%(miesiac)s"\n', 4),
        (b'msgid "History"\nmsgstr "\xb9"\n', 1),
        (HEAD + 'msgid "Components"\nmsgstr "100 % pewne"\n', 4),
        (HEAD + 'msgid "History: %(month)s"\nmsgstr "%(month)d"\n', 4),
        (HEAD + 'msgid "Components"\n\nmsgid "History"\nmsgstr "Historia"\n', 4),
        (HEAD.replace("n != 1", "(n==1 ? 0 : n%10>=2 || 1"), 1),
        (HEAD.replace("n != 1", "n%0"), 1),
        (HEAD.replace("n != 1", "1/(n-100)"), 1),
        (HEAD.replace("UTF-8", "hex"), 1),
        (HEAD.replace("UTF-8", "idna") + 'msgid "History"\nmsgstr "é..é"\n', 1),
        (HEAD.replace("UTF-8", "utf-16") + 'msgid "History"\nmsgstr "Historia"\n', 1),
    ],
)
def test_a_broken_catalogue_has_its_place_and_breaks_no_page(site, catalogue, line):
    site.write("site.yaml", SITE_EN_PL)
    site.write("theme/translations/pl.po", catalogue)
    (found,) = check_theme(site.root)
    assert (found.code, found.location.line) == ("theme-catalogue", line)
    with pytest.raises(ThemeError) as caught:
        built(site)
    assert caught.value.diagnostic == found


def test_the_default_catalogue_is_right(site):
    site.write("theme/translations/pl.po", (default_theme() / "translations/pl.po").read_bytes())
    assert check_theme(site.root) == ()


def test_a_region_has_its_languages_texts(site):
    site.write("site.yaml", SITE_EN_PL.replace("[en, pl]", "[en, pl-PL]"))
    assert ">Historia<" in built(site)["pl-PL/index.html"].decode()


@pytest.mark.parametrize("name", ["templates/index.html", "mail/post.txt", "translations/pl.po"])
@pytest.mark.parametrize("kind", ["folder", "pipe", "device"])
def test_what_is_no_file_is_no_part_of_a_theme(site, name, kind):
    path = site.root / "theme" / name
    path.parent.mkdir(parents=True)
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
    named = [(fault.code, fault.location.path) for fault in check_theme(site.root)]
    code = {"pipe": "not-a-file", "device": "link-outside"}.get(kind)
    assert named == ([(code, f"theme/{name}")] if code else [])
    assert "index.html" in built(site)


def test_a_language_without_a_known_name_keeps_its_tag(site):
    site.write("site.yaml", SITE_IN_THREE.replace("eo", "xx"))
    assert ">xx</a>" in built(site)["index.html"].decode()


def test_a_link_out_of_the_theme_is_not_followed(site, tmp_path):
    (tmp_path / "secret.html").write_text("secret")
    folder = site.root / "theme/templates"
    folder.mkdir(parents=True)
    (folder / "404.html").symlink_to(tmp_path / "secret.html")
    assert b"secret" not in built(site)["404.html"]
    assert [fault.code for fault in check_theme(site.root)] == ["link-outside"]


def test_a_theme_that_is_a_link_to_elsewhere_is_refused(site, tmp_path):
    (tmp_path / "elsewhere/assets").mkdir(parents=True)
    (tmp_path / "elsewhere/assets/secret.txt").write_text("secret")
    (site.root / "theme").symlink_to(tmp_path / "elsewhere")
    ended = site.run("check", *AT_NOW)
    assert ended.code == 1
    assert "theme:1:1: link-outside: the symbolic link leads out of the site" in ended.out
    assert site.run("build", *AT_NOW).code == 1


@pytest.mark.parametrize(
    ("name", "size"),
    [("templates/index.html", 1), ("translations/pl.po", 1), ("assets/film.mp4", 25)],
)
def test_a_file_of_a_theme_that_is_too_large_is_refused(site, name, size):
    path = site.write(f"theme/{name}", "")
    with path.open("wb") as file:
        file.truncate((size << 20) + 1)
    ended = site.run("check", *AT_NOW)
    assert ended.code == 1
    assert f"theme/{name}:1:1: file-too-large: the file is larger than {size} MiB" in ended.out
    assert site.run("build", *AT_NOW).code == 1


def test_the_default_theme_is_nobodys_own():
    assert Theme.of(ROOT).site is None
    assert (default_theme() / "templates/base.html").is_file()


def test_a_new_asset_gets_a_new_name_and_the_same_one_keeps_it(site):
    before = {p for p in built(site) if p.startswith("assets/style.")}
    assert before == {p for p in built(site) if p.startswith("assets/style.")}
    site.write("theme/assets/style.css", "body { color: red }")
    files = built(site)
    after = {p for p in files if p.startswith("assets/style.")}
    assert after.isdisjoint(before)
    assert after.pop().encode() in files["index.html"]


def test_a_picture_of_a_post_with_the_name_of_the_themes_icon_changes_no_icon(site):
    site.write(
        "incidents/down.md",
        """
        ---
        title: Down
        started: 2026-11-20 13:00
        components: {api: major_outage}
        ---
        ![Graph](icon-major-outage.svg)
        """,
    )
    icon = page(built(site), "index.html").all("link", rel="icon")[0].attributes["href"]
    site.write("incidents/icon-major-outage.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    files = built(site)
    assert page(files, "index.html").all("link", rel="icon")[0].attributes["href"] == icon
    assert len([path for path in files if "icon-major-outage." in path]) == 2


# --------------------------------------------------------------------------------------- languages


def messages() -> set[str | tuple[str, ...]]:
    """Every text of the interface, on pages and in mail."""
    python = [
        found
        for folder in ("rendering", "mail")
        for found in extract_from_dir(
            ROOT / "generator" / folder, [("**.py", "python")], keywords=KEYWORDS
        )
    ]
    kinds = ("**.html", "**.txt")
    templates = extract_from_dir(
        ROOT / "theme",
        [(kind, "jinja2.ext:babel_extract") for kind in kinds],
        options_map={kind: {"trimmed": "true"} for kind in kinds},
        keywords=KEYWORDS,
    )
    within = {  # in f-strings, of which Babel sees nothing before Python 3.12
        message
        for path in (ROOT / "generator/rendering").rglob("*.py")
        for message in re.findall(r"\{say\('([^']+)'\)\}", path.read_text("utf-8"))
    }
    return within | {message for _, _, message, _, _ in (*python, *templates)}


def test_the_texts_of_mail_are_among_the_messages():
    assert {"Previously", "What is coming", "To stop it:", "All about it on the status page"} <= (
        messages()
    )


def test_the_polish_catalogue_says_everything_and_nothing_else():
    with (ROOT / "theme/translations/pl.po").open("rb") as file:
        catalogue = read_po(file, locale="pl")
    entries = {m.id if isinstance(m.id, str) else tuple(m.id): m for m in catalogue if m.id}
    wanted = messages()
    assert wanted - set(entries) == set()
    assert set(entries) - wanted == set()
    assert all(m.string and all(m.string) for m in entries.values() if not m.fuzzy)
    assert not any(m.fuzzy for m in entries.values())
    for id, entry in entries.items():
        texts = [entry.string] if isinstance(entry.string, str) else entry.string
        names = set(re.findall(r"%\((\w+)\)", id if isinstance(id, str) else id[1]))
        for text in texts:
            assert set(re.findall(r"%\((\w+)\)", text)) <= names, id
        assert isinstance(id, str) or len(texts) == 3, id


def test_a_third_language_is_one_catalogue_file(site):
    site.write("site.yaml", SITE_IN_THREE)
    site.write(
        "theme/translations/eo.po",
        """
        msgid ""
        msgstr ""
        "Language: eo\\n"
        "Content-Type: text/plain; charset=utf-8\\n"
        "Plural-Forms: nplurals=2; plural=(n != 1);\\n"

        msgid "All systems are working"
        msgstr "Ĉio funkcias"

        msgid "History"
        msgstr "Historio"
        """,
    )
    files = built(site)
    start = page(files, "eo/index.html")
    assert start["lang"] == "eo"
    assert start.h1 == "Ĉio funkcias"
    assert "Historio" in files["eo/history/index.html"].decode()
    assert "Subscribe" in files["eo/index.html"].decode()  # not translated: English
    switch = re.findall(r'hreflang="(\w+)" lang="\w+"', files["history/index.html"].decode())
    assert switch == ["en", "pl", "eo"]


SITE_IN_THREE = """
    name: Test
    url: https://status.example.com
    timezone: Europe/Warsaw
    languages: [en, pl, eo]
    components: [{id: api, name: API}]
    """


# --------------------------------------------------------------------------------------- colours


@pytest.mark.parametrize(
    "accent", ["#ff0", "#00ff00", "#1d4fa8", "#000", "#fff", "#e0007a", "#808080"]
)
def test_any_accent_is_legible_in_both_schemes(accent):
    for ground in (LIGHT_GROUND, DARK_GROUND):
        assert contrast(legible(accent, ground), ground) >= ENOUGH
    assert accent_rules(accent).count("--accent") == 2


def test_a_legible_accent_stays_as_it_is():
    assert legible("#1d4fa8", LIGHT_GROUND) == "#1d4fa8"
    assert accent_rules(None) == accent_rules("red") == ""
    assert contrast("#000", "#fff") == pytest.approx(21)


COLOURS = re.compile(r"--([\w-]+): (#[0-9a-f]{6})")


def test_the_stylesheets_colours_are_legible_in_both_schemes():
    css = (default_theme() / "assets/style.css").read_text("utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)", 1)
    schemes = (
        dict(COLOURS.findall(light)),
        dict(COLOURS.findall(dark.split("*, *::before", 1)[0])),
    )
    words = ("ink", "soft", "accent", "good", "bad")
    levels = (
        "operational",
        "degraded_performance",
        "partial_outage",
        "major_outage",
        "under_maintenance",
    )
    for scheme in schemes:
        for name in (*words, *levels):
            assert contrast(scheme[name], scheme["paper"]) >= 4.5, name
        for name in words:
            assert contrast(scheme[name], scheme["shade"]) >= 4.5, name
    fields = re.findall(r"--field: (#\w{6}); --on: (#\w{6})", css)
    assert len(fields) >= 6
    assert all(contrast(*pair) >= 4.5 for pair in fields)


def test_the_script_is_small_and_nothing_is_inline(site):
    files = built(site)
    assert len((default_theme() / "assets/script.js").read_bytes()) <= 6000
    for path, data in files.items():
        if path.endswith(".html") and not path.endswith("error.html"):  # that one stands alone
            text = data.decode()
            assert not re.search(r'\sstyle="|\son\w+="|<style', text), path
            assert not re.search(r"<script>|<script (?!src=|type=\"application/ld)", text), path


def test_build_site_needs_no_agreement_nor_posts(site):
    site.write("site.yaml", "name: New\nurl: https://new.example\ntimezone: UTC\ncomponents: []\n")
    files = built(site)
    assert page(files, "index.html").h1 == "All systems are working"
