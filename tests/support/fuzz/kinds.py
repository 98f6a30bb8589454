"""The kinds of input: what a case of each writes, and what is done with it.

``make`` gives the files of a case, ``judge`` raises where they are not read as they must be.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from support.builders import run
from support.fuzz import makers
from support.fuzz.dice import Dice
from support.fuzz.judges import adds_up, harmless_prose, hold, strict_json
from support.fuzz.makers import Files
from support.fuzz.originals import SITE
from support.instants import AT_NOW, NOW
from support.pipeline import made

from generator.build import Prepared, findings, plan_site, prepare
from generator.mail.outbox import OutboxError, State, open_outbox
from generator.mail.subscribers import parse_subscribers, subscribers_text
from generator.model.content import Site
from generator.reading.content import read_content
from generator.reading.ledgers.closed_periods import parse_closed
from generator.reading.posts.comments import without_comments
from generator.reading.site import read_site_file
from generator.rendering.figures.report import report_json
from generator.rendering.prose.facts import facts_of
from generator.rendering.prose.markdown import render
from generator.rendering.prose.plain import plain_lines, plain_text
from generator.rendering.theme.checks import check_theme
from generator.rendering.theme.themes import ThemeError


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of input: how often it is drawn, what its cases write, and how they are judged.

    ``judge`` may return files that were made, which are still to be judged.
    """

    share: float
    make: Callable[[Dice], Files]
    judge: Callable[[Path, Files], Files | None]


def write(root: Path, files: Files) -> None:
    """The files in a folder that holds nothing else."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for path, data in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _judged(root: Path, *, strict: bool = False) -> Prepared:
    """A site read, checked and judged."""
    prepared = prepare(root, lambda _: NOW, written=True)
    for diagnostic in findings(prepared, strict=strict):
        hold(diagnostic.message and diagnostic.location.line >= 1, f"{diagnostic}")
    if prepared.assessment is not None:
        adds_up(prepared.assessment)
    return prepared


def judge_site(root: Path, files: Files) -> None:
    """A whole site is read, checked, judged and its report written; its pages are another kind."""
    write(root, files)
    prepared = _judged(root)
    if prepared.assessment is not None:
        strict_json(report_json(prepared.assessment), "report")


def judge_posts(root: Path, files: Files) -> None:
    """Each post is read or named, and what is read is judged."""
    write(root, files)
    reading = read_content(root)
    hold(reading.content is not None, "a post broke the site")
    judge_site(root, files)


def judge_prose(root: Path, files: Files) -> None:
    """A text becomes balanced, harmless HTML, and plain text."""
    del root
    text = without_comments(files["text.md"].decode("utf-8", "replace")).text
    html = render(text, 2)
    harmless_prose(html)
    plain_lines(html)
    hold("\x1b" not in plain_text(html), "an escape sequence in plain text")
    facts_of(text)


def _fixed_site() -> Site:
    site = read_site_file(SITE.encode()).site
    assert site is not None
    return site


FIXED = _fixed_site()


def judge_people(root: Path, files: Files) -> None:
    """What is read of an address file is written and read back the same."""
    del root
    text = files["people.csv"].decode("utf-8-sig", "replace")
    people, _ = parse_subscribers(text, "people.csv", FIXED)
    again, faults = parse_subscribers(subscribers_text(people), "people.csv", FIXED)
    hold(again == people, f"{people} were read back as {again}")
    hold(not faults, f"{faults}")
    for one in people:
        hold(one.address.isprintable() and "\n" not in one.address, f"{one.address!r}")


def judge_outbox(root: Path, files: Files) -> None:
    """An outbox is read, appended to and read again; or refused, and then it is as it was."""
    write(root, files)
    path = root / "outbox.jsonl"
    before = path.read_bytes()

    def loaded(*, more: bool) -> State:
        with open_outbox(path, root, lambda: 0.0) as outbox:
            if more:
                outbox.append({"r": "event", "key": "fresh", "v": "1"})
            return outbox.state

    try:
        state = loaded(more=True)
    except OutboxError:
        hold(path.read_bytes() == before, "a refused outbox was changed")
        return
    hold(
        before.startswith(path.read_bytes().rpartition(b'{"r":"event","key":"fresh"')[0]),
        "lines were lost",
    )
    hold(loaded(more=False) == state, "what was written is read otherwise")


def judge_site_file(root: Path, files: Files) -> None:
    """site.yaml is read or named; what is read can be judged."""
    reading = read_site_file(files["site.yaml"])
    hold(reading.site is not None or reading.diagnostics, "nothing and no reason")
    if reading.site is not None:
        judge_site(root, files)


def judge_ledgers(root: Path, files: Files) -> None:
    """Ledgers of others' making stop nothing."""
    closed = parse_closed(files["ledger/2026-10.json"], "2026-10")
    hold(closed is None or closed.label == "2026-10", "another month")
    judge_site(root, files)


