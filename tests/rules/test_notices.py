"""Notices: versions, leads, what is excused and why the rest counts. Work is on Sunday 6 December 2026."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.instants import WARSAW, local

from generator.diagnostics import Location
from generator.model.agreement import Agreement, Late, MaintenanceClass, MaintenanceTerms, Outside
from generator.model.content import Announcement, Maintenance, Update, Version
from generator.model.levels import Level, Status
from generator.model.mail import NoticeBy
from generator.reading.tables.scalars import parse_agreed_window
from generator.rules.judgements import NoticeVerdict, Reason
from generator.rules.notices import judge_notice

HERE = Location("maintenance/w.md")
LATER = "2027-01-01 00:00"
DOWN, PARTLY = Level.MAJOR_OUTAGE, Level.PARTIAL_OUTAGE


def says(start="02:00", end="04:00", level=DOWN, klass="standard", **others):
    """What a version announces, by the clock of 6 December."""
    return Announcement(
        local(f"2026-12-06 {start}"), local(f"2026-12-06 {end}"), klass, {"api": level, **others}
    )


def judged(*versions, terms=None, now=LATER, klass=None, updates=(), history=(), **keys):
    """The judgement of a notice whose versions are (published, announcement or None), or its ``history``."""
    history = history or tuple(Version(said, local(at), "c" * 40) for at, said in versions)
    present = [said for _, said in versions if said][-1]
    post = Maintenance(
        "w", HERE.path, HERE, "W", "", present, updates=updates, versions=history, **keys
    )
    classes = {"standard": klass or MaintenanceClass("standard", timedelta(hours=48))}
    agreed = terms or MaintenanceTerms(classes, WARSAW, "Europe/Warsaw")
    agreement = Agreement(WARSAW, "Europe/Warsaw", agreed)
    return judge_notice(post, agreement, local(now))


def parts(notice):
    """Each part's start and end by the clock, its lead in hours, its verdict."""
    return [
        (
            f"{part.span.start.astimezone(WARSAW):%H:%M}",
            f"{part.span.end.astimezone(WARSAW):%H:%M}",
            part.lead / timedelta(hours=1),
            part.verdict.value,
        )
        for part in notice.parts
    ]


def counted(notice):
    """Minutes that count, by reason."""
    found = {}
    for span, reason in notice.reasons:
        found[reason] = found.get(reason, 0) + span.seconds // 60
    return found


def at(status, time):
    return Update(local(f"2026-12-06 {time}"), status, "", time, HERE)


# --------------------------------------------------------------------------------------- lead


@pytest.mark.parametrize(
    ("published", "verdict"),
    [
        ("2026-12-04 02:00:00", NoticeVerdict.OK),
        ("2026-12-04 02:00:01", NoticeVerdict.LATE),
        ("2026-12-06 01:59", NoticeVerdict.LATE),
    ],
)
def test_the_lead_is_exact_to_the_second(published, verdict):
    assert judged((published, says())).verdict is verdict


@pytest.mark.parametrize(
    ("mailed", "verdict", "lead"),
    [
        ("2026-12-04 02:00", NoticeVerdict.OK, 48),
        ("2026-12-04 03:00", NoticeVerdict.LATE, 47),
        (None, NoticeVerdict.LATE, 0),
    ],
)
def test_by_email_a_notice_counts_from_its_message_on(mailed, verdict, lead):
    published = local("2026-12-01 02:00")
    version = Version(says(), published, "c" * 40, mailed_at=local(mailed) if mailed else None)
    notice = judged(
        ("2026-12-01 02:00", says()),
        terms=terms(notice_by=NoticeBy.EMAIL),
        now="2026-12-06 02:00",
        history=(version,),
    )
    assert notice.verdict is verdict
    assert notice.parts[0].lead == timedelta(hours=lead)


def test_a_notice_is_unknown_before_it_is_published():
    assert judged(("2026-12-04 02:00", says()), now="2026-12-04 01:59") is None


def test_a_part_that_was_never_announced_before_it_began_starts_when_published():
    notice = judged(("2026-12-06 03:00", says()))
    assert parts(notice) == [("03:00", "04:00", 0, "late")]
    assert notice.unannounced_seconds == 3600
    assert counted(notice) == {Reason.UNANNOUNCED: 60, Reason.LATE_NOTICE: 60}


# --------------------------------------------------------------------------------------- versions


