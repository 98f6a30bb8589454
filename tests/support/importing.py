"""Old pages for the tests of ``statusmark import``."""

from __future__ import annotations

import json

from generator.reading.content import read_content

NOW = ("--now", "2026-11-20T14:05+01:00")
ZONE = ("--timezone", "Europe/Berlin")


def old(tmp_path, files):
    """A folder with the files: texts, bytes, or what is written as JSON."""
    for path, content in files.items():
        place = tmp_path / "old" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path / "old"


def passes(site):
    """The site's content, which the check has nothing against."""
    checked = site.run("check", *NOW)
    assert checked.code == 0, checked.out
    return read_content(site.root).content


def text_of(site, pattern):
    """The one file that a pattern finds below the site."""
    (file,) = site.root.rglob(pattern)
    return file.read_text("utf-8")
