"""The ready workflows and the publishing service, run: real repositories, a real mail server, the real clock."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from support.builders import GIT_ENVIRONMENT, Repository
from support.smtp_server import MailServer, running
from support.waiting import wait_for

WORKFLOWS = Path(__file__).parents[2] / "docs/workflows"
LIST = "status@lists.example.com"
AHEAD = 20
"""Seconds until the moment that a workflow is to wait for: more than one run takes."""

SITE = """
name: Test
url: https://status.example.com
timezone: {zone}
components: [{{id: api, name: API}}]
mail:
  from: status@example.com
  smtp: {{host: 127.0.0.1, port: {port}, security: none}}
  outbox: ledger/outbox.jsonl
  reminder: {reminder}s
subscriptions: [{{list: status@lists.example.com}}]
"""

WORK = """---
title: Database upgrade
start: {start}
end: {end}
components: [api]
---
"""

INCIDENT = """---
title: Sign-in fails
started: {at}
components: {{api: major_outage}}
---
"""

TOOLS = {
    # what a run does meanwhile, somebody may do, too: here it pushes a commit of its own
    "statusmark": '{python} -m generator "$@"; code=$?\n'
    '[ "$1" = send ] && [ -x "$MEANWHILE" ] && "$MEANWHILE" && rm "$MEANWHILE"\nexit "$code"',
    "gh": 'echo "$*" >> "$GH_CALLS"',
    "rsync": 'for last; do :; done; mkdir -p "$last" && cp -R public/. "$last"',
}


class Forge:
    """A repository that people push to, a mail server, and runs in fresh clones."""

    def __init__(self, folder: Path, mail_server: MailServer) -> None:
        self.folder, self.mail_server, self.runs = folder, mail_server, 0
        self.origin = folder / "origin.git"
        hour = datetime.now(UTC).hour  # a zone in which no midnight comes between
        self.zone = timedelta(hours=12 - hour)
        sign = "-" if hour <= 12 else "+"
        self.name = f"Etc/GMT{sign}{abs(12 - hour)}"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", self.origin], check=True)
        self.people = Repository(folder / "people")
        self.people.git("remote", "add", "origin", str(self.origin))
        bin_ = folder / "bin"
        bin_.mkdir()
        for name, text in TOOLS.items():
            (bin_ / name).write_text(f"#!/bin/sh\n{text.format(python=sys.executable)}\n")
            (bin_ / name).chmod(0o755)
        self.environment = {
            **os.environ,
            **GIT_ENVIRONMENT,
            "PATH": f"{bin_}:{os.environ['PATH']}",
            "PYTHONPATH": str(WORKFLOWS.parents[1]),
            "HOME": str(folder),
            "GH_CALLS": str(folder / "gh-calls"),
            "MEANWHILE": str(folder / "meanwhile"),
            "BRANCH": "main",
        }

    def local(self, at: datetime) -> str:
        return f"{at + self.zone:%Y-%m-%d %H:%M}"

    def push(self, message: str, reminder: int = 60) -> None:
        """People's change: the site with what was written to its folder."""
        text = SITE.format(port=self.mail_server.port, zone=self.name, reminder=reminder)
        self.people.write("site.yaml", text)
        self.people.write(".gitignore", "/public/\n/.statusmark-cache/\n")
        self.people.commit(datetime.now(UTC).isoformat(), message)
        if self.commits():
            self.people.git("pull", "--quiet", "--rebase", "origin", "main")
        self.people.git("push", "--quiet", "origin", "main")

    def announce(self) -> datetime:
        """Work in two hours, and an incident; returns when a reminder will be due, in some seconds."""
        now = datetime.now(UTC).replace(microsecond=0)
        start = (now + timedelta(hours=2)).replace(second=0)
        moment = now + timedelta(seconds=AHEAD)
        end = start + timedelta(hours=1)
        text = WORK.format(start=self.local(start), end=self.local(end))
        self.people.write("maintenance/db.md", text)
        self.people.write("incidents/login.md", INCIDENT.format(at=self.local(now)))
        self.push("Work and trouble", int((start - moment).total_seconds()))
        return moment

    def commits(self) -> list[str]:
        """The subjects of what was pushed, newest first."""
        done = subprocess.run(
            ["git", "-C", self.origin, "log", "--format=%s", "main"],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout.splitlines()

    def lines(self) -> list[str]:
        return self.mail_server.lines(LIST)

    def clone(self) -> Path:
        self.runs += 1
        place = self.folder / f"run{self.runs}"
        subprocess.run(["git", "clone", "-q", self.origin, place], check=True)
        return place

    def shell(self, place: Path, text: str, shell: str = "bash", **env: str) -> int:
        return subprocess.run(
            [*shell.split(), "-c", text], cwd=place, env={**self.environment, **env}, check=False
        ).returncode

    def meanwhile(self) -> None:
        """Somebody pushes while the next run sends."""
        other = self.folder / "other"
        script = self.folder / "meanwhile"
        script.write_text(
            f"#!/bin/sh\ngit clone -q {self.origin} {other} && cd {other} && echo >> README.md && "
            "git add . && git commit -q -m Meanwhile && git push -q\n"
        )
        script.chmod(0o755)


@pytest.fixture
def forge(tmp_path):
    with running(MailServer()) as mail_server:
        yield Forge(tmp_path, mail_server)


def filled(text, values):
    """An expression's value; what only the forge knows is x."""
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: values.get(found[1], "x"), text)