def test_shortening_and_fewer_or_better_levels_never_hurt():
    early, late = "2026-12-01 00:00", "2026-12-05 20:00"
    for before, after in (
        (says("02:00", "06:00"), says()),
        (says(web=DOWN), says()),
        (says(), says(level=PARTLY)),
    ):
        assert judged((early, before), (late, after)).verdict is NoticeVerdict.OK


def test_a_moved_part_needs_its_own_notice():
    notice = judged(("2026-12-01 02:00", says()), ("2026-12-05 03:00", says("03:00", "05:00")))
    assert parts(notice) == [("03:00", "04:00", 121, "ok"), ("04:00", "05:00", 25, "late")]
    assert notice.verdict is NoticeVerdict.PARTLY_LATE
    assert counted(notice) == {Reason.LATE_NOTICE: 60}


def test_moving_there_and_back_starts_anew():
    # the minutes between 02:00 and 04:00 were not announced in between
    notice = judged(
        ("2026-12-01 02:00", says()),
        ("2026-12-02 02:00", says("04:00", "06:00")),
        ("2026-12-05 02:00", says()),
    )
    assert parts(notice) == [("02:00", "04:00", 24, "late")]


def test_one_component_more_announces_everything_anew():
    more = says(web=PARTLY)
    notice = judged(("2026-12-01 02:00", says()), ("2026-12-05 02:00", more))
    assert parts(notice) == [("02:00", "04:00", 24, "late")]


def test_a_raised_level_announces_everything_anew():
    notice = judged(("2026-12-01 02:00", says(level=PARTLY)), ("2026-12-05 02:00", says()))
    assert notice.verdict is NoticeVerdict.LATE


def test_another_class_announces_everything_anew():
    classes = {
        name: MaintenanceClass(name, timedelta(hours=48)) for name in ("standard", "extended")
    }
    terms = MaintenanceTerms(classes, WARSAW, "Europe/Warsaw")
    notice = judged(
        ("2026-12-01 02:00", says(klass="extended")), ("2026-12-05 02:00", says()), terms=terms
    )
    assert notice.verdict is NoticeVerdict.LATE


def test_a_return_after_cancellation_needs_its_own_notice():
    notice = judged(
        ("2026-12-01 02:00", says()), ("2026-12-02 02:00", None), ("2026-12-05 02:00", says())
    )
    assert parts(notice) == [("02:00", "04:00", 24, "late")]


def test_cancelled_work_is_no_work():
    notice = judged(("2026-12-01 02:00", says()), ("2026-12-05 02:00", None))
    assert (notice.verdict, notice.work, notice.excused) == (NoticeVerdict.CANCELLED, None, ())


def test_work_cancelled_half_way_ends_there():
    notice = judged(("2026-12-01 02:00", says()), ("2026-12-06 03:00", None))
    assert notice.work.seconds == notice.excused.seconds == 3600


# --------------------------------------------------------------------------------------- work

OK = ("2026-12-01 02:00", says())


