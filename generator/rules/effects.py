"""What a change does to the figures: the same period twice, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from operator import attrgetter

from generator.diagnostics import Location
from generator.model.content import Content, Incident
from generator.model.levels import Cause, Levels
from generator.rules.assessment import assess
from generator.rules.facts import Basis, Impact, IncidentFacts
from generator.rules.judgements import PeriodResult, UnknownPeriodError, Verdict
from generator.rules.notices import judge_notice
from generator.rules.wording import percent_text
from generator.timespan import ONE_SECOND, Period, PeriodKind, Span, Spans, period_at

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
VERDICTS = {
    Verdict.MET: "the promise is kept",
    Verdict.BREACHED: "breach",
    Verdict.ON_TRACK: "within budget",
}
PLACES = 6
LESS_THAN_A_MONTH = timedelta(days=27)
"""A step that leaves no period out."""
FIGURES = attrgetter("downtime", "excluded", "target", "budget", "verdict", "remedy")


@dataclass(frozen=True, slots=True)
class Effect:
    """One period under the agreement or one tier, before a change and after it."""

    before: PeriodResult
    after: PeriodResult

    @property
    def changed(self) -> bool:
        """Whether any of the period's figures differ."""
        return FIGURES(self.before) != FIGURES(self.after)


def effects(before: Content, after: Content, now: datetime) -> tuple[Effect, ...]:
    """The periods whose figures two states of a site's files tell differently at ``now``.

    Announced work that is not over is taken to run as announced: what of it would count, counts.
    """
    old_ahead, new_ahead = foreseen(before, now), foreseen(after, now)
    old = assess(before, now, supposed=old_ahead).periods
    new = assess(after, now, supposed=new_ahead).periods
    labels = {result.period.label for result in (*old, *new)}
    for facts in (*old_ahead, *new_ahead):
        for impact in facts.impacts:
            labels.update(labels_of(after, impact.span))
    found = []
    for label in sorted(labels):
        was = _period(before, now, label, old, old_ahead)
        will_be = _period(after, now, label, new, new_ahead)
        found += [effect for effect in paired(was, will_be) if effect.changed]
    return tuple(found)


def foreseen(content: Content, now: datetime) -> tuple[IncidentFacts, ...]:
    """Work that is still to come, as the downtime that it will be if it runs as announced.

    Work under way is told by its last window: further work ends what was announced before.
    """
    found = []
    for post in content.maintenance:
        said = post.announced
        if said.end_at <= now or said.cancelled_at is not None:
            continue
        agreement = content.site.agreement_at(said.start_at)
        notice = judge_notice(post, agreement, said.end_at) if agreement else None
        if notice is None or notice.cancelled_at is not None:
            continue
        if spans := Spans(span for span, _ in notice.reasons) & [Span(now, said.end_at)]:
            found.append(supposed(spans, notice.components))
    return tuple(found)


def supposed(spans: Spans, levels: Levels) -> IncidentFacts:
    """Downtime that no file states, for :func:`generator.rules.assessment.assess`."""
    return IncidentFacts(
        incident=Incident("", "", Location(""), "", "", spans[0].start, levels),
        reported_at=None,
        acknowledged_at=None,
        confirmed_at=None,
        resolved_at=spans[-1].end,
        end_at=spans[-1].end,
        priority=None,
        updates=(),
        impacts=tuple(Impact(span, levels, Cause.OWN, Basis.DECLARED) for span in spans),
    )


def labels_of(content: Content, window: Span) -> tuple[str, ...]:
    """The periods that a window touches, as the agreement in force and its tiers measure them."""
    labels = set()
    at = window.start
    while at < window.end:
        agreement = content.site.agreement_at(at)
        for terms in (agreement, *agreement.tiers.values()) if agreement else ():
            if terms.availability:
                labels.add(period_at(terms.availability.period, at, terms.zone).label)
        last = window.end - ONE_SECOND
        at = min(at + LESS_THAN_A_MONTH, last) if at < last else window.end
    return tuple(sorted(labels))


def paired(before: Iterable[PeriodResult], after: Iterable[PeriodResult]) -> tuple[Effect, ...]:
    """What one period promises side by side; a tier or service that is only in one of them is left out."""
    old = {(p.tier, p.component): p for result in before for p in result.promises}
    new = [p for result in after for p in result.promises]
    return tuple(Effect(old[p.tier, p.component], p) for p in new if (p.tier, p.component) in old)


def _period(
    content: Content,
    now: datetime,
    label: str,
    known: Iterable[PeriodResult],
    ahead: Sequence[IncidentFacts],
) -> tuple[PeriodResult, ...]:
    """The results of a period; computed anew where it lies before or after all that the files tell."""
    found = tuple(result for result in known if result.period.label == label)
    return found or results_of(content, now, label, ahead)


def results_of(
    content: Content, now: datetime, label: str, supposed: Sequence[IncidentFacts] = ()
) -> tuple[PeriodResult, ...]:
    """One period's results under the agreement and its tiers; none where nobody measures it."""
    try:
        return assess(content, now, label, supposed).periods
    except UnknownPeriodError:
        return ()


def effect_text(effect: Effect) -> str:
    """``this takes November 2026 from 99.71 % to 99.48 %: breach``.

    Both are figures of the whole period: what is known of it, over all its minutes, so that they
    stand to the target as the verdict says.
    """
    name = result_text(effect.after)
    verdict = VERDICTS[effect.after.verdict]
    before, after = shares(effect.before.availability, effect.after.availability)
    if before != after:
        return f"this takes {name} from {before} to {after}: {verdict}"
    if effect.before.target != effect.after.target:
        old, new = shares(effect.before.target, effect.after.target)
        return f"this leaves {name} at {after} and takes its target from {old} to {new}: {verdict}"
    return f"this leaves {name} at {after} and changes what is excused or owed: {verdict}"


def shares(one: Fraction | None, other: Fraction | None) -> tuple[str, str]:
    """Two ratios as percentages, with as many places as it takes to tell them apart."""
    for places in range(2, PLACES + 1):
        texts = _share(one, places), _share(other, places)
        if one == other or texts[0] != texts[1]:
            return texts
    return _share(one, PLACES), _share(other, PLACES)


def _share(ratio: Fraction | None, places: int) -> str:
    return "nothing to measure" if ratio is None else percent_text(ratio, places)


def result_text(result: PeriodResult) -> str:
    """``November 2026 (gold, api)``: which period it is, and whose."""
    return period_text(result.period) + whose_text(result)


def whose_text(result: PeriodResult) -> str:
    """`` (gold, api)``: the tier and the service that a result is about; nothing for the platform's."""
    whose = ", ".join(name for name in (result.tier, result.component) if name)
    return f" ({whose})" if whose else ""


def period_text(period: Period) -> str:
    """``November 2026``, ``4th quarter of 2026`` or ``2026``."""
    first: date = period.first_day
    match period.kind:
        case PeriodKind.MONTH:
            return f"{MONTHS[first.month - 1]} {first.year}"
        case PeriodKind.QUARTER:
            ordinal = ("1st", "2nd", "3rd", "4th")[first.month // 3]
            return f"{ordinal} quarter of {first.year}"
        case PeriodKind.YEAR:
            return str(first.year)
