"""Holidays are looked up once per machine; what was kept is believed only of the same library."""

from __future__ import annotations

import json
from datetime import date

import pytest
from support.builders import python

from generator import public_holidays
from generator.disk.holiday_cache import recall_holidays
from generator.public_holidays import holidays_of

CODE = (
    "import sys; from generator.cli import main; "
    "main(['-C', sys.argv[1], 'report', '--format', 'json', '--now', '2026-12-01T00:00Z']); "
    "print('holidays' in sys.modules)"
)


@pytest.fixture
def memo(monkeypatch):
    """An empty memo, as at the start of a process."""
    monkeypatch.setattr(public_holidays, "MEMO", {})
    monkeypatch.setattr("generator.disk.holiday_cache.MEMO", public_holidays.MEMO)
    return public_holidays.MEMO


@pytest.fixture
def environment(tmp_path):
    return {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path / "home")}


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "cache" / "statusmark" / "holidays.json"


def looked_up(environment, *codes):
    keep = recall_holidays(environment)
    for code in codes:
        holidays_of(code, 2026)
    keep()


def test_the_second_command_does_not_load_the_library_and_says_the_same(site):
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write(
        "site.yaml",
        text + "  calendars: {business: {holidays: DE-BY}}\n  priorities: {P1: {resolve: 5bd}}\n",
    )
    site.write(
        "incidents/a.md",
        "---\ntitle: x\npriority: P1\nstarted: 2026-10-28 09:00\ncomponents: [api]\n---\n",
    )
    *first, loaded = python(CODE, str(site.root)).splitlines()
    *second, again = python(CODE, str(site.root)).splitlines()
    assert (loaded, again) == ("True", "False")
    assert first == second
    assert any("2026-11-05" in line or "2026-11-04" in line for line in first)


def test_what_was_looked_up_is_kept_with_what_was_there(memo, environment, kept):
    looked_up(environment, "PL")
    memo.clear()
    looked_up(environment, "DE-BY")
    assert set(json.loads(kept.read_bytes())["holidays"]) == {"PL", "DE-BY"}
    assert date(2026, 11, 11) in memo["PL"][2026]
    assert date(2026, 11, 1) in memo["DE-BY"][2026]


def test_nothing_new_writes_nothing(memo, environment, kept):
    looked_up(environment, "PL")
    kept.chmod(0o444)
    before = kept.stat()
    memo.clear()
    looked_up(environment, "PL")
    after = kept.stat()  # reading may change when it was read last
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


DAMAGES = {
    "empty": lambda _: b"",
    "another shape": lambda _: b"[]",
    "no maker": lambda _: b'{"made_by": null}',
    "another maker": lambda kept: kept.replace(b'"made_by": "', b'"made_by": "another '),
    "no day": lambda kept: kept.replace(b"2026-11-11", b"2026-11-99"),
    "no year": lambda kept: kept.replace(b'"2026":', b'"year":'),
    "cut off": lambda kept: kept[: len(kept) // 2],
    "too deep": lambda _: b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_another_librarys_or_a_damaged_file_counts_for_nothing(memo, environment, kept, damage):
    looked_up(environment, "PL")
    kept.write_bytes(DAMAGES[damage](kept.read_bytes()))
    memo.clear()
    recall_holidays(environment)
    assert memo == {}


def test_without_a_place_to_keep_them_they_are_looked_up_anew(memo, tmp_path, environment):
    looked_up({}, "PL")
    looked_up({"HOME": "relative"}, "DE-BY")
    (tmp_path / "cache").write_text("a file")
    looked_up(environment, "FR")
    assert set(memo) == {"PL", "DE-BY", "FR"}
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]
