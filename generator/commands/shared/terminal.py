"""What commands print: results that survive pipes, progress, findings."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from generator.diagnostics import Diagnostic, did_you_mean
from generator.drawing import draw_text, harmless
from generator.reading.files import source_text

if TYPE_CHECKING:
    from generator.model.content import Content

CLEAR = "\r\x1b[K"
"""Back to the beginning of the terminal's line, and empty it (ECMA-48, EL)."""

BEGAN, PASSING = "statusmark.began", "statusmark.passing"
FEW = 10
"""So many warnings are shown by commands that are not asked for them; 'check' shows all."""

CLOSED_PIPE = 141
"""The exit code of a program that wrote into a closed pipe: 128 + SIGPIPE."""


def meant(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about a mistyped word: what was meant, or all that there is."""
    hint = did_you_mean(word, known)
    return hint if hint.endswith("?") else f"{hint}."


def bad_value(option: str, message: str) -> click.BadParameter:
    """The usage error of a value that an option or an argument cannot have."""
    return click.BadParameter(message, param_hint=f"'{option}'")


def unknown(option: str, what: str, word: str, known: Iterable[str]) -> click.BadParameter:
    """The usage error of a name that there is not."""
    return bad_value(option, f"there is no {what} '{word}'; {meant(word, known)}")


@contextmanager
def ends(
    kind: type[Exception] | tuple[type[Exception], ...],
    sentence: Callable[[Any], str] = "{}.".format,
) -> Iterator[None]:
    """Ends the command where such an error is raised, with what ``sentence`` makes of it."""
    try:
        yield
    except kind as error:
        raise click.ClickException(sentence(error)) from error


def say(text: str) -> None:
    """Print what is good to know but no result; ``--quiet`` silences it."""
    if not _asked("quiet"):
        emit(text)


def stage(what: str) -> None:
    """Tell what long work is at: a passing line on a terminal, a lasting one with ``--verbose``.

    ``--log-json`` writes it as JSON with the seconds since the command began. In a pipe there is
    silence. An empty text takes a passing line away.
    """
    ctx = click.get_current_context(silent=True)
    if ctx is None or _asked("quiet"):
        return
    if ctx.meta.pop(PASSING, False):
        click.echo(CLEAR, nl=False, err=True)
    if not what:
        return
    now = monotonic()
    seconds = now - ctx.meta.setdefault(BEGAN, now)
    if _asked("log_json"):
        line = json.dumps({"stage": what, "seconds": round(seconds, 3)}, ensure_ascii=False)
        click.echo(line, err=True)
    elif _asked("verbose"):
        click.echo(f"{seconds:7.3f} s  {harmless(what)}", err=True)
    elif progress_is_seen():
        if not seconds:
            ctx.call_on_close(lambda: stage(""))
        click.echo(f"{harmless(what)} …", nl=False, err=True)
        ctx.meta[PASSING] = True


def progress_is_seen() -> bool:
    """Whether somebody watches standard error."""
    return sys.stderr.isatty()


def _asked(option: str) -> bool:
    ctx = click.get_current_context(silent=True)
    return bool(ctx and ctx.find_root().params.get(option))


def emit(text: str | bytes, err: bool = False, *, drawn: bool = False) -> None:
    """Print and flush, adding nothing. Ends the command quietly where the reader has gone away.

    Whatever comes from files drives no terminal: control characters become visible marks. Bytes are
    data for programs and pass a pipe as they are; ``drawn`` text has been made harmless, and has colours.
    """
    stage("")
    stream = sys.stderr if err else sys.stdout
    if isinstance(text, bytes) and stream.isatty():
        text = text.decode("utf-8", "replace").replace("\r\n", "\n")
    if isinstance(text, str) and not drawn:
        text = harmless(text)
    try:
        click.echo(text, nl=False, err=err)
    except BrokenPipeError:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, stream.fileno())
        os.close(devnull)
        raise click.exceptions.Exit(CLOSED_PIPE) from None


def wants_colour(err: bool = False) -> bool:
    """Whether findings are drawn in colour: on a terminal, unless NO_COLOR (no-color.org) is set."""
    stream = sys.stderr if err else sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR")


def draw(
    diagnostics: Sequence[Diagnostic], root: Path, err: bool, *, warnings: int | None = FEW
) -> None:
    """Print findings as text: all errors, and at most so many ``warnings`` (None: all)."""
    text = draw_text(diagnostics, source_reader(root), wants_colour(err), warnings)
    emit(text, err=err, drawn=True)


def source_reader(root: Path) -> Callable[[str], str | None]:
    """Reads a source file by its path in the site; None for what may not or cannot be shown."""
    return lambda path: source_text(root, path)


def notices_text(content: Content) -> str:
    """``2 maintenance notices``, and the announcements, if there are any."""
    notices = plural(len(content.maintenance), "maintenance notice")
    said = plural(len(content.bulletins), "announcement")
    return f"{notices}, {said}" if content.bulletins else notices


def plural(number: int, noun: str) -> str:
    """``1 incident``, ``2 incidents``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
