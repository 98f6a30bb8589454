"""What is wrong with a history: clocks that contradict each other, commits of the future, settings that name no commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Maintenance, ProofSettings, Site
from generator.reading.git.clocks import Published
from generator.reading.git.line import Line
from generator.reading.git.site_versions import read_proof_since
from generator.reading.git.threads import Entry, Happened
from generator.reading.tables.instants import show

SHORT = 10
"""How many digits of a commit's id are shown."""


def wrong_commits(line: Line, proof: ProofSettings) -> Iterator[Diagnostic]:
    """Errors for commits that ``proof`` names and that are not on the line, or no merges."""
    nowhere = Location("site.yaml")
    for abbreviated in dict.fromkeys((*proof.wrong_clock, *proof.published_parent)):
        place = proof.places.get(abbreviated, nowhere)
        found = line.find(abbreviated)
        if len(found) > 1:
            message, remedy = f"several commits begin with {abbreviated}", "write more digits"
        elif found:
            parents = line.known[found[0]].parents
            if proof.published_parent.get(abbreviated, 1) <= max(1, len(parents)):
                continue
            message = f"the commit {abbreviated} is no merge: it has no second parent"
            remedy = "name the merge, or remove the line"
        elif any(sha.startswith(abbreviated) for sha in line.known):
            message = f"the commit {abbreviated} is not on the published line"
            remedy = "name the merge that brought it there, or remove the line"
        else:
            message = f"there is no commit {abbreviated} on the published line"
            remedy = "look it up with 'git log --first-parent', or remove the line"
        yield Diagnostic("unknown-commit", message, remedy, place)


def clock_findings(
    post: Maintenance, entries: Sequence[Entry], site: Site, now: datetime
) -> Iterator[Diagnostic]:
    """Warnings of a notice's versions whose commits are not believed, or lie in the future."""
    told = set()
    versions = {version.commit for version in post.versions}
    for entry in entries:
        published = entry.published
        if published is None or published.commit.sha in told or entry.announcement is None:
            continue
        told.add(published.commit.sha)
        if published.commit.sha not in versions:
            continue
        if site.proof_since_at and entry.announcement.start_at < site.proof_since_at:
            continue
        at = published.commit.committed_at
        if published.at is not None and at is not None and published.at == at > now:
            yield _in_the_future(published, at, now, site.zone, Location(post.path))
        if published.against is not None:
            yield _contradicts(published, Location(post.path), site.zone)


def _contradicts(published: Published, place: Location, zone: tzinfo) -> Diagnostic:
    commit, against = published.commit, published.against
    stated, at = commit.committed_at, published.at
    if against is None or stated is None or at is None:
        raise ValueError(commit.sha)
    other = (
        "by its own author time"
        if against is commit
        else f"and comes after {against.sha[:SHORT]} of {show(at, zone)}"
    )
    reason = f"is of {show(stated, zone)} by its committer time, {other}"
    if against is commit:
        reason = f"is of {show(stated, zone)} by its committer time and of {show(at, zone)} {other}"
    return warning(
        "clock-contradicts",
        f"the commit {commit.sha[:SHORT]} {reason}; so this notice counts from {show(at, zone)}",
        f"if the clock of {against.sha[:SHORT]} was wrong, say so in site.yaml: "
        f"proof: {{wrong_clock: [{against.sha[:SHORT]}]}}",
        place,
    )


def _in_the_future(
    published: Published, at: datetime, now: datetime, zone: tzinfo, place: Location
) -> Diagnostic:
    sha = published.commit.sha[:SHORT]
    return warning(
        "committed-in-the-future",
        f"the commit {sha} that brought this is of {show(at, zone)}, after now "
        f"({show(now, zone)}); until then it is not known",
        f"set the clock that is wrong; if it was that commit's, say so in site.yaml before then: "
        f"proof: {{wrong_clock: [{sha}]}}",
        place,
    )


def future_commits(
    happened: Iterable[Happened], named: Collection[str], site: Site, now: datetime
) -> Iterator[Diagnostic]:
    """One warning of the other commits of the line that lie in the future, whatever they changed."""
    future = [
        (one.published.commit.committed_at, one.published.commit.sha[:SHORT])
        for one in happened
        if one.published.at is not None
        and one.published.commit.committed_at is not None
        and one.published.commit.committed_at > now
        and one.published.commit.sha not in named
    ]
    if not future:
        return
    at, sha = max(future)
    several = f"{len(future)} commits are dated after now, the last one {sha}"
    shas = ", ".join(dict.fromkeys(sha for _, sha in future[:3])) + (
        ", …" if len(future) > 3 else ""
    )
    yield warning(
        "committed-in-the-future",
        f"{several if len(future) > 1 else f'the commit {sha} is dated after now'} "
        f"({show(at, site.zone)}; now is {show(now, site.zone)}): from then on later commits with "
        "earlier times are not believed",
        f"set the clock that is wrong; if it was the commits', say so in site.yaml before then: "
        f"proof: {{wrong_clock: [{shas}]}}",
        Location("site.yaml"),
    )


def raised_proof_since(
    happened: Sequence[Happened],
    texts: Mapping[str, bytes],
    prefix: str,
    site: Site,
    starts: Sequence[tuple[datetime, datetime]],
) -> Iterator[Diagnostic]:
    """A warning where ``proof_since`` became later, or came after notices that it takes out of git's proof.

    ``starts`` are the starts of windows that git knew, each with when it did.
    """
    before: datetime | None = None
    seen = False
    for one in happened:
        blob = next((c.blob for c in one.changes if c.path == f"{prefix}site.yaml"), None)
        if blob is None or blob not in texts:
            continue
        stated = read_proof_since(texts[blob])
        at = one.published.at
        if seen and stated and _is_raised(before, stated, at, starts):
            yield _raised(site, before, stated, one.published.commit.sha[:SHORT])
        before, seen = stated, True
    stated = site.proof_since_at
    if seen and stated and stated != before and _is_raised(before, stated, None, starts):
        yield _raised(site, before, stated, None)


def _is_raised(
    before: datetime | None,
    stated: datetime,
    at: datetime | None,
    starts: Sequence[tuple[datetime, datetime]],
) -> bool:
    if before is not None:
        return stated > before
    return any(start < stated and (at is None or known < at) for start, known in starts)


def _raised(site: Site, before: datetime | None, stated: datetime, sha: str | None) -> Diagnostic:
    day = f"{stated.astimezone(site.zone):%Y-%m-%d}"
    was = f" from {before.astimezone(site.zone):%Y-%m-%d}" if before else ""
    by = f"by the commit {sha}" if sha else "without a commit yet"
    return warning(
        "proof-since-raised",
        f"'proof_since' was raised{was} to {day} {by}: windows that git had proven, or shown to be "
        "late, are now taken as the files declare them",
        f"put back {before.astimezone(site.zone):%Y-%m-%d}"
        if before
        else "remove it, or name the day of the move",
        Location("site.yaml"),
    )


def warning(code: str, message: str, remedy: str, place: Location) -> Diagnostic:
    """Something about the history that authors should know and that stops nothing."""
    return Diagnostic(code, message, remedy, place, Severity.WARNING)
