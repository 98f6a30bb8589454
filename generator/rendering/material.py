"""What a build is made from: assets, pictures, prose, one edition per language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path

from generator.model.content import Site
from generator.model.levels import Level
from generator.rendering.edition import SUMMARY_HEADING, UPDATE_HEADING, Edition
from generator.rendering.language.words import Words, compile_catalogue
from generator.rendering.theme.cards import card
from generator.rendering.theme.colours import accent_rules
from generator.rendering.theme.themes import ASSETS, TRANSLATIONS, Assets, Theme
from generator.rules.judgements import Assessment, PeriodResult
from generator.rules.status import service_status

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"})


def published_assets(theme: Theme, site: Site, root: Path) -> Assets:
    """The theme's assets, the site's logo and favicon, the cards; each under a name of its content."""
    assets = Assets()
    for name in theme.names(ASSETS):
        path = theme.find(f"{ASSETS}/{name}")
        if path:
            data = path.read_bytes()
            if name == "style.css":
                data += accent_rules(site.accent).encode()
            assets.add(name, data)
    for own in (site.logo, site.favicon):
        if own and (file := _inside(root, root, own)):
            assets.paths[f"site:{own}"] = assets.add(file.name, file.read_bytes())
    for level in Level:
        assets.add(f"card-{level.value.replace('_', '-')}.png", card(level))
    return assets


def _inside(root: Path, folder: Path, name: str) -> Path | None:
    """A picture's file, if it lies in the site; links and ``..`` lead nowhere else."""
    base = root if name.startswith("/") else folder
    try:
        path = (base / name.lstrip("/")).resolve()
        if path.suffix.lower() in PICTURES and path.is_relative_to(root.resolve()):
            return path if path.is_file() else None
    except (OSError, ValueError):
        return None
    return None


def prose_of(assessment: Assessment) -> Iterator[tuple[str, int]]:
    """Every text of every post with the level of its headings."""
    for post in assessment.content.posts:
        words = [(post.summary, SUMMARY_HEADING)]
        words += [(update.text, UPDATE_HEADING) for update in post.updates]
        for translation in post.translations.values():
            words.append((translation.summary, SUMMARY_HEADING))
            words += [(text, UPDATE_HEADING) for text in translation.texts.values()]
        yield from ((text, level) for text, level in words if text.strip())


def editions(
    assessment: Assessment,
    theme: Theme,
    root: Path,
    assets: Assets,
    fragments: MutableMapping[str, str],
) -> Iterator[Edition]:
    """The site in each of its languages, the main one first."""
    content = assessment.content
    status = service_status(assessment)
    for language in content.site.languages:
        yield Edition(
            assessment=assessment,
            status=status,
            words=_words(theme, language, content.site),
            fragments=fragments,
            picture=_picture(root, assets, content.site),
            components={c.id: c for c in content.site.components},
            incidents={p.id: p for p in content.incidents},
            maintenance={p.id: p for p in content.maintenance},
            current=_current(assessment),
        )


def _words(theme: Theme, language: str, site: Site) -> Words:
    path = theme.find(f"{TRANSLATIONS}/{language}.po")
    return Words(
        language, site.zone, compile_catalogue(path.read_bytes() if path else b"", language)
    )


def _current(assessment: Assessment) -> PeriodResult | None:
    for result in reversed(assessment.periods):
        if result.tier is None and assessment.now in result.period.span:
            return result
    return None


def _picture(root: Path, assets: Assets, site: Site) -> Callable[[str, str], str | None]:
    prefix = site.base_path

    def published(post_file: str, source: str) -> str | None:
        path = _inside(root, (root / post_file).parent, source)
        return f"{prefix}/{assets.add(path.name, path.read_bytes())}" if path else None

    return published
