"""New posts from templates. A line whose placeholder has no value is left out.

A site's own templates lie in ``templates/*.md``; ``{{title}}`` and the other names of PLACEHOLDERS are
filled in. There are no commented-out keys in them: people un-comment such lines wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from generator.authoring.post_source import RefusedError
from generator.diagnostics import did_you_mean
from generator.reading.guarded import read_guarded

INCIDENT = """\
---
title: {{title}}
priority: {{priority}}
started: {{started}}
reported: {{reported}}
components: {{components}}
cause: {{cause}}
third_party: {{third_party}}
---
{{summary}}

## {{now}} {{status}}
{{text}}
"""
MAINTENANCE = """\
---
title: {{title}}
class: {{class}}
start: {{start}}
end: {{end}}
components: {{components}}
late: {{late}}
reason: {{reason}}
---
{{summary}}
"""
BUILT_IN = {"incident": INCIDENT, "maintenance": MAINTENANCE}
PLACEHOLDERS = tuple(dict.fromkeys(re.findall(r"\{\{(\w+)\}\}", INCIDENT + MAINTENANCE)))
PLACEHOLDER = re.compile(r"\{\{ *([^{}]*?) *\}\}")
FOLDER = "templates"
POSTMORTEM = {
    "en": ("What happened", "What we will do"),
    "pl": ("Co się stało", "Co zrobimy"),
}
"""The two parts of a postmortem, by the site's main language."""


def template(root: Path, kind: str, name: str | None) -> str:
    """The text of a template: the one named, else the site's for the kind, else the built-in one."""
    place = root / FOLDER / f"{name or kind}.md"
    if not place.is_file():
        if name is None or name == kind:
            return BUILT_IN[kind]
        there = sorted(path.stem for path in (root / FOLDER).glob("*.md"))
        remedy = did_you_mean(name, there) if there else f"make {FOLDER}/{name}.md"
        raise RefusedError(f"there is no template '{name}' in {FOLDER}/; {remedy}.")
    try:
        return read_guarded(place, inside=root).decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"{FOLDER}/{place.name} cannot be read: {error}.") from error


def filled(text: str, values: Mapping[str, str]) -> str:
    """A template with its placeholders filled; RefusedError for one that there is not."""
    kept = []
    for line in text.split("\n"):
        names = PLACEHOLDER.findall(line)
        for name in names:
            if name not in PLACEHOLDERS:
                raise RefusedError(
                    f"the template has the placeholder {{{{{name}}}}}; "
                    f"{did_you_mean(name, PLACEHOLDERS)}."
                )
        if all(values.get(name) for name in names):
            kept.append(line)
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
    body = re.sub(r"\n---\n\n+", "\n---\n", body, count=1) + "\n"
    return PLACEHOLDER.sub(lambda match: values[match[1]], body)


def postmortem(language: str) -> str:
    """The two parts that a postmortem has, with nothing in them yet."""
    parts = POSTMORTEM.get(language.partition("-")[0], POSTMORTEM["en"])
    return "\n\n".join(f"### {part}" for part in parts)
