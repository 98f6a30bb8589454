"""What a page is made from, as a short name: the same for equal values, and no other.

Views are frozen and many pages show the same ones, so each is gone through once and stands in larger
ones as its digest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum

from markupsafe import Markup

PLAIN = frozenset({str, Markup, int, float, bool, type(None), date, datetime})
"""Types whose ``repr`` says all there is."""


class UnknownValueError(TypeError):
    """A value of which it cannot be said whether it is the same as in another process."""


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Names of values. The memo keeps the views, so that no other object takes a view's ``id()``."""

    memo: dict[int, tuple[object, str]] = field(default_factory=dict)

    def of(self, value: object) -> str:
        """The name of a value. Raises UnknownValueError for functions and the like."""
        return _digest(self._said(value))

    def _said(self, value: object) -> str:
        if type(value) in PLAIN:
            return repr(value)
        if isinstance(value, (tuple, list)):
            said = [repr(v) if type(v) in PLAIN else self._said(v) for v in value]
            return f"[{','.join(said)}]"
        if isinstance(value, dict):
            items = [f"{self._said(key)}:{self._said(item)}" for key, item in value.items()]
            return f"{{{','.join(items)}}}"
        if isinstance(value, Enum):
            return str(value)
        known = self.memo.get(id(value))
        if known is None:
            known = self.memo[id(value)] = (value, _digest(self._opened(value)))
        return known[1]

    def _opened(self, value: object) -> str:
        """A dataclass's name and the values of its fields, in their order."""
        kind = type(value)
        name = f"{kind.__module__}.{kind.__qualname__}"
        if not is_dataclass(value):
            raise UnknownValueError(f"{name} has no fingerprint")
        return name + self._said([getattr(value, field.name) for field in fields(value)])


def _digest(said: str) -> str:
    data = said.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()
