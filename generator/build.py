"""The one way through the house: files and git in, judgements out, and from them a site.

Every command that looks at a site calls :func:`prepare` and differs in its arguments alone, so that
all of them leave out, excuse and judge alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Severity
from generator.drawing import has_errors, in_order
from generator.reading.content import Reading, read_content, read_names, read_site
from generator.rules.judgements import Assessment

if TYPE_CHECKING:
    from generator.model.content import Content, Post
    from generator.rendering.outputs import Plan
    from generator.rendering.prose.fragments import Fragments

Clock = Callable[[tzinfo], datetime]
"""The instant to judge at; a local time can only be read once the site's zone is known."""

HEAD = "HEAD"
SHORT_NOTICE = "short-notice"
"""An error for ``check`` alone: a page that is not rebuilt is worse than a notice that comes too late."""


REFUSED = frozenset({"pointer-file"})
"""Errors of files that are elsewhere: what is here is not the whole site."""


def _silent(what: str) -> None:
    del what


@dataclass(frozen=True, slots=True)
class Prepared:
    """A site as read and judged at one instant.

    ``content`` holds all that could be read; None where site.yaml is unusable. ``broken`` are the
    files of posts with errors: ``everything`` is judged without them, and ``assessment`` is the part of
    it that the audience sees. Both are None where the content is, and where ``refused``: the history
    could not be read, so nothing about notices is proven and nothing may be published.
    ``diagnostics`` are those of reading, in order; :func:`findings` adds those of the rules. ``audience``
    are the readers' names (None: the authors, who see all). ``only`` are the files that alone were
    asked for.
    """

    root: Path
    now: datetime
    base: str
    content: Content | None
    diagnostics: tuple[Diagnostic, ...]
    broken: tuple[str, ...] = ()
    refused: bool = False
    everything: Assessment | None = None
    assessment: Assessment | None = None
    audience: frozenset[str] | None = None
    only: tuple[str, ...] | None = None

    @property
    def failed(self) -> bool:
        """Whether files or history have errors."""
        return has_errors(self.diagnostics)


def prepare(
    root: Path,
    now: Clock,
    *,
    base: str = HEAD,
    audience: Collection[str] | None = None,
    only: Sequence[str] | None = None,
    period: str | None = None,
    written: bool = False,
    progress: Callable[[str], None] = _silent,
) -> Prepared:
    """Read the site in ``root``, join its ledgers, leave out what is broken, judge, leave out others' posts.

    Publications are read from ``base``. ``audience`` are the names of those who will read it, None its
    authors, who see all. ``only`` names the posts and translations that matter: then little else is
    read, and no periods are judged. ``period`` limits the periods; UnknownPeriodError where nobody
    measures such a one. ``written`` is whether it matters when posts and terms were written.
    """
    if only is None:
        site = read_all(root, now, base, written=written, progress=progress)
    else:
        site = _read_some(root, now, base, tuple(only))
    if site.content is None or site.refused:
        return site
    progress("judging")
    content = _without(site.content, site.broken)
    everything = _judged(site, content, period)
    if audience is None:
        return replace(site, everything=everything, assessment=everything)
    from generator.rules.audience import shown_to

    names = frozenset(audience)
    return replace(
        site, everything=everything, assessment=shown_to(everything, names), audience=names
    )


def findings(
    site: Prepared,
    *,
    strict: bool = False,
    theme: bool = True,
    fragments: Fragments | None = None,
) -> tuple[Diagnostic, ...]:
    """All that is wrong with a site, in order; a notice that is too short is an error if ``strict``.

    What the posts accept is among it, and marked.

    Posts with errors are looked at, too: what else is wrong with them is wanted in the same run.
    ``theme`` is whether mistakes in the site's own theme are looked for. ``fragments`` are texts that were
    read before, which are added to.
    """
    found = list(site.diagnostics)
    if site.everything is not None and site.content is not None:
        from generator.rules.checks import posts

        whole = _judged(site, site.content, None) if site.broken else site.everything
        if site.only is None:
            from generator.rules.checks.all import run_checks

            found += run_checks(whole)
        else:
            found += posts.run_checks(whole)
        from generator.rendering.prose.checks import check_prose

        found += check_prose(whole.content, site.root, site.only, fragments)
        from generator.rules.checks.accepted import with_acceptances

        found = [*with_acceptances(found, site.content.posts, whole=site.only is None)]
    if theme and _has_theme(site.root):
        from generator.rendering.theme.checks import check_theme

        found += check_theme(site.root)
    if not strict:
        warning = Severity.WARNING
        found = [replace(d, severity=warning) if d.code == SHORT_NOTICE else d for d in found]
    return in_order(found)


def plan_site(site: Prepared, fragments: Fragments | None = None) -> Plan:
    """Every file of the site: what it is made from, and how it is made. Nothing is rendered yet.

    ``fragments`` are rendered texts of earlier builds, which are added to; they change no byte. Making
    a file raises ThemeError, with its diagnostic, for a mistake in the site's own theme; so does this.
    """
    if site.assessment is None or site.content is None:
        raise ValueError("a site that could not be judged has no pages")
    from generator.rendering.prose.fragments import Fragments
    from generator.rendering.site import plan_of
    from generator.rules.audience import named

    shown = with_commits(site.assessment)
    broken = site.broken
    if site.audience is not None:
        broken = named(site.content, broken, site.audience)
    return plan_of(shown, site.root, broken, fragments or Fragments())


