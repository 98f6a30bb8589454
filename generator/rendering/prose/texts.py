"""The texts of posts that are rendered, with the level at which their own headings begin."""

from __future__ import annotations

from collections.abc import Iterator

from generator.rules.judgements import Assessment

SUMMARY_HEADING, UPDATE_HEADING = 2, 4
"""The outline of a post's page: its title is 1, the timeline 2, an update 3."""


def prose_of(assessment: Assessment) -> Iterator[tuple[str, int]]:
    """Every text of every post with the level of its headings."""
    for post in assessment.content.posts:
        words = [(post.summary, SUMMARY_HEADING)]
        words += [(update.text, UPDATE_HEADING) for update in post.updates]
        for translation in post.translations.values():
            words.append((translation.summary, SUMMARY_HEADING))
            words += [(text, UPDATE_HEADING) for text in translation.texts.values()]
        yield from ((text, level) for text, level in words if text.strip())
