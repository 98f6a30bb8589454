"""The wheel works outside the repository, the pinned versions are what they promise to be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from generator.rendering.keys import LIBRARIES

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKED = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """A folder with wheel and sdist: the one just built (STATUSMARK_DIST), else built here."""
    given = os.environ.get("STATUSMARK_DIST")
    if given:
        return Path(given)
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(dist):
    (found,) = dist.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A fresh environment far from the repository with the wheel and the pinned versions."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder / "venv", with_pip=True, symlinks=True)
    pip = [folder / "venv/bin/python", "-m", "pip", "install", "--quiet"]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    flags = re.search(r"^LOCKED = \$\(PIP\) install (.*)", makefile, re.MULTILINE)[1].split()
    for name in ("sources.txt", "run.txt"):
        subprocess.run([*pip, *flags, "-r", ROOT / "requirements" / name], check=True)
    subprocess.run([*pip, "--no-deps", wheel], check=True)
    return folder


def test_install_init_build_outside_the_repository(installed):
    environment = {
        "PATH": f"{installed / 'venv/bin'}:/usr/bin:/bin",
        "HOME": str(installed),
        "LANG": "C",
    }

    def sh(line, folder):
        return subprocess.run(
            line,
            shell=True,
            check=False,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )

    done = sh("statusmark init x && cd x && statusmark build", installed)
    assert (done.returncode, done.stderr) == (0, "")
    site = installed / "x"
    assert "Published " in done.stdout
    assert "<html" in (site / "public/index.html").read_text("utf-8")
    assert any((site / "public").rglob("*.css"))
    assert sh("statusmark check && statusmark report --format json", site).returncode == 0
    assert sh("pip check", site).returncode == 0


def test_the_wheel_holds_package_theme_presets_and_licence_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.partition("/")[0] for name in names}
    (metadata,) = tops - {"generator"}
    assert metadata.endswith(".dist-info")
    assert f"{metadata}/licenses/LICENSE" in names
    files = [
        "git",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
        "theme",
        "generator",
    ]
    listed = subprocess.run(files, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for path in filter(None, listed.split("\0")):
        if (ROOT / path).is_file():
            inside = path if path.startswith("generator/") else f"generator/{path}"
            assert inside in names, path


def test_the_sdist_builds_the_same_wheel(dist, wheel, tmp_path):
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path]
    subprocess.run([*command, source], check=True, capture_output=True)
    (again,) = tmp_path.glob("*.whl")
    assert set(zipfile.ZipFile(again).namelist()) == set(zipfile.ZipFile(wheel).namelist())


# --------------------------------------------------------------------------------------- pinned versions


def pins(path):
    found = {}
    for line in path.read_text("utf-8").replace("\\\n", " ").splitlines():
        if line and not line.lstrip().startswith("#"):
            pin, *hashes = line.split("    ")[0].split()[0:1] + re.findall(r"--hash=(\S+)", line)
            name, _, version = pin.partition("==")
            assert version, f"{path.name}: {pin} is not exact"
            assert hashes, f"{path.name}: {pin} has no hash"
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes)
            found[canonicalize_name(name)] = version
    return found


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.name)
def test_pinned_files_hold_exact_versions_with_hashes_and_no_address(path):
    text = path.read_text("utf-8")
    assert pins(path)
    for word in (
        "://",
        "--index",
        "--extra-index",
        "--find-links",
        "--trusted-host",
        "@ ",
        "/tmp",
        "/home",
    ):
        assert word not in text, word


def test_the_ranges_allow_what_is_pinned_and_everything_wanted_is_pinned():
    run, dev = pins(ROOT / "requirements/run.txt"), pins(ROOT / "requirements/dev.txt")
    wanted = [(line, run) for line in PROJECT["dependencies"]]
    wanted += [(line, dev) for line in PROJECT["optional-dependencies"]["dev"]]
    for line, pinned in wanted:
        requirement = Requirement(line)
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), line
    locks = [run, dev, *(pins(ROOT / f"requirements/{name}.txt") for name in ("build", "sources"))]
    for one in locks:
        for other in locks:
            assert all(other.get(name, version) == version for name, version in one.items())


# --------------------------------------------------------------------------------------- for other repositories


def test_libraries_whose_versions_are_asked_for_are_installed_with_us():
    run = (ROOT / "requirements/run.txt").read_text("utf-8")
    installed = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", run, re.MULTILINE)}
    assert set(LIBRARIES) <= installed


def test_the_shipped_hook_runs_a_command_that_exists():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["id"] == "statusmark-check"
    name, *arguments = hook["entry"].split()
    assert name in PROJECT["scripts"]
    done = subprocess.run(
        [sys.executable, "-m", "generator", *arguments, "--help"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    pattern = re.compile(hook["files"])
    for path in ("site.yaml", "incidents/2026/a.md", "maintenance/a.pl.md"):
        assert pattern.search(path)
    assert not pattern.search("docs/site.yaml")


def test_the_html_checkers_lock_file_holds_a_checksum_and_no_address():
    text = (ROOT / "tests/html_checker/package-lock.json").read_text("utf-8")
    assert '"integrity": "sha512-' in text
    assert "://" not in text


def test_the_story_is_set_at_one_instant_written_once():
    instant = "2026-12-06T02:40+01:00"
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert makefile.count(instant) == 1
    assert f"NOW = {instant}" in makefile