def steps(forge, place, job, event, *, shell, **values):
    """Run a job's steps as GitHub and Forgejo do; returns whether the job would be green."""
    outcomes: dict[str, bool] = {}
    green = True
    for step in job["steps"]:
        text, condition = step.get("run"), step.get("if", "")
        if text is None or re.match(r"pip install|apt-get", text):
            continue
        due = {
            "": green,
            "${{ !cancelled() }}": True,
            "${{ always() }}": True,
            "${{ !cancelled() && steps.next.outcome == 'success' }}": outcomes.get("next"),
            "github.event_name == 'schedule'": green and event == "schedule",
            "steps.build.outcome == 'failure' || steps.send.outcome == 'failure'": (
                green and not (outcomes.get("build", True) and outcomes.get("send", True))
            ),
        }[condition]
        if not due:
            continue
        outputs = place / ".git/outputs"
        said = (
            re.findall(r"^(\w+)=(.*)", outputs.read_text(), re.MULTILINE)
            if outputs.exists()
            else []
        )
        known = values | {f"steps.next.outputs.{name}": value for name, value in said}
        env = {name: filled(value, known) for name, value in step.get("env", {}).items()}
        env["GITHUB_OUTPUT"] = str(outputs)
        assert "${{" not in text
        passed = forge.shell(place, text, f"{shell} -e", **env) == 0
        outcomes[step.get("id", "")] = passed
        if not passed and not step.get("continue-on-error"):
            green = False
    return green


def workflow(name):
    return yaml.safe_load((WORKFLOWS / name).read_text("utf-8"))


def github(forge, event, until=""):
    jobs = workflow("github.yml")["jobs"]
    if until:
        (forge.folder / "empty").mkdir(exist_ok=True)
        values = {"inputs.until": until}
        assert steps(forge, forge.folder / "empty", jobs["wait"], event, shell="bash", **values)
    place = forge.clone()
    return steps(forge, place, jobs["publish"], event, shell="bash")


def forgejo(forge, event):
    values = {"vars.DEPLOY_TARGET": str(forge.folder / "www")}
    job = workflow("forgejo.yml")["jobs"]["publish"]
    return steps(forge, forge.clone(), job, event, shell="sh", **values)


def gitlab(forge, event):
    """A pipeline: its jobs one after the other, artifacts carried from one to the next."""
    config = workflow("gitlab.yml")
    server = "https://gitlab-ci-token:t@gitlab.example.com/group/status.git"
    variables = {
        "CI_JOB_TOKEN": "t",
        "CI_SERVER_HOST": "gitlab.example.com",
        "CI_PROJECT_PATH": "group/status",
        "CI_DEFAULT_BRANCH": "main",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{forge.origin}.insteadOf",
        "GIT_CONFIG_VALUE_0": server,
    }
    names = ["wait", "pages", "send"] if event == "schedule" else ["pages", "send"]
    clones = [forge.clone() for _ in names]  # all of the commit that began the pipeline
    before = None
    for name, place in zip(names, clones, strict=True):
        subprocess.run(["git", "-C", place, "checkout", "-q", "--detach"], check=True)
        for artifact in config["pages"]["artifacts"]["paths"]:
            if before is not None and (before / artifact).exists():
                move = shutil.copytree if (before / artifact).is_dir() else shutil.copy
                move(before / artifact, place / artifact)
        script = "\n".join(["set -eo pipefail", *config[name]["script"]])
        if forge.shell(place, script, **variables) != 0:
            return False
        before = place
    assert (before / "public/index.html").is_file()
    return True


def until_named(forge):
    """The moment for which the last run started the next one."""
    call = (forge.folder / "gh-calls").read_text().splitlines()[-1]
    assert call.startswith("workflow run status.yml --ref main --field until=")
    return call.rpartition("=")[2]


