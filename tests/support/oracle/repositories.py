"""Stories as folders: files as an engineer would write them, and their history by ``git fast-import``."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from support.builders import GIT_ENVIRONMENT
from support.oracle.stories import At, Commit, Post, Settings, Story


def write(story: Story, root: Path) -> dict[int, str]:
    """Writes a story's folder; returns the ids of its commits by their numbers."""
    root.mkdir(parents=True)
    ids = _history(story, root) if story.commits else {}
    for path, text in tree(story.settings, story.files, ids).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return ids


def tree(settings: Settings, files: dict[str, Post], ids: dict[int, str]) -> dict[str, str]:
    return {"site.yaml": _site(settings, ids)} | {p: _post(post) for p, post in files.items()}


def _history(story: Story, root: Path) -> dict[int, str]:
    _git(root, "init", "--quiet", "--template=", "--initial-branch=main")
    ids: dict[int, str] = {}
    stream = "".join(_commit(c) for c in story.commits)
    marks = root / ".git" / "marks"
    _git(root, "-c", "fastimport.unpackLimit=1", "fast-import", "--quiet", "--force", "--date-format=raw-permissive",
         f"--export-marks={marks}", stdin=stream)  # fmt: skip
    for line in marks.read_text().splitlines():
        mark, id = line.split()
        ids[int(mark[1:])] = id
    marks.unlink()
    _git(root, "read-tree", "HEAD")
    return ids


def _commit(commit: Commit) -> str:
    lines = [
        "commit refs/heads/main",
        f"mark :{commit.number}",
        f"author A <a@example.com> {commit.author} +0000",
        f"committer C <c@example.com> {commit.committer} +0000",
        f"data {len(commit.message.encode())}",
        commit.message,
    ]
    if commit.parents:
        first, *others = commit.parents
        lines += [f"from :{first}", *(f"merge :{p}" for p in others), "deleteall"]
    for path, text in tree(commit.settings, commit.files, {}).items():
        lines += [f"M 100644 inline {path}", f"data {len(text.encode())}", text]
    return "\n".join(lines) + "\n\n"


def _git(root: Path, *arguments: str, stdin: str = "") -> None:
    done = subprocess.run(
        ["git", *arguments], cwd=root, input=stdin.encode(), capture_output=True, check=False,
        env={**os.environ, **GIT_ENVIRONMENT},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()


def _site(settings: Settings, ids: dict[int, str]) -> str:
    proof: dict[str, Any] = {}
    if settings.branch:
        proof["branch"] = settings.branch
    if ids and settings.wrong_clock:
        proof["wrong_clock"] = [ids[n][:12] for n in settings.wrong_clock]
    if ids and settings.published_parent:
        proof["published_parent"] = {ids[n][:12]: p for n, p in settings.published_parent}
    said: dict[str, Any] = {
        "name": "Test",
        "url": "https://status.example.com",
        "timezone": settings.zone,
        "components": list(settings.components),
    }
    if settings.proof_since:
        said["proof_since"] = settings.proof_since
    if proof:
        said["proof"] = proof
    entries = settings.agreements
    said["sla"] = entries[0] if len(entries) == 1 else list(entries)
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in said.items())


def _post(post: Post) -> str:
    lines = ["---", *(f"{k}: {json.dumps(_plain(v))}" for k, v in post.keys.items()), "---", ""]
    updates = post.updates[::-1] if post.newest_first else post.updates
    for at, status in updates:
        lines += [f"## {at.text()} {status}", f"It is {status.lower()}.", ""]
    return "\n".join(lines)


def _plain(value: Any) -> Any:
    match value:
        case At():
            return value.text()
        case dict():
            return {k: _plain(v) for k, v in value.items()}
        case list() | tuple():
            return [_plain(v) for v in value]
        case _:
            return value
