"""Equal keys mean equal bytes: what is kept of the last build is what a build from nothing makes.

STATUSMARK_EDITS is how many random edits are tried: ``make keys EDITS=5000``.
"""

from __future__ import annotations

import os
import zoneinfo
from functools import cache
from pathlib import Path

import pytest
from support.builders import Repository, SiteFolder, files_below
from support.random_edits import RandomSite

from generator.build import plan_site, prepare
from generator.diagnostics import Severity
from generator.rendering import site as planning
from generator.rendering.prose.fragments import Fragments

EDITS = int(os.environ.get("STATUSMARK_EDITS", "300"))
EACH = 15


@pytest.fixture
def zones(tmp_path, monkeypatch):
    """Sets Warsaw's rules to those of another zone, for this process."""
    (system,) = [path for path in zoneinfo.TZPATH if Path(path, "Europe/Warsaw").is_file()][:1]
    own = tmp_path / "zones"
    (own / "Europe").mkdir(parents=True)

    def use(name):
        (own / "Europe/Warsaw").write_bytes(Path(system, name or "Europe/Warsaw").read_bytes())
        zoneinfo.reset_tzpath([str(own), system])
        zoneinfo.ZoneInfo.clear_cache()

    yield use
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


@pytest.fixture
def compiled_once(monkeypatch):
    """Templates compiled once for each state of the site's theme: half of the time otherwise."""
    real = planning.checked_environment

    @cache
    def kept(theme, folder, state):
        del state
        return real(theme, folder)

    def state_of(theme):
        own = files_below(theme.site) if theme.site else {}
        return tuple(sorted(own.items()))

    monkeypatch.setattr(
        planning, "checked_environment", lambda theme, name: kept(theme, name, state_of(theme))
    )


def planned(site, fragments):
    prepared = prepare(site.folder.root, lambda _: site.now, audience=(), written=True)
    faults = [d for d in prepared.diagnostics if d.severity is Severity.ERROR]
    assert prepared.assessment is not None, faults
    return plan_site(prepared, fragments).outputs


@pytest.mark.usefixtures("compiled_once")
@pytest.mark.parametrize("seed", range(max(1, EDITS // EACH)))
def test_a_file_with_the_key_of_the_last_build_is_the_same_file(seed, tmp_path, zones):
    kind = Repository if seed % 3 == 0 else SiteFolder
    site, fragments = RandomSite(kind(tmp_path / "site"), seed), Fragments()
    before: dict[str, tuple[str, bytes]] = {}
    done, same = [], 0
    for _ in range(EACH + 1):
        zones(site.zone_rules)
        now = {o.path: (o.key, o.make()) for o in planned(site, fragments)}
        for path in now.keys() & before.keys():
            if now[path][0] and now[path][0] == before[path][0]:
                assert now[path][1] == before[path][1], f"{path} after {done}"
                same += 1
        before = now
        done.append(site.edit())
    assert same > 200, "keys that change with everything save nothing"
