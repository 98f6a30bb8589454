"""Moved-in posts as commits with the dates on which the originals were published.

One stream to ``git fast-import``, whatever the number of posts. The commits follow the branch's last
one, since what was pushed is not rewritten. The original date is that of the author, as ``git log``
shows it; the committer's is that of the import, so the commits prove nothing that is older.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from generator.authoring.commit import CommitError, git
from generator.authoring.importers.import_posts import Arrived
from generator.authoring.posts_on_disk import FOLDERS


def commit_history(root: Path, posts: Sequence[Arrived]) -> int:
    """Commits each post at its publication, oldest first, and returns how many commits that makes.

    The files must be written already. Raises CommitError outside a repository, without a branch or a
    commit, or where something is staged.
    """
    check_ready(root)
    branch = git(root, "symbolic-ref", "HEAD").strip()
    prefix = git(root, "rev-parse", "--show-prefix").strip()
    committer = git(root, "var", "GIT_COMMITTER_IDENT").strip()
    who = committer.rpartition(" ")[0].rpartition(" ")[0]
    stream = [b"feature done\n"]
    for number, post in enumerate(sorted(posts, key=lambda p: (p.published_at, p.path))):
        stamp = f"{int(post.published_at.astimezone(UTC).timestamp())} +0000"
        message = f"{post.title}\n\nMoved in from {post.source}\n".encode()
        data = post.text.encode()
        place = (prefix + post.path).replace("\\", "\\\\").replace('"', '\\"')
        start = f"from {branch}^0\n" if number == 0 else ""
        stream.append(
            f"commit {branch}\nauthor {who} {stamp}\ncommitter {committer}\n"
            f"data {len(message)}\n".encode()
            + message
            + f'\n{start}M 100644 inline "{place}"\ndata {len(data)}\n'.encode()
            + data
            + b"\n"
        )
    stream.append(b"done\n")
    git(root, "fast-import", "--quiet", "--date-format=raw", stdin=b"".join(stream))
    git(root, "add", "--", *(folder for folder in FOLDERS if (root / folder).is_dir()))
    return len(posts)


def check_ready(root: Path) -> None:
    """CommitError where history cannot be written here."""
    try:
        git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        git(root, "symbolic-ref", "HEAD")
    except CommitError as error:
        raise CommitError(
            "there is no branch with a commit here; commit site.yaml first, then import"
        ) from error
    if git(root, "diff", "--cached", "--name-only").strip():
        raise CommitError("something is staged; commit it first, then import")
