"""Posts are Markdown by strangers: what comes out is harmless, whole and fits the page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.rendering.prose import fragments
from generator.rendering.prose.engine import Reading
from generator.rendering.prose.facts import facts_of
from generator.rendering.prose.fragments import Fragments, fragment_key
from generator.rendering.prose.markdown import render
from generator.rendering.prose.placing import feed_html, localised, mail_html, map_pictures
from generator.rendering.prose.plain import plain_lines, plain_text, wrap


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<div onclick="alert(1)">x</div>',
        "<iframe src='https://evil.example'></iframe>",
        "<style>body{display:none}</style>",
        "x <!DOCTYPE html> <base href='https://evil.example'>",
        "<svg><script>alert(1)</script></svg>",
    ],
)
def test_raw_html_stays_visible_text(text):
    html = render(text, 3)
    assert "&lt;" in html
    for tag in ("<script", "<img", "<div", "<iframe", "<style", "<base", "<svg"):
        assert tag not in html


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#x73;cript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_dangerous_links_lead_nowhere(text):
    html = render(text, 3).lower()
    assert "href" not in html
    assert "src" not in html


def test_a_post_is_never_a_template():
    assert "{{ 7*7 }} {% include 'x' %}" in render("{{ 7*7 }} {% include 'x' %}", 3)


def test_headings_continue_the_page_and_skip_none():
    html = render("# One\n\n#### Deep\n\n## Two\n\n###### Deeper\n\n# Last", 4)
    assert re.findall(r"<h(\d)>", html) == ["4", "5", "5", "6", "4"]
    assert " id=" not in html


def test_bare_addresses_become_links_without_their_punctuation():
    html = render(
        "See https://a.example/x_y_z?q=1&r=2, or (https://b.example/(q)). `https://c.example`", 3
    )
    assert '<a href="https://a.example/x_y_z?q=1&amp;r=2" rel="noopener noreferrer">' in html
    assert '<a href="https://b.example/(q)"' in html
    assert "<code>https://c.example</code>" in html
    assert render("[https://a.example](https://b.example)", 3).count("<a ") == 1


def test_tables_and_code_scroll_in_a_box_that_the_keyboard_reaches():
    html = render("| a |  |\n|--:|---|\n| 1 | 2 |\n\n```\ncode\n```\n\n    more\n", 3)
    assert html.count('<div class="scroll" role="group" tabindex="0" aria-label="') == 3
    assert '<th scope="col" class="right">a</th>' in html
    assert "style=" not in html
    assert "<th></th>" not in html
    shown = localised(html, 'T"able', "Code", "Picture")
    assert 'aria-label="T&quot;able"' in shown
    assert "\ue000" not in shown


def test_pictures_load_late_and_those_of_other_hosts_become_links():
    html = render(
        "![Graph](images/g.png) ![Other](https://x.example/o.png) ![](//y.example/p.png)", 3
    )
    assert html.count("<img ") == 1
    assert '<img src="images/g.png" alt="Graph" loading="lazy" decoding="async">' in html
    assert '<a class="picture" href="https://x.example/o.png"' in html
    assert '<a class="picture" href="//y.example/p.png"' in html
    seen = []
    shown = map_pictures(html, lambda source: seen.append(source) or "assets/g.1.png")
    assert seen == ["images/g.png"]
    assert 'src="assets/g.1.png"' in shown
    assert "<em>Graph</em>" in map_pictures(html, lambda _: None)


def test_control_characters_and_our_own_marks_are_dropped():
    html = render("a\x0bb\x00c\ue000d", 3)
    assert html == "<p>abcd</p>"


def test_plain_text_is_cut_at_a_word():
    html = render("One **two** [three](https://x.example).\n\nFour & <five>", 3)
    assert plain_text(html) == "One two three. Four & <five>"
    assert plain_text(html, 9) == "One two…"


def test_known_fragments_are_not_converted_again(monkeypatch):
    asked, stored = [], {fragment_key("Known"): '["<p>kept</p>", ["cell"], ""]'}

    def converted(text):
        asked.append(text)
        return Reading(f"<p>{text}</p>")

    monkeypatch.setattr(fragments, "converted", converted)
    known = Fragments(stored.get, stored.update)
    assert known.read("Known") == Reading("<p>kept</p>", ("cell",), "")
    found = [known.of(text, level) for text, level in [("Known", 3), ("New", 3), ("New", 4)]]
    assert found == ["<p>kept</p>", "<p>New</p>", "<p>New</p>"]
    assert asked == ["New"]
    known.keep()
    assert Fragments(stored.get).read("New") == Reading("<p>New</p>")
    assert asked == ["New"]


@pytest.mark.parametrize("kept", ["", "{", "[]", '"abc"', '{"a": 1}', '["<p>x</p>"]', "[1, 2, 3]"])
def test_what_was_not_kept_by_us_is_converted_again(kept):
    assert Fragments(lambda _: kept).of("*New*", 3) == "<p><em>New</em></p>"


def test_what_is_stored_is_sanitised_when_it_is_used():
    stored = Fragments(lambda _: '["<p onclick=x()>kept<script>alert(1)</script></p>", [], ""]')
    assert stored.of("Known", 3) == "<p>kept</p>"


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=st.sampled_from(list("<>\"'&[]()!#*_`|-\n :/abj\x0b\ue000https")), max_size=60)
)
def test_no_text_can_break_out(text):
    html = render(text, 3)
    assert "<script" not in html
    assert 'href="javascript:' not in html
    assert html.count("<div") == html.count("</div>")
    assert not any(f"<h{n}" in html for n in (1, 2))


@pytest.mark.parametrize("address", ["//[", "//[a]b"])
def test_a_malformed_address_stays_as_it_was_written(address):
    html = f'<p><a href="{address}">here</a> and <a href="../log.txt">there</a></p>'
    page = "https://status.example.com/incidents/down/"
    for moved in (mail_html(html, page, "Picture"), feed_html(html, page)):
        assert f'href="{address}"' in moved
        assert 'href="https://status.example.com/incidents/log.txt"' in moved


def test_alerts_tasks_and_breaks_need_no_tags_of_their_own():
    assert render("> [!WARNING]\n> Stay *away*.", 2) == (
        "<blockquote>\n<p><strong>Warning</strong></p>\n<p>Stay <em>away</em>.</p>\n</blockquote>"
    )
    assert render("- [x] a\n- [ ] b", 2) == "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>"
    assert render("| a |\n|---|\n| b<br>c<BR />d |", 2).count("<br>") == 2
    assert "☑" not in render("> [x] no item\n\n- a\n\n  [x] no beginning", 2)
    assert render("> [!LOUD]\n> a", 2) == "<blockquote>\n<p>[!LOUD]\na</p>\n</blockquote>"
    assert render("`<br>`", 2) == "<p><code>&lt;br&gt;</code></p>"


def test_the_words_of_a_footnote_are_not_lost():
    html = render("Slow[^1].\n\n[^1]: Since-Monday\n", 2)
    assert html == "<p>Slow[^1].</p>\n<p>[^1]: Since-Monday</p>"


STEPS = """\
Affected:
- sign-in
- password reset
  - by mail
  - ~~by SMS~~

