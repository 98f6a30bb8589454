"""What the commands share: the site's folder, the clock, reading, drawing, output that survives pipes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.diagnostics import Diagnostic, did_you_mean
from generator.drawing import draw_text, has_errors, in_order

if TYPE_CHECKING:
    from generator.model.content import Content, Post
    from generator.reading.content import Reading
    from generator.rules.judgements import Assessment

CLEAR = "\r\x1b[K"
"""Back to the beginning of the terminal's line, and empty it (ECMA-48, EL)."""

BEGAN, PASSING = "statusmark.began", "statusmark.passing"
CLOSED_PIPE = 141
"""The exit code of a program that wrote into a closed pipe: 128 + SIGPIPE."""

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Loaded:
    """A site as read. ``content`` is None where site.yaml cannot be used.

    ``diagnostics`` are sorted. ``refused`` is True where the history could not be read: then
    nothing about notices is proven and nothing may be published.
    """

    reading: Reading
    content: Content | None
    now: datetime
    diagnostics: tuple[Diagnostic, ...]
    refused: bool


def now_option(command: Command) -> Command:
    """``--now TIME``, as text: a local time can only be read once the site's zone is known."""
    return click.option(
        "--now",
        "now_text",
        metavar="TIME",
        help="Judge as of this time (2026-11-20 14:05 in the site's zone, or with an offset). "
        "[default: the clock]",
    )(command)


def base_option(command: Command) -> Command:
    """``--base REF``: where publications are read from."""
    return click.option(
        "--base",
        metavar="REF",
        default="HEAD",
        help="Read publication times from this branch or commit; in a pull request, the target. "
        "[default: HEAD]",
    )(command)


def site_folder(root: Path) -> Path:
    """The site's folder. Raises ClickException with a remedy where there is no site in it."""
    if (root / "site.yaml").is_file():
        return root
    for name in ("site.yml", "Site.yaml", "site.yaml.txt"):
        if (root / name).is_file():
            raise click.ClickException(f"rename {name} in {root.absolute()} to site.yaml.")
    where = root.absolute() if root.exists() else f"{root} (which does not exist)"
    raise click.ClickException(
        f"there is no site.yaml in {where}. Go to the folder of your status site, name it with "
        "'statusmark -C DIR …', or make a new site with 'statusmark init DIR'."
    )


def load(root: Path, now_text: str | None, base: str, only: Sequence[str] | None = None) -> Loaded:
    """Read files and history. Raises ClickException for no site, UsageError for a wrong ``now``.

    ``only`` names the posts and translations whose findings are wanted; then little else is read.
    """
    root = site_folder(root)
    if only is not None:
        return _load_some(root, now_text, base, only)
    from generator.reading.content import read_content
    from generator.reading.git.notices import read_history
    from generator.reading.ledgers.mailings import read_mailings
    from generator.rules.events import with_mailings

    stage("reading the files")
    reading = read_content(root)
    content: Content | None = reading.content
    now = read_now(now_text, content.site.zone if content else UTC)
    found = list(reading.diagnostics)
    refused = False
    if content:
        stage("reading the history")
        content, more = read_history(root, content, now, base)
        refused = has_errors(more)
        found += more
        mailings, more = read_mailings(root, content.site.mail)
        content = with_mailings(content, mailings)
        found += more
    return Loaded(reading, content, now, in_order(found), refused)


def _load_some(root: Path, now_text: str | None, base: str, only: Sequence[str]) -> Loaded:
    """A few files; what is needed to judge them is loaded while git looks for posts of the same ids."""
    from generator.reading.git.search import start_searches

    searches = start_searches(root, only, read_now(now_text, UTC))
    from generator.reading.content import read_site
    from generator.reading.single_files import read_some
    from generator.rules import judge
    from generator.rules.checks import posts

    del judge, posts
    site, _ = read_site(root)
    now = read_now(now_text, site.zone if site else UTC)
    reading, more = read_some(root, only, now, base, searches)
    found = in_order([*reading.diagnostics, *more])
    return Loaded(reading, reading.content, now, found, has_errors(more))


def shown_to(content: Content, audience: str | None) -> Content:
    """The content less the posts that are meant for other audiences; all of it for None.

    A post without ``audience:`` is for everybody.
    """
    if audience is None:
        return content

    def meant(post: Post) -> bool:
        return not post.audience or audience in post.audience

    return replace(
        content,
        incidents=tuple(filter(meant, content.incidents)),
        maintenance=tuple(filter(meant, content.maintenance)),
    )


