"""Mail servers that want TLS and a password, and what is said where they get neither."""

from __future__ import annotations

import ssl
import subprocess
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from support.post_office import PostOffice, free_port
from support.story import CHAPTERS, turn_page, write_site

FIRST, NEWS = CHAPTERS[0], CHAPTERS[1]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost that nobody has signed but itself, with its key."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out",
         "certificate.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder


def signs_in(server, session, envelope, mechanism, data):
    """The one user that the server knows."""
    del server, session, envelope, mechanism
    right = (data.login, data.password) == (b"status", b"secret")
    return AuthResult(success=right, handled=right)


@contextmanager
def listening(office, certificate, security):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    office.port = free_port()
    options = {"authenticator": signs_in}
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True, "auth_required": True}
    else:
        options |= {"auth_require_tls": False}  # the server does not know that TLS is outside

    class Here(Controller):
        def factory(self):
            return SMTP(self.handler, hostname="localhost", **options)

    outside = context if security == "tls" else None
    server = Here(office, hostname="localhost", port=office.port, ssl_context=outside)
    server.start()
    try:
        yield
    finally:
        server.stop()


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSMARK_MAIL_KEY", "key")
    monkeypatch.setattr("time.sleep", lambda _: None)
    repository = write_site(tmp_path, 1)
    for chapter in (FIRST, NEWS):
        turn_page(repository, chapter)
    assert repository.run("send", "--now", FIRST.now).code == 0
    return repository


def send(site, smtp):
    text = (site.root / "site.yaml").read_text()
    lines = [f"  smtp: {smtp}" if "smtp:" in line else line for line in text.splitlines()]
    site.write("site.yaml", "\n".join(lines))
    done = site.run("send", "--now", NEWS.now)
    assert "bug" not in done.err
    return done


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_over_tls_with_a_password(site, certificate, security, tmp_path, monkeypatch):
    office = PostOffice()
    (tmp_path / "password").write_text("secret\n")
    with listening(office, certificate, security):
        smtp = f"{{host: localhost, port: {office.port}, security: {security}, username: status}}"
        monkeypatch.setenv("STATUSMARK_SMTP_PASSWORD_FILE", str(tmp_path / "password"))
        unknown = send(site, smtp)
        assert unknown.code == 1
        assert "the connection to localhost is not safe: CERTIFICATE_VERIFY_FAILED" in unknown.err
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "certificate.pem"))
        monkeypatch.setenv("STATUSMARK_SMTP_PASSWORD", "wrong")
        wrong = send(site, smtp)
        assert wrong.code == 1
        assert "does not let 'status' in: check the user name and STATUSMARK_SMTP_PAS" in wrong.err
        assert not office.boxes
        monkeypatch.delenv("STATUSMARK_SMTP_PASSWORD")
        right = send(site, smtp)
        assert (right.code, right.err) == (0, "")
    assert len(office.boxes) == 7


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
    port = free_port()
    plain = Controller(PostOffice(), hostname="127.0.0.1", port=port)
    plain.start()
    try:
        done = send(site, f"{{host: 127.0.0.1, port: {port}, {options}}}")
    finally:
        plain.stop()
    assert done.code == 1
    assert said.format(port=port) in done.err


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
