"""Writes the list of views in docs/theme.md, between its two marks, from the modules that define them.

Run it after a change of a view: ``python tools/views_table.py``. A test fails while the list is out
of date (``STATUSMARK_REWRITE=1`` rewrites it, too).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "theme.md"
BEGIN, END = "<!-- views: made by tools/views_table.py -->\n", "<!-- end of views -->\n"
MODULES = (
    "theme_api/frame",
    "theme_api/components",
    "theme_api/posts",
    "views/digests",
    "views/mail_lists",
    "embedding/page_and_error",
)


def views() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Each view: its name, what it is, and its fields with their types."""
    for module in MODULES:
        tree = ast.parse((ROOT / "generator" / "rendering" / f"{module}.py").read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                told = " ".join((ast.get_docstring(node) or "").split())
                fields = [
                    (field.target.id, ast.unparse(field.annotation))
                    for field in node.body
                    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
                ]
                yield node.name, told.replace("``", "`"), fields


def page() -> str:
    """docs/theme.md as it should be."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    parts = [
        f"**{name}**: {told}\n\n```text\n"
        + "".join(f"{f}: {type_}\n" for f, type_ in fields)
        + "```\n"
        for name, told, fields in views()
    ]
    return before + BEGIN + "\n" + "\n".join(parts) + "\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
