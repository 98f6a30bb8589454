"""Where templates and assets come from: the site's ``theme/`` wins path by path over the default one.

The default stays reachable as ``!default/…`` so that a site can override one block of a page::

    {% extends "!default/index.html" %}
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import generator
from generator.diagnostics import Diagnostic
from generator.reading.guarded import ASSET_LIMIT, read_guarded

DEFAULT_PREFIX = "!default/"
TEMPLATES, MAIL, ASSETS, TRANSLATIONS = "templates", "mail", "assets", "translations"


class ThemeError(Exception):
    """A mistake in the site's theme; ``diagnostic`` says where and what to do."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def default_theme() -> Path:
    """The default theme: inside the package when installed, beside it in the repository."""
    package = Path(generator.__file__).parent
    inside = package / "theme"
    return inside if inside.is_dir() else package.parent / "theme"


@dataclass(frozen=True, slots=True)
class Theme:
    """The folders to look in, the site's first; ``leads_out`` says that its ``theme/`` is a link to elsewhere."""

    default: Path
    site: Path | None
    leads_out: bool = False

    @classmethod
    def of(cls, root: Path) -> Theme:
        """The theme of a site; a site whose ``theme/`` is the default one has no own."""
        default, own = default_theme().resolve(), (root / "theme").resolve()
        if not own.is_dir() or own == default:
            return cls(default, None)
        outside = not own.is_relative_to(root.resolve())
        return cls(default, None if outside else own, outside)

    def read(self, name: str) -> bytes:
        """What the file of a name holds; nothing where there is none."""
        path = self.find(name)
        return read_guarded(path, ASSET_LIMIT) if path else b""

    def find(self, name: str) -> Path | None:
        """The file of a name such as ``templates/index.html``; the site's wins."""
        kind, _, rest = name.partition("/")
        if rest.startswith(DEFAULT_PREFIX):
            name = f"{kind}/{rest.removeprefix(DEFAULT_PREFIX)}"
            folders = [self.default]
        else:
            folders = [folder for folder in (self.site, self.default) if folder]
        for folder in folders:
            path = (folder / name).resolve()
            if path.is_file() and path.is_relative_to(folder):
                return path
        return None

    def catalogue(self, language: str) -> Path | None:
        """The texts of a language such as ``pt-BR``, or else of ``pt``; None where English is shown."""
        names = (language, language.partition("-")[0])
        found = (self.find(f"{TRANSLATIONS}/{name}.po") for name in names)
        return next((path for path in found if path), None)

    def names(self, folder: str) -> tuple[str, ...]:
        """The names of all files below a folder of either theme, sorted."""
        found = set()
        for base in (self.default, self.site):
            if base and (base / folder).is_dir():
                found |= {
                    p.relative_to(base / folder).as_posix()
                    for p in (base / folder).rglob("*")
                    if p.is_file() and not p.name.startswith(".")
                }
        return tuple(sorted(found))
