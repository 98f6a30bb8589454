"""Bodies as people write them: which words belong to which update, and at what time."""

from __future__ import annotations

from time import process_time

import pytest

from generator.authoring.importers.markup import markdown
from generator.authoring.importers.timelines import timeline
from generator.model.levels import Status


def told(body, *, planned=False):
    """The summary, and the updates as (clock or None, status, text)."""
    summary, entries = timeline(body, planned=planned)
    return summary, [(f"{e.at:%H:%M}" if e.at else None, e.status, e.text) for e in entries]


def test_commented_updates_were_never_shown_and_are_none():
    summary, entries = told(
        '<!-- **Resolved**: say here what helped {{< track "2020-01-01 00:00:00" >}} -->\n\n'
        'The pump hums. {{< track "2021-03-04 08:00:00" >}}\n\n'
        'The pump is silent. {{< track "2021-03-04 07:00:00" >}}\n'
    )
    assert entries == [
        ("08:00", Status.UPDATE, "The pump hums."),
        ("07:00", Status.UPDATE, "The pump is silent."),
    ]
    assert summary.startswith("<!-- **Resolved**: say here what helped")


def test_a_mark_may_stand_before_the_time_and_the_text_behind_it():
    _, entries = told(
        '***Resolved*** {{< track "2021-03-04T09:00:00Z" >}} The lift runs.\n\n'
        '***Investigating*** {{< track "2021-03-04T08:00:00Z" >}} The lift stands.\n'
    )
    assert entries == [
        ("09:00", Status.RESOLVED, "The lift runs."),
        ("08:00", Status.INVESTIGATING, "The lift stands."),
    ]


def test_rules_and_backslashes_between_updates_are_gaps():
    summary, entries = told(
        "Two lamps are out.\n\\\n"
        '**Issue identified:** A fuse. {{< track "2021-03-04 08:10:00" >}}\n\\\n'
        '**Monitoring:** A new fuse. {{< track "2021-03-04 08:20:00" >}}\n\\\n'
        "**Resolved:** Light again.\n\\\n"
    )
    assert summary == "Two lamps are out."
    assert entries == [
        ("08:10", Status.IDENTIFIED, "A fuse."),
        ("08:20", Status.MONITORING, "A new fuse."),
        (None, Status.RESOLVED, "Light again."),
    ]
    summary, entries = told(
        '### What it was\n\nA cable.\n\n---\n*Investigating* - Dark. {{< track "2021-03-04 08:00:00" >}}\n'
    )
    assert summary == "### What it was\n\nA cable."
    assert entries == [("08:00", Status.INVESTIGATING, "Dark.")]


def test_what_follows_the_last_time_goes_where_it_belongs():
    oldest_first = (
        'One. {{< track "2021-03-04 08:00:00" >}}\n\nTwo. {{< track "2021-03-04 09:00:00" >}}\n\n'
        "And why.\n\n## Post Mortem\nThe valve.\n"
    )
    assert told(oldest_first) == (
        "",
        [
            ("08:00", Status.UPDATE, "One."),
            ("09:00", Status.UPDATE, "Two.\n\nAnd why."),
            (None, Status.POSTMORTEM, "The valve."),
        ],
    )
    newest_first = (
        'Two. {{< track "2021-03-04 09:00:00" >}}\n\nOne. {{< track "2021-03-04 08:00:00" >}}\n\n'
        "What it is about.\n\n*Indagine in corso* - Guardiamo.\n"
    )
    summary, entries = told(newest_first)
    assert summary == "What it is about."
    assert entries[-1] == (None, Status.INVESTIGATING, "Guardiamo.")


@pytest.mark.parametrize(
    ("mark", "status"),
    [
        ("*Monitoraggio in corso* - ", Status.MONITORING),
        ("***Surveillance*** - ", Status.MONITORING),
        ("**Problem behoben.** ", Status.RESOLVED),
        ("**Issue resolved**. ", Status.RESOLVED),
        ("## Update\n", Status.UPDATE),
    ],
)
def test_marks_of_many_kinds(mark, status):
    _, entries = told(f'{mark}Testo qui. {{{{< track "2021-03-04 08:00:00" >}}}}')
    assert entries == [("08:00", status, "Testo qui.")]


def test_marks_that_say_more_than_a_status_stay_words():
    _, entries = told(
        '## Update Two\n\nB. {{< track "2021-03-04 09:00:00" >}}\n\n'
        '*Resolved (lift 2)* - A. {{< track "2021-03-04 08:00:00" >}}\n'
    )
    assert [(status, text) for _, status, text in entries] == [
        (Status.UPDATE, "**Update Two**\n\nB."),
        (Status.UPDATE, "*Resolved (lift 2)* - A."),
    ]
    _, entries = told("::: update Ongoing | 2021-03-04T08:00:00Z\nStill.\n:::\n")
    assert entries == [("08:00", Status.UPDATE, "**Ongoing**\n\nStill.")]


def test_containers_that_are_never_closed_and_times_that_are_none():
    summary, entries = told(
        "Before.\n\n::: update Identified | 2021-03-04T08:00:00Z\nA.\n\n"
        "::: update Resolved | 2021-03-044T09:00:00Z\nB.\n"
    )
    assert summary == "Before."
    assert entries == [
        ("08:00", Status.IDENTIFIED, "A."),
        (None, Status.RESOLVED, "B.\n\n(2021-03-044T09:00:00Z)"),
    ]


def test_lines_that_are_a_time_begin_updates_and_sentences_with_a_time_do_not():
    summary, entries = told(
        "2021-03-04 09:00 GMT\n\nTwo.\n\n---\n\n2021-03-04 08:00 GMT\n\nOne.\n\n```\n2021-03-04 07:00 GMT\n```\n"
    )
    assert summary == ""
    assert [text for _, _, text in entries] == ["Two.", "One.\n\n```\n2021-03-04 07:00 GMT\n```"]
    plan = "**We work on it from 2021-03-04 08:00 until 2021-03-04 10:00**\n\nBring candles.\n"
    assert told(plan) == (plan.strip(), [])


def test_html_with_spaces_code_and_words_in_angle_brackets():
    assert markdown("a <b>bold </b>and <i> thin</i> <b></b>x") == "a **bold** and  *thin* x"
    assert markdown("<pre><code>x = 1\ny</code></pre>") == "```\nx = 1\ny\n```"
    assert markdown("if a <b and c> d, see <i.e. this>") == "if a <b and c> d, see <i.e. this>"
    assert markdown("one\\\ntwo\\\n\\\nthree\n- a\n  - b<br>c") == (
        "one\\\ntwo\\\n\\\nthree\n- a\n  - b  \nc"
    )


@pytest.mark.parametrize(
    "unit",
    ["<!-- ", "`", "{{< track ", "\\\n", "<ul><li>", "<b ", "::: update a\n", "- a\n", "**a "],
)
def test_long_repetitions_take_no_longer_than_their_length(unit):
    started = process_time()
    timeline(unit * (60_000 // len(unit)), planned=False)
    assert process_time() - started < 3
