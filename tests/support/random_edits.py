"""Random sites and random edits of them: texts, facts, the agreement, the theme, languages, zones, time."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from support.builders import Repository, SiteFolder

WORDS = [
    "We",
    "see",
    "slow",
    "answers",
    "from",
    "the",
    "second",
    "disk",
    "of",
    "a",
    "node",
    "and",
    "are",
    "looking",
    "into",
    "it",
]
LEVELS = ("operational", "degraded_performance", "partial_outage", "major_outage")
COMPONENTS = ("api", "web", "mail")
START = datetime(2026, 11, 20, 13, tzinfo=UTC)
PIXEL = b"\x89PNG\r\n\x1a\n"
ZONES = ("Europe/Warsaw", "Europe/London", "Asia/Kathmandu")

SITE = """\
name: {{en: Fern, pl: Paproć}}
url: https://status.example.com{path}
timezone: {zone}
languages: [{languages}]
{repository}components:
  - {{id: api, name: {name}}}
  - {{id: web, name: {{en: Website, pl: Strona}}, group: Core}}
  - {{id: mail, name: Mail, since: 2026-09-15}}
sla:
  availability: {{target: {target}%, scope: {scope}, excluded: [third_party]}}
  maintenance: {{notice: {notice}h}}
  priorities: {{P1: {{acknowledge: 1h, update: 60m, resolve: 4h, postmortem: 5bd}}, any: {{update: 4h}}}}
