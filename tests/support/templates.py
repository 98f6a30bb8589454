"""Templates are compiled once for all tests of a process: that is half the time of building a small site."""

from __future__ import annotations

import functools
from typing import Any

import jinja2


class CompiledTemplates(jinja2.BytecodeCache):
    """Keeps compiled templates in memory, by their source and what decides how they are compiled."""

    def __init__(self) -> None:
        self.kept: dict[tuple[object, ...], Any] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Fill in the code if it is kept."""
        bucket.code = self.kept.get(_key(bucket))

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep the code."""
        self.kept[_key(bucket)] = bucket.code


def _key(bucket: jinja2.bccache.Bucket) -> tuple[object, ...]:
    return bucket.key, bucket.checksum, bucket.environment.autoescape


def keep_compiled_templates() -> None:
    """From now on every environment of Jinja shares what is compiled."""
    compiled, begin = CompiledTemplates(), jinja2.Environment.__init__

    @functools.wraps(begin)
    def begin_sharing(self: jinja2.Environment, *arguments: Any, **options: Any) -> None:
        begin(self, *arguments, **{"bytecode_cache": compiled, **options})

    jinja2.Environment.__init__ = begin_sharing
