"""Holidays that an earlier command looked up, in the user's own cache folder.

They are as the installed library gave them: a file that was made by another installation of it, that is
damaged or cannot be read counts for nothing, and where none can be written the library is asked again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from generator.public_holidays import MEMO
from generator.reading.guarded import DATA_LIMIT, read_guarded


def recall_holidays(environment: dict[str, str]) -> Callable[[], None]:
    """Puts in what was kept, and returns what keeps whatever else was looked up by the time it is called."""
    path, made_by = _file(environment), _library()
    if path is None or made_by is None:
        return lambda: None
    for code, years in _read(path, made_by).items():
        MEMO.setdefault(code, {}).update(years)
    before = _size()

    def keep() -> None:
        if _size() > before:
            from generator.disk.whole_file import write_whole  # noqa: PLC0415 - seldom needed

            holidays = {
                code: {
                    year: sorted(map(date.isoformat, days)) for year, days in sorted(years.items())
                }
                for code, years in sorted(MEMO.items())
            }
            said = json.dumps({"made_by": made_by, "holidays": holidays}).encode()
            with suppress(OSError):
                write_whole(path, said, durable=False)

    return keep


def _size() -> int:
    return sum(map(len, MEMO.values()))


def _file(environment: dict[str, str]) -> Path | None:
    """Below ``XDG_CACHE_HOME``, by default ``~/.cache`` (XDG Base Directory Specification 0.8)."""
    home = Path(environment.get("HOME", ""), ".cache")
    for base in (Path(environment.get("XDG_CACHE_HOME", "")), home):
        if base.is_absolute():
            return base / "statusmark" / "holidays.json"
    return None


def _library() -> str | None:
    """Which installation of the library: where it lies and when it came there. It is not loaded."""
    spec = find_spec("holidays")
    if spec is None or spec.origin is None:
        return None
    try:
        stat = Path(spec.origin).with_name("version.py").stat()
    except OSError:
        return None
    return f"{spec.origin} {stat.st_size} {stat.st_mtime_ns}"


def _read(path: Path, made_by: str) -> dict[str, dict[int, frozenset[date]]]:
    try:
        kept = json.loads(read_guarded(path, DATA_LIMIT))
        if kept["made_by"] != made_by:
            return {}
        return {
            code: {
                int(year): frozenset(map(date.fromisoformat, days)) for year, days in years.items()
            }
            for code, years in kept["holidays"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
