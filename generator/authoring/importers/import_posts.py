"""Settled records as files of this site: ids, components, texts; each is read back before it is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from generator.authoring.importers.markup import stands_alone
from generator.authoring.importers.records import Named, OriginalComponent, Record, resolved_at
from generator.authoring.posts_on_disk import slug, unused
from generator.authoring.typed import yaml_levels, yaml_text
from generator.model.content import Site
from generator.model.levels import Level
from generator.reading.guarded import SIZE_LIMIT
from generator.reading.posts.post import read_incident, read_maintenance
from generator.reading.site import context_of
from generator.reading.tables.instants import show
from generator.reading.tables.scalars import ID, RESERVED_IDS
from generator.reading.yaml.document import split_post
from generator.reading.yaml.faults import Faults
from generator.reading.yaml.text import decode


@dataclass(frozen=True, slots=True)
class Arrived:
    """A post as it will be written; ``published_at`` is when the original was."""

    source: str
    path: str
    text: str
    title: str
    published_at: datetime
    notes: tuple[str, ...]


@dataclass(slots=True)
class Names:
    """What a site calls things: components of the original by the ids they have here, new ones collected.

    ``klass`` is the class of planned work.
    """

    site: Site
    klass: str | None
    known: dict[str, str]
    parts: Mapping[str, OriginalComponent]
    new: dict[str, OriginalComponent] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site, parts: Iterable[OriginalComponent], klass: str | None) -> Names:
        """What a site calls its components, by id and by name in any language, and those that it lacks."""
        known = {component.id: component.id for component in site.components}
        for component in site.components:
            known |= {name.casefold(): component.id for name in component.name.values()}
        names = cls(site, klass, known, {_plain(part.name): part for part in parts})
        for part in names.parts.values():
            names.id_of(part.name)
        return names

    def id_of(self, name: str) -> str:
        """The id for a name of the original, made up for one that is not known yet."""
        plain = _plain(name)
        if plain in self.known:
            return self.known[plain]
        made = slug(name) or "component"
        if made in RESERVED_IDS:
            made = f"{made}-services"
        if made in self.known and made not in self.new:
            self.known[plain] = made
            return made
        found = unused(made, {*self.new, *self.known.values()})
        part = self.parts.get(plain) or OriginalComponent(name)
        self.new[found] = OriginalComponent(
            _printable(part.name) or found, _printable(part.group), _printable(part.description)
        )
        self.known[plain] = self.known[found] = found
        return found


def _printable(text: str | None) -> str:
    """Text in one line without the control characters that no file of a site may hold."""
    return "".join(c for c in " ".join((text or "").split()) if c == " " or c.isprintable())


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def arrive(
    records: Iterable[Record], names: Names, taken: Mapping[str, str], now: datetime
) -> tuple[list[Arrived], list[Named]]:
    """Each record as a post, or named with the reason.

    ``taken`` are the ids of the site and their paths: a post that was moved in before is named, never
    written twice.
    """
    arrived: list[Arrived] = []
    named: list[Named] = []
    ids = set(taken)
    mine: set[str] = set()
    counts: Counter[str] = Counter()
    zone = names.site.zone
    for record in sorted(records, key=lambda r: (r.start, r.source)):
        name = _id(record, zone)
        counts[name] += 1
        id_ = unused(name if counts[name] == 1 else f"{name}-{counts[name]}", mine)
        mine.add(id_)
        path = _path(record, id_, zone)
        if taken.get(id_) == path:
            named.append(Named(record.source, f"it is here already: {path}"))
            continue
        if id_ in ids:
            id_ = unused(id_, ids | mine)
        alias = record.old_id if record.old_id and ID.fullmatch(record.old_id) else None
        if alias in ids or alias == id_:
            alias = None
        result = _post(_announced(record, names, now), id_, alias, names)
        if isinstance(result, Named):
            named.append(result)
            continue
        ids |= {id_, *([alias] if alias else [])}
        arrived.append(result)
    return arrived, named


def _announced(record: Record, names: Names, now: datetime) -> Record:
    """Work to come whose notice is short and cannot be given anew says so; the minutes still count."""
    classes = [a.maintenance.classes for a in names.site.agreements]
    terms = [known.get(names.klass or "standard") for known in classes]
    notice = max((c.notice for c in terms if c and c.notice), default=None)
    if not record.planned or record.start <= now or notice is None:
        return record
    if (record.published or now) + notice <= record.start:
        return record
    note = "it was announced later than the agreement asks for; 'late: acknowledged' says so"
    return replace(record, late=True, notes=(*record.notes, note))


def _id(record: Record, zone: tzinfo) -> str:
    kind = "maintenance" if record.planned else "incident"
    words = slug(record.name) or slug(record.title) or kind
    return f"{record.start.astimezone(zone):%Y-%m-%d}-{words}"


def _path(record: Record, id_: str, zone: tzinfo) -> str:
    folder = "maintenance" if record.planned else "incidents"
    return f"{folder}/{record.start.astimezone(zone):%Y}/{id_}.md"


def _post(record: Record, id_: str, alias: str | None, names: Names) -> Arrived | Named:
    record = replace(record, title=_printable(record.title) or id_)
    levels: dict[str, Level] = {}
    for name, level in record.levels.items():
        component = names.id_of(name)
        if component not in levels or level.rank > levels[component].rank:
            levels[component] = level
    path = _path(record, id_, names.site.zone)
    notes = list(record.notes)
    trouble = ""
    quoted = _quoted(record)
    bare = replace(quoted, updates=tuple(update.plain() for update in quoted.updates))
    for attempt in (record, quoted, bare):
        text = _text(attempt, levels, alias, names)
        trouble = _trouble(text, path, names)
        if not trouble:
            if attempt is not record:
                notes.append("its text is set as a quotation, since it could not be read as it was")
            published = record.published or record.start
            return Arrived(record.source, path, text, record.title, published, tuple(notes))
    return Named(record.source, f"it could not be read here: {trouble}")


def _quoted(record: Record) -> Record:
    """The record with texts that cannot be mistaken for anything."""

    def quoted(text: str) -> str:
        if not text or stands_alone(text):
            return text
        return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))

    updates = tuple(replace(update, text=quoted(update.text)) for update in record.updates)
    return replace(record, summary=quoted(record.summary), updates=updates)


def _text(record: Record, levels: Mapping[str, Level], alias: str | None, names: Names) -> str:
    zone = names.site.zone
    start = show(record.start, zone)
    front = {"title": yaml_text(record.title)}
    impact: list[str] = []
    if record.planned:
        front |= {"class": names.klass or "", "start": start}
        front["end"] = show(record.end, zone) if record.end else start
        front["components"] = yaml_levels(levels)
        front["published"] = show(record.published, zone) if record.published else ""
        classes = [c for a in names.site.agreements for c in a.maintenance.classes.values()]
        if any(c.name == names.klass and c.exempt_by_class for c in classes):
            front["reason"] = "Announced elsewhere, before this site was moved here"
    else:
        front["started"] = start
        if record.end is not None and record.end != resolved_at(record.updates):
            front["resolved"] = show(record.end, zone)
        front["components"] = yaml_levels(levels)
        impact = _impact(record, levels, names)
    lines = ["---", *(f"{key}: {value}" for key, value in front.items() if value), *impact]
    if record.late:
        lines.append("late: acknowledged")
    if alias:
        lines.append(f"aliases: [{alias}]")
    lines.append("---")
    if record.summary:
        lines.append(record.summary)
    for update in record.updates:
        when = show(update.at or record.start, zone)
        lines += ["", f"## {when} {update.status.value}", *([update.text] if update.text else [])]
    return "\n".join(lines).rstrip("\n") + "\n"


def _impact(record: Record, levels: Mapping[str, Level], names: Names) -> list[str]:
    """Phases, where the original states levels that change while the incident is open."""
    if len({tuple(s.levels.items()) for s in record.stated}) < 2:
        return []
    state = dict.fromkeys(levels, Level.OPERATIONAL)
    points: list[tuple[datetime, dict[str, Level]]] = []
    for one in record.stated:
        at = max(one.at, record.start)
        if record.end is not None and at >= record.end:
            break
        state = {**state, **{names.id_of(n): level for n, level in one.levels.items()}}
        if points and points[-1][0] == at:
            points.pop()
        if not points or points[-1][1] != state:
            points.append((record.start if not points else at, dict(state)))
    if len(points) < 2:
        return []
    zone = names.site.zone
    lines = ["impact:"]
    for number, (at, phase) in enumerate(points):
        until = points[number + 1][0] if number + 1 < len(points) else record.end
        shown = {id_: level for id_, level in phase.items() if level is not Level.OPERATIONAL}
        to = f", to: {show(until, zone)}" if until else ""
        if shown:
            lines.append(f"  - {{from: {show(at, zone)}{to}, components: {yaml_levels(shown)}}}")
    return lines if len(lines) > 1 else []


def _trouble(text: str, path: str, names: Names) -> str:
    """What the reader has against a post; empty for nothing."""
    faults = Faults(path)
    if len(text.encode()) > SIZE_LIMIT:
        return f"it is larger than {SIZE_LIMIT >> 20} MiB"
    plain = decode(text.encode(), faults)
    document = split_post(plain, faults) if plain is not None else None
    if document is not None:
        context = context_of(names.site, faults)
        known = (*(context.components or ()), *names.new)
        read = read_incident if path.startswith("incidents/") else read_maintenance
        read(path, document, replace(context, components=known))
    errors = [d.message for d in faults.found if d.severity.value == "error"]
    return re.sub(r"\s+", " ", errors[0]) if errors else ""
