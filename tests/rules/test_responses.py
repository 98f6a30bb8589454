"""Responses: what was due when, by whose calendar, and whether it came in time."""

from datetime import timedelta

import pytest
from support.instants import local
from support.judging import JudgedSite

SAAS = """
    calendars: {business: {days: Mon-Fri, holidays: PL}}
    priorities:
      P1: {acknowledge: 1h, update: 60m, resolve: 4h, postmortem: 5bd}
      P2: {acknowledge: 4h, resolve: 1bd}
    goals: [resolve]
    """
IMPACT = "components: {api: major_outage}"
DAY_END = "23:59:59"


def judged(tmp_path, sla, front, body="", now="2027-01-01 00:00"):
    site = JudgedSite(tmp_path, sla)
    id = site.incident(f"{front}\n{IMPACT}", body)
    return site.at(now).responses.get(id)


def due(tmp_path, limit, started, sla=""):
    """When an answer promised within a limit is due."""
    answer = judged(
        tmp_path, f"{sla}\npriorities: {{any: {{resolve: {limit}}}}}", f"started: {started}"
    )
    return answer.plain.resolve.due_at


# --------------------------------------------------------------------------------------- measures


def test_at_the_limit_is_met_and_a_second_later_missed(tmp_path):
    body = """
        ## 2026-11-18 10:00:00 Investigating

        ## 2026-11-18 13:00:01 Resolved
        """
    answer = judged(tmp_path, SAAS, "priority: P1\nstarted: 2026-11-18 09:00", body).plain
    assert (answer.acknowledge.due_at, answer.acknowledge.verdict.value) == (
        local("2026-11-18 10:00"),
        "met",
    )
    assert (answer.resolve.verdict.value, answer.resolve.goal) == ("missed", True)
    assert answer.acknowledge.goal is False


def test_clocks_start_at_the_report(tmp_path):
    front = "priority: P1\nstarted: 2026-11-18 09:00\nreported: 2026-11-18 09:30"
    answer = judged(tmp_path, SAAS, front, now="2026-11-18 10:30").plain
    assert answer.acknowledge.due_at == local("2026-11-18 10:30")
    assert answer.acknowledge.verdict.value == "pending"


def test_an_open_incident_is_pending_until_its_deadline(tmp_path):
    site = JudgedSite(tmp_path, SAAS)
    id = site.incident(f"priority: P1\nstarted: 2026-11-18 09:00\n{IMPACT}")
    verdicts = [
        site.at(now).responses[id].plain.acknowledge.verdict.value
        for now in ("2026-11-18 10:00", "2026-11-18 10:00:01")
    ]
    assert verdicts == ["pending", "missed"]


def test_nothing_is_told_before_the_report(tmp_path):
    front = "priority: P1\nstarted: 2026-11-18 09:00\nreported: 2026-11-18 09:30"
    assert judged(tmp_path, SAAS, front, now="2026-11-18 09:29") is None


def test_a_postmortem_is_owed_from_the_resolution_on(tmp_path):
    site = JudgedSite(tmp_path, SAAS)
    # resolved on Wednesday the 4th; business days 5, 6, 9, 10, then Wednesday the 11th is a holiday
    id = site.incident(
        f"priority: P1\nstarted: 2026-11-04 09:00\nresolved: 2026-11-04 10:00\n{IMPACT}",
        "## 2026-11-13 09:00 Postmortem\n",
    )
    before = site.at("2026-11-04 09:30").responses[id].plain
    assert before.postmortem is None
    after = site.at("2026-11-20 09:00").responses[id].plain.postmortem
    assert after.due_at == local(f"2026-11-12 {DAY_END}")
    assert after.verdict.value == "missed"


def test_a_receipt_has_no_default(tmp_path):
    sla = "priorities: {any: {confirm: 2m, acknowledge: 10m}}"
    front = "started: 2026-11-18 09:00"
    body = "## 2026-11-18 09:01 Investigating\n"
    silent = judged(tmp_path, sla, front, body).plain
    assert (silent.confirm.at, silent.confirm.verdict.value) == (None, "missed")
    assert silent.acknowledge.verdict.value == "met"


