"""Views of the agreement: a period's formula with its numbers, the ledger, the terms in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from generator.model import Agreement, Base, Calendar, Cause, Level, Limit, Scope, Targets
from generator.rendering.component_views import period_name
from generator.rendering.edition import Edition
from generator.rendering.post_views import limit_text, maintenance_view, post_view, responses_of
from generator.rendering.published_views import published_view
from generator.rendering.views import (
    ComponentFigureView,
    LedgerRowView,
    LinkView,
    PeriodPageView,
    PeriodView,
    PriorityView,
    TeamView,
    TermsView,
)
from generator.rendering.vocabulary import BASES, CAUSES, LEVELS, MEASURES, REASONS, VERDICTS
from generator.rules.calendars import is_open
from generator.rules.judgements import (
    CreditOwed,
    ExtensionOwed,
    LedgerRow,
    PeriodResult,
    RemedyOwed,
    Verdict,
)
from generator.timespan import minutes, period_at


def period_view(edition: Edition, result: PeriodResult) -> PeriodView:
    """A period's result; made once per edition."""
    key = (result.period.label, result.tier)
    found = edition.cache.get(key)
    if not isinstance(found, PeriodView):
        found = edition.cache[key] = _period(edition, result)
    return found


def _period(edition: Edition, result: PeriodResult) -> PeriodView:
    words = edition.words
    running = result.elapsed < result.total
    used = Fraction(0)
    if result.budget:
        used = result.downtime / result.budget
    elif result.downtime:
        used = Fraction(2)
    shown = result.availability_to_date if running else result.availability
    counted = [row for row in result.ledger if row.counted]
    excused = [row for row in result.ledger if not row.counted]
    return PeriodView(
        label=result.period.label,
        path=f"sla/{result.period.label}/",
        name=period_name(edition, result),
        tier=result.tier,
        running=running,
        start_at=result.period.span.start,
        end_at=result.period.span.end,
        availability=words.percent(shown) if shown is not None else "–",
        target=words.target(result.target) if result.target is not None else "–",
        verdict=edition.word(VERDICTS, result.verdict),
        sentence=_sentence(edition, result),
        total=edition.minutes(result.total),
        elapsed=edition.minutes(result.elapsed),
        base=edition.minutes(result.base),
        excluded=edition.minutes(result.excluded),
        downtime=edition.minutes(result.downtime),
        downtime_length=words.duration(int(result.downtime * 60)),
        budget=edition.minutes(result.budget),
        budget_left=edition.minutes(abs(result.budget_left)),
        used=min(100, int(used * 100)),
        used_text=words.gettext("%(number)s%%", number=words.number(int(used * 100))),
        over=result.verdict is Verdict.BREACHED,
        agreed_base=_base(result) is Base.AGREED,
        remedy=_remedy(edition, result.remedy),
        components=_components(edition, result),
        ledger=tuple(_row(edition, row) for row in result.ledger),
        counted_sum=edition.minutes(sum((r.weighted_minutes for r in counted), Fraction(0))),
        excluded_sum=edition.minutes(sum((r.weighted_minutes for r in excused), Fraction(0))),
        published=published_view(edition, result),
    )


def _base(result: PeriodResult) -> Base:
    availability = result.agreement.availability
    return availability.base if availability else Base.CALENDAR


def _sentence(edition: Edition, result: PeriodResult) -> str:
    words = edition.words
    values = {
        "used": edition.minutes(result.downtime),
        "budget": edition.minutes(result.budget),
        "left": edition.minutes(abs(result.budget_left)),
    }
    match result.verdict:
        case Verdict.MET:
            return words.gettext(
                "%(used)s of downtime, %(budget)s allowed: the promise was kept.", **values
            )
        case Verdict.BREACHED:
            return words.gettext(
                "%(used)s of downtime, %(budget)s allowed: the promise was broken by %(left)s.",
                **values,
            )
        case Verdict.ON_TRACK:
            return words.gettext(
                "%(used)s of downtime so far, %(budget)s allowed: %(left)s left.", **values
            )


def _remedy(edition: Edition, remedy: RemedyOwed | None) -> str | None:
    words = edition.words
    match remedy:
        case None:
            return None
        case CreditOwed(ratio):
            return words.gettext(
                "A credit of %(credit)s of the fee is owed.", credit=words.target(ratio)
            )
        case ExtensionOwed(length):
            return words.gettext(
                "The service's validity is extended by %(length)s.",
                length=words.duration(int(length * 60)),
            )


