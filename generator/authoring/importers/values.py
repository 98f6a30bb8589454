"""Front matter, times and words as other tools write them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from generator.levels import Level, Status
from generator.reading.document import ListNode, MapNode, Node, compose
from generator.reading.faults import Faults
from generator.timespan import EARLIEST, LATEST

Front = Mapping[str, Any]
"""Keys in small letters; values are texts, lists and mappings."""

FENCES = {"---": re.compile(r"\n---[ \t]*(?:\n|\Z)"), "+++": re.compile(r"\n\+\+\+[ \t]*(?:\n|\Z)")}
LINE = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*[:=][ \t]*(.*)$")
MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[Tt ,]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(Z|z|UTC|GMT|CET|CEST|[+-]\d\d:?\d\d)?\b"
)
GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(.*)", re.DOTALL)
OFFSETS = {"Z": 0, "UTC": 0, "GMT": 0, "CET": 1, "CEST": 2}

STATUS_WORDS = {
    Status.INVESTIGATING: "investigating, investigation, untersuchung, wird untersucht, in untersuchung, "
    "analyse, in analisi, in indagine, indagine, badamy, w trakcie badania, investigando, enquête en cours",
    Status.IDENTIFIED: "identified, identifiziert, ursache gefunden, identificato, individuato, "
    "zidentyfikowano, identificado, identifié",
    Status.MONITORING: "monitoring, watching, beobachtung, überwachung, wird beobachtet, in osservazione, "
    "monitoraggio, in monitoraggio, monitorowanie, monitorujemy, supervisando, surveillance",
    Status.UPDATE: "update, aktualisierung, aktualizacja, aggiornamento, actualización, mise à jour, "
    "updated, info, information, note, zwischenstand",
    Status.RESOLVED: "resolved, solved, fixed, closed, gelöst, behoben, erledigt, störung behoben, risolto, "
    "chiuso, rozwiązano, rozwiązany, usunięto, resuelto, résolu, solution",
    Status.POSTMORTEM: "postmortem, post-mortem, post mortem, rca, root cause, nachbetrachtung",
    Status.SCHEDULED: "scheduled, planned, geplant, programmato, pianificato, zaplanowano, planificado",
    Status.IN_PROGRESS: "in progress, started, begonnen, in arbeit, in corso, w toku, en curso",
    Status.VERIFYING: "verifying, verifizierung, verifica, weryfikacja",
    Status.COMPLETED: "completed, complete, done, abgeschlossen, beendet, completato, zakończono",
    Status.CANCELLED: "cancelled, canceled, abgesagt, annullato, anulowano, odwołano",
}
BY_WORD = {
    word.strip(): status for status, words in STATUS_WORDS.items() for word in words.split(",")
}
LEVEL_WORDS = {
    Level.MAJOR_OUTAGE: "down, major, major-outage, critical, outage, full, high, störung, ausfall",
    Level.PARTIAL_OUTAGE: "disrupted, partial, partial-outage, disruption, medium, teilausfall",
    Level.DEGRADED_PERFORMANCE: "notice, degraded, degraded-performance, minor, low, warning, monitoring, slow",
    Level.UNDER_MAINTENANCE: "maintenance, under-maintenance, planned, scheduled, wartung, manutenzione",
    Level.OPERATIONAL: "ok, operational, none, info, informational",
}
BY_LEVEL = {
    word.strip(): level for level, words in LEVEL_WORDS.items() for word in words.split(",")
}


def status_of(word: str, *, planned: bool) -> Status | None:
    """The status that a word of another tool (or language) means, among those of the kind of post."""
    found = BY_WORD.get(" ".join(word.lower().replace("_", " ").split()).strip(" .:!-–—"))
    if planned:
        if found is Status.RESOLVED:
            return Status.COMPLETED
        planned_words = (Status.SCHEDULED, Status.IN_PROGRESS, Status.VERIFYING, Status.COMPLETED)
        kept = found in {*planned_words, Status.CANCELLED, Status.UPDATE}
        return found if kept else Status.UPDATE if found else None
    if found in {Status.COMPLETED, Status.CANCELLED}:
        return Status.RESOLVED
    if found in {Status.SCHEDULED, Status.IN_PROGRESS, Status.VERIFYING}:
        return Status.UPDATE
    return found


def level_of(word: str) -> Level | None:
    """The level that a word of another tool means."""
    return BY_LEVEL.get(word.strip().lower().replace("_", "-").replace(" ", "-"))


def moment(text: object) -> datetime | None:
    """The time that a text begins with: aware with an offset, else naive; None for none or an impossible one."""
    if isinstance(text, datetime):
        return text if text.tzinfo is None else text.astimezone(UTC)
    if isinstance(text, date):
        return datetime.combine(text, time())
    words = str(text or "").strip().strip("\"'")
    if german := GERMAN.match(words):
        words = f"{german[3]}-{german[2]}-{german[1]}{german[4]}"
    match = MOMENT.match(words)
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        found = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
        )
    except ValueError:
        return None
    if not EARLIEST.year < found.year < LATEST.year - 1:
        return None
    if zone is None:
        return found
    return (found - _offset(zone)).replace(tzinfo=UTC)


def _offset(zone: str) -> timedelta:
    if zone.upper() in OFFSETS:
        return timedelta(hours=OFFSETS[zone.upper()])
    sign = -1 if zone[0] == "-" else 1
    return sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))


def split_front(text: str) -> tuple[Front, str]:
    """Front matter (YAML, TOML or JSON, however untidy) and the body after it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    if text.startswith("{\n"):
        try:
            values, end = json.JSONDecoder().raw_decode(text)
        except ValueError:
            return {}, text
        return _small(values), text[end:]
    for fence, closing in FENCES.items():
        if text.split("\n", 1)[0].rstrip() == fence and (end_at := closing.search(text)):
            front = text[len(fence) : end_at.start() + 1].lstrip(" \t")
            read = toml_values if fence == "+++" else yaml_values
            return read(front.removeprefix("\n")), text[end_at.end() :]
    return {}, text


