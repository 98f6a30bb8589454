"""From judgements to a site: every file computed, nothing written."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

from generator.rendering.reuse.unchanged import Reprint
from generator.rendering.site import render_site
from generator.rendering.theme.checks import check_theme
from generator.rendering.theme.themes import ThemeError
from generator.rules.judgements import Assessment

__all__ = ["ThemeError", "build_site", "check_theme"]


def build_site(
    assessment: Assessment,
    root: Path,
    broken: tuple[str, ...] = (),
    fragments: MutableMapping[str, str] | None = None,
    reprint: Reprint | None = None,
) -> dict[str, bytes]:
    """The whole site as path → bytes.

    ``root`` is the site's folder (for its theme and pictures); ``broken`` are the files of posts left
    out for their errors; ``fragments`` is rendered prose kept from earlier builds, which is added to
    (see :func:`generator.rendering.prose.markdown.load_fragments`); ``reprint`` knows pages that need not be made
    again. Neither changes a byte. The same arguments give the same bytes.
    Raises ThemeError, with its diagnostic, for a mistake in the site's own theme; :func:`check_theme`
    finds most of them beforehand.
    """
    kept = {} if fragments is None else fragments
    return render_site(assessment, root, broken, kept, reprint or Reprint())
