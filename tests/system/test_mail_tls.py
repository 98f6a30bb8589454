"""Mail servers that want TLS and a password."""

from __future__ import annotations

import ssl
import subprocess
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from support.news_to_send import send
from support.other_programs import tool
from support.smtp_server import MailServer, free_port


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost that nobody has signed but itself, with its key."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [tool("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
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
def listening(mail_server, certificate, security):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    mail_server.port = free_port()
    options = {"authenticator": signs_in}
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True, "auth_required": True}
    else:
        options |= {"auth_require_tls": False}  # the server does not know that TLS is outside

    class Here(Controller):
        def factory(self):
            return SMTP(self.handler, hostname="localhost", **options)

    outside = context if security == "tls" else None
    server = Here(mail_server, hostname="localhost", port=mail_server.port, ssl_context=outside)
    server.start()
    try:
        yield
    finally:
        server.stop()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_over_tls_with_a_password(mailing_site, certificate, security, tmp_path, monkeypatch):
    mail_server = MailServer()
    (tmp_path / "password").write_text("secret\n")
    with listening(mail_server, certificate, security):
        smtp = (
            f"{{host: localhost, port: {mail_server.port}, security: {security}, username: status}}"
        )
        monkeypatch.setenv("STATUSMARK_SMTP_PASSWORD_FILE", str(tmp_path / "password"))
        unknown = send(mailing_site, smtp)
        assert unknown.code == 1
        assert "the connection to localhost is not safe: CERTIFICATE_VERIFY_FAILED" in unknown.err
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "certificate.pem"))
        monkeypatch.setenv("STATUSMARK_SMTP_PASSWORD", "wrong")
        wrong = send(mailing_site, smtp)
        assert wrong.code == 1
        assert "does not let 'status' in: check the user name and STATUSMARK_SMTP_PAS" in wrong.err
        assert not mail_server.boxes
        monkeypatch.delenv("STATUSMARK_SMTP_PASSWORD")
        right = send(mailing_site, smtp)
        assert (right.code, right.err) == (0, "")
    assert len(mail_server.boxes) == 7
