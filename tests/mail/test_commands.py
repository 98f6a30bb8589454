"""digest, send and subscribers from the outside: pure previews, private files, refusals in words."""

from __future__ import annotations

import email
import email.policy
import json
import re
from email.header import decode_header, make_header

import pytest
from support.story import STEPS, commit_step, story_repository

LAST = STEPS[7]


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setenv("STATUSMARK_MAIL_KEY", "key")
    repository = story_repository(tmp_path, 1)
    for step in STEPS[:8]:
        commit_step(repository, step)
    return repository


def digest(site, *arguments):
    done = site.run("digest", "--now", LAST.now, *arguments)
    assert done.code == 0, done.err
    return done.out


def test_a_preview_is_pure(site, tmp_path):
    for name in ("one", "two"):
        digest(site, "--since", "2026-12-03 00:00", "--format", "eml", "--out", tmp_path / name)
    one = {p.name: p.read_bytes() for p in (tmp_path / "one").iterdir()}
    assert one == {p.name: p.read_bytes() for p in (tmp_path / "two").iterdir()}
    assert len(one) >= 6
    assert not (site.root / ".statusmark").exists()
    for data in one.values():
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert not message.defects
        assert len(data) < 100_000
        assert data.isascii()
        assert max(map(len, data.split(b"\r\n"))) <= 998
        assert b"\n" not in data.replace(b"\r\n", b"")


def test_formats(site, tmp_path):
    since = ("--since", "2026-12-10 00:00")
    rows = json.loads(digest(site, *since, "--format", "json"))
    kinds = [event["kind"] for row in rows["messages"] for event in row["events"]]
    assert "incident-postmortem" in kinds
    assert "What happened and what we do about it." in digest(site, *since)
    digest(site, *since, "--format", "html", "--out", tmp_path / "html")
    page = next((tmp_path / "html").glob("*.html")).read_text()
    assert "<style" not in page
    assert "style=" in page
    assert "color-scheme" in page
    assert "background" not in page
    assert "Monthly digest: December 2026" in digest(site, "--period", "2026-12")
    assert site.run("digest", "--format", "eml").code == 2
    assert site.run("digest", "--period", "2026-13").code == 2


def test_a_digest_page_for_each_month_and_a_feed(site, tmp_path):
    out = tmp_path / "public"
    assert site.run("build", "--out", out, "--now", "2027-01-01T00:06+01:00").code == 0
    page = (out / "digests/2026-12/index.html").read_text()
    assert "Sign-in fails" in page
    assert "digests/2026-12/" in (out / "digests/feed.atom").read_text()
    assert (out / "pl/digests/2026-12/index.html").exists()


def test_headers_cannot_be_made_by_titles(site, tmp_path):
    title = "Bcc injection\\r\\nBcc: x@example.com ąęć " + "long " * 60
    site.write(
        "incidents/evil.md",
        f'---\ntitle: "{title}"\nstarted: 2026-12-10 14:00\ncomponents: {{api: major_outage}}\n---\n',
    )
    digest(site, "--since", "2026-12-10 13:00", "--format", "eml", "--out", tmp_path / "m")
    found = list((tmp_path / "m").glob("*evil*"))
    assert found
    for path in found:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert message["bcc"] is None
        assert len(str(message["subject"])) <= 120
        assert not message.defects


