"""When what a figure rests on was written: the commit since which the file says it without a break."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from support.oracle.incidents import Trouble
from support.oracle.line import file_of, publications, published_line
from support.oracle.stories import At, Post, Story


class Anything:
    """What is not compared: the work of a notice that was cancelled, has further work, or was changed after it began."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


def plain(value: Any) -> Any:
    """A value however it is spelt."""
    match value:
        case At():
            return value.t
        case dict():
            return {k: plain(v) for k, v in value.items()}
        case list():
            return [plain(v) for v in value]
        case _:
            return value


def key(name: str, default: Any = None) -> Callable[[Post], Any]:
    return lambda post: plain(post.keys.get(name, default))


def actual(which: str) -> Callable[[Post], Any]:
    return lambda post: plain(post.keys.get("actual", {}).get(which))


def heading(t: int, status: str) -> Callable[[Post], Any]:
    return lambda post: any(at.t == t and said == status for at, said in post.updates)


class Writings:
    """A post on the published line."""

    def __init__(self, story: Story, post: Post) -> None:
        self.story, self.post = story, post
        line = published_line(story, story.settings)
        names = {post.id, *post.keys.get("aliases", [])}
        kind = f"{post.path.partition('/')[0]}/"
        files = [file_of(commit.files, names, kind) for commit in line]
        here = story.commits[-1].files if story.commits else {}
        self.committed = post.path in here
        self.states = list(zip(files, publications(line, story.settings, story.now), strict=True))

    def latest(self, *facts: Callable[[Post], Any]) -> int | None:
        """When the last of some facts was written; None where no commit tells of one, or has the file."""
        if not self.committed:
            return None
        found = [self.since(fact) for fact in facts]
        return None if None in found else max(found)

    def since(self, fact: Callable[[Post], Any]) -> int | None:
        wanted, found = fact(self.post), None
        for file, t in reversed(self.states):
            if file is None or fact(file) != wanted:
                break
            found = t
        return found if found is not None and found <= self.story.now else None


def of_incident(story: Story, trouble: Trouble) -> int | None:
    """Of a row of it."""
    facts = [key("started"), key("components"), key("cause", "own")]
    if "impact" in trouble.keys:
        facts.append(key("impact"))
    elif trouble.resolved is not None:
        facts.append(resolution(trouble))
    return Writings(story, trouble.post).latest(*facts)


def resolution(trouble: Trouble) -> Callable[[Post], Any]:
    if trouble.known("resolved") is not None:
        return key("resolved")
    return heading(trouble.resolved, "Resolved")


def of_measure(story: Story, trouble: Trouble, name: str) -> int | None:
    facts = [key("reported") if "reported" in trouble.keys else key("started")]
    at = {"confirm": trouble.confirmed, "resolve": trouble.resolved,
          "acknowledge": trouble.acknowledged, "postmortem": trouble.postmortem}  # fmt: skip
    if name == "update":
        end = trouble.now if trouble.resolved is None else trouble.resolved
        facts += [heading(t, status) for t, status in trouble.updates if t <= end]
        facts += [resolution(trouble)] if trouble.resolved is not None else []
    elif at[name] is not None:
        facts.append(done(trouble, name, at[name]))
    return Writings(story, trouble.post).latest(*facts)


def done(trouble: Trouble, name: str, t: int) -> Callable[[Post], Any]:
    if name == "confirm":
        return key("confirmed")
    if name == "resolve":
        return resolution(trouble)
    if name == "postmortem":
        return heading(t, "Postmortem")
    if trouble.known("acknowledged") is not None:
        return key("acknowledged")
    told = [s for at, s in trouble.updates if at == t and s != "Postmortem"]
    return heading(t, told[0]) if told else resolution(trouble)


def of_work(story: Story, work: Any) -> Any:
    """Of a row of work."""
    chapter, post = work.chapter, work.post
    if chapter.since is not None or chapter.until is not None or chapter.gone is not None:
        return Anything()
    stated = (post.keys["start"].t, post.keys["end"].t)
    if work.basis == "announced" and stated != (work.start0, chapter.end):
        return Anything()
    facts = []
    for which, status, bare in (
        ("start", "In progress", work.began),
        ("end", "Completed", work.ended),
    ):
        if bare is None:
            facts += [key(which)] if which == "start" or work.basis == "announced" else []
        elif "actual" in post.keys and which in post.keys["actual"]:
            facts.append(actual(which))
        else:
            facts.append(heading(bare, status))
    return Writings(story, post).latest(*facts)


def of_terms(story: Story) -> int | None:
    """Settings are those of the first commit in every story."""
    line = published_line(story, story.settings)
    first = publications(line, story.settings, story.now)[0] if line else story.now + 1
    return first if first <= story.now else None
