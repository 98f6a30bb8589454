"""Which post a command means: by its id, the end of its id or its path, or the only one it can mean.

One word is an ID, and a text has a space in it: so a mistyped id is never published as a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import NamedTuple

import click
from click.shell_completion import CompletionItem

from generator.authoring.posts_on_disk import ids, meant, short_name
from generator.commands.shared.loading import site_at
from generator.commands.shared.options import Command, root_of
from generator.commands.shared.writing import Workspace
from generator.diagnostics import nearest
from generator.model.levels import INCIDENT_STATUSES, MAINTENANCE_STATUSES, Status
from generator.reading.posts.translations import translation_name
from generator.reading.site import SITE_FILE
from generator.rules.judgements import Responses
from generator.rules.status import service_status

STATUSES = tuple(
    dict.fromkeys(status.value.lower() for status in (*INCIDENT_STATUSES, *MAINTENANCE_STATUSES))
)
ESCALATED = Status.ESCALATED.value.lower()
SHOWN = 10
"""How many candidates are listed."""


class WhichPostError(click.ClickException):
    """It cannot be told which post is meant."""

    exit_code = 2


class Wanted(Enum):
    """What a command can mean where it names no post, in words for one and for several."""

    OPEN_INCIDENT = ("incident is open", "incidents are open")
    OWED_POSTMORTEM = ("postmortem is due", "postmortems are due")
    WORK_IN_PROGRESS = ("work is in progress", "notices have work in progress")
    WORK_NOT_OVER = ("planned work is ahead", "notices are not over")
    UNDER_WAY = ("incident is open and no work in progress", "posts are open or in progress")


class PostArguments(NamedTuple):
    """The words of a command line; None for those that were left out."""

    post: str | None
    status: str
    text: str | None


def words_argument(usage: str, *, status: bool = False) -> Callable[[Command], Command]:
    """The words of a command: ``[ID] [TEXT|-]``, or with a status between; completed by the shell."""
    complete = complete_ids_and_statuses if status else complete_ids
    return click.argument("words", metavar=usage, nargs=-1, shell_complete=complete)


def id_and_text(words: Sequence[str]) -> PostArguments:
    """``[ID] [TEXT|-]``: what each word is. Raises UsageError."""
    _refuse_loose(words, 2)
    if len(words) == 2:
        return PostArguments(words[0], "", words[1])
    if words and _is_text(words[0]):
        return PostArguments(None, "", words[0])
    return PostArguments(words[0] if words else None, "", None)


def id_status_and_text(words: Sequence[str]) -> PostArguments:
    """``[ID] STATUS [TEXT|-]``: what each word is. Raises UsageError."""
    if not words:
        raise click.UsageError("say the STATUS: identified, monitoring, resolved, completed …")
    _refuse_loose(words, 3)
    if len(words) == 3:
        return PostArguments(*words)
    first, second = words[0], words[1] if len(words) == 2 else None
    if not _is_status(first):
        if second is None:
            raise click.UsageError(f"say the STATUS too: '{first}' is none.")
        if _is_text(second) and not _is_status(second):
            near = nearest(first, STATUSES)
            hint = f"did you mean '{near}'?" if near else "say the STATUS before the text."
            raise click.UsageError(f"there is no status '{first}'; {hint}")
        return PostArguments(first, second, None)
    if second is not None and plain_status(first) == ESCALATED and not _is_text(second):
        raise click.UsageError(f'put a STATUS of two words into quotes: "{first} {second}".')
    if second is not None and (not _is_text(second) or _is_status(second)):
        raise click.UsageError(
            f"'{first}' is a status, so '{second}' would be the text of the post that is open. Put the ID "
            "before the STATUS; a text of one word needs the ID, too."
        )
    return PostArguments(None, first, second)


def _refuse_loose(words: Sequence[str], most: int) -> None:
    """UsageError for the words of a text that is not in quotes."""
    if len(words) > most:
        raise click.UsageError("there are too many words: put the text into one pair of quotes.")
    if len(words) == most and _is_text(words[0]):
        raise click.UsageError(f"'{words[0]}' is no ID; put the text into one pair of quotes.")


def _is_text(word: str) -> bool:
    """Whether a word can only be a text: one of several words, none, or standard input's."""
    return word in {"", "-"} or any(sign.isspace() for sign in word)


