"""What is wrong with a history: clocks that contradict each other, commits of the future, settings that name no commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Maintenance, ProofSettings, Site
from generator.reading.git.announcement import read_proof_since
from generator.reading.git.commands import read_blobs
from generator.reading.git.commits import Step
from generator.reading.git.line import Line
from generator.reading.git.repository import SITE_FILE, Repository
from generator.reading.git.threads import Entry
from generator.reading.tables.instants import show

SHORT = 10
"""How many digits of a commit's id are shown."""


def wrong_commits(line: Line, proof: ProofSettings) -> Iterator[Diagnostic]:
    """Errors for commits that ``proof`` names and that are not on the line, or no merges."""
    for abbreviated in dict.fromkeys((*proof.wrong_clock, *proof.published_parent)):
        place = proof.places.get(abbreviated, Location(SITE_FILE))
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
    post: Maintenance, entries: Sequence[Entry], site: Site, now: datetime, future: set[str]
) -> Iterator[Diagnostic]:
    """Warnings of a notice's versions whose commits are not believed, or lie in the ``future``, which they are noted in."""
    zone, place = site.zone, Location(post.path)
    told = set()
    versions = {version.commit for version in post.versions}
    for entry in entries:
        if entry.step is None or entry.commit in told or entry.announcement is None:
            continue
        told.add(entry.commit)
        if entry.commit not in versions:
            continue
        if site.proof_since_at and entry.announcement.start_at < site.proof_since_at:
            continue
        commit, against = entry.step.commit, entry.step.against
        at, stated, sha = entry.step.at, commit.committed_at, commit.sha[:SHORT]
        if at is None or stated is None:
            continue
        if at == stated > now:
            future.add(commit.sha)
            yield _in_the_future(
                f"the commit {sha} that brought this is of {show(at, zone)}, after now "
                f"({show(now, zone)}); until then it is not known",
                "that commit's",
                sha,
                place,
            )
        if against is None:
            continue
        other = against.sha[:SHORT]
        contrary = f", and comes after {other} of {show(at, zone)}"
        if against is commit:
            contrary = f" and of {show(at, zone)} by its own author time"
        yield warning(
            "clock-contradicts",
            f"the commit {sha} is of {show(stated, zone)} by its committer time{contrary}; "
            f"so this notice counts from {show(at, zone)}",
            f"if the clock of {other} was wrong, say so in site.yaml: "
            f"proof: {{wrong_clock: [{other}]}}",
            place,
        )


def future_commits(
    steps: Iterable[Step], site: Site, now: datetime, named: Collection[str] = ()
) -> Iterator[Diagnostic]:
    """One warning of the commits of the line that lie in the future, whatever they changed, but for those ``named`` yet."""
    horizon = now.timestamp()
    future = [
        (at, step.commit.sha[:SHORT])
        for step in steps
        if not step.commit.sha.startswith(site.proof.wrong_clock)
        and (step.commit.committed or 0) > horizon
        and step.commit.sha not in named
        and (at := step.commit.committed_at) is not None
    ]
    if not future:
        return
    at, sha = max(future)
    which = f"the commit {sha} is dated after now"
    if len(future) > 1:
        which = f"{len(future)} commits are dated after now, the last one {sha}"
    shas = ", ".join(dict.fromkeys(sha for _, sha in future[:3]))
    yield _in_the_future(
        f"{which} ({show(at, site.zone)}; now is {show(now, site.zone)}): from then on later commits "
        "with earlier times are not believed",
        "the commits'",
        shas + (", …" if len(future) > 3 else ""),
        Location(SITE_FILE),
    )


def _in_the_future(message: str, whose: str, shas: str, place: Location) -> Diagnostic:
    return warning(
        "committed-in-the-future",
        message,
        f"set the clock that is wrong; if it was {whose}, say so in site.yaml before then: "
        f"proof: {{wrong_clock: [{shas}]}}",
        place,
    )


def raised_proof_since(
    repository: Repository,
    steps: Sequence[Step],
    site: Site,
    starts: Sequence[tuple[datetime, datetime]],
) -> Iterator[Diagnostic]:
    """A warning where ``proof_since`` became later, or came after notices that it takes out of git's proof.

    ``starts`` are the starts of windows that git knew, each with when it did.
    """
    path = repository.prefix + SITE_FILE
    files = [(s, c.blob) for s in steps for c in s.changes if c.path == path and c.blob]
    texts = read_blobs(repository.root, (blob for _, blob in files))
    days: list[tuple[Step | None, datetime | None]] = [
        (step, read_proof_since(texts[blob])) for step, blob in files
    ]
    if days and site.proof_since_at != days[-1][1]:
        days.append((None, site.proof_since_at))
    for (_, before), (step, day) in pairwise(days):
        at = step.at if step else None
        if day is None or (before is not None and day <= before):
            continue
        if before is None and not any(
            start < day and (at is None or known < at) for start, known in starts
        ):
            continue
        was = before and f"{before.astimezone(site.zone):%Y-%m-%d}"
        by = f"by the commit {step.commit.sha[:SHORT]}" if step else "without a commit yet"
        yield warning(
            "proof-since-raised",
            f"'proof_since' was raised{f' from {was}' if was else ''} to {day.astimezone(site.zone):%Y-%m-%d} {by}: "
            "windows that git had proven, or shown to be late, are now taken as the files declare them",
            f"put back {was}" if was else "remove it, or name the day of the move",
            Location(SITE_FILE),
        )


def warning(code: str, message: str, remedy: str, place: Location) -> Diagnostic:
    """Something about the history that authors should know and that stops nothing."""
    return Diagnostic(code, message, remedy, place, Severity.WARNING)