def test_a_receipt_counts_when_stated(tmp_path):
    sla = "priorities: {any: {confirm: 2m}}"
    front = "started: 2026-11-18 09:00\nconfirmed: 2026-11-18 09:02"
    assert judged(tmp_path, sla, front).plain.confirm.verdict.value == "met"


def test_a_priority_that_promises_nothing_is_not_listed(tmp_path):
    sla = """
        priorities:
          P1: {acknowledge: 1h}
          P5: {}
        tiers: {vip: {priorities: {any: {acknowledge: 10m}}}}
        """
    site = JudgedSite(tmp_path, sla)
    silent = site.incident(f"priority: P5\nstarted: 2026-11-18 09:00\n{IMPACT}")
    urgent = site.incident(f"priority: P1\nstarted: 2026-11-18 09:00\n{IMPACT}")
    assert set(site.at("2027-01-01 00:00").responses) == {urgent} != {silent}


def test_an_incident_without_targets_is_not_listed(tmp_path):
    assert judged(tmp_path, SAAS, "started: 2026-11-18 09:00") is None


# --------------------------------------------------------------------------------------- cadence


def cadence(tmp_path, *times, resolved="2026-11-18 12:00", now="2027-01-01 00:00"):
    body = "".join(f"## 2026-11-18 {time} Update\n\n" for time in times)
    front = "priority: P1\nstarted: 2026-11-18 09:00"
    front += f"\nresolved: {resolved}" if resolved else ""
    return judged(tmp_path, SAAS, front, body, now).plain.update


def test_a_gap_of_exactly_the_limit_is_kept(tmp_path):
    kept = cadence(tmp_path, "09:30", "10:30", "11:30")
    assert (kept.longest_gap, kept.violations, kept.verdict.value) == (
        timedelta(minutes=60),
        0,
        "met",
    )


def test_every_gap_that_is_too_long_is_counted(tmp_path):
    # 09:30 to 10:31 is 61 minutes, 10:31 to noon 89
    broken = cadence(tmp_path, "09:30", "10:31")
    assert (broken.longest_gap, broken.violations, broken.verdict.value) == (
        timedelta(minutes=89),
        2,
        "missed",
    )


def test_the_first_gap_begins_when_the_acknowledgement_is_due(tmp_path):
    # acknowledged at 11:20, due at 10:00
    late = cadence(tmp_path, "11:20")
    assert (late.longest_gap, late.violations) == (timedelta(minutes=80), 1)


def test_an_incident_without_a_word_has_its_measure(tmp_path):
    silent = cadence(tmp_path)
    assert (silent.longest_gap, silent.verdict.value) == (timedelta(hours=2), "missed")
    waiting = cadence(tmp_path, resolved=None, now="2026-11-18 09:10")
    assert (waiting.verdict.value, waiting.next_due_at) == ("pending", local("2026-11-18 11:00"))


def test_the_wait_for_updates_is_no_measure_before_it_begins(tmp_path):
    front = "priority: P1\nstarted: 2026-11-18 09:00"
    answer = judged(tmp_path, SAAS, front, "", now="2026-11-18 09:10").plain
    # acknowledged or due by 10:00: until then nobody has waited
    assert "update" not in dict(answer.measures)
    assert answer.update.next_due_at == local("2026-11-18 11:00")
    begun = judged(tmp_path, SAAS, front, "", now="2026-11-18 10:00").plain
    assert dict(begun.measures)["update"].longest_gap == timedelta(0)


def test_a_postmortem_breaks_no_silence(tmp_path):
    front = "priority: P1\nstarted: 2026-11-18 09:00\nresolved: 2026-11-18 12:00"
    body = "## 2026-11-18 09:30 Update\nx\n\n## 2026-11-18 10:30 Postmortem\nIt was the pool.\n"
    answer = judged(tmp_path, SAAS, front, body).plain.update
    assert (answer.longest_gap, answer.violations) == (timedelta(minutes=150), 1)