def test_text_is_not_escaped_and_html_is(site, tmp_path):
    text = (site.root / "site.yaml").read_text().replace("Fjord Hosting", "'Fjord & \"Sons\"'")
    site.write("site.yaml", text)
    since = ("--since", "2026-12-10 00:00")
    digest(site, *since, "--format", "eml", "--out", tmp_path / "m")
    for path in (tmp_path / "m").iterdir():
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
        assert 'Fjord & "Sons"' in plain
        assert "&amp;" not in plain
        assert "&#34;" not in plain
        assert "Fjord &amp; " in html
        assert "Sons" in str(message["from"])


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("A" * 300, "[Fjord Hosting] " + "A" * 94 + "…"),
        ("word " * 60, "[Fjord Hosting] " + "word " * 17 + "word…"),
        ("\u202eevil\u202c خلل", "[Fjord Hosting] evil خلل"),
        ("=?utf-8?q?=0ABcc:_x?=", "[Fjord Hosting] =?utf-8?q?=0ABcc:_x?="),
        ("🔥 Źle działa 👩‍👩‍👧‍👦", "[Fjord Hosting] 🔥 Źle działa 👩‍👩‍👧‍👦"),
    ],
)
def test_subjects(site, tmp_path, title, subject):
    text = "---\ntitle: {}\nstarted: 2026-12-10 14:00\ncomponents: [api]\n---\n"
    site.write("incidents/odd.md", text.format(title.strip()).encode())
    digest(site, "--since", "2026-12-10 13:00", "--format", "eml", "--out", tmp_path / "m")
    path = next((tmp_path / "m").glob("*odd*-en.eml"))
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert str(message["subject"]) == subject


def test_a_long_or_turned_name_stays_in_its_header(site, tmp_path):
    names = {
        "A" * 2000: "A" * 2000,
        "word " * 400: "word " * 399 + "word",
        "Fjord\u202e gnitsoH": "Fjord gnitsoH",
    }
    for number, (name, shown) in enumerate(names.items()):
        text = (site.root / "site.yaml").read_text().splitlines()
        text = [f"name: {name.strip()}" if line.startswith("name:") else line for line in text]
        site.write("site.yaml", "\n".join(text).encode())
        folder = tmp_path / str(number)
        digest(site, "--since", "2026-12-10 00:00", "--format", "eml", "--out", folder)
        for path in folder.iterdir():
            data = path.read_bytes()
            assert max(map(len, data.split(b"\r\n"))) <= 998
            header = make_header(decode_header(email.message_from_bytes(data)["from"]))
            assert str(header).replace('"', "") == f"{shown} <status@example.com>"


def test_a_long_name_leaves_room_for_the_title(site, tmp_path):
    text = (site.root / "site.yaml").read_text().replace("Fjord Hosting", "Fjord " * 14)
    site.write("site.yaml", text.encode())
    digest(site, "--since", "2026-12-10 00:00", "--format", "eml", "--out", tmp_path / "m")
    subjects = [
        email.message_from_bytes(p.read_bytes(), policy=email.policy.default)["subject"]
        for p in (tmp_path / "m").iterdir()
    ]
    assert any("Sign-in fails" in subject for subject in subjects)


def test_no_post_can_pose_as_the_way_out(site, tmp_path):
    site.write(
        "incidents/evil.md",
        """
        ---
        title: Down
        started: 2026-12-10 14:00
        components: [api]
        ---
        Read <https://leave.invalid/> and [more](https://leave.invalid/).
        """,
    )
    digest(site, "--since", "2026-12-10 13:00", "--format", "eml", "--out", tmp_path / "m")
    found = list((tmp_path / "m").glob("*evil*"))
    assert found
    for path in found:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for kind in ("plain", "html"):
            text = message.get_body((kind,)).get_content()
            assert text.count("https://leave.invalid/") >= 2
            own = re.findall(r"https://www\.example\.com/leave\S*|mailto:\S*leave", text)
            assert len(own) <= 1


def test_nothing_is_sent_or_kept_in_a_dry_run(site):
    assert site.run("send", "--dry-run", "--now", LAST.now, "--since", "2026-12-03 00:00").code == 0
    box = site.root / ".statusmark/outbox.jsonl"
    assert not box.exists() or not box.read_bytes()
    assert not (site.root / "ledger").exists()


def test_the_address_file_is_refused_where_others_read_it(site, tmp_path):
    text = (site.root / "site.yaml").read_text()
    site.write("site.yaml", text.replace("../people.csv", "people.csv"))
    site.write("people.csv", "address\nanna@example.com\n")
    site.commit("2026-12-11T09:00:00+01:00")
    tracked = site.run("send", "--now", LAST.now)
    assert tracked.code == 1
    assert "git keeps the address file" in tracked.err
    site.write("site.yaml", text.replace("../people.csv", "public/people.csv"))
    site.write("public/people.csv", "address\nanna@example.com\n")
    published = site.run("send", "--now", LAST.now)
    assert "which is published" in published.err


