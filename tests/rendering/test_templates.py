"""Templates use what they are given and nothing else, in every branch; and they are given frozen views only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import date, datetime
from types import NoneType
from typing import Any, get_args

import jinja2
import pytest
from markupsafe import Markup
from support.template_types import functions_of, mistakes, names_of

from generator.rendering.theme.templates import environment
from generator.rendering.theme.themes import MAIL, TEMPLATES, Theme, default_theme
from generator.rendering.theme_api.frame import EveryPage
from generator.rendering.theme_api.functions import Texts
from generator.rendering.theme_api.mail import EveryMail, MailValues
from generator.rendering.theme_api.pages import ErrorPage, MovedPage, PageValues

THEME = Theme(default_theme(), None)
TEXTS = functions_of(Texts)
APART = (MovedPage, ErrorPage)
PLAIN = {str, int, bool, date, datetime, Markup, NoneType}
GIVEN = {
    **{(TEMPLATES, one.template): (EveryPage, one) for one in get_args(PageValues)},
    **{(TEMPLATES, one.template): (one,) for one in APART},
    **{
        (MAIL, f"{one.template}.{kind}"): (EveryMail, one)
        for one in get_args(MailValues)
        for kind in ("html", "txt")
    },
}


@pytest.mark.parametrize(("folder", "name"), list(GIVEN))
def test_a_template_uses_only_what_it_is_given(folder, name):
    given = TEXTS | names_of(*GIVEN[folder, name])
    assert mistakes(environment(THEME, folder), name, given) == []


def test_every_template_is_said_to_be_given_something():
    pages = {path.name for path in (THEME.default / TEMPLATES).glob("*.html")} - {"base.html"}
    mail = {path.name for path in (THEME.default / MAIL).iterdir()}
    mail -= {"base.html", "foot.txt", "style.css"}
    assert {name for folder, name in GIVEN if folder == TEMPLATES} == pages
    assert {name for folder, name in GIVEN if folder == MAIL} == mail
    assert environment(THEME, TEMPLATES).globals.keys() >= TEXTS.keys()


def held(type_: Any) -> Iterator[Any]:
    """A type and all that values of it hold."""
    if parts := [part for part in get_args(type_) if part is not ...]:
        for part in parts:
            yield from held(part)
        return
    yield type_
    if is_dataclass(type_):
        for part in names_of(type_).values():
            yield from held(part)


def test_templates_are_given_frozen_views_texts_numbers_and_functions():
    for given in GIVEN.values():
        for type_ in (one for part in given for one in held(part)):
            if is_dataclass(type_):
                assert type_.__module__.startswith("generator.rendering.theme_api."), type_
                assert type_.__dataclass_params__.frozen, type_
            elif getattr(type_, "_is_protocol", False):
                assert type_.__module__ == "generator.rendering.theme_api.functions", type_
            else:
                assert type_ in PLAIN, type_


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ overvew }}", "there is no 'overvew'"),
        ("{{ overview.headlines }}", "OverviewView has no 'headlines'"),
        ("{% if false %}{{ site.nam }}{% endif %}", "SiteView has no 'nam'"),
        ("{% if site.logo %}{% else %}{{ page.nothing }}{% endif %}", "PageView has no 'nothing'"),
        ("{{ overview.groups[0].components[0].bars.nope }}", "BarsView has no 'nope'"),
        ("{% for w in overview.active + overview.upcoming %}{{ w.x }}{% endfor %}", "no 'x'"),
        ("{% for a, b in feeds %}{% endfor %}", "has not 2 parts"),
        ("{% for a in site.name.x %}{% endfor %}", "str has no 'x'"),
        ("{% for a in page.live %}{% endfor %}", "is no list"),
        ("{% for a in feeds %}{{ loop.fist }}{% endfor %}", "a loop has no 'fist'"),
        ("{% macro m(a) %}{{ a.b }}{% endmacro %}{{ m(overview.level) }}", "Word has no 'b'"),
        ("{% macro m(a) %}{% endmacro %}{{ m() }}", "m is not given 'a'"),
        ("{% macro m(a) %}{% endmacro %}{{ m(site, b=1) }}", "m takes a"),
        ('{% from "partials/macros.html" import gone with context %}', "has no 'gone'"),
        (
            '{% from "partials/macros.html" import bars with context %}{{ bars(overview.recent[0], "") }}',
            "PostView has no 'bars'",
        ),
        ("{{ to() }}", "missing a required argument: 'path'"),
        ("{{ when(overview.headline) }}", "'at' is <class 'datetime.datetime'>"),
        ("{{ words.dya(overview.since_at) }}", "WordsView has no 'dya'"),
        ("{% set first = overview.recent[0] %}{{ first.titel }}", "PostView has no 'titel'"),
        ("{{ (overview.recent|reverse|list)[0].titel }}", "PostView has no 'titel'"),
        ("{{ (overview.current or overview.period).label }}", "OverviewView has no 'current'"),
        ('{% extends "base.html" %}{% block hero %}{{ gone }}{% endblock %}', "no 'gone'"),
        ("{{ site.name() }}", "cannot be called"),
    ],
)
def test_what_is_not_there_is_found_wherever_it_stands(source, said):
    env = environment(THEME, TEMPLATES)
    own = jinja2.DictLoader({"index.html": source})
    env.loader = jinja2.ChoiceLoader([own, env.loader])
    found = mistakes(env, "index.html", TEXTS | names_of(*GIVEN[TEMPLATES, "index.html"]))
    assert len(found) == 1, found
    assert said in found[0]
