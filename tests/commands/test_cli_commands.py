"""check, report, build and init on small sites, from files to exit code."""

from __future__ import annotations

import csv
import io
import json

import pytest
from support.builders import SITE, run
from support.instants import AT_NOW

from generator.commands.init import PRESETS, agreements

INCIDENT = """
    ---
    title: Down
    started: 2026-10-05 10:00
    components: {api: major_outage}
    ---

    ## 2026-10-05 10:10 Investigating

    ## 2026-10-05 11:00 Resolved
    """
TYPO = INCIDENT.replace("api:", "apii:")
SOON = """
    ---
    title: Upgrade
    start: 2026-11-21 02:00
    end: 2026-11-21 04:00
    components: [api]
    ---
    """


# --------------------------------------------------------------------------------------- check


def test_a_correct_site_passes(site):
    site.write("incidents/a.md", INCIDENT)
    ended = site.run("check", *AT_NOW)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "No mistakes found: 1 incident, 0 maintenance notices.\n"


def test_every_mistake_is_shown_with_its_line(site):
    site.write("incidents/a.md", TYPO)
    site.write("incidents/b.md", TYPO)
    ended = site.run("check", *AT_NOW)
    assert ended.code == 1
    assert "incidents/a.md:4:14: unknown-component: " in ended.out
    assert "  4 | components: {apii: major_outage}\n    |              ^\n" in ended.out
    assert "did you mean 'api'?" in ended.out
    assert ended.out.endswith("\n2 errors in 2 files\n")


def test_only_the_named_files_are_shown_and_count(site):
    site.write("incidents/a.md", TYPO)
    site.write("incidents/2026/b.md", INCIDENT)
    fine = site.run("check", "incidents/2026/b.md", *AT_NOW)
    assert (fine.code, fine.out) == (0, "No mistakes found: incidents/2026/b.md.\n")
    assert site.run("check", "incidents/2026", *AT_NOW).code == 0
    wrong = site.run("check", "incidents/a.md", "incidents/2026/b.md", *AT_NOW)
    assert wrong.code == 1
    assert "1 error in 1 file" in wrong.out
    assert site.run("check", site.root / "incidents/a.md", *AT_NOW).code == 1


def test_a_file_cannot_be_fine_if_site_yaml_keeps_it_from_being_checked(site):
    site.write("incidents/a.md", INCIDENT)
    site.write("site.yaml", "name: [\n")
    ended = site.run("check", "incidents/a.md", *AT_NOW)
    assert ended.code == 1
    assert "site.yaml:" in ended.out


def test_files_that_are_not_there_or_not_in_the_site_are_wrong_usage(site, tmp_path):
    assert site.run("check", "incidents/gone.md").code == 2
    (tmp_path / "other.md").write_text("x", "utf-8")
    ended = site.run("check", tmp_path / "other.md")
    assert ended.code == 2
    assert "is not in the site" in ended.err


def test_json_for_programs(site):
    site.write("incidents/a.md", TYPO)
    ended = site.run("check", "--format", "json", *AT_NOW)
    assert ended.code == 1
    written = json.loads(ended.out)
    assert written["schema"] == "statusmark/check/1"
    (found,) = written["diagnostics"]
    assert found["path"] == "incidents/a.md"
    assert (found["line"], found["column"]) == (4, 14)
    assert (found["code"], found["severity"]) == ("unknown-component", "error")


def test_annotations_under_github_actions(site, monkeypatch):
    site.write("incidents/a.md", TYPO)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(site.root.parent))
    ended = site.run("check", *AT_NOW)
    assert ended.code == 1
    assert ended.out.startswith(
        "::error file=site/incidents/a.md,line=4,col=14,title=unknown-component::"
    )
    assert "::" not in site.run("check", "--format", "text", *AT_NOW).out


def test_short_notice_fails_check_and_only_check(repository):
    repository.write("maintenance/soon.md", SOON)
    repository.commit("2026-11-20T10:00:00+01:00")
    ended = repository.run("check", *AT_NOW)
    assert ended.code == 1
    assert "maintenance/soon.md:" in ended.out
    assert "short-notice" in ended.out
    assert repository.run("report", *AT_NOW).code == 0
    built = repository.run("build", *AT_NOW)
    assert built.code == 0
    assert "short-notice: warning: " in built.err


