"""``statusmark serve``: the site in a browser, built anew whenever a file changes."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from generator.authoring.preview_server import Built, PageError, PreviewServer
from generator.build import findings, plan_site
from generator.commands.shared.loading import site_at
from generator.commands.shared.options import (
    audience_option,
    base_option,
    now_option,
    site_folder,
)
from generator.commands.shared.terminal import draw, emit, source_reader
from generator.diagnostics import Diagnostic
from generator.drawing import count_line, draw_text, has_errors, in_order, unaccepted
from generator.rendering.outputs import Output
from generator.rendering.prose.fragments import Fragments
from generator.rendering.theme.themes import ThemeError

IGNORED = (".git", "public", "node_modules", "__pycache__")
PAUSE = 100
"""Milliseconds of quiet after a change before the site is built: editors write in several steps."""


@click.command(name="serve")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@base_option
@now_option
@audience_option
@click.pass_context
def command(
    ctx: click.Context,
    port: int,
    open_browser: bool,
    base: str,
    now_text: str | None,
    audience: tuple[str, ...],
) -> None:
    """Show the site in a browser while you write.

    Saving a file builds the site anew and reloads the page. Mistakes are laid over the page. Nothing
    is written; only this machine can see it, as localhost. Ctrl-C ends it.

    \b
    statusmark serve --port 8000
    """
    root = site_folder(ctx.obj)
    builder = PreviewBuilder(root, now_text, base, audience)
    try:
        server = PreviewServer(port, builder.build())
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on port {port}: {error.strerror}. Say --port with another number, or 0."
        ) from error
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
    ).start()
    emit(f"Serving {root} at {server.address} (Ctrl-C ends it)\n")
    if open_browser:
        click.launch(server.address)
    try:
        watch_site(root, builder, server, threading.Event())
    except KeyboardInterrupt:
        emit("\n")
    finally:
        server.close()


def watch_site(
    root: Path, builder: PreviewBuilder, server: PreviewServer, stop: threading.Event
) -> None:
    """Build the site for each burst of changes until ``stop`` is set (or Ctrl-C is pressed)."""
    from watchfiles import DefaultFilter, watch

    wanted = DefaultFilter(ignore_dirs=IGNORED)
    for _ in watch(
        root, watch_filter=wanted, debounce=4 * PAUSE, step=PAUSE, stop_event=stop, rust_timeout=500
    ):
        server.show(builder.build())


@dataclass
class PreviewBuilder:
    """Plans the site again and again. A page is made when a browser asks for it, and once.

    ``fragments`` is the rendered prose, ``made`` the files by path, each with its key.
    """

    root: Path
    now_text: str | None
    base: str
    audience: tuple[str, ...]
    fragments: Fragments = field(default_factory=Fragments)
    made: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    said: tuple[Diagnostic, ...] = ()

    def build(self) -> Built:
        """The site without what is broken, and the errors as text; what is new since the last round is printed."""
        site = site_at(self.root, self.now_text, self.base, audience=self.audience, written=True)
        found = list(findings(site, fragments=self.fragments))
        files: Mapping[str, bytes] = {}
        if site.assessment is not None:
            try:
                planned = {o.path: o for o in plan_site(site, self.fragments).outputs}
            except ThemeError as error:
                if error.diagnostic not in found:
                    found.append(error.diagnostic)
            else:
                same = {p: m for p, m in self.made.items() if p in planned and m[0]}
                self.made = {p: m for p, m in same.items() if m[0] == planned[p].key}
                files = MadeFiles(planned, self.made, self.problems)
        shown = unaccepted(in_order(found))
        self._say(shown)
        return Built(files, self.problems([d for d in shown if has_errors([d])]))

    def problems(self, errors: Sequence[Diagnostic]) -> str:
        """Errors as text with the lines that they are in; empty without any."""
        return draw_text(errors, source_reader(self.root), False) if errors else ""

    def _say(self, shown: tuple[Diagnostic, ...]) -> None:
        """Print what was not found in the last round, and how much there is now."""
        before = Counter(_sameness(d) for d in self.said)
        new = []
        for one in shown:
            before[_sameness(one)] -= 1
            if before[_sameness(one)] < 0:
                new.append(one)
        if new:
            draw(new, self.root, err=True)
        if len(shown) != len(new) and (new or len(shown) != len(self.said)):
            emit(f"{count_line(shown)} in all\n", err=True)
        elif self.said and not shown:
            emit("No mistakes are left.\n", err=True)
        self.said = shown


@dataclass(frozen=True, slots=True, eq=False)
class MadeFiles(Mapping[str, bytes]):
    """The files of a plan, each made when it is asked for. Raises PageError for a mistake in the theme."""

    planned: Mapping[str, Output]
    made: dict[str, tuple[str, bytes]]
    explained: Callable[[Sequence[Diagnostic]], str]
    one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def __getitem__(self, path: str) -> bytes:
        output = self.planned[path]
        with self.one_at_a_time:
            if path not in self.made:
                try:
                    self.made[path] = (output.key, output.make())
                except ThemeError as error:
                    raise PageError(self.explained([error.diagnostic])) from error
            return self.made[path][1]

    def __iter__(self) -> Iterator[str]:
        return iter(self.planned)

    def __len__(self) -> int:
        return len(self.planned)

    def __contains__(self, path: object) -> bool:
        return path in self.planned


def _sameness(found: Diagnostic) -> tuple[str, ...]:
    """What a finding has in the next round, too: a warning's numbers and line may be others then."""
    error = has_errors([found])
    return found.location.path, found.code, found.message if error else ""
