"""What was published: ``ledger/2026-10.json``, written by ``statusmark close`` and kept under git.

A file holds the first publication of a period and its corrections. Numbers are read as decimals and
kept as millionths, which is what they were written in: nothing is rounded twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from generator.diagnostics import Diagnostic
from generator.model.closed_periods import (
    EDITION,
    ClosedPeriod,
    ClosedResult,
    ClosedRow,
    Edit,
    Publication,
)
from generator.reading.files import LEADS_OUT, START, read_file
from generator.reading.guarded import leads_out
from generator.reading.yaml.faults import Faults, Place
from generator.reading.yaml.text import place_after
from generator.timespan import period_named

FOLDER = "ledger"
SCHEMA = f"statusmark/closed/{EDITION}"
SCHEMAS = ("statusmark/closed/1", SCHEMA)
CODE = "bad-closed-period"
REMEDY = "restore the file from git; 'statusmark close' alone writes it"
FINAL = ("met", "breached")
MILLION = 10**6
MOST = 10**18
"""No number of minutes or per cent is greater, in millionths."""

T = TypeVar("T")


class _WrongError(Exception):
    """A value that is not what ``statusmark close`` writes; ``key`` is where."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(key, what)
        self.key, self.what = key, what


def read_closed(root: Path, notes: list[Diagnostic]) -> tuple[ClosedPeriod, ...]:
    """All closed periods of a site, by label; faults go to ``notes``."""
    folder = root / FOLDER
    found = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        faults = Faults(f"{FOLDER}/{path.name}")
        if leads_out(root, faults.path):
            faults.trouble(START, LEADS_OUT)
            data = None
        else:
            data = read_file(str(path), faults)
        closed = (
            _closed(data, path.name.removesuffix(".json"), faults) if data is not None else None
        )
        if closed:
            found.append(closed)
        notes += faults.found
    return tuple(found)


def under_present_names(
    closed: ClosedPeriod, renamed: Mapping[str, str], former: Mapping[tuple[str, str], str]
) -> ClosedPeriod:
    """A closed period with the ids and keys that its components and tiers have now."""
    if not renamed and not former:
        return closed

    def row(told: ClosedRow) -> ClosedRow:
        return replace(told, component=renamed.get(told.component, told.component))

    return replace(
        closed,
        publications=tuple(
            replace(
                publication,
                results=tuple(
                    replace(
                        r,
                        rows=tuple(map(row, r.rows)),
                        component=renamed.get(r.component or "", r.component),
                        tier=former.get(("tier", r.tier or ""), r.tier),
                    )
                    for r in publication.results
                ),
            )
            for publication in closed.publications
        ),
    )


def parse_closed(data: bytes, label: str) -> ClosedPeriod | None:
    """What an old version of a ledger says; None where it is damaged."""
    return _closed(data, label, Faults(f"{FOLDER}/{label}.json"))


def _closed(data: bytes, label: str, faults: Faults) -> ClosedPeriod | None:
    text = data.decode("utf-8", "replace")
    try:
        return _period(json.loads(text, parse_float=Decimal), label, faults.path)
    except _WrongError as error:
        # where the key first stands; the file's beginning where it is missing
        place = place_after(text[: max(text.find(f'"{error.key}"'), 0)])
        what = f"'{error.key}' {error.what}"
    except json.JSONDecodeError as error:
        place, what = Place(error.lineno, error.colno), f"this is not JSON: {error.msg}"
    except (RecursionError, ValueError, ArithmeticError):
        place, what = Place(1, 1), "this is not JSON that 'statusmark close' wrote"
    faults.error(place, CODE, what, REMEDY)
    return None


def _period(document: Any, label: str, path: str) -> ClosedPeriod:
    if _text(document, "schema") not in SCHEMAS:
        raise _WrongError("schema", f"is not {' or '.join(SCHEMAS)}")
    named = _text(document, "period")
    if named != label or period_named(label, UTC) is None:
        raise _WrongError("period", f"is {named!r}, and the file is named {label}.json")
    corrections = _list(document, "corrections", _publication)
    first = {key: value for key, value in document.items() if key != "corrections"}
    source = tuple(
        json.dumps(said, sort_keys=True, default=float)
        for said in (first, *document["corrections"])
    )
    return ClosedPeriod(label, path, (_publication(document), *corrections), source)


