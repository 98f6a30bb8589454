"""What must be there: without it the site is refused by every door, with what to do."""

from __future__ import annotations

import json
import subprocess

import pytest
from support.builders import SITE, Repository, SiteFolder

NOW = "2026-10-20T12:00:00Z"
DOORS = ("check", "build", "report", "status", "next", "digest", "export")
INCIDENT = """
    ---
    title: Outage
    started: 2026-10-09 10:00
    resolved: 2026-10-09 15:00
    components: {api: major_outage}
    ---
    """
NOTICE = """
    ---
    title: Database upgrade
    start: 2026-10-15 02:00
    end: 2026-10-15 04:00
    components: [api]
    ---
    """
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 1024\n"


def fill(repository: Repository) -> None:
    repository.write("incidents/x.md", INCIDENT)
    repository.write("maintenance/db.md", NOTICE)
    repository.commit("2026-10-10T10:00:00Z")


def refused(folder: SiteFolder, code: str, doors: tuple[str, ...] = DOORS) -> str:
    said = ""
    for door in doors:
        arguments = ["jsonl"] if door == "export" else []
        done = folder.run(door, *arguments, "--now", NOW)
        assert done.code == 1, (door, done.out)
        said = done.out + done.err
        assert code in said, door
        assert "remedy: " in said, door
    assert not (folder.root / "public").exists()
    return said


def test_a_sparse_checkout_is_refused(repository: Repository):
    fill(repository)
    repository.git("sparse-checkout", "set", "maintenance")
    assert "git sparse-checkout disable" in refused(repository, "sparse-checkout")
    assert "incidents/x.md" in refused(repository, "sparse-checkout", ("check",))
    done = repository.run("check", "maintenance/db.md", "--now", NOW)
    assert done.code == 0
    repository.git("sparse-checkout", "disable")
    assert repository.run("check", "--now", NOW).code == 0


def test_a_sparse_checkout_with_all_posts_is_none(repository: Repository):
    repository.write("other/x.txt", "x")
    fill(repository)
    repository.git("sparse-checkout", "set", "maintenance", "incidents")
    assert not (repository.root / "other").exists()
    assert repository.run("check", "--now", NOW).code == 0


def add_submodule(repository: Repository, inner: Repository, path: str) -> None:
    allowed = ("-c", "protocol.file.allow=always")
    repository.git(*allowed, "submodule", "--quiet", "add", str(inner.root), path)
    repository.commit("2026-10-10T10:00:00Z")


def test_a_submodule_that_is_not_there_is_refused(repository: Repository, tmp_path):
    inner = Repository(tmp_path / "inner")
    inner.write("x.md", INCIDENT)
    inner.commit("2026-10-10T10:00:00Z")
    add_submodule(repository, inner, "incidents")
    assert repository.run("check", "--now", NOW).code == 0
    repository.git("submodule", "--quiet", "deinit", "--force", "incidents")
    assert "git submodule update --init" in refused(repository, "missing-submodule")


@pytest.mark.parametrize("path", ["maintenance", "maintenance/2026"])
def test_notices_in_a_submodule_are_refused_as_no_commit_of_ours_proves_them(
    repository: Repository, tmp_path, path: str
):
    inner = Repository(tmp_path / "inner")
    inner.write("db.md", NOTICE)
    inner.commit("2026-10-10T10:00:00Z")
    add_submodule(repository, inner, path)
    told = refused(repository, "notices-in-submodule")
    assert "move them into this repository" in told
    (repository.root / path / ".git").unlink()
    repository.git("rm", "--quiet", "--cached", path)
    repository.commit("2026-10-11T10:00:00Z")
    assert repository.run("check", "--now", NOW).code == 0


@pytest.mark.parametrize("data", [POINTER, b"\0GITCRYPT\0\x8f\x01\xfe", b"U2FsdGVkX1+Wq0h2k1Zk\n"])
@pytest.mark.parametrize("path", ["incidents/x.md", "maintenance/db.md"])
def test_a_pointer_among_the_files_is_refused(repository: Repository, path: str, data: bytes):
    fill(repository)
    repository.write(path, data)
    said = refused(repository, "pointer-file")
    assert path in said
    refused(repository, "pointer-file", ("build",))
    done = repository.run("build", "--keep-going", "--now", NOW)
    assert done.code == 1
    assert not (repository.root / "public").exists()


