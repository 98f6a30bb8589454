"""Settled records as files of this site: ids, components, texts; each is read back before it is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from generator.authoring.importers.markup import stands_alone
from generator.authoring.importers.records import Named, OriginalUpdate, Part, Record
from generator.authoring.posts_on_disk import slug, unused
from generator.authoring.yaml_values import yaml_levels, yaml_text
from generator.model.content import Site
from generator.model.levels import Level, Status
from generator.reading.posts.post import read_incident, read_maintenance
from generator.reading.site import context_of
from generator.reading.tables.instants import show
from generator.reading.tables.scalars import ID
from generator.reading.yaml.document import split_post
from generator.reading.yaml.faults import Faults
from generator.reading.yaml.text import SIZE_LIMIT, decode


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
    """Components of the original by the ids they have here; those that are new are collected."""

    known: dict[str, str]
    parts: Mapping[str, Part]
    new: dict[str, Part] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site, parts: Iterable[Part]) -> Names:
        """What a site calls its components, by id and by name in any language, and those that it lacks."""
        known = {component.id: component.id for component in site.components}
        for component in site.components:
            known |= {name.casefold(): component.id for name in component.name.values()}
        names = cls(known, {_plain(part.name): part for part in parts})
        for part in names.parts.values():
            names.id_of(part.name)
        return names

    def id_of(self, name: str) -> str:
        """The id for a name of the original, made up for one that is not known yet."""
        plain = _plain(name)
        if plain in self.known:
            return self.known[plain]
        made = slug(name) or "component"
        if made in self.known and made not in self.new:
            self.known[plain] = made
            return made
        found = unused(made, {*self.new, *self.known.values()})
        self.new[found] = self.parts.get(plain) or Part(" ".join(name.split()))
        self.known[plain] = self.known[found] = found
        return found


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def arrive(
    records: Iterable[Record],
    site: Site,
    names: Names,
    taken: Mapping[str, str],
    klass: str | None,
    now: datetime,
) -> tuple[list[Arrived], list[Named]]:
    """Each record as a post, or named with the reason.

    ``taken`` are the ids of the site and their paths: a post that was moved in before is named, never
    written twice. ``klass`` is the class of planned work.
    """
    arrived: list[Arrived] = []
    named: list[Named] = []
    ids = set(taken)
    mine: set[str] = set()
    counts: Counter[str] = Counter()
    for record in sorted(records, key=lambda r: (r.start, r.source)):
        name = _id(record, site.zone)
        counts[name] += 1
        id_ = unused(name if counts[name] == 1 else f"{name}-{counts[name]}", mine)
        mine.add(id_)
        path = _path(record, id_, site.zone)
        if taken.get(id_) == path:
            named.append(Named(record.source, f"it is here already: {path}"))
            continue
        if id_ in ids:
            id_ = unused(id_, ids | mine)
        alias = record.old_id if record.old_id and ID.fullmatch(record.old_id) else None
        if alias in ids or alias == id_:
            alias = None
        result = _post(_announced(record, site, klass, now), id_, alias, site, names, klass)
        if isinstance(result, Named):
            named.append(result)
            continue
        ids |= {id_, *([alias] if alias else [])}
        arrived.append(result)
    return arrived, named


def _announced(record: Record, site: Site, klass: str | None, now: datetime) -> Record:
    """Work to come whose notice is short and cannot be given anew says so; the minutes still count."""
    terms = [a.maintenance.classes.get(klass or "standard") for a in site.agreements]
    notice = max((c.notice for c in terms if c and c.notice), default=None)
    if not record.planned or record.start <= now or notice is None:
        return record
    if (record.published or now) + notice <= record.start:
        return record
    note = "it was announced later than the agreement asks for; 'late: acknowledged' says so"
    return replace(record, late=True, notes=(*record.notes, note))


def _id(record: Record, zone: tzinfo) -> str:
    day = f"{record.start.astimezone(zone):%Y-%m-%d}"
    words = slug(record.name) or slug(record.title)
    return f"{day}-{words or ('maintenance' if record.planned else 'incident')}"


def _path(record: Record, id_: str, zone: tzinfo) -> str:
    folder = "maintenance" if record.planned else "incidents"
    return f"{folder}/{record.start.astimezone(zone):%Y}/{id_}.md"


def _post(
    record: Record, id_: str, alias: str | None, site: Site, names: Names, klass: str | None
) -> Arrived | Named:
    levels: dict[str, Level] = {}
    for name, level in record.levels.items():
        component = names.id_of(name)
        if component not in levels or level.rank > levels[component].rank:
            levels[component] = level
    path = _path(record, id_, site.zone)
    notes = list(record.notes)
    trouble = ""
    for attempt in (record, _quoted(record), _bare(_quoted(record))):
        text = _text(attempt, levels, alias, site, names, klass)
        trouble = _trouble(text, path, site, names)
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


def _bare(record: Record) -> Record:
    """The record without statuses that contradict each other."""
    updates = tuple(
        replace(e, status=Status.UPDATE, text=f"**{e.status.value}**\n\n{e.text}".strip())
        for e in record.updates
    )
    return replace(record, updates=updates)


# --------------------------------------------------------------------------------------- texts


def _text(
    record: Record,
    levels: Mapping[str, Level],
    alias: str | None,
    site: Site,
    names: Names,
    klass: str | None,
) -> str:
    lines = ["---", f"title: {yaml_text(record.title)}"]
    zone = site.zone
    if record.planned:
        if klass:
            lines.append(f"class: {klass}")
        lines += [
            f"start: {show(record.start, zone)}",
            f"end: {show(record.end or record.start, zone)}",
        ]
    else:
        lines.append(f"started: {show(record.start, zone)}")
        if record.end is not None and record.end != _derived_end(record.updates):
            lines.append(f"resolved: {show(record.end, zone)}")
    lines.append(f"components: {yaml_levels(levels)}")
    if not record.planned:
        lines += _impact(record, levels, names, zone)
    if record.planned and record.published:
        lines.append(f"published: {show(record.published, zone)}")
    if record.planned and klass in _exempt(site):
        lines.append("reason: Announced elsewhere, before this site was moved here")
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


def _exempt(site: Site) -> set[str]:
    return {
        c.name for a in site.agreements for c in a.maintenance.classes.values() if c.exempt_by_class
    }


def _derived_end(updates: Iterable[OriginalUpdate]) -> datetime | None:
    """What the reader will take for the resolution."""
    end = None
    for update in updates:
        if update.status is Status.RESOLVED:
            end = update.at
        elif update.status in {Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING}:
            end = None
    return end


def _impact(record: Record, levels: Mapping[str, Level], names: Names, zone: tzinfo) -> list[str]:
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
    lines = ["impact:"]
    for number, (at, phase) in enumerate(points):
        until = points[number + 1][0] if number + 1 < len(points) else record.end
        shown = {id_: level for id_, level in phase.items() if level is not Level.OPERATIONAL}
        to = f", to: {show(until, zone)}" if until else ""
        if shown:
            lines.append(f"  - {{from: {show(at, zone)}{to}, components: {yaml_levels(shown)}}}")
    return lines if len(lines) > 1 else []


def _trouble(text: str, path: str, site: Site, names: Names) -> str:
    """What the reader has against a post; empty for nothing."""
    faults = Faults(path)
    if len(text.encode()) > SIZE_LIMIT:
        return f"it is larger than {SIZE_LIMIT >> 20} MiB"
    plain = decode(text.encode(), faults)
    document = split_post(plain, faults) if plain is not None else None
    if document is not None:
        context = context_of(site, faults)
        known = (*(context.components or ()), *names.new)
        read = read_incident if path.startswith("incidents/") else read_maintenance
        read(path, document, replace(context, components=known))
    errors = [d.message for d in faults.found if d.severity.value == "error"]
    return re.sub(r"\s+", " ", errors[0]) if errors else ""