def _is_status(word: str) -> bool:
    plain = plain_status(word)
    return plain in STATUSES or plain.partition(" ")[0] == ESCALATED


def plain_status(word: str) -> str:
    """A status as it is compared: ``in progress`` for ``In_Progress``."""
    return word.strip().lower().replace("_", " ").replace("-", " ")


def path_of(workspace: Workspace, given: str | None, wanted: Wanted) -> str:
    """The path of the post that is meant. Raises WhichPostError, ClickException where there is none."""
    if given is None:
        return _only(workspace, wanted)
    found = meant(workspace.root, given)
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise WhichPostError(f"{len(found)} posts end in '{given}'; {_candidates(found)}")
    known = ids(workspace.root)
    near = nearest(given, [*known, *map(short_name, known)])
    hint = f"did you mean '{near}'?" if near else "'statusmark status' lists what is open."
    raise click.ClickException(
        f"there is no post '{given}'; {hint} A text of one word needs the ID before it."
    )


def _only(workspace: Workspace, wanted: Wanted) -> str:
    """The one post that a command can mean which names none."""
    site = site_at(workspace.root, workspace.now_text)
    unread = [path for path in site.broken if path != SITE_FILE and not translation_name(path)]
    if site.assessment is None or unread:
        what = f"{unread[0]} has mistakes" if unread else "the site cannot be read whole"
        raise WhichPostError(f"{what}, so it is not sure which post is meant: name it by its ID.")
    status = service_status(site.assessment)
    responses = site.assessment.responses
    owed = (id_ for id_ in status.incidents if _owes_postmortem(responses.get(id_)))
    found = {
        Wanted.OPEN_INCIDENT: status.open_ids,
        Wanted.OWED_POSTMORTEM: tuple(owed),
        Wanted.WORK_IN_PROGRESS: status.active_ids,
        Wanted.WORK_NOT_OVER: (*status.active_ids, *status.upcoming_ids),
        Wanted.UNDER_WAY: (*status.open_ids, *status.active_ids),
    }[wanted]
    one, several = wanted.value
    if not found:
        raise WhichPostError(f"no {one}: name the post by its ID.")
    if len(found) > 1:
        raise WhichPostError(f"{len(found)} {several}; {_candidates(found)}")
    return next(post.path for post in site.assessment.content.posts if post.id == found[0])


def _owes_postmortem(answers: Responses | None) -> bool:
    every = [response.postmortem for _, response in answers.by_tier] if answers else []
    return any(measure is not None and measure.at is None for measure in every)


def _candidates(found: Iterable[str]) -> str:
    """The end of a sentence about several posts, newest first."""
    listed = sorted(found, reverse=True)
    lines = [f"  {id_}" for id_ in listed[:SHOWN]]
    if len(listed) > SHOWN:
        lines.append(f"  and {len(listed) - SHOWN} more")
    return "\n".join(["name one by its ID or the end of it:", *lines])


def complete_ids(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:
    """The ids that begin so, newest first, then those that do without their date."""
    if ctx.params.get(param.name or ""):
        return []
    known = sorted(ids(root_of(ctx)), reverse=True)
    short = [short_name(id_) for id_ in known]
    names = [*known, *(name for name in short if short.count(name) == 1 and name not in known)]
    return [CompletionItem(name) for name in names if name.startswith(begun)]


def complete_ids_and_statuses(
    ctx: click.Context, param: click.Parameter, begun: str
) -> list[CompletionItem]:
    """The ids, and behind one the statuses; a status may stand first, too."""
    before = ctx.params.get(param.name or "") or ()
    found = complete_ids(ctx, param, begun)
    if len(before) < 2 and not (before and _is_status(before[0])):
        words = (status.replace(" ", "_") for status in STATUSES)
        found += [CompletionItem(word) for word in words if word.startswith(begun.lower())]
    return found
