"""What is not published is published nowhere: a site whose every field holds secrets, and all that it puts out."""

from __future__ import annotations

import email
import email.policy
import gzip

import pytest
from support.builders import Repository
from support.instants import AT_NOW
from support.smtp_server import MailServer, running

NOTE = "<!-- SECRET-NOTE -->"
SITE = f"""\
# SECRET-YAML
name: {{en: "Example {NOTE}", pl: "Przykład {NOTE}"}}  # SECRET-YAML
description: "Of services {NOTE}"
url: https://status.example.com
timezone: Europe/Warsaw
languages: [en, pl]
repository: https://git.example.com/status
links: [{{text: "Help {NOTE}", url: "https://help.example.com"}}]
components:
  - {{id: api, name: "API {NOTE}", group: "Group {NOTE}", description: "Does {NOTE}"}}
  - {{id: web, name: Web}}
sla:
  availability: {{target: 99.5%, excluded: [third_party]}}
  maintenance: {{notice: 48h, classes: {{standard: {{name: "Short {NOTE}", notice: 1h}}}}}}
  priorities: {{P1: {{name: "First {NOTE}", acknowledge: 1h, resolve: 4h}}}}
  declared: ["Backups {NOTE}"]
mail:
  from: status@example.com
  smtp: {{host: 127.0.0.1, port: PORT, security: none}}
  subscribers: ../private/people.csv
subscriptions:
  - {{list: customers@lists.example.com}}
  - {{list: secret-staff@lists.example.com, audience: secret-name}}
"""
BODY = f"""\
Words {NOTE} here. <!-- SECRET-NOTE
over lines

## 2026-11-20 13:00 Resolved
SECRET-NOTE
-->

- item {NOTE}
  <!-- SECRET-NOTE -->
> quoted {NOTE}

| a {NOTE} | b |
|---|---|
| {NOTE} | c |

[link](../maintenance/m.md "title {NOTE}") ![picture {NOTE}](graph.png) [inner](secret-post.md)
"""
INCIDENT = f"""\
---
# SECRET-YAML
title: "Outage {NOTE}"
started: 2026-11-20 09:00
reported: 2026-11-20 09:05
priority: P1
components: {{api: major_outage}}
impact:
  - {{from: 2026-11-20 09:00, to: 2026-11-20 10:00, components: [api], cause: third_party, third_party: "Other {NOTE}"}}
---
{BODY}
## 2026-11-20 09:20 Investigating {NOTE}
{BODY}
### Heading {NOTE}

## 2026-11-20 10:00 Resolved
Over.
<!-- SECRET-NOTE -->
"""
WORK = f"""\
---
title: "Work {NOTE}"
start: 2026-11-25 02:00
end: 2026-11-25 04:00
components: {{web: degraded_performance}}
reason: "Because {NOTE}"
---
{BODY}
"""
HIDDEN = f"""\
---
title: SECRET-POST
audience: [secret-name]
aliases: [secret-alias]
KEYS
components: {{web: major_outage}}
---
SECRET-POST ![x](secret-picture.png)

## 2026-11-20 11:20 Update
SECRET-POST {NOTE}
"""
TRANSLATION = f"---\ntitle: Awaria {NOTE}\n---\n{BODY}\n## 2026-11-20 09:20\n{BODY}\n"
SECRETS = (
    "secret-note",
    "secret-yaml",
    "secret-post",
    "secret-name",
    "secret-alias",
    "secret-staff",
)
SECRETS += (
    "secret-picture",
    "secret-future",
    "anna@secret.example",
    "secret-password",
    "secret-key",
)
OWN = ("secret-note", "secret-yaml", "secret-password", "secret-key", "anna@secret.example")
"""What not even the authors' commands repeat, but for `check`, which quotes the line of a mistake."""


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A site with secrets everywhere, and the keys of its mail."""
    monkeypatch.setenv("STATUSMARK_SMTP_PASSWORD", "SECRET-PASSWORD")
    monkeypatch.setenv("STATUSMARK_MAIL_KEY", "SECRET-KEY-0123456789-0123456789-0123456789")
    site = Repository(tmp_path / "site")
    site.write("site.yaml", SITE.replace("PORT", "9").encode())
    site.commit("2026-11-20T06:00:00+01:00")
    site.write("incidents/a.md", INCIDENT.encode())
    site.write("incidents/a.pl.md", TRANSLATION.encode())
    times = "started: 2026-11-20 11:00\nresolved: 2026-11-20 12:00"
    site.write("incidents/secret-post.md", HIDDEN.replace("KEYS", times).encode())
    site.write("incidents/secret-post.pl.md", b"---\ntitle: SECRET-POST\n---\nSECRET-POST\n")
    site.write("incidents/graph.png", b"\x89PNG")
    site.write("incidents/secret-picture.png", b"\x89PNG SECRET-PICTURE")
    site.write("incidents/unused-secret-picture.png", b"\x89PNG SECRET-PICTURE")
    site.write("maintenance/m.md", WORK.encode())
    window = "start: 2026-11-26 02:00\nend: 2026-11-26 04:00"
    hidden = HIDDEN.replace("KEYS", window).replace("secret-alias", "secret-alias-2")
    site.write("maintenance/secret-post-2.md", hidden.encode())
    later = "title: SECRET-FUTURE\nstarted: 2026-11-22 10:00\n"
    site.write("incidents/secret-future.md", f"---\n{later}components: [web]\n---\nx\n".encode())
    site.write("../private/people.csv", b"address\nanna@secret.example\n")
    (tmp_path / "private/people.csv").chmod(0o600)
    site.commit("2026-11-20T13:30:00+01:00")
    return site


def leaks(data, secrets):
    text = data.decode("utf-8", "replace").lower()
    return [secret for secret in secrets if secret in text]


def test_no_published_file_holds_a_secret(kept):
    assert kept.run("build", *AT_NOW).code == 0
    files = [path for path in (kept.root / "public").rglob("*") if path.is_file()]
    named = [str(path.relative_to(kept.root / "public")) for path in files]
    assert not leaks("\n".join(named).encode(), SECRETS)
    for path in files:
        data = path.read_bytes()
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        assert not leaks(data, SECRETS), path
    page = (kept.root / "public/incidents/a/index.html").read_text("utf-8")
    assert "quoted" in page  # what is no secret is there
    assert "inner" in page
    assert (kept.root / "public/maintenance/m/index.html").exists()


def test_those_for_whom_it_is_see_it_without_its_notes(kept):
    assert kept.run("build", "--audience", "secret-name", *AT_NOW).code == 0
    files = [path for path in (kept.root / "public").rglob("*") if path.is_file()]
    assert any(b"SECRET-POST" in path.read_bytes() for path in files)
    secrets = {*OWN, "secret-future", "unused-secret-picture"}
    assert not [path for path in files if leaks(path.read_bytes(), secrets)]


def test_no_message_to_customers_holds_a_secret(kept, tmp_path):
    with running(MailServer()) as server:
        kept.write("site.yaml", SITE.replace("PORT", str(server.port)).encode())
        began = kept.run("send", "--now", "2026-11-20T08:00+01:00")
        assert began.code == 0, began.err
        sent = kept.run("send", *AT_NOW)
        assert sent.code == 0, sent.err
        customers = server.boxes["customers@lists.example.com"]
        anna = server.boxes["anna@secret.example"]
    assert len(customers) >= 2
    for data in (*customers, *anna):
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert not leaks(str(message["subject"]).encode(), SECRETS)
        for part in message.walk():
            if not part.is_multipart():
                assert not leaks(part.get_content().encode(), set(SECRETS) - {"secret-key"})
    told = (began.out + began.err + sent.out + sent.err).encode()
    assert not leaks(told, OWN)
    for path in kept.root.rglob("*.jsonl"):
        assert not leaks(path.read_bytes(), OWN), path


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("next",),
        ("report",),
        ("report", "--format", "json"),
        ("doctor",),
        ("export", "jsonl"),
        ("export", "statuspage"),
        ("digest",),
        ("digest", "--format", "json"),
        ("send", "--dry-run"),
    ],
)
def test_no_command_repeats_notes_addresses_or_passwords(kept, command):
    now = () if command == ("doctor",) else AT_NOW
    ended = kept.run(*command, *now)
    assert ended.code in {0, 1}
    typed = "secret-note" if command == ("export", "jsonl") else ""  # it has the agreement as typed
    assert not leaks((ended.out + ended.err).encode(), set(OWN) - {typed})
