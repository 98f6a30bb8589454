"""A site that engineers write in, and what they find there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.instants import NOW

HALF_A_MINUTE_LATER = NOW + timedelta(seconds=30)
"""For what depends on seconds."""

SITE = """
    name: Test
    url: https://status.example.com
    timezone: Europe/Warsaw
    components:
      - {id: api, name: API}
      - {id: web, name: Web}
    sla:
      availability: {target: 99.5%}
      maintenance: {classes: {standard: {}, emergency: {notice: none}}}
      calendars: {l3: {days: Mon-Fri}}
      priorities: {P1: {acknowledge: 1h, update: 60m, resolve: 4h, postmortem: 5bd}}
    """
INCIDENT = """
    ---
    title: Down
    priority: P1
    started: 2026-11-20 13:00   # a comment
    components: {api: major_outage, web: partial_outage}
    ---
    Customers see errors.

    ## 2026-11-20 13:10 Investigating
    We look.
    """
NOTICE = """
    ---
    title: Upgrade
    start: 2026-12-06 02:00
    end: 2026-12-06 04:00  # two hours
    components: [api]
    ---
    """


@pytest.fixture
def status_site(site):
    site.write("site.yaml", SITE)
    return site


def only_post(site):
    (post,) = site.content().posts
    return post