def test_subscribers(site, tmp_path):
    people = tmp_path / "people.csv"
    people.unlink()
    added = site.run("subscribers", "add", "anna@example.com", "--component", "api")
    assert added.code == 0, added.err
    listed = site.run("subscribers", "list").out
    assert listed == "address,language,components,frequency\nanna@example.com,en,api,instant\n"
    (tmp_path / "listed.csv").write_text(listed)
    assert (
        "0 subscribers added, 1 known"
        in site.run("subscribers", "import", tmp_path / "listed.csv").out
    )
    assert people.stat().st_mode & 0o077 == 0
    source = tmp_path / "more.csv"
    source.write_text("address,frequency\nANNA@example.com,daily\nbo@example.com,weekly\n")
    assert "1 subscriber added, 1 known before" in site.run("subscribers", "import", source).out
    assert site.run("subscribers", "add", "nobody").code == 2
    assert site.run("subscribers", "add", "x@example.com", "--component", "apo").code == 2
    from generator.mail.recipients import leave_token

    token = leave_token("bo@example.com", "key")
    assert site.run("subscribers", "remove", "--token", "forged").code == 1
    assert site.run("subscribers", "remove", "--token", token).code == 0
    listed = site.run("subscribers", "list").out
    assert listed == "address,language,components,frequency\nanna@example.com,en,api,instant\n"
    (tmp_path / "listed.csv").write_text(listed)
    assert (
        "0 subscribers added, 1 known"
        in site.run("subscribers", "import", tmp_path / "listed.csv").out
    )
    source.write_text("address\nwrong\n")
    assert site.run("subscribers", "import", source).code == 1


def test_without_mail_a_ready_workflow_does_nothing(site):
    text = (site.root / "site.yaml").read_text()
    site.write("site.yaml", text[: text.index("mail:")])
    done = site.run("send", "--now", LAST.now)
    assert (done.code, done.out) == (0, "site.yaml has no mail: nothing is sent.\n")
    site.write(
        "site.yaml", text[: text.index("mail:")] + "subscriptions: [{list: a@example.com}]\n"
    )
    promised = site.run("send", "--now", LAST.now)
    assert promised.code == 1
    assert "does not say how mail is sent" in promised.err


BROKEN = "---\ntitle: Broken\nstarted: 2026-13-01 09:00\ncomponents: [api]\n---\n"


def test_a_broken_post_costs_itself_alone_where_wanted(site):
    site.write("incidents/broken.md", BROKEN)
    since = ("--dry-run", "--now", LAST.now, "--since", "2026-12-10 00:00")
    whole = site.run("send", *since)
    assert whole.code == 1
    assert whole.out == ""
    valid = site.run("send", "--keep-going", *since)
    assert valid.code == 1
    assert "incident/2026-12-07-login/u-20261210t140000z" in valid.out
    assert "impossible-date" in valid.err
    with (site.root / "site.yaml").open("a") as file:
        file.write("subscriptions: [{list: a@example.com, components: [apo]}]\n")
    refused = site.run("send", "--keep-going", *since)
    assert (refused.code, refused.out) == (1, "")
    assert "Nothing was sent" in refused.err


def records(site):
    return (site.root / ".statusmark/outbox.jsonl").read_text()


def test_a_mistyped_line_or_a_missing_file_makes_nobody_leave(site, tmp_path):
    people = tmp_path / "people.csv"
    assert site.run("send", "--now", LAST.now).code == 0
    before = people.read_text()
    people.write_text(
        before.replace("dora@example.com,en,,monthly", "dora@example.com,xx,,monthly")
    )
    typo = site.run("send", "--now", LAST.now)
    assert typo.code == 1
    assert "people.csv:5" in typo.err
    people.rename(tmp_path / "away.csv")
    gone = site.run("send", "--now", LAST.now)
    assert gone.code == 1
    assert "8 subscribers" in gone.err
    assert '"leave"' not in records(site)
    people.write_text("address\n")
    assert site.run("send", "--now", LAST.now).code == 0
    assert records(site).count('"leave"') == 8


