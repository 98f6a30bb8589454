"""Commands that do nothing but add one update to a post: cancel, resolve, postmortem."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

import click

from generator.authoring.changes import NewUpdate
from generator.authoring.post_source import is_incident, statuses
from generator.commands.shared.which_post import Wanted, id_and_text, path_of, words_argument
from generator.commands.shared.writing import (
    Workspace,
    at_option,
    open_workspace,
    write_update,
    writing_options,
)
from generator.model.levels import Status


class Request(NamedTuple):
    """What an engineer asked for: the post that is meant, and TEXT as given."""

    workspace: Workspace
    path: str
    text: str | None


def update_command(
    name: str, status: Status, wanted: Wanted
) -> Callable[[Callable[[Request], str]], click.Command]:
    """The command ``name [ID] [TEXT|-]``; without ID it means the one post that is ``wanted``.

    The function returns the update's text. It is called when nothing else is against the update.
    """

    def decorate(text_of: Callable[[Request], str]) -> click.Command:
        @click.command(name=name)
        @words_argument("[ID] [TEXT|-]")
        @at_option
        @writing_options
        @click.pass_context
        @wraps(text_of)
        def command(
            ctx: click.Context,
            words: tuple[str, ...],
            at_text: str | None,
            commit: bool,
            push: bool,
            now_text: str | None,
        ) -> None:
            said = id_and_text(words)
            workspace = open_workspace(ctx, now_text, commit=commit, push=push)
            path = path_of(workspace, said.post, wanted)
            if status not in statuses(path):
                raise click.UsageError(f"{path} is {_other_kind(path)}")
            request = Request(workspace, path, said.text)
            new = NewUpdate(workspace.at(at_text), status, "")
            write_update(workspace, path, new, lambda: text_of(request))

        return command

    return decorate


def _other_kind(path: str) -> str:
    """What a post is that the command is not for, and which command is."""
    if is_incident(path):
        return "an incident. Say 'statusmark resolve ID'."
    return "planned work. Say 'statusmark update ID completed', or 'cancel', or 'move'."
