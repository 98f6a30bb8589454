"""Published files: the theme's assets, the site's own logo and icon, pictures in posts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

from generator.model.content import Site
from generator.reading.files import is_picture
from generator.rendering.theme.colours import accent_rules
from generator.rendering.theme.themes import ASSETS, Theme


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
        path = theme.find(f"{ASSETS}/{name}")
        if path:
            data = path.read_bytes()
            if name == "style.css":
                data += accent_rules(site.accent).encode()
            assets.paths[name] = assets.add(name, data)
    for own in (site.logo, site.favicon):
        if own and (file := _inside(root, root, own)):
            assets.paths[f"site:{own}"] = assets.add(file.name, file.read_bytes())
    return assets


def _inside(root: Path, folder: Path, name: str) -> Path | None:
    """A picture's file, if it lies in the site; links and ``..`` lead nowhere else."""
    base = root if name.startswith("/") else folder
    try:
        path = (base / name.lstrip("/")).resolve()
        if is_picture(path.name) and path.is_relative_to(root.resolve()):
            return path if path.is_file() else None
    except (OSError, ValueError):
        return None
    return None


def picture_file(root: Path, post_file: str, source: str) -> Path | None:
    """The file of a picture that a post shows by an address; None where there is none in the site."""
    return _inside(
        root, (root / post_file).parent, unquote(re.split(r"[?#]", source, maxsplit=1)[0])
    )


def post_picture(root: Path, assets: Assets, site: Site) -> Callable[[str, str], str | None]:
    """A function of a post's file and an address in it: the published address of that picture, or None."""
    prefix = site.base_path

    @cache
    def published(post_file: str, source: str) -> str | None:
        path = picture_file(root, post_file, source)
        return f"{prefix}/{quote(assets.add(path.name, path.read_bytes()))}" if path else None

    return published
