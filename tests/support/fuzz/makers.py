"""What cases of each kind write, by their dice."""

from __future__ import annotations

import json
from collections.abc import Iterator

from support.fuzz.dice import SCALARS, Dice
from support.fuzz.originals import (
    CATALOGUE,
    CLOSED,
    ISSUES,
    LEVELS,
    MAILINGS,
    OLD_POST,
    OUTBOX,
    PEOPLE,
    PLAIN_POSTS,
    SITE,
    STATUSES,
    STATUSPAGE,
    TEMPLATES,
    WORK_STATUSES,
)  # fmt: skip

Files = dict[str, bytes]


def _levels(dice: Dice) -> str:
    chosen = dice.sample(("api", "web"), dice.randint(1, 2))
    return "{" + ", ".join(f"{id_}: {dice.choice(LEVELS)}" for id_ in chosen) + "}"


def _body(dice: Dice, statuses: tuple[str, ...], times: list[str]) -> str:
    parts = [dice.words()]
    for at in times:
        note = "priority: P1\n" if dice.often(0.1) and statuses is STATUSES else ""
        note += f"next: {dice.when()}\n" if dice.often(0.05) else ""
        parts.append(f"\n## {at} {dice.choice(statuses)}\n{note}{dice.words()}")
    return "\n".join(parts) + "\n"


def _times(dice: Dice, least: int) -> list[str]:
    """Times of a post, mostly in order."""
    found = [dice.when() for _ in range(dice.randint(least, least + 4))]
    return found if dice.often(0.1) else sorted(found)


def incident(dice: Dice) -> str:
    """An incident as people write it."""
    more, (start, *times) = "", _times(dice, 1)
    for line in (
        f"resolved: {max(start, dice.when())}",
        "priority: P1",
        f"cause: {dice.choice(('third_party', 'customer', 'force_majeure'))}",
        f"impact: [{{from: {start}, to: {max(start, *times, '2026-11-20 12:00')}, components: {_levels(dice)}}}, {{from: {dice.when()}, components: {_levels(dice)}}}]",
        f"acknowledged: {max(start, dice.when())}",
        f"aliases: [old-{dice.randint(1, 9)}]",
        f"accept: [{dice.choice(('postmortem-overdue', 'silent-incident', 'x'))}]",
        "audience: [staff]",
    ):
        more += f"{line}\n" if dice.often(0.15) else ""
    title = json.dumps(dice.line() or "Down", ensure_ascii=False)
    head = f"title: {title}\nstarted: {start}\ncomponents: {_levels(dice)}\n{more}"
    return f"---\n{head}---\n{_body(dice, STATUSES, times)}"


def work(dice: Dice) -> str:
    """Planned work as people write it."""
    more, (start, end, *times) = "", _times(dice, 2)
    for line in (
        f"published: {dice.when()}",
        "class: emergency\nreason: A disk is failing",
        "late: acknowledged",
        f"actual: {{start: {start}, end: {max(start, dice.when())}}}",
        f"reason: {json.dumps(dice.line() or 'x', ensure_ascii=False)}",
    ):
        more += f"{line}\n" if dice.often(0.25) else ""
    title = json.dumps(dice.line() or "Upgrade", ensure_ascii=False)
    head = f"title: {title}\nstart: {start}\nend: {end}\ncomponents: {_levels(dice)}\n{more}"
    return f"---\n{head}---\n{_body(dice, WORK_STATUSES, times)}"


def posts(dice: Dice, slips: int) -> Files:
    """A site of one or two posts, some with slips."""

    def post(text: str) -> bytes:
        return dice.bytes_of(dice.broken(text, slips))

    files = {"site.yaml": SITE.encode(), "incidents/a.md": post(incident(dice))}
    if dice.often(0.5):
        files["maintenance/b.md"] = post(work(dice))
    if dice.often(0.2):
        text = f"---\ntitle: {json.dumps(dice.line() or 'x')}\n---\n{_body(dice, STATUSES, _times(dice, 0))}"
        files["incidents/a.pl.md"] = post(text)
    return files


def prose(dice: Dice) -> Files:
    """A text."""
    return {"text.md": dice.bytes_of(dice.broken(dice.words(20), 2))}


def site_file(dice: Dice) -> Files:
    """A site.yaml with slips."""
    return {"site.yaml": dice.bytes_of(dice.broken(SITE, 5))}


def people(dice: Dice) -> Files:
    """An address file with slips."""
    return {"people.csv": dice.bytes_of(dice.broken(PEOPLE * dice.randint(1, 2), 5))}


