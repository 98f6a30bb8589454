"""Dice that know the grammar of posts, YAML, Markdown, JSON and CSV, and how people and programs break them."""

from __future__ import annotations

import random

VECTORS = (
    "<script>attack()</script>",
    "</script><script>attack()</script>",
    "<img src=x onerror=attack()>",
    "<svg/onload=attack()>",
    '" onmouseover=attack() x="',
    "' onfocus='attack()' autofocus='",
    "[x](javascript:attack())",
    "[x](JaVaScRiPt&colon;attack())",
    "[x]( java\tscript:attack())",
    "![x](javascript:attack())",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:attack()>",
    '[x](https://e.invalid "\' onclick=attack()")',
    "[x]: javascript:attack()\n[x]",
    "<iframe srcdoc='<script>attack()</script>'></iframe>",
    "--><script>attack()</script><!--",
    "]]><script>attack()</script>",
    "{{ cycler.__init__.__globals__ }}{% for x in y %}",
    "<a href=vbscript:attack()>x</a>",
    "&lt;script&gt;attack()&lt;/script&gt;",
    "&#x6a;avascript:attack()",
    "x](https://e.invalid) [y",
    "\\u003cscript\\u003eattack()",
    "<style>*{background:url(javascript:attack())}</style>",
    "\r\nBcc: attack@e.invalid\r\n",
    "END:VEVENT\r\nATTACH:javascript:attack()",
    "=?utf-8?q?=0ABcc:_x?=",
    "=cmd|'/C calc'!A0",
    "\x1b]0;attack\x07",
)
"""What would do something where it is not taken for text: in HTML, XML, JSON, iCalendar, CSV, mail and terminals."""

MARKDOWN = (
    "[", "![", "](", "](x.png)", "`", "```\n", "~~~\n", "**", "_", "~~", "- ", "\n1. ", "\n> ", "\n# ", "|", "\n|a|b|\n|-|-|\n|1|2|3|\n",
    "<!--", "-->", "<br>", "\\", "\n---\n", "\n===\n", "\n\n", "    ", "\t", "&amp;", "&#0;", "https://e.invalid/a_b(c)", "www.e.invalid",
    "a@e.invalid", "[^1]", "[^1]: x\n", "[a]: /b\n", "- [ ] ", "\n> [!NOTE]\n> ", ":tada:", "#123", "  \n", "[[", "]]", "$x$",
    "../maintenance/b.md", "[b](b.md)", "\n## ", "\n## 2026-11-20 10:00 Resolved\n",
)  # fmt: skip
FAULTS = (
    "\0",
    "\n## 2026-11-19 Update\n",
    "\n---\n",
    "\n...\n",
    "<<<<<<< HEAD\n",
    "\n## \n",
    "\n```\n",
    "\n<!--\n",
)
"""What makes a post a mistake, or ends its parts early."""
ODD = (
    "\ufeff", "\u2028", "\x85", "\x0b", "\x0c", "\u202e", "\u200d", "\ue000", "\ue002", "\uffff", "\U0001f525", "e\u0301", "ß", "İ", "ǅ",
    "\ud800", "خدمة", "\r", "\r\n", "\x7f", "\xa0", "٣", "²", "Ⅷ", "%s", "%", "{}", "{0}", "\\n", "'", '"', "&", "<", ">", "/", "../", "//",
)  # fmt: skip
SCALARS = (
    "", "''", '""', "~", "null", "true", "no", "0", "-1", "1e999", ".nan", ".inf", "0x10", "1_000", "9" * 400, "99.5%", "100%", "99,5%", "-0%",
    "48h", "0h", "1w", "5bd", "-3h", "1h30m", "99999999999d", "2026-11-20", "2026-11-20 10:00", "2026-11-20T10:00:00Z", "2026-10-25 02:30",
    "2026-03-29 02:30", "0001-01-01 00:00", "9999-12-31 23:59", "1999-01-01 00:00", "2199-12-31 23:59", "2026-11-20 10:00+14:00",
    "2026-11-20 24:00", "2026-02-30 10:00", "10:00", "[]", "{}", "[api]", "[api, api]", "{api: major_outage}", "{api: }", "{a: {b: {c: 1}}}",
    "[[api]]", "- a", "&a b", "*a", "!!python/object:os.system x", "!tag x", "|", ">", ">-", "|2", "? a", "@a", "`a`", "%a", "a: b", "a #b",
    "api", "web", "pl", "EN", "Europe/Warsaw", "UTC", "Etc/../passwd", "Mars/Phobos", "/dev/zero", "https://e.invalid", "https://u:p@e.invalid",
    "file:///etc/passwd", "http://[", "https://e.invalid:99999", "third_party", "major_outage", "operational", "any", "all", "mean", "each",
    "none", "acknowledged", "P1", "standard", "emergency", "Mon-Fri 08:00-18:00", "Mon-Fri", "Sun 22:00-Mon 02:00", "month", "year", "PL",
)  # fmt: skip


