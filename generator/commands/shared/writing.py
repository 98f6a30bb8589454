"""What the commands that write posts share: finding the post, the clock, saving, checking, committing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from click.shell_completion import CompletionItem

from generator.authoring.posts_on_disk import ids, path_of, write
from generator.build import findings
from generator.commands.shared.loading import site_at
from generator.commands.shared.options import read_instant, read_now, site_folder
from generator.commands.shared.terminal import draw, emit, say
from generator.diagnostics import nearest
from generator.drawing import has_errors, in_order
from generator.model.content import Incident, Post, Site

if TYPE_CHECKING:
    from generator.authoring.edit import Change

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an engineer writes: the site's folder, the site, and the instant it is."""

    root: Path
    site: Site
    now: datetime
    now_text: str | None

    def instant(self, text: str, option: str) -> datetime:
        """A time of the command line; UsageError where it is none."""
        return read_instant(text, self.site.zone, option)

    def at(self, text: str | None) -> datetime:
        """The time that ``--at`` says, else now."""
        return self.now if text is None else self.instant(text, "--at")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A post's file as it is. ``post`` is None where it has a mistake that keeps it from being read."""

    path: str
    data: bytes
    text: str
    post: Post | None

    @property
    def incident(self) -> bool:
        """Whether it lies among the incidents."""
        return self.path.startswith("incidents/")


# --------------------------------------------------------------------------------------- options


def commit_options(command: Command) -> Command:
    """``--commit`` and ``--push``."""
    command = click.option("--push", is_flag=True, help="Commit the file, then push.")(command)
    return click.option("--commit", is_flag=True, help="Commit the file, and nothing else.")(
        command
    )


def at_option(command: Command) -> Command:
    """``--at TIME``: the time in the entry's heading."""
    return click.option(
        "--at",
        "at_text",
        metavar="TIME",
        help="When it happened (2026-11-20 14:05), if not now.",
    )(command)


def post_argument(command: Command) -> Command:
    """The post's id, completed by the shell."""
    return click.argument("post", metavar="ID", shell_complete=complete_ids)(command)


def complete_ids(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """The ids that begin so, newest first."""
    del param
    found = [id_ for id_ in ids(root_of(ctx)) if id_.startswith(begun)]
    return [CompletionItem(id_) for id_ in sorted(found, reverse=True)]


def root_of(ctx: click.Context) -> Path:
    """The site's folder, as the shell's completion knows it before any command runs."""
    return Path(ctx.find_root().params.get("root") or ".")


# --------------------------------------------------------------------------------------- reading


def open_desk(ctx: click.Context, now_text: str | None) -> Desk:
    """The site to write in. Ends the command where site.yaml has errors."""
    from generator.reading.content import read_site

    root = site_folder(ctx.obj)
    site, found = read_site(root)
    if site is None:
        draw(in_order(found), root, err=True)
        ctx.exit(1)
    return Desk(root, site, read_now(now_text, site.zone), now_text)


def open_sheet(desk: Desk, post: str) -> Sheet:
    """A post's file by its id or path. Raises ClickException where there is none."""
    from generator.authoring.edit import plain_text

    path = path_of(desk.root, post)
    if path is None:
        near = nearest(post, ids(desk.root))
        hint = f"did you mean '{near}'?" if near else "'statusmark status' lists what is open."
        raise click.ClickException(f"there is no post '{post}'; {hint}")
    try:
        data = (desk.root / path).read_bytes()
        text = plain_text(data)
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"cannot read {path}: {error}") from error
    return Sheet(path, data, text, _post(desk, path))


def _post(desk: Desk, path: str) -> Post | None:
    from generator.reading.content import read_content

    content = read_content(desk.root, [path]).content
    return next(iter(content.posts), None) if content else None


def given_text(text: str | None) -> str:
    """The words of an entry: as given, from standard input for ``-``, asked for on a terminal."""
    if text == "-":
        return sys.stdin.read().strip()
    if text is None and on_terminal():
        asked: str = click.prompt("Text", default="", show_default=False)
        return asked
    return (text or "").strip()


def on_terminal() -> bool:
    """Whether somebody is there to answer questions."""
    return sys.stdin.isatty() and sys.stdout.isatty()


# --------------------------------------------------------------------------------------- saving


def refuse_broken(ctx: click.Context, desk: Desk, sheet: Sheet) -> NoReturn:
    """Say what is wrong with a post that cannot be changed, and end the command."""
    loaded = site_at(desk.root, desk.now_text, only=[sheet.path])
    draw(loaded.diagnostics, desk.root, err=True)
    emit(f"{sheet.path} was not changed: mend it first.\n", err=True)
    ctx.exit(1)


def save_changes(
    ctx: click.Context, desk: Desk, sheet: Sheet, changes: Sequence[Change] | None, text: str = ""
) -> None:
    """Write changes into a post's file. ``text`` is what the engineer typed, shown if writing fails."""
    from generator.authoring.edit import apply

    if changes is None:
        refuse_broken(ctx, desk, sheet)
    save(desk, sheet.path, apply(sheet.data, changes), text)


def save(desk: Desk, path: str, data: bytes, text: str = "") -> None:
    """Write a post's file whole. Raises ClickException that repeats the engineer's text."""
    try:
        write(desk.root / path, data)
    except OSError as error:
        kept = f"\nYour text:\n{text}" if text else ""
        raise click.ClickException(
            f"cannot write {path}: {error.strerror or error}.{kept}"
        ) from error


def finish(
    ctx: click.Context, desk: Desk, path: str, *, done: str, commit: bool, push: bool
) -> NoReturn:
    """Say what was done, check the file, print the next duty, commit; exits with 1 for errors."""
    from generator.authoring.duties import duties, duty_text

    say(f"{done}\n")
    site = site_at(desk.root, desk.now_text, only=[path])
    if site.assessment is not None:
        posts = site.assessment.content.posts
        post = next((p for p in posts if p.path == path), None)
        owed = [duty for duty in duties(site.assessment) if post and duty.id == post.id]
        if owed:
            words = [duty_text(duty, site.now, desk.site.zone) for duty in owed]
            say(f"next: {'; '.join(words)}\n")
    found = [
        d
        for d in findings(site, strict=True, theme=False)
        if d.location.path == path or d.code == "shallow-clone"
    ]
    draw(found, desk.root, err=True)
    if (commit or push) and not has_errors(found):
        _commit(desk, path, done, push=push)
    elif commit or push:
        emit("Not committed: mend the errors first.\n", err=True)
    ctx.exit(1 if has_errors(found) else 0)


def _commit(desk: Desk, path: str, done: str, *, push: bool) -> None:
    from generator.authoring.commit import CommitError
    from generator.authoring.commit import commit as git_commit
    from generator.authoring.commit import push as git_push

    try:
        git_commit(desk.root, [path], done)
        say(f"Committed {path}.\n")
        if push:
            git_push(desk.root)
            say("Pushed.\n")
    except CommitError as error:
        raise click.ClickException(f"{path} is written, but git refused: {error}") from error


def wants_incident(sheet: Sheet, post: str) -> Incident | None:
    """The incident; UsageError where the post is planned work."""
    if not sheet.incident:
        raise click.UsageError(
            f"'{post}' is planned work. Say 'statusmark update {post} completed', or 'cancel', or 'move'."
        )
    return sheet.post if isinstance(sheet.post, Incident) else None