def outbox(dice: Dice) -> Files:
    """An outbox with slips."""
    return {"outbox.jsonl": dice.bytes_of(dice.broken(OUTBOX, 3))}


def ledgers(dice: Dice) -> Files:
    """A site whose ledgers have slips."""
    closed = _broken_json(dice, CLOSED) if dice.often(0.5) else dice.broken(json.dumps(CLOSED))
    return {
        **posts(dice, 0),
        "ledger/mail.jsonl": dice.bytes_of(dice.broken(MAILINGS, 3)),
        "ledger/2026-10.json": dice.bytes_of(closed),
    }


def _broken_json(dice: Dice, document: object) -> str:
    """A document in which some values are others."""
    document = json.loads(json.dumps(document))
    places = list(_places(document))
    for _ in range(dice.randint(1, 3)):
        holder, key = dice.choice(places)
        chosen: tuple[object, ...] = (
            None, True, 0, -1, 10**30, 1e300, "", [], {}, [[]], {"a": 1}, dice.choice(SCALARS), dice.words(3), dice.when(),
        )  # fmt: skip
        holder[key] = dice.choice(chosen)
    return json.dumps(document, ensure_ascii=dice.often(0.5))


def _places(value: object) -> Iterator[tuple[object, object]]:
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in list(keys):
        yield value, key
        yield from _places(value[key])  # type: ignore[index]


def moved_in(dice: Dice) -> Files:
    """Another tool's history with slips, in a folder of the tool's name."""
    tool = dice.choice(("statuspage", "upptime", "cstate", "markdown", "statusfy"))
    name, original = {
        "statuspage": ("page.json", STATUSPAGE),
        "upptime": ("issues.json", ISSUES),
    }.get(tool, ("content/issues/2020-05-01-down.md", OLD_POST))
    text = dice.broken(original, 4) if isinstance(original, str) else _broken_json(dice, original)
    text = dice.broken(text, 1) if dice.often(0.1) else text
    return {f"{tool}/{name}": dice.bytes_of(text)}


def edit(dice: Dice) -> Files:
    """A site, and the words of a command that changes a post."""
    files = posts(dice, dice.choice((0, 0, 2)))
    text = dice.words(4).replace("\0", "") or "Words."
    words = dice.choice(
        (
            ("update", "a", dice.choice(STATUSES).split()[0], text),
            (
                "update",
                "a",
                "Monitoring",
                text,
                "--impact",
                f"{dice.choice(('api', 'web'))}={dice.choice(LEVELS)}",
            ),
            ("update", "a", "Update", text, "--priority", "P1", "--at", dice.when()),
            ("update", "b", dice.choice(WORK_STATUSES), text),
            ("resolve", "a", text),
            ("postmortem", "a", text),
            ("cancel", "b", text),
            ("move", "b", "--start", dice.when(), "--end", dice.when(), "--yes"),
        )
    )
    words = tuple(word.encode("utf-8", "replace").decode() for word in words)
    return {**files, "command.json": json.dumps(words).encode()}


def catalogue(dice: Dice) -> Files:
    """A catalogue with slips."""
    entries = CATALOGUE.split("\n\n")
    text = "\n\n".join([entries[0], *dice.sample(entries[1:], min(12, len(entries) - 1))])
    return {**PLAIN_POSTS, "theme/translations/pl.po": dice.bytes_of(dice.broken(text, 3))}


def theme(dice: Dice) -> Files:
    """A template with slips."""
    name = dice.choice(sorted(TEMPLATES))
    text = TEMPLATES[name]
    for _ in range(dice.randint(1, 2)):
        text = dice.choice(
            (
                dice.broken(text, 1),
                text.replace("{{ ", "{{ x.", 1),
                text.replace("}}", "|attr('x')}}", 1),
            )
        )
    return {**PLAIN_POSTS, f"theme/templates/{name}": dice.bytes_of(text)}


def build(dice: Dice) -> Files:
    """A site of some posts without slips."""
    files = posts(dice, 0)
    for number in range(dice.randint(0, 5)):
        text = incident(dice) if dice.often(0.6) else work(dice)
        folder = "incidents" if "\nstarted:" in text else "maintenance"
        files[f"{folder}/n-{number}.md"] = dice.bytes_of(text)
    if dice.often(0.3):
        files["site.yaml"] = SITE.replace(
            "name: API", f"name: {json.dumps(dice.line() or 'x')}"
        ).encode("utf-8", "replace")
    return files
