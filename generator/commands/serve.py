"""``statusmark serve``: the site in a browser, built anew whenever a file changes."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

import click

from generator.authoring.preview_server import Built, Preview
from generator.commands.build import without_broken
from generator.commands.shared.terminal import (
    base_option,
    draw,
    emit,
    load,
    now_option,
    site_folder,
    source_reader,
    with_commits,
)
from generator.drawing import draw_text, has_errors, in_order

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
@click.pass_context
def command(
    ctx: click.Context, port: int, open_browser: bool, base: str, now_text: str | None
) -> None:
    """Show the site in a browser while you write.

    Saving a file builds the site anew and reloads the page. Mistakes are laid over the page. Nothing
    is written; only this machine can see it. Ctrl-C ends it.

    \b
    statusmark serve --port 8000
    """
    root = site_folder(ctx.obj)
    built = preview_build(root, now_text, base)
    try:
        server = Preview(port, built)
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
        watch_site(root, now_text, base, server, threading.Event())
    except KeyboardInterrupt:
        emit("\n")
    finally:
        server.close()


def watch_site(
    root: Path, now_text: str | None, base: str, server: Preview, stop: threading.Event
) -> None:
    """Build the site for each burst of changes until ``stop`` is set (or Ctrl-C is pressed)."""
    from watchfiles import DefaultFilter, watch

    wanted = DefaultFilter(ignore_dirs=IGNORED)
    for _ in watch(
        root, watch_filter=wanted, debounce=4 * PAUSE, step=PAUSE, stop_event=stop, rust_timeout=500
    ):
        server.show(preview_build(root, now_text, base))


def preview_build(root: Path, now_text: str | None, base: str) -> Built:
    """The site in memory, without what is broken, and the errors as text; warnings are printed."""
    from generator.build import build_site, check_theme
    from generator.rendering.theme.themes import ThemeError
    from generator.rules.assessment import assess
    from generator.rules.checks.all import run_checks

    loaded = load(root, now_text, base)
    content = loaded.content
    files: Mapping[str, bytes] = {}
    found = list(loaded.diagnostics)
    if content is not None and not loaded.refused:
        found += [*run_checks(assess(content, loaded.now)), *check_theme(root)]
        kept, broken = without_broken(content, found)
        try:
            assessment = with_commits(root, assess(kept, loaded.now), base)
            files = build_site(assessment, root, broken=broken)
        except ThemeError as error:
            if error.diagnostic not in found:
                found.append(error.diagnostic)
    shown = in_order(found)
    draw(shown, root, err=True)
    if not has_errors(shown):
        return Built(files)
    return Built(files, draw_text(shown, source_reader(root), False))
