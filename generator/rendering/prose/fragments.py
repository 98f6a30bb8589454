"""Rendered texts by a digest of what they come from, so that a build renders only what it has never seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version

from generator.rendering.prose.markdown import render
from generator.rendering.reuse.two_processes import in_two
from generator.rules.judgements import Assessment

REVISION = 5
"""Raised whenever the same text gives other markup, so that cached fragments are forgotten."""

SUMMARY_HEADING, UPDATE_HEADING = 2, 4
"""Where a text's own headings begin. The outline of a post's page: title 1, timeline 2, an update 3."""


def prose_of(assessment: Assessment) -> Iterator[tuple[str, int]]:
    """Every text of every post with the level of its headings."""
    for post in assessment.content.posts:
        words = [(post.summary, SUMMARY_HEADING)]
        words += [(update.text, UPDATE_HEADING) for update in post.updates]
        for translation in post.translations.values():
            words.append((translation.summary, SUMMARY_HEADING))
            words += [(text, UPDATE_HEADING) for text in translation.texts.values()]
        yield from ((text, level) for text, level in words if text.strip())


@cache
def _engine() -> str:
    return f"{REVISION} markdown {version('markdown')} nh3 {version('nh3')}"


def fragment_key(text: str, heading: int) -> str:
    """The name under which a fragment is kept: a digest of text, engine, versions and options."""
    data = f"{_engine()} {heading}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def render_missing(wanted: Iterable[tuple[str, int]], known: Mapping[str, str]) -> dict[str, str]:
    """Renders each (text, heading) that ``known`` lacks; the result is by :func:`fragment_key`."""
    keyed = {fragment_key(*one): one for one in wanted}
    missing = {key: one for key, one in keyed.items() if key not in known}
    return dict(zip(missing, in_two(lambda one: render(*one), [*missing.values()]), strict=True))


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