def test_base_is_where_publications_are_read_from(repository):
    start = SOON.replace("2026-11-21", "2026-11-28")
    repository.branch("work")
    repository.write("maintenance/soon.md", start)
    repository.commit("2026-11-20T10:00:00+01:00")
    later = ("--now", "2026-11-27T10:00+01:00")
    assert repository.run("check", *later).code == 0
    ended = repository.run("check", "--base", "main", *later)
    assert ended.code == 1
    assert "short-notice" in ended.out


@pytest.mark.parametrize("name", ["check", "report", "build"])
def test_a_shallow_clone_is_refused_with_the_remedy(repository, tmp_path, name):
    repository.commit("2026-02-01T00:00:00+01:00")
    shallow = tmp_path / "shallow"
    repository.git("clone", "--quiet", "--depth=1", repository.root.as_uri(), str(shallow))
    more = ("--keep-going",) if name == "build" else ()
    ended = run("-C", shallow, name, *more, *AT_NOW)
    assert ended.code == 1
    assert "fetch-depth: 0" in ended.out + ended.err
    assert not (shallow / "public").exists()


# --------------------------------------------------------------------------------------- report


def test_report_in_all_three_forms(site):
    site.write("incidents/a.md", INCIDENT)
    document = json.loads(
        site.run("report", "--format", "json", "--period", "2026-10", *AT_NOW).out
    )
    (period,) = document["periods"]
    assert (period["period"], period["downtime_minutes"]) == ("2026-10", 60)
    rows = list(csv.DictReader(io.StringIO(site.run("report", "--format", "csv", *AT_NOW).out)))
    assert [row["id"] for row in rows] == ["a"]
    assert "2026-10: 99.865% (target 99.5%), met" in site.run("report", *AT_NOW).out


def test_a_breach_does_not_change_reports_exit_code(site):
    site.write("incidents/a.md", INCIDENT.replace("2026-10-05 11:00", "2026-10-09 11:00"))
    ended = site.run("report", *AT_NOW)
    assert "breached" in ended.out
    assert ended.code == 0


def test_unreadable_content_leaves_reports_output_empty(site):
    site.write("incidents/a.md", TYPO)
    for form in ("json", "csv", "text"):
        ended = site.run("report", "--format", form, *AT_NOW)
        assert (ended.code, ended.out) == (1, "")
        assert "unknown-component" in ended.err


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("october", "write 2026-10, 2026-Q4 or 2026"),
        ("2026-13", "write 2026-10, 2026-Q4 or 2026"),
        ("2026-Q4", "it measures by the month"),
        ("2026", "it measures by the month"),
    ],
)
def test_a_period_of_the_wrong_kind_is_wrong_usage(site, period, words):
    ended = site.run("report", "--period", period, *AT_NOW)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


# --------------------------------------------------------------------------------------- build


def published(site):
    return sorted(p.relative_to(site.root).as_posix() for p in (site.root / "public").rglob("*"))


def test_build_publishes_and_says_where_and_how_things_stand(site):
    site.write("incidents/a.md", INCIDENT)
    site.write(
        "incidents/b.md", INCIDENT.replace("2026-10-05 11:00 Resolved", "2026-10-05 11:00 Update")
    )
    site.write("maintenance/soon.md", SOON)
    ended = site.run("build", *AT_NOW)
    assert ended.code == 0
    page = site.root / "public/index.html"
    assert page.is_file()
    assert f"Published {ended.out.split()[1]} files to {site.root / 'public'} " in ended.out
    assert "3 posts: 2 incidents, 1 open; 1 maintenance notice\n" in ended.out
    assert "2026-11: " in ended.out
    assert "breached" in ended.out
    assert ended.out.endswith(f"{page.as_uri()}\n")


def test_a_second_build_writes_nothing(site):
    site.write("incidents/a.md", INCIDENT)
    first = site.run("build", *AT_NOW)
    stamps = {path: path.stat().st_mtime_ns for path in (site.root / "public").rglob("*")}
    again = site.run("build", *AT_NOW)
    assert "(0 written, " in again.out
    assert "(0 written, " not in first.out
    assert stamps == {path: path.stat().st_mtime_ns for path in (site.root / "public").rglob("*")}


