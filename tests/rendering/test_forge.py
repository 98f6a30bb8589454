"""Posts are reviewed in pull requests: a page shows their Markdown as GitHub does."""

from __future__ import annotations

from random import Random

import pytest
from support.forge import forge_html, meaning
from support.snippets import MIXED, PIECES

from generator.rendering.prose.markdown import render

LISTS = {
    "a list under a line": "Affected:\n- sign-in\n- password reset",
    "a numbered list under a line": "Workaround:\n1. Open it\n2. Close it",
    "a list from 2 under a line is text": "It took\n2. not more",
    "a nested list by two spaces": "- a\n  - b\n  - c\n- d",
    "a nested list by three spaces": "1. First\n   1. Nested\n   2. Again\n2. Second",
    "a nested list by four spaces": "- a\n    - b\n        - c",
    "a nested list by a tab": "- a\n\t- b",
    "an under-indented list": "1. a\n  - b",
    "numbers with brackets": "1) one\n2) two",
    "a list that starts at 3": "3. three\n4. four",
    "three signs are three lists": "- a\n* b\n+ c",
    "code in an item": "1. Run:\n\n   ```\n   curl -f https://api.example.com/\n   echo $?\n   ```\n\n2. Wait",
    "code directly in an item": "- Run:\n  ```sh\n  a\n  b\n  ```",
    "a second paragraph by two spaces": "- a\n\n  more of a\n- b",
    "a second paragraph by four spaces": "- a\n\n    more of a\n- b",
    "a lazy line": "- a\nmore of a",
    "a list after a list's paragraph": "- a\n\n- b\n\nEnd",
    "tasks": "- [x] done\n- [ ] open\n- [X] done, too",
    "tasks in numbers": "1. [x] done\n2. [ ] open",
    "a bracket is no task": "- [y] what\n- [] empty",
    "a quote in an item": "- a\n  > quoted",
    "a table in an item": "- a\n\n  | x | y |\n  |---|---|\n  | 1 | 2 |",
    "an empty item": "- a\n-\n- c",
    "a rule is no list": "* * *",
    "a dash without a space": "-not an item",
}
TABLES = {
    "a table under a line": "Errors:\n| a | b |\n|---|---|\n| 1 | 2 |",
    "a table without outer pipes": "a | b\n--|--\n1 | 2",
    "sides": "| l | c | r |\n|:--|:-:|--:|\n| 1 | 2 | 3 |",
    "too few cells": "| a | b |\n|---|---|\n| 1 |",
    "too many cells": "| a | b |\n|---|---|\n| 1 | 2 | 3 |",
    "a pipe in a cell": "| a |\n|---|\n| x \\| y |",
    "a pipe in code in a cell": "| a |\n|---|\n| `x \\| y` |",
    "emphasis in cells": "| **a** |\n|---|\n| *b* and `c` |",
    "a line after a table": "| a | b |\n|---|---|\n| 1 | 2 |\nmore",
    "one dash": "| a | b |\n|-|-|\n| 1 | 2 |",
}
BLOCKS = {
    "a number sign and a number": "#4242 is the ticket.",
    "a heading": "# One\n\ntext",
    "a heading that is closed": "## Two ##",
    "a heading under a line": "text\n### Three\ntext",
    "an underlined heading": "One\n===\n\nTwo\n---",
    "seven signs": "####### seven",
    "a fence": "```\na\n\nb\n```",
    "a fence with a language": "```json\n{}\n```",
    "a fence with attributes": '```text title="x"\na_b_c\n```',
    "a fence under a line": "Run:\n```\na\n```\ndone",
    "a fence of tildes": "~~~\n```\n~~~",
    "a fence that never ends": "```\na\n\nb",
    "indented code": "text\n\n    code\n    more",
    "an indented line is no code": "text\n    more text",
    "a quote": "> a\n> b\n\nc",
    "a lazy quote": "> a\nb",
    "a quote in a quote": "> a\n> > b",
    "a list in a quote": "> - a\n> - b",
    "a rule": "a\n\n---\n\nb",
}
INLINE = {
    "strikethrough": "~~gone~~ and ~gone~",
    "tildes that are none": "~~~a and ~ b ~",
    "emphasis": "*a* _b_ **c** __d__ ***e***",
    "underscores in a word": "snake_case_name and a__b__c",
    "stars in a word": "a*b*c",
    "a backslash break": "a\\\nb",
    "a break of two spaces": "a  \nb",
    "a plain line end": "a\nb",
    "escapes": "\\*a\\* \\# \\[x\\]",
    "entities": "&copy; &amp; &#35; &nosuch; AT&T",
    "code": "`a` ``b`c`` ` d `",
    "a comment sign in code": "the tag `<!-- x -->` stays",
    "quotes and dashes stay": "\"a\" -- 'b' ...",
    "a colon word": "a: b @ c",
}
LINKS = {
    "a link": "[a](https://a.example/x_y_z)",
    "a link with a title": '[a](https://a.example "Title")',
    "a link in angles": "[a](<b c.md>)",
    "a link with brackets": "[a [b] c](https://a.example/(q))",
    "a reference": "[a][x] and [x]\n\n[x]: https://a.example",
    "a picture": "![Graph](images/g.png)",
    "an address in angles": "<https://a.example> <mail@a.example>",
    "a bare address": "See https://a.example/x?q=1&r=2.",
    "underscores in an address": "https://github.com/o/r/blob/main/__init__.py and https://a.example/a_b_c",
    "stars in an address": "https://a.example/*x*/y end",
    "an address in brackets": "(https://a.example/(q)) and (see https://a.example).",
    "www": "www.a.example/x, and awww.a.example",
    "a mail address": "write to first_last@a.example or a.b+c@a-b.example.",
    "an address in emphasis": "**https://a.example** *https://a.example/b*",
    "an address in code": "`https://a.example`",
    "an address with an entity": "https://a.example/?a=1&copy; x",
    "an address at a comma": "http://a.example, http://b.example: http://c.example!",
    "an address in a link": "[see https://a.example](https://b.example)",
    "localhost": "http://localhost:8080/x",
    "an address in a table": "| a |\n|---|\n| https://a.example/b_c_d |",
    "a link that is none": "[a] (https://a.example)",
}
SNIPPETS = {**LISTS, **TABLES, **BLOCKS, **INLINE, **LINKS, **MIXED}


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_page_shows_it_as_the_forge_does(name):
    assert meaning(render(SNIPPETS[name], 2)) == meaning(forge_html(SNIPPETS[name]))


def test_lines_in_any_order_are_read_as_the_forge_does():
    random = Random(7)
    for _ in range(1000):
        text = "\n".join(random.choices(PIECES, k=random.randint(2, 7)))
        assert meaning(render(text, 2)) == meaning(forge_html(text)), text
