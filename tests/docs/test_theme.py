"""docs/theme.md is true: its examples build, its lists are those of the code."""

import ast
import os
import re
import sys
from pathlib import Path

from support.rendered import built, page

from generator.rendering.theme.themes import check_theme

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import views_table  # noqa: E402

TEXT = views_table.PAGE.read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_the_worked_example_builds(site) -> None:
    keys, (base, index), (css,), (po,) = map(blocks, ("yaml", "html", "css", "po"))
    site.write(
        "site.yaml",
        "name: Test\nurl: https://status.example.com\ntimezone: Europe/Warsaw\n"
        "languages: [en, pl, de]\ncomponents: [{id: api, name: API}]\n" + "".join(keys),
    )
    picture = '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    site.write("theme/logo.svg", picture)
    site.write("theme/favicon.svg", picture.replace("/>", "><g/></svg>"))
    site.write("theme/templates/base.html", base)
    site.write("theme/templates/index.html", index)
    site.write("theme/assets/ours.css", css)
    site.write("theme/translations/de.po", po)
    assert not check_theme(site.root)
    files = built(site)
    (style,) = (path for path in files if path.startswith("assets/ours."))
    assert files[style].decode() == css
    for path in ("index.html", "history/index.html", "pl/index.html"):
        assert style in files[path].decode(), path
    start = files["index.html"].decode()
    assert "Test answers the phone" in start
    assert "answers the phone" not in files["history/index.html"].decode()
    assert "All systems are working" in start
    assert page(files, "de/index.html").h1 == "Alle Systeme arbeiten"
    assert re.search(r'<img src="assets/logo\.\w+\.svg"', start)
    assert re.search(r'rel="icon" href="assets/favicon\.\w+\.svg"', start)
    assert 'href="https://example.com/imprint">Imprint<' in start
    assert ">Pomoc<" in files["pl/index.html"].decode()


def test_the_list_of_views_is_up_to_date() -> None:
    expected = views_table.page()
    if os.environ.get("STATUSMARK_REWRITE"):
        views_table.PAGE.write_text(expected, encoding="utf-8")
    assert views_table.PAGE.read_text("utf-8") == expected, "run python tools/views_table.py"


def test_every_template_and_what_it_is_given_is_listed() -> None:
    given = dict(re.findall(r"^\| `(\w+\.html)` \| (.*) \|$", TEXT, re.MULTILINE))
    made = {}
    for module in ("map", "digests"):
        tree = ast.parse((ROOT / "generator/rendering/pages" / f"{module}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Page":
                template, values = node.args[0], node.args[5]
                assert isinstance(template, ast.Constant)
                assert isinstance(values, ast.Dict)
                made[template.value] = {k.value for k in values.keys if isinstance(k, ast.Constant)}
    assert set(given) == set(made)
    names = {view[0] for view in views_table.views()}
    for template, values in made.items():
        assert set(re.findall(r"`(\w+)`", given[template])) == values
        for view in re.findall(r"\b(\w+View)s?\b", given[template]):
            assert view in names


def test_what_every_template_may_use_is_listed() -> None:
    tree = ast.parse((ROOT / "generator/rendering/site.py").read_text("utf-8"))
    names = {"feeds", "_", "ngettext"}
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name in {"_shared", "_job"}:
            for node in ast.walk(function):
                if isinstance(node, ast.Dict):
                    names |= {k.value for k in node.keys if isinstance(k, ast.Constant)}
    table = TEXT.partition("## What every template may use")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \| ", table, re.MULTILINE)
    listed = {
        name
        for row in rows
        for name in re.findall(r"`(\w+)|, `(\w+)", row)
        for name in name
        if name
    }
    assert listed == names
