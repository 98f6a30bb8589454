"""SpamAssassin's own opinion of the messages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest
from support.story import STEPS, commit_step, story_repository

pytestmark = pytest.mark.skipif(
    shutil.which("spamassassin") is None, reason="there is no spamassassin on PATH"
)


def test_every_sample_scores_at_most_one(tmp_path):
    repository = story_repository(tmp_path, 1)
    for step in STEPS[:6]:
        commit_step(repository, step)
    mails = tmp_path / "mails"
    now = ("--now", STEPS[5].now, "--format", "eml", "--out", mails)
    assert repository.run("digest", "--since", "2026-12-03 00:00", *now).code == 0
    assert repository.run("digest", "--period", "2026-12", *now).code == 0
    samples = (
        sorted(mails.glob("*monthly*"))
        + sorted(mails.glob("*login*"))
        + sorted(mails.glob("*-db-*"))
    )
    assert len(samples) >= 5
    for path in samples:
        done = subprocess.run(
            ["spamassassin", "-L", "-t"],
            input=path.read_bytes(),
            capture_output=True,
            check=True,
            env={**os.environ, "HOME": str(tmp_path), "LANG": "C.UTF-8"},
        )
        score = re.search(rb"X-Spam-Status: .*?score=(-?[\d.]+)", done.stdout, re.DOTALL)
        assert score, done.stderr
        assert float(score[1]) <= 1.0, (path.name, done.stdout[-2000:])
