"""What the checks share: a warning, and the place of a key."""

from __future__ import annotations

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.content import Post


def warning(code: str, message: str, remedy: str, location: Location) -> Diagnostic:
    """Something that an engineer should be told and that stops nothing."""
    return Diagnostic(code, message, remedy, location, Severity.WARNING)


def place_of(post: Post, *keys: str) -> Location:
    """Where a key of the front matter stands; the post itself where it is left out."""
    return next((post.places[key] for key in keys if key in post.places), post.location)
