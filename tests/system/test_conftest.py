"""In CI a skipped test is a failed one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
TESTS = """
import pytest

def test_passes():
    pass

def test_skips():
    pytest.skip("no browser")

@pytest.mark.xfail(strict=True)
def test_known_to_fail():
    assert False
"""


@pytest.mark.parametrize(
    ("no_skip", "code", "summary"),
    [
        ("0", 0, "1 passed, 2 skipped, 1 xfailed"),
        ("1", 1, "1 failed, 1 passed, 1 xfailed, 1 error"),
    ],
)
def test_skips_fail_where_nothing_may_be_skipped(tmp_path, no_skip, code, summary):
    shutil.copy(HERE / "conftest.py", tmp_path)
    (tmp_path / "test_some.py").write_text(TESTS, "utf-8")
    (tmp_path / "test_module.py").write_text(
        "import pytest\npytest.skip('all of it', allow_module_level=True)\n", "utf-8"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            "--continue-on-collection-errors",
        ],
        cwd=tmp_path,
        env={
            **os.environ,
            "STATUSMARK_NO_SKIP": no_skip,
            "PYTHONPATH": os.pathsep.join((str(HERE), str(HERE.parent))),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert summary in done.stdout
