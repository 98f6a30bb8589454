"""The pages of monthly digests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.rendering.edition import Edition
from generator.rendering.pages.page import Page
from generator.rendering.theme_api.digests import DigestView
from generator.rendering.theme_api.pages import DigestPage, DigestsPage


def digest_pages(edition: Edition, digests: Sequence[DigestView]) -> Iterator[Page]:
    """A page for each month in which something happened, newest first, and the list of them."""
    say, name = edition.words.gettext, edition.text(edition.site.name)
    if not digests:
        return
    yield Page(
        DigestsPage(tuple(digests)),
        "digests",
        "digests/",
        say("Digests"),
        say("Each month at %(site)s, told in one page", site=name),
    )
    for view in digests:
        title = f"{view.kind}: {view.name}"
        yield Page(
            DigestPage(view),
            "digests",
            view.path or "",
            title,
            title,
            changed_at=min(view.end_at, edition.now),
        )
