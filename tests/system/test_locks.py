"""Locks are installed as they stand, whatever the index offers: the Makefile's own commands, on packages made here."""

from __future__ import annotations

import hashlib
import inspect
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
DEV, BENCH, LIST = ".venv/dev.stamp", "benchmarks/.venv/ready", "tests/mailman/.venv/ready"
ENVIRONMENTS = {
    ".venv": ["sources", "build", "run", "dev", "statusmark"],
    "benchmarks/.venv": ["bench"],
    "tests/mailman/.venv": ["sources", "list"],
}
"""What ends up where, as names of ``LOCKS``, and the project itself."""

LOCKS = {
    "sources": ("requirements/sources.txt", ["tiny-builder"]),
    "build": ("requirements/build.txt", ["tiny-helper"]),
    "run": ("requirements/run.txt", ["tiny-source"]),
    "dev": ("requirements/dev.txt", ["tiny-coverage", "tiny-tests"]),
    "bench": ("benchmarks/requirements.txt", ["tiny-peer"]),
    "list": ("tests/mailman/requirements.txt", ["tiny-coverage", "tiny-tests"]),
}

HOOKS = """
from pathlib import Path
import tomllib

def build_wheel(folder, config_settings=None, metadata_directory=None):
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    return wheel(Path(folder), project["name"], project["version"])

build_editable = build_wheel
"""
BROKEN = "raise RuntimeError('the newest builder builds nothing')\n"


def wheel(folder, name, version, wants=(), code=""):
    """A wheel of one module; returns its file name. The builder below has this function, too."""
    module = name.replace("-", "_")
    about = f"{module}-{version}.dist-info"
    wanted = "".join(f"Requires-Dist: {want}\n" for want in wants)
    files = {
        f"{module}.py": code,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        f"Provides-Extra: more\n{wanted}",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in (*files, f"{about}/RECORD"))
    path = folder / f"{module}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for place, text in {**files, f"{about}/RECORD": record}.items():
            archive.writestr(place, text)
    return path.name


def describe(folder, name):
    """A project that tiny-builder builds."""
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["tiny-builder"]\nbuild-backend = "tiny_builder"\n'
        f'[project]\nname = "{name}"\nversion = "1"\n'
    )


def source(folder, name, work):
    """The same package as source only: built where it is installed."""
    top = f"{name.replace('-', '_')}-1"
    describe(work / top, name)
    (work / top / "PKG-INFO").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    with tarfile.open(folder / f"{top}.tar.gz", "w:gz") as archive:
        archive.add(work / top, top)


class Project:
    """A folder with locks like ours, and an index that offers their versions and newer ones."""

    def __init__(self, root: Path) -> None:
        self.root, self.index = root / "project", root / "index"
        self.index.mkdir()
        builder = f"import zipfile\n{inspect.getsource(wheel)}{HOOKS}"
        for version in ("1", "2"):
            code = builder if version == "1" else BROKEN
            wheel(self.index, "tiny-builder", version, code=code)
            wheel(self.index, "tiny-tests", version, ["tiny-coverage[more]>=1"])
            for name in ("tiny-helper", "tiny-peer", "tiny-coverage"):
                wheel(self.index, name, version)
        source(self.index, "tiny-source", root / "work")
        describe(self.root, "statusmark")
        (self.root / "generator").mkdir()
        for path, names in LOCKS.values():
            self.lock(path, names)

    def lock(self, path: str, names: list[str]) -> None:
        """Write a lock: the first version of each, with its hash."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        lines = []
        for name in names:
            (file,) = self.index.glob(f"{name.replace('-', '_')}-1[-.]*")
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            lines.append(f"{name}==1 --hash=sha256:{digest}\n")
        place.write_text("".join(lines))

    def make(self, *targets: str, makefile: str = MAKEFILE) -> subprocess.CompletedProcess[str]:
        """Install by the rules of a Makefile."""
        (self.root / "Makefile").write_text(makefile)
        clean = {
            k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "MAKE", "MFLAGS"))
        }
        offers = {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.index),
        }
        return subprocess.run(
            ["make", f"PYTHON={sys.executable}", *targets],
            cwd=self.root,
            env=clean | offers,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip

    def installed(self, environment: str) -> set[str]:
        """What an environment holds, but for what comes with Python."""
        listed = subprocess.run(
            [self.root / environment / "bin/python", "-m", "pip", "list", "--format=freeze"],
            capture_output=True,
            text=True,
            check=True,
        )
        names = set(listed.stdout.split())
        return {name for name in names if not re.match("(pip|setuptools)==", name)}


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_exactly_the_locks_are_installed_while_the_index_offers_newer_releases(project):
    done = project.make(DEV, BENCH, LIST)
    assert done.returncode == 0, done.stderr
    for environment, parts in ENVIRONMENTS.items():
        names = [name for part in parts for name in LOCKS.get(part, ("", [part]))[1]]
        assert project.installed(environment) == {f"{name}==1" for name in names}


@pytest.mark.parametrize(
    ("flag", "error"),
    [("--no-deps", r"tiny-coverage\[more\]>=1"), ("--no-build-isolation", "the newest builder")],
)
def test_each_flag_of_the_command_is_needed(project, flag, error):
    (line,) = re.findall(r"^LOCKED = .*$", MAKEFILE, re.MULTILINE)
    assert f" {flag}" in line
    done = project.make(DEV, makefile=MAKEFILE.replace(line, line.replace(f" {flag}", "")))
    assert done.returncode != 0
    assert re.search(error, done.stderr)


@pytest.mark.parametrize(("part", "target"), [("dev", DEV), ("list", LIST)])
def test_a_lock_that_lacks_what_its_packages_want_is_refused(project, part, target):
    project.lock(LOCKS[part][0], ["tiny-tests"])
    done = project.make(target)
    assert done.returncode != 0
    assert "tiny-tests 1 requires tiny-coverage, which is not installed." in done.stderr
    assert "make clean" in done.stderr


def test_nothing_but_the_makefile_installs_and_there_only_locks_and_the_project_itself():
    installs = re.findall(r"\$\((?:PIP|LOCKED)\) (?!install --require-hashes)(.*)", MAKEFILE)
    assert [i for i in installs if not re.fullmatch(r"(-r [\w/]+\.txt ?)+", i)] == [
        "install --no-deps --no-build-isolation --editable ."
    ]
    others = [".ci/run", "tests/setup_system.sh", *ROOT.glob(".github/workflows/*.yml")]
    for path in others:
        text = (ROOT / path).read_text("utf-8")
        code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        assert not re.search(r"\b(pip3?|pipx|uvx?|npx)\b|npm (install|i)\b", code), path
