"""Whatever lies where a file is read: what never ends, leads out, or is too large is refused."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from support.builders import SITE, Repository
from support.instants import AT_NOW

import generator
from generator.reading.git.commands import TOO_LARGE, read_blobs
from generator.reading.guarded import SIZE_LIMIT, read_guarded, read_start

POST = """
    ---
    title: Down
    started: 2026-11-20 13:00
    components: {api: major_outage}
    ---
    Text.
    """
MAIL = """
    mail: {from: status@example.com, smtp: {host: 127.0.0.1, port: 9, security: none}}
    subscriptions: [{list: customers@lists.example.com}]
    """


def pipe(place, _):
    os.mkfifo(place)


def device(place, _):
    place.symlink_to("/dev/zero")


def link_out(place, outside):
    (outside / "elsewhere").write_text("secret")
    place.symlink_to(outside / "elsewhere")


def hollow(place, _):
    """Larger than anything may be, and nothing on the disk."""
    with place.open("wb") as file:
        file.truncate(300 << 20)


@pytest.mark.parametrize("make", [pipe, device, link_out, hollow])
def test_a_guarded_reader_refuses_it(make, tmp_path):
    (tmp_path / "site").mkdir()
    place = tmp_path / "site/file"
    make(place, tmp_path)
    with pytest.raises(OSError, match=r"regular|leads out|larger"):
        read_guarded(place, inside=tmp_path / "site")


def test_a_folder_may_be_named_from_where_one_stands(tmp_path, monkeypatch):
    (tmp_path / "site").mkdir()
    (tmp_path / "outer").write_text("secret")
    (tmp_path / "site/inner").write_text("text")
    (tmp_path / "site/link").symlink_to("../outer")
    monkeypatch.chdir(tmp_path)
    assert read_guarded(Path("site/inner"), inside=Path("site")) == b"text"
    with pytest.raises(OSError, match="leads out of site"):
        read_guarded(Path("site/link"), inside=Path("site"))


def test_it_reads_to_the_limit_and_no_further(tmp_path):
    place = tmp_path / "file"
    place.write_bytes(b"x" * SIZE_LIMIT)
    assert len(read_guarded(place)) == SIZE_LIMIT
    assert read_start(place, 10) == b"x" * 10
    place.write_bytes(b"x" * (SIZE_LIMIT + 1))
    with pytest.raises(OSError, match="larger than 1 MiB"):
        read_guarded(place)


@pytest.mark.parametrize("make", [pipe, device, link_out, hollow])
@pytest.mark.parametrize(
    "path",
    [
        "incidents/a.md",
        "maintenance/a.md",
        "ledger/2026-10.json",
        "ledger/mail.jsonl",
        "theme/templates/index.html",
        "theme/mail/post.txt",
        "theme/translations/pl.po",
        "theme/assets/x.css",
        "templates/incident.md",
        "incidents/picture.png",
        ".statusmark-cache/build.sqlite3",
    ],
)
def test_no_command_waits_for_it_or_publishes_it(make, path, site, tmp_path):
    site.write("site.yaml", f"{SITE}{MAIL}")
    site.write("incidents/down.md", f"{POST}\n    ![Picture](picture.png)\n")
    (site.root / path).parent.mkdir(parents=True, exist_ok=True)
    make(site.root / path, tmp_path)
    for command in ("check", "report", "status"):
        assert site.run(command, *AT_NOW).code in {0, 1}
    assert site.run("check", *AT_NOW, "incidents/down.md").code in {0, 1}
    assert site.run("new", "incident", "Slow", "--component", "api", *AT_NOW).code in {0, 1, 2}
    assert site.run("build", "--keep-going", *AT_NOW).code in {0, 1}
    published = (p for p in (site.root / "public").rglob("*") if p.is_file())
    assert not [p for p in published if b"secret" in p.read_bytes()]


def test_a_large_file_of_the_history_is_not_read(tmp_path):
    repository = Repository(tmp_path / "site")
    repository.write("site.yaml", SITE)
    notice = "---\ntitle: M\nstart: 2026-11-21 02:00\nend: 2026-11-21 04:00\n"
    notice += "components: {api: major_outage}\n---\n"
    repository.write("maintenance/m.md", notice + "x" * (4 << 20))
    repository.commit("2026-11-01T10:00:00Z")
    large = repository.git("rev-parse", "HEAD:maintenance/m.md").strip()
    repository.write("maintenance/m.md", notice)
    repository.commit("2026-11-02T10:00:00Z")
    small = repository.git("rev-parse", "HEAD:maintenance/m.md").strip()
    assert read_blobs(repository.root, [large, small]) == {large: TOO_LARGE, small: notice.encode()}
    assert repository.run("check", *AT_NOW).code in {0, 1}
    told = json.loads(repository.run("report", "--format", "json", *AT_NOW).out)
    (part,) = told["notices"]["m"]["parts"]
    assert part["published"] == "2026-11-02T10:00:00Z"


OTHERWISE = {
    "generator/commands/close.py": "a ledger that was read before",
    "generator/commands/import_.py": "site.yaml, which was read before",
    "generator/commands/init.py": "site.yaml, which it has just written",
    "generator/commands/shared/mail.py": "a secret may come through a pipe",
    "generator/disk/contents.py": "files that were found to be regular and of one size",
    "generator/disk/publish.py": "files that were found to be regular and of one size",
    "generator/disk/lock.py": "a folder",
    "generator/disk/whole_file.py": "what is to be replaced: no link, and without waiting",
    "generator/reading/guarded.py": "the reader itself",
}
"""Where files are read otherwise, and why."""


def test_files_are_read_by_the_guarded_reader_alone():
    top = Path(generator.__file__).parents[1]
    reading = re.compile(
        r"\.read_(?:text|bytes)\(|\bopen\([^)]*\"rb\"|\bfdopen\([^)]*\"rb\"|O_RDONLY"
    )
    found = {
        path.relative_to(top).as_posix()
        for path in (top / "generator").rglob("*.py")
        if reading.search(path.read_text("utf-8"))
    }
    assert found == set(OTHERWISE)
