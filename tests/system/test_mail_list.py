"""An announcement list on a real Mailman 3: join by mail, confirm, be told a whole story, leave."""

from __future__ import annotations

import re
import smtplib

import pytest
from support.list_server import LIST, mailman, running_list
from support.smtp_server import MailServer, running, text_of
from support.story import STEPS, THEIRS, commit_step, story_repository
from support.waiting import wait_for

pytestmark = pytest.mark.skipif(
    mailman() is None,
    reason="there is no Mailman in tests/mailman/.venv; see tests/setup_system.sh",
)

READER = "reader@reader.test"


class Relay(MailServer):
    """Hands what comes for the list to the list server, as a mail server does."""

    lmtp = 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        """A message for the list goes on; others are for readers."""
        if envelope.rcpt_tos == [LIST]:
            with smtplib.LMTP("127.0.0.1", self.lmtp) as link:
                link.sendmail(envelope.mail_from, [LIST], envelope.content)
            return "250 ok"
        return await super().handle_DATA(server, session, envelope)


def test_a_reader_joins_is_told_the_story_and_leaves(tmp_path, monkeypatch):
    monkeypatch.setattr("generator.mail.sending.ROUNDS", ())
    (tmp_path / "mailman").mkdir()
    with (
        running(Relay()) as mail_server,
        running_list(tmp_path / "mailman", mail_server, "status@example.com") as server,
    ):
        mail_server.lmtp = server.port
        repository = story_repository(tmp_path, mail_server.port)
        text = (repository.root / "site.yaml").read_text()
        text = text.replace("  subscribers: ../people.csv\n", "")
        repository.write("site.yaml", f"{text}subscriptions:\n  - {{list: {LIST}}}\n")
        (tmp_path / "people.csv").unlink()

        server.write(READER, "status-join@lists.example.com", "subscribe")
        question = wait_for(lambda: mail_server.read(READER), "nobody asks the reader back")[0]
        assert READER not in server.members()
        confirm = re.search(r"status-confirm\+[0-9a-f]+@[\w.]+", question.as_string())
        assert confirm
        server.write(READER, confirm[0], f"Re: {question['subject']}")
        wait_for(lambda: READER in server.members(), "the reader is no member")

        for step in STEPS:
            commit_step(repository, step)
            done = repository.run("send", "--now", step.now)
            assert done.code == 0, done.err
        wanted = THEIRS["anna@example.com"]

        def told() -> list:
            return [m for m in mail_server.read(READER) if "[Fjord" in str(m["subject"])]

        wait_for(lambda: len(told()) >= len(wanted), "not everything arrived")
        messages = told()
        assert sorted(text_of(m).splitlines()[0] for m in messages) == sorted(wanted)
        assert len({m["message-id"] for m in messages}) == len(wanted)
        for message in messages:
            assert message["auto-submitted"] == "auto-generated"
            assert len(message.get_all("list-unsubscribe")) == 1
            assert "mailto:" in message["list-unsubscribe"]
            assert message["list-unsubscribe-post"] is None
            assert len(message.get_all("list-id")) == 1
            assert "mailto:status-leave@lists.example.com" in text_of(message)

        server.write(READER, "status-leave@lists.example.com", "leave")
        goodbye = wait_for(
            lambda: (
                [
                    m
                    for m in mail_server.read(READER)
                    if "confirm+" in str(m["reply-to"] or m["from"])
                ][1:]
                or READER not in server.members()
            ),
            "nobody answers",
        )
        if READER in server.members():
            confirm = re.search(r"status-confirm\+[0-9a-f]+@[\w.]+", goodbye[-1].as_string())
            assert confirm
            server.write(READER, confirm[0], "Re: leave")
        wait_for(lambda: READER not in server.members(), "the reader is still a member")
