"""The Markdown engine: python-markdown, taught to read posts as GitHub's preview of a pull request does.

Its block processors make place for one reading of lines (:mod:`.blocks`), its patterns for emphasis, links
and addresses for those of GitHub Flavored Markdown. Raw HTML stays visible text, but for ``<br>``. What it
would read in no proper time is refused: the text is shown as it was typed.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree as ET

from markdown import Markdown  # type: ignore[import-untyped]
from markdown.inlinepatterns import (  # type: ignore[import-untyped]
    EscapeInlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.treeprocessors import build_treeprocessors  # type: ignore[import-untyped]
from markdown.util import Registry  # type: ignore[import-untyped]

from generator.rendering.prose import addresses, inlines
from generator.rendering.prose.blocks import Blocks
from generator.rendering.prose.emphasis import Emphasis
from generator.rendering.prose.limits import BeyondMarkdownError, Limits


class Reading(NamedTuple):
    """A text's HTML, not sanitised, and the cells of its tables that no column shows.

    ``beyond`` is why it is shown as it was typed; empty: it is not.
    """

    html: str
    too_wide: tuple[str, ...] = ()
    beyond: str = ""


class _Engine(Markdown):  # type: ignore[misc]
    """python-markdown with the parts of this package in place of its own."""

    def build_parser(self) -> _Engine:
        """Put the parts together; called by the library once."""
        self.preprocessors, self.postprocessors = Registry(), Registry()
        self.inlinePatterns = Registry()
        self.parser = Blocks(self)
        self.ESCAPED_CHARS = list(inlines.PUNCTUATION)
        patterns = (
            inlines.CodeSpan(inlines.CODE, self),
            addresses.InAngles(inlines.AUTOLINK, self),
            addresses.InAngles(addresses.MAIL_IN_ANGLES, self),
            EscapeInlineProcessor(r"\\(.)", self),
            inlines.Picture(r"!\[", self),
            inlines.WordsLink(r"\[", self),
            addresses.Web(addresses.WEB, self),
            addresses.Mail(addresses.MAIL, self),
            inlines.Entity(inlines.ENTITY, self),
            SubstituteTagInlineProcessor(inlines.BREAK, "br"),
        )
        for place, pattern in enumerate(patterns):
            self.inlinePatterns.register(pattern, f"{type(pattern).__name__} {place}", -place)
        self.treeprocessors = build_treeprocessors(self)
        self.treeprocessors.register(Limits(self), "limits", 25)
        self.treeprocessors.register(Emphasis(self), "emphasis", 15)
        return self


@cache
def _engine() -> _Engine:
    """The process's one engine; ``reset()`` between texts."""
    engine = _Engine()
    engine.serializer = _html
    return engine


def _html(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode", method="html")


def read(text: str) -> Reading:
    """What a text says. BeyondMarkdownError for one that is better shown as it was typed, whatever the reason."""
    if not text.strip():
        return Reading("", ())
    engine = _engine()
    engine.reset()
    try:
        html = str(engine.convert(text.replace("\r\n", "\n").replace("\r", "\n")))
    except BeyondMarkdownError:
        raise
    except Exception as error:  # a defect of the library breaks one text, not the page
        why = f"the Markdown library cannot read it ({type(error).__name__})"
        raise BeyondMarkdownError(why) from error
    return Reading(html, tuple(engine.parser.too_wide))
