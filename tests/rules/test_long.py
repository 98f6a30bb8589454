"""Wrong years and months: incidents and work that last far too long, on either side of the limit."""

from __future__ import annotations

import pytest
from support.builders import SITE, SiteFolder
from support.instants import AT_NOW


def codes(site: SiteFolder) -> str:
    return site.run("check", *AT_NOW).out


@pytest.mark.parametrize(
    ("started", "proof_since", "named"),
    [
        ("2025-11-18 09:00", None, True),
        ("2026-10-19 10:59", None, True),
        ("2026-10-19 11:00", None, False),
        ("2025-11-18 09:00", "2026-01-01", False),
        ("2026-09-01 09:00", "2026-01-01", True),
    ],
)
def test_an_incident_that_lasted_more_than_thirty_days(site, started, proof_since, named):
    if proof_since:
        site.write("site.yaml", SITE.replace("url:", f"proof_since: {proof_since}\n    url:"))
    site.write(
        "incidents/a.md",
        f"""
        ---
        title: Down
        started: {started}
        resolved: 2026-11-18 10:00
        components: {{api: major_outage}}
        ---
        """,
    )
    assert ("long-incident" in codes(site)) is named


@pytest.mark.parametrize(
    ("end", "named"), [("2027-01-05 02:00", False), ("2027-01-05 02:01", True)]
)
def test_work_that_is_announced_for_more_than_thirty_days(site, end, named):
    site.write(
        "maintenance/a.md",
        f"""
        ---
        title: Work
        start: 2026-12-06 02:00
        end: {end}
        published: 2026-11-01 10:00
        components: [api]
        ---
        """,
    )
    assert ("long-window" in codes(site)) is named


@pytest.mark.parametrize(
    ("last", "named"), [("Investigating", True), ("Update", False), ("Resolved", False)]
)
def test_an_incident_that_was_opened_again_and_still_is(site, last, named):
    site.write(
        "incidents/a.md",
        f"""
        ---
        title: Down
        started: 2026-11-20 09:00
        components: {{api: major_outage}}
        ---

        ## 2026-11-20 10:00 Resolved
        Up.

        ## 2026-11-20 11:00 {last}
        Hm.
        """,
    )
    assert ("resolved-and-open" in codes(site)) is named
