"""Writes the lists of docs/theme.md between their marks, from the types in generator/rendering/theme_api.

They say what each template is given, and what the views hold. Run it after a change of a view or of what a
template is given: ``python tools/views_table.py``. A test fails while a list is out of date
(``STATUSMARK_REWRITE=1`` rewrites it, too).
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_type_hints

from generator.rendering.theme_api import (
    components,
    embedding,
    frame,
    functions,
    history,
    mail,
    pages,
    periods,
    posts,
)

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "theme.md"
BAR = r"\|"
"""A bar that does not end a table's cell."""

VIEWS = (frame, components, posts, periods, history, embedding, mail)


@dataclass(frozen=True, slots=True)
class Member:
    """A name with its type or, for a function, its arguments and result; ``about`` is its docstring."""

    name: str
    type: str
    about: str
    arguments: str = ""

    @property
    def row(self) -> str:
        """The row of a table."""
        if self.arguments:
            return _row(f"`{self.name}{self.arguments}`", self.about)
        return _row(f"`{self.name}`", f"{self.type}: {self.about}")

    @property
    def line(self) -> str:
        """The line of a list."""
        about = f"  # {self.about.replace('`', '')}" if self.about else ""
        return f"{self.name}{self.arguments}: {self.type}{about}\n"


def page() -> str:
    """docs/theme.md as it should be."""
    text = PAGE.read_text("utf-8")
    for name, made in _lists().items():
        begin, end = f"<!-- {name}: made by tools/views_table.py -->\n", f"<!-- end of {name} -->"
        before, mark, rest = text.partition(begin)
        if not mark:
            raise ValueError(f"{PAGE.name} has no line {begin}")
        text = f"{before}{begin}\n{made}\n{end}{rest.partition(end)[2]}"
    return text


def _lists() -> dict[str, str]:
    apart = (pages.MovedPage, pages.ErrorPage)
    return {
        "texts": _names(functions.Texts),
        "every page": _names(frame.EveryPage),
        "pages": _templates(get_args(pages.PageValues)),
        "pages that stand apart": _templates(apart),
        "every message": _names(mail.EveryMail),
        "messages": _templates(get_args(mail.MailValues)),
        "views": "\n".join(map(_view, _views())),
    }


def _names(given: type) -> str:
    """What every template of a kind may use."""
    return "| name | what |\n|---|---|\n" + "".join(one.row for one in members(given))


def _templates(given: Iterable[type]) -> str:
    """What single templates are given."""
    rows = (_row(_files(one), _about(one), _values(one)) for one in given)
    return "| template | what it shows | its own values |\n|---|---|---|\n" + "".join(rows)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', BAR) for cell in cells)} |\n"


def _files(given: Any) -> str:
    """A page's file, or a message's two."""
    name: str = given.template
    return f"`{name}`" if "." in name else f"`{name}.html`, `{name}.txt`"


def _values(given: type) -> str:
    return "; ".join(f"`{one.name}`: {one.type}" for one in members(given)) or "none"


def _view(view: type) -> str:
    lines = "".join(one.line for one in members(view))
    return f"**{view.__name__}**: {_about(view)}\n\n```text\n{lines}```\n"


def _views() -> Iterator[type]:
    """The views, module by module."""
    for module in VIEWS:
        for name, value in vars(module).items():
            if name.endswith(("View", "Word")) and value.__module__ == module.__name__:
                yield value
    yield functions.WordsView


def members(given: Any) -> Iterator[Member]:
    """What a class holds: the fields of a dataclass, the properties and methods of a protocol."""
    if is_dataclass(given):
        hints, texts = get_type_hints(given), _texts_below_fields(given)
        for field in fields(given):
            about, type_ = texts.get(field.name, ""), hints[field.name]
            if getattr(type_, "_is_protocol", False) and "__call__" in vars(type_):
                yield _function(field.name, vars(type_)["__call__"], about)
            else:
                yield Member(field.name, str(field.type), about)
        return
    for name, value in vars(given).items():
        if isinstance(value, property):
            yield Member(name, inspect.get_annotations(value.fget)["return"], _about(value))
        elif inspect.isfunction(value) and value.__module__ == given.__module__:
            yield _function(name, value, _about(value))


def _function(name: str, function: Any, about: str) -> Member:
    signature = inspect.signature(function)
    shown = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in signature.parameters.values()
        if parameter.name != "self"
    ]
    arguments = str(inspect.Signature(shown)).replace("'", '"')
    return Member(name, signature.return_annotation, about, arguments)


def _about(value: object) -> str:
    return _plain(inspect.getdoc(value) or "")


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("``", "`")


def _texts_below_fields(view: type) -> dict[str, str]:
    """The docstrings of fields, which Python itself forgets."""
    (tree,) = ast.parse(inspect.getsource(view)).body
    found: dict[str, str] = {}
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    for before, node in pairwise(body):
        match before, node:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = _plain(text)
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
