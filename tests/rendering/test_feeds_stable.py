"""Files for machines change when they must and not otherwise, so that caches and ETags stay warm."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta

import pytest
from support.builders import SITE_EN_PL, Repository
from support.instants import NOW
from support.pipeline import assessed, built, built_data, data_files

from generator.rules.assessment import assess

POST = """
    ---
    title: {title}
    started: {day} 09:00
    components: {{{id}: degraded_performance}}
    ---

    ## {day} 09:30 Resolved
    Done.
    """


@pytest.fixture
def site(repository: Repository) -> Repository:
    """Two languages, a finished incident on each component in two months, and a notice."""
    repository.write("site.yaml", SITE_EN_PL)
    repository.write("incidents/a.md", POST.format(title="A", day="2026-10-05", id="api"))
    repository.write("incidents/w.md", POST.format(title="W", day="2026-11-06", id="web"))
    repository.write(
        "maintenance/m.md",
        "---\ntitle: M\nstart: 2026-11-29 02:00\nend: 2026-11-29 04:00\ncomponents: [web]\n---\nAway.\n",
    )
    repository.commit("2026-11-10T08:00:00+01:00")
    return repository


def changed(before, after):
    return {path for path in before | after if before.get(path) != after.get(path)}


def test_a_new_post_changes_the_files_that_name_it_and_no_other(site):
    before, pages_before = built_data(site), built(site)
    site.write("incidents/new.md", POST.format(title="New", day="2026-11-19", id="api"))
    site.commit("2026-11-19T09:30:00+01:00")
    after, pages_after = built_data(site), built(site)
    in_each_language = {
        "history.rss", "history.atom", "feed.rss", "feed.atom", "index.xml", "feed.json",
        "updates.rss", "updates.atom", "updates.json", "llms.txt", "incidents/new.md",
        "components/api/history.rss", "components/api/history.atom",
    }  # fmt: skip
    once = {
        "events.json",
        "api/v2/incidents.json",
        "api/v2/components.json",  # since when the component has been well
        "api/v2/summary.json",
    }
    # the page's last change, of which every document of the API tells
    told_by_the_page = {f"api/v2/{name}.json" for name in (
        "status", "incidents/unresolved", "scheduled-maintenances",
        "scheduled-maintenances/upcoming", "scheduled-maintenances/active",
    )}  # fmt: skip
    wanted = (
        once | told_by_the_page | in_each_language | {f"pl/{path}" for path in in_each_language}
    )
    assert changed(before, after) == wanted
    assert len(wanted) == 35
    pages = {path for path in changed(pages_before, pages_after) if path.endswith(".html")}
    kept = re.compile(
        r"(pl/)?(components/web|incidents/[aw]|maintenance|history/2026-10|subscribe)/"
    )
    assert pages
    assert not [path for path in pages if kept.match(path)]


def test_the_clock_alone_changes_the_metrics_and_the_running_period(site):
    before = built_data(site)
    after = built_data(site, NOW + timedelta(minutes=1))
    assert changed(before, after) == {"metrics", "metrics.txt", "sla/2026-11.json"}


def test_a_mended_typo_changes_texts_and_no_name_nor_time(site):
    before = built_data(site)
    site.write(
        "incidents/a.md",
        POST.format(title="A", day="2026-10-05", id="api").replace("Done", "Done now"),
    )
    site.commit("2026-11-19T09:30:00+01:00")
    after = built_data(site)
    assert {path for path in changed(before, after) if path.startswith("components/")} == {
        "components/api/history.rss",
        "components/api/history.atom",
    }
    for path in ("history.atom", "updates.rss", "events.json", "api/v2/incidents.json"):
        assert after[path].replace(b"Done now", b"Done") == before[path]


def test_the_order_and_place_of_files_mean_nothing(site):
    before = built_data(site)
    content = assessed(site).content
    turned = dataclasses.replace(
        content, incidents=content.incidents[::-1], maintenance=content.maintenance[::-1]
    )
    assert changed(before, data_files(assess(turned, NOW), site.root)) == set()
    for name in ("a", "w"):
        place = site.root / f"incidents/{name}.md"
        target = site.root / f"incidents/2026/z/{name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        place.rename(target)
    site.commit("2026-11-19T09:30:00+01:00")
    moved = changed(before, built_data(site))
    assert {path for path in moved if not path.startswith("sla/")} == set()