def test_a_server_that_is_not_there_is_no_traceback(site, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    assert site.run("send", "--now", LAST.now, "--since", "2026-12-10 00:00").code == 1
    done = site.run("send", "--now", LAST.now)
    assert done.code == 1
    assert "does not answer" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mail: {from: nobody}", "bad-address"),
        ("mail: {from: a@example.com, unsubscribe: 'http://x.example'}", "bad-url"),
        (
            "mail: {from: a@example.com, smtp: {host: m.example, security: none, username: u}}",
            "bare-password",
        ),
        ("subscriptions: [{language: en}]", "bad-subscription"),
        ("subscriptions: [{list: a@example.com, components: [apo]}]", "unknown-component"),
        ("subscriptions: [{list: a@example.com, frequency: hourly}]", "unknown-value"),
    ],
)
def test_mistakes_in_site_yaml(tmp_path, text, code):
    from support.builders import SITE, SiteFolder

    folder = SiteFolder(tmp_path / "site")
    folder.write("site.yaml", SITE)
    with (folder.root / "site.yaml").open("a") as file:
        file.write(f"{text}\n")
    found = json.loads(folder.run("check", "--format", "json").out)["diagnostics"]
    assert code in [one["code"] for one in found]


PLAN = """---
title: Move
start: {0}
end: {1}
components: [api]
published: 2026-12-01 10:00
---
"""


def test_words_about_the_plan_go_with_the_notice_and_say_nothing_of_its_course(site, tmp_path):
    site.write("maintenance/move.md", PLAN.format("2026-12-14 02:00", "2026-12-14 04:00"))
    site.commit("2026-12-10T16:00:00+01:00")
    assert site.run("send", "--now", "2026-12-10T16:01+01:00").code == 0
    moved = PLAN.format("2026-12-15 02:00", "2026-12-15 04:00")
    site.write("maintenance/move.md", moved + "\n## 2026-12-10 17:00 Scheduled\nA day later.\n")
    site.commit("2026-12-10T17:00:00+01:00")
    told = site.run("send", "--dry-run", "--now", "2026-12-10T17:01+01:00").out
    lines = [line for line in told.splitlines() if "e…@example.com" in line]  # weekly
    assert len(lines) == 1
    assert "announced-" in lines[0]
    assert "u-20261210t160000z" in lines[0]
    began = site.run("digest", "--now", "2026-12-15T02:16+01:00", "--since", "2026-12-15 01:00")
    assert "The announced window has begun: Move" in began.out


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("post.html", "one\n{% if %}\n", "theme-syntax"),
        ("post.txt", "one\n{{ nothing.here }}\n", "theme-render"),
        ("digest.txt", '{% include "gone.txt" %}', "theme-unknown-template"),
        ("base.html", '{% extends "base.html" %}', "theme-extends-itself"),
    ],
)
def test_a_mistake_in_a_template_of_mail_has_its_place(site, name, text, code):
    site.write(f"theme/mail/{name}", text)
    for command in ("digest", "send"):
        done = site.run(command, "--now", LAST.now, "--since", "2026-12-03 00:00")
        assert done.code == 1
        assert f"theme/mail/{name}:" in done.err
        assert f": {code}: " in done.err
    if code != "theme-render":
        assert code in site.run("check").out


def test_one_block_of_a_message_can_be_overridden(site):
    own = '{% extends "!default/base.html" %}{% block content %}Hello{% endblock %}'
    site.write("theme/mail/post.html", own)
    assert digest(site, "--since", "2026-12-10 00:00")


def test_an_empty_digest_where_it_is_wanted_and_only_of_the_last_period(site):
    assert site.run("send", "--now", "2026-12-20T12:00+01:00").code == 0
    text = (site.root / "site.yaml").read_text()
    site.write("site.yaml", text + "  empty_digests: true\n")
    told = site.run("send", "--dry-run", "--now", "2026-12-24T00:00+01:00").out
    assert [line for line in told.splitlines() if "digest" in line] == [
        "direct e…@example.com: digest/weekly/2026-W51",
        "direct f…@example.com: digest/daily/2026-12-23",
    ]
