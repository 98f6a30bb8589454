"""``statusmark doctor`` names what is wrong with a folder, a repository, a machine."""

from __future__ import annotations

import subprocess

import pytest
from support.builders import GIT_ENVIRONMENT, SITE_EN_PL, run
from support.instants import AT_NOW


def test_doctor_names_each_ailment_with_its_remedy(repository, tmp_path, monkeypatch):
    well = repository.run("doctor", *AT_NOW)
    assert well.code == 0, well.out
    assert "ok     git: the whole history is here" in well.out
    repository.write(
        "site.yaml", (repository.root / "site.yaml").read_text("utf-8") + "languages: [en, xx]\n"
    )
    repository.write("incidents/a.md", "x")
    repository.commit("2027-01-01T10:00:00+01:00")
    (repository.root / "public").write_text("a file")
    ill = repository.run("doctor", *AT_NOW)
    assert ill.code == 1
    assert "wrong  clock: the commit " in ill.out
    assert "is dated after now (2027-01-01 10:00; now is 2026-11-20 14:05)" in ill.out
    assert "not translated into xx" in ill.out
    assert "wrong  folder: " in ill.out
    shallow = tmp_path / "shallow"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", repository.root.as_uri(), str(shallow)],
        check=True, env={**GIT_ENVIRONMENT, "PATH": __import__("os").environ["PATH"]},
    )  # fmt: skip
    assert "fetch-depth: 0" in run("-C", shallow, "doctor", *AT_NOW).out


def test_doctor_knows_a_translation_of_the_sites_own(site):
    site.write("site.yaml", SITE_EN_PL.replace("[en, pl]", "[en, pl-PL, de]"))
    assert "not translated into de" in site.run("doctor").out
    site.write("theme/translations/de.po", 'msgid "History"\nmsgstr "Verlauf"\n')
    assert "not translated" not in site.run("doctor").out


def test_doctor_outside_git_and_with_a_broken_site(site):
    told = site.run("doctor")
    assert told.code == 1
    assert "       git init --initial-branch main, and commit everything" in told.out
    site.write("site.yaml", "name: [\n")
    assert "run 'statusmark check'" in site.run("doctor").out


NOTICE = """
    ---
    title: Work
    start: {}
    end: {}
    components: [api]
    ---
    """


def test_doctor_looks_at_all_commits_for_one_of_the_future(repository):
    sha = repository.commit("2026-11-21T10:00:00Z", "A clock that is a day ahead")
    repository.write("README", "x")
    repository.commit("2026-11-20T10:00:00Z", "One that is right")
    told = repository.run("doctor", *AT_NOW)
    assert told.code == 1
    assert f"wrong  clock: the commit {sha[:10]} is dated after now" in told.out
    assert f"proof: {{wrong_clock: [{sha[:10]}]}}" in told.out
    text = (repository.root / "site.yaml").read_text("utf-8")
    repository.write("site.yaml", f"{text}proof: {{wrong_clock: [{sha[:10]}]}}\n")
    assert "ok     clock" in repository.run("doctor", *AT_NOW).out


@pytest.mark.parametrize("begun", [False, True])
def test_a_first_commit_is_not_advised_where_it_would_prove_notices_late(site, begun):
    if begun:
        subprocess.run(["git", "init", "--quiet", site.root], check=True)
    site.write("maintenance/past.md", NOTICE.format("2026-11-08 02:00", "2026-11-08 04:00"))
    site.write("maintenance/soon.md", NOTICE.format("2026-11-21 02:00", "2026-11-21 04:00"))
    site.write("maintenance/ahead.md", NOTICE.format("2026-12-06 02:00", "2026-12-06 04:00"))
    told = site.run("doctor", *AT_NOW)
    assert told.code == 1
    assert "a first commit made now proves 2 notices late" in told.out
    assert "proof_since: 2026-11-22" in told.out
    assert ("git init" in told.out) is not begun


def test_doctor_says_what_is_missing_of_a_repository(repository):
    repository.write("maintenance/a.md", NOTICE.format("2026-12-06 02:00", "2026-12-06 04:00"))
    repository.write("incidents/a.md", "x")
    repository.commit("2026-11-20T10:00:00Z")
    repository.git("sparse-checkout", "set", "incidents")
    told = repository.run("doctor", *AT_NOW)
    assert "wrong  git: this checkout leaves 1 of the site's posts out" in told.out
    assert "git sparse-checkout disable" in told.out


def test_doctor_names_what_send_would_miss(site, tmp_path, monkeypatch):
    for name in ("STATUSMARK_MAIL_KEY", "STATUSMARK_SMTP_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    mail = "mail: {from: s@example.com, subscribers: ../p.csv, smtp: {host: mail.example.com, username: s}}"
    site.write("site.yaml", (site.root / "site.yaml").read_text("utf-8") + mail + "\n")
    (tmp_path / "p.csv").write_text("address\n")
    told = site.run("doctor", *AT_NOW)
    assert told.code == 1
    for missing in ("STATUSMARK_MAIL_KEY", "STATUSMARK_SMTP_PASSWORD"):
        assert missing in told.out
    assert "ok     mail" not in told.out
    monkeypatch.setenv("STATUSMARK_MAIL_KEY", "k")
    monkeypatch.setenv("STATUSMARK_SMTP_PASSWORD", "p")
    assert "ok     mail" in site.run("doctor", *AT_NOW).out
    (site.root / "public").mkdir()
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write("site.yaml", text.replace("../p.csv", "public/p.csv"))
    (site.root / "public/p.csv").write_text("address\n")
    assert "which is published" in site.run("doctor", *AT_NOW).out


def test_doctor_tells_people_the_time_of_their_clock(repository):
    assert "ok     clock: 2026-11-20 14:05\n" in repository.run("doctor", *AT_NOW).out
