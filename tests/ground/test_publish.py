"""The built site appears in its folder whole, or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from support.builders import files_below

from generator.disk import exchange
from generator.disk import publish as publishing
from generator.disk.build_cache import BuildCache
from generator.disk.output_folder import MARKER, PublishError
from generator.disk.publish import Published
from generator.rendering.outputs import Output, Plan, ready

ROOT = Path(__file__).parents[2]
SITE = {"index.html": b"<p>one</p>", "incidents/a/index.html": b"a", "api/v2/status.json": b"{}"}


def publish(files, out, root=None, cache=None, **how):
    """Publish files that are made already."""
    return publishing.publish(Plan(tuple(ready(files))), out, root, cache, **how)


def tree(folder):
    return {
        path: data for path, data in files_below(folder).items() if path.split("/")[-1] != MARKER
    }


def beside(out):
    return sorted(path.name for path in out.parent.iterdir() if path != out)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "site" / "public"


@pytest.fixture(params=["exchange", "two renames"])
def way(request, monkeypatch):
    """Both ways of putting the new tree in place."""
    if request.param == "two renames":
        monkeypatch.setattr(exchange, "_swap", lambda *_: errno.EINVAL)
    return request.param


def test_a_first_build_writes_everything(out):
    assert publish(SITE, out) == Published(3, 0, 0)
    assert tree(out) == SITE
    assert beside(out) == []


@pytest.mark.usefixtures("way")
def test_an_empty_folder_may_be_taken(out):
    out.mkdir(parents=True)
    assert publish(SITE, out) == Published(3, 0, 0)
    assert tree(out) == SITE
    assert beside(out) == []


def test_nothing_changed_touches_nothing(out):
    publish(SITE, out)
    before = {path: path.stat() for path in [out, *out.rglob("*")]}
    assert publish(SITE, out) == Published(0, 3, 0)
    assert {path: path.stat() for path in [out, *out.rglob("*")]} == before


@pytest.mark.usefixtures("way")
def test_changes_are_written_stale_files_go_and_the_rest_keeps_inode_and_time(out):
    publish(SITE, out)
    os.utime(out / "api/v2/status.json", (1, 1))
    kept = (out / "api/v2/status.json").stat()
    (out / "stale").mkdir()
    (out / "stale/old.html").write_bytes(b"old")
    after = {"index.html": b"<p>two</p>", "api/v2/status.json": b"{}"}
    assert publish(after, out) == Published(1, 1, 2)
    assert tree(out) == after
    assert not (out / "incidents").exists()
    assert not (out / "stale").exists()
    now = (out / "api/v2/status.json").stat()
    assert (now.st_ino, now.st_mtime, now.st_nlink) == (kept.st_ino, kept.st_mtime, 1)
    assert beside(out) == []


def test_a_file_turned_folder_and_back(out):
    publish({"a": b"1", "b/c": b"2"}, out)
    publish({"a/x": b"1", "b": b"2"}, out)
    assert tree(out) == {"a/x": b"1", "b": b"2"}


def test_same_length_but_other_bytes_is_a_change(out):
    publish({"a": b"1"}, out)
    assert publish({"a": b"2"}, out) == Published(1, 0, 0)
    assert tree(out) == {"a": b"2"}


def test_a_link_planted_in_the_output_is_replaced_not_followed(out, tmp_path):
    publish(SITE, out)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_bytes(SITE["index.html"])
    (out / "index.html").unlink()
    (out / "index.html").symlink_to(outside / "index.html")
    (out / "more").symlink_to(outside)
    publish(SITE, out)
    assert not (out / "index.html").is_symlink()
    assert not (out / "more").is_symlink()
    assert tree(outside) == {"index.html": SITE["index.html"]}


def test_where_files_cannot_be_linked_they_are_copied(out, monkeypatch):
    publish(SITE, out)

    def refuse(*_args, **_options):
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    after = {**SITE, "new.html": b"new"}
    assert publish(after, out) == Published(1, 3, 0)
    assert tree(out) == after


# --------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a/./b",
        "a//b",
        "",
        "a/",
        "a\0b",
        "..\\x",
        MARKER,
        f"{MARKER}/x",
    ],
)
def test_a_path_that_leads_out_is_refused(out, path):
    with pytest.raises(PublishError, match="outside the output folder"):
        publish({**SITE, path: b"x"}, out)
    assert not out.exists()


def test_a_path_cannot_be_file_and_folder(out):
    with pytest.raises(PublishError, match="both a file and a folder"):
        publish({"a/b": b"", "a/b/c": b""}, out)


def test_a_folder_that_no_build_made_is_left_alone(out):
    out.mkdir(parents=True)
    (out / "thesis.txt").write_bytes(b"years of work")
    with pytest.raises(PublishError, match="no build made"):
        publish(SITE, out)
    assert tree(out) == {"thesis.txt": b"years of work"}


def test_a_marker_that_is_a_link_proves_nothing(out):
    out.mkdir(parents=True)
    (out / MARKER).symlink_to("/etc/hostname")
    with pytest.raises(PublishError, match="no build made"):
        publish(SITE, out)


def test_a_file_in_the_way_is_named(out):
    out.parent.mkdir()
    out.write_bytes(b"x")
    with pytest.raises(PublishError, match="is a file"):
        publish(SITE, out)


def test_a_symbolic_link_is_refused_with_the_real_name(out, tmp_path):
    real = tmp_path / "real"
    publish(SITE, real)
    out.parent.mkdir()
    out.symlink_to(real)
    with pytest.raises(PublishError, match=f"symbolic link; name the folder itself: --out {real}"):
        publish({}, out)
    assert tree(real) == SITE


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (".", "own sources"),
        ("..", "own sources"),
        ("../..", "own sources"),
        ("incidents", "among the site's sources"),
        ("theme/built", "among the site's sources"),
        (".git/site", "among the site's sources"),
    ],
)
def test_the_sources_are_protected(tmp_path, where, words):
    root = tmp_path / "a" / "site"
    (root / "incidents").mkdir(parents=True)
    with pytest.raises(PublishError, match=words):
        publish(SITE, root / where, root)
    assert sorted(path.name for path in root.rglob("*")) == ["incidents"]


def test_the_sources_are_protected_through_a_linked_path(tmp_path):
    root = tmp_path / "site"
    root.mkdir()
    (tmp_path / "alias").symlink_to(root)
    with pytest.raises(PublishError, match="among the site's sources"):
        publish(SITE, tmp_path / "alias" / "incidents" / "x", root)


def test_the_root_of_the_file_system_is_refused():
    with pytest.raises(PublishError, match="root of the file system"):
        publish(SITE, Path("/"))


def test_trouble_with_the_machine_is_explained_and_leaves_the_old_site(out, monkeypatch):
    publish(SITE, out)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "x")

    monkeypatch.setattr(publishing, "_link", full)
    with pytest.raises(PublishError, match="No space left on device; make room"):
        publish({"a": b"1"}, out)
    assert tree(out) == SITE
    assert beside(out) == []


def test_a_mount_point_is_explained(out, monkeypatch):
    publish(SITE, out)
    monkeypatch.setattr(exchange, "_swap", lambda *_: errno.EBUSY)
    with pytest.raises(PublishError, match="mount point; build into a folder inside it"):
        publish({"a": b"1"}, out)
    assert tree(out) == SITE


def test_killed_between_two_renames_the_old_site_comes_back(out):
    publish(SITE, out)
    out.rename(out.with_name(".public.old-0123456789abcdef"))
    half = out.with_name(".public.new-0123456789abcdef")
    half.mkdir()
    (half / "index.html").write_bytes(b"half")
    kept = out.with_name(".public.old-keep-me")
    kept.mkdir()
    assert publish(SITE, out) == Published(0, 3, 0)
    assert beside(out) == [".public.old-keep-me"]


@pytest.fixture
def tight():
    """A umask that lets nobody else read."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def modes(out):
    return {oct(path.stat().st_mode & 0o7777) for path in out.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("tight", "way")
def test_published_files_can_be_read_whatever_the_umask(out):
    publish(SITE, out)
    publish({**SITE, "new/a.html": b"a"}, out)
    folders = [out.parent, out, *(path for path in out.rglob("*") if path.is_dir())]
    assert {oct(path.stat().st_mode & 0o7777) for path in folders} == {"0o755"}
    assert modes(out) == {"0o644"}


@pytest.mark.usefixtures("tight", "way")
def test_the_mode_of_the_folder_that_stood_there_stays(out):
    out.mkdir(parents=True)
    out.chmod(0o2750)
    publish(SITE, out)
    publish({"index.html": b"2"}, out)
    assert out.stat().st_mode & 0o7777 == 0o2750
    assert modes(out) == {"0o640"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files to any group")
@pytest.mark.usefixtures("way")
def test_the_group_of_the_folder_that_stood_there_stays(out):
    out.mkdir(parents=True)
    os.chown(out, -1, 33)
    publish(SITE, out)
    publish({**SITE, "a": b"2"}, out)
    assert {path.stat().st_gid for path in [out, *out.rglob("*")]} == {33}


@pytest.fixture
def cache(tmp_path):
    found = BuildCache(tmp_path / "build.sqlite3")
    yield found
    found.close()


def keyed(files, made):
    """Files whose key is what they hold; those that are made are noted."""

    def one(path, data):
        return lambda: made.append(path) or data

    return Plan(tuple(Output(p, f"key {data!r}", one(p, data)) for p, data in files.items()))


def test_what_is_published_and_known_is_not_made_again(out, cache):
    made = []
    publishing.publish(keyed(SITE, made), out, cache=cache)
    assert sorted(made) == sorted(SITE)
    made.clear()
    assert publishing.publish(keyed(SITE, made), out, cache=cache) == Published(0, 3, 0)
    after = {**SITE, "index.html": b"<p>two</p>"}
    assert publishing.publish(keyed(after, made), out, cache=cache) == Published(1, 2, 0)
    assert made == ["index.html"]
    assert tree(out) == after


def test_another_folder_is_known_by_itself(out, cache, tmp_path):
    made = []
    publishing.publish(keyed(SITE, made), out, cache=cache)
    publishing.publish(keyed(SITE, made), tmp_path / "other", cache=cache)
    made.clear()
    publishing.publish(keyed(SITE, made), out, cache=cache)
    assert made == []


def test_a_file_that_somebody_changed_is_made_again(out, cache):
    made = []
    publishing.publish(keyed(SITE, made), out, cache=cache)
    made.clear()
    (out / "index.html").write_bytes(b"<p>1ne</p>")
    (out / "api/v2/status.json").unlink()
    publishing.publish(keyed(SITE, made), out, cache=cache)
    assert sorted(made) == ["api/v2/status.json", "index.html"]
    assert tree(out) == SITE


def test_one_that_keeps_size_and_time_is_found_by_reading_it(out, cache):
    made = []
    publishing.publish(keyed(SITE, made), out, cache=cache)
    made.clear()
    before = (out / "index.html").stat()
    with (out / "index.html").open("r+b") as file:
        file.write(b"<p>1ne</p>")
    os.utime(out / "index.html", ns=(before.st_atime_ns, before.st_mtime_ns))
    publishing.publish(keyed(SITE, made), out, cache=cache)
    assert made == []
    publishing.publish(keyed(SITE, made), out, cache=cache, verify=True)
    assert made == ["index.html"]
    assert tree(out) == SITE


def test_another_key_with_the_same_bytes_leaves_the_file_as_it_was(out, cache):
    def plan(key):
        return Plan((Output("a", key, lambda: b"same"), Output("b", key, key.encode)))

    publishing.publish(plan("1"), out, cache=cache)
    before = (out / "a").stat()
    assert publishing.publish(plan("2"), out, cache=cache) == Published(1, 1, 0)
    after = (out / "a").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_fails_in_making_leaves_the_old_site(out, cache):
    publish(SITE, out, cache=cache)

    def broken():
        raise ValueError("no page")

    with pytest.raises(ValueError, match="no page"):
        publishing.publish(Plan((Output("index.html", "", broken),)), out, cache=cache)
    assert tree(out) == SITE
    assert beside(out) == []
