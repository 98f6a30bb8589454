"""Old pages for the tests of ``statusmark import``."""

from __future__ import annotations

import json

from support.builders import SiteFolder
from support.instants import AT_NOW

from generator.reading.content import read_content

ZONE = ("--timezone", "Europe/Berlin")


def old(tmp_path, files):
    """A folder with the files: texts, bytes, or what is written as JSON."""
    folder = SiteFolder(tmp_path / "old")
    for path, content in files.items():
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        folder.write(path, text if isinstance(text, bytes) else text.encode())
    return folder.root


def passes(site):
    """The site's content, which the check has nothing against."""
    checked = site.run("check", *AT_NOW)
    assert checked.code == 0, checked.out
    reading = read_content(site.root)
    # two ends are what the original says
    assert {d.code for d in reading.diagnostics} <= {"resolved-twice"}, reading.diagnostics
    return reading.content


def told(site):
    """What the site tells apart from maintenance: its incidents, and its announcements."""
    content = passes(site)
    return [*content.incidents, *content.bulletins]


def text_of(site, pattern):
    """The one file that a pattern finds below the site."""
    (file,) = site.root.rglob(pattern)
    return file.read_text("utf-8")
