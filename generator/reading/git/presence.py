"""Whether all posts are here: a checkout may leave some out, and a file may be a pointer to what is elsewhere."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, Location
from generator.reading.git.commands import Asked, GitError, read_blobs, run_git, start_git
from generator.reading.git.repository import FOLDERS, NOTICES, SITE_FILE, top_of
from generator.reading.yaml.text import POINTER, is_pointer, pointer_words

SUBMODULE = b"160000"
SKIPPED = b"S"


@dataclass(frozen=True, slots=True)
class Listing:
    """A question to git under way: which files of the posts the index holds."""

    root: Path
    top: Path
    asked: Asked


def start_listing(root: Path, paths: Sequence[str] = FOLDERS) -> Listing | None:
    """Starts listing the posts that git keeps; None outside git."""
    top = top_of(root)
    if top is None:
        return None
    try:
        asked = start_git(root, "ls-files", "-t", "-s", "-z", "--", *paths, worktree=top)
    except GitError:
        return None
    return Listing(root, top, asked)


def missing_posts(listing: Listing | None) -> tuple[Diagnostic, ...]:
    """Errors for posts that git keeps and that are not here. Raises GitError where git cannot say."""
    if listing is None:
        return ()
    blobs: dict[str, str] = {}
    skipped: list[str] = []
    modules: list[str] = []
    for row in listing.asked.answer().split(b"\0"):
        meta, _, name = row.partition(b"\t")
        if not name:
            continue
        tag, mode, blob, *_ = meta.split(b" ")
        path = os.fsdecode(name)
        if mode == SUBMODULE:
            modules.append(path)
        elif path.endswith(".md"):
            blobs[path] = blob.decode()
            if tag == SKIPPED and not os.path.lexists(listing.root / path):
                skipped.append(path)
    found = []
    if skipped:
        found.append(
            Diagnostic(
                "sparse-checkout",
                f"this checkout leaves {len(skipped)} of the site's posts out, {skipped[0]} among them",
                "run 'git sparse-checkout disable'; in CI remove 'sparse-checkout:'",
                Location(SITE_FILE),
            )
        )
    found += [
        Diagnostic(
            "missing-submodule",
            f"the submodule {path}, in which posts lie, is not here",
            "run 'git submodule update --init'; in CI set submodules: true",
            Location(SITE_FILE),
        )
        for path in modules
        if not (listing.root / path).is_dir() or not any((listing.root / path).iterdir())
    ]
    found += [
        Diagnostic(
            "notices-in-submodule",
            f"notices lie in the submodule {path}: this repository's history, which proves when they "
            "were published, does not have them",
            "move them into this repository (git rm --cached, remove the folder's .git, git add)",
            Location(SITE_FILE),
        )
        for path in modules
        if not found and f"{path}/".startswith(f"{NOTICES}/")
    ]
    return tuple(found or _pointers(listing, blobs))


def _has_attributes(listing: Listing, paths: Sequence[str]) -> bool:
    """Whether any file could say that posts are filtered; asking git of each is slow."""
    folders = {parent for path in paths for parent in (listing.root / path).parents}
    above = {listing.top, *listing.top.parents}
    places = [folder / ".gitattributes" for folder in folders - (above - {listing.top})]
    places += [listing.top / ".git" / "info" / "attributes"]
    settings = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: TID251, PTH111 - git's own place
    places.append(Path(settings) / "git" / "attributes")
    linked = (listing.top / ".git").is_file()
    return linked or any(place.exists() for place in places)


def _pointers(listing: Listing, blobs: dict[str, str]) -> list[Diagnostic]:
    """Posts that git keeps as pointers, or encrypted, whatever the checkout made of them."""
    paths = list(blobs)
    if not _has_attributes(listing, paths):
        return []
    fed = b"".join(os.fsencode(path) + b"\0" for path in paths)
    said = run_git(
        listing.root, "check-attr", "-z", "--stdin", "filter", stdin=fed, worktree=listing.top
    ).split(b"\0")
    filtered = [
        path
        for path, value in zip(paths, said[2::3], strict=False)
        if value not in (b"unspecified", b"unset")
    ]
    texts = read_blobs(listing.root, (blobs[path] for path in filtered))
    for path in filtered:
        if is_pointer(texts[blobs[path]]):
            message, remedy = pointer_words(texts[blobs[path]], in_history=True)
            return [Diagnostic(POINTER, message, remedy, Location(path))]
    return []
