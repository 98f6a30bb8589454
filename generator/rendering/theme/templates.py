"""Templates of a theme: Jinja2 with escaping on, an unknown name is an error, texts in the page's language."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2 import pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from generator.diagnostics import Diagnostic, Location
from generator.reading.guarded import read_guarded
from generator.rendering.theme.themes import Theme, ThemeError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


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
        return read_guarded(path).decode(), str(path), None


def environment(theme: Theme, folder: str) -> jinja2.Environment:
    """The templates in a folder of a theme (``templates``, ``mail``).

    One environment serves all languages: the language is the render context's ``words``. Templates
    reach what they are given and nothing behind it: whoever may change a theme runs no program here.
    """
    env = ImmutableSandboxedEnvironment(
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


def unescaped(env: jinja2.Environment) -> jinja2.Environment:
    """The same templates for plain text: nothing is escaped."""
    return env.overlay(autoescape=False)


@pass_context
def _gettext(context: Context, message: str, /, **values: object) -> str:
    return _filled(context, context["words"].translations.gettext(message), values)


@pass_context
def _ngettext(context: Context, one: str, many: str, count: int, /, **values: object) -> str:
    values.setdefault("num", count)
    return _filled(context, context["words"].translations.ngettext(one, many, count), values)


def _filled(context: Context, text: str, values: dict[str, object]) -> str:
    """An interface text with its values; in HTML it is markup, and what is filled in is escaped."""
    said = Markup(text) if context.eval_ctx.autoescape else text  # noqa: S704 - the theme's own
    return said % values if "%" in text else said


def given(*values: DataclassInstance) -> dict[str, Any]:
    """The fields of some views by name: what a template is rendered with."""
    return {field.name: getattr(value, field.name) for value in values for field in fields(value)}


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