def _components(edition: Edition, result: PeriodResult) -> tuple[ComponentFigureView, ...]:
    words = edition.words
    return tuple(
        ComponentFigureView(
            name=edition.component_name(figures.id),
            path=f"components/{figures.id}/",
            downtime=edition.minutes(figures.downtime),
            excluded=edition.minutes(figures.excluded),
            availability=words.percent(figures.availability)
            if figures.availability is not None
            else "–",
            target=words.target(figures.target) if figures.target is not None else None,
            verdict=edition.word(VERDICTS, figures.verdict) if figures.verdict else None,
        )
        for figures in result.components.values()
    )


def _row(edition: Edition, row: LedgerRow) -> LedgerRowView:
    words = edition.words
    return LedgerRowView(
        start_at=row.span.start,
        end_at=row.span.end,
        component=edition.component_name(row.component),
        level=edition.level(row.level),
        minutes=edition.minutes(row.minutes),
        weight="" if row.weight == 1 else f"× {words.target(row.weight)}",
        counts=edition.minutes(row.weighted_minutes),
        counted=row.counted,
        reason=words.gettext(REASONS[row.reason]),
        basis=words.gettext(BASES[row.basis]),
        post=post_view(edition, row.id),
        source=edition.source(row.path),
    )


# --------------------------------------------------------------------------------------- pages


def period_pages(edition: Edition) -> tuple[PeriodPageView, ...]:
    """One page per period, oldest first, with the notices and responses that fall into it."""
    by_label: dict[str, list[PeriodResult]] = {}
    for result in edition.assessment.periods:
        by_label.setdefault(result.period.label, []).append(result)
    labels = list(by_label)
    notices = _by_period(
        by_label, {id: n.window.start for id, n in edition.assessment.notices.items()}
    )
    incidents = edition.status.incidents
    responses = _by_period(
        by_label,
        {
            id: incidents[id].reported_at or incidents[id].incident.started_at
            for id in edition.assessment.responses
        },
    )
    pages = []
    for index, label in enumerate(labels):
        results = by_label[label]
        pages.append(
            PeriodPageView(
                label=label,
                path=f"sla/{label}/",
                name=period_name(edition, results[0]),
                running=results[0].elapsed < results[0].total,
                results=tuple(period_view(edition, r) for r in results),
                notices=tuple(maintenance_view(edition, id) for id in notices.get(label, [])),
                responses=tuple(
                    row
                    for id in responses.get(label, [])
                    for row in responses_of(edition, id, listed=True)
                ),
                previous=_neighbour(edition, by_label, labels, index - 1),
                next=_neighbour(edition, by_label, labels, index + 1),
            )
        )
    return tuple(pages)


def _neighbour(
    edition: Edition, by_label: Mapping[str, list[PeriodResult]], labels: list[str], index: int
) -> LinkView | None:
    if not 0 <= index < len(labels):
        return None
    return LinkView(period_name(edition, by_label[labels[index]][0]), f"sla/{labels[index]}/")


def _by_period(
    by_label: Mapping[str, list[PeriodResult]], instants: Mapping[str, datetime]
) -> dict[str, list[str]]:
    """Post ids by the period that their instant falls into, each in order of time."""
    found: dict[str, list[str]] = {}
    kinds = {(results[0].period.kind, results[0].agreement.zone) for results in by_label.values()}
    for id, at in sorted(instants.items(), key=lambda item: (item[1], item[0])):
        for kind, zone in kinds:
            label = period_at(kind, at, zone).label
            if label in by_label:
                found.setdefault(label, []).append(id)
    return found


# --------------------------------------------------------------------------------------- terms


def terms_views(edition: Edition) -> tuple[TermsView, ...]:
    """The agreement in force now, in words, and each of its tiers."""
    day = edition.words.local(edition.now).date()
    agreement = edition.site.agreement_on(day) or next(iter(edition.site.agreements), None)
    if agreement is None:
        return ()
    tiers = tuple(_terms(edition, tier, name) for name, tier in agreement.tiers.items())
    return (_terms(edition, agreement, None), *tiers)


