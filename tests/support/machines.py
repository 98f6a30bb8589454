"""What the tests of machine-read files share: built sites, a server on loopback, other people's programs."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from support.builders import SITE, SiteFolder

from generator.build import build_site
from generator.commands.shared.loading import site_at
from generator.model.content import Content
from generator.rendering.edition import editions
from generator.rendering.site import edition_files, site_files
from generator.rendering.theme.assets import Assets
from generator.rendering.theme.themes import Theme
from generator.rules.assessment import assess

ROOT = Path(__file__).parents[2]
STORY = "2026-11-20T14:05+01:00"
CLIENTS = Path(__file__).parents[1] / "clients"

TYPES = {
    ".json": "application/json",
    ".rss": "application/rss+xml; charset=utf-8",
    ".xml": "application/xml",
    ".atom": "application/atom+xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
}


def _now(path: str, values: object, make: Callable[[], bytes]) -> bytes:
    """Keeps nothing: every file is made."""
    del path, values
    return make()


def build(root: Path, now: str = STORY) -> dict[str, bytes]:
    """The files that programs read, as they would be published, and the pictures that they name."""
    loaded = site_at(root, now)
    assert loaded.content is not None
    assert not loaded.refused
    return build_content(loaded.content, root, loaded.now)


def build_content(content: Content, root: Path, now: datetime) -> dict[str, bytes]:
    """The same for content that was made by hand; ``root`` is for its theme. No page is drawn."""
    theme, assets = Theme.of(root), Assets()
    found = tuple(editions(assess(content, now), theme, root, assets, {}))
    files = {path: data for edition in found for path, data in edition_files(edition, _now).items()}
    return files | site_files(found) | assets.files


def build_all(root: Path, now: str = STORY) -> dict[str, bytes]:
    """Every file of a site, pages too."""
    return build_site(site_at(root, now, audience=()))


@functools.cache
def example() -> Mapping[str, bytes]:
    """The repository's own site at its story's instant."""
    return build(ROOT)


# --------------------------------------------------------------------------------------- stress

TITLES = (
    "Quotes \" ' “ ” and <b>tags</b> & entities &amp; ]]> --> end",
    "🔥 Emoji 👩‍👩‍👧‍👦 and Zażółć gęślą jaźń",
    "خدمة البريد متوقفة \u202e שירות הדואר",
    "Commas, semicolons; back\\slashes: and \\n written out, " + "long " * 60,
    "x",
)

TEXTS = (
    "He said \"no\" & 'yes' <script>alert(1)</script> ]]> <![CDATA[ x ]]> &lt;b&gt; &#x1F525;",
    "A pasted log:\n\n```\n\x1b[31mERROR\x1b[0m \x0b bell \x07 form feed \x0c <pool>\n  indented ]]>\n```",
    "عربى مع رقم 502 ثم English.\n\n- אחד\n- שתיים\n\n> quoted",
    '| a | b |\n|---|---|\n| 1 | [link](https://example.com/?a=1&b=2 "t\'x") |\n\n# Heading\n\n![p](x.png)',
    "Log of 28 KB:\n\n"
    + "2026-11-18T09:12:00Z ☃ worker[12]: connection refused; retry, \\ in 5 s\n" * 400,
    "",
)


def stress_site(folder: Path, posts: int = 15) -> SiteFolder:
    """A site in two languages whose titles and texts are what nobody should write."""
    site = SiteFolder(folder)
    text = SITE.replace(
        "timezone: Europe/Warsaw\n", "timezone: Europe/Warsaw\n    languages: [en, pl]\n", 1
    )
    text = text.replace(
        "name: API}", 'name: {en: \'A, "B" <C>; D & E\', pl: Ż}, group: {en: "G; 1", pl: Ł}}'
    )
    site.write("site.yaml", text)
    for number in range(posts):
        title, body = TITLES[number % len(TITLES)], TEXTS[number % len(TEXTS)]
        other = TEXTS[(number + 1) % len(TEXTS)]
        head = f"---\ntitle: {yaml_text(title)}\n"
        day = f"2026-11-{number % 18 + 1:02}"
        site.write(
            f"incidents/i-{number:03}.md",
            f"{head}started: {day} 09:00\ncomponents: {{api: major_outage, web: partial_outage}}\n---\n"
            f"{body}\n\n## {day} 09:10 Investigating\n{other}\n\n## {day} 09:20 Update\n\n"
            f"## {day} 10:00 Resolved\n{body}\n".encode(),
        )
        site.write(
            f"incidents/i-{number:03}.pl.md",
            f"---\ntitle: {yaml_text(title[::-1])}\n---\n".encode(),
        )
        site.write(
            f"maintenance/m-{number:03}.md",
            f"{head}start: {day} 02:00\nend: {day} 04:00\npublished: 2026-10-01 08:00\n"
            f"components: [api]\n---\n{body}\n".encode(),
        )
    return site


def yaml_text(text: str) -> str:
    """A YAML scalar that reads back as the text."""
    return json.dumps(text, ensure_ascii=False)


# --------------------------------------------------------------------------------------- loopback


@contextlib.contextmanager
def served(files: dict[str, bytes]) -> Iterator[str]:
    """The files over HTTP, as they are at each request; yields the address without a slash at the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0].lstrip("/")
            data = files.get(path if path and not path.endswith("/") else f"{path}index.html")
            self.send_response(200 if data is not None else 404)
            self.send_header(
                "Content-Type", TYPES.get(Path(path).suffix, "text/html; charset=utf-8")
            )
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# --------------------------------------------------------------------------------------- other programs


def tool(name: str, package: str) -> str:
    """The path of a program; the test is skipped where it is not installed."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"there is no {name} on PATH (Debian: apt install {package})")
    return path


def call(
    *command: str | Path,
    cwd: Path | None = None,
    data: bytes | None = None,
    home: Path | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Runs a program that must succeed, away from the machine's proxies and settings."""
    environment = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    if home:
        environment |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        input=data,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")[-2000:]
    return done


def node(script: str, *arguments: str | Path) -> object:
    """What a script of ``clients/`` prints as JSON."""
    program = tool("node", "nodejs")
    if not (CLIENTS / "node_modules").is_dir():
        pytest.skip("the npm clients are not installed (tests/setup_system.sh does it)")
    return json.loads(call(program, CLIENTS / script, *arguments).stdout)


def python_client(code: str, *arguments: str | Path, cwd: Path) -> object:
    """What Python code prints as JSON, run apart from the tests' own strictness."""
    return json.loads(call(sys.executable, "-c", code, *map(str, arguments), cwd=cwd).stdout)


def write_all(files: Mapping[str, bytes], folder: Path, suffixes: Sequence[str]) -> list[Path]:
    """Those files with one of the suffixes, written below a folder."""
    found = []
    for path, data in sorted(files.items()):
        if path.endswith(tuple(suffixes)):
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            found.append(place)
    return found
