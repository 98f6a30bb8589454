"""Waiting for what a test wants to see, never for a length of time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def wait_for(find: Callable[[], Found], what: str, seconds: float = 120) -> Found:
    """What ``find`` returns as soon as it is true; fails with ``what`` after so many seconds."""
    end = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < end, what
        time.sleep(0.02)
    return found
