"""What site.yaml says, as the model holds it: defaults, texts, agreements, tiers, remedies."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from textwrap import dedent, indent

import pytest
from support.builders import SiteFolder

from generator.model.agreement import (
    Base,
    CreditTable,
    DaysEnd,
    Extend,
    Extension,
    Late,
    LimitUnit,
    Outside,
    PerUnit,
    Rounding,
    Scope,
)
from generator.model.levels import Cause, Level
from generator.reading.content import read_content, read_site
from generator.reading.site import SITE, read_site_file
from generator.reading.tables.holiday_codes import FAMILIAR
from generator.reading.tables.scalars import parse_agreed_window, parse_hours, parse_weekdays
from generator.reading.yaml.faults import Trouble
from generator.timespan import PeriodKind

BASE = """\
name: Example
url: https://status.example.com/
timezone: Europe/Warsaw
components: [{id: api, name: API}, {id: lab, name: Lab, sla: false}]
"""


@pytest.fixture
def read(tmp_path):
    def read(text):
        (tmp_path / "site.yaml").write_text(text, "utf-8")
        site, diagnostics = read_site(tmp_path)
        assert diagnostics == ()
        return site

    return read


@pytest.fixture
def agreement(read):
    def read_sla(text):
        (found,) = read(BASE + "sla:\n" + indent(dedent(text), "  ")).agreements
        return found

    return read_sla


def test_a_site_has_sensible_defaults(read):
    site = read(BASE.replace("timezone: Europe/Warsaw\n", ""))
    assert site.url == "https://status.example.com"
    assert (site.zone_name, site.languages) == ("UTC", ("en",))
    (agreement,) = site.agreements
    assert (agreement.availability, agreement.maintenance.notice) == (None, timedelta(hours=48))
    assert site.stale_after == timedelta(hours=24)
    assert [c.id for c in site.components if c.counted] == ["api"]


def test_texts_and_looks_are_kept(read, tmp_path):
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme/logo.svg").touch()
    site = read(
        BASE.replace("name: Example", "name: {pl: Przykład, en: Example}")
        + 'languages: [pl, en]\naccent: "#2f6fed"\nlogo: theme/logo.svg\nproof_since: 2026-11-01\n'
        + "repository: https://git.example.com/status/\nstale_after: 90m\n"
        + "links: [{text: {pl: Pomoc, en: Help}, url: /help}]\ndescription: Stan usług\n"
    )
    assert site.name == {"pl": "Przykład", "en": "Example"}
    assert list(site.name) == ["pl", "en"]
    assert site.description == {"pl": "Stan usług"}
    assert site.main_language == "pl"
    assert site.proof_since_at == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert (site.accent, site.logo, site.repository) == (
        "#2f6fed",
        "theme/logo.svg",
        "https://git.example.com/status",
    )
    assert site.links[0].text == {"pl": "Pomoc", "en": "Help"}
    assert site.stale_after == timedelta(minutes=90)


def test_words_that_yaml_would_turn_into_something_else_stay_words(read):
    site = read(
        BASE.replace("{id: api, name: API}", "{id: no, name: NO, group: 0123, since: 2026-03-29}")
    )
    component = site.components[0]
    assert (component.id, component.name, component.group) == ("no", {"en": "NO"}, {"en": "0123"})
    assert component.since_at == datetime(2026, 3, 28, 23, tzinfo=UTC)


def test_an_agreement_that_says_nothing_has_the_contracts_defaults(agreement):
    found = agreement("availability: {target: 99.5%}")
    availability, maintenance = found.availability, found.maintenance
    assert availability.target.ratio == Fraction(995, 1000)
    assert availability.period is PeriodKind.MONTH
    assert availability.weights == {
        Level.OPERATIONAL: 0,
        Level.DEGRADED_PERFORMANCE: 0,
        Level.PARTIAL_OUTAGE: 1,
        Level.MAJOR_OUTAGE: 1,
        Level.UNDER_MAINTENANCE: 1,
    }
    assert (availability.scope, availability.base) == (Scope.ANY, Base.CALENDAR)
    assert (availability.excluded, availability.min_outage) == (frozenset(), timedelta(0))
    assert maintenance.notice == timedelta(hours=48)
    assert (maintenance.late, maintenance.outside) == (Late.COUNT, Outside.COUNT)
    assert list(maintenance.classes) == ["standard"]
    assert maintenance.classes["standard"].notice == timedelta(hours=48)
    assert maintenance.zone_name == found.zone_name == "Europe/Warsaw"
    assert found.days_end is DaysEnd.MIDNIGHT
    assert found.calendar("business").weekdays == frozenset(range(5))


def test_everything_an_agreement_can_say(agreement):
    found = agreement("""
        timezone: America/New_York
        availability:
          target: 8700.5h
          period: year
          counts: {major_outage: 90%, partial_outage: "0.3", degraded_performance: 0.1}
          scope: mean
          excluded: [force_majeure, third_party]
          base: agreed
          min_outage: 5m
        maintenance:
          notice: 72h
          late: shortfall
          outside: exclude
          timezone: "+01:00"
          max: 8h
          classes:
            standard: {windows: [Sun 02:00-06:00, daily 23:30-00:30]}
            emergency: {notice: none}
            hotfix: {notice: 0h}
        calendars:
          business: {holidays: PL}
          l2: {days: [Mon-Wed, Fri], hours: 22:00-06:00, holidays: DE-BY, days_off: [2026-12-31],
               timezone: Europe/London}
        priorities:
          P1: {confirm: 90s, acknowledge: 1h@l2, update: 60m, resolve: 2d@always, postmortem: 5bd}
        goals: [resolve, postmortem]
        days_end: same-time
        declared: [Daily backups]
        """)
    availability = found.availability
    assert availability.target.hours == Fraction(17401, 2)
    assert availability.period is PeriodKind.YEAR
    assert availability.weights[Level.UNDER_MAINTENANCE] == Fraction(9, 10)
    assert availability.weights[Level.PARTIAL_OUTAGE] == Fraction(3, 10)
    assert availability.weights[Level.DEGRADED_PERFORMANCE] == Fraction(1, 10)
    assert availability.excluded == {Cause.FORCE_MAJEURE, Cause.THIRD_PARTY}
    terms = found.maintenance
    assert (terms.zone_name, terms.maximum) == ("+01:00", timedelta(hours=8))
    assert terms.classes["standard"].notice == timedelta(hours=72)
    assert terms.classes["emergency"].notice is None
    assert terms.classes["emergency"].exempt_by_class
    assert terms.classes["hotfix"].notice == timedelta(0)
    assert not terms.classes["hotfix"].exempt_by_class
    assert found.calendars["business"].weekdays == frozenset(range(5))
    l2 = found.calendars["l2"]
    assert l2.weekdays == {0, 1, 2, 4}
    assert (l2.opens, l2.closes, l2.holidays) == (time(22), time(6), "DE-BY")
    assert (l2.days_off, l2.zone_name) == (frozenset({date(2026, 12, 31)}), "Europe/London")
    assert l2.text == "Mon-Wed, Fri 22:00-06:00"
    p1 = found.priorities["P1"]
    assert p1.confirm.elapsed == timedelta(seconds=90)
    assert (p1.acknowledge.elapsed, p1.acknowledge.calendar) == (timedelta(hours=1), "l2")
    assert p1.update == timedelta(hours=1)
    assert (p1.resolve.unit, p1.resolve.days, p1.resolve.calendar) == (LimitUnit.DAYS, 2, "always")
    assert (p1.postmortem.unit, p1.postmortem.days) == (LimitUnit.BUSINESS_DAYS, 5)
    assert found.goals == {"resolve", "postmortem"}
    assert found.declared == ({"en": "Daily backups"},)
    assert found.days_end is DaysEnd.SAME_TIME


def test_no_notice_by_the_terms_is_not_no_notice_by_the_class(agreement):
    terms = agreement("maintenance: {notice: none}").maintenance
    assert terms.notice is None
    assert terms.classes["standard"].notice is None
    assert not terms.classes["standard"].exempt_by_class


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{credit: {99%: 25%, 99.5%: 10%}}",
            CreditTable(
                ((Fraction(99, 100), Fraction(1, 4)), (Fraction(995, 1000), Fraction(1, 10)))
            ),
        ),
        ("{extend: all}", Extension(Extend.ALL)),
        ("{extend: excess}", Extension(Extend.EXCESS)),
        (
            "{per: 1h, of: excess, round: down, extend: 12h, max: 240h}",
            PerUnit(
                timedelta(hours=1),
                Extend.EXCESS,
                Rounding.DOWN,
                extend=timedelta(hours=12),
                maximum_extension=timedelta(hours=240),
            ),
        ),
        (
            "{per: 30m, credit: 2%, max: 100%}",
            PerUnit(
                timedelta(minutes=30),
                Extend.ALL,
                Rounding.UP,
                credit=Fraction(1, 50),
                maximum_credit=Fraction(1),
            ),
        ),
    ],
)
def test_remedies(agreement, text, expected):
    found = agreement(f"availability: {{target: 99.5%, remedy: {text}}}")
    assert found.availability.remedy == expected


def test_tiers_merge_deeply_but_lists_and_remedies_replace(agreement):
    found = agreement("""
        availability:
          target: 99.5%
          excluded: [force_majeure, customer]
          counts: {degraded_performance: 0.2}
          remedy: {credit: {99.5%: 10%}}
        maintenance: {classes: {standard: {windows: [Sun 02:00-06:00]}, emergency: {notice: none}}}
        priorities: {P1: {acknowledge: 1h, resolve: 4h}, P2: {acknowledge: 4h}}
        tiers:
          vip:
            availability: {target: 99.9%, excluded: [customer], remedy: {extend: all}}
            priorities: {P1: {acknowledge: 15m}, any: {acknowledge: 2h}}
          early: {maintenance: {notice: 96h}}
        """)
    vip = found.tiers["vip"]
    assert vip.availability.target.text == "99.9%"
    assert vip.availability.excluded == {Cause.CUSTOMER}
    assert vip.availability.weights[Level.DEGRADED_PERFORMANCE] == Fraction(1, 5)
    assert vip.availability.remedy == Extension(Extend.ALL)
    assert vip.priorities["P1"].acknowledge.text == "15m"
    assert vip.priorities["P1"].resolve.text == "4h"
    assert set(vip.priorities) == {"P1", "P2", "any"}
    assert vip.overrides == {"availability", "priorities"}
    assert vip.tiers == {}
    early = found.tiers["early"]
    assert early.maintenance.classes["standard"].notice == timedelta(hours=96)
    assert early.maintenance.classes["standard"].windows
    assert early.maintenance.classes["emergency"].exempt_by_class
    assert early.overrides == {"maintenance"}


def test_a_tier_may_use_its_own_calendar_and_zone(agreement):
    found = agreement("""
        tiers:
          far:
            timezone: America/New_York
            calendars: {desk: {hours: 09:00-17:00}}
            priorities: {any: {acknowledge: 1h@desk}}
        """)
    far = found.tiers["far"]
    assert far.zone_name == far.maintenance.zone_name == "America/New_York"
    assert far.calendar("desk").closes == time(17)


def test_dated_agreements_are_sorted_and_found_by_day(read):
    site = read(
        BASE
        + "sla:\n  - {since: 2026-06-01, availability: {target: 99.9%}}\n"
        + "  - {availability: {target: 99%}}\n"
    )
    assert [a.since for a in site.agreements] == [None, date(2026, 6, 1)]
    assert site.agreement_on(date(2026, 5, 31)).availability.target.text == "99%"
    assert site.agreement_on(date(2026, 6, 1)).availability.target.text == "99.9%"


def dated(read, second, third="{since: 2026-09-01, inherit: true}"):
    first = (
        "{availability: {target: 99%, excluded: [third_party], remedy: {extend: all}}, "
        "goals: [resolve], tiers: {vip: {availability: {target: 99.9%}}}}"
    )
    return read(BASE + f"sla:\n  - {third}\n  - {second}\n  - {first}\n").agreements


def test_a_later_agreement_inherits_deeply_and_replaces_lists_and_remedies(read):
    _, second, third = dated(
        read,
        "{since: 2026-06-01, inherit: true, goals: [acknowledge], "
        "availability: {target: 98%, remedy: {credit: {98%: 10%}}}}",
    )
    assert second.availability.target.text == "98%"
    assert second.availability.excluded == {Cause.THIRD_PARTY}
    assert second.availability.remedy == CreditTable(((Fraction(98, 100), Fraction(1, 10)),))
    assert second.goals == {"acknowledge"}
    assert second.tiers["vip"].availability.target.text == "99.9%"
    assert second.tiers["vip"].availability.excluded == {Cause.THIRD_PARTY}
    # the third says nothing but its day, and goes on from the second
    assert third == replace(second, since=third.since, location=third.location, tiers=third.tiers)


def test_an_agreement_may_begin_afresh(read):
    _, second, third = dated(read, "{since: 2026-06-01, inherit: false, goals: [resolve]}")
    assert second.availability is third.availability is None
    assert not second.tiers


def test_what_an_agreement_inherits_unsaid_is_named():
    first = "{availability: {target: 99%, excluded: [third_party]}, goals: [resolve]}"
    second = "{since: 2026-06-01, availability: {target: 98%}, days_end: midnight"

    def said(more):
        text = BASE + f"sla:\n  - {first}\n  - {second}{more}}}\n"
        return [d.message for d in read_site_file(text.encode()).diagnostics]

    (message,) = said("")
    assert message == (
        "the agreement of 2026-06-01 changes availability.target, days_end and inherits "
        "availability.excluded, goals from the one before"
    )
    assert said(", inherit: true") == said(", inherit: false") == []


def test_json_is_yaml_and_numbers_are_read_as_typed(read):
    document = {
        "name": "Example",
        "url": "https://status.example.com",
        "timezone": "UTC",
        "components": [{"id": "api", "name": "Api", "sla": False, "target": "99.9%"}],
        "sla": {"availability": {"target": "99.5%", "counts": {"partial_outage": 0.5}}},
    }
    site = read(json.dumps(document, indent=1))
    assert not site.components[0].counted
    assert site.components[0].target.ratio == Fraction(999, 1000)
    weights = site.agreements[0].availability.weights
    assert weights[Level.PARTIAL_OUTAGE] == Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "weekday", "starts", "ends", "days"),
    [
        ("Sun 02:00-06:00", 6, time(2), time(6), 0),
        ("Sat 23:00-Sun 06:00", 5, time(23), time(6), 1),
        ("Sun 22:00-02:00", 6, time(22), time(2), 1),
        ("daily 02:00-04:00", None, time(2), time(4), 0),
        ("daily 22:00-02:00", None, time(22), time(2), 1),
        ("Sun 20:00-24:00", 6, time(20), time(0), 1),
        ("Fri 20:00-Mon 06:00", 4, time(20), time(6), 3),
        ("Mon 08:00-Mon 08:00", 0, time(8), time(8), 7),
        ("monday 08:00 – 10:00", 0, time(8), time(10), 0),
    ],
)
def test_agreed_windows(text, weekday, starts, ends, days):
    found = parse_agreed_window(text)
    assert (found.weekday, found.starts, found.ends, found.end_days) == (
        weekday,
        starts,
        ends,
        days,
    )


@pytest.mark.parametrize(
    "text",
    ["Sun", "Sun 24:00-02:00", "Sun 02:00-24:30", "Sun 25:00-26:00", "daily 02:00-Mon 03:00"],
)
def test_windows_that_are_none(text):
    assert isinstance(parse_agreed_window(text), Trouble)


def test_days_and_hours():
    assert parse_weekdays("Sat-Mon, Wed") == {5, 6, 0, 2}
    assert parse_hours("00:00-24:00") == (time(0), None)
    assert isinstance(parse_hours("24:00-08:00"), Trouble)


def test_familiar_countries_are_all_known_to_the_library():
    import holidays

    assert set(holidays.list_supported_countries()) >= FAMILIAR


def test_a_country_that_is_not_familiar_is_looked_up(agreement):
    found = agreement("calendars: {business: {holidays: IS}}")
    assert found.calendars["business"].holidays == "IS"


def test_a_fault_in_the_looks_leaves_the_site_usable_and_one_in_the_figures_does_not(tmp_path):
    (tmp_path / "site.yaml").write_text(BASE + "accent: blue\nacent: red\n")
    reading = read_content(tmp_path)
    assert reading.content is not None
    assert [d.code for d in reading.diagnostics] == ["bad-colour", "unknown-key"]
    (tmp_path / "site.yaml").write_text(BASE + "sla: {availability: {target: 99.5}}\n")
    assert read_content(tmp_path).content is None


def test_posts_are_read_even_where_site_yaml_is_broken_without_faults_that_follow_from_it(tmp_path):
    (tmp_path / "site.yaml").write_text(BASE.replace("id: api", "id: API"))
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents" / "one.md").write_text(
        "---\ntitle: One\nstarted: 2026-11-31 09:12\ncomponents: [whatever]\npriority: P1\n---\n"
    )
    reading = read_content(tmp_path)
    assert reading.content is None
    assert [d.code for d in reading.diagnostics] == [
        "bad-id",
        "impossible-date",
        "unknown-priority",
    ]


def test_the_tables_describe_themselves_as_a_json_schema():
    schema = SITE.schema()
    assert schema["required"] == ["name", "url", "components"]
    assert "zone" not in schema["properties"]
    sla = schema["properties"]["sla"]["anyOf"][0]
    assert set(sla["properties"]) >= {"availability", "maintenance", "tiers", "since", "declared"}
    assert json.loads(json.dumps(schema)) == schema


def test_without_an_agreement_the_notice_rule_holds_by_default(site: SiteFolder):
    site.write(
        "site.yaml", "name: T\nurl: https://status.example.com\ncomponents: [{id: api, name: A}]\n"
    )
    site.write(
        "maintenance/work.md",
        "---\ntitle: W\nstart: 2026-11-25 02:00\nend: 2026-11-25 04:00\ncomponents: [api]\n---\nx\n",
    )
    done = site.run("check", "--now", "2026-11-24T12:00Z")
    assert done.code == 1
    assert "short-notice" in done.out
    assert "14 h ahead; 48 h are required" in done.out


def test_an_international_host_name_is_kept_in_its_ascii_form(site: SiteFolder):
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write("site.yaml", text.replace("//status.example.com", "//státus.example.com"))
    found, _ = read_site(site.root)
    assert found is not None
    assert found.identity == "xn--sttus-yqa.example.com"
    assert found.url == "https://xn--sttus-yqa.example.com"


@pytest.mark.parametrize("who", ["anna:hunter2", "anna", ":hunter2", "anna:p@ss"])
def test_an_address_that_is_published_holds_no_password(site: SiteFolder, who: str):
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write("site.yaml", text.replace("//status.example.com", f"//{who}@status.example.com"))
    found, diagnostics = read_site(site.root)
    assert found is None
    assert [(d.code, d.remedy) for d in diagnostics] == [
        ("bad-url", "write it without: https://status.example.com")
    ]


def test_nor_does_a_link_or_a_repository(site: SiteFolder):
    text = (site.root / "site.yaml").read_text("utf-8")
    links = "links: [{text: Help, url: 'https://anna:hunter2@www.example.com/help'}]\n"
    site.write("site.yaml", f"{text}repository: https://anna@git.example.com/status\n{links}")
    _, diagnostics = read_site(site.root)
    assert [(d.code, d.remedy) for d in diagnostics] == [
        ("bad-url", "write it without: https://git.example.com/status"),
        ("bad-url", "write it without: https://www.example.com/help"),
    ]


@pytest.mark.parametrize(
    "stated",
    ["https://status.example.com", "status..example.com", "a b", "a//b", "a@b", "ü" * 70, "a/b?c"],
)
def test_an_identity_is_a_host_and_a_path(site: SiteFolder, stated: str):
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write("site.yaml", f"{text}identity: {stated}\n")
    found, diagnostics = read_site(site.root)
    assert found is None
    assert [d.code for d in diagnostics] == ["bad-value"]
