"""Mistakes in a site's own templates and catalogues that can be found before a page is made.

Syntax, templates that are not there, and a template that (by way of others) extends itself: that is refused
with a clear message, not a recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

import jinja2
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import meta, nodes

from generator.diagnostics import Diagnostic, Location, Severity
from generator.reading.files import LEADS_OUT
from generator.reading.guarded import ASSET_LIMIT, MIB, SIZE_LIMIT, read_guarded
from generator.rendering.language.words import compile_catalogue
from generator.rendering.theme.templates import environment
from generator.rendering.theme.themes import (
    ASSETS,
    DEFAULT_PREFIX,
    MAIL,
    TEMPLATES,
    TRANSLATIONS,
    Theme,
    ThemeError,
)

PLACEHOLDER = re.compile(r"%\((\w+)\)")
COUNTS = 201
"""A rule of plurals is tried with the counts below this."""
LINE = re.compile(rb'#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d\])?)[ \t]*)?"([^"\\]|\\.)*"')


def checked_environment(theme: Theme, folder: str) -> jinja2.Environment:
    """The templates in a folder of a theme. Raises ThemeError for the first mistake in the site's own."""
    for diagnostic in _file_faults(theme):
        if diagnostic.severity is Severity.ERROR:
            raise ThemeError(diagnostic)
    env = environment(theme, folder)
    for diagnostic in _template_faults(env, theme, folder):
        raise ThemeError(diagnostic)
    return env


def check_theme(root: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with a site's own templates: syntax, unknown files, a template extending itself."""
    theme = Theme.of(root)
    faults = tuple(_file_faults(theme))
    if any(fault.severity is Severity.ERROR for fault in faults):
        return faults
    for folder in (TEMPLATES, MAIL):
        faults += tuple(_template_faults(environment(theme, folder), theme, folder))
    if theme.site and (theme.site / TRANSLATIONS).is_dir():
        for path in _files(theme.site, TRANSLATIONS, "*.po"):
            name = f"theme/{TRANSLATIONS}/{path.name}"
            faults += tuple(_catalogue_faults(read_guarded(path), path.stem, name))
    return faults


OUT_OF_THEME = LEADS_OUT._replace(message="the symbolic link leads out of the theme")


def _file_faults(theme: Theme) -> Iterator[Diagnostic]:
    """Files of the site's theme that are not read, with warnings, and errors where nothing stands for them."""
    if theme.leads_out:
        yield Diagnostic(*LEADS_OUT, Location("theme"))
    if theme.site is None:
        return
    for path in sorted(theme.site.rglob("*")):
        name = path.relative_to(theme.site).as_posix()
        if path.is_dir() or any(part.startswith(".") for part in name.split("/")):
            continue
        place = Location(f"theme/{name}")
        limit = ASSET_LIMIT if name.startswith(f"{ASSETS}/") else SIZE_LIMIT
        if not path.resolve().is_relative_to(theme.site):
            yield Diagnostic(*OUT_OF_THEME, place, Severity.WARNING)
        elif not path.is_file():
            what = "this is not a file, so it is no part of the theme"
            yield Diagnostic("not-a-file", what, "rename or remove it", place, Severity.WARNING)
        elif path.stat().st_size > limit:
            what = f"the file is larger than {limit // MIB} MiB, the most that is read"
            yield Diagnostic("file-too-large", what, "keep it elsewhere and link to it", place)


def _files(theme: Path, folder: str, *kinds: str) -> list[Path]:
    """The files of such names below a folder of the site's theme that are read: no pipes, no links out."""
    found = (path for kind in kinds for path in (theme / folder).rglob(kind))
    return sorted(p for p in found if p.is_file() and p.resolve().is_relative_to(theme))


def _template_faults(env: jinja2.Environment, theme: Theme, folder: str) -> Iterator[Diagnostic]:
    """Checks the site's own templates and what they stand on."""
    if theme.site is None:
        return
    place = theme.site / folder
    for path in _files(theme.site, folder, "*.html", "*.txt"):
        name = path.relative_to(place).as_posix()
        shown = f"theme/{folder}/{name}"
        try:
            source = read_guarded(path).decode()
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
            tree = env.parse(read_guarded(path).decode())
        except (jinja2.TemplateSyntaxError, UnicodeDecodeError):
            return None
        parent = next((node.template for node in tree.find_all(nodes.Extends)), None)
        if not isinstance(parent, nodes.Const):
            return None
        chain.append(str(parent.value))
    return None


def checked_catalogue(theme: Theme, language: str) -> NullTranslations:
    """A language's texts. Raises ThemeError for the first mistake in the site's own catalogue."""
    path = theme.catalogue(language)
    data = read_guarded(path) if path else b""
    if path and theme.site and path.is_relative_to(theme.site):
        for diagnostic in _catalogue_faults(data, language, f"theme/{TRANSLATIONS}/{path.name}"):
            raise ThemeError(diagnostic)
    return compile_catalogue(data, language)


def _catalogue_faults(data: bytes, language: str, name: str) -> Iterator[Diagnostic]:
    """Faults of a ``.po`` file, which messages call ``name``: all that would break a page."""
    if line := _odd_line(data):
        yield Diagnostic(
            "theme-catalogue",
            "the catalogue cannot be read: this line is none of a text",
            "write a keyword such as msgid or msgstr, and the text in double quotes",
            Location(name, line),
        )
        return
    try:
        translations = compile_catalogue(data, language)
        for count in range(COUNTS):
            translations.ngettext("", "", count)
        catalogue = read_po(BytesIO(data))
    except Exception as error:  # noqa: BLE001 - whatever babel, gettext and the codecs raise
        yield Diagnostic(
            "theme-catalogue",
            f"the catalogue cannot be read: {error}",
            "save it as UTF-8, and compare its first entry with that of the default theme's pl.po",
            Location(name, getattr(error, "lineno", 0) + 1),
        )
        return
    for message in catalogue:
        if message.id:
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
    if not any(_bare(text) for text in ids) and any(_bare(text) for text in texts):
        yield Diagnostic(
            "theme-catalogue",
            f"a % in the translation of '{ids[0]}' stands alone",
            "write %% for a per cent sign, and values as %(name)s",
            Location(name, message.lineno or 1),
        )


def _bare(text: str) -> bool:
    """Whether a text has a % that is neither doubled nor the beginning of a value."""
    return "%" in re.sub(r"%%|%\(\w+\)s", "", text)


def _all(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())
