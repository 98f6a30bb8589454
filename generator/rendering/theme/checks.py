"""Mistakes in a site's own templates and catalogues that can be found before a page is made.

Syntax, templates that are not there, and a template that (by way of others) extends itself: that is refused
with a clear message, not a recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import jinja2
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import meta, nodes

from generator.diagnostics import Diagnostic, Location
from generator.rendering.theme.templates import environment
from generator.rendering.theme.themes import (
    DEFAULT_PREFIX,
    MAIL,
    TEMPLATES,
    TRANSLATIONS,
    Theme,
    ThemeError,
)

PLACEHOLDER = re.compile(r"%\((\w+)\)")
LINE = re.compile(rb'#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d\])?)[ \t]*)?"([^"\\]|\\.)*"')


def checked_environment(theme: Theme, folder: str) -> jinja2.Environment:
    """The templates in a folder of a theme. Raises ThemeError for the first mistake in the site's own."""
    env = environment(theme, folder)
    for diagnostic in _template_faults(env, theme, folder):
        raise ThemeError(diagnostic)
    return env


def check_theme(root: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with a site's own templates: syntax, unknown files, a template extending itself."""
    theme = Theme.of(root)
    faults: tuple[Diagnostic, ...] = ()
    for folder in (TEMPLATES, MAIL):
        faults += tuple(_template_faults(environment(theme, folder), theme, folder))
    if theme.site and (theme.site / TRANSLATIONS).is_dir():
        faults += tuple(_catalogue_faults(theme.site / TRANSLATIONS, f"theme/{TRANSLATIONS}"))
    return faults


def _template_faults(env: jinja2.Environment, theme: Theme, folder: str) -> Iterator[Diagnostic]:
    """Checks the site's own templates and what they stand on."""
    if theme.site is None:
        return
    place = theme.site / folder
    for path in sorted(p for kind in ("*.html", "*.txt") for p in place.rglob(kind)):
        name = path.relative_to(place).as_posix()
        shown = f"theme/{folder}/{name}"
        try:
            source = path.read_text(encoding="utf-8")
            tree = env.parse(source)
            env.compile(source, name, str(path))
        except jinja2.TemplateSyntaxError as error:
            yield Diagnostic(
                "theme-syntax",
                f"the template cannot be read: {error.message}",
                "see the Jinja manual for the syntax of templates",
                Location(shown, error.lineno),
            )
            continue
        except UnicodeDecodeError:
            yield Diagnostic(
                "theme-syntax", "the template is not UTF-8", "save it as UTF-8", Location(shown)
            )
            continue
        for wanted in meta.find_referenced_templates(tree):
            if wanted is not None and theme.find(f"{folder}/{wanted}") is None:
                yield Diagnostic(
                    "theme-unknown-template",
                    f"there is no template '{wanted}'",
                    f"templates are named by their path below theme/{folder}/",
                    Location(shown),
                )
        if chain := _extends_itself(env, theme, folder, name):
            yield Diagnostic(
                "theme-extends-itself",
                f"the template extends itself: {' → '.join(chain)}",
                f'to build on the default page write {{% extends "{DEFAULT_PREFIX}{name}" %}}',
                Location(shown),
            )


def _extends_itself(
    env: jinja2.Environment, theme: Theme, folder: str, name: str
) -> tuple[str, ...] | None:
    """The chain of ``extends`` that leads from a template back to a file it has passed."""
    chain, passed = [name], set()
    while path := theme.find(f"{folder}/{chain[-1]}"):
        if path in passed:
            return tuple(chain)
        passed.add(path)
        try:
            tree = env.parse(path.read_text(encoding="utf-8"))
        except (jinja2.TemplateSyntaxError, UnicodeDecodeError):
            return None
        parent = next((node.template for node in tree.find_all(nodes.Extends)), None)
        if not isinstance(parent, nodes.Const):
            return None
        chain.append(str(parent.value))
    return None


def _catalogue_faults(folder: Path, shown: str) -> Iterator[Diagnostic]:
    """Faults of the ``.po`` files in a folder, which messages call ``shown``."""
    for path in sorted(folder.glob("*.po")):
        name = f"{shown}/{path.name}"
        data = path.read_bytes()
        if line := _odd_line(data):
            yield Diagnostic(
                "theme-catalogue",
                "the catalogue cannot be read: this line is none of a text",
                "write a keyword such as msgid or msgstr, and the text in double quotes",
                Location(name, line),
            )
            continue
        try:
            catalogue = read_po(BytesIO(data))
        except (LookupError, ValueError) as error:
            yield Diagnostic(
                "theme-catalogue",
                f"the catalogue cannot be read: {error}",
                "save it as UTF-8, and compare its first entry with that of the default theme's pl.po",
                Location(name),
            )
        else:
            for message in catalogue:
                yield from _wrong_places(message, name)


def _odd_line(data: bytes) -> int:
    """The first line that cannot stand in a catalogue, counted from 1; 0 where there is none."""
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if line.strip() and not LINE.fullmatch(line.strip()):
            return number
    return 0


def _wrong_places(message: Message, name: str) -> Iterator[Diagnostic]:
    """Values that a translation names and its English text does not have."""
    ids, texts = _all(message.id), _all(message.string)
    known = {place for text in ids for place in PLACEHOLDER.findall(text)}
    for place in sorted({p for text in texts for p in PLACEHOLDER.findall(text)} - known):
        values = ", ".join(f"%({known_place})s" for known_place in sorted(known))
        yield Diagnostic(
            "theme-catalogue",
            f"the text '{ids[0]}' has no value %({place})s",
            f"use {values}" if values else "leave it out",
            Location(name, message.lineno or 1),
        )


def _all(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())
