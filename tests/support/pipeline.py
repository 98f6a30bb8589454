"""Sites judged and built in memory, as the commands do it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from support.builders import SiteFolder
from support.instants import NOW, STORY

from generator.build import prepare
from generator.rendering.edition import editions
from generator.rendering.keys import Keys
from generator.rendering.outputs import Output
from generator.rendering.prose.fragments import Fragments
from generator.rendering.site import data_outputs, plan_of, site_data
from generator.rendering.theme.assets import Assets
from generator.rendering.theme.themes import Theme
from generator.rendering.views.digests import month_digests
from generator.rules.judgements import Assessment

ROOT = Path(__file__).parents[2]


def assessed(site: SiteFolder, now: datetime = NOW, strict: bool = False) -> Assessment:
    """A site's files and history judged at an instant; faulty posts are left out, or not allowed."""
    prepared = prepare(site.root, lambda _: now)
    assert prepared.assessment is not None, prepared.diagnostics
    assert not (strict and prepared.diagnostics), prepared.diagnostics
    return prepared.assessment


def built(
    site: SiteFolder,
    now: datetime = NOW,
    broken: tuple[str, ...] = (),
    fragments: Fragments | None = None,
) -> dict[str, bytes]:
    """Every file of the site."""
    kept = Fragments() if fragments is None else fragments
    return made(plan_of(assessed(site, now), site.root, broken, kept).outputs)


def made(outputs: Iterable[Output]) -> dict[str, bytes]:
    """Files by path."""
    return {output.path: output.make() for output in outputs}


def built_data(site: SiteFolder, now: datetime = NOW) -> dict[str, bytes]:
    """The files that programs read (feeds, calendars, API …) and the pictures that they name: no pages."""
    return data_files(assessed(site, now), site.root)


def data_files(assessment: Assessment, root: Path) -> dict[str, bytes]:
    """The same for an assessment; ``root`` is where its theme is."""
    assets = Assets()
    found = editions(assessment, Theme.of(root), root, assets, Fragments())
    keys = [Keys(edition, edition.words.language) for edition in found]
    digests = month_digests(assessment)
    files: dict[str, bytes] = {}
    for edition, its in zip(found, keys, strict=True):
        files |= made(data_outputs(edition, its, digests))
    return files | made(site_data(found, keys)) | assets.files


@functools.cache
def example() -> Mapping[str, bytes]:
    """The repository's own site at its story's instant."""
    return built_data(SiteFolder(ROOT), STORY)
