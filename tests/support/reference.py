"""A slow second opinion on the rules: it steps through time and knows no interval algebra.

Written from the contract alone; shares with the product only the model and the judged values' names.
All instants and lengths of a case must be multiples of TICK.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction

from generator.model.agreement import Agreement, Late, Outside, Scope
from generator.model.content import Announcement, Content, Incident, Maintenance
from generator.model.levels import Cause, Level, Status

TICK = timedelta(minutes=20)
MINUTES = 20


@dataclass
class Chapter:
    """One window of a notice: what was said of it, from when on it is the file's, and until when."""

    versions: list
    present: Announcement
    stated: Announcement
    end: datetime
    since: datetime | None = None
    until: datetime | None = None
    gone: datetime | None = None

    def begun(self, t: datetime) -> bool:
        return self.present.start_at < (min(t, self.gone) if self.gone else t)


def chapters(versions, now):
    """The windows of a notice as versions come in one after the other."""
    found = []
    for version in versions:
        if version.published_at > now:
            continue
        said, t = version.announcement, version.published_at
        here = found[-1] if found else None
        if said is None:
            if here:
                if here.begun(t):
                    here.end = min(here.end, max(t, here.present.start_at))
                here.gone = here.gone or t
                here.versions.append(version)
            continue
        apart = here and (said.start_at > here.end or said.end_at < here.present.start_at)
        if here is None or (here.begun(t) and apart):
            if here:
                here.until = t
            found.append(Chapter([version], said, said, said.end_at, t if here else None))
            continue
        here.stated = said
        if here.begun(t):
            kept = here.present
            fixed = replace(
                said, start_at=kept.start_at, klass=kept.klass, components=kept.components
            )
            here.versions.append(replace(version, announcement=fixed))
            here.end = max(said.end_at, min(here.end, t))
        else:
            here.versions.append(version)
            here.present, here.end = said, said.end_at
        here.gone = None
    return found


