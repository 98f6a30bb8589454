"""Moving in from other tools: each importer reads a source into records, ``settling`` makes posts of them."""

from __future__ import annotations

from generator.authoring.importers.markdown_posts import read_cstate, read_markdown, read_statusfy
from generator.authoring.importers.statuspage import read_statuspage
from generator.authoring.importers.upptime import read_upptime

IMPORTERS = {
    "cstate": read_cstate,
    "statuspage": read_statuspage,
    "upptime": read_upptime,
    "statusfy": read_statusfy,
    "markdown": read_markdown,
}
"""Name and reader of each tool that can be moved in from."""
