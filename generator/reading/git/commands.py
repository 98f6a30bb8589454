"""How git is run: by this module alone, for reading and for writing alike. No library, no checkout.

For reading, only plumbing is asked, with everything stated that a setting or the environment could
change: no pathspec is a pattern, grafts and replacements are off, no program of the user's is run, and
the repository is the one that the folder lies in, whatever repository's hook has called this program.
A bare repository among the files (HEAD, objects, refs: anybody's pull request can bring one, with
settings that name programs) is none.
What gives git access (``safe.directory``, ssh, credentials) reaches it.
"""

from __future__ import annotations

import errno
import os
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from generator.reading.guarded import SIZE_LIMIT

TOO_LARGE = b"\n" * (SIZE_LIMIT + 1)
"""What stands for a file that is too large: every reader refuses it for its size, and for having no words."""
REGULAR_FILES = frozenset({"100644", "100755"})
ELSEWHERE = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
"""What ``git rev-parse --local-env-vars`` lists, less GIT_CONFIG_COUNT and GIT_CONFIG_PARAMETERS: by
these git tells its hooks which repository is theirs."""
MEANINGS = frozenset(
    {
        "GIT_ATTR_SOURCE",
        "GIT_GLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_LITERAL_PATHSPECS",
        "GIT_NAMESPACE",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_QUARANTINE_PATH",
    }
)
"""What would give our arguments another meaning."""
NOT_INSTALLED = "git is not installed"

EMBEDDED = ("-c", "safe.bareRepository=explicit")
READING = (
    *EMBEDDED,
    "--no-pager",
    "--literal-pathspecs",
    "--no-replace-objects",
    "--no-optional-locks",
    "-c", "core.fsmonitor=false",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "core.quotePath=false",
    "-c", "core.untrackedCache=false",
)  # fmt: skip
DIFF = (
    "diff",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "-O/dev/null",
    "--ignore-submodules=all",
)
"""A comparison with the files as they lie here, whatever the settings; plumbing would not look into them."""


class GitError(Exception):
    """Git answered with an error; the text is git's own, ``output`` what it had printed before."""

    def __init__(self, text: str, output: bytes = b"") -> None:
        super().__init__(text)
        self.output = output


@dataclass(frozen=True, slots=True)
class Asked:
    """A git that is running; ``output`` is the file that it writes to (None: a pipe)."""

    process: subprocess.Popen[bytes]
    output: IO[bytes] | None = None

    def answer(self) -> bytes:
        """Waits for its end and returns what it said. Raises GitError with git's words."""
        with self.process, self.output or nullcontext():
            said, complaint = self.process.communicate()
            if self.output is not None:
                self.output.seek(0)
                said = self.output.read()
        if self.process.returncode:
            words = complaint.decode(errors="replace").strip()
            raise GitError(words or f"exit {self.process.returncode}", said)
        return said

    def stop(self) -> None:
        """Ends it, where nobody has waited for its answer."""
        if self.process.returncode is None:
            self.process.kill()
            self.process.communicate()
        if self.output is not None:
            self.output.close()


def run_git(
    root: Path, *arguments: str, stdin: bytes | None = None, worktree: Path | None = None
) -> bytes:
    """Asks git something in a folder and returns its output. Raises GitError with git's words.

    ``worktree`` is the folder with the repository's ``.git``, whatever ``core.worktree`` says.
    """
    return start_git(root, *arguments, stdin=stdin, worktree=worktree).answer()


def run_all(root: Path, *commands: Sequence[str]) -> list[bytes]:
    """Runs several gits at once and returns their outputs. Raises the first one's GitError, all having ended."""
    started = [start_git(root, *command) for command in commands]
    answers: list[bytes] = []
    failed: GitError | None = None
    for one in started:
        try:
            answers.append(one.answer())
        except GitError as error:
            failed = failed or error
    if failed:
        raise failed
    return answers


def start_git(
    root: Path,
    *arguments: str,
    stdin: bytes | None = None,
    kept: bool = False,
    worktree: Path | None = None,
) -> Asked:
    """Starts a git that reads, without waiting for it. Raises GitError where there is none.

    ``kept``: it may say more than a pipe holds before anybody listens.
    """
    environment = _environment() | {"LC_ALL": "C", "GIT_GRAFT_FILE": os.devnull}
    if worktree is not None:
        environment["GIT_WORK_TREE"] = str(worktree)
    return _start(root, (*READING, *arguments), environment, stdin, kept=kept)


def write_git(root: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """Runs a git that changes something, with the engineer's own name, hooks and settings. Raises GitError.

    EMBEDDED is asked about first: as an option of this git, all its hooks would inherit it.
    """
    run_git(root, "rev-parse", "--git-dir")
    command = ("--no-pager", "--no-replace-objects", *arguments)
    return _start(root, command, _environment(), stdin).answer()


def literal(path: str) -> str:
    """A path as a pathspec that is no pattern; for commands whose hooks must not inherit an option."""
    return f":(literal){path}"


def _environment() -> dict[str, str]:
    away = ELSEWHERE | MEANINGS
    return {k: v for k, v in os.environ.items() if k not in away}  # noqa: TID251 - see ELSEWHERE


def _start(
    root: Path,
    arguments: Sequence[str],
    environment: dict[str, str],
    stdin: bytes | None,
    *,
    kept: bool = False,
) -> Asked:
    output = tempfile.TemporaryFile() if kept else None  # noqa: SIM115 - closed with the answer
    with tempfile.TemporaryFile() if stdin is not None else nullcontext() as fed:
        if fed is not None and stdin is not None:
            fed.write(stdin)
            fed.seek(0)
        try:
            process = subprocess.Popen(
                ["git", *arguments],
                cwd=root,
                stdin=fed or subprocess.DEVNULL,
                stdout=output or subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
            )
        except FileNotFoundError as error:
            known = root.is_dir()
            raise GitError(NOT_INSTALLED if known else f"there is no folder {root}") from error
        except OSError as error:
            if error.errno in {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}:
                raise  # the machine's trouble, not the repository's
            raise GitError(f"git cannot be started: {error.strerror or error}") from error
    return Asked(process, output)


def read_blobs(root: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    """The contents of git objects; of one that is larger than any file may be, :data:`TOO_LARGE`.

    Sizes are asked before contents: what a history holds once it holds for ever, and git itself needs the
    memory for all of it.
    """
    wanted = sorted(set(blobs))
    if not wanted:
        return {}
    sizes = run_git(root, "cat-file", "--batch-check", stdin=_lines(wanted)).decode().splitlines()
    found, small = {}, []
    for blob, header in zip(wanted, sizes, strict=True):
        if header.endswith(" missing"):
            raise GitError(f"object {blob} is missing from the repository")
        if int(header.rpartition(" ")[2]) > SIZE_LIMIT:
            found[blob] = TOO_LARGE
        else:
            small.append(blob)
    output, at = run_git(root, "cat-file", "--batch", stdin=_lines(small)), 0
    for blob in small:
        end = output.index(b"\n", at)
        size = int(output[at:end].rpartition(b" ")[2])
        found[blob] = output[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
    return found


def _lines(words: Sequence[str]) -> bytes:
    return "".join(f"{word}\n" for word in words).encode()