def test_where_no_acknowledgement_is_promised_the_first_gap_begins_at_the_report(tmp_path):
    front = "priority: P1\nstarted: 2026-11-18 09:00\nreported: 2026-11-18 09:30"
    body = "## 2026-11-18 10:31 Resolved"
    answer = judged(tmp_path, "priorities: {P1: {update: 60m}}", front, body).plain.update
    assert (answer.longest_gap, answer.violations) == (timedelta(minutes=61), 1)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", "missed"),
        ("### What happened\n\n<!-- say it -->\n\n### What we will do", "missed"),
        ("What happened\n---\n#", "missed"),
        ("### What happened\n- \n\n***\n### What we will do\n- [ ]\n\n&nbsp;\n…", "missed"),
        ("### What happened\n原因", "met"),
        ("### What happened\nThe pool was full.", "met"),
        ("#502 was full.", "met"),
    ],
)
def test_an_empty_postmortem_is_none(text, verdict, tmp_path):
    front = "priority: P1\nstarted: 2026-11-18 09:00\nresolved: 2026-11-18 09:10"
    body = f"## 2026-11-18 12:00 Postmortem\n{text}\n"
    assert judged(tmp_path, SAAS, front, body).plain.postmortem.verdict.value == verdict


def test_the_last_gap_of_an_open_incident_ends_now(tmp_path):
    waiting = cadence(tmp_path, "09:30", resolved=None, now="2026-11-18 10:30")
    assert (waiting.verdict.value, waiting.next_due_at) == ("pending", local("2026-11-18 10:30"))


def test_an_overdue_update_is_a_violation_at_once(tmp_path):
    late = cadence(tmp_path, "09:30", resolved=None, now="2026-11-18 10:31")
    assert (late.violations, late.verdict.value) == (1, "missed")


# --------------------------------------------------------------------------------------- escalated


def escalated(tmp_path, first, then, body, now="2027-01-01 00:00"):
    front = f"priority: {first}\nstarted: 2026-11-18 09:00"
    change = f"## 2026-11-18 12:00 Update\npriority: {then}\nIt is worse.\n\n"
    return judged(tmp_path, SAAS, front, change + body, now)


def test_a_raised_priority_starts_its_own_clock(tmp_path):
    body = "## 2026-11-18 10:00 Investigating\n\n## 2026-11-18 16:00 Resolved\n"
    answer = escalated(tmp_path, "P2", "P1", body)
    assert answer.priority == "P1"
    # answered at 10:00 under P2; what is still owed at noon gets P1's four hours from noon
    assert answer.plain.acknowledge.due_at == local("2026-11-18 13:00")
    assert answer.plain.resolve.due_at == local("2026-11-18 16:00")
    assert answer.plain.resolve.verdict.value == "met"
    # from noon on there is an update every hour: noon to 16:00 is one gap of four hours
    assert (answer.plain.update.longest_gap, answer.plain.update.violations) == (
        timedelta(hours=4),
        1,
    )
    assert answer.plain.postmortem is not None


def test_raising_never_gives_more_time(tmp_path):
    # P2's answer is due at 13:00; raised at 12:30, P1's hour would end at 13:30
    front = "priority: P2\nstarted: 2026-11-18 09:00\nacknowledged: 2026-11-18 13:10"
    body = "## 2026-11-18 12:30 Update\npriority: P1\n"
    answer = judged(tmp_path, SAAS, front, body).plain
    assert answer.acknowledge.due_at == local("2026-11-18 13:00")
    assert answer.acknowledge.verdict.value == "missed"


