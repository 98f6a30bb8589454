"""Prometheus' own program finds no fault in ``metrics``."""

from __future__ import annotations

import pytest
from support.builders import SiteFolder
from support.other_programs import call, tool
from support.pipeline import built_data, example
from support.stress import stress_site


@pytest.mark.parametrize("which", ["example", "stress", "empty"])
def test_promtool_finds_no_fault(which, tmp_path, site: SiteFolder):
    promtool = tool("promtool", "prometheus")
    if which == "example":
        files = example()
    else:
        files = built_data(stress_site(tmp_path) if which == "stress" else site)
    done = call(promtool, "check", "metrics", data=files["metrics"])
    assert done.stdout + done.stderr == b""
