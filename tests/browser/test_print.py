"""A month on paper."""

from __future__ import annotations

from support.builders import SiteFolder
from support.http_server import served_folder
from support.pipeline import built

INCIDENT = """
    ---
    title: Sign-in fails
    started: 2026-10-07 10:00
    resolved: 2026-10-07 12:00
    components: {api: major_outage, web: partial_outage}
    ---
    """
WORK = """
    ---
    title: Work
    start: 2026-10-18 02:00
    end: 2026-10-18 03:00
    published: 2026-10-01 02:00
    components: {api: major_outage}
    ---
    """


def test_a_months_page_prints_on_a4_without_loss(site, open_page, tmp_path):
    site.write("incidents/a.md", INCIDENT)
    site.write("maintenance/w.md", WORK)
    public = SiteFolder(tmp_path / "public")
    public.write_all(built(site))
    with served_folder(public.root) as address:
        # 210 mm less two margins of 10 mm, at 96 dots to the inch
        page = open_page(f"{address}/sla/2026-10/", width=718)
        page.emulate_media(media="print")
        cut = """() => [document.documentElement, ...document.querySelectorAll('.scroll')]
            .filter(e => e.scrollWidth > e.clientWidth).length"""
        assert page.evaluate(cut) == 0
        narrow = """() => Math.min(...[...document.querySelectorAll('.ledger td:last-child')]
            .map(e => e.clientWidth))"""
        assert page.evaluate(narrow) > 150
