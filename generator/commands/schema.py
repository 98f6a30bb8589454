"""``statusmark schema``: what may stand in site.yaml and in front matter, for editors."""

from __future__ import annotations

import json

import click

from generator.commands.shared.terminal import emit
from generator.reading.tables.schemas import schema


@click.command(name="schema")
@click.argument("name", metavar="NAME", type=click.Choice(["site", "incident", "maintenance"]))
def command(name: str) -> None:
    """Print the JSON Schema of site.yaml or of a post's front matter.

    NAME is site, incident or maintenance. Editors complete keys and underline mistakes with it; docs/
    editors.md says how. It is made from the same tables that the reader uses.

    \b
    statusmark schema site > site.schema.json
    """
    emit(json.dumps(schema(name), ensure_ascii=False, indent=1) + "\n")
