"""How findings look: on a terminal, to a program, in a pull request."""

from __future__ import annotations

import json

import pytest

from generator.diagnostics import Diagnostic, Location, Severity
from generator.drawing import count_line, draw_github, draw_json, draw_text, harmless, in_order

UNKNOWN = Diagnostic(
    "unknown-component",
    "there is no component 'apii'",
    "did you mean 'api'?",
    Location("incidents/a.md", 2, 14),
)
SHORT = Diagnostic(
    "short-notice",
    "notice was given 31 h 05 min ahead; 48 h are required",
    "earliest start now: 2026-12-06 02:00",
    Location("maintenance/b.md", 1, 1),
    Severity.WARNING,
)


def sources(**texts):
    return lambda path: texts.get(path.rpartition("/")[2].removesuffix(".md"))


def test_text_shows_place_code_sentence_line_caret_and_remedy():
    drawn = draw_text([UNKNOWN, SHORT], sources(a="---\ncomponents: {apii: major_outage}\n"))
    assert drawn == (
        "incidents/a.md:2:14: unknown-component: there is no component 'apii'\n"
        "  2 | components: {apii: major_outage}\n"
        "    |              ^\n"
        "  remedy: did you mean 'api'?\n"
        "\n"
        "maintenance/b.md:1:1: short-notice: warning: notice was given 31 h 05 min ahead; "
        "48 h are required\n"
        "  remedy: earliest start now: 2026-12-06 02:00\n"
        "\n"
        "1 error, 1 warning in 2 files\n"
    )


def test_no_findings_draw_nothing():
    assert draw_text([], sources()) == ""
    assert draw_github([]) == ""
    assert count_line([]) == ""


@pytest.mark.parametrize(
    ("line", "column", "padding"),
    [
        ("\tkey: x", 2, "\t"),
        ("日本: x", 3, "    "),
        ("e\u0301a: x", 3, " "),
        ("abc", 9, "   "),
    ],
    ids=["tab", "wide", "combining", "past the end"],
)
def test_the_caret_stands_under_its_character(line, column, padding):
    found = Diagnostic("x", "m", "", Location("a.md", 1, column))
    text, caret = draw_text([found], lambda _: line).splitlines()[1:3]
    assert text == f"  1 | {line}"
    assert caret == f"    | {padding}^"


def test_of_a_long_line_the_piece_around_the_column_is_shown():
    found = Diagnostic("x", "m", "", Location("a.md", 1, 501))
    text, caret = draw_text([found], lambda _: "a" * 500 + "!" + "b" * 500).splitlines()[1:3]
    assert len(text) < 120
    assert text.startswith("  1 | …a")
    assert text.endswith("b…")
    assert text[caret.index("^")] == "!"


def test_crlf_and_cr_end_lines_and_a_line_separator_does_not():
    source = "one\r\ntwo\rthree\u2028still\nfour"
    for number, expected in ((2, "two"), (3, "three\ufffdstill"), (4, "four")):
        found = Diagnostic("x", "m", "", Location("a.md", number, 1))
        assert f"  {number} | {expected}\n" in draw_text([found], lambda _: source)


def test_control_characters_of_files_never_reach_the_terminal():
    found = Diagnostic("x", "m \x1b[2J", "r\x07", Location("a\x1b[31m.md", 1, 1))
    drawn = draw_text([found], lambda _: "\x1b]0;owned\x07\x00\x7f\x9b")
    assert not set(drawn) & set("\x1b\x07\x00\x7f\x9b")
    assert harmless("a\x1bb\x7f\x85") == "a␛b␡\ufffd"
    assert harmless("a\u202eb\u2066") == "a\ufffdb\ufffd"


def test_what_is_only_rare_is_shown_as_it_is():
    text = "1\u00a0560 min,\u202fnot\n\tmore \U0001f469\u200d\U0001f4bb"
    assert harmless(text) == text


def test_colour_only_when_asked_for():
    assert "\x1b" not in draw_text([UNKNOWN], sources(a="\nb"))
    coloured = draw_text([UNKNOWN, SHORT], sources(a="---\ncomponents: {apii: x}"), color=True)
    assert "\x1b[1;31munknown-component\x1b[0m" in coloured
    assert "\x1b[1;33mshort-notice\x1b[0m" in coloured


def test_json_is_the_published_schema():
    drawn = json.loads(draw_json([UNKNOWN]))
    assert drawn == {
        "schema": "statusmark/check/1",
        "diagnostics": [
            {
                "path": "incidents/a.md",
                "line": 2,
                "column": 14,
                "code": "unknown-component",
                "severity": "error",
                "message": "there is no component 'apii'",
                "remedy": "did you mean 'api'?",
            }
        ],
    }


def test_github_commands_are_escaped_as_its_runner_unescapes_them():
    found = Diagnostic("c", "100% of\r\nit, a: b", "do x", Location("in,ci:dents/50%.md", 3, 4))
    assert draw_github([found, SHORT], "status/").splitlines() == [
        (
            "::error file=status/in%2Cci%3Adents/50%25.md,line=3,col=4,title=c"
            "::100%25 of%0D%0Ait, a: b%0Ado x"
        ),
        (
            "::warning file=status/maintenance/b.md,line=1,col=1,title=short-notice"
            "::notice was given 31 h 05 min ahead; 48 h are required"
            "%0Aearliest start now: 2026-12-06 02:00"
        ),
        "1 error, 1 warning in 2 files",
    ]


def test_order_is_by_place_and_a_finding_is_said_once():
    assert in_order([SHORT, UNKNOWN, SHORT]) == (UNKNOWN, SHORT)
