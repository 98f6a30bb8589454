"""Views of incidents and maintenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from generator.levels import Cause, Level, Status
from generator.model import Post, Update
from generator.rendering.edition import Edition, post_path
from generator.rendering.prose import plain_text
from generator.rendering.views import (
    AffectedView,
    CountedView,
    IncidentView,
    MaintenanceView,
    NoticeView,
    PartView,
    PhaseView,
    PostView,
    ResponseView,
    UpdateView,
    Word,
)
from generator.rendering.vocabulary import (
    CAUSES,
    GOAL_MISSED,
    MEASURES,
    NOTICES,
    PROGRESS,
    REASONS,
    RESPONSES,
    STATUSES,
)
from generator.rules.facts import IncidentFacts
from generator.rules.judgements import (
    Basis,
    Cadence,
    Measure,
    Notice,
    Part,
    Response,
    ResponseVerdict,
)
from generator.rules.status import Progress, peak_level, worst
from generator.timespan import Span

EXCERPT = 200


def post_view(edition: Edition, id: str) -> PostView:
    """A post for a list; made once per edition."""
    found = edition.cache.get(id)
    if not isinstance(found, PostView):
        facts = edition.status.incidents.get(id)
        found = _incident_line(edition, facts) if facts else _maintenance_line(edition, id)
        edition.cache[id] = found
    return found


def _incident_line(edition: Edition, facts: IncidentFacts) -> PostView:
    incident, words = facts.incident, edition.words
    title, lang = edition.title(incident)
    end_at = facts.resolved_at
    span = Span(incident.started_at, end_at or edition.now)
    if facts.open:
        last = next((u for u in reversed(facts.updates)), None)
        status = last.status if last else Status.INVESTIGATING
        state = Word("open", words.gettext(STATUSES[status]))
    else:
        state = Word("resolved", words.gettext(STATUSES[Status.RESOLVED]))
    return PostView(
        id=incident.id,
        path=post_path(incident),
        title=title,
        lang=lang,
        planned=False,
        level=edition.level(peak_level(facts)),
        state=state,
        day=words.local(incident.started_at).date(),
        start_at=incident.started_at,
        end_at=end_at,
        length=edition.length(span.seconds) if end_at else "",
        components=edition.component_names(incident.components),
    )


def _maintenance_line(edition: Edition, id: str) -> PostView:
    post, notice = edition.maintenance[id], edition.assessment.notices[id]
    title, lang = edition.title(post)
    progress = edition.status.progress[id]
    shown = notice.work if notice.work and progress is Progress.COMPLETED else notice.window
    level = Level.UNDER_MAINTENANCE
    if notice.reasons:
        level = worst(notice.components.values())
    return PostView(
        id=id,
        path=post_path(post),
        title=title,
        lang=lang,
        planned=True,
        level=edition.level(level),
        state=edition.word(PROGRESS, progress),
        day=edition.words.local(shown.start).date(),
        start_at=shown.start,
        end_at=shown.end,
        length=edition.length(shown.seconds),
        components=edition.component_names(notice.components),
    )


# --------------------------------------------------------------------------------------- shared


def _affected(edition: Edition, levels: Mapping[str, Level]) -> tuple[AffectedView, ...]:
    return tuple(
        AffectedView(
            edition.component_name(id),
            f"components/{id}/" if id in edition.components else None,
            edition.level(level),
        )
        for id, level in levels.items()
    )


def _update(edition: Edition, post: Post, update: Update) -> UpdateView:
    html, lang = edition.update_text(post, update)
    return UpdateView(
        anchor=update.key,
        at=update.at,
        status=Word(
            update.status.value.lower().replace(" ", "_"),
            edition.words.gettext(STATUSES[update.status]),
        ),
        team=update.team,
        priority=update.priority,
        html=html,
        lang=lang,
    )


# --------------------------------------------------------------------------------------- incidents


def incident_view(edition: Edition, id: str) -> IncidentView:
    """An incident; updates newest first."""
    facts = edition.status.incidents[id]
    incident = facts.incident
    summary, summary_lang = edition.summary(incident)
    updates = tuple(_update(edition, incident, u) for u in reversed(facts.updates))
    levels: dict[str, Level] = {}
    for impact in facts.impacts or ():
        for component, level in impact.levels.items():
            levels[component] = worst((level, levels.get(component, Level.OPERATIONAL)))
    last_words = summary or (updates[-1].html if updates else "")
    return IncidentView(
        post=post_view(edition, id),
        priority=facts.priority,
        open=facts.open,
        started_at=incident.started_at,
        reported_at=facts.reported_at,
        acknowledged_at=facts.acknowledged_at,
        resolved_at=facts.resolved_at,
        next_due_at=next_due(edition, id),
        cause=_cause(edition, facts),
        exact=bool(incident.impact),
        summary=summary,
        summary_lang=summary_lang,
        excerpt=plain_text(str(last_words), EXCERPT),
        components=_affected(edition, levels or incident.components),
        phases=_phases(edition, facts),
        updates=updates,
        latest=updates[0] if updates else None,
        responses=tuple(responses_of(edition, id)),
        source=edition.source(incident.path),
    )


def _cause(edition: Edition, facts: IncidentFacts) -> str:
    incident = facts.incident
    if incident.cause is Cause.OWN:
        return ""
    word = edition.words.gettext(CAUSES[incident.cause])
    return f"{word}: {incident.third_party}" if incident.third_party else word


def _phases(edition: Edition, facts: IncidentFacts) -> tuple[PhaseView, ...]:
    if not facts.incident.impact:
        return ()
    return tuple(
        PhaseView(
            start_at=impact.span.start,
            end_at=impact.span.end,
            length=edition.length(impact.span.seconds),
            components=_affected(edition, impact.levels),
            cause="" if impact.cause is Cause.OWN else edition.words.gettext(CAUSES[impact.cause]),
        )
        for impact in facts.impacts
    )


def next_due(edition: Edition, id: str) -> datetime | None:
    """When the next update of an open incident was promised; the earliest of all tiers."""
    responses = edition.assessment.responses.get(id)
    if responses is None or not edition.status.incidents[id].open:
        return None
    cadences = [r.update for r in (responses.plain, *responses.tiers.values()) if r.update]
    return min((c.next_due_at for c in cadences if c.next_due_at), default=None)


def responses_of(edition: Edition, id: str, *, listed: bool = False) -> Iterator[ResponseView]:
    """What an incident was promised and got; with its post where several incidents are listed."""
    responses = edition.assessment.responses.get(id)
    if responses is None:
        return
    post = post_view(edition, id) if listed else None
    for tier, response in ((None, responses.plain), *responses.tiers.items()):
        for name, measure in _measures(response):
            yield _response(edition, name, measure, tier, responses.priority, post)


def _measures(response: Response) -> Iterator[tuple[str, Measure | Cadence]]:
    for name in MEASURES:
        measure = getattr(response, name)
        if measure is not None:
            yield name, measure


def _response(
    edition: Edition,
    name: str,
    measure: Measure | Cadence,
    tier: str | None,
    priority: str | None,
    post: PostView | None,
) -> ResponseView:
    words = edition.words
    verdict = edition.word(RESPONSES, measure.verdict)
    if measure.goal and measure.verdict is ResponseVerdict.MISSED:
        verdict = Word("goal-missed", words.gettext(GOAL_MISSED))
    if isinstance(measure, Cadence):
        promise = words.gettext("every %(limit)s", limit=words.hours(measure.limit))
        note = words.gettext("longest gap %(gap)s", gap=words.hours(measure.longest_gap))
        if measure.violations:
            note += "; " + words.ngettext(
                "%(count)s gap too long", "%(count)s gaps too long", measure.violations
            )
        due_at, at = measure.next_due_at, None
    else:
        promise = words.gettext("within %(limit)s", limit=limit_text(edition, measure.limit.text))
        note = ""
        due_at, at = measure.due_at, measure.at
    return ResponseView(
        name=words.gettext(MEASURES[name]),
        promise=promise,
        due_at=due_at,
        at=at,
        note=note,
        verdict=verdict,
        tier=tier,
        priority=priority,
        post=post,
    )


def limit_text(edition: Edition, text: str) -> str:
    """A promised duration in words: ``4h@office`` → ``4 h (office)``, ``5bd`` → ``5 business days``."""
    words = edition.words
    amount, _, calendar = text.partition("@")
    number = int("".join(c for c in amount if c.isdigit()) or 0)
    match "".join(c for c in amount if c.isalpha()):
        case "bd":
            shown = words.ngettext("%(count)s business day", "%(count)s business days", number)
        case "d":
            shown = words.ngettext("%(count)s day", "%(count)s days", number)
        case "h":
            shown = words.hours(timedelta(hours=number))
        case "m":
            shown = words.hours(timedelta(minutes=number))
        case _:
            shown = words.duration(number)
    if calendar == "always":
        return words.gettext("%(limit)s (days off included)", limit=shown)
    return f"{shown} ({calendar})" if calendar else shown


# --------------------------------------------------------------------------------------- maintenance


def maintenance_view(edition: Edition, id: str) -> MaintenanceView:
    """A maintenance post; updates newest first."""
    post, notice = edition.maintenance[id], edition.assessment.notices[id]
    words = edition.words
    summary, summary_lang = edition.summary(post)
    known = [u for u in post.updates if u.at <= edition.now]
    updates = tuple(_update(edition, post, u) for u in reversed(known))
    stated = notice.work is not None and notice.work_basis is not Basis.ANNOUNCED
    progress = edition.status.progress[id]
    first_words = summary or (updates[-1].html if updates else "")
    return MaintenanceView(
        post=post_view(edition, id),
        start_at=notice.window.start,
        end_at=notice.window.end,
        window=words.window(notice.window.start, notice.window.end),
        work_start_at=notice.work.start if notice.work and stated else None,
        work_end_at=notice.work.end
        if notice.work and stated and progress is Progress.COMPLETED
        else None,
        cancelled_at=notice.cancelled_at,
        klass=notice.klass,
        reason=post.reason,
        reason_lang=edition.foreign if post.reason else None,
        notice=_notice(edition, notice),
        counted=tuple(
            CountedView(
                span.start,
                span.end,
                edition.seconds_as_minutes(span.seconds),
                words.gettext(REASONS[reason]),
            )
            for span, reason in notice.reasons
        ),
        summary=summary,
        summary_lang=summary_lang,
        excerpt=plain_text(str(first_words), EXCERPT),
        components=_affected(edition, notice.components),
        updates=updates,
        source=edition.source(post.path),
    )


def _notice(edition: Edition, notice: Notice) -> NoticeView:
    words = edition.words
    agreement = edition.site.agreement_on(words.local(notice.window.start).date())
    required = None
    if agreement:
        klass = agreement.maintenance.classes.get(notice.klass)
        required = klass.notice if klass else agreement.maintenance.notice
    lead = notice.window.start - notice.first_published_at
    if notice.parts:
        lead = min(part.lead for part in notice.parts)
    parts = tuple(_part(edition, part) for part in notice.parts)
    return NoticeView(
        verdict=edition.word(NOTICES, notice.verdict),
        lead=_signed(edition, lead),
        announced=lead_text(edition, lead),
        required=words.gettext("%(lead)s promised", lead=words.hours(required)) if required else "",
        parts=parts,
        mailed=next((part.mailed for part in parts if part.mailed), ""),
    )


def lead_text(edition: Edition, lead: timedelta) -> str:
    """``announced 64 h ahead``, or how long after the start."""
    words = edition.words
    if lead < timedelta(0):
        return words.gettext("announced %(time)s after the start", time=words.hours(-lead))
    return words.gettext("announced %(time)s ahead", time=words.hours(lead))


def _part(edition: Edition, part: Part) -> PartView:
    words, repository = edition.words, edition.site.repository
    if part.commit:
        proof = words.gettext("proven by commit")
    elif part.declared:
        proof = words.gettext("declared in the file, not proven by git")
    else:
        proof = words.gettext("not committed yet")
    return PartView(
        start_at=part.span.start,
        end_at=part.span.end,
        published_at=part.published_at,
        lead=_signed(edition, part.lead),
        verdict=edition.word(NOTICES, part.verdict),
        proof=proof,
        commit=part.commit[:10] if part.commit else None,
        href=f"{repository}/commit/{part.commit}" if part.commit and repository else None,
        mailed=_mailed(edition, part),
    )


def _mailed(edition: Edition, part: Part) -> str:
    """``e-mailed 63 h 58 min ahead to 1,204 addresses``, where the ledger of mailings shows it."""
    words = edition.words
    if part.mailed_at is None or not part.addresses + part.lists:
        return ""
    counts = []
    if part.addresses:
        counts.append(words.ngettext("%(count)s address", "%(count)s addresses", part.addresses))
    if part.lists:
        counts.append(words.ngettext("%(count)s list", "%(count)s lists", part.lists))
    lead = part.span.start - part.mailed_at
    values = {"time": words.hours(abs(lead)), "addresses": words.join(counts)}
    if lead < timedelta(0):
        return words.gettext("e-mailed %(time)s after the start to %(addresses)s", **values)
    return words.gettext("e-mailed %(time)s ahead to %(addresses)s", **values)


def _signed(edition: Edition, lead: timedelta) -> str:
    """A lead time; negative where publication came after the start."""
    hours = edition.words.hours
    return hours(lead) if lead >= timedelta(0) else f"−{hours(-lead)}"
