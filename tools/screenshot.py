"""Takes the README's picture: the example site's first page, 1280 px wide, in the light scheme.

``make site && .venv/bin/python tools/screenshot.py`` writes docs/screenshot.png. Needs Playwright
(part of the tools for development) and a Chromium or Chrome on PATH.
"""

from __future__ import annotations

import functools
import shutil
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "screenshot.png"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STORY = "2026-12-06T01:40:00Z"  # the instant of the example's story: see the Makefile


def take(site: Path, picture: Path) -> None:
    """Opens a built site's first page and keeps what is seen without scrolling."""
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": 1280, "height": 1100},
            color_scheme="light",
            locale="en-GB",
            timezone_id="Europe/Warsaw",
        )
        page = context.new_page()
        page.clock.set_fixed_time(STORY)
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.screenshot(path=picture)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "public"), PICTURE)
    print(f"wrote {PICTURE.relative_to(ROOT)}, {PICTURE.stat().st_size // 1024} KB")
