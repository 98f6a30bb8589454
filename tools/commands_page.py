"""Writes docs/commands.md from the commands themselves: run python tools/commands_page.py."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from generator.cli import COMMANDS, cli

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"
HEAD = """\
# Commands

Made from the commands' own help by `tools/commands_page.py`; `statusmark COMMAND --help` says the same.

Before the command stand the options that all share:

```text
{options}```

Exit codes: 0 all is fine, 1 the content has errors or the machine refuses, 2 the command was not understood, 3
a fault of ours.

## Which post is meant

`update`, `resolve`, `postmortem`, `move` and `cancel` take a post's ID: its whole id, the path of its file, or the
end of its id from a hyphen on, like `websites-down` for `2026-12-01-websites-down`. An end that several ids have is
an error that lists them. Without an ID they mean the only post that can be meant, and print its file: `resolve` the
open incident, `postmortem` the incident whose postmortem is due, `cancel` and `move` the notice that is not over,
`update` what its STATUS is for: the open incident, the work in progress, or, for `in progress`, the notice that is not
over. Where there are several, they are listed and nothing is written.

One word is always an ID or, in `update`, a STATUS; a text has a space in it or is `-`. So a mistyped id is never
published as a text. A text of one word needs the ID before it.

```console
$ statusmark update websites-down identified "The pool is exhausted."
$ statusmark update identified "The pool is exhausted."
$ statusmark resolve websites-down Fixed.
$ statusmark resolve "The limit was raised."
```

## How files are written

A change is worked out on what the file holds once the text is typed, so what a colleague saved meanwhile stays. The
result is read as `check` would read it, and it is written only if it says what was meant, has no mistake that was
not there before, and the file is still the same at that moment. Else nothing is written, the reason is given with
what to do, and your text is printed again. Every byte elsewhere stays, and so do the file's permissions, its owner
and a symbolic link. A killed command leaves the old file or the new one.

What would contradict the post is refused: resolving what is resolved, moving or continuing cancelled work, moving
the start of a window that has begun, cancelling what is done, a postmortem of what is open or has one.
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand with its full name."""

    def walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        yield name, command
        if isinstance(command, click.Group):
            for inner, sub in command.commands.items():
                yield from walk(f"{name} {inner}", sub)

    for name, module in COMMANDS:
        yield from walk(name, import_module(module).command)


def help_of(name: str, command: click.Command) -> str:
    """A command's help as it is printed, 100 columns wide."""
    width = {"terminal_width": 100, "max_content_width": 100}
    context = click.Context(cli, info_name="statusmark", **(cli.context_settings | width))
    if command is not cli:
        context = click.Context(command, info_name=name, parent=context)
    return command.get_help(context).rstrip() + "\n"


def page() -> str:
    """The whole page."""
    shared = help_of("", cli).partition("Options:\n")[2].partition("\nCommands:")[0]
    parts = [HEAD.format(options=shared)]
    parts += [
        f"## {name}\n\n```text\n{help_of(name, command)}```\n" for name, command in commands()
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