@dataclass
class Work:
    """A notice at ``now``, answered minute by minute."""

    post: Maintenance
    chapter: Chapter
    agreement: Agreement
    now: datetime

    def __post_init__(self):
        self.known = list(self.chapter.versions)
        windows = [v for v in self.known if v.announcement]
        self.first = windows[0].announcement
        self.present = self.chapter.present
        self.end_announced = self.chapter.end
        self.cancelled = self.known[-1].announcement is None
        self.klass = self.agreement.maintenance.classes[self.present.klass]
        self.start, self.end = self._times()

    def _times(self):
        updates = [
            u
            for u in self.post.updates
            if u.at <= self.now
            and (self.chapter.since is None or u.at >= self.chapter.since)
            and (self.chapter.until is None or u.at < self.chapter.until)
        ]
        start = end = None
        if self._mine(self.post.actual_start_at):
            start = self.post.actual_start_at
        elif began := [u.at for u in updates if u.status is Status.IN_PROGRESS]:
            start = began[0]
        if self._mine(self.post.actual_end_at):
            end = self.post.actual_end_at
        else:
            for update in updates:
                if update.status is Status.COMPLETED:
                    end = update.at
                if update.status in (Status.IN_PROGRESS, Status.VERIFYING):
                    end = None
        self.began = start
        limit = min(self.now, self.chapter.until or self.now)
        if self.cancelled:
            limit = min(limit, self.known[-1].published_at)
        if start is None and end is None:
            return self.present.start_at, min(self.end_announced, limit)
        return start or self.present.start_at, end or limit

    def _mine(self, instant):
        return (
            instant is not None
            and instant <= self.now
            and (self.chapter.since is None or instant >= self.chapter.since)
            and (self.chapter.until is None or instant < self.chapter.until)
        )

    @property
    def long(self) -> bool:
        announced = self.end_announced - self.present.start_at
        return max(announced, self.end - self.start) > timedelta(hours=24)

    def spares(self, t: datetime, began: datetime, *, incident: bool) -> bool:
        """Whether an excused minute excuses something else that began at an instant."""
        if not self.excused(t) or not self.announced(t):
            return False
        if incident and self.long and self.began is None:
            return False
        return self.publication(t) <= began

    def beyond(self):
        """Components whose level was stated worse after the window had begun."""
        for id_, level in self.chapter.stated.components.items():
            fixed = self.present.components.get(id_)
            if level.rank > (fixed.rank if fixed else 0):
                yield id_, level

    def under_way(self, t: datetime) -> bool:
        return self.start <= t < self.end

    def force(self, t: datetime) -> int | None:
        found = None
        for index, version in enumerate(self.known):
            if version.published_at <= t:
                found = index
        if self.chapter.until is not None and t >= self.chapter.until:
            return None
        return found

    def announced(self, t: datetime) -> bool:
        index = self.force(t)
        if index is None:
            return False
        said = self.known[index].announcement
        return said is not None and inside(said, t) and promises(said, self.present)

    def publication(self, t: datetime) -> datetime:
        index = self.force(t)
        while index > 0:
            before, after = self.known[index - 1].announcement, self.known[index].announcement
            if before is None or not inside(before, t) or not promises(before, after):
                break
            index -= 1
        return self.known[index].published_at

    def late(self, t: datetime) -> bool:
        """Whether an announced minute lies in a part with too little notice (and counts for it)."""
        if self.klass.notice is None:
            return False
        published, begin = self.publication(t), t
        while self.announced(begin - TICK) and self.publication(begin - TICK) == published:
            begin -= TICK
        if begin - published >= self.klass.notice:
            return False
        match self.agreement.maintenance.late:
            case Late.COUNT:
                return True
            case Late.SHORTFALL:
                return t < published + self.klass.notice
            case Late.EXCLUDE:
                return False

    def outside(self, t: datetime) -> bool:
        if not self.klass.windows or self.agreement.maintenance.outside is Outside.EXCLUDE:
            return False
        return not self.in_window(t)

    def in_window(self, t: datetime) -> bool:
        wall = t.astimezone(self.agreement.maintenance.zone).replace(tzinfo=None)
        for window in self.klass.windows:
            for back in range(9):
                day = (wall - timedelta(days=back)).date()
                if window.weekday is not None and day.weekday() != window.weekday:
                    continue
                begins = datetime.combine(day, window.starts)
                ends = datetime.combine(day, window.ends) + timedelta(days=window.end_days)
                if begins <= wall < ends:
                    return True
        return False

    def excused(self, t: datetime) -> bool:
        if not self.under_way(t) or self.outside(t):
            return False
        return self.klass.notice is None or (self.announced(t) and not self.late(t))

    def reason(self, t: datetime) -> str:
        if self.klass.notice is None:
            return "outside_window"
        index = self.force(t)
        if index is None:
            return "early_start" if t < self.first.start_at else "unannounced"
        said = self.known[index].announcement
        if said and t < said.start_at:
            return "early_start"
        if said and t >= said.end_at:
            return "overrun"
        if not self.announced(t):
            return "unannounced"
        return "late_notice" if self.late(t) else "outside_window"


def inside(said: Announcement, t: datetime) -> bool:
    return said.start_at <= t < said.end_at


def promises(said: Announcement, wanted: Announcement) -> bool:
    return said.klass == wanted.klass and all(
        id_ in said.components and said.components[id_].rank >= level.rank
        for id_, level in wanted.components.items()
    )


@dataclass
class Figures:
    downtime: Fraction = Fraction(0)
    excluded: Fraction = Fraction(0)
    components: dict[str, list[Fraction]] = field(default_factory=dict)
    reasons: dict[tuple[str, str, bool], int] = field(default_factory=dict)


def incident_levels(incident: Incident, t: datetime, now: datetime):
    """(component, level, cause) of an incident in one minute."""
    if incident.started_at > now:
        return
    resolved = (
        incident.resolved_at if incident.resolved_at and incident.resolved_at <= now else None
    )
    if resolved is None:
        for update in incident.updates:
            if update.at > now:
                continue
            if update.status is Status.RESOLVED:
                resolved = update.at
            elif update.status in (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING):
                resolved = None
    close = resolved or now
    if not incident.impact:
        if incident.started_at <= t < close:
            for id_, level in incident.components.items():
                yield id_, level, incident.cause
        return
    for phase in incident.impact:
        if phase.start_at <= t < (phase.end_at or close):
            for id_, level in phase.components.items():
                yield id_, level, phase.cause