3. Run:
   ```
   if a
     b
   ```
4. Wait

   for it

| a | b |
|---|---|
| 1 | 2 |

> quoted\\
> twice
"""


def test_plain_lines_keep_lists_code_and_what_is_struck_out():
    assert plain_lines(render(STEPS, 2)) == (
        "Affected:\n\n- sign-in\n- password reset\n  - by mail\n  - ~~by SMS~~\n\n"
        "3. Run:\n\nif a\n  b\n\n4. Wait\n\nfor it\n\na  b\n1  2\n\nquoted\ntwice"
    )
    assert plain_text(render("is ~~not~~ down", 2)) == "is ~~not~~ down"
    assert wrap("  12. " + "word " * 20).splitlines()[1].startswith("      word")
    assert (
        plain_lines(render("www.a.example and b@a.example", 2)) == "www.a.example and b@a.example"
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a <b>c</b> <details open>", {"<b>": "HTML", "<details open>": "HTML"}),
        ("done :tada: (:warning:)", {":tada:": "picture", ":warning:": "picture"}),
        ("see[^1]", {"[^1]": "footnote"}),
        ("```mermaid\ngraph\n```", {"```mermaid": "draws"}),
        ("10:30:15 and std::vector::x and a::b: c", {}),
        ("`<b>` and `:tada:`\n\n    <b>\n\n```\n<b> :tada: [^1]\n```", {}),
        ("a < b and c > d, <br>, <https://a.example> <a@b.example>", {}),
    ],
)
def test_what_the_forge_shows_otherwise_is_named(text, named):
    found = facts_of(text).otherwise
    assert found.keys() == named.keys()
    assert all(word in found[words] for words, word in named.items())


def test_cells_without_a_column_are_named():
    table = "> | a | b |\n> |---|---|\n> | 1 | 2 | three |\n> | 1 |\n> | 1 | `2` | | 4 \\| 5 |\n"
    assert facts_of(table).cells == ("three", "4 | 5")
    assert facts_of("a | b\n--|--\n1 | 2 | three\n").cells == ("three",)
    assert facts_of("| a | b |\n|---|---|\n| 1 | 2 |\n|  |  |\n").cells == ()


def test_an_escaped_sign_in_an_address_is_the_sign():
    assert 'href="b)c"' in render("[a](b\\)c)", 3)
    assert 'href="b%20c%C3%A9"' in render("[a](<b cé>)", 3)
    assert 'href="/u"' in render("[a\\]b]\n\n[a\\]b]: /u", 3)


def test_an_address_ends_where_a_link_begins():
    html = render("https://a.example/x[\\*b](u) and https://a.example/`y`\\_z", 3)
    assert html == (
        '<p><a href="https://a.example/x" rel="noopener noreferrer">https://a.example/x</a>'
        '<a href="u" rel="noopener noreferrer">*b</a> and '
        '<a href="https://a.example/y%5C_z" rel="noopener noreferrer">https://a.example/y\\_z</a></p>'
    )
