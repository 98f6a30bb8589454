"""A whole story through a real SMTP server; every mailbox holds exactly what it should."""

from __future__ import annotations

import json
import shutil

import pytest
from support.builders import SiteFolder
from support.smtp_server import MailServer, html_of, running, text_of
from support.story import STEPS, THEIRS, commit_step, story_repository

KEY = "0123456789abcdef"


@pytest.fixture(scope="module")
def mail_server():
    with running(MailServer()) as mail_server:
        yield mail_server


@pytest.fixture(scope="module", autouse=True)
def _fast():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATUSMARK_MAIL_KEY", KEY)
        patch.setattr("time.sleep", lambda _: None)
        yield


@pytest.fixture(scope="module")
def told(mail_server, tmp_path_factory):
    """The story, told to its end."""
    tmp_path = tmp_path_factory.mktemp("story")
    mail_server.refuse.add("gone@example.com")
    mail_server.later["slow@example.com"] = 2
    repository = story_repository(tmp_path, mail_server.port)
    for step in STEPS:
        commit_step(repository, step)
        done = repository.run("send", "--now", step.now)
        assert done.code in {0, 1}, done.err
        assert "bug" not in done.err
    return repository


def test_every_mailbox_holds_exactly_what_it_should(told, mail_server):
    for address, lines in THEIRS.items():
        assert mail_server.lines(address) == lines, address
    assert mail_server.lines("slow@example.com") == THEIRS["anna@example.com"]
    polish = mail_server.lines("bartek@example.com")
    assert len(polish) == len(THEIRS["anna@example.com"])
    assert polish[0] == "Zapowiedziano konserwację: Database upgrade"
    assert polish[2] == "Badamy: Logowanie nie działa"
    weekly = mail_server.lines("eryk@example.com")
    assert weekly[2:] == ["Podsumowanie tygodnia: 7 grudnia 2026 – 13 grudnia 2026"]


def test_an_incident_is_one_thread(told, mail_server):
    messages = [m for m in mail_server.read("anna@example.com") if "Sign-in" in str(m["subject"])]
    first, *answers = messages
    assert first["in-reply-to"] is None
    assert {m["in-reply-to"] for m in answers} == {first["message-id"]}
    assert {m["references"] for m in answers} == {first["message-id"]}
    assert {str(m["subject"]) for m in messages} == {"[Fjord Hosting] Sign-in fails"}
    assert len({m["message-id"] for m in messages}) == len(messages)


def test_two_updates_of_one_push_come_in_one_message(told, mail_server):
    message = next(m for m in mail_server.read("anna@example.com") if "Monitoring" in text_of(m))
    text = text_of(message)
    assert "A third of the sign-ins work." in text
    assert text.index("The limit was raised.") < text.index("A third of the sign-ins work.")


def test_the_digest_says_how_the_month_went(told, mail_server):
    digest = mail_server.read("dora@example.com")[-1]
    text = text_of(digest)
    assert "December 2026: Met" in text
    assert "- API: 88 min" in text
    assert "Sign-in fails (API)" in text
    assert "December 2026: Met" in html_of(digest)


def test_nothing_more_is_sent_by_running_again(told, mail_server):
    before = {address: len(box) for address, box in mail_server.boxes.items()}
    for _ in range(2):
        assert told.run("send", "--now", STEPS[-1].now).code == 0
    assert {address: len(box) for address, box in mail_server.boxes.items()} == before


def test_a_permanent_refusal_is_reported_and_stops_nobody_else(told, mail_server):
    rows = [json.loads(line) for line in outbox(told).read_text().splitlines()]
    refused = [row for row in rows if row["r"] == "refused"]
    assert len(refused) == len(THEIRS["anna@example.com"])
    assert all("550 5.1.1 no such user" in row["why"] for row in refused)
    assert "example.com" not in outbox(told).read_text()


@pytest.fixture
def copy(told, tmp_path):
    """The story's folders, to be changed."""
    shutil.copytree(told.root.parent, tmp_path / "copy")
    return SiteFolder(tmp_path / "copy/site")


def test_the_page_shows_when_the_notice_was_mailed_and_the_mail_decides(copy, tmp_path):
    told = copy
    ledger = (told.root / "ledger/mail.jsonl").read_text()
    assert "@" not in ledger
    rows = [json.loads(line) for line in ledger.splitlines()]
    assert "begun" in rows[0]
    announced = [row for row in rows if "/announced-" in row.get("event", "")]
    assert [row["addresses"] for row in announced if "reminder" not in row["event"]] == [6, 6]
    lines = []
    for row in rows:  # as sent at the story's own times, which the machine's clock is not
        if "/announced-" in row.get("event", "") and "reminder" not in row["event"]:
            first = not lines
            at = "2026-12-03T09:02:00Z" if first else "2026-12-11T10:00:00Z"
            row |= {"first": at, "last": at, "addresses": 1204}
            lines.append(row)
    text = "".join(json.dumps(row) + "\n" for row in [{"begun": "2026-12-02T08:01:00Z"}, *lines])
    (told.root / "ledger/mail.jsonl").write_text(text)
    report = json.loads(told.run("report", "--format", "json", "--now", STEPS[-1].now).out)
    part = report["notices"]["2026-12-06-db"]["parts"][0]
    assert part["published"] == "2026-12-11T10:00:00Z"
    assert part["verdict"] == "late"
    out = tmp_path / "public"
    assert told.run("build", "--out", out, "--now", STEPS[-1].now).code == 0
    page = (out / "maintenance/2026-12-06-db/index.html").read_text()
    assert "e-mailed 39 h ahead to 1,204 addresses" in page
    assert "e-mailed 39 h ahead to 1,204 addresses" in (out / "sla/2026-12/index.html").read_text()


def test_a_lost_outbox_is_noticed(copy, mail_server):
    told = copy
    outbox(told).unlink()
    lost = told.run("send", "--now", STEPS[-1].now)
    assert lost.code == 1
    assert "--begin-anew" in lost.err
    before = sum(map(len, mail_server.boxes.values()))
    assert told.run("send", "--begin-anew", "--now", STEPS[-1].now).code == 0
    assert sum(map(len, mail_server.boxes.values())) == before


def outbox(repository):
    return repository.root / ".statusmark/outbox.jsonl"