@pytest.mark.parametrize("run", [github, gitlab, forgejo], ids=lambda run: run.__name__)
def test_a_ready_workflow_publishes_and_tells_on_pushes_and_at_moments(forge, run):
    forge.push("A site")
    assert run(forge, "push")
    assert forge.commits() == ["What was sent [skip ci]", "A site"]
    assert forge.lines() == []
    forge.meanwhile()
    moment = forge.announce()
    assert run(forge, "push")
    news = ["Maintenance announced: Database upgrade", "New incident: Sign-in fails"]
    assert sorted(forge.lines()) == news
    told = ["What was sent [skip ci]", "Meanwhile", "Work and trouble"]
    assert forge.commits()[:3] == told
    assert datetime.now(UTC) < moment
    if run is github:
        assert datetime.fromisoformat(until_named(forge)) == moment.replace(microsecond=0)
        assert run(forge, "workflow_dispatch", until_named(forge))
    else:
        assert run(forge, "schedule")
    assert moment < datetime.now(UTC) < moment + timedelta(minutes=1)
    assert forge.lines()[2:] == ["Reminder: Database upgrade"]
    kept, calls = forge.commits(), (forge.folder / "gh-calls")
    called = calls.read_text() if calls.exists() else ""
    assert run(forge, "schedule")
    assert forge.commits() == kept
    assert len(forge.lines()) == 3
    assert called == (calls.read_text() if calls.exists() else "")


@pytest.mark.parametrize("run", [github, gitlab, forgejo], ids=lambda run: run.__name__)
def test_a_ready_workflow_is_red_where_something_is_wrong_and_does_the_rest(forge, run):
    forge.push("A site")
    assert run(forge, "push")
    forge.people.write("incidents/broken.md", "---\ntitle: Broken\n---\n")
    forge.announce()
    assert not run(forge, "push")
    assert len(forge.lines()) == 2
    assert forge.commits()[0] == "What was sent [skip ci]"


def test_the_service_publishes_and_tells_at_commits_and_at_moments(forge, tmp_path):
    forge.push("A site")
    site, out = forge.clone(), tmp_path / "www/public"
    out.parent.mkdir()
    with subprocess.Popen(
        [WORKFLOWS / "statusmark-publish", site, out],
        env={**forge.environment, "POLL": "1"},
        start_new_session=True,
    ) as service:
        try:
            wait_for(lambda: forge.commits()[0] == "What was sent [skip ci]", "no ledger", 60)
            assert (out / "index.html").is_file()
            moment = forge.announce()
            wait_for(lambda: len(forge.lines()) == 2, "the commit was not told", 60)
            assert (out / "incidents/login/index.html").is_file()
            wait_for(lambda: len(forge.lines()) == 3, "the moment was not told", 60 + AHEAD)
            assert forge.lines()[2] == "Reminder: Database upgrade"
            assert moment < datetime.now(UTC) < moment + timedelta(minutes=1)
            sent = "What was sent [skip ci]"
            told = [sent, sent, "Work and trouble", sent, "A site"]
            wait_for(lambda: forge.commits() == told, "no ledger", 60)
            pulled = set()
            fetched = site / ".git/FETCH_HEAD"
            wait_for(
                lambda: pulled.add(fetched.stat().st_mtime_ns) or len(pulled) > 8,
                "the service looks for no commits",
            )
            assert forge.commits() == told
            assert service.poll() is None
        finally:
            os.killpg(service.pid, 15)


def test_the_service_is_a_unit_that_starts_the_script(tmp_path):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(WORKFLOWS / "statusmark.service")
    assert unit["Service"]["ExecStart"].split()[0].endswith("/statusmark-publish")
    assert unit["Service"]["Restart"] == "always"
    verify = shutil.which("systemd-analyze")
    if verify is None:
        return
    text = (WORKFLOWS / "statusmark.service").read_text("utf-8")
    here = text.replace("/usr/local/bin/statusmark-publish", str(WORKFLOWS / "statusmark-publish"))
    (tmp_path / "statusmark.service").write_text(here)
    done = subprocess.run(
        [verify, "verify", tmp_path / "statusmark.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "statusmark.service:" not in done.stderr


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml", "forgejo.yml"])
def test_a_workflow_installs_one_commit_which_its_user_has_to_name(name):
    text, config = (WORKFLOWS / name).read_text("utf-8"), workflow(name)
    placeholder = (config.get("env") or config["variables"])["STATUSMARK"]
    assert placeholder == "git+https://git.example.com/statusmark@COMMIT"
    assert text.count("git+") == 1
    assert f"STATUSMARK: {placeholder}\n" in (WORKFLOWS.parent / "ci.md").read_text("utf-8")
    installs = re.findall(r"\bpip3?\b.*", text)
    assert installs
    for install in installs:
        assert re.fullmatch(r'pip install (--quiet )?"\$STATUSMARK"', install)


def test_all_three_wait_for_moments_and_send():
    for name in ("github.yml", "gitlab.yml", "forgejo.yml"):
        text = (WORKFLOWS / name).read_text("utf-8")
        assert "statusmark send --keep-going" in text
        assert "$(statusmark next)" in text
        assert "[skip ci]" in text
