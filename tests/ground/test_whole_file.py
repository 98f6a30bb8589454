"""A file is written whole or not at all, and only over what was read."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.builders import python

from generator.disk.whole_file import LEFT_OVER, ChangedError, change_whole, write_whole

ROOT = Path(__file__).parents[2]
KILLED_BEFORE_THE_EXCHANGE = """
import os, signal, sys
from pathlib import Path
from generator.disk.whole_file import change_whole
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
change_whole(Path(sys.argv[1]), b"old", b"new")
"""
ADD_TEN_LINES = """
import sys
from pathlib import Path
from generator.disk.whole_file import ChangedError, change_whole
path, name = Path(sys.argv[1]), sys.argv[2]
for number in range(10):
    while True:
        before = path.read_bytes()
        try:
            change_whole(path, before, before + f"{name} {number}\\n".encode())
        except ChangedError:
            continue
        break
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "posts" / "a.md"
    path.parent.mkdir()
    path.write_bytes(b"old")
    path.chmod(0o640)
    return path


def names(path):
    return sorted(entry.name for entry in path.parent.iterdir())


def mode(path):
    return path.stat().st_mode & 0o7777


def test_a_file_keeps_its_permissions_and_leaves_nothing_beside_it(file):
    write_whole(file, b"new")
    assert (file.read_bytes(), mode(file), names(file)) == (b"new", 0o640, ["a.md"])
    change_whole(file, b"new", b"newer")
    assert (file.read_bytes(), mode(file), names(file)) == (b"newer", 0o640, ["a.md"])


def test_a_new_file_has_the_mode_of_any_new_file_or_the_one_asked_for(tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    write_whole(tmp_path / "deep/er/new", b"x")
    write_whole(tmp_path / "secret", b"x", mode=0o600)
    change_whole(tmp_path / "other/new", None, b"x")
    assert mode(tmp_path / "deep/er/new") == mode(tmp_path / "other/new") == mode(plain)
    assert mode(tmp_path / "secret") == 0o600


def test_a_link_stays_unless_the_file_is_to_take_its_place(file):
    link = file.with_name("link.md")
    link.symlink_to("a.md")
    write_whole(link, b"new")
    assert (link.is_symlink(), file.read_bytes()) == (True, b"new")
    write_whole(link, b"own", follow_link=False)
    assert (link.is_symlink(), link.read_bytes(), file.read_bytes()) == (False, b"own", b"new")


def other_text(path):
    path.write_bytes(b"a colleague's")


def gone(path):
    path.unlink()


def link_to_the_same_text(path):
    moved = path.with_name("moved.md")
    path.rename(moved)
    path.symlink_to(moved)


@pytest.mark.parametrize("meanwhile", [other_text, gone, link_to_the_same_text])
def test_what_is_not_as_it_was_read_is_not_written(file, meanwhile):
    meanwhile(file)
    before = {entry: entry.read_bytes() for entry in file.parent.iterdir()}
    with pytest.raises(ChangedError):
        change_whole(file, b"old", b"new")
    assert {entry: entry.read_bytes() for entry in file.parent.iterdir()} == before


def test_a_new_file_takes_nobodys_place(file):
    with pytest.raises(ChangedError):
        change_whole(file, None, b"new")
    dangling = file.with_name("dangling.md")
    dangling.symlink_to("nowhere.md")
    with pytest.raises(ChangedError):
        change_whole(dangling, None, b"new")
    assert (file.read_bytes(), names(file)) == (b"old", ["a.md", "dangling.md"])


def test_a_full_disk_leaves_the_old_file_alone(file, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("generator.disk.whole_file.os.fsync", full)
    for write in (lambda: write_whole(file, b"new"), lambda: change_whole(file, b"old", b"new")):
        with pytest.raises(OSError, match="No space"):
            write()
    assert (file.read_bytes(), names(file)) == (b"old", ["a.md"])


def test_a_kill_leaves_the_old_file_and_the_next_change_in_the_folder_takes_the_left_over_away(
    file,
):
    file.with_name("other.md").write_bytes(b"x")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_BEFORE_THE_EXCHANGE, file], cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    (left,) = set(names(file)) - {"a.md", "other.md"}
    assert left.startswith(".a.md.")
    assert left.endswith(LEFT_OVER)
    assert file.read_bytes() == b"old"
    change_whole(file.with_name("other.md"), b"x", b"y")
    assert left not in names(file)
    change_whole(file, b"old", b"new")
    assert (file.read_bytes(), names(file)) == (b"new", ["a.md", "other.md"])


def test_nobodys_change_is_lost_where_several_write_at_once(file):
    file.write_bytes(b"")
    with ThreadPoolExecutor() as pool:
        runs = [pool.submit(python, ADD_TEN_LINES, str(file), name) for name in "abcd"]
    assert [run.result() for run in runs] == [""] * 4
    lines = file.read_text().splitlines()
    assert sorted(lines) == sorted(f"{name} {number}" for name in "abcd" for number in range(10))