def test_only_work_under_way_is_excused():
    updates = (at(Status.IN_PROGRESS, "02:10"), at(Status.COMPLETED, "03:40"))
    notice = judged(OK, updates=updates)
    assert (notice.excused.seconds // 60, counted(notice)) == (90, {})


def test_early_start_and_overrun_count():
    updates = (at(Status.IN_PROGRESS, "01:45"), at(Status.COMPLETED, "04:20"))
    notice = judged(OK, updates=updates)
    assert counted(notice) == {Reason.EARLY_START: 15, Reason.OVERRUN: 20}
    assert notice.unannounced_seconds == 35 * 60
    assert notice.excused.seconds == 7200


def test_stated_times_win_over_updates():
    notice = judged(
        OK,
        updates=(at(Status.IN_PROGRESS, "01:45"), at(Status.COMPLETED, "04:20")),
        actual_start_at=local("2026-12-06 02:00"),
        actual_end_at=local("2026-12-06 04:00"),
    )
    assert counted(notice) == {}


def test_begun_and_not_ended_work_goes_on():
    notice = judged(OK, updates=(at(Status.IN_PROGRESS, "02:00"),), now="2026-12-06 05:00")
    assert counted(notice) == {Reason.OVERRUN: 60}


def test_an_extension_in_the_middle_is_no_overrun_but_late():
    notice = judged(OK, ("2026-12-06 03:30", says("02:00", "05:00")))
    assert counted(notice) == {Reason.LATE_NOTICE: 60}
    assert notice.excused.seconds == 7200


# --------------------------------------------------------------------------------------- terms


def terms(klass=None, **changes):
    standard = klass or MaintenanceClass("standard", timedelta(hours=48))
    plain = MaintenanceTerms({"standard": standard}, WARSAW, "Europe/Warsaw")
    return replace(plain, **changes)


def test_late_notice_may_count_until_it_would_have_been_enough():
    # published 47 h ahead of 02:00: an hour is missing
    version = ("2026-12-04 03:00", says())
    assert counted(judged(version)) == {Reason.LATE_NOTICE: 120}
    shortfall = judged(version, terms=terms(late=Late.SHORTFALL))
    assert (shortfall.verdict, counted(shortfall)) == (
        NoticeVerdict.LATE,
        {Reason.LATE_NOTICE: 60},
    )
    excluded = judged(version, terms=terms(late=Late.EXCLUDE))
    assert (excluded.verdict, counted(excluded)) == (NoticeVerdict.LATE, {})


def test_an_agreement_may_excuse_no_planned_work():
    nothing = terms(excused=False)
    in_time, late = judged(OK, terms=nothing), judged(("2026-12-04 03:00", says()), terms=nothing)
    assert [n.verdict for n in (in_time, late)] == [NoticeVerdict.OK, NoticeVerdict.LATE]
    assert counted(in_time) == counted(late) == {Reason.PLANNED: 120}
    exempt = terms(MaintenanceClass("standard", None), excused=False)
    assert counted(judged(OK, terms=exempt)) == {Reason.PLANNED: 120}


def test_no_notice_at_all_means_published_before_it_starts():
    klass = MaintenanceClass("standard", timedelta(0))
    assert judged(("2026-12-06 02:00", says()), klass=klass).verdict is NoticeVerdict.OK
    late = judged(("2026-12-06 02:30", says()), klass=klass)
    assert counted(late) == {Reason.UNANNOUNCED: 30}


def test_an_exempt_class_is_excused_whenever_it_is_under_way():
    klass = MaintenanceClass("standard", None, exempt_by_class=True)
    updates = (at(Status.IN_PROGRESS, "01:00"), at(Status.COMPLETED, "05:00"))
    notice = judged(("2026-12-06 03:00", says()), klass=klass, updates=updates)
    assert (notice.verdict, counted(notice)) == (NoticeVerdict.EXEMPT, {})
    assert notice.excused.seconds == 4 * 3600
    # what was not announced is still told
    assert notice.unannounced_seconds == 3 * 3600


def sunday(notice=timedelta(hours=48)):
    return MaintenanceClass("standard", notice, (parse_agreed_window("Sun 02:00-03:00"),))


def test_outside_the_agreed_window_counts_unless_excluded():
    notice = judged(OK, klass=sunday())
    assert (notice.verdict, counted(notice)) == (NoticeVerdict.OK, {Reason.OUTSIDE_WINDOW: 60})
    assert notice.outside_window_seconds == 3600
    spared = judged(OK, terms=terms(sunday(), outside=Outside.EXCLUDE))
    assert (counted(spared), spared.outside_window_seconds) == ({}, 3600)


def test_even_exempt_work_keeps_to_the_windows_its_class_names():
    notice = judged(OK, klass=sunday(notice=None))
    assert counted(notice) == {Reason.OUTSIDE_WINDOW: 60}


def test_a_late_minute_outside_the_window_is_counted_once_as_late():
    notice = judged(("2026-12-05 02:00", says()), klass=sunday())
    assert counted(notice) == {Reason.LATE_NOTICE: 120}


def test_windows_may_keep_to_winter_time_all_year():
    from generator.timespan import zone_of

    # Sunday 28 June 2026, 02:00-04:00 in "+01:00" is 03:00-05:00 by Warsaw's summer clock
    window = parse_agreed_window("Sun 02:00-04:00")
    klass = MaintenanceClass("standard", timedelta(hours=48), (window,))
    said = Announcement(
        local("2026-06-28 02:00"), local("2026-06-28 04:00"), "standard", {"api": DOWN}
    )
    version = ("2026-06-01 00:00", said)
    assert counted(judged(version, terms=terms(klass))) == {}
    literal = judged(version, terms=terms(klass, zone=zone_of("+01:00"), zone_name="+01:00"))
    assert counted(literal) == {Reason.OUTSIDE_WINDOW: 60}
