"""On an overlay file system, a container's, a folder of a lower layer is replaced like any other."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from support.builders import SITE, SiteFolder, files_below
from support.instants import AT_NOW

INCIDENT = """
    ---
    title: Down
    started: 2026-11-20 10:00
    components: {api: major_outage}
    ---
    """
LAYERS = ("empty", "built", "built by another umask")


@pytest.fixture(params=LAYERS)
def site(request, tmp_path):
    """A site in a mounted overlay, whose public/ an image's layer brought."""
    if os.getuid() or not Path("/dev/shm").is_dir():
        pytest.skip("mounting takes root")
    lower = SiteFolder(tmp_path / "lower")
    lower.write("site.yaml", SITE)
    lower.write("incidents/a.md", INCIDENT)
    (lower.root / "public").mkdir()
    if request.param != "empty":
        assert lower.run("build", *AT_NOW).code == 0
    if request.param == "built by another umask":
        for place in lower.root.joinpath("public").rglob("*"):
            place.chmod(0o700 if place.is_dir() else 0o600)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
        top = tmp_path / "merged"
        for folder in (f"{memory}/upper", f"{memory}/work", top):
            Path(folder).mkdir()
        options = f"lowerdir={lower.root},upperdir={memory}/upper,workdir={memory}/work"
        command = ["mount", "-t", "overlay", "overlay", "-o", options, str(top)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("this machine mounts no overlay")
        try:
            yield SiteFolder(top)
        finally:
            subprocess.run(["umount", top], check=True)


def test_a_folder_of_a_lower_layer_is_replaced(site, tmp_path):
    for number, post in enumerate((INCIDENT, None, INCIDENT.replace("Down", "Up again"))):
        if post is None:
            site.remove("incidents/a.md")
        else:
            site.write("incidents/a.md", post)
        done = site.run("build", *AT_NOW)
        assert done.code == 0, done.err
        plain = tmp_path / f"plain{number}"
        assert site.run("build", "--out", plain, *AT_NOW).code == 0
        assert files_below(site.root / "public") == files_below(plain)
        public = site.root / "public"
        assert all(path.stat().st_mode & 0o444 == 0o444 for path in public.rglob("*"))
        assert not list(site.root.glob(".public*"))
