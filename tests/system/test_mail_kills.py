"""The sender is killed at 200 random points and more; no mailbox ends with too little or too much.

STATUSMARK_SEND_KILLS is how many whole processes are killed by signal 9: ``make kills`` asks for 200.
"""

from __future__ import annotations

import os
import random
import signal
import smtplib
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.mail_sender import KEY, Sender
from support.smtp_server import MailServer, running
from support.story import STEPS, commit_step, story_repository

from generator.mail.connections import SmtpConnection

KILLS, REPLAYS = 200, 16
REAL_KILLS = int(os.environ.get("STATUSMARK_SEND_KILLS", "25"))
ROOT = Path(__file__).parents[2]


class Killed(BaseException):
    """As good as kill -9 for a program that cleans nothing up."""


@pytest.fixture(scope="module")
def senders(tmp_path_factory):
    """Every step of the story."""
    repository = story_repository(tmp_path_factory.mktemp("kills"), 1)
    found = []
    for step in STEPS:
        commit_step(repository, step)
        found.append(Sender(repository.root, step.now))
    return found


@contextmanager
def killing(at: int):
    """Kills at the ``at``-th step: before a write, in the midst of it, after it; around each SMTP command.

    Yields a list whose length is the number of steps passed, and whose last item names the step.
    """
    passed: list[str] = []
    me = threading.get_ident()

    def step(name: str) -> bool:
        if threading.get_ident() != me:
            return False
        passed.append(name)
        return len(passed) == at

    def around(original, name):
        def call(*arguments, **named):
            if step(f"before {name}"):
                raise Killed
            result = original(*arguments, **named)
            if step(f"after {name}"):
                raise Killed
            return result

        return call

    def write(descriptor, data):
        if step("before write"):
            raise Killed
        if step("within write"):
            os_write(descriptor, bytes(data)[: len(data) // 2])
            raise Killed
        count = os_write(descriptor, data)
        if step("after write"):
            raise Killed
        return count

    os_write = os.write
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", write)
        patch.setattr(os, "fsync", around(os.fsync, "fsync"))
        for kind, method, name in (
            (smtplib.SMTP, "mail", "mail"),
            (smtplib.SMTP, "rcpt", "rcpt"),
            (SmtpConnection, "_data", "data"),
        ):
            patch.setattr(kind, method, around(getattr(kind, method), name))
        yield passed


def sums(mail_server: MailServer) -> dict[str, Counter[str]]:
    """How often each mailbox holds each Message-ID."""
    return {address: Counter(mail_server.ids(address)) for address in mail_server.boxes}


def test_killed_at_200_random_points_every_mailbox_holds_what_it_should(senders, tmp_path):
    (tmp_path / "whole").mkdir()
    lengths = []
    with running(MailServer()) as mail_server:
        for sender in senders:
            with killing(0) as passed:
                sender.send(tmp_path / "whole", mail_server.port)
            lengths.append(len(passed))
        wanted = sums(mail_server)
    assert all(set(box.values()) == {1} for box in wanted.values())
    draw = random.Random(20261206)
    weights = lengths
    kills = 0
    while kills < KILLS:
        folder = tmp_path / f"replay-{kills}"
        folder.mkdir()
        plan = Counter(draw.choices(range(len(senders)), weights, k=KILLS // REPLAYS + 1))
        open_ends = 0
        with running(MailServer()) as mail_server:
            for number, sender in enumerate(senders):
                for _ in range(plan[number]):
                    kills, open_ends = _once(
                        sender,
                        folder,
                        mail_server,
                        draw.randint(1, lengths[number]),
                        kills,
                        open_ends,
                    )
                sender.send(folder, mail_server.port)
            got = sums(mail_server)
        assert {a: set(box) for a, box in got.items()} == {a: set(b) for a, b in wanted.items()}
        repeats = sum(box.total() - len(box) for box in got.values())
        assert repeats <= open_ends
    assert kills >= KILLS


def _once(sender, folder, mail_server, at, kills, open_ends):
    """One run that is killed, unless it ends first; counts kills and those that SMTP leaves open."""
    with killing(at) as passed:
        try:
            sender.send(folder, mail_server.port)
        except Killed:
            kills += 1
            # taken by the server and not yet in the outbox: the window that SMTP itself leaves open
            open_ends += passed[-1] == "after data" or _recording(passed)
    return kills, open_ends


def _recording(passed: list[str]) -> bool:
    """Whether the run died while it wrote down that the server had taken a message."""
    return "after data" in passed[-3:-1] and passed[-1] in {"before write", "within write"}


@pytest.fixture(scope="module")
def forker(tmp_path_factory):
    """A process that forks real senders, so that each can be killed without starting Python anew."""
    repository = story_repository(tmp_path_factory.mktemp("forks"), 1)
    for step in STEPS:
        commit_step(repository, step)
    nows = [step.now for step in STEPS[1:]]
    with subprocess.Popen(
        [sys.executable, ROOT / "tests/support/mail_sender.py", repository.root, *nows],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def _forked(forker, mail_server, folder, number, at=0) -> bool:
    """A sender in a process of its own; the server kills it when asked for the ``at``-th time."""
    asked: list[str] = []
    child = threading.Event()
    ids: list[int] = []

    def on_step(step: str) -> None:
        asked.append(step)
        if len(asked) == at:
            child.wait(20)
            os.kill(ids[0], signal.SIGKILL)

    mail_server.on_step = on_step
    print(number, mail_server.port, folder, file=forker.stdin, flush=True)
    ids.append(int(forker.stdout.readline()))
    child.set()
    code = int(forker.stdout.readline())
    mail_server.on_step = lambda _: None
    assert code in {0, -signal.SIGKILL}
    return code != 0


def test_kill_9_of_a_real_process(forker, tmp_path):
    draw = random.Random(7)
    steps = range(len(STEPS) - 1)
    (tmp_path / "whole").mkdir()
    with running(MailServer()) as mail_server:
        for number in steps:
            assert not _forked(forker, mail_server, tmp_path / "whole", number)
        wanted = sums(mail_server)
    kills = 0
    while kills < REAL_KILLS:
        folder = tmp_path / f"replay-{kills}"
        folder.mkdir()
        repeatable = 0
        with running(MailServer()) as mail_server:
            for number in steps:
                for _ in range(2):
                    at = draw.randint(1, 16)
                    if _forked(forker, mail_server, folder, number, at):
                        kills += 1
                        repeatable += 1
                assert not _forked(forker, mail_server, folder, number)
            got = sums(mail_server)
        assert {a: set(box) for a, box in got.items()} == {a: set(b) for a, b in wanted.items()}
        assert sum(box.total() - len(box) for box in got.values()) <= repeatable


def _run(repository, step, environment):
    return subprocess.Popen(
        [sys.executable, "-m", "generator", "-C", repository.root, "send", "--now", step.now],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_two_runs_at_once_do_not_double(tmp_path):
    with running(MailServer()) as mail_server:
        repository = story_repository(tmp_path, mail_server.port)
        environment = {**os.environ, "STATUSMARK_MAIL_KEY": KEY}
        for step in STEPS[:2]:
            commit_step(repository, step)
            runs = [_run(repository, step, environment) for _ in range(2)]
            assert {run.wait(60) for run in runs} == {0}
        assert all(set(box.values()) == {1} for box in sums(mail_server).values())
        assert len(mail_server.boxes) == 7


def test_a_lost_connection_is_taken_up_again(senders, tmp_path):
    lost = iter([False, False, True, False, False, False, False, True])
    with running(MailServer()) as mail_server:
        mail_server.on_step = lambda step: (
            "421 4.3.2 going down" if step == "rcpt" and next(lost, False) else None
        )
        for sender in senders[:2]:
            sender.send(tmp_path, mail_server.port)
        assert len(mail_server.boxes) == 7
        assert all(set(box.values()) == {1} for box in sums(mail_server).values())
