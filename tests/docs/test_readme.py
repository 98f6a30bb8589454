"""README.md is true: its posts read cleanly, its commands exist, its links lead somewhere."""

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
from support.builders import SiteFolder

from generator.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/errors.md",
    "docs/formats.md",
    "docs/rules.md",
    "docs/theme.md",
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_every_agreement_is_listed() -> None:
    presets = {path.name for path in (ROOT / "generator" / "presets").iterdir() if path.is_dir()}
    listed = re.findall(r"^\| `([a-z-]+)` \|", README, re.MULTILINE)
    assert sorted(listed) == sorted(presets)


def test_the_day_in_the_life_reads_cleanly(tmp_path: Path) -> None:
    opening, identified, resolved, maintenance = blocks("markdown")
    (impact,) = blocks("yaml")
    incident = opening.replace("---\nCustomers", impact + "---\nCustomers")
    files = {
        "site.yaml": (ROOT / "generator/presets/saas-monthly/site.yaml").read_text("utf-8"),
        "incidents/2026/2026-11-18-sign-in.md": f"{incident}\n{identified}\n{resolved}",
        "maintenance/2026/2026-12-06-database.md": maintenance,
    }
    assert all(f"`{path}`" in README for path in files if path != "site.yaml")
    site = SiteFolder(tmp_path)
    site.write_all({path: text.encode() for path, text in files.items()})
    (post,) = site.content().incidents
    assert len(post.updates) == 3
    assert len(post.impact) == 2


def test_commands_and_options_exist() -> None:
    commands = {name: import_module(module).command for name, module in COMMANDS}
    lines = [line[2:] for block in blocks("console") for line in block.splitlines()]
    calls = [shlex.split(line)[1:] for line in lines if line.startswith("statusmark ")]
    assert {name for name, *_ in calls} == set(commands)
    for name, *arguments in calls:
        commands[name].make_context(name, arguments, **cli.context_settings)
    known = {o for command in commands.values() for p in command.params for o in p.opts}
    for option in re.findall(r"`(--[a-z-]+)", README):
        assert option in known


def test_pip_installs_only_into_an_environment_that_the_page_has_made() -> None:
    installing = set()
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        made, entered = set(), False
        for line in re.findall(r"^\$ (.*)", path.read_text("utf-8"), re.MULTILINE):
            made |= set(re.findall(r"python3 -m venv (\S+)", line))
            entered |= line in {f". {folder}/bin/activate" for folder in made}
            if call := re.search(r"(\S*)\bpip3? install\b(.*)", line):
                installing.add(path.name)
                assert entered if not call[1] else call[1].removesuffix("/bin/") in made, line
                assert re.fullmatch(r"( --quiet)? \.", call[2]), line
    assert installing == {"README.md", "tutorial.md", "ci.md"}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str) -> None:
    folder = (ROOT / page).parent
    text = (ROOT / page).read_text(encoding="utf-8")
    text = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)  # code is no link
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (folder / target).is_file(), target
