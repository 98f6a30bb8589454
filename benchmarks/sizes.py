"""What big files and many files cost: processor seconds and memory of `check` and `build`.

    python benchmarks/sizes.py          # single files
    python benchmarks/sizes.py --all    # 10,000 components and 100,000 posts, too: minutes

Prints a Markdown table. Exit codes stand with the seconds: 0 fine, 1 refused with a diagnostic.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

MIB = 1 << 20
NOW = "2026-11-20T14:05+01:00"
SITE = (
    "name: A\nurl: https://status.example.com\ntimezone: UTC\nsla: {availability: {target: 99%}}\n"
)
ONE = "components:\n  - {id: api, name: API}\n"
HEAD = "---\ntitle: Down\nstarted: 2026-11-01 00:00\ncomponents: {api: major_outage}\n"
Files = Iterator[tuple[str, str]]


def post(body: str = "", head: str = HEAD, site: str = SITE + ONE) -> Files:
    yield "site.yaml", site
    yield "incidents/a.md", f"{head}---\n{body}\n"


def updates(count: int) -> str:
    return "".join(
        f"## 2026-11-{n // 1440 + 1:02} {n // 60 % 24:02}:{n % 60:02} Update\nWords.\n\n"
        for n in range(count)
    )


def phases(count: int) -> str:
    def at(n: int) -> str:
        return f"2026-11-{n // 1440 + 1:02} {n // 60 % 24:02}:{n % 60:02}"

    levels = ("degraded_performance", "major_outage")
    rows = (
        f"  - {{from: {at(n)}, to: {at(n + 1)}, components: {{api: {levels[n % 2]}}}}}"
        for n in range(count)
    )
    return HEAD + "impact:\n" + "\n".join(rows) + "\n"


def components(count: int) -> str:
    rows = (f"  - {{id: c{n}, name: C{n}}}" for n in range(count))
    return SITE + ONE + "\n".join(rows) + "\n"


def many(count: int) -> Files:
    yield "site.yaml", SITE + ONE
    for n in range(count):
        at = f"{2000 + n // 5000}-{n % 12 + 1:02}-{n % 28 + 1:02} {n % 24:02}"
        text = f"---\ntitle: T{n}\nstarted: {at}:00\nresolved: {at}:30\ncomponents: [api]\n---\nWords.\n"
        yield f"incidents/i-{n}.md", text


CASES: dict[str, tuple[Callable[[], Files], bool]] = {
    "a post of 50 MB": (lambda: post("x\n" * 25 * MIB), True),
    "a site.yaml of 50 MB": (lambda: post(site=SITE + ONE + "# x\n" * 13 * MIB), True),
    "a line of 10 MB": (lambda: post("x" * 10 * MIB), True),
    "a title of 1 MB": (lambda: post(head=HEAD.replace("Down", "x " * 510_000)), True),
    "1 MB of text in one line": (lambda: post("word " * 205_000), True),
    "1 MB of brackets": (lambda: post("[" * 1_040_000), True),
    "5,000 updates": (lambda: post(updates(5000)), True),
    "8,500 impact phases": (lambda: post(head=phases(8500)), True),
    "100,000 brackets in site.yaml": (
        lambda: post(site=SITE + ONE + "links: " + "[" * 100_000),
        True,
    ),
    "10,000 components": (lambda: post(site=components(10_000)), False),
    "100,000 posts": (lambda: many(100_000), False),
}


ONLY_CHECKED = "100,000 posts"
"""Their pages would take a quarter of an hour."""

MEASURE = """
import os, resource, subprocess, sys
code = subprocess.run([sys.executable, "-m", "generator", *sys.argv[1:]], capture_output=True).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{used.ru_utime + used.ru_stime:.1f} s, {used.ru_maxrss / 1024:.0f} MiB, {code}")
"""
"""In a process of its own: a child's memory begins as that of its parent, which has the files here."""


def cost(root: Path, command: str) -> str:
    """Processor seconds, MiB of the largest process, and how it ended."""
    given = ("-q", "-C", root, command, "--now", NOW)
    return subprocess.run(
        [sys.executable, "-c", MEASURE, *given],
        cwd=Path(__file__).parents[1],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def main() -> None:
    print("| input | `check` | `build` |\n|---|---:|---:|")
    for name, (files, is_single) in CASES.items():
        if not is_single and "--all" not in sys.argv:
            continue
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files():
                place = Path(folder, path)
                place.parent.mkdir(exist_ok=True)
                place.write_text(text, "utf-8")
            checked = cost(Path(folder), "check")
            built = "–" if name == ONLY_CHECKED else cost(Path(folder), "build")
            print(f"| {name} | {checked} | {built} |", flush=True)


if __name__ == "__main__":
    main()
