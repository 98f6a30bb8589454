"""What the commands that write posts share: the site, the clock, the words, saving, checking, committing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from generator.authoring import commit as git
from generator.authoring.changes import NewUpdate, add_update
from generator.authoring.duties import duties, duty_text
from generator.authoring.post_source import RefusedError
from generator.authoring.typed import tidy
from generator.authoring.write_post import read_source, revise_post
from generator.build import findings
from generator.commands.shared.loading import post_at, site_at, stop
from generator.commands.shared.options import (
    Command,
    now_option,
    read_instant,
    read_now,
    site_folder,
)
from generator.commands.shared.terminal import draw, emit, ends, say, wants_colour
from generator.drawing import draw_text, has_errors, in_order
from generator.model.content import Site
from generator.model.levels import Levels
from generator.reading.content import read_names
from generator.reading.tables.fields import Context


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where an engineer writes: the site's folder, the site with its names, and the instant it is.

    ``commit`` is whether what is written is to be committed at once, ``push`` whether it is pushed, too.
    """

    ctx: click.Context
    root: Path
    site: Site
    names: Context
    now: datetime
    now_text: str | None
    commit: bool
    push: bool

    def instant(self, text: str, option: str) -> datetime:
        """A time of the command line; UsageError where it is none."""
        return read_instant(text, self.site.zone, option)

    def at(self, text: str | None) -> datetime:
        """The time that ``--at`` says, else now."""
        return self.now if text is None else self.instant(text, "--at")


def writing_options(command: Command) -> Command:
    """``--commit``, ``--push`` and ``--now``."""
    push = click.option("--push", is_flag=True, help="Commit the file, then push.")
    commit = click.option("--commit", is_flag=True, help="Commit the file, and nothing else.")
    return commit(push(now_option(command)))


at_option = click.option(
    "--at",
    "at_text",
    metavar="TIME",
    help="When it happened (2026-11-20 14:05), if not now.",
)


def open_workspace(
    ctx: click.Context, now_text: str | None, *, commit: bool = False, push: bool = False
) -> Workspace:
    """The site to write in. Ends the command where site.yaml has errors."""
    root = site_folder(ctx.obj)
    reading = read_names(root)
    if reading.site is None:
        stop(ctx, root, in_order(reading.diagnostics))
    now = read_now(now_text, reading.site.zone)
    return Workspace(ctx, root, reading.site, reading.context, now, now_text, commit or push, push)


def given_text(text: str | None) -> str:
    """The words of an update: as given, from standard input for ``-``, asked for on a terminal."""
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
    try:
        yield
    except RefusedError as error:
        source = error.source
        found = in_order(error.findings)
        emit(draw_text(found, lambda _: source, wants_colour(err=True)), err=True, drawn=True)
        kept = f"\nYour text:\n{text}" if text else ""
        raise click.ClickException(f"{error}{kept}") from error


def write_update(
    workspace: Workspace,
    path: str,
    new: NewUpdate,
    text_of: Callable[[], str],
    levels: Levels | None = None,
) -> NoReturn:
    """Add an update to a post, and finish. Its text is asked for when nothing else is against it.

    With ``levels`` the impact is that from then on.
    """
    root, names = workspace.root, workspace.names
    with refusals():
        add_update(read_source(root, names, path), new, names, levels)
    text = text_of()
    worded = replace(new, text=text)
    with refusals(text):
        revise_post(root, names, path, lambda source: add_update(source, worded, names, levels))
    finish(workspace, path, f"{path}: {new.heading}")


def finish(workspace: Workspace, path: str, done: str) -> NoReturn:
    """Say what was done, check the file, print the next duty, commit; exits with 1 for errors."""
    say(f"{done}\n")
    site = site_at(workspace.root, workspace.now_text, only=[path])
    post = post_at(site, path)
    if site.assessment and post:
        owed = [duty for duty in duties(site.assessment) if duty.id == post.id]
        if owed:
            words = [duty_text(duty, site.now, workspace.site.zone) for duty in owed]
            say(f"next: {'; '.join(words)}\n")
    found = [
        d
        for d in findings(site, strict=True, theme=False)
        if d.location.path == path or (site.refused and path.startswith("maintenance/"))
    ]
    draw(found, workspace.root, err=True)
    failed = has_errors(found)
    if workspace.commit and failed:
        emit("Not committed: fix the errors first.\n", err=True)
    elif workspace.commit:
        with ends(git.CommitError, lambda error: f"{path} is written, but git refused: {error}"):
            git.commit(workspace.root, [path], done)
            say(f"Committed {path}.\n")
            if workspace.push:
                git.push(workspace.root)
                say("Pushed.\n")
    workspace.ctx.exit(1 if failed else 0)
