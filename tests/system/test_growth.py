"""No page, feed or document grows with the history, but the ledger's periods and lists of months."""

from __future__ import annotations

import re

import pytest
from support.builders import SiteFolder
from support.long_history import filled
from support.pipeline import built

SMALL = 30_000
"""Bytes up to which a page may grow by a line for each month."""

OPEN = ("sla/", "sitemap")
"""The ledger holds every minute of its period; sitemaps are split where they reach the bound."""


def largest(files: dict[str, bytes]) -> dict[str, int]:
    """The most bytes of each kind of file: paths without dates, names and numbers."""
    sizes: dict[str, int] = {}
    for path, data in files.items():
        if not path.startswith(OPEN):
            kind = re.sub(r"(?<=/)\d{4}-\d\d-\d\d-\d+|\d+", "N", path)
            sizes[kind] = max(sizes.get(kind, 0), len(data))
    return sizes


@pytest.mark.parametrize("days", [(60, 60), (1200, 2400)], ids=["denser", "longer"])
def test_twice_as_many_posts_make_no_file_larger(tmp_path, days):
    few, many = (
        largest(built(filled(SiteFolder(tmp_path / str(count)), count, span)))
        for count, span in zip((600, 1200), days, strict=True)
    )
    assert {kind: size for kind, size in many.items() if size > 100_000} == {}
    grown = {
        kind: (few.get(kind), size)
        for kind, size in many.items()
        if size > max(1.1 * few.get(kind, 0), SMALL)
    }
    assert grown == {}
