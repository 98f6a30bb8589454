"""docs/rules.md is true: its worked month is recomputed from tests/sites/worked-month/."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.builders import SiteFolder
from support.pipeline import assessed

from generator.rules.judgements import Assessment, PeriodResult, Reason, ResponseVerdict, Verdict
from generator.rules.wording import duration_text
from generator.timespan import PeriodKind, period_named

ROOT = Path(__file__).parents[2]
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
WARSAW = ZoneInfo("Europe/Warsaw")
EARLY_NOVEMBER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DAY = re.compile(r"\w{3} (\d+)\w\w (\d\d:\d\d)–(\d\d:\d\d)")


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """The site outside git, where `published:` is taken as it stands."""
    root = tmp_path_factory.mktemp("worked") / "month"
    copy(ROOT / "tests" / "sites" / "worked-month", root)
    return assessed(SiteFolder(root), EARLY_NOVEMBER, strict=True)


@pytest.fixture(scope="module")
def october(assessment: Assessment) -> PeriodResult:
    (result,) = [p for p in assessment.periods if p.period.label == "2026-10"]
    return result


def copy(source: Path, target: Path) -> None:
    for file in source.rglob("*"):
        if file.is_file():
            to = target / file.relative_to(source)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(file.read_bytes())


def figure(value: Fraction) -> str:
    """A figure as the page writes it: without a useless fraction."""
    return str(value.numerator) if value.denominator == 1 else str(float(value))


def percent(ratio: Fraction | None) -> str:
    assert ratio is not None
    return f"{Decimal(round(ratio * 10**8)).scaleb(-6):.6f}"


def test_the_months_figures(october: PeriodResult) -> None:
    assert f"= **{figure(october.total)}** minutes" in RULES
    assert f"× 0.5 % = **{figure(october.budget)}** minutes" in RULES
    assert f"| **{figure(october.downtime)}** | **{figure(october.excluded)}** |" in RULES
    working = f"({figure(october.total)} − {figure(october.downtime)}) / {figure(october.total)}"
    assert f"{working} = **{percent(october.availability)} %**" in RULES
    assert f"({figure(october.total - october.downtime)} of {figure(october.total)})" in RULES
    assert october.verdict is Verdict.MET
    assert f"the month is **met**, with **{figure(october.budget_left)}** minutes" in RULES


def table_rows() -> list[tuple[str, str, str, str, str, str, str]]:
    """The worked month's rows: day, start, end, what, counted, excused, why."""
    rows = []
    for line in RULES.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if cells and (found := DAY.fullmatch(cells[0])):
            what, counted, excused, why = cells[1:]
            rows.append((found[1], found[2], found[3], what, counted, excused, why))
    return rows


def test_every_row_of_the_table_is_in_the_ledger(october: PeriodResult) -> None:
    rows = table_rows()
    assert len(rows) == 9
    seen = set()
    for day, start, end, what, counted, excused, why in rows:
        component = "api" if "api" in what or "the same work" in what else "shop"
        span = [
            datetime.fromisoformat(f"2026-10-{int(day):02}T{clock}").replace(tzinfo=WARSAW)
            for clock in (start, end)
        ]
        found = [
            row
            for row in october.ledger
            if row.component == component and [row.span.start, row.span.end] == span
        ]
        if counted == "0":
            assert not found
            continue
        (row,) = found
        seen.add(row)
        assert row.counted == bool(counted)
        assert f"`{row.reason.value}`" in why
        shared = 30 if "half hour" in why else 0
        assert row.minutes - shared == int(counted or excused)
    assert seen == set(october.ledger)
    assert sum(int(row[4] or 0) for row in rows) == october.downtime
    assert sum(int(row[5] or 0) for row in rows) == october.excluded


def test_components_apart(october: PeriodResult) -> None:
    api, shop = october.components["api"], october.components["shop"]
    text = " ".join(RULES.split())
    assert (
        f"`api` has **{api.downtime}** counted and **{api.excluded}** excused minutes "
        f"({percent(api.availability)} %)" in text
    )
    assert (
        f"`shop` **{shop.downtime}** and **{shop.excluded}** ({percent(shop.availability)} %)"
        in text
    )
    assert f"make {api.downtime + shop.downtime}; the platform's are {october.downtime}" in text
    assert f"as {api.downtime + shop.downtime - october.downtime} of them coincide" in text


@pytest.mark.parametrize(
    ("post", "lead"),
    [("2026-10-11-short-notice", "47 h 59 min"), ("2026-10-25-clock-change", "48 h")],
)
def test_leads(assessment: Assessment, post: str, lead: str) -> None:
    (part,) = assessment.notices[post].parts
    assert duration_text(part.lead, days=False) == lead
    assert f"the lead is {lead}" in RULES


def test_responses(assessment: Assessment) -> None:
    plain = assessment.responses["2026-10-07-api"].plain
    assert plain.acknowledge is not None
    assert plain.update is not None
    assert plain.resolve is not None
    assert plain.postmortem is not None
    text = " ".join(RULES.split())
    due = plain.acknowledge.due_at.astimezone(WARSAW)
    assert f"acknowledged at 10:20 (due {due:%H:%M}, `{plain.acknowledge.verdict.value}`)" in text
    due = plain.resolve.due_at.astimezone(WARSAW)
    assert f"resolved at 11:30 (due {due:%H:%M}, `{plain.resolve.verdict.value}`, a goal)" in text
    assert plain.resolve.goal
    gap = int(plain.update.longest_gap.total_seconds()) // 60
    assert f"the **{gap}** minutes from 10:20 to 11:21" in text
    assert plain.update.verdict is ResponseVerdict.MISSED
    assert "8, 9, 12, 13 and 14 October" in text
    assert plain.postmortem.due_at.astimezone(WARSAW).day == 14
    assert f"at 12:00: `{plain.postmortem.verdict.value}`" in text


def test_lengths_of_months() -> None:
    for label, words in (("2026-03", "March 2026 in Warsaw has"), ("2026-10", "October")):
        period = period_named(label, WARSAW)
        assert period is not None
        assert period.kind is PeriodKind.MONTH
        minutes = f"{period.span.seconds // 60:,}".replace(",", " ")
        assert f"{words} {minutes}" in " ".join(RULES.split())


def test_every_reason_is_explained() -> None:
    for reason in Reason:
        assert f"`{reason.value}`" in RULES
