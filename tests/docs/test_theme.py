"""docs/theme.md is true: its examples build, its lists are those of the code."""

import os
import re
import sys
from pathlib import Path

from support.pages import page
from support.pipeline import built

from generator.rendering.theme.checks import check_theme

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


def test_the_lists_are_up_to_date() -> None:
    expected = views_table.page()
    if os.environ.get("STATUSMARK_REWRITE"):
        views_table.PAGE.write_text(expected, encoding="utf-8")
    assert views_table.PAGE.read_text("utf-8") == expected, "run python tools/views_table.py"


def test_the_blocks_of_a_page_are_those_of_the_default_one() -> None:
    (sentence,) = re.findall(r"The blocks of a page are (.*?)\. The\s", TEXT, re.DOTALL)
    base = (ROOT / "theme/templates/base.html").read_text("utf-8")
    assert re.findall(r"`(\w+)`", sentence) == re.findall(r"{% block (\w+) %}", base)


def test_the_files_of_a_theme_are_those_of_the_default_one() -> None:
    listed = {line.split()[0].split("/")[1] for line in TEXT.splitlines() if "    theme/" in line}
    assert listed == {path.name for path in (ROOT / "theme").iterdir()}
