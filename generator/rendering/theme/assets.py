"""Published files: the theme's assets, the site's own logo and icon, pictures in posts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from generator.model.content import Site
from generator.reading.files import is_picture
from generator.reading.guarded import ASSET_LIMIT, read_guarded
from generator.reading.yaml.text import is_pointer
from generator.rendering.theme.colours import accent_rules
from generator.rendering.theme.themes import ASSETS, Theme


class Picture(NamedTuple):
    """A picture of the site's own."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Assets:
    """Published assets: ``files`` by path in the site, ``paths`` from a name for templates to that path."""

    files: dict[str, bytes] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, data: bytes) -> str:
        """The path of a file, whose name changes with its content, so that it can be cached for ever."""
        stem, dot, suffix = name.rpartition(".")
        digest = hashlib.blake2b(data, digest_size=5).hexdigest()
        path = f"assets/{stem}.{digest}.{suffix}" if dot else f"assets/{suffix}.{digest}"
        self.files[path] = data
        return path


def published_assets(theme: Theme, site: Site, root: Path) -> Assets:
    """The theme's assets by name; the site's logo and favicon as ``site:`` and their path."""
    assets = Assets()
    for name in theme.names(ASSETS):
        if theme.find(f"{ASSETS}/{name}"):
            data = theme.read(f"{ASSETS}/{name}")
            if name == "style.css":
                data += accent_rules(site.accent).encode()
            assets.paths[name] = assets.add(name, data)
    for own in (site.logo, site.favicon):
        if own and isinstance(picture := _picture(root, root, own), Picture):
            assets.paths[f"site:{own}"] = assets.add(picture.name, picture.data)
    return assets


def _picture(root: Path, folder: Path, name: str) -> Picture | str:
    """A picture that lies in the site, or why there is none; links and ``..`` lead nowhere else."""
    path = (root if name.startswith("/") else folder) / name.lstrip("/")
    try:
        data = read_guarded(path, ASSET_LIMIT, inside=root) if is_picture(path.name) else None
    except (FileNotFoundError, NotADirectoryError, ValueError):
        data = None
    except OSError as error:
        return f"the picture '{name}' cannot be shown: {error.strerror}"
    if data is None:
        return f"there is no picture '{name}'"
    if is_pointer(data[:100]):
        return f"the picture '{name}' cannot be shown: it is a pointer of Git LFS, or encrypted"
    return Picture(path.name, data)


def find_picture(root: Path, post_file: str, source: str) -> Picture | str:
    """The picture that a post shows by an address, or why there is none."""
    name = unquote(re.split(r"[?#]", source, maxsplit=1)[0])
    return _picture(root, (root / post_file).parent, name)


def post_picture(root: Path, assets: Assets, site: Site) -> Callable[[str, str], str | None]:
    """A function of a post's file and an address in it: the published address of that picture, or None."""
    prefix = site.base_path

    @cache
    def published(post_file: str, source: str) -> str | None:
        picture = find_picture(root, post_file, source)
        if isinstance(picture, str):
            return None
        return f"{prefix}/{quote(assets.add(picture.name, picture.data))}"

    return published
