"""Views of the agreement in words: what is promised, to whom, since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

from generator.model.agreement import Agreement, Base, Calendar, Limit, Scope, Targets
from generator.model.levels import Cause, Level
from generator.notation import Precision
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import CAUSES, LEVELS, MEASURES
from generator.rendering.theme_api.agreement import PriorityView, TeamView, TermsView
from generator.rendering.views.responses import limit_text
from generator.rules.calendars import is_open
from generator.timespan import ONE_DAY


def terms_views(edition: Edition) -> tuple[TermsView, ...]:
    """Every dated agreement and its tiers: the one in force now, then others, the latest first."""
    agreements = edition.site.agreements
    current = edition.site.agreement_at(edition.now)
    ordered = [a for a in agreements if a is current]
    ordered += [a for a in reversed(agreements) if a is not current]
    found = []
    for agreement in ordered:
        found.append(_terms(edition, agreement, None, agreement is current))
        found += [
            _terms(edition, tier, name, agreement is current)
            for name, tier in agreement.tiers.items()
        ]
    return tuple(found)


def agreement_name(edition: Edition, agreement: Agreement) -> str:
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
    if tier is None and in_force and edition.site.proof_since_at:
        say, day = edition.words.gettext, edition.words.day(edition.site.proof_since_at)
        since = say("since %(date)s; what is older is as its file declares it", date=day)
        rules.append((say("Proof of notice by git"), since))
    return TermsView(
        tier=tier,
        since=agreement.since,
        dates=agreement_name(edition, agreement),
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
        if tier is None and in_force
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
        return edition.words.gettext(
            "every %(limit)s", limit=edition.words.length(limit, Precision.SECONDS)
        )
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
                say(
                    "under %(limit)s do not count",
                    limit=words.length(promised.min_outage, Precision.SECONDS),
                ),
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
            parts = [
                say(
                    "announced at least %(lead)s ahead",
                    lead=words.length(klass.notice, Precision.SECONDS),
                )
            ]
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
                words.length(terms.maximum, Precision.SECONDS),
            )
        )
    return rows
