"""A site with something to send, and the run that sends it to a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.builders import Repository, Run
from support.story import STEPS, commit_step, story_repository

FIRST, NEWS = STEPS[:2]


@pytest.fixture
def mailing_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A site whose first run is over and that has something new to send."""
    monkeypatch.setenv("STATUSMARK_MAIL_KEY", "key")
    monkeypatch.setattr("time.sleep", lambda _: None)
    repository = story_repository(tmp_path, 1)
    for step in (FIRST, NEWS):
        commit_step(repository, step)
    assert repository.run("send", "--now", FIRST.now).code == 0
    return repository


def send(site: Repository, smtp: str) -> Run:
    """The run that would send it over ``mail.smtp`` as stated here."""
    text = (site.root / "site.yaml").read_text()
    lines = [f"  smtp: {smtp}" if "smtp:" in line else line for line in text.splitlines()]
    site.write("site.yaml", "\n".join(lines))
    done = site.run("send", "--now", NEWS.now)
    assert "bug" not in done.err
    return done
