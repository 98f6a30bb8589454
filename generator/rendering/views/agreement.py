"""Views of the agreement in words: what is promised, to whom, since when."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.agreement import (
    ANY_PRIORITY,
    Agreement,
    Base,
    Calendar,
    MaintenanceTerms,
    Scope,
    Target,
)
from generator.model.levels import Cause, Level
from generator.notation import Precision
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import CAUSES, LEVELS, MEASURES
from generator.rendering.theme_api.periods import PriorityView, TeamView, TermsView
from generator.rendering.views.incidents import promise_text
from generator.rendering.views.remedies import agreed_text
from generator.rules.calendars import is_open
from generator.rules.judgements import PeriodResult
from generator.timespan import ONE_DAY


def terms_views(edition: Edition) -> tuple[TermsView, ...]:
    """Every dated agreement and its tiers: the one in force now, then others, the latest first."""
    current = edition.site.agreement_at(edition.now)
    ordered = list(reversed(edition.site.agreements))
    ordered.sort(key=lambda agreement: agreement is not current)
    return tuple(
        _terms(edition, terms, tier, agreement is current)
        for agreement in ordered
        for tier, terms in ((None, agreement), *agreement.tiers.items())
    )


def agreement_name(edition: Edition, result: PeriodResult) -> str:
    """The dates of the agreement that judges a period; empty where nothing does any more."""
    named = edition.site.agreement_on(result.period.first_day)
    return _dates(edition, named) if named and not result.unmeasured else ""


def _dates(edition: Edition, agreement: Agreement) -> str:
    """``since 1 October 2026``, ``until 30 September 2026``; empty where there is only one, undated."""
    dates = [a.since for a in edition.site.agreements]
    index = dates.index(agreement.since)
    say, day = edition.words.gettext, edition.words.day
    following = dates[index + 1] if index + 1 < len(dates) else None
    parts = []
    if agreement.since is not None:
        parts.append(say("since %(day)s", day=day(agreement.since)))
    if following is not None:
        parts.append(say("until %(day)s", day=day(following - ONE_DAY)))
    return ", ".join(parts)


def _terms(edition: Edition, agreement: Agreement, tier: str | None, in_force: bool) -> TermsView:
    say, promises = edition.words.gettext, agreement.priorities.values()
    measures = [n for n in MEASURES if any(getattr(p, n) is not None for p in promises)]
    overrides = agreement.overrides if tier else None
    rules: list[tuple[str, str]] = []
    if overrides is None or "availability" in overrides:
        rules += _availability_rules(edition, agreement)
    if overrides is None or "maintenance" in overrides:
        rules += _maintenance_rules(edition, agreement.maintenance)
    if tier is None and in_force and edition.site.proof_since_at:
        day = edition.words.day(edition.site.proof_since_at)
        since = say("since %(date)s; what is older is as its file declares it", date=day)
        rules.append((say("Proof of notice by git"), since))
    return TermsView(
        tier=tier and edition.titled("tier", tier),
        dates=_dates(edition, agreement),
        rules=tuple(rules),
        measures=tuple(
            say("%(measure)s (goal)", measure=say(MEASURES[name]))
            if name in agreement.goals
            else say(MEASURES[name])
            for name in measures
        ),
        priorities=tuple(
            PriorityView(
                _priority(edition, priority),
                tuple(
                    "–"
                    if (limit := getattr(targets, name)) is None
                    else promise_text(edition, limit)
                    for name in measures
                ),
            )
            for priority, targets in agreement.priorities.items()
        ),
        teams=tuple(_team(edition, agreement, c) for c in agreement.calendars.values())
        if tier is None and in_force
        else (),
        declared=tuple(edition.text(text) for text in agreement.declared) if tier is None else (),
    )


def _priority(edition: Edition, key: str) -> str:
    title = edition.titled("priority", key)
    return edition.words.gettext("any") if title == ANY_PRIORITY else title


def _team(edition: Edition, agreement: Agreement, calendar: Calendar) -> TeamView:
    zone = calendar.zone_name or agreement.zone_name
    return TeamView(
        edition.titled("calendar", calendar.name),
        f"{calendar.text} ({zone})" if calendar.text else zone,
        is_open(calendar, agreement.zone, edition.now),
    )


def _availability_rules(edition: Edition, agreement: Agreement) -> Iterator[tuple[str, str]]:
    promised = agreement.availability
    if promised is None:
        return
    words, say = edition.words, edition.words.gettext
    target = _target(edition, promised.target)
    per = {
        1: say("%(target)s of each calendar month", target=target),
        3: say("%(target)s of each calendar quarter", target=target),
        12: say("%(target)s of each calendar year", target=target),
    }
    yield say("Availability"), per[promised.period.months]
    for component in edition.site.current(edition.now):
        if component.target and component.counted:
            name = edition.component_name(component.id)
            yield say("Target of %(name)s", name=name), _target(edition, component.target)
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
    yield say("Counts as downtime"), words.join(counted)
    scopes = {
        Scope.ANY: say("as soon as any component is down"),
        Scope.ALL: say("only while all components are down"),
        Scope.MEAN: say("the mean of the components"),
        Scope.EACH: say("nothing: each component is promised for itself"),
    }
    yield say("Platform"), scopes[promised.scope]
    excluded = [say(CAUSES[c]) for c in Cause if c in promised.excluded]
    if excluded:
        yield say("Does not count"), words.join(excluded)
    if promised.base is Base.AGREED:
        yield say("Measured over"), say("the period less its excused minutes")
    if promised.min_outage:
        limit = words.length(promised.min_outage, Precision.SECONDS)
        yield say("Shorter outages"), say("under %(limit)s do not count", limit=limit)
    if promised.remedy:
        yield say("If it is broken"), agreed_text(words, promised.remedy)


def _target(edition: Edition, target: Target) -> str:
    if target.ratio is not None:
        return edition.words.target(target.ratio)
    hours = int(target.hours or 0)
    return edition.words.ngettext("%(count)s hour", "%(count)s hours", hours)


def _maintenance_rules(edition: Edition, terms: MaintenanceTerms) -> Iterator[tuple[str, str]]:
    words, say = edition.words, edition.words.gettext
    for klass in terms.classes.values():
        if klass.notice is None:
            parts = [say("no notice needed")]
        elif klass.notice:
            lead = words.length(klass.notice, Precision.SECONDS)
            parts = [say("announced at least %(lead)s ahead", lead=lead)]
        else:
            parts = [say("announced before it starts")]
        if klass.windows:
            windows = words.join([w.text for w in klass.windows])
            parts.append(say("only %(windows)s (%(zone)s)", windows=windows, zone=terms.zone_name))
        title = edition.titled("class", klass.name)
        yield say("Maintenance: %(class)s", **{"class": title}), ", ".join(parts)
    if not terms.excused:
        yield say("Planned maintenance"), say("counts as downtime")
    elif terms.maximum is not None:
        yield say("Maintenance at most"), words.length(terms.maximum, Precision.SECONDS)