def with_commits(assessment: Assessment) -> Assessment:
    """The assessment with the last commits of the ledger's files, and those that changed closed periods."""
    content = assessment.content
    if content.closed:
        from generator.rules.closed import changed_paths

        first = min(c.publications[0].published_at for c in content.closed)
        wanted = frozenset(changed_paths(assessment))
        known = (e for e in content.changes if first < e.at <= assessment.now)
        edits = [e for e in known if e.path in wanted]
        content = replace(content, edits=tuple(edits[::-1]))
    paths = {row.path for result in assessment.periods for row in result.ledger if row.path}
    last = {e.path: e for e in reversed(content.changes) if e.path in paths}
    return replace(assessment, content=replace(content, commits=last))


def read_all(
    root: Path,
    now: Clock,
    base: str = HEAD,
    *,
    files: Path | None = None,
    kept: Sequence[Post] = (),
    written: bool = False,
    progress: Callable[[str], None] = _silent,
) -> Prepared:
    """The site in ``root`` with its history and ledgers, not judged yet.

    ``files`` is where an earlier state of the site's files lies, if that is wanted, and ``kept`` are posts
    that were the same then, and lie not there.
    """
    from generator.reading.git.history import start_history
    from generator.reading.git.notices import read_history

    progress("reading the files")
    history = start_history(root, base)
    said = read_names(files or root)
    if said.site:
        history.start_reading(said.site.proof)
    reading = read_content(files or root, site=said)
    content: Content | None = _with(kept, reading.content)
    at = now(content.site.zone if content else UTC)
    more: tuple[Diagnostic, ...] = ()
    if content:
        progress("reading the history")
        living = _names_of(reading.broken)
        content, more = read_history(
            root, content, at, base, history=history, living=living, written=written
        )
    history.end()
    return _joined(Prepared(root, at, base, content, ()), reading, more, files or root)


def _read_some(root: Path, now: Clock, base: str, only: tuple[str, ...]) -> Prepared:
    """A few files; what is needed to judge them is loaded while git looks for posts of the same ids."""
    from generator.reading.git.history import start_history
    from generator.reading.git.search import start_searches

    searches = start_searches(root, only, now(UTC))
    history = start_history(root, base, only)
    from generator.reading.single_files import read_some
    from generator.rules import judge
    from generator.rules.checks import posts

    del judge, posts
    site, _ = read_site(root)
    at = now(site.zone if site else UTC)
    reading, more = read_some(root, only, at, base, searches, history)
    history.end()
    read = Prepared(root, at, base, reading.content, (), only=only)
    return _joined(read, reading, more, root)


def _joined(
    site: Prepared, reading: Reading, history: tuple[Diagnostic, ...], files: Path
) -> Prepared:
    """What was read, with the ledger of mailings joined to it."""
    content = site.content
    mailings: tuple[Diagnostic, ...] = ()
    if content is not None:
        from generator.reading.ledgers.mailings import join_mailings

        content, mailings = join_mailings(files, content)
    found = in_order([*reading.diagnostics, *history, *mailings])
    faulty = sorted({d.location.path for d in found if d.severity is Severity.ERROR})
    broken = tuple(path for path in faulty if path.startswith(("incidents/", "maintenance/")))
    refused = has_errors(history) or any(d.code in REFUSED for d in found)
    return replace(site, content=content, diagnostics=found, broken=broken, refused=refused)


def _with(kept: Sequence[Post], content: Content | None) -> Content | None:
    """The content with more posts, whose history is not read yet."""
    if content is None or not kept:
        return content
    from generator.model.content import Incident

    written = [
        *content.incidents,
        *content.bulletins,
        *(post for post in kept if isinstance(post, Incident)),
    ]
    written.sort(key=lambda post: post.id)
    notices = [
        replace(post, versions=(), proven=None, begun=())
        for post in kept
        if not isinstance(post, Incident)
    ]
    return replace(
        content,
        incidents=tuple(post for post in written if not post.is_bulletin),
        bulletins=tuple(post for post in written if post.is_bulletin),
        maintenance=tuple(sorted([*content.maintenance, *notices], key=lambda post: post.id)),
    )


def _names_of(paths: Iterable[str]) -> frozenset[str]:
    """The ids that posts have by the names of their files."""
    return frozenset(path.rpartition("/")[2].removesuffix(".md") for path in paths)


def _judged(site: Prepared, content: Content, period: str | None) -> Assessment:
    if site.only is not None:
        from generator.rules.judge import Judge

        return Judge(content, site.now).posts()
    from generator.rules.assessment import assess

    return assess(content, site.now, period)


def _has_theme(root: Path) -> bool:
    """Whether the site has a theme of its own; the default one is tested, not checked."""
    own = root / "theme"
    return own.is_dir() and own.resolve() != (Path(__file__).parents[1] / "theme").resolve()


def _without(content: Content, broken: Sequence[str]) -> Content:
    """The content less the posts of these files; a broken translation leaves its post whole."""
    return replace(
        content,
        incidents=tuple(post for post in content.incidents if post.path not in broken),
        bulletins=tuple(post for post in content.bulletins if post.path not in broken),
        maintenance=tuple(post for post in content.maintenance if post.path not in broken),
    )
