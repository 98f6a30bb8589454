"""The same history for Hugo: a page a post, home, history by month, component pages, feeds of 50."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from corpus import Record

THEME = Path(__file__).parent / "peer_theme"


def write_peer(folder: Path, found: Sequence[Record], languages: Sequence[str] = ("en",)) -> None:
    """A Hugo site with the theme beside this file; each language has all posts, as ours has."""
    shutil.copytree(THEME, folder)
    with (folder / "hugo.toml").open("a") as settings:
        for weight, language in enumerate(languages, 1):
            settings.write(f"\n[languages.{language}]\nweight = {weight}\n")
    for record in found:
        write_peer_post(folder, record, languages)


def write_peer_post(folder: Path, record: Record, languages: Sequence[str]) -> None:
    matter = {
        "title": record.title,
        "date": f"{record.start:%Y-%m-%dT%H:%M:%SZ}",
        "type": record.kind,
        "components": record.components,
        "months": [f"{record.start:%Y-%m}"],
        "open": record.updates[-1].status == "Monitoring",
    }
    lines = [json.dumps(matter, ensure_ascii=False), ""]
    for update in record.updates:
        lines += [f"## {update.at:%Y-%m-%d %H:%M} {update.status}", "", update.text, ""]
    for language in languages:
        path = (folder / "content" / record.path).with_suffix(f".{language}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines), encoding="utf-8")
