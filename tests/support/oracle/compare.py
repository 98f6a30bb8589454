"""A story written, read by the product, and held against the oracle's report."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from support.oracle.random_stories import story as random_story
from support.oracle.report import report
from support.oracle.repositories import write
from support.oracle.stories import Story


def differences(story: Story) -> list[str]:
    """Each place at which the two reports differ, as ``path: product ≠ oracle``."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        ids = write(story, root)
        got = told(root, story.now)
    return list(unlike("", got, report(story, ids)))


def told(root: Path, now: int) -> dict[str, Any]:
    """What the product says."""
    from generator.build import prepare
    from generator.rendering.figures.report import report_json

    prepared = prepare(root, lambda _: datetime.fromtimestamp(now, UTC), written=True)
    assert prepared.assessment is not None, prepared.diagnostics
    assert not prepared.failed, [d for d in prepared.diagnostics if d.severity.value == "error"]
    return json.loads(report_json(prepared.assessment))


def unlike(path: str, got: Any, want: Any):
    if isinstance(got, dict) and isinstance(want, dict):
        for key in sorted(got.keys() | want.keys()):
            yield from unlike(f"{path}/{key}", got.get(key, "–"), want.get(key, "–"))
    elif isinstance(got, list) and isinstance(want, list) and len(got) == len(want):
        for number, (a, b) in enumerate(zip(got, want, strict=True)):
            yield from unlike(f"{path}/{number}", a, b)
    elif want != got:
        yield f"{path}: {got} ≠ {want}"


def differing(seeds: range) -> dict[int, list[str]]:
    """The random stories that are judged otherwise, by their seeds."""
    found = {}
    for seed in seeds:
        if unlike_there := differences(random_story(seed)):
            found[seed] = unlike_there
    return found
