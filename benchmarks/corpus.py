"""A status site's history to measure with: the same seed gives the same bytes on every machine.

    python benchmarks/corpus.py 1000 /tmp/site
    python benchmarks/corpus.py 1000 /tmp/site --languages en pl

N incidents and N/5 notices, spread over years, twenty components, two to six updates a post; about half
of the texts are Polish. The folder becomes a git repository in which each post was committed when it
was published and again with every update; notices are published before they start.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wording import CODE, COMPONENTS, HOSTS, INCIDENT_TITLES, NOTICE_TITLES, SENTENCES, TABLE

NOW = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)
"""The instant at which the site is built."""

LEVELS = {
    "P1": "major_outage",
    "P2": "partial_outage",
    "P3": "degraded_performance",
    "P4": "degraded_performance",
}

SITE = """name: Benchmark Hosting
url: https://status.example.com
timezone: Europe/Warsaw
languages: [{languages}]
components:
{components}
sla:
  availability: {{target: 99.5%, period: month, excluded: [third_party]}}
  maintenance:
    notice: 48h
    classes:
      standard: {{windows: [Sun 02:00-06:00]}}
      emergency: {{notice: none}}
  calendars:
    business: {{days: Mon-Fri, holidays: PL}}
  priorities:
    P1: {{acknowledge: 1h, update: 60m, resolve: 4h, postmortem: 5bd}}
    P2: {{acknowledge: 4h, resolve: 1bd}}
    P3: {{acknowledge: 8h, resolve: 3bd}}
    P4: {{acknowledge: 1bd, resolve: 5bd}}
"""


@dataclass(frozen=True, slots=True)
class Update:
    at: datetime
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """One post: ``keys`` are the lines of its front matter below the title."""

    id: str
    kind: str
    title: str
    components: tuple[str, ...]
    keys: tuple[str, ...]
    start: datetime
    updates: tuple[Update, ...]

    @property
    def path(self) -> str:
        return f"{self.kind}/{self.start:%Y}/{self.id}.md"

    def source(self, count: int | None = None) -> str:
        """The post's file after its first ``count`` updates."""
        lines = ["---", f"title: {json.dumps(self.title, ensure_ascii=False)}", *self.keys, "---"]
        for update in self.updates[:count]:
            lines += ["", f"## {_stamp(update.at)} {update.status}", "", update.text]
        return "\n".join(lines) + "\n"


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}Z"


def component_ids() -> list[str]:
    return [name.lower().replace(" ", "-") for name, _ in COMPONENTS]


def site_yaml(languages: Sequence[str]) -> str:
    rows = zip(component_ids(), COMPONENTS, strict=True)
    listed = [f'  - {{id: {id}, name: "{name}", group: {group}}}' for id, (name, group) in rows]
    return SITE.format(components="\n".join(listed), languages=", ".join(languages))


# --------------------------------------------------------------------------------------- posts


