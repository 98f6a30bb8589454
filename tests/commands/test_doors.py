"""Every door says the same of one site: build, serve, check, report, status, send, digest, export.

The site has posts for other audiences, a notice that comes too late, one that was e-mailed in time and
one that was not, and files with errors.
"""

from __future__ import annotations

import json

import pytest
from support.builders import Repository
from support.instants import AT_NOW, NOW_TEXT

from generator.commands.serve import PreviewBuilder

SITE = """
    name: Test
    url: https://status.example.com
    timezone: Europe/Warsaw
    components: [{id: api, name: API}, {id: web, name: Web}]
    sla:
      availability: {target: 99.5%}
      maintenance: {notice: 48h, notice_by: email}
    mail: {from: status@example.com, smtp: {host: 127.0.0.1, port: 9, security: none}}
    subscriptions:
      - {list: customers@lists.example.com}
      - {list: staff@lists.example.com, audience: internal}
    """
WORK = """
    ---
    title: {title}
    start: {start}
    end: {end}
    components: {{api: major_outage}}
    ---
    Words of {title}.
    """
INCIDENT = """
    ---
    title: {title}
    started: {started}
    components: {{{component}: major_outage}}
    audience: {audience}
    ---
    Words of {title}.

    ## {updated} {status}
    News of {title}.
    """
BROKEN = "---\ntitle: Broken\nstarted: 2026-11-19 10:00\ncomponents: {webb: major_outage}\n---\n"


