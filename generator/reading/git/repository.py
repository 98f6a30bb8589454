"""The repository that a site lies in, and whether all of it is here that proves when notices were published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, Location
from generator.reading.git.commands import NOT_INSTALLED, GitError, run_git, start_git

BUILT_BRANCH = "HEAD"
SITE_FILE = "site.yaml"
NOTICES = "maintenance"
FOLDERS = ("incidents", NOTICES)
LEDGERS = "ledger"
SHALLOW = "this clone is shallow: the commits that prove when notices were published are missing"
UNKNOWN_BASE = "there is no commit"
NO_COMMIT = "HEAD names no commit, though the repository has commits"


@dataclass(frozen=True, slots=True)
class Repository:
    """Where a site's history is: ``top`` has the ``.git``; ``prefix`` is the site's folder below it.

    ``prefix`` is empty or ends in a slash; ``tip`` is the commit at which the history is read.
    """

    root: Path
    top: Path
    prefix: str
    tip: str

    def ask(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        """Asks git at the repository's top. Raises GitError."""
        return run_git(self.top, *arguments, stdin=stdin, worktree=self.top)


def top_of(root: Path) -> Path | None:
    """The folder with the repository of a folder; None outside git.

    An empty folder ``.git`` is none, to git neither.
    """
    place = root.resolve()
    for folder in (place, *place.parents):
        git = folder / ".git"
        if git.is_file() or (git.is_dir() and any(git.iterdir())):
            return folder
    return None


def is_tracked(place: Path) -> bool:
    """Whether the repository around it keeps a file, or anything below a folder. Raises GitError."""
    top = top_of(place.parent)
    if top is None:
        return False
    path = (place.parent.resolve() / place.name).relative_to(top).as_posix()
    return bool(run_git(top, "ls-files", "-z", "--", path, worktree=top))


def open_repository(root: Path, base: str) -> Repository | None:
    """The repository of a site, read at ``base``; None where there is no history.

    Raises GitError where it is not whole.
    """
    top = top_of(root)
    if top is None:
        return None
    place = root.resolve().relative_to(top).as_posix()
    prefix = "" if place == "." else f"{place}/"
    commit = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    asked = start_git(top, *commit, worktree=top)
    try:
        shallow = run_git(top, "rev-parse", "--is-shallow-repository", worktree=top).strip()
    finally:
        try:
            tip = asked.answer().decode().strip()
        except GitError:
            tip = ""
    if not tip:
        if base != BUILT_BRANCH:
            raise GitError(f"{UNKNOWN_BASE} '{base}' here to compare with")
        if _is_begun(top):
            raise GitError("the commit that HEAD names is missing")
        if _has_commits(top):
            raise GitError(NO_COMMIT)
        return None
    if shallow == b"true":
        raise GitError(SHALLOW)
    return Repository(root, top, prefix, tip)


def _is_begun(top: Path) -> bool:
    """Whether HEAD names a commit, be it there or lost; in a new repository it names none yet."""
    try:
        run_git(top, "rev-parse", "--verify", "--quiet", "HEAD", worktree=top)
    except GitError:
        return False
    return True


def _has_commits(top: Path) -> bool:
    """Whether there is any commit, though HEAD names none: a lost branch, or another one."""
    kinds = run_git(
        top, "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objecttype)",
        worktree=top,
    )  # fmt: skip
    return b"commit" in kinds.split()


def refusal(reason: str, base: str) -> Diagnostic:
    """Why a history cannot be read, with what to do; the reason is a GitError's."""
    code = "git-failed"
    remedy = (
        "repair the repository or clone it anew ('git fsck' says what is damaged), then try again"
    )
    if reason == SHALLOW:
        code, remedy = "shallow-clone", "run 'git fetch --unshallow'; in CI set fetch-depth: 0"
    elif reason.startswith(UNKNOWN_BASE):
        code, remedy = "unknown-base", f"fetch it first: git fetch origin {base}"
    elif reason == NOT_INSTALLED:
        remedy = "install git: its history proves when notices were published"
    elif "bare repository" in reason:
        remedy = "remove HEAD, config, objects and refs from the site's folders: no repository belongs among the files"
    elif "dubious ownership" in reason:
        remedy = "run 'git config --global --add safe.directory' with this folder"
    elif reason == NO_COMMIT:
        remedy = "check out the published branch (git switch main); a branch whose file is damaged is named in .git/logs"
    message = reason if code != "git-failed" else f"git could not read the history: {reason}"
    return Diagnostic(code, " ".join(message.split()), remedy, Location(SITE_FILE))
