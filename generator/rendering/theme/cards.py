"""The picture that chats and social networks show for a page: a field in the state's colour and its mark.

PNG (those services take no SVG), made with the standard library: an indexed image of few colours.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache

from generator.model.levels import Level

WIDTH, HEIGHT = 1200, 630
INK = (255, 255, 255)
FIELDS = {
    Level.OPERATIONAL: (20, 108, 67),
    Level.UNDER_MAINTENANCE: (37, 84, 168),
    Level.DEGRADED_PERFORMANCE: (138, 90, 0),
    Level.PARTIAL_OUTAGE: (166, 68, 6),
    Level.MAJOR_OUTAGE: (163, 22, 40),
}
HEIGHTS = {
    Level.OPERATIONAL: 0.25,
    Level.UNDER_MAINTENANCE: 0.5,
    Level.DEGRADED_PERFORMANCE: 0.5,
    Level.PARTIAL_OUTAGE: 0.75,
    Level.MAJOR_OUTAGE: 1.0,
}
BARS, LEFT, STEP, BROAD, GROUND, TALL = 24, 120, 40, 24, 470, 320


@cache
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
    field = FIELDS[level]
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
