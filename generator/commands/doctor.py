"""``statusmark doctor``: what is wrong with the machine and the set-up, not with the posts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from generator.commands.shared.options import now_option, public_option, read_now, site_folder
from generator.commands.shared.terminal import emit
from generator.model.content import Content, Site
from generator.notation import Precision, english, length
from generator.reading.content import read_content
from generator.reading.git.commands import GitError, run_git
from generator.rendering.theme.themes import Theme

CLOCK_SLACK = 300
"""Seconds that the newest commit may lie in the future before the clock is suspected."""


class Finding(NamedTuple):
    """One thing looked at. ``remedy`` is empty where it is fine."""

    what: str
    said: str
    remedy: str = ""


@click.command(name="doctor")
@public_option("The folder that the site is published to.")
@now_option
@click.pass_context
def command(ctx: click.Context, out: Path, now_text: str | None) -> None:
    """Find out what is wrong with the set-up: git, zone data, clock, folders, translations, mail.

    Exits with 1 if something is.

    \b
    statusmark doctor
    """
    root = site_folder(ctx.obj)
    content = read_content(root).content
    now = read_now(now_text, content.site.zone if content else UTC)
    version = ".".join(map(str, sys.version_info[:3]))
    found = [Finding("Python", version), *_zone_data(), *_git(root, now), *_folder(root / out)]
    if content is None:
        found.append(Finding("site.yaml", "it has errors", "run 'statusmark check'"))
    else:
        found += [*_translations(content, Theme.of(root)), *_mail(content.site)]
    for one in found:
        emit(f"{'wrong' if one.remedy else 'ok':<6} {one.what}: {one.said}\n")
        if one.remedy:
            emit(f"       {one.remedy}\n")
    ctx.exit(1 if any(one.remedy for one in found) else 0)


def _zone_data() -> Iterator[Finding]:
    try:
        summer = datetime(2026, 7, 1, 12, tzinfo=UTC).astimezone(ZoneInfo("Europe/Warsaw"))
    except ZoneInfoNotFoundError:
        yield Finding("zone data", "there is none", "pip install tzdata")
        return
    if summer.hour == 14:
        yield Finding("zone data", "complete")
    else:
        what = "it does not know summer time in Warsaw"
        yield Finding("zone data", what, "pip install --upgrade tzdata")


def _git(root: Path, now: datetime) -> Iterator[Finding]:
    try:
        shallow = run_git(root, "rev-parse", "--is-shallow-repository").decode().strip()
    except GitError as error:
        if "installed" in str(error):
            yield Finding("git", "it is not installed", "install git")
        else:
            what = "the site is in no repository: no notice can be proven"
            yield Finding("git", what, "git init --initial-branch main, and commit everything")
        return
    if shallow == "true":
        what = "this clone is shallow: notices cannot be proven"
        yield Finding("git", what, "git fetch --unshallow; in CI set fetch-depth: 0")
    else:
        yield Finding("git", "the whole history is here")
    try:
        newest = int(run_git(root, "log", "-1", "--format=%ct").decode().strip())
    except (GitError, ValueError):
        remedy = "commit the site: its history proves notices"
        yield Finding("history", "there is no commit yet", remedy)
        return
    ahead = newest - int(now.timestamp())
    if ahead <= CLOCK_SLACK:
        yield Finding("clock", f"{now:%Y-%m-%d %H:%M} UTC")
    else:
        remedy = f"set the clock: it is {english(length(ahead, Precision.UP))} behind that commit"
        yield Finding("clock", "the newest commit lies in the future", remedy)
    files = run_git(root, "status", "--porcelain", "--", "incidents", "maintenance").decode()
    waiting = len(files.splitlines())
    if waiting:
        what = f"{waiting} posts are not committed; until then they prove nothing"
        yield Finding("commits", what)


def _folder(target: Path) -> Iterator[Finding]:
    place = target
    while not place.exists() and place != place.parent:
        place = place.parent
    if os.access(place, os.W_OK | os.X_OK) and place.is_dir():
        yield Finding("folder", f"{target} can be written")
    else:
        remedy = f"give yourself the right to write to {place}, or name another with --out"
        yield Finding("folder", f"{place} cannot be written", remedy)


def _translations(content: Content, theme: Theme) -> Iterator[Finding]:
    for language in content.site.languages:
        if language.partition("-")[0] != "en" and theme.catalogue(language) is None:
            yield Finding(
                "translations",
                f"the page's own words are not translated into {language}",
                f"write theme/translations/{language}.po, or leave {language} out of languages",
            )
    for language in content.site.languages[1:]:
        missing = sum(language not in post.translations for post in content.posts)
        said = f"{missing} of {len(content.posts)} posts have none in {language} and are shown as they are"
        yield Finding("translations", said if missing else f"every post has one in {language}")


def _mail(site: Site) -> Iterator[Finding]:
    if site.mail is None:
        yield Finding("mail", "not set up; feeds work without it")
    else:
        what = "set up in site.yaml; 'statusmark send --dry-run' shows what would be sent"
        yield Finding("mail", what)
