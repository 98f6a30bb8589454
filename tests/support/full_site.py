"""A site with something on every page: two languages, an open and a closed incident, work ahead."""

from __future__ import annotations

from support.builders import SiteFolder

SITE = """
    name: {en: Fern & Co, pl: Paproć}
    url: https://status.example.com
    timezone: Europe/Warsaw
    languages: [en, pl]
    repository: https://git.example.com/fern/status
    components:
      - {id: api, name: API, group: Core}
      - {id: web, name: {en: Website, pl: Strona}, group: Core, description: What customers see}
      - {id: new, name: New thing, since: 2026-11-01}
    sla:
      availability: {target: 99.5%, excluded: [third_party]}
      maintenance: {notice: 48h, classes: {standard: {}, emergency: {notice: none}}}
      priorities: {P1: {acknowledge: 1h, update: 60m, resolve: 4h, postmortem: 5bd}}
      goals: [resolve]
      declared: [{en: Backups are kept., pl: Kopie są trzymane.}]
    links: [{text: Support, url: https://www.example.com/help}]
    """
OPEN = """
    ---
    title: <b>Sign-in</b> fails & "hurts"
    priority: P1
    started: 2026-11-20 13:12
    components: {api: major_outage, web: degraded_performance}
    ---
    Customers see error 502.

    ## 2026-11-20 13:20 Investigating
    We are **looking** into it.

    ## 2026-11-20 13:45 Identified
    A full disk.
    """
CLOSED = """
    ---
    title: Slow answers
    priority: P1
    started: 2026-10-06 09:00
    components: {web: partial_outage}
    impact:
      - {from: 2026-10-06 09:00, to: 2026-10-06 09:42, components: {web: partial_outage}}
    ---
    ## 2026-10-06 09:10 Investigating
    Looking.

    ## 2026-10-06 10:00 Resolved
    Done.

    ## 2026-10-07 10:00 Postmortem
    # What happened
    A disk.
    """
POLISH = """
    ---
    title: Wolne odpowiedzi
    ---
    ## 2026-10-06 09:10 Investigating
    Szukamy.
    """
AHEAD = """
    ---
    title: New switches
    start: 2026-11-24 23:00
    end: 2026-11-25 02:00
    published: 2026-11-20 10:00
    components: [api]
    ---
    Short breaks.
    """


def filled(site: SiteFolder) -> SiteFolder:
    site.write("site.yaml", SITE)
    site.write("incidents/open.md", OPEN)
    site.write("incidents/closed.md", CLOSED)
    site.write("incidents/closed.pl.md", POLISH)
    site.write("maintenance/ahead.md", AHEAD)
    return site
