"""``statusmark doctor``: what is wrong with the machine and the set-up, not with the posts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from generator.commands.shared.mail_setup import mail_troubles
from generator.commands.shared.options import now_option, public_option, read_now, site_folder
from generator.commands.shared.terminal import emit, plural
from generator.model.content import Content, Maintenance, Site, Version
from generator.reading.content import read_content
from generator.reading.git.commands import GitError
from generator.reading.git.history import History, start_history
from generator.reading.git.line import publications
from generator.reading.git.presence import missing_posts
from generator.reading.git.proof_checks import future_commits
from generator.reading.git.repository import FOLDERS, refusal, top_of
from generator.rendering.theme.themes import Theme
from generator.rules.notices import judge_notice
from generator.timespan import ONE_DAY, local_date


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
    found = [
        Finding("Python", version),
        *_zone_data(),
        *_git(root, content, now),
        *_folder(root / out),
    ]
    if content is None:
        found.append(Finding("site.yaml", "it has errors", "run 'statusmark check'"))
    else:
        found += [*_translations(content, Theme.of(root)), *_mail(root, content.site, root / out)]
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


def _git(root: Path, content: Content | None, now: datetime) -> Iterator[Finding]:
    history = start_history(root)
    try:
        missing = missing_posts(history.listing)
        if history.error:
            missing = (refusal(history.error, history.base), *missing)
        for one in missing:
            yield Finding("git", one.message, one.remedy)
        if missing:
            return
        if history.repository is None:
            what = "there is no commit yet" if top_of(root) else "the site is in no repository"
            yield Finding("git", f"{what}: no notice can be proven", _beginning(root, content, now))
            return
        yield Finding("git", "the whole history is here")
        yield _clock(history, content, now)
        changed = history.here.ask("status", "--porcelain", "--", *_posts(history.here.prefix))
    except GitError as error:
        found = refusal(str(error), history.base)
        yield Finding("git", found.message, found.remedy)
        return
    finally:
        history.end()
    if waiting := len(changed.splitlines()):
        what = f"{plural(waiting, 'file')} of posts not committed; until then they prove nothing"
        yield Finding("commits", what)


def _posts(prefix: str) -> list[str]:
    return [f"{prefix}{folder}" for folder in FOLDERS]


def _beginning(root: Path, content: Content | None, now: datetime) -> str:
    """How to begin a history; a first commit would prove late what is announced already."""
    begin = "" if top_of(root) else "git init --initial-branch main, and "
    starts = [post.announced.start_at for post in _late_now(content, now)] if content else []
    if not starts or content is None:
        return f"{begin}commit everything: the history proves notices"
    day = local_date(max(starts), content.site.zone) + ONE_DAY
    return (
        "fetch the site with its repository, if it has one elsewhere: a first commit made now proves "
        f"{plural(len(starts), 'notice')} late. If it has none, write proof_since: {day} into site.yaml, "
        f"and into the notices when they were 'published:'; then {begin}commit everything"
    )


def _late_now(content: Content, now: datetime) -> Iterator[Maintenance]:
    """The notices that would be late if they were published at ``now``."""
    for post in content.maintenance:
        agreement = content.site.agreement_at(post.announced.start_at)
        if agreement is None or post.announced.cancelled_at is not None:
            continue
        anew = replace(post, versions=(Version(post.announced, now),))
        notice = judge_notice(anew, agreement, now)
        if notice and notice.verdict.shortfall:
            yield post


def _clock(history: History, content: Content | None, now: datetime) -> Finding:
    """Whether any commit of the published line lies in the future."""
    if content is not None:
        proof = content.site.proof
        steps = publications(history.read_line(proof).steps, now, proof.wrong_clock)
        for found in future_commits(steps, content.site, now):
            return Finding("clock", found.message, found.remedy)
    zone = content.site.zone if content else UTC
    return Finding("clock", f"{now.astimezone(zone):%Y-%m-%d %H:%M}")


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


def _mail(root: Path, site: Site, out: Path) -> Iterator[Finding]:
    if site.mail is None:
        yield Finding("mail", "not set up; feeds work without it")
        return
    troubles = [Finding("mail", *said) for said in mail_troubles(root, site, site.mail, out)]
    what = "set up in site.yaml; 'statusmark send --dry-run' shows what would be sent"
    yield from troubles or [Finding("mail", what)]
