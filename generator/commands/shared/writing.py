"""What the commands that write posts share: the site, the clock, the words, saving, checking, committing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from generator.build import findings
from generator.commands.shared.loading import site_at
from generator.commands.shared.options import read_instant, read_now, site_folder
from generator.commands.shared.terminal import draw, emit, say, wants_colour
from generator.drawing import draw_text, has_errors, in_order
from generator.model.content import Site

if TYPE_CHECKING:
    from generator.authoring.changes import NewUpdate
    from generator.model.levels import Levels
    from generator.reading.tables.fields import Context

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where an engineer writes: the site's folder, the site with its names, and the instant it is."""

    root: Path
    site: Site
    names: Context
    now: datetime
    now_text: str | None

    def instant(self, text: str, option: str) -> datetime:
        """A time of the command line; UsageError where it is none."""
        return read_instant(text, self.site.zone, option)

    def at(self, text: str | None) -> datetime:
        """The time that ``--at`` says, else now."""
        return self.now if text is None else self.instant(text, "--at")


def commit_options(command: Command) -> Command:
    """``--commit`` and ``--push``."""
    command = click.option("--push", is_flag=True, help="Commit the file, then push.")(command)
    return click.option("--commit", is_flag=True, help="Commit the file, and nothing else.")(
        command
    )


def at_option(command: Command) -> Command:
    """``--at TIME``: the time in the update's heading."""
    return click.option(
        "--at",
        "at_text",
        metavar="TIME",
        help="When it happened (2026-11-20 14:05), if not now.",
    )(command)


def root_of(ctx: click.Context) -> Path:
    """The site's folder, as the shell's completion knows it before any command runs."""
    return Path(ctx.find_root().params.get("root") or ".")


def open_workspace(ctx: click.Context, now_text: str | None) -> Workspace:
    """The site to write in. Ends the command where site.yaml has errors."""
    from generator.reading.content import read_names

    root = site_folder(ctx.obj)
    reading = read_names(root)
    if reading.site is None:
        draw(in_order(reading.diagnostics), root, err=True)
        ctx.exit(1)
    now = read_now(now_text, reading.site.zone)
    return Workspace(root, reading.site, reading.context, now, now_text)


def given_text(text: str | None) -> str:
    """The words of an update: as given, from standard input for ``-``, asked for on a terminal."""
    from generator.authoring.update_text import tidy

    if text == "-":
        try:
            text = sys.stdin.read()
        except UnicodeDecodeError as error:
            raise click.UsageError("standard input is not UTF-8; nothing was written.") from error
    elif text is None and on_terminal():
        text = click.prompt("Text", default="", show_default=False)
    return tidy(text or "")


def on_terminal() -> bool:
    """Whether somebody is there to answer questions."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@contextmanager
def refusals(text: str = "") -> Iterator[None]:
    """Ends the command where a change is refused, with the mistakes that were found and the text typed."""
    from generator.authoring.refused import RefusedError

    try:
        yield
    except RefusedError as error:
        source = error.source
        found = in_order(error.findings)
        emit(draw_text(found, lambda _: source, wants_colour(err=True)), err=True)
        kept = f"\nYour text:\n{text}" if text else ""
        raise click.ClickException(f"{error}{kept}") from error


def write_update(
    ctx: click.Context,
    workspace: Workspace,
    path: str,
    new: NewUpdate,
    text_of: Callable[[], str],
    *,
    levels: Levels | None = None,
    commit: bool,
    push: bool,
) -> NoReturn:
    """Add an update to a post, and finish. Its text is asked for when nothing else is against it.

    With ``levels`` the impact is that from then on.
    """
    from generator.authoring.changes import add_update
    from generator.authoring.write_post import read_source, revise_post

    root, names = workspace.root, workspace.names
    with refusals():
        add_update(read_source(root, names, path), new, names, levels)
    text = text_of()
    worded = replace(new, text=text)
    with refusals(text):
        revise_post(root, names, path, lambda source: add_update(source, worded, names, levels))
    finish(ctx, workspace, path, done=f"{path}: {new.heading}", commit=commit, push=push)


def finish(
    ctx: click.Context, workspace: Workspace, path: str, *, done: str, commit: bool, push: bool
) -> NoReturn:
    """Say what was done, check the file, print the next duty, commit; exits with 1 for errors."""
    from generator.authoring.duties import duties, duty_text

    say(f"{done}\n")
    site = site_at(workspace.root, workspace.now_text, only=[path])
    if site.assessment is not None:
        posts = site.assessment.content.posts
        post = next((p for p in posts if p.path == path), None)
        owed = [duty for duty in duties(site.assessment) if post and duty.id == post.id]
        if owed:
            words = [duty_text(duty, site.now, workspace.site.zone) for duty in owed]
            say(f"next: {'; '.join(words)}\n")
    found = [
        d
        for d in findings(site, strict=True, theme=False)
        if d.location.path == path or (site.refused and path.startswith("maintenance/"))
    ]
    draw(found, workspace.root, err=True)
    if (commit or push) and not has_errors(found):
        _commit(workspace.root, path, done, push=push)
    elif commit or push:
        emit("Not committed: fix the errors first.\n", err=True)
    ctx.exit(1 if has_errors(found) else 0)


def _commit(root: Path, path: str, done: str, *, push: bool) -> None:
    from generator.authoring.commit import CommitError
    from generator.authoring.commit import commit as git_commit
    from generator.authoring.commit import push as git_push

    try:
        git_commit(root, [path], done)
        say(f"Committed {path}.\n")
        if push:
            git_push(root)
            say("Pushed.\n")
    except CommitError as error:
        raise click.ClickException(f"{path} is written, but git refused: {error}") from error