class Dice(random.Random):
    """A random source that breaks texts the way people and programs do."""

    def often(self, chance: float) -> bool:
        """True so often."""
        return self.random() < chance

    def words(self, most: int = 6) -> str:
        """A text of Markdown, odd characters, attacks and plain words."""
        common = ("disk ", "of ", "node ", "is\n", "full. ")
        kinds = (MARKDOWN, MARKDOWN, common, ODD, VECTORS)
        parts = [
            self.choice(self.choice(kinds)) * self.choice((1, 1, 1, 1, 2, 3, 30))
            for _ in range(self.randint(0, most))
        ]
        if self.often(0.01):
            parts.append(self.choice((*MARKDOWN, *ODD)) * self.randint(500, 3000))
        return "".join(parts)

    def line(self) -> str:
        """Words in one line, as YAML reads them back when they stand in double quotes."""
        return " ".join(self.words(3).split())

    def when(self) -> str:
        """A time of November 2026 in one of the ways that people write, mostly right."""
        if self.often(0.02):
            return self.choice(SCALARS)
        day, hour, minute = self.randint(1, 22), self.randint(0, 23), self.randint(0, 59)
        zone = self.choice(("", "", "", "", "Z", "+01:00"))
        return f"2026-11-{day:02} {hour:02}:{minute:02}{zone}"

    def broken(self, text: str, most: int = 4) -> str:
        """A text after some slips; sometimes none."""
        for _ in range(self.randint(0, most)):
            text = self.choice(SLIPS)(self, text)
        return text

    def bytes_of(self, text: str) -> bytes:
        """A text as bytes: mostly UTF-8, sometimes not quite."""
        data = text.encode("utf-8", "surrogatepass" if self.often(0.1) else "replace")
        if self.often(0.02):
            at = self.randint(0, len(data))
            data = data[:at] + self.randbytes(self.randint(1, 8)) + data[at:]
        if self.often(0.01):
            data = text.encode("utf-16", "replace")
        return data.replace(b"\n", b"\r\n") if self.often(0.03) else data


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _drop_line(dice: Dice, text: str) -> str:
    lines = _lines(text)
    del lines[dice.randrange(len(lines))]
    return "\n".join(lines)


def _double_line(dice: Dice, text: str) -> str:
    lines = _lines(text)
    at = dice.randrange(len(lines))
    lines[at:at] = [lines[at]] * dice.choice((1, 1, 2, 50))
    return "\n".join(lines)[:100_000]


def _swap_lines(dice: Dice, text: str) -> str:
    lines = _lines(text)
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _indent_line(dice: Dice, text: str) -> str:
    lines = _lines(text)
    at = dice.randrange(len(lines))
    lines[at] = dice.choice((" ", "  ", "\t", "- ")) + lines[at]
    return "\n".join(lines)


def _other_value(dice: Dice, text: str) -> str:
    """Another value behind some colon, comma or bracket."""
    places = [at for at, sign in enumerate(text) if sign in ":,[{"]
    if not places:
        return text + dice.choice(SCALARS)
    at = dice.choice(places) + 1
    end = min((found for sign in ",\n]}" if (found := text.find(sign, at)) >= 0), default=len(text))
    return f"{text[:at]} {dice.choice(SCALARS)}{text[end:]}"


def _insert(dice: Dice, text: str) -> str:
    at = dice.randint(0, len(text))
    what = dice.choice((MARKDOWN, ODD, SCALARS, VECTORS, FAULTS))
    return text[:at] + dice.choice(what) + text[at:]


def _cut(dice: Dice, text: str) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + text[at + dice.randint(1, 20) :]


def _end_early(dice: Dice, text: str) -> str:
    return text[: dice.randint(0, len(text))]


def _other_letter(dice: Dice, text: str) -> str:
    if not text:
        return dice.choice(ODD)
    at = dice.randrange(len(text))
    return text[:at] + chr(ord(text[at]) ^ (1 << dice.randrange(7))) + text[at + 1 :]


def _other_number(dice: Dice, text: str) -> str:
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    if not places:
        return text
    at = dice.choice(places)
    return text[:at] + dice.choice("0123456789") + text[at + 1 :]


SLIPS = (
    _drop_line, _double_line, _swap_lines, _indent_line, _other_value, _other_value, _insert, _insert, _cut,
    _end_early, _other_letter, _other_number, _other_number,
)  # fmt: skip
"""The ways to break a text; each takes the dice and the text."""
