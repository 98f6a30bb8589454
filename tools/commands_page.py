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
