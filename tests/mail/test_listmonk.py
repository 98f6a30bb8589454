"""listmonk's API, held to its documentation by a double: listmonk itself is in no package registry."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from support.story import STEPS, commit_step, story_repository

TOKEN = "the-token"


class Double(ThreadingHTTPServer):
    """The documented endpoints: GET and POST /api/campaigns, PUT /api/campaigns/ID/status."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.campaigns, self.broken = [], []


class Answer(BaseHTTPRequestHandler):
    """One request; ``server.broken`` lists statuses to fail with, one each."""

    server: Double

    def log_message(self, *_):
        """Silent."""

    def say(self, status, data):
        body = json.dumps({"data": data} if status == 200 else {"message": data}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self, body=None):
        split = urlsplit(self.path)
        if self.headers["Authorization"] != f"token statusmark:{TOKEN}":
            return self.say(403, "invalid API credentials")
        if self.command != "GET" and self.server.broken:
            return self.say(self.server.broken.pop(0), "broken")
        campaigns = self.server.campaigns
        if split.path == "/api/campaigns" and self.command == "GET":
            tags = set(parse_qs(split.query).get("tags", []))
            found = [c for c in campaigns if tags <= set(c["tags"])]
            return self.say(200, {"results": found, "total": len(found), "page": 1})
        if split.path == "/api/campaigns" and self.command == "POST":
            missing = {"name", "subject", "lists", "type", "content_type", "body"} - body.keys()
            if missing or body["content_type"] not in {"richtext", "html", "markdown", "plain"}:
                return self.say(400, f"missing {sorted(missing)}")
            campaigns.append({**body, "id": len(campaigns) + 1, "status": "draft"})
            return self.say(200, campaigns[-1])
        campaign = campaigns[int(split.path.split("/")[3]) - 1]
        if body["status"] == "running" and campaign["status"] not in {"draft", "paused"}:
            return self.say(400, "only draft and paused campaigns can be started")
        campaign["status"] = body["status"]
        return self.say(200, campaign)

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    do_PUT = do_POST  # noqa: N815 - the library's name


@pytest.fixture
def listmonk():
    with Double() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def site(listmonk, tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSMARK_LISTMONK_TOKEN", TOKEN)
    monkeypatch.setattr("time.sleep", lambda _: None)
    repository = story_repository(tmp_path, 1)
    text = (repository.root / "site.yaml").read_text()
    text = text.replace("  subscribers: ../people.csv\n", "")
    text += f"  listmonk: {{url: 'http://127.0.0.1:{listmonk.server_port}', template: 4}}\n"
    text += "subscriptions:\n  - {listmonk: 3, language: pl}\n"
    repository.write("site.yaml", text)
    commit_step(repository, STEPS[0])
    assert repository.run("send", "--now", STEPS[0].now).code == 0
    commit_step(repository, STEPS[1])
    return repository


def test_a_message_is_a_campaign_that_runs(site, listmonk):
    done = site.run("send", "--now", STEPS[1].now)
    assert done.code == 0, done.err
    (campaign,) = listmonk.campaigns
    assert campaign["status"] == "running"
    assert campaign["lists"] == [3]
    assert campaign["template_id"] == 4
    assert campaign["subject"] == "[Fjord Hosting] Database upgrade"
    assert campaign["from_email"] == "Fjord Hosting <status@example.com>"
    assert "{{ UnsubscribeURL }}" in campaign["body"]
    assert "{{ UnsubscribeURL }}" in campaign["altbody"]
    assert "Zapowiedziano konserwację" in campaign["altbody"]
    assert site.run("send", "--now", STEPS[1].now).code == 0
    assert len(listmonk.campaigns) == 1


def test_a_run_that_broke_between_making_and_starting_is_taken_up(site, listmonk):
    listmonk.broken = [None]
    original = Answer.answer

    def break_after_making(self, body=None):
        if self.command == "PUT" and listmonk.broken:
            listmonk.broken = []
            self.connection.close()
            return
        kept, listmonk.broken = listmonk.broken, []
        original(self, body)
        listmonk.broken = kept
        return

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Answer, "answer", break_after_making)
        patch.setattr(listmonk, "handle_error", lambda *_: None)
        assert site.run("send", "--now", STEPS[1].now).code == 0
    assert [c["status"] for c in listmonk.campaigns] == ["running"]


def test_what_it_does_not_take_is_tried_again(site, listmonk):
    listmonk.broken = [500, 429]
    assert site.run("send", "--now", STEPS[1].now).code == 0
    assert [c["status"] for c in listmonk.campaigns] == ["running"]


def test_a_wrong_token_is_said_so(site, monkeypatch):
    monkeypatch.setenv("STATUSMARK_LISTMONK_TOKEN", "wrong")
    done = site.run("send", "--now", STEPS[1].now)
    assert done.code == 1
    assert "STATUSMARK_LISTMONK_TOKEN" in done.err


@pytest.mark.parametrize(
    "words", [b"220 ready\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", b""]
)
def test_an_answer_that_is_no_http_is_no_bug_and_the_message_waits(site, monkeypatch, words):
    monkeypatch.setattr(Answer, "say", lambda answer, *_: answer.wfile.write(words))
    ended = site.run("send", "--now", STEPS[1].now)
    assert ended.code == 1, ended.err
    assert "does not answer" in ended.err


def test_titles_cannot_command_its_templates(site, listmonk):
    path = "maintenance/2026-12-06-db.md"
    text = (site.root / path).read_text().replace("Database upgrade", "{{ .Subscriber.Email }}")
    site.write(path, text.replace("title: {{", "title: '{{").replace("}}\n", "}}'\n", 1))
    site.commit(STEPS[1].at)
    assert site.run("send", "--now", STEPS[1].now).code == 0
    (campaign,) = listmonk.campaigns
    for part in (campaign["subject"], campaign["altbody"], campaign["body"]):
        bare = part.replace("{{ `{{` }}", "").replace("{{ UnsubscribeURL }}", "")
        assert "{{" not in bare


def test_the_subscribe_page_has_a_form(site, tmp_path):
    text = (site.root / "site.yaml").read_text()
    uuid = "57702beb-6fae-4355-a324-c2fd5b59a549"
    text = text.replace("{listmonk: 3, language: pl}", f"{{listmonk: 3, form: {uuid}}}")
    site.write("site.yaml", text)
    out = tmp_path / "public"
    assert site.run("build", "--out", out, "--now", STEPS[1].now).code == 0
    page = (out / "subscribe/index.html").read_text()
    assert f'name="l" value="{uuid}"' in page
    assert "/subscription/form" in page
    assert "form-action http://127.0.0.1" in (out / "_headers").read_text()