def _terms(edition: Edition, agreement: Agreement, tier: str | None) -> TermsView:
    used = {
        name
        for targets in agreement.priorities.values()
        for name in MEASURES
        if getattr(targets, name) is not None
    }
    measures = [name for name in MEASURES if name in used]
    overrides = agreement.overrides if tier else None
    rules = list(_availability_rules(edition, agreement, overrides))
    rules += _maintenance_rules(edition, agreement, overrides)
    return TermsView(
        tier=tier,
        since=agreement.since,
        rules=tuple(rules),
        measures=tuple(_measure_name(edition, agreement, name) for name in measures),
        priorities=tuple(
            PriorityView(
                edition.words.gettext("any") if name == "any" else name,
                tuple(_promise(edition, targets, measure) for measure in measures),
            )
            for name, targets in agreement.priorities.items()
        ),
        teams=tuple(_team(edition, agreement, c) for c in agreement.calendars.values())
        if tier is None
        else (),
        declared=tuple(edition.text(text) for text in agreement.declared) if tier is None else (),
    )


def _measure_name(edition: Edition, agreement: Agreement, name: str) -> str:
    word = edition.words.gettext(MEASURES[name])
    if name in agreement.goals:
        return edition.words.gettext("%(measure)s (goal)", measure=word)
    return word


def _promise(edition: Edition, targets: Targets, name: str) -> str:
    limit = getattr(targets, name)
    if limit is None:
        return "–"
    if isinstance(limit, timedelta):
        return edition.words.gettext("every %(limit)s", limit=edition.words.hours(limit))
    if isinstance(limit, Limit):
        return limit_text(edition, limit.text)
    raise TypeError(name)


def _team(edition: Edition, agreement: Agreement, calendar: Calendar) -> TeamView:
    zone = calendar.zone_name or agreement.zone_name
    return TeamView(
        calendar.name,
        f"{calendar.text} ({zone})" if calendar.text else zone,
        is_open(calendar, agreement.zone, edition.now),
    )


def _availability_rules(
    edition: Edition, agreement: Agreement, overrides: frozenset[str] | None
) -> list[tuple[str, str]]:
    promised = agreement.availability
    if promised is None or (overrides is not None and "availability" not in overrides):
        return []
    words, say = edition.words, edition.words.gettext
    if promised.target.ratio is not None:
        target = words.target(promised.target.ratio)
    else:
        hours = promised.target.hours or Fraction(0)
        target = words.ngettext("%(count)s hour", "%(count)s hours", int(hours))
    per = {
        1: say("%(target)s of each calendar month", target=target),
        3: say("%(target)s of each calendar quarter", target=target),
        12: say("%(target)s of each calendar year", target=target),
    }
    rows = [(say("Availability"), per[promised.period.months])]
    counted = [
        say(LEVELS[level])
        if promised.weights[level] == 1
        else say(
            "%(level)s at %(weight)s",
            level=say(LEVELS[level]),
            weight=words.target(promised.weights[level]),
        )
        for level in (Level.MAJOR_OUTAGE, Level.PARTIAL_OUTAGE, Level.DEGRADED_PERFORMANCE)
        if promised.weights.get(level)
    ]
    rows.append((say("Counts as downtime"), words.join(counted)))
    scopes = {
        Scope.ANY: say("as soon as any component is down"),
        Scope.ALL: say("only while all components are down"),
        Scope.MEAN: say("the mean of the components"),
    }
    rows.append((say("Platform"), scopes[promised.scope]))
    excluded = [say(CAUSES[c]) for c in Cause if c in promised.excluded]
    if excluded:
        rows.append((say("Does not count"), words.join(excluded)))
    if promised.base is Base.AGREED:
        rows.append((say("Measured over"), say("the period less its excused minutes")))
    if promised.min_outage:
        rows.append(
            (
                say("Shorter outages"),
                say("under %(limit)s do not count", limit=words.duration(promised.min_outage)),
            )
        )
    return rows


def _maintenance_rules(
    edition: Edition, agreement: Agreement, overrides: frozenset[str] | None
) -> Sequence[tuple[str, str]]:
    if overrides is not None and "maintenance" not in overrides:
        return []
    words, say, terms = edition.words, edition.words.gettext, agreement.maintenance
    rows = []
    for klass in terms.classes.values():
        if klass.notice is None:
            parts = [say("no notice needed")]
        elif klass.notice:
            parts = [say("announced at least %(lead)s ahead", lead=words.hours(klass.notice))]
        else:
            parts = [say("announced before it starts")]
        if klass.windows:
            parts.append(
                say(
                    "only %(windows)s (%(zone)s)",
                    windows=words.join([w.text for w in klass.windows]),
                    zone=terms.zone_name,
                )
            )
        rows.append((say("Maintenance: %(class)s", **{"class": klass.name}), ", ".join(parts)))
    if terms.maximum is not None:
        rows.append(
            (
                say("Maintenance at most"),
                words.minutes(minutes(int(terms.maximum.total_seconds()))),
            )
        )
    return rows
