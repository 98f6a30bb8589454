"""Badges: the state of the service or of one component as a small picture, and for shields.io's endpoint.

The SVG is drawn at the width that Verdana at 11 px needs, and ``textLength`` makes other fonts fit.
"""

from __future__ import annotations

from unicodedata import normalize
from xml.sax.saxutils import escape, quoteattr

from generator.model.levels import Level
from generator.notation import json_line
from generator.rendering.edition import Edition
from generator.rendering.theme.colours import FIELDS

HEIGHT, PAD = 20, 6
LABEL_FIELD = "#45474d"
EM = 2048
SIZE = 11
WIDTHS = {
    "'Iil": 560, "j": 705, " f": 720, "t,.": 770, "!J": 810, "r(){}[]|/-:;": 910, '"': 940,
    "csz": 1070, "?LF": 1150, "kvxy": 1212, "e": 1220, "aP": 1232, "oT": 1255, "bdgpqu": 1280,
    "hnE": 1296, "0123456789_$*`": 1302, "AVBXZR": 1405, "CK&SY": 1430, "U": 1499, "NH": 1536,
    "D": 1578, "GOQ": 1610, "+=<>#~^w": 1676, "M": 1726, "m": 1992, "W@%": 2100,
}  # fmt: skip
"""Advance widths of Verdana by glyph, in 2048ths of an em; those that differ little share one."""
WIDE, OTHER = 2048, 1400
GLYPHS = {glyph: width for glyphs, width in WIDTHS.items() for glyph in glyphs}
BASES = str.maketrans("łŁøØđĐıß", "lLoOdDiB")


def text_width(text: str) -> int:
    """The width in px of a text at 11 px; accents take no room, East Asian glyphs an em."""
    units = 0
    for glyph in normalize("NFD", text.translate(BASES)):
        if "\u0300" <= glyph <= "\u036f":
            continue
        units += GLYPHS.get(glyph, WIDE if glyph >= "\u1100" else OTHER)
    return -(-units * SIZE // EM)


def badge_svg(label: str, message: str, level: Level) -> bytes:
    """A badge: what it is about, and its state in words on the state's colour."""
    left, right = text_width(label), text_width(message)
    split = left + 2 * PAD
    width = split + right + 2 * PAD
    name = f"{label}: {message}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" role="img" '
        f"aria-label={quoteattr(name)}><title>{escape(name)}</title>"
        f'<rect width="{width}" height="{HEIGHT}" rx="4" fill="{FIELDS[level]}"/>'
        f'<path d="M4 0h{split - 4}v{HEIGHT}H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z" fill="{LABEL_FIELD}"/>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="{SIZE}">'
        f'<text x="{PAD}" y="14" textLength="{left}"{_joined(label)}>{escape(label)}</text>'
        f'<text x="{split + PAD}" y="14" textLength="{right}"{_joined(message)}>{escape(message)}</text>'
        "</g></svg>\n"
    ).encode()


def _joined(text: str) -> str:
    """What stretches the letters of scripts that join them, where only the gaps would be stretched."""
    return ' lengthAdjust="spacingAndGlyphs"' if any("\u0590" <= c < "\u1100" for c in text) else ""


def endpoint(label: str, message: str, level: Level) -> bytes:
    """A badge for https://shields.io/badges/endpoint-badge (schema version 1)."""
    document = {
        "schemaVersion": 1,
        "label": label,
        "message": message,
        "color": FIELDS[level].removeprefix("#"),
        "isError": level is Level.MAJOR_OUTAGE,
        "cacheSeconds": 300,
    }
    return json_line(document)


def badge_files(edition: Edition) -> dict[str, bytes]:
    """``badge/overall`` and one for each component, as ``.svg`` and ``.json``, in one language."""
    status = edition.status
    states = {
        id: (edition.component_name(id), state.level) for id, state in status.components.items()
    }
    states["overall"] = (edition.text(edition.site.name), status.level)
    found: dict[str, bytes] = {}
    for name, (label, level) in states.items():
        message = edition.level(level).text
        found[f"{edition.prefix}badge/{name}.svg"] = badge_svg(label, message, level)
        found[f"{edition.prefix}badge/{name}.json"] = endpoint(label, message, level)
    return found
