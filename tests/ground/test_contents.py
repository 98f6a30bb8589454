"""A folder that cannot be moved gets the new site's contents, and keeps nothing else."""

from __future__ import annotations

import stat

import pytest
from support.builders import files_below

from generator.disk.contents import replace_contents

NEW = {
    "index.html": b"new",
    "a/b/page.html": b"b",
    "a/feed.rss": b"r",
    "was-folder": b"f",
    "was-file/x": b"x",
}


@pytest.fixture
def folders(tmp_path):
    old, new = tmp_path / "public", tmp_path / "new"
    for top, files in (
        (
            old,
            {
                "index.html": b"old",
                "gone/x/y": b"",
                "was-folder/z": b"",
                "was-file": b"",
                "a/feed.rss": b"r",
            },
        ),
        (new, NEW),
    ):
        for name, data in files.items():
            place = top / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    return new, old


def test_the_contents_become_those_of_the_new_folder(folders, tmp_path):
    new, old = folders
    before = old.stat().st_ino
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/kept").write_bytes(b"kept")
    (old / "a/b").symlink_to(tmp_path / "elsewhere")
    (old / "link").symlink_to(tmp_path / "elsewhere")
    (new / "a").chmod(0o751)
    (new / "a/feed.rss").chmod(0o640)
    replace_contents(new, old)
    assert files_below(old) == NEW
    assert old.stat().st_ino == before
    assert stat.S_IMODE((old / "a").stat().st_mode) == 0o751
    assert stat.S_IMODE((old / "a/feed.rss").stat().st_mode) == 0o640
    assert {p.name for p in old.rglob("*") if p.is_dir()} == {"a", "b", "was-file"}
    assert (tmp_path / "elsewhere/kept").read_bytes() == b"kept"


def test_what_pages_ask_for_is_there_before_they_are(folders, monkeypatch):
    new, old = folders
    moved = []
    replace = type(old).replace
    monkeypatch.setattr(
        type(old), "replace", lambda self, to: (moved.append(self.suffix), replace(self, to))[1]
    )
    replace_contents(new, old)
    assert moved == sorted(moved, key=lambda suffix: suffix == ".html")
