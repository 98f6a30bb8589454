"""Mail servers without TLS or passwords, hosts and passwords that are not there: what is said then."""

from __future__ import annotations

import pytest
from support.news_to_send import send
from support.smtp_server import MailServer, running


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("security: starttls", "127.0.0.1:{port} offers no starttls"),
        ("security: tls", "write security: starttls, or another port"),
        ("security: none, username: status", "lets nobody sign in over this connection"),
    ],
)
def test_a_server_without_tls_or_passwords(mailing_site, options, said, monkeypatch):
    monkeypatch.setenv("STATUSMARK_SMTP_PASSWORD", "secret")
    with running(MailServer()) as plain:
        done = send(mailing_site, f"{{host: 127.0.0.1, port: {plain.port}, {options}}}")
    assert done.code == 1
    assert said.format(port=plain.port) in done.err


def test_a_host_that_there_is_not(mailing_site):
    done = send(mailing_site, "{host: no-such-host.invalid}")
    assert done.code == 1
    assert "no-such-host.invalid" in done.err
    assert "Errno" not in done.err


def test_a_password_that_is_not_there(mailing_site, monkeypatch):
    missing = send(mailing_site, "{host: 127.0.0.1, username: status}")
    assert "mail.smtp.username is set, but STATUSMARK_SMTP_PASSWORD is not" in missing.err
    monkeypatch.setenv("STATUSMARK_SMTP_PASSWORD_FILE", "/nowhere")
    gone = send(mailing_site, "{host: 127.0.0.1, username: status}")
    assert gone.code == 1
    assert "/nowhere cannot be read" in gone.err