def test_errors_publish_nothing_and_leave_the_old_site(site):
    site.write("incidents/a.md", INCIDENT)
    site.run("build", *AT_NOW)
    before = published(site)
    site.write("incidents/b.md", TYPO)
    ended = site.run("build", *AT_NOW)
    assert (ended.code, ended.out) == (1, "")
    assert "incidents/b.md:4:14: unknown-component" in ended.err
    assert "Nothing was published." in ended.err
    assert published(site) == before


def test_keep_going_publishes_what_is_valid_and_names_what_is_missing(site):
    site.write("incidents/a.md", INCIDENT)
    site.write("incidents/b.md", TYPO)
    ended = site.run("build", "--keep-going", *AT_NOW)
    assert ended.code == 1
    assert "incidents/b.md:4:14: unknown-component" in ended.err
    paths = published(site)
    assert "public/incidents/a/index.html" in paths
    assert "public/incidents/b/index.html" not in paths
    assert "incidents/b.md" in (site.root / "public/index.html").read_text("utf-8")


def test_an_unusable_site_yaml_publishes_nothing_even_with_keep_going(site):
    site.write("site.yaml", "name: [\n")
    ended = site.run("build", "--keep-going", *AT_NOW)
    assert ended.code == 1
    assert "Nothing was published" in ended.err
    assert not (site.root / "public").exists()


def test_a_folder_that_is_not_ours_is_refused_in_a_sentence(site):
    site.write("public/thesis.txt", "x")
    ended = site.run("build", *AT_NOW)
    assert ended.code == 1
    assert ended.err.startswith("Error: ")
    assert "no build made" in ended.err
    assert site.run("build", "--out", ".", *AT_NOW).code == 1
    assert site.run("build", "--out", "incidents", *AT_NOW).code == 1


# --------------------------------------------------------------------------------------- init


@pytest.mark.parametrize("name", agreements())
def test_every_agreement_to_start_from_checks_builds_and_reports(tmp_path, name):
    ended = run("-C", tmp_path, "init", "status", "--agreement", name)
    assert ended.code == 0
    folder = tmp_path / "status"
    assert (folder / "incidents").is_dir()
    assert (folder / "maintenance").is_dir()
    made, preset = ((top / "site.yaml").read_text("utf-8") for top in (folder, PRESETS / name))
    assert "declared" not in made, "it gives promises that nobody has written"
    assert preset.startswith(made)
    ignored = (folder / ".gitignore").read_text("utf-8").splitlines()
    assert {"/public/", "/.public.*/", "/.statusmark/", "/.statusmark-cache/"} <= {*ignored}
    assert run("-C", folder, "check").code == 0
    assert run("-C", folder, "report").code == 0
    assert run("-C", folder, "build").code == 0
    assert (folder / "public/index.html").is_file()


def test_init_says_what_to_do_next_and_starts_from_the_monthly_agreement(tmp_path):
    ended = run("-C", tmp_path, "init", "status")
    assert "Made a site with the agreement 'saas-monthly'" in ended.out
    assert "cd status" in ended.out
    assert "statusmark build" in ended.out


def test_init_overwrites_nothing(tmp_path, repository):
    (tmp_path / "full").mkdir()
    (tmp_path / "full/site.yaml").write_text(SITE, "utf-8")
    ended = run("-C", tmp_path, "init", "full")
    assert ended.code == 1
    assert "is not empty" in ended.err
    assert (tmp_path / "full/site.yaml").read_text("utf-8") == SITE
    assert run("-C", tmp_path / "full", "init", "gone/..").code == 1
    assert (tmp_path / "full/site.yaml").read_text("utf-8") == SITE
    (tmp_path / "file").write_text("x", "utf-8")
    assert run("-C", tmp_path, "init", "file").code == 1
    repository.remove("site.yaml")
    assert run("init", repository.root).code == 0


def test_init_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    ended = run("init", tmp_path / "file" / "below")
    assert ended.code == 1
    assert "Name a folder that you can write to" in ended.err
