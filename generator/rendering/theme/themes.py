"""Where templates and assets come from: the site's ``theme/`` wins path by path over the default one.

The default stays reachable as ``!default/…`` so that a site can override one block of a page::

    {% extends "!default/index.html" %}

A template that (by way of others) extends itself is refused with a clear message, not a recursion.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta, nodes, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

import generator
from generator.diagnostics import Diagnostic, Location
from generator.rendering.language.catalogue_checks import catalogue_faults

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
    """The folders to look in, the site's first."""

    default: Path
    site: Path | None

    @classmethod
    def of(cls, root: Path) -> Theme:
        """The theme of a site; a site whose ``theme/`` is the default one has no own."""
        default, own = default_theme().resolve(), (root / "theme").resolve()
        return cls(default, own if own.is_dir() and own != default else None)

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


@dataclass(frozen=True, slots=True)
class Assets:
    """Published assets: ``files`` by path in the site, ``paths`` from plain name to that path."""

    files: dict[str, bytes] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, data: bytes) -> str:
        """Publishes a file under a name that changes with its content, so that it can be kept for ever."""
        stem, dot, suffix = name.rpartition(".")
        digest = hashlib.blake2b(data, digest_size=5).hexdigest()
        path = f"assets/{stem}.{digest}.{suffix}" if dot else f"assets/{suffix}.{digest}"
        self.files[path] = data
        self.paths[name] = path
        return path


# --------------------------------------------------------------------------------------- templates


class _Loader(jinja2.BaseLoader):
    def __init__(self, theme: Theme, folder: str) -> None:
        self.theme, self.folder = theme, folder

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, None]:
        del environment
        path = self.theme.find(f"{self.folder}/{template}")
        if path is None:
            raise jinja2.TemplateNotFound(template)
        return path.read_text(encoding="utf-8"), str(path), None


@pass_context
def _gettext(context: Context, message: str, /, **values: object) -> Markup:
    return _filled(context["words"].translations.gettext(message), values)


@pass_context
def _ngettext(context: Context, one: str, many: str, count: int, /, **values: object) -> Markup:
    values.setdefault("num", count)
    return _filled(context["words"].translations.ngettext(one, many, count), values)


def _filled(text: str, values: dict[str, object]) -> Markup:
    """An interface text as markup; what is filled in is escaped."""
    return Markup(text) % values if "%" in text else Markup(text)  # noqa: S704 - the theme's own


def environment(theme: Theme, folder: str = TEMPLATES) -> jinja2.Environment:
    """Jinja2 for a theme: escaping on, an unknown variable is an error, texts in the page's language.

    One environment serves all languages: the language is the render context's ``words``. ``folder`` is
    where templates lie. Raises ThemeError for the first mistake in the site's own.
    """
    env = _environment(theme, folder)
    for diagnostic in _template_faults(env, theme, folder):
        raise ThemeError(diagnostic)
    return env


def _environment(theme: Theme, folder: str) -> jinja2.Environment:
    env = jinja2.Environment(
        loader=_Loader(theme, folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        cache_size=-1,
    )
    env.extend(newstyle_gettext=True)
    env.globals |= {"_": _gettext, "gettext": _gettext, "ngettext": _ngettext}
    env.policies["ext.i18n.trimmed"] = True
    return env


def check_theme(root: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with a site's own templates: syntax, unknown files, a template extending itself."""
    theme = Theme.of(root)
    faults: tuple[Diagnostic, ...] = ()
    for folder in (TEMPLATES, MAIL):
        faults += tuple(_template_faults(_environment(theme, folder), theme, folder))
    if theme.site and (theme.site / TRANSLATIONS).is_dir():
        faults += tuple(catalogue_faults(theme.site / TRANSLATIONS, f"theme/{TRANSLATIONS}"))
    return faults


def _template_faults(env: jinja2.Environment, theme: Theme, folder: str) -> Iterator[Diagnostic]:
    """Checks the site's own templates and what they stand on."""
    if theme.site is None:
        return
    place = theme.site / folder
    for path in sorted(p for kind in ("*.html", "*.txt") for p in place.rglob(kind)):
        name = path.relative_to(place).as_posix()
        shown = f"theme/{folder}/{name}"
        try:
            source = path.read_text(encoding="utf-8")
            tree = env.parse(source)
            env.compile(source, name, str(path))
        except jinja2.TemplateSyntaxError as error:
            yield Diagnostic(
                "theme-syntax",
                f"the template cannot be read: {error.message}",
                "see the Jinja manual for the syntax of templates",
                Location(shown, error.lineno),
            )
            continue
        except UnicodeDecodeError:
            yield Diagnostic(
                "theme-syntax", "the template is not UTF-8", "save it as UTF-8", Location(shown)
            )
            continue
        for wanted in meta.find_referenced_templates(tree):
            if wanted is not None and theme.find(f"{folder}/{wanted}") is None:
                yield Diagnostic(
                    "theme-unknown-template",
                    f"there is no template '{wanted}'",
                    f"templates are named by their path below theme/{folder}/",
                    Location(shown),
                )
        if chain := _extends_itself(env, theme, folder, name):
            yield Diagnostic(
                "theme-extends-itself",
                f"the template extends itself: {' → '.join(chain)}",
                f'to build on the default page write {{% extends "{DEFAULT_PREFIX}{name}" %}}',
                Location(shown),
            )


def _extends_itself(
    env: jinja2.Environment, theme: Theme, folder: str, name: str
) -> tuple[str, ...] | None:
    """The chain of ``extends`` that leads from a template back to a file it has passed."""
    chain, passed = [name], set()
    while path := theme.find(f"{folder}/{chain[-1]}"):
        if path in passed:
            return tuple(chain)
        passed.add(path)
        try:
            tree = env.parse(path.read_text(encoding="utf-8"))
        except (jinja2.TemplateSyntaxError, UnicodeDecodeError):
            return None
        parent = next((node.template for node in tree.find_all(nodes.Extends)), None)
        if not isinstance(parent, nodes.Const):
            return None
        chain.append(str(parent.value))
    return None


def render_page(env: jinja2.Environment, theme: Theme, name: str, values: dict[str, Any]) -> bytes:
    """A page's bytes. Raises ThemeError where a template of the site's own theme fails."""
    return render_text(env, theme, name, values).encode("utf-8", "replace")


def render_text(env: jinja2.Environment, theme: Theme, name: str, values: dict[str, Any]) -> str:
    """What a template gives. Raises ThemeError where one of the site's own theme fails."""
    try:
        return env.get_template(name).render(values)
    except Exception as error:
        place = _place(error, theme.site) if theme.site else None
        if place is None:
            raise
        said = str(error) if isinstance(error, jinja2.TemplateError) else _said(error)
        raise ThemeError(
            Diagnostic(
                "theme-render",
                f"the page '{name}' cannot be made: {said}",
                "see docs/theme.md for what templates are given",
                place,
            )
        ) from error


def _said(error: Exception) -> str:
    """An error of Python's in words; its bare text is often no more than a name."""
    if isinstance(error, RecursionError):
        return "the template includes itself"
    return f"{type(error).__name__}: {error}"


def _place(error: BaseException, folder: Path) -> Location | None:
    """The innermost line of the site's own theme in a traceback; None where it plays no part."""
    place, trace = None, error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(folder):
            place = Location(f"theme/{file.relative_to(folder).as_posix()}", trace.tb_lineno)
        trace = trace.tb_next
    return place
