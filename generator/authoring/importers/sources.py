"""Which files of an old page are posts, what the others are, and the systems of its configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from generator.authoring.importers.records import Named, OriginalComponent, SourceError
from generator.authoring.importers.times import moment
from generator.authoring.importers.values import name_of, split_front, text_of, values_of

SUFFIXES = frozenset({".md", ".markdown", ".mdx"})
PAGES = frozenset({"_index", "index", "readme", "changelog", "contributing", "license", "template"})
SKIPPED_FOLDERS = frozenset({"node_modules", "themes", "public", "layouts", "archetypes"})
FILE_DATE = re.compile(r"(\d{4}-\d\d-\d\d)[-_ ]?(.*)", re.DOTALL)
TRANSLATED = re.compile(r"(.+)\.([a-z]{2}(?:-[a-z]{2})?)$", re.IGNORECASE)
LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2})?")
CONFIGS = ("config.yml", "config.yaml", "hugo.yaml", "hugo.yml", "config.toml", "hugo.toml")
CONFIG_FOLDERS = ("", "site", "config/_default")


class Post(NamedTuple):
    """A file with a post: where it is, what reports call it, and what it is called after."""

    path: Path
    name: str
    stem: str


def posts_in(source: Path, folders: Iterable[str]) -> tuple[list[Post], list[Named]]:
    """A source's posts: the file itself, or all below the first of the folders that there is.

    Raises SourceError where there are none.
    """
    if source.is_file():
        return [Post(source, name_of(source, source), source.stem)], []
    if not source.is_dir():
        raise SourceError(f"there is no {source}")
    top = next((source / f for f in folders if (source / f).is_dir()), source)
    files = sorted(path for path in top.rglob("*") if path.is_file() and _is_meant(path, top))
    found = [path for path in files if path.suffix.lower() in SUFFIXES]
    if not found:
        raise SourceError(f"there are no Markdown files in {top}")
    others = [] if top in {source, source / "content"} else set(files) - set(found)
    named = [Named(name_of(path, source), "no Markdown file") for path in sorted(others)]
    stems = {path.with_suffix("") for path in found}
    main = _main_languages(found, top)
    posts = []
    for path in found:
        name = name_of(path, source)
        other = TRANSLATED.match(path.stem)
        if path.stem.lower() in PAGES and not _is_bundle(path, top):
            named.append(Named(name, "a page of the site, not a post"))
        elif other and path.with_name(other[1]) in stems:
            named.append(
                Named(name, f"the {other[2]} translation of {other[1]}.md, which has the facts")
            )
        elif path in main:
            code = path.relative_to(top).parts[0]
            named.append(Named(name, f"the {code} translation of {name_of(main[path], source)}"))
        else:
            posts.append(Post(path, name, path.parent.name if path.stem.lower() == "index" else path.stem))  # fmt: skip
    return posts, named


def _is_meant(path: Path, top: Path) -> bool:
    inside = path.relative_to(top).parts
    return not SKIPPED_FOLDERS.intersection(inside) and not any(p.startswith(".") for p in inside)


def _is_bundle(path: Path, top: Path) -> bool:
    """Whether an ``index.md`` (or the like) is a post in a folder of its own: whether it has a date."""
    if path.parent == top or path.stem.lower() != "index":
        return False
    front, _ = split_front(text_of(path)[0])
    return moment(front.get("date")) is not None


def _main_languages(found: list[Path], top: Path) -> dict[Path, Path]:
    """The posts that are translations, by their folder's name (``de/x.md``), with what they translate."""
    same: dict[tuple[str, ...], list[Path]] = {}
    for path in found:
        code, *rest = path.relative_to(top).parts
        if rest and LANGUAGE.fullmatch(code):
            same.setdefault(tuple(rest), []).append(path)
    main: dict[Path, Path] = {}
    for paths in same.values():
        first = next((p for p in paths if p.relative_to(top).parts[0] == "en"), paths[0])
        main |= {path: first for path in paths if path != first}
    return main


def systems(source: Path) -> Iterator[OriginalComponent]:
    """The components of a Hugo page's configuration: ``params.systems`` with what it says of them."""
    places = [source / folder / name for folder in CONFIG_FOLDERS for name in CONFIGS]
    place = next((place for place in places if place.is_file()), None)
    if place is None:
        return
    values = values_of(place.suffix.removeprefix("."), text_of(place)[0])
    params = values.get("params")
    listed = params.get("systems") if isinstance(params, dict) else values.get("systems")
    for system in listed if isinstance(listed, list) else []:
        if isinstance(system, dict) and system.get("name"):
            yield OriginalComponent(
                str(system["name"]),
                str(system["category"]) if system.get("category") else None,
                str(system["description"]) if system.get("description") else None,
            )
        elif isinstance(system, str):
            yield OriginalComponent(system)
