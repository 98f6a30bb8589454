"""What cannot be added to a post without contradicting it; each refusal says what to do instead."""

from __future__ import annotations

from datetime import datetime, tzinfo
from shlex import quote

from generator.model.content import Incident, Maintenance, Post, completed_at
from generator.model.levels import REOPENING, Status
from generator.rules.facts import incident_facts
from generator.rules.wording import local_text

WORKING = frozenset({Status.IN_PROGRESS, Status.VERIFYING})


def against_update(post: Post, status: Status, at: datetime, zone: tzinfo) -> str | None:
    """Why a post cannot have an update, as the end of a sentence about it; None where it can."""
    if isinstance(post, Incident):
        return _against_incident(post, status, at, zone)
    return _against_work(post, status, at, zone)


def against_impact(post: Incident, status: Status, at: datetime, zone: tzinfo) -> str | None:
    """Why an update cannot state the impact from then on; None where it can."""
    if status in {Status.RESOLVED, Status.POSTMORTEM}:
        return "an impact ends with the resolution: leave out --impact"
    last = post.impact[-1] if post.impact else None
    stated_until = (last.end_at or last.start_at) if last else post.started_at
    if at < stated_until:
        return (
            f"its impact is stated up to {local_text(stated_until, zone)} already; give a later --at, or "
            "change 'impact:' by hand"
        )
    resolved_at = _resolution(post, at)
    if resolved_at is None or status in REOPENING:
        return None
    return (
        f"it was resolved at {local_text(resolved_at, zone)}, so it has no impact since: open it again "
        "with the status investigating, identified or monitoring, or leave out --impact"
    )


def _resolution(post: Incident, at: datetime) -> datetime | None:
    """When an incident was resolved, as far as it is known at an instant, or at its start."""
    facts = incident_facts(post, max(at, post.started_at))
    return facts.resolved_at if facts else None


def _against_incident(post: Incident, status: Status, at: datetime, zone: tzinfo) -> str | None:
    if post.is_bulletin and status in {Status.RESOLVED, Status.POSTMORTEM}:
        return (
            "it is an announcement, no incident; 'shown_until:' says when it leaves the front page"
        )
    last = max((u.at for u in post.updates), default=at)
    resolved_at = post.resolved_at or _resolution(post, max(at, last))
    if status is Status.RESOLVED:
        if resolved_at is not None:
            return (
                f"it is resolved already, since {local_text(resolved_at, zone)}; to say more: "
                f"'statusmark update {post.id} update', and if it is back: "
                f"'statusmark update {post.id} investigating'"
            )
        later = next((u for u in post.updates if u.status in REOPENING and u.at > at), None)
        if later:
            return (
                f"it would stay open, since its update {later.status.value} of "
                f"{local_text(later.at, zone)} is later than the resolution; give a later --at"
            )
    if status is Status.POSTMORTEM:
        if any(u.status is Status.POSTMORTEM for u in post.updates):
            return "it has a postmortem already; edit it there"
        if resolved_at is None or resolved_at > at:
            return f"it is not resolved yet; first 'statusmark resolve {post.id}'"
    ended_at = post.resolved_at
    if status in REOPENING and ended_at is not None and ended_at <= at:
        return (
            f"its 'resolved:' says that it ended at {local_text(ended_at, zone)}, whatever updates say; "
            "remove that line to open it again"
        )
    return None


def _against_work(post: Maintenance, status: Status, at: datetime, zone: tzinfo) -> str | None:
    if status is Status.UPDATE:
        return None
    said, end_at = post.announced, post.announced.end_at
    if said.cancelled_at is not None:
        when = local_text(said.cancelled_at, zone)
        if status is Status.CANCELLED:
            return f"it is cancelled already, since {when}"
        return f"it was cancelled at {when}; {_announce_anew(post)}"
    done_at, begun_at = _work_done_at(post), _work_begun_at(post)
    if status in {Status.COMPLETED, Status.CANCELLED, Status.SCHEDULED} and done_at is not None:
        return (
            f"it was completed at {local_text(done_at, zone)}; to say more: "
            f"'statusmark update {post.id} update'"
        )
    if status is Status.CANCELLED and begun_at is None and end_at <= at:
        return (
            f"its window ended at {local_text(end_at, zone)}, and it is taken to have run as announced; "
            "if it was called off before, say when with --at"
        )
    if status is Status.COMPLETED and at < (begun_at or said.start_at):
        return (
            f"it begins at {local_text(begun_at or said.start_at, zone)}; if it was done earlier, first say "
            f"when it began: 'statusmark update {post.id} \"in progress\" --at TIME'"
        )
    return None


def against_move(
    post: Maintenance, start: datetime, end: datetime, now: datetime, zone: tzinfo
) -> str | None:
    """Why planned work cannot have another window; None where it can."""
    said = post.announced
    if said.cancelled_at is not None:
        return f"it was cancelled at {local_text(said.cancelled_at, zone)}; {_announce_anew(post)}"
    done_at, begun_at = _work_done_at(post), _work_begun_at(post)
    if done_at is not None:
        return f"it was completed at {local_text(done_at, zone)}; {_announce_anew(post)}"
    begun_at = begun_at or (said.start_at if said.start_at <= now else None)
    if begun_at is None:
        return None
    if start != said.start_at:
        return (
            f"it began at {local_text(begun_at, zone)}, and a window that has begun keeps its start; "
            f"{_announce_anew(post)}"
        )
    if end <= now:
        return (
            "its new end has passed already; if the work is done, say "
            f"'statusmark update {post.id} completed'"
        )
    return None


def _announce_anew(post: Maintenance) -> str:
    """What to do for work that comes again."""
    command = f"statusmark new maintenance {quote(post.title)} --start TIME --end TIME"
    return f"announce it anew: {command}"


def _work_begun_at(post: Maintenance) -> datetime | None:
    """When a notice says that the work began; None where it says nothing of it."""
    first = next((u.at for u in post.updates if u.status in WORKING), None)
    return post.actual_start_at or first


def _work_done_at(post: Maintenance) -> datetime | None:
    """When a notice says that the work was done; None where it says nothing of it."""
    return post.actual_end_at or completed_at(post.updates)
