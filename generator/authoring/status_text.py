"""The state of the service in a few lines of text: what visitors see now, and what is due next."""

from __future__ import annotations

from collections.abc import Iterator

from generator.authoring.duties import clock_text, duties, duty_text
from generator.model.levels import Level
from generator.rules.closed import asks_to_close
from generator.rules.judgements import Assessment
from generator.rules.status import ServiceStatus, present_level, service_status

WORDS = {
    Level.OPERATIONAL: "operational",
    Level.UNDER_MAINTENANCE: "under maintenance",
    Level.DEGRADED_PERFORMANCE: "degraded performance",
    Level.PARTIAL_OUTAGE: "partial outage",
    Level.MAJOR_OUTAGE: "major outage",
}
SHOWN = 8
"""How many things that are due are listed."""


def glance(assessment: Assessment) -> str:
    """Everything at a glance, local times, ending in a newline."""
    status = service_status(assessment)
    lines = [part for about in (_now, _open, _next) for part in about(assessment, status)]
    return "\n".join(lines) + "\n" + asks_to_close(assessment)


def _now(assessment: Assessment, status: ServiceStatus) -> Iterator[str]:
    site, now = assessment.content.site, assessment.now
    since = f" since {clock_text(status.since_at, now, site.zone)}" if status.since_at else ""
    clock = clock_text(now, now, site.zone)
    yield f"{site.name[site.main_language]}, {clock}: {_state(status.level)}{since}"
    for id, state in status.components.items():
        if state.level is not Level.OPERATIONAL:
            yield f"  {id}: {WORDS[state.level]} ({', '.join(state.posts)})"


def _state(level: Level) -> str:
    return "all operational" if level is Level.OPERATIONAL else WORDS[level]


def _open(assessment: Assessment, status: ServiceStatus) -> Iterator[str]:
    zone, now = assessment.content.site.zone, assessment.now
    if status.open_ids:
        yield "open incidents:"
    for id_ in status.open_ids:
        facts = status.incidents[id_]
        said = "nothing said yet"
        if facts.updates:
            last = facts.updates[-1]
            said = f"{last.status.value} {clock_text(last.at, now, zone)}"
        level = WORDS[present_level(facts)]
        yield f"  {id_}: {facts.incident.title} ({facts.priority or level}; {said})"
    posts = {post.id: post for post in assessment.content.maintenance}
    for ids, heading in (
        (status.active_ids, "work in progress:"),
        (status.upcoming_ids, "planned:"),
    ):
        if ids:
            yield heading
        for id_ in ids:
            notice = assessment.notices[id_]
            start = clock_text(notice.window.start, now, zone)
            end = clock_text(notice.window.end, now, zone)
            window = f"{start} to {end}"
            tier, worst = notice.worst
            verdict, for_tier = worst.verdict.value, f" for tier '{tier}'" if tier else ""
            yield f"  {id_}: {posts[id_].title} ({window}; notice {verdict}{for_tier})"


def _next(assessment: Assessment, status: ServiceStatus) -> Iterator[str]:
    zone, now = assessment.content.site.zone, assessment.now
    owed = duties(assessment)
    if not owed and not status.changes:
        yield "nothing is due"
        return
    yield "due next:"
    for duty in owed[:SHOWN]:
        yield f"  {duty_text(duty, now, zone)}  {duty.id}"
    if len(owed) > SHOWN:
        yield f"  and {len(owed) - SHOWN} more"
    for change in status.changes[:1]:
        yield f"visitors see from {clock_text(change.at, now, zone)} on: {_state(change.level)}"
