"""Judges a notice: was the work announced in time, and which of its minutes are excused.

A notice has versions; each is in force from its publication to the next one's. A minute counts as
announced if the version in force at that very minute has it in its window, and its publication is the
one since which it has been announced without a break: shortening never hurts, a moved or added
stretch needs its own notice. A component added, a level raised, the class changed, a return after
cancellation or deletion announces everything anew.

The class and levels judged are those that hold when the window begins, so a version that promised
another class, fewer components or lower levels announces nothing of the work. A window that has begun is
fixed, and later windows are judged by themselves (:mod:`generator.model.windows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from generator.model.agreement import Agreement, Late, MaintenanceClass, Outside
from generator.model.content import (
    Announcement,
    Maintenance,
    Proof,
    StatedTimes,
    Version,
)
from generator.model.levels import Level
from generator.model.mail import NoticeBy
from generator.model.windows import Window, stated_times, windows_of
from generator.rules.calendars import window_spans
from generator.rules.facts import Basis, WorkTimes, known, work_times
from generator.rules.judgements import Notice, NoticeVerdict, Part, Reason
from generator.timespan import EARLIEST, LATEST, Span, Spans


@dataclass(frozen=True, slots=True)
class _InForce:
    """A version and the stretch of time in which it is the latest word."""

    version: Version
    during: Span

    @property
    def window(self) -> Span | None:
        announcement = self.version.announcement
        return Span(announcement.start_at, announcement.end_at) if announcement else None


def judge_notice(post: Maintenance, agreement: Agreement, now: datetime) -> Notice | None:
    """The judgement of one notice at ``now``; None before it is published (contract 3.1, 3.2)."""
    judged = judge_windows(post, agreement, now)
    return joined(judged) if judged else None


def judge_windows(post: Maintenance, agreement: Agreement, now: datetime) -> tuple[Notice, ...]:
    """The judgement of each window of a notice, in order; none before it is published."""
    windows = windows_of(v for v in post.versions if v.published_at <= now)
    mailed_by = now if agreement.maintenance.notice_by is NoticeBy.EMAIL else None
    proven = windows_of(v for v in post.proven or () if v.published_at <= now)
    evidence = None
    if post.proven is not None:
        evidence = [part for window in proven for part in _parts_of(window, agreement, mailed_by)]
    return tuple(
        _judge_window(post, windows, number, agreement, now, evidence)
        for number in range(len(windows))
    )


def joined(judged: Sequence[Notice]) -> Notice:
    """One judgement of the windows of a notice, in order: the last one's, with the parts of all."""
    *earlier, last = judged
    if not earlier:
        return last
    parts = tuple(part for notice in judged for part in notice.parts)
    return replace(
        last,
        verdict=last.verdict if last.cancelled_at else _joint(notice.verdict for notice in judged),
        parts=tuple(sorted(parts, key=lambda part: part.span)),
        first_published_at=judged[0].first_published_at,
        outside_window_seconds=sum(notice.outside_window_seconds for notice in judged),
        unannounced_seconds=sum(notice.unannounced_seconds for notice in judged),
        earlier=tuple(earlier),
    )


def _judge_window(
    post: Maintenance,
    windows: Sequence[Window],
    number: int,
    agreement: Agreement,
    now: datetime,
    evidence: Sequence[Part] | None,
) -> Notice:
    window = windows[number]
    present = window.present
    history = _history(window)
    versions = window.versions
    cancelled_at = None if versions[-1].announcement else versions[-1].published_at
    terms = agreement.maintenance
    klass = _class_of(window, agreement)
    mailed_by = now if terms.notice_by is NoticeBy.EMAIL else None
    parts = tuple(_weighed(part, evidence) for part in _parts_of(window, agreement, mailed_by))
    stated = _stated(post, windows, number, now)
    times = work_times(stated, present)
    work = _under_way(times, min(now, cancelled_at or now, window.until or now))
    excused, reasons, outside, unannounced = _judge_work(
        work, history, parts, klass, agreement, first=versions[0].announcement
    )
    expected: tuple[tuple[Span, Reason], ...] = ()
    if (times.end_at or LATEST) > now and present.end_at > now and not cancelled_at:
        ahead = Span(min(times.start_at, present.end_at), present.end_at)
        _, expected, _, _ = _judge_work(
            ahead, history, parts, klass, agreement, first=versions[0].announcement
        )
    return Notice(
        id=post.id,
        window=Span(present.start_at, present.end_at),
        klass=present.klass,
        components=present.components,
        verdict=_verdict(parts, klass, cancelled=cancelled_at is not None),
        parts=parts,
        first_published_at=versions[0].published_at,
        cancelled_at=cancelled_at,
        begins_at=times.start_at,
        ends_at=times.end_at,
        work=work,
        work_basis=times.basis,
        excused=excused,
        reasons=reasons,
        outside_window_seconds=outside,
        unannounced_seconds=unannounced,
        expected=expected,
        begun_at=stated.start_at,
        told=versions[-1].proof,
        since_at=versions[0].published_at if number else None,
        beyond=_beyond(window),
    )