def step(content: Content, agreement: Agreement, now: datetime, first: datetime, last: datetime):
    """Figures of the minutes of ``[first, last)`` before ``now``; facts beyond ``now`` are unknown."""
    promise = agreement.availability
    works = [
        Work(p, chapter, agreement, now)
        for p in content.maintenance
        for chapter in chapters(p.versions, now)
    ]
    works = [w for w in works if w.start < w.end]
    counted_ids = [c.id for c in content.site.components if c.counted]
    since = {c.id: c.since_at for c in content.site.components}
    minutes = []
    t = first
    while t < min(last, now):
        minutes.append((t, one_minute(content, works, promise, now, t, counted_ids, since)))
        t += TICK
    short = short_runs(minutes, promise.min_outage)
    figures = Figures(components={id_: [Fraction(0), Fraction(0)] for id_ in counted_ids})
    for t, (down, total, rows) in minutes:
        figures.excluded += MINUTES * (total - down)
        if t not in short:
            figures.downtime += MINUTES * down
        for id_, (counted, excused) in rows.items():
            if counted and t not in short:
                figures.components[id_][0] += MINUTES * counted[0]
            if excused:
                figures.components[id_][1] += MINUTES * excused[0]
            for row, is_counted in ((counted, True), (excused, False)):
                if row:
                    reason = "min_outage" if is_counted and t in short else row[1]
                    key = (id_, reason, is_counted and t not in short)
                    figures.reasons[key] = figures.reasons.get(key, 0) + MINUTES
    return figures


def one_minute(content, works, promise, now, t, ids, since):
    weights = promise.weights
    rows, existing = {}, [i for i in ids if not since[i] or since[i] <= t]
    for id_ in existing:
        counted, excused = [], []

        def shields(began, *, incident, id_=id_):
            return [
                w.present.components[id_].rank
                for w in works
                if id_ in w.present.components and w.spares(t, began, incident=incident)
            ]

        for work in works:
            if not work.under_way(t):
                continue
            spared_by = shields(work.start, incident=False)
            if id_ in work.present.components:
                level = work.present.components[id_]
                spared = work.excused(t) or any(rank >= level.rank for rank in spared_by)
                entry = (level.rank, True, work.start, work.post.id, level)
                if spared:
                    excused.append((entry, "maintenance"))
                else:
                    counted.append((entry, work.reason(t)))
            for component, level in work.beyond():
                if component != id_:
                    continue
                entry = (level.rank, True, work.start, work.post.id, level)
                if any(rank >= level.rank for rank in spared_by):
                    excused.append((entry, "maintenance"))
                else:
                    counted.append((entry, "beyond_announced"))
        for incident in content.incidents:
            began = min([incident.started_at, *(p.start_at for p in incident.impact)])
            spared_by = shields(began, incident=True)
            for component, level, cause in incident_levels(incident, t, now):
                if component != id_:
                    continue
                entry = (level.rank, False, incident.started_at, incident.id, level)
                if cause in promise.excluded:
                    excused.append((entry, cause.value))
                elif any(rank >= level.rank for rank in spared_by):
                    excused.append((entry, "maintenance"))
                else:
                    counted.append((entry, "beyond_announced" if spared_by else "outage"))
        top = min(counted, key=lambda e: (-e[0][0], e[0][1], e[0][2], e[0][3]), default=None)
        off = min(excused, key=lambda e: (-e[0][0], not e[0][1], e[0][2], e[0][3]), default=None)
        taken = weights[top[0][4]] if top else Fraction(0)
        rest = weights[off[0][4]] - taken if off else Fraction(0)
        rows[id_] = (
            (taken, top[1]) if top and taken else None,
            (rest, off[1]) if off and rest > 0 else None,
        )
    down = [r[0][0] if r[0] else Fraction(0) for r in rows.values()]
    total = [
        (r[0][0] if r[0] else Fraction(0)) + (r[1][0] if r[1] else Fraction(0))
        for r in rows.values()
    ]
    return combine(down, promise.scope), combine(total, promise.scope), rows


def combine(values, scope):
    if not values:
        return Fraction(0)
    match scope:
        case Scope.ANY:
            return max(values)
        case Scope.ALL:
            return min(values)
        case Scope.MEAN:
            return sum(values, Fraction(0)) / len(values)


def short_runs(minutes, least):
    short, run = set(), []
    for t, (down, _, _) in [*minutes, (None, (0, 0, {}))]:
        if down:
            run.append(t)
            continue
        if run and len(run) * TICK < least:
            short.update(run)
        run = []
    return short


__all__ = ["Cause", "Level", "Work", "step"]
