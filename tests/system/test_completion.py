"""The shell completes what may be written: ids, headings, components, levels."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.authored import INCIDENT


def completions(site, words):
    code = "import sys; from generator.cli import main; sys.argv = ['statusmark']; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "_STATUSMARK_COMPLETE": "bash_complete",
            "COMP_WORDS": f"statusmark -C {site.root} {words}",
            "COMP_CWORD": str(3 + words.count(" ")),
        },
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_the_shell_completes_ids_components_and_levels(status_site):
    status_site.write("incidents/2026-11-20-down.md", INCIDENT)
    assert "2026-11-20-down" in completions(status_site, "update 2026")
    assert completions(status_site, "update do").split() == ["plain,down"]
    assert completions(status_site, "update ident").split() == ["plain,identified"]
    assert "plain,in_progress" in completions(status_site, "update down ").split()
    assert completions(status_site, "update identified ").split() == []
    assert completions(status_site, "resolve down ").split() == []
    assert "2026-11-20-down" in completions(status_site, "move ")
    assert "plain,api" in completions(status_site, "new incident --component a")
    assert "plain,api=major_outage" in completions(status_site, "new incident --component api=maj")
