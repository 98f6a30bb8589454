"""docs/formats.md names every key that the reader knows, and its examples read without a mistake."""

import re
from pathlib import Path

import pytest
from support.builders import SiteFolder

from generator.model.levels import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Level
from generator.reading import site
from generator.reading.site import read_site_file
from generator.reading.tables import posts, sla
from generator.reading.tables.fields import Table

FORMATS = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
TABLES = (
    site.SITE,
    site.COMPONENT,
    site.LINK,
    sla.SLA,
    sla.AVAILABILITY,
    sla.COUNTS,
    sla.REMEDY,
    sla.MAINTENANCE,
    sla.CLASS,
    sla.CALENDAR,
    sla.PRIORITY,
    posts.INCIDENT,
    posts.PHASE,
    posts.MAINTENANCE,
    posts.ACTUAL,
)
SMALL_SITE = """\
name: Example
url: https://status.example.com
timezone: Europe/Warsaw
languages: [en, pl]
components:
  - {id: website, name: Website}
  - {id: api, name: API}
"""
AGREEMENT = """\
sla:
  availability: {target: 99.5%, excluded: [third_party]}
  priorities:
    P1: {acknowledge: 1h}
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", FORMATS, re.DOTALL)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.what)
def test_every_key_is_documented(table: Table) -> None:
    for field in table.fields:
        assert re.search(rf"`[^`]*\b{field.key}\b[^`]*`", FORMATS), field.key


def test_every_word_is_documented() -> None:
    for word in (*Level, *INCIDENT_STATUSES, *MAINTENANCE_STATUSES):
        assert f"`{word.value}" in FORMATS


def test_required_keys_are_called_so() -> None:
    for table in (site.SITE, posts.INCIDENT, posts.MAINTENANCE):
        for field in table.fields:
            row = re.search(rf"\n\| [^|]*`{field.key}`[^|]* \| [^|]+ \| ([^|]*) \|", FORMATS)
            assert row, field.key
            if field.key not in ("id", "aliases", "audience", "components"):
                assert (row[1] == "required") is field.required, field.key


def test_examples_of_site_yaml_read_cleanly() -> None:
    examples = [block for block in blocks("yaml") if not block.startswith("impact:")]
    assert len(examples) == 3
    for block in examples:
        text = block if block.startswith("name:") else SMALL_SITE + block
        reading = read_site_file(text.encode())
        assert reading.site is not None
        assert not reading.diagnostics


def test_examples_of_posts_read_cleanly(tmp_path: Path) -> None:
    incident, update, announcement, maintenance, translation = blocks("markdown")
    (impact,) = [block for block in blocks("yaml") if block.startswith("impact:")]
    assert update.startswith("## ")
    files = {
        "site.yaml": SMALL_SITE + AGREEMENT,
        "incidents/sign-in.md": incident,
        "incidents/sign-in.pl.md": translation
        + "\n## 2026-11-20 15:00 Postmortem\nZa mała pula.\n",
        "incidents/with-update.md": incident + "\n" + update,
        "incidents/with-impact.md": incident.replace("---\nCustomers", impact + "---\nCustomers"),
        "incidents/addresses.md": announcement,
        "maintenance/database.md": maintenance,
    }
    folder = SiteFolder(tmp_path)
    folder.write_all({path: text.encode() for path, text in files.items()})
    posts_by_id = {post.id: post for post in folder.content().incidents}
    assert set(posts_by_id["sign-in"].translations["pl"].texts) == {
        update.at for update in posts_by_id["sign-in"].updates
    }
    assert [post.pinned for post in folder.content().bulletins] == [True]
    assert len(posts_by_id["with-impact"].impact) == 2
    assert [u.priority for u in posts_by_id["with-update"].updates].count("P1") == 1
