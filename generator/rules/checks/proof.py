"""What the history shows that authors should know: work that excuses nothing, posts that are gone, proof that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.diagnostics import Diagnostic, Location
from generator.model.content import Maintenance
from generator.rules.checks.findings import place_of, warning
from generator.rules.deletions import deleted_in
from generator.rules.judge import Judge
from generator.rules.judgements import Assessment, NoticeVerdict
from generator.rules.wording import local_text
from generator.timespan import Spans

SHORT = 10
"""How many digits of a commit's id are shown."""
SITE = Location("site.yaml")


def notice_used_again(assessment: Assessment) -> Iterator[Diagnostic]:
    """A notice whose window had begun when another one was written into its file."""
    zone = assessment.content.site.zone
    for post in assessment.content.maintenance:
        notice = assessment.notices.get(post.id)
        if notice is None or not notice.earlier:
            continue
        begun = notice.earlier[-1].window
        yield warning(
            "notice-used-again",
            f"the window from {local_text(begun.start, zone)} to {local_text(begun.end, zone)} had begun "
            "when this one was written over it: both are judged, and that one keeps its minutes",
            "write further work into a file of its own ('statusmark new maintenance'), and put the old "
            "window back into this one",
            place_of(post, "start"),
        )


def repair_of_open_incident(assessment: Assessment) -> Iterator[Diagnostic]:
    """Work announced while an incident was open on its components: it excuses nothing of it."""
    now, zone = assessment.now, assessment.content.site.zone
    unresolved = {id_: facts for id_, facts in assessment.incidents.items() if facts.open}
    for post in assessment.content.maintenance:
        notice = assessment.notices.get(post.id)
        if notice is None or notice.cancelled_at is not None:
            continue
        asked = assessment.incidents if notice.window.end > now else unresolved
        for id_, facts in asked.items():
            began = facts.incident.began_at
            late = any(began < part.published_at < facts.end_at for part in notice.parts)
            touched = {
                c for impact in facts.impacts for c, level in impact.levels.items() if level.rank
            }
            shared = [c for c in notice.components if c in touched]
            meets = notice.window.end > facts.span.start and (
                facts.open or notice.window.start < facts.span.end
            )
            if late and shared and meets:
                yield warning(
                    "repair-of-open-incident",
                    f"this work was announced after the incident '{id_}' had begun on {', '.join(shared)} "
                    f"({local_text(began, zone)}): it excuses none of its downtime",
                    f"tell of the repair in an update: 'statusmark update {id_} update'",
                    place_of(post, "start"),
                )


def turned_history(assessment: Assessment) -> Iterator[Diagnostic]:
    """A merge of the published branch into another line that would change verdicts, read the other way."""
    content = assessment.content
    for turned in content.turned:
        changed = [
            post.id
            for post in content.maintenance
            if post.id in turned.versions
            and _judged(assessment, post)
            != _judged(assessment, replace(post, versions=turned.versions[post.id], proven=None))
        ]
        if not changed:
            continue
        sha, other = turned.commit[:SHORT], 3 - turned.followed
        yield warning(
            "turned-history",
            f"the merge {sha} brought the published branch into another line; its parent {turned.followed} is "
            f"taken as published, and by parent {other} the verdict on {', '.join(changed)} would be another",
            f"say which is right in site.yaml: proof: {{published_parent: {{{sha}: {turned.followed}}}}} or "
            f"{{{sha}: {other}}}; 'git pull --rebase' makes no such merges",
            SITE,
        )


def _judged(assessment: Assessment, post: Maintenance) -> object:
    """The verdicts on a notice and its minutes, to be compared; None without an agreement."""
    agreement = assessment.content.site.agreement_at(post.announced.start_at)
    if agreement is None:
        return None
    notice = Judge(assessment.content, assessment.now).notice(post, agreement)
    if notice is None:
        return None
    spans = {
        verdict: Spans(part.span for part in notice.parts if part.verdict is verdict)
        for verdict in NoticeVerdict
    }
    return notice.verdict, spans, notice.excused


def post_deleted(assessment: Assessment) -> Iterator[Diagnostic]:
    """A post that was deleted after it began, as long as a period that it touched is not closed."""
    zone = assessment.content.site.zone
    named = {
        post: result.period.label
        for result in reversed(assessment.periods)
        for post in deleted_in(assessment, result.period)
    }
    for post, label in sorted(named.items(), key=lambda item: item[0].path or ""):
        yield warning(
            "post-deleted",
            f"the commit {post.commit[:SHORT]} deleted {post.path} on {local_text(post.deleted_at, zone)}, after "
            f"it had begun; its minutes are gone from {label}",
            f"put it back ('git show {post.commit[:SHORT]}~1:./{post.path}'), or say what was wrong in it",
            SITE,
        )


def not_proven(assessment: Assessment) -> Iterator[Diagnostic]:
    """Past notices in a folder without any history: their verdicts are not worth anything."""
    found = assessment.unproven
    if not found:
        return
    number = f"{len(found)} past notices cannot" if len(found) > 1 else "1 past notice cannot"
    yield warning(
        "not-proven",
        f"there is no git history here, so {number} be proven ({', '.join(found[:3])}"
        f"{', …' if len(found) > 3 else ''}); their work counts as downtime",
        "build where the repository is, with its '.git'; or state 'published:' in the files",
        SITE,
    )
