"""What is wrong with a theme's own catalogues of texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from generator.diagnostics import Diagnostic, Location

PLACEHOLDER = re.compile(r"%\((\w+)\)")
LINE = re.compile(rb'#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d\])?)[ \t]*)?"([^"\\]|\\.)*"')


def catalogue_faults(folder: Path, shown: str) -> Iterator[Diagnostic]:
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
