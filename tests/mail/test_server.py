"""Mail servers without TLS or passwords, hosts and passwords that are not there: what is said then."""

from __future__ import annotations

import pytest
from support.smtp_server import MailServer, running
from support.story import STEPS, commit_step, story_repository

FIRST, NEWS = STEPS[:2]


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSMARK_MAIL_KEY", "key")
    monkeypatch.setattr("time.sleep", lambda _: None)
    repository = story_repository(tmp_path, 1)
    for step in (FIRST, NEWS):
        commit_step(repository, step)
    assert repository.run("send", "--now", FIRST.now).code == 0
    return repository


def send(site, smtp):
    text = (site.root / "site.yaml").read_text()
    lines = [f"  smtp: {smtp}" if "smtp:" in line else line for line in text.splitlines()]
    site.write("site.yaml", "\n".join(lines))
    done = site.run("send", "--now", NEWS.now)
    assert "bug" not in done.err
    return done


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("security: starttls", "127.0.0.1:{port} offers no starttls"),
        ("security: tls", "write security: starttls, or another port"),
        ("security: none, username: status", "lets nobody sign in over this connection"),
    ],
)
def test_a_server_without_tls_or_passwords(site, options, said, monkeypatch):
    monkeypatch.setenv("STATUSMARK_SMTP_PASSWORD", "secret")
    with running(MailServer()) as plain:
        done = send(site, f"{{host: 127.0.0.1, port: {plain.port}, {options}}}")
    assert done.code == 1
    assert said.format(port=plain.port) in done.err


def test_a_host_that_there_is_not(site):
    done = send(site, "{host: no-such-host.invalid}")
    assert done.code == 1
    assert "no-such-host.invalid" in done.err
    assert "Errno" not in done.err


def test_a_password_that_is_not_there(site, monkeypatch):
    missing = send(site, "{host: 127.0.0.1, username: status}")
    assert "mail.smtp.username is set, but STATUSMARK_SMTP_PASSWORD is not" in missing.err
    monkeypatch.setenv("STATUSMARK_SMTP_PASSWORD_FILE", "/nowhere")
    gone = send(site, "{host: 127.0.0.1, username: status}")
    assert gone.code == 1
    assert "/nowhere cannot be read" in gone.err