def yaml_values(text: str) -> Front:
    """The keys of a YAML text; one that cannot be read is read line by line, as far as that goes."""
    root = compose(text.replace("\t", "  "), 1, Faults(""))
    return _small(_plain(root)) if root is not None else _by_lines(text)


def toml_values(text: str) -> Front:
    """The same for TOML."""
    try:
        return _small(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return _by_lines(text)


def _plain(node: Node) -> Any:
    if isinstance(node, MapNode):
        return {key.text: _plain(value) for key, value in node.entries}
    if isinstance(node, ListNode):
        return [_plain(item) for item in node.items]
    return node.text


def _small(values: Any) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in values.items()} if values else {}


def _by_lines(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    last = ""
    for line in text.split("\n"):
        if match := LINE.match(line):
            last, value = match[1].lower(), match[2].strip()
            if value.startswith("[") and value.endswith("]"):
                found[last] = [w.strip().strip("\"'") for w in value[1:-1].split(",") if w.strip()]
            else:
                found[last] = value.strip("\"'")
        elif (item := re.match(r"\s*-\s+(.+)", line)) and last:
            items = found[last] if isinstance(found.get(last), list) else []
            found[last] = [*items, item[1].strip().strip("\"'")]
    return found


def words_of(value: object) -> list[str]:
    """A list of texts, also from a single one, from comma-separated ones or from ``{name: …}``."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [str(key) for key in value]
    if isinstance(value, list):
        names = [v.get("name", v.get("id", "")) if isinstance(v, Mapping) else v for v in value]
        return [str(name).strip() for name in names if str(name).strip()]
    return [word.strip() for word in str(value).split(",") if word.strip()]


def truth(value: object) -> bool | None:
    """``true`` and ``false`` in any dress; None for neither."""
    word = str(value).strip().lower()
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(word)
