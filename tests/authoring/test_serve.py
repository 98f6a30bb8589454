"""serve: pages from memory, reload after a change, errors laid over the page, all over real HTTP."""

from __future__ import annotations

import http.client
import threading
from contextlib import contextmanager

import pytest
from support.instants import NOW_TEXT
from support.waiting import wait_for

from generator.authoring.preview_server import Built, PreviewServer, with_script
from generator.cli import main
from generator.commands.serve import PreviewBuilder, watch_site

INCIDENT = """
    ---
    title: Down
    started: 2026-11-20 10:00
    components: {api: major_outage}
    ---
    """


@contextmanager
def serving(built):
    server = PreviewServer(0, built)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()


def get(server, path, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@contextmanager
def events(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
    connection.request("GET", "/-/preview/events")
    answer = connection.getresponse()
    assert answer.getheader("Content-Type") == "text/event-stream"
    yield answer
    connection.close()


def next_event(answer):
    lines = []
    while True:
        line = answer.readline()
        if line == b"\n" and lines:
            return b"".join(lines)
        if line.startswith(b"data:"):
            lines.append(line)


def test_the_built_site_is_served_with_a_script_that_reloads_it(site):
    site.write("incidents/a.md", INCIDENT)
    with serving(PreviewBuilder(site.root, NOW_TEXT, "HEAD", ()).build()) as server:
        answer, page = get(server, "/")
        assert (answer.status, answer.getheader("Cache-Control")) == (200, "no-store")
        assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
        assert b'<script src="/-/preview/preview.js" defer></script>' in page
        assert b"connect-src 'self'" in page
        assert b"statusmark-findings" not in page
        assert b"Down" in get(server, "/incidents/a/")[1]
        moved, _ = get(server, "/incidents/a")
        assert (moved.status, moved.getheader("Location")) == (301, "/incidents/a/")
        assert (
            get(server, "/history.rss")[0].getheader("Content-Type").startswith("application/rss")
        )
        missing, body = get(server, "/nowhere")
        assert missing.status == 404
        assert b"preview.js" in body
        assert get(server, "/-/preview/preview.js")[1].startswith(b"const events")
        assert b"#statusmark-findings" in get(server, "/-/preview/preview.css")[1]
        head, nothing = get(server, "/", "HEAD")
        assert int(head.getheader("Content-Length")) > 1000
        assert nothing == b""


def test_only_this_machine_is_listened_to():
    with serving(Built({})) as server:
        assert server.server_address[0] == "127.0.0.1"
        assert server.address.startswith("http://127.0.0.1:")


def test_a_saved_file_is_built_and_browsers_are_told(site, capsys):
    site.write("incidents/a.md", INCIDENT)
    stop = threading.Event()
    builder = PreviewBuilder(site.root, NOW_TEXT, "HEAD", ())
    with serving(builder.build()) as server:
        watcher = threading.Thread(target=watch_site, args=(site.root, builder, server, stop))
        watcher.start()
        try:
            with events(server) as stream:
                first = next_event(stream)

                def saved_and_seen():
                    """The watcher may start after the first time that somebody saves."""
                    site.write("incidents/a.md", INCIDENT.replace("Down", "Still down"))
                    return b"Still down" in get(server, "/incidents/a/")[1]

                wait_for(saved_and_seen, "a saved file is not built")
                assert next_event(stream) != first
        finally:
            stop.set()
            watcher.join(10)
        assert not watcher.is_alive()
    assert not (site.root / "public").exists()


def test_errors_lie_over_the_page_and_go_away_when_mended(site, capsys):
    site.write("incidents/a.md", INCIDENT)
    site.write("incidents/b.md", INCIDENT.replace("api:", "apii:"))
    with serving(PreviewBuilder(site.root, NOW_TEXT, "HEAD", ()).build()) as server:
        page = get(server, "/")[1].decode()
        assert 'role="alert"' in page
        assert "incidents/b.md:4:14: unknown-component" in page
        assert "did you mean &#x27;api&#x27;?" in page
        assert b"Down" in get(server, "/incidents/a/")[1]
        site.remove("incidents/b.md")
        server.show(PreviewBuilder(site.root, NOW_TEXT, "HEAD", ()).build())
        assert b"statusmark-findings" not in get(server, "/")[1]


def test_an_unusable_site_yaml_leaves_the_last_pages_under_its_errors(site, capsys):
    site.write("incidents/a.md", INCIDENT)
    good = PreviewBuilder(site.root, NOW_TEXT, "HEAD", ()).build()
    site.write("site.yaml", "name: [\n")
    bad = PreviewBuilder(site.root, NOW_TEXT, "HEAD", ()).build()
    assert bad.files == {}
    with serving(good) as server:
        server.show(bad)
        page = get(server, "/incidents/a/")[1]
        assert b"Down" in page
        assert b"site.yaml:" in page
    with serving(bad) as server:
        answer, page = get(server, "/")
        assert answer.status == 404
        assert b"site.yaml:" in page


def test_a_mistake_in_the_sites_theme_is_shown(site, capsys):
    site.write("theme/templates/index.html", "{% if %}")
    built = PreviewBuilder(site.root, NOW_TEXT, "HEAD", ()).build()
    assert "theme/templates/index.html:1" in built.problems


def test_findings_are_text_not_markup():
    assert b"<script>alert" not in with_script(b"<body></body>", "<script>alert(1)</script>")
    assert with_script(b"no end", "").startswith(b"no end<script")


def test_a_port_in_use_is_said_in_a_sentence(site, capsys):
    with serving(Built({})) as server:
        code = main(["-C", str(site.root), "serve", "--port", str(server.server_address[1])])
    assert code == 1
    assert "cannot listen on port" in capsys.readouterr().err


def test_ctrl_c_ends_it(site, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("watchfiles.watch", interrupted)
    opened = []
    monkeypatch.setattr("click.launch", opened.append)
    assert main(["-C", str(site.root), "serve", "--port", "0", "--open"]) == 0
    out = capsys.readouterr().out
    assert "at http://127.0.0.1:" in out
    assert opened[0] in out


@pytest.mark.parametrize("name", ["build", "check"])
def test_only_serve_loads_the_watcher(name):
    from support.builders import python

    loaded = python(f"import sys, generator.commands.{name}; print('watchfiles' in sys.modules)")
    assert loaded.strip() == "False"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("localhost.evil.example:8000", 421),
        ("127.0.0.1.nip.example", 421),
        ("", 421),
    ],
)
def test_only_its_own_host_is_answered(host, status):
    with serving(Built({"index.html": b"a draft"})) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
        connection.putrequest("GET", "/", skip_host=True)
        connection.putheader("Host", host)
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.status == status
        assert (b"a draft" in answer.read()) is (status == 200)
        connection.close()
