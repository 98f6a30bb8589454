"""Posts that are written bit by bit in a git repository, every commit at a stated time.

Times are local and leave the year out: ``12-06 02:05`` is that of 2026 in Warsaw's winter.
"""

from __future__ import annotations

from dataclasses import dataclass

from support.builders import Repository


def instant(time: str) -> str:
    """``12-06 02:05`` as ``2026-12-06T02:05:00+01:00``; a time with a year stays in it."""
    day, clock = time.split()
    year = "" if len(day) > len("12-06") else "2026-"
    return f"{year}{day}T{clock}:00+01:00"


@dataclass
class Post:
    """A file: its front matter's keys and its headings (``12-06 02:05 In progress``), as written."""

    path: str
    keys: dict[str, str]
    headings: list[str]

    def text(self) -> str:
        """The file. No two posts are so alike that git takes one for the other, renamed."""
        front = "".join(f"{key}: {value}\n" for key, value in self.keys.items())
        summary = f"{self.keys['title']} is what happens here.\n" * 12
        return f"---\n{front}---\n{summary}" + "".join(map(section, self.headings))


def section(heading: str) -> str:
    """An update as the file has it; ``heading`` may go on with a line of its own (``priority: P1``)."""
    line, _, more = heading.partition("\n")
    return f"\n## 2026-{line}\n{more}\nWords of {line.split(' ', 2)[2]}.\n"


class Posts:
    """A story's posts by file stem; each change writes its file whole."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.posts: dict[str, Post] = {}

    def incident(self, name: str, started: str, *headings: str, **keys: str) -> None:
        """A new incident; unless ``keys`` say otherwise, the API is degraded."""
        found = {"title": title(name), "priority": "P2", "started": f"2026-{started}"}
        found |= {"components": "{api: degraded_performance}"} | keys
        self._write(name, Post(f"incidents/{name}.md", found, list(headings)))

    def work(self, name: str, window: str, *headings: str, **keys: str) -> None:
        """A new notice of work in a window (``12-06 02:00/12-06 04:00``)."""
        found = {"title": title(name), **limits(window), "components": "[api]"} | keys
        self._write(name, Post(f"maintenance/{name}.md", found, list(headings)))

    def add(self, name: str, *headings: str) -> None:
        """Updates at the end of a post."""
        self.posts[name].headings += headings
        self._write(name, self.posts[name])

    def drop(self, name: str, heading: str) -> None:
        """An update is taken out again."""
        self.posts[name].headings.remove(heading)
        self._write(name, self.posts[name])

    def set(self, name: str, **keys: str) -> None:
        """Other values for keys; an empty one takes the key out."""
        post = self.posts[name]
        post.keys = {k: v for k, v in (post.keys | keys).items() if v}
        self._write(name, post)

    def move(self, name: str, window: str) -> None:
        """Another window."""
        self.set(name, **limits(window))

    def remove(self, name: str) -> None:
        """The file is deleted."""
        self.repository.remove(self.posts[name].path)

    def restore(self, name: str) -> None:
        """A deleted file is there again, as it was."""
        self._write(name, self.posts[name])

    def rename(self, name: str, new: str) -> None:
        """The file gets another name."""
        post = self.posts[name]
        self.remove(name)
        post.path = post.path.replace(f"/{name}.md", f"/{new}.md")
        self._write(name, post)

    def commit(self, time: str) -> None:
        """Everything that was written since the last commit, committed."""
        self.repository.commit(instant(time))

    def _write(self, name: str, post: Post) -> None:
        self.posts[name] = post
        self.repository.write(post.path, post.text().encode())


def title(name: str) -> str:
    """``by-the-clock`` as ``By the clock``."""
    return name.replace("-", " ").capitalize()


def limits(window: str) -> dict[str, str]:
    """A window's two keys."""
    start, end = window.split("/")
    return {"start": f"2026-{start}", "end": f"2026-{end}"}