def test_what_was_due_before_the_change_keeps_the_old_clock(tmp_path):
    # P1's resolution was due at 13:00, before the change at 14:00
    front = "priority: P1\nstarted: 2026-11-18 09:00\nresolved: 2026-11-18 15:00"
    body = "## 2026-11-18 14:00 Update\npriority: P2\n"
    resolve = judged(tmp_path, SAAS, front, body).plain.resolve
    assert (resolve.due_at, resolve.verdict.value) == (local("2026-11-18 13:00"), "missed")


def test_a_lowered_priority_gives_its_own_time_from_the_change(tmp_path):
    resolve = escalated(tmp_path, "P1", "P2", "## 2026-11-18 18:00 Resolved\n").plain.resolve
    assert resolve.due_at == local(f"2026-11-19 {DAY_END}")
    assert resolve.verdict.value == "met"


def test_before_the_change_the_old_priority_is_shown(tmp_path):
    answer = escalated(tmp_path, "P2", "P1", "", now="2026-11-18 11:59")
    assert (answer.priority, answer.plain.update) == ("P2", None)


# --------------------------------------------------------------------------------------- tiers


def test_each_tier_has_its_own_clock_and_any_serves_every_priority(tmp_path):
    # agreements.md, service tiers: guarantee 24 h and 5 d, VIP 1 h and 2 d with days off
    sla = """
        calendars: {business: {days: Mon-Fri, holidays: PL}}
        tiers:
          guarantee: {priorities: {any: {acknowledge: 24h, resolve: 5d}}}
          vip: {priorities: {any: {acknowledge: 1h, resolve: 2d@always}}}
        """
    front = "started: 2026-11-16 09:00\nacknowledged: 2026-11-16 10:30"
    answer = judged(tmp_path, sla, front)
    guarantee, vip = answer.tiers["guarantee"], answer.tiers["vip"]
    assert guarantee.acknowledge.verdict.value == "met"
    assert vip.acknowledge.verdict.value == "missed"
    # Monday the 16th + 5 d is Saturday the 21st, which moves to Monday the 23rd
    assert guarantee.resolve.due_at == local(f"2026-11-23 {DAY_END}")
    assert vip.resolve.due_at == local(f"2026-11-18 {DAY_END}")
    assert answer.plain.acknowledge is None


def test_a_tier_overrides_one_priority_and_keeps_the_others(tmp_path):
    sla = SAAS + "\n    tiers: {vip: {priorities: {P1: {acknowledge: 10m}}}}"
    answer = judged(tmp_path, sla, "priority: P1\nstarted: 2026-11-18 09:00")
    assert answer.plain.acknowledge.due_at == local("2026-11-18 10:00")
    assert answer.tiers["vip"].acknowledge.due_at == local("2026-11-18 09:10")
    assert answer.tiers["vip"].resolve.due_at == answer.plain.resolve.due_at


# --------------------------------------------------------------------------------------- calendars

OFFICE = "calendars: {office: {days: Mon-Fri, hours: 09:00-17:00, holidays: PL}}"
DESK = """
calendars:
  night: {days: Mon-Sun, hours: 22:00-06:00}
  new-york: {days: Mon-Fri, hours: 08:00-17:00, timezone: America/New_York}
  bavaria: {days: Mon-Fri, holidays: DE-BY}
  berlin: {days: Mon-Fri, holidays: DE-BE}
  own: {days: Mon-Fri, days_off: [2026-11-20]}
"""


@pytest.mark.parametrize(
    ("limit", "started", "expected"),
    [
        # Friday 16:00: one hour is left, three on Monday
        ("4h@office", "2026-11-20 16:00", "2026-11-23 12:00"),
        # before opening the clock waits; at the end of the day exactly is in time
        ("8h@office", "2026-11-18 07:00", "2026-11-18 17:00"),
        ("1h@office", "2026-11-18 17:00", "2026-11-19 10:00"),
        # Wednesday 11 November is a holiday in Poland
        ("1h@office", "2026-11-10 16:30", "2026-11-12 09:30"),
        ("5bd@office", "2026-11-04 09:00", f"2026-11-12 {DAY_END}"),
    ],
)
def test_hours_inside_a_calendar(tmp_path, limit, started, expected):
    assert due(tmp_path, limit, started, OFFICE) == local(expected)


