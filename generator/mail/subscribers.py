"""The private address file of a small team: CSV with address, language, components and frequency.

It must lie where nobody publishes it: not in git, not under the published folder.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Diagnostic, Location, did_you_mean
from generator.disk.whole_file import write_whole
from generator.mail.recipients import MailChannel, Recipient, leave_token, recipient_id
from generator.model.content import Site
from generator.model.mail import Frequency
from generator.reading.git.commands import GitError
from generator.reading.git.repository import is_tracked
from generator.reading.guarded import DATA_LIMIT, read_guarded
from generator.reading.tables.mail import parse_address
from generator.reading.yaml.faults import Trouble

COLUMNS = ("address", "language", "components", "frequency")
BIGGEST_SENSIBLE = 500
"""Larger lists belong to a list server, which also handles bounces."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A person. No ``components`` means all."""

    address: str
    language: str
    components: tuple[str, ...] = ()
    frequency: Frequency = Frequency.INSTANT


class UnsafeFileError(Exception):
    """The address file lies where it would be published; the text says what to do."""


def check_private(path: Path, root: Path, outs: Iterable[Path]) -> None:
    """Raises UnsafeFileError if the file of a site lies under a published folder or git tracks it."""
    place = path.resolve()
    for out in (*outs, root / "theme"):
        if place.is_relative_to(out.resolve()):
            raise UnsafeFileError(
                f"the address file {path} lies in {out}, which is published: everybody could read it. "
                "Move it out of there"
            )
    try:
        tracked = is_tracked(place)
    except GitError:
        return
    if tracked:
        raise UnsafeFileError(
            f"git keeps the address file {path}: everybody with the repository could read it. Take it "
            f"out with 'git rm --cached {place.name}', and out of the history too"
        )


def read_subscribers(path: Path, site: Site) -> tuple[tuple[Subscriber, ...], list[Diagnostic]]:
    """The people in the file. A missing file is an empty one; a faulty line is left out and reported."""
    try:
        text = read_guarded(path, DATA_LIMIT).decode("utf-8-sig", "replace")
    except FileNotFoundError:
        return (), []
    return parse_subscribers(text, path.name, site)


def parse_subscribers(
    text: str, name: str, site: Site
) -> tuple[tuple[Subscriber, ...], list[Diagnostic]]:
    """The people in a CSV text whose first line names the columns; only ``address`` is required."""
    if not text.strip():
        return (), []
    rows = csv.DictReader(io.StringIO(text, newline=""), restval="", skipinitialspace=True)
    found: dict[str, Subscriber] = {}
    faults: list[Diagnostic] = []
    if "address" not in (rows.fieldnames or ()):
        first = Location(name)
        remedy = f"begin it with the line: {','.join(COLUMNS)}"
        return (), [Diagnostic("bad-subscribers", "no column is called 'address'", remedy, first)]
    for row in rows:
        person = _person({k: v or "" for k, v in row.items() if isinstance(k, str)}, site)
        if isinstance(person, Trouble):
            faults.append(Diagnostic(*person, Location(name, rows.line_num)))
        else:
            found.setdefault(person.address.lower(), person)
    return tuple(found.values()), faults


def _person(row: dict[str, str], site: Site) -> Subscriber | Trouble:
    address = parse_address(row["address"].strip())
    if isinstance(address, Trouble):
        return address
    language = row.get("language", "").strip() or site.main_language
    named = row.get("components", "").replace(";", " ").split()
    components = tuple(site.renamed.get(id, id) for id in named)
    frequency = row.get("frequency", "").strip() or Frequency.INSTANT.value
    ids = [component.id for component in site.components]
    frequencies = [frequency.value for frequency in Frequency]
    for code, word, known, message in (
        ("unknown-language", language, site.languages, "'{}' is not one of the site's languages"),
        *(("unknown-component", id, ids, "there is no component '{}'") for id in components),
        ("unknown-value", frequency, frequencies, "'{}' is not a frequency"),
    ):
        if word not in known:
            return Trouble(code, message.format(word), did_you_mean(word, known))
    return Subscriber(address, language, components, Frequency(frequency))


def subscribers_text(people: Iterable[Subscriber]) -> str:
    """The people as CSV with a line that names the columns."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in people:
        writer.writerow((one.address, one.language, " ".join(one.components), one.frequency.value))
    return out.getvalue()


def write_subscribers(path: Path, people: Iterable[Subscriber]) -> None:
    """Write the file whole, readable by its owner alone."""
    write_whole(path, subscribers_text(people).encode(), mode=0o600)


def people_recipients(people: Iterable[Subscriber], secret: str) -> tuple[Recipient, ...]:
    """The people as recipients; ``secret`` keys their names in ledgers and signs their tokens."""
    return tuple(
        Recipient(
            recipient_id(one.address, secret),
            one.address,
            one.language,
            one.frequency,
            one.components,
            MailChannel.DIRECT,
            leave_token(one.address, secret),
        )
        for one in people
    )