def records(n: int, seed: int = 1) -> list[Record]:
    """N incidents and N/5 notices, oldest first. The last incident is open, all else is over."""
    clock = random.Random(f"{seed}/{n}")
    years = 1 if n <= 200 else 4 if n <= 2000 else 10
    first = NOW - timedelta(days=365 * years)
    span = (NOW - first).days * 1440 - 3 * 1440
    starts = sorted(first + timedelta(minutes=clock.randrange(span)) for _ in range(n))
    found = [incident(seed, number, at, number == n - 1) for number, at in enumerate(starts)]
    days = [first + timedelta(days=clock.randrange(7, span // 1440)) for _ in range(n // 5)]
    found += [notice(seed, number, day) for number, day in enumerate(sorted(days))]
    return sorted(found, key=lambda record: (record.start, record.id))


def incident(seed: int, number: int, start: datetime, is_open: bool = False) -> Record:
    rnd = random.Random(f"{seed}/incident/{number}")
    hit, language = _hit(rnd), rnd.choice(("en", "pl"))
    name = _name(hit[0])
    priority = rnd.choices(("P1", "P2", "P3", "P4"), (8, 22, 45, 25))[0]
    count = rnd.randint(2, 6)
    words = [
        "Investigating",
        *["Identified"] * (count - 2),
        "Monitoring" if is_open else "Resolved",
    ]
    step = max(5, int(rnd.lognormvariate(3.2, 0.8)))
    updates = [
        Update(start + timedelta(minutes=7 + k * step), word, _text(rnd, language, name))
        for k, word in enumerate(words)
    ]
    if priority == "P1" and not is_open:
        updates.append(
            Update(updates[-1].at + timedelta(days=1), "Postmortem", _text(rnd, language, name))
        )
    keys = [f"priority: {priority}", f"started: {_stamp(start)}"]
    if rnd.random() < 0.05:
        keys.append("cause: third_party")
    keys.append(_components(hit, LEVELS[priority]))
    title = rnd.choice(INCIDENT_TITLES[language]).format(c=name)
    id_ = f"{start:%Y-%m-%d}-{number:05d}"
    return Record(id_, "incidents", title, hit, tuple(keys), start, tuple(updates))


def updated(record: Record, turn: int) -> Record:
    """An open incident with one update more for each turn so far."""
    rnd = random.Random(f"update/{turn}")
    at = NOW - timedelta(hours=12)
    more = [
        Update(at + timedelta(minutes=k), "Update", _text(rnd, "en", _name(record.components[0])))
        for k in range(turn + 1)
    ]
    return replace(record, updates=(*record.updates, *more))


def notice(seed: int, number: int, day: datetime) -> Record:
    rnd = random.Random(f"{seed}/notice/{number}")
    hit, language = _hit(rnd), rnd.choice(("en", "pl"))
    name = _name(hit[0])
    emergency = rnd.random() < 0.05
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    start = sunday.replace(hour=2, minute=0)
    end = start + timedelta(hours=rnd.choice((1, 2, 3)))
    lead = timedelta(hours=rnd.choice((48, 72, 96, 168)) if rnd.random() < 0.93 else 30)
    done = start + timedelta(minutes=rnd.randint(20, int((end - start).seconds / 60)))
    updates = [
        Update(start - lead, "Scheduled", _text(rnd, language, name)),
        Update(start, "In progress", "We have begun."),
        Update(done, "Completed", _text(rnd, language, name)),
    ]
    keys = [f"class: {'emergency' if emergency else 'standard'}"]
    keys += ["reason: A security hole had to be closed"] if emergency else []
    keys += [f"start: {_stamp(start)}", f"end: {_stamp(end)}", "late: acknowledged"]
    keys.append(_components(hit, "under_maintenance"))
    title = rnd.choice(NOTICE_TITLES[language]).format(c=name)
    id_ = f"{start:%Y-%m-%d}-m{number:05d}"
    return Record(id_, "maintenance", title, hit, tuple(keys), start, tuple(updates))


def _hit(rnd: random.Random) -> tuple[str, ...]:
    """Some components, a few of which fail more often than the others."""
    ids = component_ids()
    count = rnd.choices((1, 2, 3, 5), (60, 25, 11, 4))[0]
    weights = [1 / (1 + k) ** 0.6 for k in range(len(ids))]
    return tuple(dict.fromkeys(rnd.choices(ids, weights, k=count)))


def _name(component: str) -> str:
    return COMPONENTS[component_ids().index(component)][0]


def _components(hit: Sequence[str], level: str) -> str:
    return f"components: {{{', '.join(f'{id}: {level}' for id in hit)}}}"


def _text(rnd: random.Random, language: str, component: str) -> str:
    """A paragraph or two, at times with a list, a table or code."""
    facts = {
        "c": component,
        "n": rnd.randint(2, 60),
        "code": rnd.choice((500, 502, 503, 504)),
        "clock": f"{rnd.randrange(24):02d}:{rnd.randrange(60):02d}",
        "host": rnd.choice(HOSTS),
        "id": rnd.randint(1000, 9999),
    }
    said = [text.format(**facts) for text in rnd.sample(SENTENCES[language], rnd.randint(3, 8))]
    half = len(said) // 2
    if rnd.random() < 0.3:
        blocks = [" ".join(said[:half]), "\n".join(f"- {text}" for text in said[half:])]
    else:
        blocks = [" ".join(said[:half]), " ".join(said[half:])]
    if rnd.random() < 0.12:
        blocks.append(CODE.format(**facts))
    if rnd.random() < 0.05:
        blocks.append(TABLE.format(**facts))
    return "\n\n".join(blocks)


# --------------------------------------------------------------------------------------- folders


def write_site(folder: Path, found: Sequence[Record], languages: Sequence[str] = ("en",)) -> None:
    """The site in its own git repository, every update a commit at its own time."""
    folder.mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _git(
        folder,
        "fast-import",
        "--quiet",
        "--date-format=raw",
        stdin=b"".join(_commits(found, languages)),
    )
    _git(folder, "reset", "--quiet", "--hard")


def _commits(found: Sequence[Record], languages: Sequence[str]) -> Iterator[bytes]:
    first = min(record.updates[0].at for record in found) - timedelta(days=1)
    yield _commit(first, "Begin", {"site.yaml": site_yaml(languages), ".gitignore": "/public/\n"})
    steps = [
        (update.at, record.path, record.source(count))
        for record in found
        for count, update in enumerate(record.updates, 1)
    ]
    for at, path, text in sorted(steps, key=lambda step: step[:2]):
        yield _commit(at, f"{path}", {path: text})


def _commit(at: datetime, message: str, files: dict[str, str]) -> bytes:
    who = f"Benchmark <benchmark@example.com> {int(at.timestamp())} +0000"
    parts = [f"commit refs/heads/main\ncommitter {who}\n".encode(), _data(message)]
    for path, text in files.items():
        parts += [f"M 100644 inline {path}\n".encode(), _data(text)]
    return b"".join(parts)


def _data(text: str) -> bytes:
    data = text.encode()
    return b"data %d\n%s\n" % (len(data), data)


def _git(folder: Path, *arguments: str, stdin: bytes | None = None) -> None:
    subprocess.run(["git", *arguments], cwd=folder, input=stdin, check=True)


def commit_one(folder: Path, record: Record) -> None:
    """Writes a post into a site, as a colleague would: the file, and a commit."""
    path = folder / record.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(record.source(), encoding="utf-8")
    name = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.com")
    _git(folder, "add", record.path)
    _git(folder, *name, "commit", "--quiet", "--message", record.path)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "n", type=int, help="how many incidents; a fifth as many notices come on top"
    )
    parser.add_argument("folder", type=Path, help="a folder that does not exist yet")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--languages", nargs="+", default=["en"], help="default: en")
    options = parser.parse_args()
    write_site(options.folder, records(options.n, options.seed), options.languages)


if __name__ == "__main__":
    main()