def _class_of(window: Window, agreement: Agreement) -> MaintenanceClass:
    terms, name = agreement.maintenance, window.present.klass
    return terms.classes.get(name) or MaintenanceClass(name, terms.notice)


def _history(window: Window) -> list[_InForce]:
    """The window's versions, each with when it was the latest word."""
    versions = window.versions
    ends = [*(v.published_at for v in versions[1:]), window.until or LATEST]
    return [_InForce(v, Span(v.published_at, end)) for v, end in zip(versions, ends, strict=True)]


def _parts_of(window: Window, agreement: Agreement, mailed_by: datetime | None) -> tuple[Part, ...]:
    klass = _class_of(window, agreement)
    return _parts(_history(window), window.present, klass, mailed_by)


def _weighed(part: Part, evidence: Sequence[Part] | None) -> Part:
    """A part with the strongest proof with which its verdict holds; ``evidence`` is what git alone tells."""
    if evidence is None or part.proof is Proof.NONE:
        return part
    as_good = {part.verdict, NoticeVerdict.OK, NoticeVerdict.EXEMPT}
    alike = Spans(other.span for other in evidence if other.verdict in as_good)
    holds = not (Spans([part.span]) - alike)
    return replace(part, proof=Proof.GIT if holds else Proof.DECLARED)


def _joint(verdicts: Iterable[NoticeVerdict]) -> NoticeVerdict:
    """The verdict of several windows together; what was exempt or cancelled is as good as in time."""
    found = set(verdicts)
    if len(found) == 1:
        return found.pop()
    failing = found - {NoticeVerdict.OK, NoticeVerdict.EXEMPT, NoticeVerdict.CANCELLED}
    return NoticeVerdict.PARTLY_LATE if failing else NoticeVerdict.OK


def _beyond(window: Window) -> dict[str, Level]:
    """What the last version says of the components that is worse than was announced when work began."""
    fixed = window.present.components
    return {
        id_: level
        for id_, level in window.stated.components.items()
        if level.rank > (fixed[id_].rank if id_ in fixed else 0)
    }


def _stated(
    post: Maintenance, windows: Sequence[Window], number: int, now: datetime
) -> StatedTimes:
    """When the work in a window began and ended, as far as it is stated and known at ``now``."""
    since = windows[number].versions[0].published_at if number else None
    until = windows[number].until
    if until is not None and number < len(post.begun):
        times = post.begun[number]
        return StatedTimes(known(times.start_at, now), known(times.end_at, now), times.declared)
    updates = [update for update in post.updates if update.at <= now]
    start_at, end_at = (known(at, now) for at in post.actual)
    return stated_times((start_at, end_at), updates, since, until or LATEST)


