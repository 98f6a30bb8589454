"""Reports from the field as they were told: each once went wrong somewhere, and passes here from end to end."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.builders import GIT_ENVIRONMENT, SITE, Repository, SiteFolder
from support.smtp_server import MailServer, running, text_of

NOTICE = """
    ---
    title: Database upgrade
    start: 2026-10-04 02:00
    end: 2026-10-04 04:00
    components: {api: major_outage}
    ---
    """
LATER = NOTICE.replace("10-04", "10-14")
OUTAGE = """
    ---
    title: Outage
    started: 2026-10-09 10:00
    resolved: 2026-10-09 15:00
    components: {api: major_outage}
    ---
    """
NOW = ("--now", "2026-10-10T12:00:00+02:00")
COMMANDS = ("check", "build", "status", "report", "next", "doctor")


@pytest.fixture
def announced(repository: Repository) -> Repository:
    """A notice that was published on 1 October, 62 hours ahead."""
    repository.write("maintenance/db.md", NOTICE)
    repository.commit("2026-10-01T12:00:00+02:00", "announce")
    return repository


def judged(site: SiteFolder, *now: str) -> tuple:
    done = site.run("report", "--format", "json", *(now or NOW))
    assert done.code == 0, done.err
    said = json.loads(done.out)
    (part,) = said["notices"]["db"]["parts"]
    downtime = sum(p["downtime_minutes"] for p in said["periods"])
    return part["published"], part["verdict"], part["proof"], downtime


IN_TIME = ("2026-10-01T10:00:00Z", "ok", "git", 0)


# ------------------------------------------------------------------------ a colleague pulls and pushes


def cloned(origin: Path, folder: Path) -> Repository:
    subprocess.run(["git", "clone", "--quiet", origin, folder], check=True, capture_output=True)
    return Repository(folder)


def test_a_colleagues_pull_leaves_the_proof(repository: Repository, tmp_path: Path):
    origin = tmp_path / "origin.git"
    repository.git("clone", "--quiet", "--bare", str(repository.root), str(origin))
    alice, bob = cloned(origin, tmp_path / "alice"), cloned(origin, tmp_path / "bob")
    bob.write("NOTES", "x")
    bob.commit("2026-10-01T09:00:00+02:00", "notes")
    alice.write("maintenance/db.md", NOTICE)
    alice.commit("2026-10-01T12:00:00+02:00", "announce")
    alice.git("push", "--quiet", "origin", "main")
    bob.git("pull", "--quiet", "--no-rebase", "--no-edit", at="2026-10-06T09:00:00+02:00")
    bob.git("push", "--quiet", "origin", "main")
    built = cloned(origin, tmp_path / "ci")
    assert built.git("log", "-1", "--format=%s").startswith("Merge branch 'main' of ")
    assert judged(built) == IN_TIME
    assert built.run("check", *NOW).code == 0


@pytest.mark.parametrize("into", ["", " into topic"])
def test_main_merged_into_a_branch_that_becomes_main_is_asked_about(
    announced: Repository, into: str
):
    announced.git("switch", "--quiet", "--create", "topic", "HEAD~1")
    announced.write("NOTES", "x")
    announced.commit("2026-10-01T09:00:00+02:00", "notes")
    words = f"--message=Merge branch 'main'{into}"
    announced.git("merge", "--quiet", "--no-ff", words, "main", at="2026-10-06T09:00:00+02:00")
    announced.git("branch", "--force", "main", "topic")
    announced.switch("main")
    sha = announced.git("rev-parse", "HEAD")
    done = announced.run("check", *NOW)
    assert "turned-history" in done.out
    assert f"{{{sha[:10]}: 2}}" in done.out
    announced.write(
        "site.yaml", SITE.rstrip() + f"\n    proof: {{published_parent: {{{sha[:10]}: 2}}}}\n"
    )
    assert judged(announced) == (IN_TIME[0], "ok", "declared", 0)


# ------------------------------------------------------------------------------------ settings of git


@pytest.mark.parametrize(
    "setting",
    [
        "log.showRoot=false",
        *(f"log.diffMerges={how}" for how in ("off", "combined", "dense-combined", "remerge")),
        "i18n.logOutputEncoding=UTF-16",
        "diff.orderFile=/missing",
    ],
)
def test_no_setting_of_gits_log_changes_a_verdict(tmp_path: Path, setting: str):
    site = Repository(tmp_path / "s")
    site.write_all({"site.yaml": SITE, "maintenance/db.md": NOTICE})
    site.commit("2026-10-01T12:00:00+02:00", "site and notice")
    site.branch("topic")
    site.write("maintenance/later.md", LATER)
    site.commit("2026-10-02T12:00:00+02:00", "another")
    site.switch("main")
    site.merge("topic", "2026-10-03T12:00:00+02:00")
    before = site.run("report", *NOW).out
    site.git("config", *setting.split("="))
    assert judged(site) == IN_TIME
    assert site.run("report", *NOW).out == before


# ----------------------------------------------------------------------------------------- no history


def archive(repository: Repository, folder: Path) -> SiteFolder:
    folder.mkdir()
    packed = subprocess.run(
        ["git", "archive", "HEAD"], cwd=repository.root, check=True, capture_output=True
    )
    subprocess.run(["tar", "-x"], cwd=folder, input=packed.stdout, check=True)
    return SiteFolder(folder)


def checked_out(repository: Repository, folder: Path) -> SiteFolder:
    """What the hook of a bare repository deploys: ``git --work-tree=… checkout -f``."""
    bare = folder.with_suffix(".git")
    repository.git("clone", "--quiet", "--bare", str(repository.root), str(bare))
    folder.mkdir()
    subprocess.run(["git", f"--work-tree={folder}", "checkout", "--force", "--quiet", "main"],
                   cwd=bare, check=True, capture_output=True)  # fmt: skip
    return SiteFolder(folder)


@pytest.mark.parametrize("deploy", [archive, checked_out])
def test_a_site_without_its_history_accuses_nobody(
    announced: Repository, tmp_path, monkeypatch, deploy
):
    there = deploy(announced, tmp_path / "www")
    if deploy is checked_out:
        monkeypatch.setenv("GIT_DIR", ".")
    for command in ("check", "build"):
        done = there.run(command, *NOW)
        assert done.code == 0
        assert "not-proven" in done.out + done.err
        assert "1 past notice" in done.out + done.err
    page = (there.root / "public/maintenance/db/index.html").read_text()
    month = (there.root / "public/sla/2026-10/index.html").read_text()
    assert "not proven here" in page
    assert "not proven here" in month
    for accusation in ("Announced too late", "No minute of the work was announced"):
        assert accusation not in page + month


# -------------------------------------------------------------------------------- updates of one minute

BACKWARDS = """
    ---
    title: Outage
    started: 2026-10-09 10:00
    components: {api: major_outage}
    ---
    ## 2026-10-09 10:40 Resolved
    All is well.

    ## 2026-10-09 10:40 Monitoring
    The fix is out.

    ## 2026-10-09 10:10 Investigating
    We are looking.
    """


def test_a_file_written_newest_first_is_resolved_in_the_minute_that_it_says(site: SiteFolder):
    site.write("incidents/x.md", BACKWARDS)
    said = json.loads(site.run("report", "--format", "json", *NOW).out)
    assert [p["downtime_minutes"] for p in said["periods"]] == [40]
    assert "major outage" not in site.run("status", *NOW).out.lower()


MAIL = "    mail: {{from: status@example.com, smtp: {{host: 127.0.0.1, port: {port}, security: none}}}}\n    subscriptions: [{{list: all@example.net}}]\n"


def test_an_update_of_the_same_minute_is_mailed_once_with_its_own_words(site: SiteFolder):
    old = BACKWARDS.partition("    ## 2026-10-09 10:40 Resolved")[0]
    first = "    ## 2026-10-09 10:10 Investigating\n    OLD words.\n"
    second = "    ## 2026-10-09 10:10 Identified\n    NEW: switch to the standby.\n\n"
    with running(MailServer()) as server:
        site.write("site.yaml", SITE.rstrip(" ") + MAIL.format(port=server.port))
        assert site.run("send", "--now", "2026-10-09T10:05:00+02:00").code == 0
        site.write("incidents/x.md", old + first)
        assert site.run("send", "--now", "2026-10-09T10:12:00+02:00").code == 0
        keys = updates(site, "2026-10-09T10:12:00+02:00")
        site.write("incidents/x.md", old + second + first)
        assert site.run("send", "--now", "2026-10-09T10:14:00+02:00").code == 0
        texts = [text_of(m) for m in server.read("all@example.net")]
    assert len(texts) == 2
    assert "OLD words" in texts[0]
    assert "NEW: switch to the standby" in texts[1]
    assert "OLD words" not in texts[1].partition("NEW")[0]
    after = updates(site, "2026-10-09T10:14:00+02:00")
    assert keys.items() <= after.items()
    assert len(after) == len(keys) + 1


def updates(site: SiteFolder, now: str) -> dict[str, str]:
    """The ids of events and what each says."""
    assert site.run("build", "--now", now).code == 0
    events = json.loads((site.root / "public/events.json").read_text())["events"]
    return {e["id"]: e["text"] for e in events}


def test_imported_updates_of_one_minute_end_with_the_newest(site: SiteFolder, tmp_path: Path):
    said = [
        ("resolved", "All is well."),
        ("monitoring", "The fix is out."),
        ("investigating", "Hm."),
    ]
    at = ["2024-02-01T10:40:00Z", "2024-02-01T10:40:00Z", "2024-02-01T10:10:00Z"]
    posts = [
        {"status": s, "body": b, "display_at": t, "created_at": t}
        for (s, b), t in zip(said, at, strict=True)
    ]
    incident = {"id": "p1", "name": "Errors", "status": "resolved", "impact": "major",
        "created_at": at[2], "started_at": at[2], "resolved_at": at[0],
        "components": [{"id": "c1", "name": "API"}], "incident_updates": posts}  # fmt: skip
    old = tmp_path / "old"
    old.mkdir()
    (old / "incidents.json").write_text(json.dumps({"incidents": [incident]}))
    assert site.run("import", "statuspage", old, *NOW).code == 0
    assert site.run("build", *NOW).code == 0
    api = json.loads((site.root / "public/api/v2/incidents.json").read_text())["incidents"]
    (found,) = [i for i in api if i["name"] == "Errors"]
    assert [u["status"] for u in found["incident_updates"]][:2] == ["resolved", "monitoring"]
    assert found["status"] == "resolved"


# ------------------------------------------------------------------------------------- commits of hooks


def test_a_hook_of_another_repository_commits_here_and_once(
    repository: Repository, tmp_path, monkeypatch
):
    for name, value in GIT_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    other = Repository(tmp_path / "application")
    other.write("README", "x")
    hook = other.root / ".git/hooks/post-commit"
    hook.parent.mkdir(exist_ok=True)
    program = f"{sys.executable} -m generator"
    hook.write_text(
        f"#!/bin/sh\n{program} -C {repository.root} new incident 'D broke' --component api=major_outage "
        f"--text hm {' '.join(NOW)} --commit\n"
    )
    hook.chmod(0o755)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    before = int(repository.git("rev-list", "--count", "HEAD"))
    other.commit("2026-10-10T11:00:00+02:00", "deploy")
    assert other.git("rev-list", "--count", "HEAD") == "1"
    assert int(repository.git("rev-list", "--count", "HEAD")) == before + 1
    assert repository.git("status", "--porcelain") == ""


# ------------------------------------------------------------------------------- files that are not there


def test_posts_that_are_not_checked_out_are_missed(announced: Repository):
    announced.write("incidents/x.md", OUTAGE)
    announced.commit("2026-10-09T16:00:00+02:00", "outage")
    announced.git("sparse-checkout", "set", "maintenance")
    for command in ("check", "build", "report"):
        done = announced.run(command, *NOW)
        assert done.code == 1
        assert "sparse-checkout" in done.out + done.err
        assert "100%" not in done.out


# ------------------------------------------------------------------------------------- clocks and dates


def test_a_notice_of_a_clock_ahead_is_not_hidden_in_silence(repository: Repository):
    repository.write("maintenance/db.md", LATER)
    repository.commit("2026-10-11T14:00:00+02:00", "laptop a day ahead")
    repository.write("R", "x")
    repository.commit("2026-10-10T14:05:00+02:00", "colleague")
    now = ("--now", "2026-10-10T14:10:00+02:00")
    for command in COMMANDS:
        done = repository.run(command, *now)
        if command in {"check", "build", "doctor"}:
            assert re.search("committed-in-the-future|2026-10-11 14:00", done.out + done.err), (
                command
            )


@pytest.mark.parametrize(
    "stamp",
    [
        "253402300800 +0000",
        "18446744073709551615 +0000",
        "-86400 +0000",
        "",
        "1791000000",
        "0 +0000",
        "0 +9999",
        "4102444800 -2359",
    ],
)
def test_dates_of_any_kind_stop_no_command(announced: Repository, stamp: str):
    tree, parent = announced.git("rev-parse", "HEAD^{tree}"), announced.git("rev-parse", "HEAD~1")
    who = f"T <t@example.com> {stamp}"
    text = f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n\nannounce\n"
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=announced.root, input=text.encode(), capture_output=True, check=True,
    )  # fmt: skip
    announced.git("reset", "--quiet", "--hard", made.stdout.decode().strip())
    for command in COMMANDS:
        done = announced.run(command, *NOW)
        assert done.code in {0, 1}, (command, done.err)
        assert "bug in Statusmark" not in done.out + done.err
