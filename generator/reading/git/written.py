"""When what the posts and the agreement say was written: the commit since which each fact stands as it does."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from generator.model.content import Content, Incident, Post, Site
from generator.model.writing import Writing
from generator.reading.files import read_file
from generator.reading.git.commands import read_blobs
from generator.reading.git.commits import Step
from generator.reading.git.history import History
from generator.reading.git.past_files import PastFile, PastFiles
from generator.reading.git.post_versions import Version, blocks, writing_of
from generator.reading.git.repository import FOLDERS, SITE_FILE
from generator.reading.site import read_site_file
from generator.reading.yaml.faults import Faults

ELSEWHERE = re.compile(rf"((?:.+/)?)(?:(?:{'|'.join(FOLDERS)})/.+\.md|{re.escape(SITE_FILE)})")
SLACK = timedelta(minutes=10)
TERMS = (b"sla", b"components", b"timezone")
"""The keys of site.yaml that judge a period."""


def with_writings(
    history: History,
    content: Content,
    steps: Sequence[Step],
    now: datetime,
    loose: Collection[str],
    *,
    posts: bool,
) -> Content:
    """The content with site.yaml as it was, and, where ``posts``, with each post's writing. Raises GitError.

    ``loose`` are files, from the repository's top, that are not as in the last commit.
    """
    prefix = history.here.prefix
    files = PastFiles(steps, now, (prefix,))
    chains: dict[str, list[PastFile]] = {}
    if posts:
        files.learn_ids(read_blobs(history.root, files.lost_blobs()))
        chains = {post.id: _chain(files, prefix, post) for post in content.posts}
        if earlier := _before_moves(history, files, chains, content):
            files = earlier
            chains = {post.id: _chain(files, prefix, post) for post in content.posts}
    site_chain = files.versions(prefix + SITE_FILE, (SITE_FILE,))
    site_loose = prefix + SITE_FILE in loose
    wanted = {one.blob for one in site_chain} if site_chain[1:] or site_loose else set()
    for post in content.posts if posts else ():
        chain = chains[post.id]
        if len({v.blob for v in chain}) > 1 or prefix + post.path in loose:
            wanted.update(version.blob for version in chain)
    texts = read_blobs(history.root, wanted)
    found = {}
    for post in content.posts if posts else ():
        chain = chains[post.id]
        present = _present(history, post) if prefix + post.path in loose else None
        if present is None and len({one.blob for one in chain}) <= 1:
            found[post.id] = Writing(chain[-1].at if chain else None)
            continue
        versions = [Version(one.at, texts[one.blob], one.path) for one in chain]
        if present is not None:
            versions.insert(0, present)
        found[post.id] = writing_of(post, versions, content.site)
    terms = _sites(content.site, site_chain, texts, loose=site_loose)
    return replace(content, writings=found, terms=terms)


def _chain(files: PastFiles, prefix: str, post: Post) -> list[PastFile]:
    return files.versions(prefix + post.path, (post.id, *post.aliases))


def _present(history: History, post: Post) -> Version | None:
    """The file as it lies here, without a commit."""
    data = read_file(str(history.root / post.path), Faults(post.path))
    return None if data is None else Version(None, data, post.path)


def _before_moves(
    history: History, files: PastFiles, chains: Mapping[str, list[PastFile]], content: Content
) -> PastFiles | None:
    """The files with those of the folders that the site lay in before; None where it never moved.

    Looked for where a post came whole, after all that it says. Raises GitError.
    """
    starts = {
        chain[-1].step
        for post in content.posts
        if (chain := chains[post.id])
        and chain[-1].step
        and chain[-1].at
        and chain[-1].at > _last_said(post) + SLACK
    }
    places = sorted(starts)
    prefixes: dict[str, int] = {}
    here = history.here.prefix
    for at, step in zip(
        places, history.of_deleted([files.steps[at] for at in places]), strict=True
    ):
        for change in step.changes:
            match = ELSEWHERE.fullmatch(change.path)
            if match and match[1] != here:
                prefixes[match[1]] = max(at + 1, prefixes.get(match[1], 0))
    steps = list(files.steps)
    for prefix, until in prefixes.items():
        before = history.of_files(steps[:until], prefix)
        for index, step in enumerate(before):
            steps[index] = steps[index]._replace(changes=[*steps[index].changes, *step.changes])
    if not prefixes:
        return None
    moved = PastFiles(steps, files.now, (here, *prefixes))
    moved.learn_ids(read_blobs(history.root, moved.lost_blobs()))
    moved.gone_by_id[SITE_FILE] = [prefix + SITE_FILE for prefix in prefixes]
    return moved


def _last_said(post: Post) -> datetime:
    said = [update.at for update in post.updates]
    if isinstance(post, Incident):
        return max([*said, post.started_at, post.resolved_at or post.started_at])
    return max([*said, post.announced.end_at])


def _sites(
    site: Site, chain: Sequence[PastFile], texts: Mapping[str, bytes], *, loose: bool
) -> tuple[tuple[datetime | None, Site], ...]:
    """The states of site.yaml, newest first; those of the same terms are one."""
    found: list[tuple[datetime | None, Site]] = [(None, site)] if loose or not chain else []
    terms: list[bytes | None] | None = None
    for version in chain:
        text = texts.get(version.blob, b"")
        stated = blocks(text.replace(b"\r\n", b"\n"))
        these = [stated.get(key) for key in TERMS]
        if found and these == terms:
            found[-1] = version.at, found[-1][1]
            continue
        past = read_site_file(text).site if found else site
        if past is not None:
            found.append((version.at, past))
            terms = these
    return tuple(found)
