"""The pictures that chats show for a page: the files are what the tool draws, one for each level."""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path

import pytest
from support.pipeline import built

from generator.model.levels import Level

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import cards  # noqa: E402

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunks(png: bytes) -> dict[bytes, bytes]:
    """A PNG's chunks by kind, checked and unpacked: how well they were packed is the library's affair."""
    assert png.startswith(SIGNATURE)
    found, at = {}, len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length) == (zlib.crc32(kind + data),)
        found[kind] = zlib.decompress(data) if kind == b"IDAT" else data
        at += length + 12
    return found


@pytest.mark.parametrize("level", list(Level))
def test_the_files_are_what_the_tool_draws(level):
    drawn = dict(cards.files())
    name = f"card-{level.value.replace('_', '-')}.png"
    file = (ROOT / "theme/assets" / name).read_bytes()
    assert chunks(file) == chunks(drawn[ROOT / "theme/assets" / name]), "run python tools/cards.py"
    assert chunks(file)[b"IHDR"][:8] == struct.pack(">II", 1200, 630)


def test_a_site_may_have_cards_of_its_own(site):
    before = built(site)["index.html"].decode()
    site.write("theme/assets/card-operational.png", b"ours")
    files = built(site)
    (path,) = (p for p in files if p.startswith("assets/card-operational."))
    assert files[path] == b"ours"
    assert f'content="https://status.example.com/{path}"' in files["index.html"].decode()
    assert path not in before
