"""What a change does to the figures: the same period twice, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from generator.model import Content
from generator.rules.assessment import UnknownPeriodError, assess
from generator.rules.facts import IncidentFacts
from generator.rules.judgements import PeriodResult, Verdict
from generator.rules.wording import percent_text
from generator.timespan import Period, PeriodKind

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
VERDICTS = {
    Verdict.MET: "the promise is kept",
    Verdict.BREACHED: "breach",
    Verdict.ON_TRACK: "on track",
}
PLACES = 6


@dataclass(frozen=True, slots=True)
class Effect:
    """One period under the agreement or one tier, before a change and after it."""

    before: PeriodResult
    after: PeriodResult

    @property
    def changed(self) -> bool:
        """Whether any of the period's figures differ."""
        return _figures(self.before) != _figures(self.after)


def _figures(result: PeriodResult) -> tuple[object, ...]:
    return (
        result.downtime,
        result.excluded,
        result.target,
        result.budget,
        result.verdict,
        result.remedy,
    )


def effects(before: Content, after: Content, now: datetime) -> tuple[Effect, ...]:
    """The periods whose figures two states of a site's files tell differently at ``now``."""
    old, new = assess(before, now).periods, assess(after, now).periods
    labels = list(dict.fromkeys(sorted(r.period.label for r in (*old, *new))))
    found = []
    for label in labels:
        pairs = paired(_period(before, now, label, old), _period(after, now, label, new))
        found += [effect for effect in pairs if effect.changed]
    return tuple(found)


def paired(before: Iterable[PeriodResult], after: Iterable[PeriodResult]) -> tuple[Effect, ...]:
    """The results of one period side by side; a tier that is only in one of them is left out."""
    old = {result.tier: result for result in before}
    return tuple(Effect(old[new.tier], new) for new in after if new.tier in old)


def _period(
    content: Content, now: datetime, label: str, known: Iterable[PeriodResult]
) -> tuple[PeriodResult, ...]:
    """The results of a period; computed anew where it lies before all that the files tell."""
    found = tuple(result for result in known if result.period.label == label)
    return found or results_of(content, now, label)


def results_of(
    content: Content, now: datetime, label: str, supposed: Sequence[IncidentFacts] = ()
) -> tuple[PeriodResult, ...]:
    """One period's results under the agreement and its tiers; none where nobody measures it."""
    try:
        return assess(content, now, label, supposed).periods
    except UnknownPeriodError:
        return ()


# --------------------------------------------------------------------------------------- words


def effect_text(effect: Effect) -> str:
    """``this takes November 2026 from 99.71 % to 99.48 %: breach``.

    Both are figures of the whole period: what is known of it, over all its minutes, so that they
    stand to the target as the verdict says.
    """
    name = period_text(effect.after.period)
    if effect.after.tier:
        name += f" ({effect.after.tier})"
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
