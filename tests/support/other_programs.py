"""Programs that other people wrote, run by tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parents[1] / "clients"


def tool(name: str, package: str) -> str:
    """The path of a program; the test is skipped where it is not installed."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"there is no {name} on PATH (Debian: apt install {package})")
    return path


def call(
    *command: str | Path,
    cwd: Path | None = None,
    data: bytes | None = None,
    home: Path | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Runs a program that must succeed, away from the machine's proxies and settings."""
    environment = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    if home:
        environment |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        input=data,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")[-2000:]
    return done


def node(script: str, *arguments: str | Path) -> object:
    """What a script of ``clients/`` prints as JSON."""
    program = tool("node", "nodejs")
    if not (CLIENTS / "node_modules").is_dir():
        pytest.skip("the npm clients are not installed (tests/setup_system.sh does it)")
    return json.loads(call(program, CLIENTS / script, *arguments).stdout)


def python_client(code: str, *arguments: str | Path, cwd: Path) -> object:
    """What Python code prints as JSON, run apart from the tests' own strictness."""
    return json.loads(call(sys.executable, "-c", code, *map(str, arguments), cwd=cwd).stdout)


def write_all(files: Mapping[str, bytes], folder: Path, suffixes: Sequence[str]) -> list[Path]:
    """Those files with one of the suffixes, written below a folder."""
    found = []
    for path, data in sorted(files.items()):
        if path.endswith(tuple(suffixes)):
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            found.append(place)
    return found