def _covers(promise: Announcement, present: Announcement) -> bool:
    """Whether a version promised at least the class, components and levels of another."""
    return promise.klass == present.klass and all(
        component in promise.components and promise.components[component].rank >= level.rank
        for component, level in present.components.items()
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """The version since which minutes have been announced, and when that counts from.

    With ``notice_by: email`` that is the e-mail of this version or of a later one that kept the
    minutes; a version never e-mailed is told now at the earliest.
    """

    version: Version
    at: datetime


def _parts(
    history: list[_InForce],
    present: Announcement,
    klass: MaintenanceClass,
    mailed_by: datetime | None,
) -> tuple[Part, ...]:
    pieces: list[tuple[Span, _Told]] = []
    for index, entry in enumerate(history):
        announcement, window = entry.version.announcement, entry.window
        if not announcement or not window or not _covers(announcement, present):
            continue
        if cut := window.clip(entry.during):
            pieces += _published_since(history, index, Spans([cut]), mailed_by)
    pieces.sort(key=lambda piece: piece[0])
    merged: list[tuple[Span, _Told]] = []
    for span, told in pieces:
        before = merged[-1] if merged else None
        if before and before[0].end == span.start and before[1].at == told.at:
            merged[-1] = (Span(before[0].start, span.end), before[1])
        else:
            merged.append((span, told))
    return tuple(_part(span, told, klass) for span, told in merged)


def _published_since(
    history: list[_InForce], index: int, spans: Spans, mailed_by: datetime | None
) -> list[tuple[Span, _Told]]:
    """Cuts announced minutes by the version since which they have been announced without a break."""
    found: list[tuple[Span, _Told]] = []
    told_at = LATEST
    while spans:
        version = history[index].version
        told_at = min(told_at, _told_at(version, mailed_by))
        told = _Told(version, told_at)
        earlier = _continued(history, index)
        if earlier is None:
            return found + [(span, told) for span in spans]
        found += [(span, told) for span in spans - [earlier]]
        spans &= [earlier]
        index -= 1
    return found


def _told_at(version: Version, mailed_by: datetime | None) -> datetime:
    """From when a version counts as notice; ``mailed_by`` None: from its publication."""
    if mailed_by is None:
        return version.published_at
    return max(version.published_at, version.mailed_at or mailed_by)


def _continued(history: list[_InForce], index: int) -> Span | None:
    """The window of the version before, if the one at ``index`` promises nothing new beside it."""
    if index == 0:
        return None
    before, after = history[index - 1].version.announcement, history[index].version.announcement
    if before and after and _covers(before, after):
        return history[index - 1].window
    return None


def _part(span: Span, told: _Told, klass: MaintenanceClass) -> Part:
    version = told.version
    if klass.notice is None:
        verdict = NoticeVerdict.EXEMPT
    elif span.start - told.at >= klass.notice:
        verdict = NoticeVerdict.OK
    else:
        verdict = NoticeVerdict.LATE
    return Part(
        span=span,
        published_at=told.at,
        verdict=verdict,
        commit=version.commit,
        proof=version.proof,
        mailed_at=version.mailed_at,
        addresses=version.addresses,
        lists=version.lists,
    )


def _verdict(parts: tuple[Part, ...], klass: MaintenanceClass, *, cancelled: bool) -> NoticeVerdict:
    if cancelled:
        return NoticeVerdict.CANCELLED
    if klass.notice is None:
        return NoticeVerdict.EXEMPT
    verdicts = {part.verdict for part in parts} or {NoticeVerdict.LATE}
    return verdicts.pop() if len(verdicts) == 1 else NoticeVerdict.PARTLY_LATE


def _under_way(times: WorkTimes, until: datetime) -> Span | None:
    """When work was under way up to now; what nobody stated is cut at a cancellation or further work."""
    stated = times.end_at if times.basis is not Basis.ANNOUNCED else None
    span = Span(times.start_at, stated or min(times.end_at or until, until))
    return span if span.seconds else None


def _judge_work(
    work: Span | None,
    history: list[_InForce],
    parts: tuple[Part, ...],
    klass: MaintenanceClass,
    agreement: Agreement,
    *,
    first: Announcement | None,
) -> tuple[Spans, tuple[tuple[Span, Reason], ...], int, int]:
    """Excused stretches, the reason for each other stretch, seconds outside windows, unannounced."""
    if work is None:
        return Spans(), (), 0, 0
    terms = agreement.maintenance
    whole = Spans([work])
    announced = whole & [part.span for part in parts]
    outside = whole - window_spans(klass.windows, terms.zone, work) if klass.windows else Spans()
    forbidden = Spans() if terms.outside is Outside.EXCLUDE else outside
    figures = outside.seconds, (whole - announced).seconds
    if not terms.excused:
        return Spans(), ((work, Reason.PLANNED),), *figures
    if klass.notice is None:
        reasons = tuple((span, Reason.OUTSIDE_WINDOW) for span in forbidden)
        return whole - forbidden, reasons, *figures
    late = announced & _late(parts, klass, terms.late)
    early, overrun = _beyond_window(whole, history, first)
    remaining, found = whole, []
    for reason, spans in (
        (Reason.EARLY_START, early),
        (Reason.OVERRUN, overrun),
        (Reason.UNANNOUNCED, whole - announced),
        (Reason.LATE_NOTICE, late),
        (Reason.OUTSIDE_WINDOW, forbidden),
    ):
        found += [(span, reason) for span in remaining & spans]
        remaining -= spans
    return remaining, tuple(sorted(found, key=lambda row: row[0])), *figures


def _late(parts: tuple[Part, ...], klass: MaintenanceClass, late: Late) -> Spans:
    """The minutes that count for want of notice."""
    if late is Late.EXCLUDE or klass.notice is None:
        return Spans()
    spans = [part for part in parts if part.verdict is NoticeVerdict.LATE]
    if late is Late.COUNT:
        return Spans(part.span for part in spans)
    return Spans(
        Span(part.span.start, min(part.span.end, part.published_at + klass.notice))
        for part in spans
    )


def _beyond_window(
    whole: Spans, history: list[_InForce], first: Announcement | None
) -> tuple[Spans, Spans]:
    """Work before the start, and after the end, of the window in force at the time."""
    early, overrun = Spans(), Spans()
    if first:
        before_all = Span(EARLIEST, min(first.start_at, history[0].during.start))
        early |= whole & [before_all]
    for entry in history:
        if entry.window:
            during = whole & [entry.during]
            early |= during & [Span(EARLIEST, entry.window.start)]
            overrun |= during & [Span(entry.window.end, LATEST)]
    return early, overrun