"""


class RandomSite:
    """A site that is edited at random; ``now`` is its instant. The same number gives the same site and edits."""

    def __init__(self, folder: SiteFolder, seed: int) -> None:
        self.dice = random.Random(seed)
        self.folder, self.now = folder, START
        self.values = {
            "path": "", "zone": ZONES[0], "languages": "en, pl", "repository": "", "name": "API",
            "target": "99.5", "scope": "any", "notice": "48",
        }  # fmt: skip
        self.zone_rules: str | None = None
        self.posts: dict[str, str] = {}
        self.count = 0
        for _ in range(self.dice.randint(2, 4)):
            self.add_incident()
            self.add_maintenance()
        self.save()

    def save(self) -> None:
        """Write what has changed, and commit it where there is a repository."""
        self.folder.write("site.yaml", SITE.format(**self.values))
        for path, text in self.posts.items():
            self.folder.write(path, text)
        if isinstance(self.folder, Repository):
            self.folder.commit(self.now.isoformat(timespec="seconds"))

    def edit(self) -> str:
        """One random edit; returns what it was."""
        edits: list[Callable[[], object]] = [
            self.add_incident, self.add_maintenance, self.change_words, self.change_words,
            self.change_fact, self.change_fact, self.add_update, self.add_update, self.rename,
            self.delete, self.translate, self.show_picture, self.link, self.change_agreement,
            self.change_site, self.change_theme, self.change_zone, self.wait, self.wait, self.close,
        ]  # fmt: skip
        chosen = self.dice.choice(edits)
        chosen()
        self.now += timedelta(minutes=self.dice.randint(0, 90))
        self.save()
        return chosen.__name__

    def text(self) -> str:
        """A few words, sometimes with a mark."""
        found = " ".join(self.dice.sample(WORDS, self.dice.randint(2, 9)))
        return self.dice.choice(
            ("{}.", "**{}**", "- {}\n- more", "{} `code`", "# {}\n\nMore.")
        ).format(found)

    def at(self, low: int, high: int) -> datetime:
        """An instant so many hours from now."""
        return self.now + timedelta(minutes=self.dice.randint(low * 60, high * 60))

    def add_incident(self) -> None:
        """An incident of the last days or months, perhaps still open."""
        self.count += 1
        start = self.at(-1500, 0)
        chosen = self.dice.sample(COMPONENTS, self.dice.randint(1, 2))
        levels = ", ".join(f"{id}: {self.dice.choice(LEVELS[1:])}" for id in chosen)
        lines = ["---", f"title: Trouble {self.count}", f"started: {stamp(start)}"]
        lines += [f"components: {{{levels}}}"]
        lines += self.dice.choice(([], ["priority: P1"], ["cause: third_party"]))
        lines += ["---", self.text(), "", f"## {stamp(start)} Investigating", self.text()]
        if self.dice.random() < 0.8:
            end = start + timedelta(minutes=self.dice.randint(5, 400))
            lines += ["", f"## {stamp(end)} Resolved", self.text()]
        self.posts[f"incidents/trouble-{self.count}.md"] = "\n".join([*lines, ""])

    def add_maintenance(self) -> None:
        """Work that is over, under way or to come."""
        self.count += 1
        start = self.at(-1000, 400)
        end = start + timedelta(minutes=self.dice.randint(20, 300))
        lines = ["---", f"title: Work {self.count}", f"start: {stamp(start)}", f"end: {stamp(end)}"]
        if not isinstance(self.folder, Repository):
            lines += [f"published: {stamp(start - timedelta(hours=self.dice.randint(10, 90)))}"]
        lines += [f"components: [{self.dice.choice(COMPONENTS)}]", "---", self.text(), ""]
        self.posts[f"maintenance/work-{self.count}.md"] = "\n".join(lines)

    def post(self, folder: str = "") -> str:
        """The path of some post."""
        found = [path for path in self.posts if path.startswith(folder) and ".pl." not in path]
        return self.dice.choice(found)

    def change_words(self) -> None:
        """Another word in a text, a title or a translation."""
        path = self.dice.choice(list(self.posts))
        text = self.posts[path]
        words = [word for word in WORDS if re.search(rf"\b{word}\b", text.partition("---\n")[2])]
        if words:
            self.posts[path] = text.replace(self.dice.choice(words), self.dice.choice(WORDS))
        else:
            self.posts[path] = text.replace("title: ", "title: Again ", 1)

    def change_fact(self) -> None:
        """Another level, or a time some minutes later."""
        path = self.post()
        text = self.posts[path]
        if path.startswith("incidents/") and self.dice.random() < 0.5:
            self.posts[path] = re.sub(
                "_(performance|outage)}", lambda _: "_outage}", text.replace("degraded", "partial")
            )
            return
        key = "started" if path.startswith("incidents/") else "end"
        found = re.search(rf"{key}: (\S+ \S+)", text)
        if found:
            later = datetime.fromisoformat(found[1]) + timedelta(minutes=self.dice.choice((-7, 3)))
            self.posts[path] = text.replace(
                found[0], f"{key}: {later.isoformat(sep=chr(32), timespec='minutes')}"
            )

    def add_update(self) -> None:
        """A word on a post at the present instant."""
        path = self.post()
        words = ("Update", "Monitoring", "Resolved", "Postmortem")
        if path.startswith("maintenance/"):
            words = ("Update", "In progress", "Completed", "Cancelled")
        entry = f"\n## {stamp(self.now)} {self.dice.choice(words)}\n{self.text()}\n"
        if f"## {stamp(self.now)}" not in self.posts[path]:
            self.posts[path] += entry

    def rename(self) -> None:
        """Another file name, with the former one as an alias."""
        path = self.post()
        if (path.removesuffix(".md") + ".pl.md") in self.posts or "aliases:" in self.posts[path]:
            return
        self.count += 1
        folder, _, name = path.partition("/")
        text = self.posts.pop(path)
        self.folder.remove(path)
        alias = name.removesuffix(".md")
        self.posts[f"{folder}/renamed-{self.count}.md"] = text.replace(
            "title:", f"aliases: [{alias}]\ntitle:", 1
        )

    def delete(self) -> None:
        """A post fewer, where there are several."""
        path = self.post()
        if len(self.posts) > 4:
            for name in (path, path.removesuffix(".md") + ".pl.md"):
                if self.posts.pop(name, None) is not None:
                    self.folder.remove(name)

    def translate(self) -> None:
        """A post in Polish."""
        path = self.post()
        text = f"---\ntitle: Awaria {self.count}\n---\nPatrzymy na to: {self.text()}\n"
        self.posts[path.removesuffix(".md") + ".pl.md"] = text

    def show_picture(self) -> None:
        """A picture beside the posts, shown by one of them, with other bytes each time."""
        path = self.post()
        folder = path.partition("/")[0]
        self.folder.write(f"{folder}/graph.png", PIXEL + bytes([self.dice.randrange(256)]))
        if "![" not in self.posts[path]:
            self.posts[path] += "\n![Graph](graph.png)\n"

    def link(self) -> None:
        """A link from one post to another's file, which may be renamed or deleted later."""
        self.posts[self.post()] += f"\nSee [this](/{self.post()}).\n"

    def change_agreement(self) -> None:
        """Other terms."""
        self.values["target"] = self.dice.choice(("99.5", "99.9", "98"))
        self.values["scope"] = self.dice.choice(("any", "all", "mean", "each"))
        self.values["notice"] = self.dice.choice(("24", "48", "72"))

    def change_site(self) -> None:
        """Another name, address, zone, repository or language."""
        key, values = self.dice.choice(
            [
                ("name", ("API", "Interface")),
                ("path", ("", "/status")),
                ("zone", ZONES),
                ("languages", ("en, pl", "en, pl, de")),
                ("repository", ("", "repository: https://git.example.com/fern/status\n")),
            ]
        )
        self.values[key] = self.dice.choice(values)

    def change_theme(self) -> None:
        """Another template, style or wording."""
        mark = self.dice.randrange(100)
        self.folder.write_all(
            self.dice.choice(
                (
                    {"theme/templates/month.html": f'{{% extends "!default/month.html" %}}{{# {mark} #}}'},
                    {"theme/assets/own.css": f"/* {mark} */"},
                    {"theme/translations/en.po": f'msgid "History"\nmsgstr "History {mark}"\n'},
                )
            )
        )  # fmt: skip

    def change_zone(self) -> None:
        """Other rules of Warsaw's zone, as after an update of the machine's zone data."""
        self.zone_rules = self.dice.choice((None, "Europe/London", "Europe/Helsinki"))

    def wait(self) -> None:
        """Time goes by."""
        hours = self.dice.choice((0.1, 3, 26, 24 * 8, 24 * 40))
        self.now += timedelta(hours=hours)

    def close(self) -> None:
        """Close the last month, where it is over and can be closed."""
        self.save()
        last = self.now.replace(day=1) - timedelta(days=2)
        self.folder.run("close", f"{last:%Y-%m}", "--now", self.now)


def stamp(at: datetime) -> str:
    """An instant as posts have it, to the minute."""
    return f"{at:%Y-%m-%d %H:%M}+00:00"
