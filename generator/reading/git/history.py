"""The history of a site's posts along the published line, asked of git while other things are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from generator.model.content import ProofSettings
from generator.reading.git.commands import Asked, GitError, start_git
from generator.reading.git.commits import Change, Step, parse_diffs
from generator.reading.git.line import Line, header_command, line_of, publications
from generator.reading.git.presence import Listing, start_listing
from generator.reading.git.repository import (
    BUILT_BRANCH,
    FOLDERS,
    LEDGERS,
    NOTICES,
    SITE_FILE,
    Repository,
    open_repository,
)


@dataclass
class History:
    """What git is being asked about a site. ``error`` is why it cannot be read; ``repository`` None: there is none.

    ``changes`` are by commit and the one before it; ``diffs`` are under way, for some steps.
    """

    root: Path
    base: str
    repository: Repository | None = None
    error: str | None = None
    listing: Listing | None = None
    headers: Asked | None = None
    line: Line | None = None
    changes: dict[tuple[str, str | None], list[Change]] = field(default_factory=dict)
    diffs: tuple[Sequence[Step], Asked] | None = None

    @property
    def here(self) -> Repository:
        """The repository. Raises GitError where there is none."""
        if self.repository is None:
            raise GitError(self.error or "there is no history")
        return self.repository

    def read_line(self, proof: ProofSettings) -> Line:
        """The published line, and all commits known. Raises GitError."""
        if self.line is None:
            if self.headers is None:
                raise GitError(self.error or "there is no history")
            self.line = line_of(self.headers.answer(), self.here.top, self.here.tip, proof)
        return self.line

    def start_reading(self, proof: ProofSettings) -> None:
        """Starts comparing the commits of the whole line, while other things are done."""
        if self.repository is None or self.error:
            return
        try:
            steps = self.read_line(proof).steps
            self.diffs = (steps, start_diffs(self.repository, steps, _paths(self.here.prefix)))
        except GitError as error:
            self.error = str(error)

    def happened(
        self, steps: Sequence[Step], now: datetime, wrong_clock: Iterable[str] = ()
    ) -> list[Step]:
        """Each commit of a line with its publication and what it changed, oldest first. Raises GitError."""
        if self.diffs is None:
            new = [s for s in steps if (s.commit.sha, s.before) not in self.changes]
            self.diffs = (new, start_diffs(self.here, new, _paths(self.here.prefix)))
        compared, asked = self.diffs
        self.diffs = None
        for step, changes in zip(compared, parse_diffs(asked.answer()), strict=True):
            self.changes[step.commit.sha, step.before] = changes
        return [
            one._replace(changes=self.changes[one.commit.sha, one.before])
            for one in publications(steps, now, wrong_clock)
        ]

    def of_notices(self, steps: Sequence[Step], prefix: str) -> list[Step]:
        """Steps with what they changed of the notices at a prefix alone. Raises GitError."""
        return _compared(steps, start_diffs(self.here, steps, _paths(prefix, [NOTICES])))

    def of_files(self, steps: Sequence[Step], prefix: str) -> list[Step]:
        """Steps with what they changed of the site at a prefix. Raises GitError."""
        return _compared(steps, start_diffs(self.here, steps, _paths(prefix, FOLDERS)))

    def of_deleted(self, steps: Sequence[Step]) -> list[Step]:
        """Steps with the files that they deleted, wherever those lay. Raises GitError."""
        return _compared(steps, start_diffs(self.here, steps, (), deleted=True))

    def end(self) -> None:
        """Leaves what has been asked and not been looked at."""
        if self.listing:
            self.listing.asked.stop()
        if self.headers:
            self.headers.stop()
        if self.diffs:
            self.diffs[1].stop()


def start_history(root: Path, base: str = BUILT_BRANCH, paths: Sequence[str] = FOLDERS) -> History:
    """Starts asking about a site: its line, and whether its posts (those at some paths) are here."""
    history = History(root, base)
    try:
        history.listing = start_listing(root, paths)
        history.repository = repository = open_repository(root, base)
        if repository is not None and any(path.startswith(NOTICES) for path in paths):
            command = header_command(repository.tip)
            history.headers = start_git(
                repository.top, *command, kept=True, worktree=repository.top
            )
    except GitError as error:
        history.error = str(error)
    return history


def start_diffs(
    repository: Repository, steps: Sequence[Step], paths: Iterable[str], *, deleted: bool = False
) -> Asked:
    """Starts comparing each step with the one before it, below paths from the repository's top.

    No paths: everywhere. ``deleted`` looks at files alone that are gone. Raises GitError.
    """
    fed = "".join(f"{step.commit.sha} {step.before or ''}".rstrip() + "\n" for step in steps)
    return start_git(
        repository.top, "diff-tree", "--stdin", "-r", "--root", "--raw", "-z", "--always",
        "--no-abbrev", "--no-renames", *(["--diff-filter=D"] if deleted else []), "--", *paths,
        stdin=fed.encode(), kept=True, worktree=repository.top,
    )  # fmt: skip


def _paths(prefix: str, folders: Sequence[str] = (*FOLDERS, LEDGERS)) -> list[str]:
    """The files of interest of a site, from the repository's top."""
    return [f"{prefix}{name}" for name in (SITE_FILE, *folders)]


def _compared(steps: Sequence[Step], asked: Asked) -> list[Step]:
    found = parse_diffs(asked.answer())
    return [step._replace(changes=one) for step, one in zip(steps, found, strict=True)]
