"""Warnings that a post accepts (``accept: [postmortem-overdue]``), and acceptances that nothing needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.diagnostics import Diagnostic, Severity
from generator.model.content import Post
from generator.rules.checks.findings import place_of, warning

OF_ALL = frozenset({"repair-of-open-incident"})
"""Warnings that only a check of all posts looks for."""


def with_acceptances(
    found: Iterable[Diagnostic], posts: Iterable[Post], *, whole: bool
) -> Iterator[Diagnostic]:
    """The findings, marked where the post accepts them; then what is wrong with ``accept`` itself.

    Errors stay what they are. ``whole`` is whether all posts were looked at.
    """
    accepting = [post for post in posts if post.accept]
    owner = {
        path: post
        for post in accepting
        for path in (post.path, *(t.path for t in post.translations.values()))
    }
    met: dict[tuple[str, str], Severity] = {}
    for one in found:
        post = owner.get(one.location.path)
        named = post is not None and one.code in post.accept
        if post is not None and named:
            met.setdefault((post.path, one.code), one.severity)
        yield replace(one, accepted=True) if named and one.severity is Severity.WARNING else one
    for post in accepting:
        for code in dict.fromkeys(post.accept):
            severity = met.get((post.path, code))
            if severity is Severity.ERROR:
                why = "is an error here, and errors cannot be accepted"
                yield _needless(post, code, why, "fix what it names, and remove it here")
            elif severity is None and (whole or code not in OF_ALL):
                why = "names no warning that there is"
                yield _needless(
                    post, code, why, "remove it; a warning that comes later is then seen"
                )


def _needless(post: Post, code: str, why: str, remedy: str) -> Diagnostic:
    place = place_of(post, "accept")
    return warning("needless-accept", f"'{code}' in accept {why}", remedy, place)