@pytest.fixture
def doors(tmp_path):
    """The site, its notices committed in time and one too late, its mailings in the ledger."""
    site = Repository(tmp_path / "site")
    site.write("site.yaml", SITE)
    site.commit("2026-10-01T10:00:00+02:00", "A site")
    site.write("maintenance/mailed.md", WORK.format(
        title="Mailed", start="2026-11-15 02:00", end="2026-11-15 04:00"))  # fmt: skip
    site.write("maintenance/unmailed.md", WORK.format(
        title="Unmailed", start="2026-11-17 02:00", end="2026-11-17 03:00"))  # fmt: skip
    site.write("maintenance/coming.md", WORK.format(
        title="Coming", start="2026-11-29 02:00", end="2026-11-29 04:00"))  # fmt: skip
    site.commit("2026-11-10T10:00:00+01:00", "Announcements")
    site.write("maintenance/late.md", WORK.format(
        title="Late", start="2026-11-21 02:00", end="2026-11-21 04:00"))  # fmt: skip
    site.write("incidents/open.md", INCIDENT.format(
        title="Plain outage", started="2026-11-20 13:00", component="api", audience="[]",
        updated="2026-11-20 13:10", status="Investigating"))  # fmt: skip
    site.write("incidents/inner-trouble.md", INCIDENT.format(
        title="Inner trouble", started="2026-11-18 10:00", component="web", audience="[internal]",
        updated="2026-11-18 12:00", status="Resolved"))  # fmt: skip
    site.write("incidents/bad-file.md", BROKEN)
    told = json.loads(site.run(
        "digest", "--since", "2026-11-01 00:00", "--format", "json", "--now", "2026-11-11 10:00",
    ).out or "{}")  # fmt: skip
    assert told == {}  # with errors in the files nothing is told
    (site.root / "incidents/bad-file.md").unlink()
    told = json.loads(site.run(
        "digest", "--since", "2026-11-01 00:00", "--format", "json", "--now", "2026-11-11 10:00",
    ).out)  # fmt: skip
    versions = {e["key"]: e["version"] for m in told["messages"] for e in m["events"]}
    lines = [{"begun": "2026-10-02T10:00:00Z"}]
    for key, version in versions.items():
        if key.startswith(("maintenance/mailed/", "maintenance/coming/")):
            at = "2026-11-10T10:00:00Z"
            lines.append(
                {
                    "event": key,
                    "version": version,
                    "first": at,
                    "last": at,
                    "lists": 2,
                    "addresses": 0,
                }
            )
    assert len(lines) == 3
    site.write("ledger/mail.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    site.write("incidents/bad-file.md", BROKEN)
    site.commit("2026-11-20T14:00:00+01:00", "News")
    return site


def report(site, *options):
    site.remove("incidents/bad-file.md")  # what cannot be read is no report
    found = site.run("report", "--format", "json", *AT_NOW, *options)
    site.write("incidents/bad-file.md", BROKEN)
    assert found.code == 0, found.err
    return json.loads(found.out)


def published(site, *options):
    assert site.run("build", "--keep-going", *AT_NOW, *options).code == 1
    root = site.root / "public"
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_notices_are_judged_alike_by_mail(doors):
    verdicts = {id: n["verdict"] for id, n in report(doors)["notices"].items()}
    assert verdicts == {"mailed": "ok", "unmailed": "late", "coming": "ok", "late": "late"}
    page = json.loads(published(doors)["sla/2026-11.json"])
    assert {id: n["verdict"] for id, n in page["notices"].items()} == verdicts
    for path in ("mailed", "unmailed", "coming", "late"):
        alone = json.loads(doors.run(
            "check", f"maintenance/{path}.md", "--format", "json", *AT_NOW).out)  # fmt: skip
        expected = {
            "mailed": "forgotten-work",
            "unmailed": "forgotten-work",
            "late": "short-notice",
        }
        assert [d["code"] for d in alone["diagnostics"]] == (
            [expected[path]] if path in expected else []
        )


def test_page_report_and_preview_have_the_same_minutes(doors):
    (month,) = report(doors)["periods"]
    files = published(doors)
    (public,) = json.loads(files["sla/2026-11.json"])["periods"]
    assert month["downtime_minutes"] == public["downtime_minutes"] == 60 + 65 + 120
    assert {r["id"] for r in month["ledger"]} == {"mailed", "unmailed", "open", "inner-trouble"}
    assert {r["id"] for r in public["ledger"]} == {"mailed", "unmailed", "open", None}
    builder = PreviewBuilder(doors.root, NOW_TEXT, "HEAD", ())
    preview = builder.build()
    assert {path: data for path, data in files.items() if path != ".statusmark"} == dict(
        preview.files
    )
    assert builder.build().files == preview.files


def test_a_late_notice_is_published_shown_and_refused_by_check_alone(doors, capsys):
    assert "maintenance/late/index.html" in published(doors)
    preview = PreviewBuilder(doors.root, NOW_TEXT, "HEAD", ()).build()
    assert "maintenance/late/index.html" in preview.files
    assert "short-notice" not in preview.problems
    found = doors.run("check", *AT_NOW)
    assert found.code == 1
    assert "maintenance/late.md:3" in found.out


def test_a_broken_file_is_left_out_and_named_everywhere(doors, capsys):
    assert "incidents/bad-file/index.html" not in published(doors)
    preview = PreviewBuilder(doors.root, NOW_TEXT, "HEAD", ()).build()
    assert "incidents/bad-file.md:4" in preview.problems
    for command in (("check",), ("status",), ("digest",), ("send", "--dry-run"), ("export", "jsonl"),
                    ("report",), ("build",), ("check", "incidents/bad-file.md")):  # fmt: skip
        found = doors.run(*command, *AT_NOW)
        assert found.code == 1, command
        assert "incidents/bad-file.md:4" in found.out + found.err, command
        assert "Broken" not in found.out, command


def test_a_post_for_others_keeps_its_words_to_itself(doors):
    secrets = (b"nner trouble", b"inner-trouble", b"Inner")
    for path, data in published(doors).items():
        assert not any(secret in data for secret in secrets), path
        assert b"bad-file" not in data, path
    assert "another audience" in published(doors)["sla/2026-11/index.html"].decode()
    inner = published(doors, "--audience", "internal")
    assert b"Words of Inner trouble" in inner["incidents/inner-trouble/index.html"]
    preview = PreviewBuilder(doors.root, NOW_TEXT, "HEAD", ("internal",)).build()
    assert (
        preview.files["incidents/inner-trouble/index.html"]
        == (inner["incidents/inner-trouble/index.html"])
    )


def test_those_who_write_are_shown_all(doors):
    doors.remove("incidents/bad-file.md")
    assert "inner-trouble" in doors.run("report", *AT_NOW).out
    assert "Inner trouble" in doors.run("export", "jsonl", *AT_NOW).out
    assert doors.run("check", "incidents/inner-trouble.md", *AT_NOW).code == 0


def test_mail_reaches_those_it_is_for(doors):
    doors.remove("incidents/bad-file.md")
    said = doors.run("send", "--dry-run", "--since", "2026-11-01 00:00", "--begin-anew", *AT_NOW)
    assert said.code == 0, said.err
    to = {"customers": [], "staff": []}
    for line in said.out.splitlines():
        for name, lines in to.items():
            if f"{name}@lists.example.com" in line:
                lines.append(line)
    assert not any("inner-trouble" in line for line in to["customers"])
    assert any("incident/inner-trouble/opened" in line for line in to["staff"])
    for lines in to.values():
        assert any("incident/open/opened" in line for line in lines)
    preview = json.loads(doors.run(
        "digest", "--since", "2026-11-01 00:00", "--format", "json", *AT_NOW).out)  # fmt: skip
    keys = {name: set() for name in to}
    for message in preview["messages"]:
        keys[message["to"].partition("@")[0]] |= {e["key"] for e in message["events"]}
    assert {k for k in keys["staff"] if k not in keys["customers"]} == {
        "incident/inner-trouble/opened",
        "incident/inner-trouble/u-20261118t110000z",
    }
    assert keys["customers"] < keys["staff"]


def test_a_changed_word_moves_no_figure(doors):
    doors.remove("incidents/bad-file.md")
    doors.commit("2026-11-20T14:01:00+01:00", "Fixed")
    for path in ("mailed", "unmailed", "coming", "late"):
        place = doors.root / f"maintenance/{path}.md"
        place.write_text(place.read_text().replace("Words of", "Some words of"))
    found = json.loads(doors.run("check", "--format", "json", *AT_NOW).out)
    assert found.get("effects", []) == []


def test_what_is_saved_again_is_not_judged_otherwise(doors):
    written = doors.run("update", "mailed", "completed", "--at", "2026-11-15 03:30", *AT_NOW)
    assert "short-notice" not in written.out + written.err
    moved = doors.run("move", "coming", "--end", "2026-11-29 03:30", "--yes", *AT_NOW)
    assert "late" not in moved.out, moved.out
