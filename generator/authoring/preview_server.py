"""A web server for one engineer: the site from memory, reloaded as files change, errors laid over it.

It listens on the loopback interface only. Pages get a small script that waits for server-sent events
(HTML Living Standard, section 9.2); what ``build`` publishes never has it.
"""

from __future__ import annotations

import html
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition
from urllib.parse import unquote, urlsplit

OWN = "/-/preview/"
"""Where the server's own files are; no page of a site begins so."""

SCRIPT = b"""\
const events = new EventSource("/-/preview/events");
let seen = null;
events.onmessage = (event) => {
  if (seen !== null && event.data !== seen) location.reload();
  seen = event.data;
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.getElementById("statusmark-findings")?.remove();
});
"""
STYLE = b"""\
#statusmark-findings { position: fixed; inset: 0; z-index: 9999; overflow: auto; padding: 2rem;
  background: rgb(20 20 24 / 94%); color: #f4f4f5; font: 15px/1.5 ui-monospace, monospace; }
#statusmark-findings h1 { font: 600 1.3rem system-ui, sans-serif; color: #ff9b9b; margin: 0 0 1rem; }
#statusmark-findings pre { white-space: pre-wrap; margin: 0 0 1.5rem; background: none; color: inherit; }
#statusmark-findings p { font-family: system-ui, sans-serif; }
"""
BARE = "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Statusmark</title></head><body></body></html>"
CONNECT = re.compile(rb'(<meta http-equiv="Content-Security-Policy" content="[^"]*)"')
NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
NOT_KEPT = {"Cache-Control": "no-store"}
KEEP_ALIVE = 15.0
"""Seconds after which a waiting browser is sent a comment, so that closed ones are noticed."""

mimetypes.add_type("application/rss+xml", ".rss")
mimetypes.add_type("application/atom+xml", ".atom")
mimetypes.add_type("text/calendar", ".ics")
mimetypes.add_type("text/markdown", ".md")
mimetypes.add_type("image/svg+xml", ".svg")


class PageError(Exception):
    """A page cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Built:
    """A build in memory. ``problems`` is what is wrong, as text; empty where nothing is.

    ``files`` may make a file when it is asked for, and raise PageError.
    """

    files: Mapping[str, bytes]
    problems: str = ""


class PreviewServer(ThreadingHTTPServer):
    """Serves the latest build; ``show`` replaces it and reloads every open page."""

    daemon_threads = True

    def __init__(self, port: int, built: Built) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.built = built
        self._number = 1
        self._closing = False
        self._changed = Condition()

    @property
    def address(self) -> str:
        """Where to point the browser."""
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def show(self, built: Built) -> None:
        """Show another build. One that has no pages leaves the old ones, under its problems."""
        with self._changed:
            self.built = built if built.files else Built(self.built.files, built.problems)
            self._number += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Send waiting browsers away and stop listening."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self.shutdown()
        self.server_close()

    def next_number(self, seen: int) -> int | None:
        """The number of a build after the one seen, after a wait; the same one if none came; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._number != seen, KEEP_ALIVE)
            return None if self._closing else self._number


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is for findings."""

    def do_HEAD(self) -> None:
        """Headers alone."""
        self.do_GET()

    def do_GET(self) -> None:
        """A file of the site, or one of the server's own.

        Only under the machine's own names: another site's page whose name leads here (DNS rebinding)
        could read drafts otherwise.
        """
        if urlsplit(f"//{self.headers['Host']}").hostname not in NAMES:
            self._send(
                HTTPStatus.MISDIRECTED_REQUEST, "text/plain", b"This is no page of that host."
            )
            return
        path = unquote(urlsplit(self.path).path)
        if path == f"{OWN}events":
            self._events()
        elif path == f"{OWN}preview.js":
            self._send(HTTPStatus.OK, "text/javascript", SCRIPT)
        elif path == f"{OWN}preview.css":
            self._send(HTTPStatus.OK, "text/css", STYLE)
        else:
            self._file(path.removeprefix("/"))

    def _file(self, path: str) -> None:
        built = self.server.built
        if path and not path.endswith("/") and f"{path}/index.html" in built.files:
            headers = {"Location": f"/{path}/", "Content-Length": "0"}
            self._begin(HTTPStatus.MOVED_PERMANENTLY, headers)
            return
        name = f"{path}index.html" if not path or path.endswith("/") else path
        status, problems = HTTPStatus.OK, built.problems
        if name not in built.files:
            status, name = HTTPStatus.NOT_FOUND, "404.html"
        try:
            body = built.files.get(name, BARE.encode())
        except PageError as error:
            body, problems = BARE.encode(), problems or str(error)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind == "text/html":
            body = with_script(body, problems)
        self._send(status, kind, body)

    def _begin(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        text = kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
        full = f"{kind}; charset=utf-8" if text else kind
        self._begin(status, {"Content-Type": full, "Content-Length": str(len(body)), **NOT_KEPT})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _events(self) -> None:
        headers = {"Content-Type": "text/event-stream", **NOT_KEPT, "Connection": "close"}
        self._begin(HTTPStatus.OK, headers)
        seen = 0
        try:
            while (number := self.server.next_number(seen)) is not None:
                self.wfile.write(b": waiting\n\n" if number == seen else b"data: %d\n\n" % number)
                self.wfile.flush()
                seen = number
        except OSError:
            return


def with_script(page: bytes, problems: str) -> bytes:
    """A page with the script that reloads it and, where something is wrong, with that laid over it."""
    page = CONNECT.sub(lambda match: match[1] + b"; connect-src 'self'\"", page, count=1)
    added = f'<script src="{OWN}preview.js" defer></script>'
    added += f'<link rel="stylesheet" href="{OWN}preview.css">'
    if problems:
        added += (
            '<div id="statusmark-findings" role="alert"><h1>This is not published until it is fixed'
            f"</h1><pre>{html.escape(problems)}</pre><p>Save the file to try again; Escape shows the "
            "page without what is broken.</p></div>"
        )
    head, body, tail = page.rpartition(b"</body>")
    return head + added.encode() + body + tail if body else page + added.encode()