@pytest.mark.parametrize(
    ("limit", "started", "expected"),
    [
        # the shift of 24 to 25 October has nine hours: clocks go back at 03:00
        ("9h@night", "2026-10-24 22:00", "2026-10-25 06:00"),
        ("8h@night", "2026-10-24 22:00", "2026-10-25 05:00"),
        # the shift of 28 to 29 March has seven
        ("7h@night", "2026-03-28 22:00", "2026-03-29 06:00"),
        ("8h@night", "2026-03-28 22:00", "2026-03-29 23:00"),
        # New York opens at 14:00 in Warsaw, but at 13:00 from 25 October to 1 November, when
        # Europe has changed its clocks and America has not
        ("1h@new-york", "2026-10-23 10:00", "2026-10-23 15:00"),
        ("1h@new-york", "2026-10-26 10:00", "2026-10-26 14:00"),
        ("1h@new-york", "2026-11-02 10:00", "2026-11-02 15:00"),
        # a day in New York ends at 06:00 in Warsaw
        ("1bd@new-york", "2026-11-04 10:00", "2026-11-06 05:59:59"),
        # Epiphany is a holiday in Bavaria and none in Berlin
        ("1bd@bavaria", "2026-01-05 10:00", f"2026-01-07 {DAY_END}"),
        ("1bd@berlin", "2026-01-05 10:00", f"2026-01-06 {DAY_END}"),
        # a day off of one's own: Friday
        ("1bd@own", "2026-11-19 10:00", f"2026-11-23 {DAY_END}"),
    ],
)
def test_calendars_keep_their_own_clocks_and_holidays(tmp_path, limit, started, expected):
    assert due(tmp_path, limit, started, DESK) == local(expected)


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        # Tuesday 24 December 2024 was a working day in Poland
        ("2024-12-23 10:00", f"2024-12-24 {DAY_END}"),
        # from 2025 it is a holiday: 24, 25, 26, the weekend, then Monday the 29th
        ("2025-12-23 10:00", f"2025-12-29 {DAY_END}"),
    ],
)
def test_polish_christmas_eve_is_a_holiday_from_2025(tmp_path, started, expected):
    sla = "calendars: {business: {days: Mon-Fri, holidays: PL}}"
    assert due(tmp_path, "1bd", started, sla) == local(expected)


@pytest.mark.parametrize(
    ("limit", "started", "expected"),
    [
        # the day of the event is not counted, whatever its hour
        ("1d", "2026-11-16 00:00", f"2026-11-17 {DAY_END}"),
        ("1d", "2026-11-16 23:59", f"2026-11-17 {DAY_END}"),
        # a Saturday moves to Monday, unless days off are included
        ("2d", "2026-11-19 10:00", f"2026-11-23 {DAY_END}"),
        ("2d@always", "2026-11-19 10:00", f"2026-11-21 {DAY_END}"),
        # business days skip the weekend
        ("2bd", "2026-11-19 10:00", f"2026-11-23 {DAY_END}"),
        # over the end of summer time the deadline is the clock's
        ("1d@always", "2026-10-24 10:00", f"2026-10-25 {DAY_END}"),
    ],
)
def test_days_end_at_midnight(tmp_path, limit, started, expected):
    assert due(tmp_path, limit, started) == local(expected)


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        ("2026-11-16 10:30", "2026-11-17 10:30"),
        # 02:30 on 25 October happens twice: the first
        ("2026-10-24 02:30", "2026-10-25 02:30+02:00"),
        # 02:30 on 29 March does not happen: it moves on
        ("2026-03-28 02:30", "2026-03-29 03:30"),
    ],
)
def test_days_may_end_at_the_time_of_the_event(tmp_path, started, expected):
    assert due(tmp_path, "1d@always", started, "days_end: same-time") == local(expected)