@pytest.mark.parametrize("path", ["incidents/x.md", "maintenance/db.md"])
def test_a_pointer_in_the_history_is_refused(repository: Repository, path: str):
    fill(repository)
    text = (repository.root / path).read_bytes()
    repository.write(".gitattributes", "*.md filter=lfs diff=lfs merge=lfs -text\n")
    for key in ("clean", "smudge"):
        repository.git("config", f"filter.lfs.{key}", "cat")
    repository.write(path, POINTER)
    repository.commit("2026-10-11T10:00:00Z")
    repository.write(path, text)
    assert path in refused(repository, "pointer-file")


def test_a_branch_that_lost_its_commit_is_refused(repository: Repository):
    fill(repository)
    (repository.root / ".git/refs/heads/main").write_text("")
    assert "check out the published branch" in refused(repository, "git-failed")


def test_a_branch_that_lost_its_file_is_refused(repository: Repository):
    fill(repository)
    (repository.root / ".git/refs/heads/main").unlink()
    refused(repository, "git-failed")


def test_an_orphan_branch_is_refused(repository: Repository):
    fill(repository)
    repository.git("checkout", "--quiet", "--orphan", "other")
    refused(repository, "git-failed")


@pytest.mark.parametrize("what", ["parent", "tree", "blob"])
def test_a_damaged_history_is_refused(repository: Repository, what: str):
    fill(repository)
    names = {
        "parent": repository.git("rev-parse", "HEAD"),
        "tree": repository.git("rev-parse", "HEAD:maintenance"),
        "blob": repository.git("rev-parse", "HEAD:maintenance/db.md"),
    }
    repository.write("maintenance/db.md", NOTICE.replace("04:00", "03:00"))
    repository.commit("2026-10-11T10:00:00Z")
    name = names[what]
    (repository.root / ".git/objects" / name[:2] / name[2:]).unlink()
    refused(repository, "git-failed", ("check", "build", "report"))


def test_a_repository_without_a_commit_is_none(tmp_path):
    young = Repository(tmp_path / "young")
    young.write("site.yaml", SITE)
    young.write("incidents/x.md", INCIDENT)
    young.git("add", "--all")
    assert young.run("check", "--now", NOW).code == 0


def test_an_empty_folder_git_above_is_none(site: SiteFolder):
    (site.root.parent / ".git").mkdir()
    site.write("incidents/x.md", INCIDENT)
    assert site.run("check", "--now", NOW).code == 0


def test_without_history_past_notices_are_not_proven_here(repository: Repository, tmp_path):
    fill(repository)
    repository.write(
        "maintenance/said.md", NOTICE.replace("end:", "published: 2026-10-01 10:00\n    end:")
    )
    repository.write("maintenance/ahead.md", NOTICE.replace("10-15", "11-15"))
    repository.commit("2026-10-11T10:00:00Z")
    archive = SiteFolder(tmp_path / "archive")
    data = subprocess.run(
        ["git", "archive", "HEAD"], cwd=repository.root, check=True, capture_output=True
    ).stdout
    subprocess.run(["tar", "-x"], cwd=archive.root, input=data, check=True)
    said = json.loads(archive.run("report", "--format", "json", "--now", NOW).out)
    proofs = {id_: [p["proof"] for p in n["parts"]] for id_, n in said["notices"].items()}
    assert proofs == {"db": [], "said": ["declared"], "ahead": ["none"]}
    for door in ("check", "build"):
        done = archive.run(door, "--now", NOW)
        assert done.code == 0
        assert "not-proven: warning: there is no git history here, so 1 past notice" in (
            done.out + done.err
        )
        assert "(db)" in done.out + done.err
    page = (archive.root / "public/maintenance/db/index.html").read_text()
    assert "not proven here" in page
    assert "No minute of the work was announced" not in page
    assert "late" not in page.partition("Proof of notice")[2].partition("</section>")[0]
    assert (
        "not proven here" not in (archive.root / "public/maintenance/said/index.html").read_text()
    )
    period = (archive.root / "public/sla/2026-10/index.html").read_text()
    assert "not proven here" in period.partition("</header>")[2]
