"""Views of maintenance: the announced work, how long before it was announced, and what proves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from generator.model.content import Proof, Version
from generator.model.levels import Level
from generator.model.windows import announced_in_turn, moved_from
from generator.notation import Precision
from generator.rendering.edition import Edition
from generator.rendering.language.vocabulary import EXPECTED, NOTICES, REASONS
from generator.rendering.prose.markdown import clean_text
from generator.rendering.prose.plain import plain_text
from generator.rendering.theme_api.frame import Word
from generator.rendering.theme_api.posts import (
    AffectedView,
    CountedView,
    MaintenanceView,
    NoticeView,
    PartView,
    VersionView,
)
from generator.rendering.views.posts import EXCERPT, affected_views, post_view, update_view
from generator.rules.facts import Basis
from generator.rules.judgements import Notice, Part, Reason
from generator.rules.status import Progress
from generator.timespan import Span, minutes


def maintenance_view(edition: Edition, id: str) -> MaintenanceView:
    """A maintenance post; updates newest first."""
    post, notice = edition.maintenance[id], edition.assessment.notices[id]
    words = edition.words
    summary, summary_lang = edition.summary(post)
    known = [u for u in post.updates if u.at <= edition.now]
    versions = [v for v in post.versions if v.published_at <= edition.now]
    moved = moved_from(announced_in_turn(versions))
    updates = tuple(update_view(edition, post, u) for u in reversed(known))
    stated = notice.work is not None and notice.work_basis is not Basis.ANNOUNCED
    progress = edition.status.progress[id]
    first_words = summary or (updates[-1].html if updates else "")
    return MaintenanceView(
        post=post_view(edition, id),
        start_at=notice.window.start,
        end_at=notice.window.end,
        moved_from_at=moved.start_at if moved else None,
        moved_until_at=moved.end_at if moved else None,
        window=words.window(notice.window.start, notice.window.end),
        work_start_at=notice.work.start if notice.work and stated else None,
        work_end_at=notice.work.end
        if notice.work and stated and progress is Progress.COMPLETED
        else None,
        cancelled_at=notice.cancelled_at,
        klass=edition.titled("class", notice.klass),
        reason=clean_text(post.reason) if post.reason else None,
        reason_lang=edition.foreign if post.reason else None,
        notice=notice_view(edition, notice),
        versions=tuple(_version(edition, version) for version in versions),
        will_count=_will_count(edition, notice),
        counted=tuple(
            CountedView(
                span.start,
                span.end,
                words.minutes(minutes(span.seconds), Precision.SECONDS),
                words.gettext(REASONS[reason]),
            )
            for window in notice.windows
            for span, reason in window.reasons
        ),
        summary=summary,
        summary_lang=summary_lang,
        excerpt=plain_text(str(first_words), EXCERPT),
        components=_expected(edition, notice, progress),
        updates=updates,
        source=edition.source(post.path),
    )


def _expected(edition: Edition, notice: Notice, progress: Progress) -> tuple[AffectedView, ...]:
    """What work will do to its components; what it did, once it is over; nothing where it was cancelled."""
    views = affected_views(edition, notice.components)
    if progress is Progress.COMPLETED:
        return views
    say, found = edition.words.gettext, []
    for view, level in zip(views, notice.components.values(), strict=True):
        text = say(EXPECTED[level]) if progress is not Progress.CANCELLED else ""
        if progress is Progress.IN_PROGRESS and level is Level.MAJOR_OUTAGE:
            text = say("is unavailable")
        found.append(replace(view, level=Word(Level.UNDER_MAINTENANCE.value, text)))
    return tuple(found)


def _will_count(edition: Edition, notice: Notice) -> tuple[str, ...]:
    """``Outside the agreed windows: 2 h will count as downtime``; of tiers, the one with the most."""
    judged = max((notice, *notice.tiers.values()), key=lambda one: _seconds(one.expected))
    agreement = edition.site.agreement_on(edition.words.local(notice.window.start).date())
    weights = agreement.availability.weights if agreement and agreement.availability else {}
    if not any(weights.get(level) for level in notice.components.values()):
        return ()
    words, lengths = edition.words, dict[Reason, int]()
    for span, reason in judged.expected:
        lengths[reason] = lengths.get(reason, 0) + span.seconds
    return tuple(
        words.gettext(
            "%(reason)s: %(length)s will count as downtime",
            reason=words.gettext(REASONS[reason]),
            length=words.length(seconds, Precision.UP),
        )
        for reason, seconds in lengths.items()
    )


def _seconds(rows: Iterable[tuple[Span, Reason]]) -> int:
    return sum(span.seconds for span, _ in rows)


def notice_view(edition: Edition, notice: Notice) -> NoticeView:
    """The judgement of a maintenance post, part by part: the worst of all tiers, which it names."""
    words = edition.words
    if notice.id in edition.assessment.unproven:
        said = words.gettext("not proven here")
        return NoticeView(Word("none", said), "–", said, "", (), proven=False)
    tier, notice = notice.worst
    required = _required(edition, notice, tier)
    verdict = edition.word(NOTICES, notice.verdict)
    if tier:
        verdict = Word(verdict.slug, f"{verdict.text} ({edition.titled('tier', tier)})")
    lead = notice.window.start - notice.first_published_at
    if notice.parts:
        lead = min(part.lead for part in notice.parts)
    parts = tuple(_part(edition, part, required) for part in notice.parts)
    if notice.cancelled_at:
        early = notice.window.start - notice.cancelled_at
        said = words.gettext("%(time)s before it would have begun", time=words.length(abs(early)))
        if early <= timedelta(0):
            said = words.gettext("after it was to begin")
        return NoticeView(verdict, _signed(edition, lead, required), said, "", ())
    return NoticeView(
        verdict=verdict,
        lead=_signed(edition, lead, required),
        announced=_announced(edition, lead, required),
        required=words.gettext("%(lead)s promised", lead=words.length(required, Precision.SECONDS))
        if required
        else "",
        parts=parts,
        mailed=next((part.mailed for part in parts if part.mailed), ""),
    )


def _required(edition: Edition, notice: Notice, tier: str) -> timedelta | None:
    agreement = edition.site.agreement_on(edition.words.local(notice.window.start).date())
    if agreement is None:
        return None
    terms = agreement.terms(tier).maintenance
    klass = terms.classes.get(notice.klass)
    return klass.notice if klass else terms.notice


def _announced(edition: Edition, lead: timedelta, required: timedelta | None) -> str:
    """``announced 5 days 15 h ahead``, or how long after the start."""
    words = edition.words
    if lead < timedelta(0):
        return words.gettext("announced %(time)s after the start", time=words.length(-lead))
    return words.gettext("announced %(time)s ahead", time=_signed(edition, lead, required))


def _proof(edition: Edition, of: Part | Version) -> str:
    """What a publication rests on; words that end in "commit" are followed by it."""
    say = edition.words.gettext
    if of.proof is Proof.NONE:
        return say("not committed yet")
    if of.proof is Proof.DECLARED and of.commit:
        return say("declared in site.yaml, not proven by git alone; commit")
    if of.proof is Proof.DECLARED:
        return say("declared in the file, not proven by git")
    return say("proven by commit") if of.commit else say("declared in the file, proven by git")


def _version(edition: Edition, version: Version) -> VersionView:
    said = version.announcement
    return VersionView(
        published_at=version.published_at,
        start_at=said.start_at if said else None,
        end_at=said.end_at if said else None,
        components=edition.component_names(said.components) if said else "",
        proof=_proof(edition, version),
        commit=version.commit[:10] if version.commit else None,
        href=edition.commit_address(version.commit),
    )


def _part(edition: Edition, part: Part, required: timedelta | None) -> PartView:
    return PartView(
        start_at=part.span.start,
        end_at=part.span.end,
        published_at=part.published_at,
        lead=_signed(edition, part.lead, required),
        verdict=edition.word(NOTICES, part.verdict),
        proof=_proof(edition, part),
        commit=part.commit[:10] if part.commit else None,
        href=edition.commit_address(part.commit),
        mailed=_mailed(edition, part),
    )


def _mailed(edition: Edition, part: Part) -> str:
    """``e-mailed 2 days 15 h ahead to 1,204 addresses``, where the ledger of mailings shows it."""
    words = edition.words
    if part.mailed_at is None or not part.addresses + part.lists:
        return ""
    counts = []
    if part.addresses:
        counts.append(words.ngettext("%(count)s address", "%(count)s addresses", part.addresses))
    if part.lists:
        counts.append(words.ngettext("%(count)s list", "%(count)s lists", part.lists))
    lead = part.span.start - part.mailed_at
    values = {"time": words.length(abs(lead)), "addresses": words.join(counts)}
    if lead < timedelta(0):
        return words.gettext("e-mailed %(time)s after the start to %(addresses)s", **values)
    return words.gettext("e-mailed %(time)s ahead to %(addresses)s", **values)


def _signed(edition: Edition, lead: timedelta, required: timedelta | None) -> str:
    """A lead time, in hours where it falls short; negative where publication came after the start."""
    days = required is None or lead >= required
    shown = edition.words.length(abs(lead), days=days)
    return shown if lead >= timedelta(0) else f"−{shown}"
