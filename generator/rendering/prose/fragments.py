"""Rendered texts by a digest of what they come from, so that a build renders only what it has never seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version

from generator.rendering.prose.markdown import render
from generator.rendering.reuse.two_processes import in_two

REVISION = 2
"""Raised whenever the same text gives other markup, so that cached fragments are forgotten."""


@cache
def _engine() -> str:
    return f"{REVISION} markdown {version('markdown')} nh3 {version('nh3')}"


def fragment_key(text: str, heading: int) -> str:
    """The name under which a fragment is kept: a digest of text, engine, versions and options."""
    data = f"{_engine()} {heading}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def render_missing(wanted: Iterable[tuple[str, int]], known: Mapping[str, str]) -> dict[str, str]:
    """Renders each (text, heading) that ``known`` lacks; the result is by :func:`fragment_key`."""
    missing: dict[str, tuple[str, int]] = {}
    for text, heading in wanted:
        key = fragment_key(text, heading)
        if key not in known:
            missing[key] = (text, heading)
    return dict(zip(missing, in_two(_render_one, list(missing.values())), strict=True))


def _render_one(wanted: tuple[str, int]) -> str:
    return render(*wanted)


def dump_fragments(fragments: Mapping[str, str]) -> bytes:
    """Fragments as a file for the next build."""
    return json.dumps(dict(sorted(fragments.items())), ensure_ascii=False).encode()


def load_fragments(data: bytes) -> dict[str, str]:
    """Fragments of an earlier build; none where the file is not one of ours."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(k): v for k, v in found.items() if isinstance(v, str)}
