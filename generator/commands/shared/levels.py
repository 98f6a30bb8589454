"""``ID=LEVEL`` on the command line: read, and completed by the shell."""

from __future__ import annotations

from collections.abc import Sequence

import click
from click.shell_completion import CompletionItem

from generator.commands.shared.options import root_of
from generator.commands.shared.terminal import bad_value, unknown
from generator.model.content import Site
from generator.model.levels import Level
from generator.reading.content import read_site


def complete_levels(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """``api=major_outage``: components first, then levels."""
    del param
    component, equals, level = begun.partition("=")
    if equals:
        words = (f"{component}={known.value}" for known in Level if known.value.startswith(level))
        return [CompletionItem(word) for word in words]
    site, _ = read_site(root_of(ctx))
    known = [c.id for c in site.components if c.id.startswith(component)] if site else []
    return [CompletionItem(id_) for id_ in known]


def parse_levels(site: Site, given: Sequence[str], default: Level, option: str) -> dict[str, Level]:
    """``api=major_outage`` as levels by component; UsageError with the nearest word for others."""
    known = {component.id for component in site.components} | {"all"}
    levels = {level.value: level for level in Level}
    found: dict[str, Level] = {}
    for word in (part for one in given for part in one.split(",") if part.strip()):
        component, equals, level = (piece.strip() for piece in word.partition("="))
        if component not in known:
            raise unknown(option, "component", component, sorted(known))
        if equals and level not in levels:
            raise unknown(option, "level", level, levels)
        found[component] = levels[level] if equals else default
    if given and not found:
        raise bad_value(option, "name at least one component.")
    return found