def _publication(value: Any) -> Publication:
    edition = _get(value, "edition", int) if "edition" in value else 1
    if edition not in range(1, EDITION + 1):
        raise _WrongError("edition", f"is {edition}, and this program knows 1 to {EDITION}")
    found = _figures(value)
    if edition == 1:
        return found
    for notice in _get(value, "notices", dict).values():
        _text(notice, "verdict")
    for response in _get(value, "responses", dict).values():
        for measure in _get({"responses": response}, "responses", dict).values():
            if isinstance(measure, dict) and "verdict" in measure:
                _text(measure, "verdict")
    return replace(
        found,
        edition=edition,
        agreement=_plain(_get(value, "agreement", dict)),
        notices=_plain(value["notices"]),
        responses=_plain(value["responses"]),
    )


def _plain(value: Any) -> Any:
    """A value of a ledger with its numbers as a report has them."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return float(value) if isinstance(value, Decimal) else value


def _figures(value: Any) -> Publication:
    return Publication(
        _instant(value, "published"),
        _optional(value, "commit", _text),
        tuple(result for each in _list(value, "periods", _results) for result in each),
        _list(value, "changes", _edit) if "changes" in value else (),
    )


def _edit(value: Any) -> Edit:
    return Edit(_text(value, "file"), _text(value, "commit"), _instant(value, "at"))


def _results(value: Any) -> tuple[ClosedResult, ...]:
    """A result, or those of the components where each was promised for itself."""
    document = _plain(value)
    if _get(value, "downtime_minutes", object) is not None:
        return (replace(_result(value), document=document),)
    found = []
    for id_, figures in _get(value, "components", dict).items():
        rows = [row for row in _get(value, "ledger", list) if _text(row, "component") == id_]
        own = {**_get({id_: figures}, id_, dict), "tier": value.get("tier"), "ledger": rows}
        found.append(replace(_result(own), component=id_, document=document))
    return tuple(found)


def _result(value: Any) -> ClosedResult:
    remedy = _get(value, "remedy", dict, type(None))
    owed = next(iter(remedy), None) if remedy else None
    verdict = _text(value, "verdict")
    if verdict not in FINAL:
        raise _WrongError("verdict", f"is {verdict!r}, which a period that is over cannot have")
    return ClosedResult(
        tier=_optional(value, "tier", _text),
        availability=_optional(value, "availability_percent", _number),
        target=_optional(value, "target_percent", _number),
        downtime=_number(value, "downtime_minutes"),
        excluded=_number(value, "excluded_minutes"),
        verdict=verdict,
        remedy=(owed, _number(remedy, owed)) if owed else None,
        rows=_list(value, "ledger", _row),
    )


def _row(value: Any) -> ClosedRow:
    return ClosedRow(
        id=_text(value, "id"),
        path=_text(value, "file"),
        component=_text(value, "component"),
        level=_text(value, "level"),
        start_at=_instant(value, "start"),
        end_at=_instant(value, "end"),
        weight=_number(value, "weight"),
        counted=bool(_get(value, "counted", bool)),
        reason=_text(value, "reason"),
    )


def _get(value: Any, key: str, *kinds: type) -> Any:
    if not isinstance(value, dict) or key not in value:
        raise _WrongError(key, "is missing")
    if not isinstance(value[key], kinds):
        raise _WrongError(key, "has a value that does not belong there")
    return value[key]


def _text(value: Any, key: str) -> str:
    return str(_get(value, key, str))


def _number(value: Any, key: str) -> int:
    found = _get(value, key, int, Decimal)
    try:
        scaled = Decimal(found) * MILLION
        exact = bool(scaled) == bool(found) and abs(scaled) < MOST and scaled == int(scaled)
        if exact and not isinstance(found, bool):
            return int(scaled)
    except ArithmeticError:
        pass
    raise _WrongError(key, "is no number with up to six decimals")


def _optional(value: Any, key: str, read: Callable[[Any, str], T]) -> T | None:
    return None if _get(value, key, object) is None else read(value, key)


def _list(value: Any, key: str, read: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(read(item) for item in _get(value, key, list))


def _instant(value: Any, key: str) -> datetime:
    text = _text(value, key)
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text):
        try:
            return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            pass
    raise _WrongError(key, f"is {text!r}, which is no time such as 2026-11-02T08:00:00Z")
