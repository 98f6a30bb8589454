"""Commands that do nothing but add one entry to a post: cancel, resolve, postmortem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

import click

from generator.commands.shared.options import now_option
from generator.commands.shared.writing import (
    Desk,
    Sheet,
    at_option,
    commit_options,
    finish,
    open_desk,
    open_sheet,
    post_argument,
    save_changes,
)
from generator.model.levels import Status


@dataclass(frozen=True, slots=True)
class Draft:
    """What an engineer asked for: the post as typed and as found, and TEXT as given.

    ``committed`` is whether the file is to be committed at once.
    """

    name: str
    desk: Desk
    sheet: Sheet
    text: str | None
    committed: bool


def entry_command(name: str, status: Status) -> Callable[[Callable[[Draft], str]], click.Command]:
    """The command ``name ID [TEXT|-]``. The function refuses what it must and returns the entry's words."""

    def decorate(words_of: Callable[[Draft], str]) -> click.Command:
        @click.command(name=name)
        @post_argument
        @click.argument("text", metavar="[TEXT|-]", required=False)
        @at_option
        @commit_options
        @now_option
        @click.pass_context
        @wraps(words_of)
        def command(
            ctx: click.Context,
            post: str,
            text: str | None,
            at_text: str | None,
            commit: bool,
            push: bool,
            now_text: str | None,
        ) -> None:
            from generator.authoring.changes import Entry, entry_change

            desk = open_desk(ctx, now_text)
            sheet = open_sheet(desk, post)
            words = words_of(Draft(post, desk, sheet, text, commit or push))
            at = desk.at(at_text)
            entry = Entry(at, status.value, words)
            change = entry_change(sheet.text, sheet.post, entry, desk.site.zone)
            save_changes(ctx, desk, sheet, [change], words)
            done = f"{sheet.path}: {status.value}"
            finish(ctx, desk, sheet.path, done=done, commit=commit, push=push)

        return command

    return decorate