def judge_import(root: Path, files: Files) -> None:
    """What is moved in passes the check, and a second run writes nothing."""
    write(root, {**files, "site/site.yaml": SITE.encode()})
    tool = next(iter(files)).partition("/")[0]
    command = ("-C", root / "site", "import", "--timezone", "UTC", tool, root / tool, *AT_NOW)
    first = _ended(command)
    if first:
        return
    reading = read_content(root / "site")
    hold(reading.content is not None, "site.yaml cannot be read any more")
    hold(not reading.broken, f"{reading.diagnostics}")
    posts = sorted(
        path
        for folder in ("incidents", "maintenance")
        for path in (root / "site" / folder).rglob("*.md")
    )
    _ended(command)
    again = sorted(
        path
        for folder in ("incidents", "maintenance")
        for path in (root / "site" / folder).rglob("*.md")
    )
    hold(posts == again, f"a second run wrote {set(again) - set(posts)}")


def _ended(command: tuple[object, ...]) -> int:
    """How a command ended; raises for a bug."""
    ended = run("--traceback", *command)  # type: ignore[arg-type]
    hold(ended.code in {0, 1, 2}, f"ended with {ended.code}: {ended.err[-1500:]}")
    return ended.code


def judge_edit(root: Path, files: Files) -> None:
    """A command changes a post as it says, every line beside it stays; or it changes nothing."""
    words = json.loads(files["command.json"])
    posts = {path: data for path, data in files.items() if path != "command.json"}
    write(root, posts)
    broken = read_content(root).broken
    code = _ended(("-C", root, *words, *AT_NOW))
    for path, data in posts.items():
        now = (root / path).read_bytes()
        if now != data:
            hold(code != 2, f"{path} was changed by a command that was refused")
            lost = Counter(data.splitlines()) - Counter(now.splitlines())
            hold(lost.total() <= 3, f"{path} lost {lost}")
            hold(path in broken or path not in read_content(root).broken, f"{path} was broken")
    left = {path.name for path in (root / "incidents").iterdir()}
    hold(left <= {path.rpartition("/")[2] for path in posts}, f"left behind: {left}")


def judge_theme(root: Path, files: Files) -> None:
    """A theme is named by check or its pages are made; only a template that runs may fail, and is named, too."""
    write(root, files)
    faults = check_theme(root)
    prepared = prepare(root, lambda _: NOW)
    try:
        made(plan_site(prepared).outputs)
    except ThemeError as error:
        hold(error.diagnostic.location.path.startswith("theme"), f"{error.diagnostic}")
        named = any(path.startswith("theme/templates") for path in files) or faults
        hold(named, f"check does not know of {error.diagnostic}")


def judge_build(root: Path, files: Files) -> Files:
    """Every file of a site's pages is made; they are returned, to be looked at when the clock has stopped."""
    write(root, files)
    prepared = _judged(root)
    if prepared.assessment is None or prepared.refused:
        return {}
    return made(plan_site(prepared).outputs)


KINDS = {
    "prose": Kind(0.356, makers.prose, judge_prose),
    "posts": Kind(0.22, lambda dice: makers.posts(dice, 4), judge_posts),
    "people": Kind(0.12, makers.people, judge_people),
    "outbox": Kind(0.10, makers.outbox, judge_outbox),
    "site": Kind(0.08, makers.site_file, judge_site_file),
    "ledgers": Kind(0.04, makers.ledgers, judge_ledgers),
    "imports": Kind(0.03, makers.moved_in, judge_import),
    "edits": Kind(0.03, makers.edit, judge_edit),
    "catalogue": Kind(0.008, makers.catalogue, judge_theme),
    "theme": Kind(0.004, makers.theme, judge_theme),
    "build": Kind(0.012, makers.build, judge_build),
}


def case(number: int) -> tuple[str, Files]:
    """The kind and the files of a case."""
    dice = Dice(number)
    name = dice.choices(list(KINDS), [kind.share for kind in KINDS.values()])[0]
    return name, KINDS[name].make(dice)
