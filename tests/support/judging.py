"""Sites of a few lines, read and judged in this process: what the tests of the rules are written in."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from support.builders import SiteFolder
from support.instants import local
from support.pipeline import assessed

from generator.rules.judgements import Assessment, PeriodResult

HEAD = """\
name: Test
url: https://status.example.com
timezone: Europe/Warsaw
proof_since: 2100-01-01
"""
COMPONENTS = "components: [{id: api, name: API}, {id: web, name: Web}]\n"


class JudgedSite(SiteFolder):
    """A site outside git: ``published:`` of its notices is taken as it stands."""

    def __init__(self, root: Path, sla: str, components: str = COMPONENTS) -> None:
        super().__init__(root)
        self.count = 0
        text = f"{HEAD}{components}sla:\n{indent(dedent(sla).strip(), '  ')}\n"
        self.write("site.yaml", text.encode())

    def incident(self, front: str, body: str = "", id: str = "") -> str:
        """Adds an incident and returns its id."""
        return self._post("incidents", front, body, id)

    def outage(self, start: str, end: str, *components: str, level: str = "major_outage") -> str:
        """Adds an incident of one level; ``api`` unless components are named."""
        names = ", ".join(f"{c}: {level}" for c in components or ("api",))
        return self.incident(f"started: {start}\nresolved: {end}\ncomponents: {{{names}}}")

    def work(self, start: str, end: str, published: str, more: str = "", body: str = "") -> str:
        """Adds planned work on ``api``, announced as a major outage."""
        front = f"start: {start}\nend: {end}\npublished: {published}\n{dedent(more).strip()}"
        if "components" not in more:
            front += "\ncomponents: {api: major_outage}"
        return self._post("maintenance", front, body, "")

    def _post(self, folder: str, front: str, body: str, id: str) -> str:
        self.count += 1
        id = id or f"post-{self.count}"
        text = f"---\ntitle: A\n{dedent(front).strip()}\n---\n{dedent(body).lstrip()}"
        self.write(f"{folder}/{id}.md", text.encode())
        return id

    def at(self, now: str) -> Assessment:
        """Everything judged at a local time."""
        return assessed(self, local(now), strict=True)

    def period(
        self, label: str, now: str = "2027-06-01 00:00", tier: str | None = None
    ) -> PeriodResult:
        """One period's result, by default long after its end."""
        (found,) = [p for p in self.at(now).periods if p.period.label == label and p.tier == tier]
        return found