def meant(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about a mistyped word: what was meant, or all that there is."""
    hint = did_you_mean(word, known)
    return hint if hint.endswith("?") else f"{hint}."


def read_now(text: str | None, zone: tzinfo) -> datetime:
    """The instant to judge at: the one given, else the clock, read here and nowhere else."""
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    return read_instant(text, zone, "--now")


def read_instant(text: str, zone: tzinfo, option: str) -> datetime:
    """A time of the command line; local times are in ``zone``. Raises UsageError where it is none."""
    from generator.reading.tables.instants import parse_instant
    from generator.reading.yaml.faults import Trouble

    found = parse_instant(text, zone)
    if isinstance(found, Trouble):
        raise click.BadParameter(f"{found.message}; {found.remedy}.", param_hint=f"'{option}'")
    return found


def judged(content: Content, now: datetime, period: str | None, option: str) -> Assessment:
    """Everything judged, limited to one period. Raises UsageError for one that nobody measures."""
    from generator.rules.assessment import UnknownPeriodError, assess
    from generator.timespan import period_named

    if period is not None and period_named(period, content.site.zone) is None:
        raise click.BadParameter(
            f"'{period}' is no period; write 2026-10, 2026-Q4 or 2026.", param_hint=f"'{option}'"
        )
    try:
        return assess(content, now, period)
    except UnknownPeriodError as error:
        kinds = sorted(
            {a.availability.period.value for a in content.site.agreements if a.availability}
        )
        raise click.BadParameter(
            f"{error}; it measures by the {' and the '.join(kinds)}.", param_hint=f"'{option}'"
        ) from None


def with_commits(root: Path, assessment: Assessment, base: str) -> Assessment:
    """The assessment with the commits that pages name; git is asked only where there are any.

    Those are the last commits of the ledger's files, where a repository is there to link to, and the
    commits that changed closed periods.
    """
    content = assessment.content
    if not content.closed and not content.site.repository:
        return assessment
    from generator.reading.git.commits import last_commits, read_edits
    from generator.rules.closed import changed_paths

    if content.closed:
        first = min(c.publications[0].published_at for c in content.closed)
        edits = read_edits(root, base, changed_paths(assessment), first)
        content = replace(content, edits=edits)
    if content.site.repository:
        paths = {row.path for result in assessment.periods for row in result.ledger}
        content = replace(content, commits=last_commits(root, base, paths))
    return replace(assessment, content=content)


# --------------------------------------------------------------------------------------- output


def say(text: str) -> None:
    """Print what is good to know but no result; ``--quiet`` silences it."""
    if not _asked("quiet"):
        emit(text)


def stage(what: str) -> None:
    """Tell what long work is at: a passing line on a terminal, a lasting one with ``--verbose``.

    ``--log-json`` writes it as JSON with the seconds since the command began. In a pipe there is
    silence. An empty text takes a passing line away.
    """
    ctx = click.get_current_context(silent=True)
    if ctx is None or _asked("quiet"):
        return
    if ctx.meta.pop(PASSING, False):
        click.echo(CLEAR, nl=False, err=True)
    if not what:
        return
    now = monotonic()
    seconds = now - ctx.meta.setdefault(BEGAN, now)
    if _asked("log_json"):
        line = json.dumps({"stage": what, "seconds": round(seconds, 3)}, ensure_ascii=False)
        click.echo(line, err=True)
    elif _asked("verbose"):
        click.echo(f"{seconds:7.3f} s  {what}", err=True)
    elif progress_is_seen():
        if not seconds:
            ctx.call_on_close(lambda: stage(""))
        click.echo(f"{what} …", nl=False, err=True)
        ctx.meta[PASSING] = True


def progress_is_seen() -> bool:
    """Whether somebody watches standard error."""
    return sys.stderr.isatty()


def _asked(option: str) -> bool:
    ctx = click.get_current_context(silent=True)
    return bool(ctx and ctx.find_root().params.get(option))


def emit(text: str | bytes, err: bool = False) -> None:
    """Print and flush, adding nothing. Ends the command quietly where the reader has gone away."""
    stage("")
    try:
        click.echo(text, nl=False, err=err)
    except BrokenPipeError:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, (sys.stderr if err else sys.stdout).fileno())
        os.close(devnull)
        raise click.exceptions.Exit(CLOSED_PIPE) from None


def wants_colour(err: bool = False) -> bool:
    """Whether findings are drawn in colour: on a terminal, unless NO_COLOR (no-color.org) is set."""
    stream = sys.stderr if err else sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR")


def draw(diagnostics: Sequence[Diagnostic], root: Path, err: bool) -> None:
    """Print findings as text."""
    emit(draw_text(diagnostics, source_reader(root), wants_colour(err)), err=err)


def source_reader(root: Path) -> Callable[[str], str | None]:
    """Reads a source file by its path in the site; None for what may not or cannot be shown."""
    from generator.reading.files import source_text

    return lambda path: source_text(root, path)


def plural(number: int, noun: str) -> str:
    """``1 incident``, ``2 incidents``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
