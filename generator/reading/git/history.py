"""The history of a site's posts along the published line, asked of git while other things are read."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from generator.model.content import ProofSettings
from generator.reading.git.clocks import publications
from generator.reading.git.commands import GitError, answer_of, read_blobs, start_git
from generator.reading.git.diffs import Changes, Diffs, read_diffs, start_diffs
from generator.reading.git.line import Line, Step, header_command, line_of
from generator.reading.git.presence import FOLDERS, Listing, start_listing
from generator.reading.git.repository import BUILT_BRANCH, Repository, open_repository
from generator.reading.git.threads import SITE_FILE, Happened

NOTICES = "maintenance"
LEDGERS = "ledger"
RECENT = 500
"""How many commits are looked at first for notices that are new."""


@dataclass
class History:
    """What git is being asked about a site. ``error`` is why it cannot be read; ``repository`` None: there is none.

    ``changes`` are by commit and the one before it.
    """

    root: Path
    base: str
    repository: Repository | None = None
    error: str | None = None
    listing: Listing | None = None
    headers: tuple[subprocess.Popen[bytes], IO[bytes]] | None = None
    line: Line | None = None
    changes: dict[tuple[str, str | None], Changes] = field(default_factory=dict)
    diffs: tuple[list[Step], Diffs] | None = None

    def paths(self, prefix: str, folders: Sequence[str] = (*FOLDERS, LEDGERS)) -> list[str]:
        """The site's files of interest, from the repository's top."""
        return [f"{prefix}{name}" for name in (SITE_FILE, *folders)]

    def read_line(self, proof: ProofSettings) -> Line:
        """The published line, and all commits known. Raises GitError."""
        if self.repository is None:
            raise GitError(self.error or "there is no history")
        if self.line is None:
            if self.headers is None:
                raise GitError("the history was read already")
            asked, output = self.headers
            self.headers = None
            with output:
                answer_of(asked)
                output.seek(0)
                headers = output.read()
            self.line = line_of(headers, self.repository.top, self.repository.tip, proof)
        return self.line

    def start_reading(self, proof: ProofSettings) -> None:
        """Starts comparing the commits of the whole line, while other things are done."""
        if self.repository is None or self.error:
            return
        try:
            steps = list(self.read_line(proof).steps)
            asked = start_diffs(self.repository, steps, self.paths(self.repository.prefix))
            self.diffs = (steps, asked)
        except GitError as error:
            self.error = str(error)

    def happened(
        self, steps: Sequence[Step], now: datetime, wrong_clock: Iterable[str]
    ) -> list[Happened]:
        """Each commit of a line with its publication and what it changed, oldest first. Raises GitError."""
        if self.diffs is not None:
            asked, diffs = self.diffs
            self.diffs = None
            self._keep(asked, read_diffs(diffs))
        self._compare(steps)
        return [
            Happened(one, self.changes[one.commit.sha, one.before])
            for one in publications(steps, now, wrong_clock)
        ]

    def latest(self, number: int, now: datetime, wrong_clock: Iterable[str]) -> list[Happened]:
        """The same for the latest commits of the line alone, and for notices alone. Raises GitError."""
        if self.repository is None or self.line is None:
            raise GitError("there is no history")
        steps = self.line.steps[-number:]
        paths = self.paths(self.repository.prefix, FOLDERS[1:])
        found = read_diffs(start_diffs(self.repository, steps, paths))
        judged = publications(self.line.steps, now, wrong_clock)[-number:]
        return [Happened(one, changes) for one, changes in zip(judged, found, strict=True)]

    def elsewhere(self, steps: Sequence[Step], prefix: str) -> list[Changes]:
        """What commits changed of another folder's site. Raises GitError."""
        if self.repository is None:
            return []
        paths = self.paths(prefix, FOLDERS[1:])
        return read_diffs(start_diffs(self.repository, steps, paths))

    def deleted_by(self, steps: Sequence[Step]) -> list[Changes]:
        """The files that commits deleted, wherever they lay. Raises GitError."""
        if self.repository is None:
            return []
        return read_diffs(start_diffs(self.repository, steps, (), deleted=True))

    def read(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """The contents of objects. Raises GitError."""
        return read_blobs(self.root, blobs)

    def end(self) -> None:
        """Leaves what has been asked and not been looked at."""
        running = [self.listing.asked] if self.listing else []
        for asked, output in (
            *([self.headers] if self.headers else []),
            *([(self.diffs[1].asked, self.diffs[1].output)] if self.diffs else []),
        ):
            running.append(asked)
            output.close()
        for asked in running:
            if asked.returncode is None:
                asked.kill()
                asked.communicate()
        self.headers = self.diffs = None

    def _compare(self, steps: Iterable[Step]) -> None:
        new = [s for s in steps if (s.commit.sha, s.before) not in self.changes]
        if new and self.repository is not None:
            paths = self.paths(self.repository.prefix)
            self._keep(new, read_diffs(start_diffs(self.repository, new, paths)))

    def _keep(self, steps: Sequence[Step], found: Sequence[Changes]) -> None:
        for step, changes in zip(steps, found, strict=True):
            self.changes[step.commit.sha, step.before] = changes


def start_history(root: Path, base: str = BUILT_BRANCH, paths: Sequence[str] = FOLDERS) -> History:
    """Starts asking about a site: its line, and whether its posts (those at some paths) are here."""
    history = History(root, base)
    try:
        history.listing = start_listing(root, paths)
        repository = open_repository(root, base)
        history.repository = repository
        if repository is not None and any(path.startswith(NOTICES) for path in paths):
            command = header_command(repository.tip)
            output = tempfile.TemporaryFile()  # noqa: SIM115 - read and closed by read_line
            asked = start_git(repository.top, *command, output=output, worktree=repository.top)
            history.headers = (asked, output)
    except GitError as error:
        history.error = str(error)
    return history
