"""Draws theme/assets/card-*.png: what chats and social networks show for a page, a picture for each level.

A field in the level's colour with a row of bars. PNG, since those services take no SVG; indexed, with three
colours. Run it after a change of the drawing or of a colour: ``python tools/cards.py``. A test fails while
the files are not what it draws.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from generator.model.levels import Level
from generator.rendering.theme.colours import FIELDS

ASSETS = Path(__file__).parent.parent / "theme" / "assets"

WIDTH, HEIGHT = 1200, 630
INK = (255, 255, 255)
HEIGHTS = {
    Level.OPERATIONAL: 0.25,
    Level.UNDER_MAINTENANCE: 0.5,
    Level.DEGRADED_PERFORMANCE: 0.5,
    Level.PARTIAL_OUTAGE: 0.75,
    Level.MAJOR_OUTAGE: 1.0,
}
BARS, LEFT, STEP, BROAD, GROUND, TALL = 24, 120, 40, 24, 470, 320


def card(level: Level) -> bytes:
    """The card of a level: quiet days on the ground line, and the last bar as tall as it is bad."""
    bars = [HEIGHTS[Level.OPERATIONAL]] * (BARS - 1) + [HEIGHTS[level]]
    rows = []
    for y in range(HEIGHT):
        row = bytearray(WIDTH)
        for index, height in enumerate(bars):
            if GROUND - height * TALL <= y < GROUND:
                left = LEFT + index * STEP
                shade = 1 if index == BARS - 1 else 2
                row[left : left + BROAD] = bytes([shade]) * BROAD
        rows.append(b"\x00" + bytes(row))
    field = bytes.fromhex(FIELDS[level].removeprefix("#"))
    dim = tuple((a + b * 2) // 3 for a, b in zip(INK, field, strict=True))
    palette = bytes([*field, *INK, *dim])
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"PLTE", palette)
        + _chunk(b"IDAT", zlib.compress(b"".join(rows), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def files() -> Iterator[tuple[Path, bytes]]:
    """Each card's file and its bytes."""
    for level in Level:
        yield ASSETS / f"card-{level.value.replace('_', '-')}.png", card(level)


if __name__ == "__main__":
    for path, data in files():
        path.write_bytes(data)
        print(f"wrote {path.relative_to(ASSETS.parent.parent)}")
