"""Files over HTTP on loopback."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TYPES = {
    ".json": "application/json",
    ".rss": "application/rss+xml; charset=utf-8",
    ".xml": "application/xml",
    ".atom": "application/atom+xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
}


@contextlib.contextmanager
def serving(handler: Callable[..., Any]) -> Iterator[str]:
    """A server on a free port while the block runs; gives its address without a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class FolderHandler(SimpleHTTPRequestHandler):
    """Serves a folder and writes no log."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def served_folder(folder: Path) -> contextlib.AbstractContextManager[str]:
    """A folder over HTTP."""
    return serving(functools.partial(FolderHandler, directory=str(folder)))


def served_files(files: Mapping[str, bytes]) -> contextlib.AbstractContextManager[str]:
    """Files in memory over HTTP, as they are at each request."""

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

    return serving(Handler)
