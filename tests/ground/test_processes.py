"""Work shared by several processes comes out as from one."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from generator.disk import processes
from generator.disk.processes import PARALLEL_FROM, shared


@pytest.fixture
def forking(monkeypatch):
    """Two processes even where the tests' own tools have threads."""
    monkeypatch.setattr(processes, "_may_fork", lambda: True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


MANY = range(PARALLEL_FROM + 7)


def nothing():
    pass


def spread(work, items, jobs=3, first=nothing, last=nothing):
    return shared(work, items, jobs, first, last)


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_any_number_of_processes_gives_what_one_gives_in_order(forking, jobs):
    assert spread(lambda n: n * n, MANY, jobs) == [n * n for n in MANY]


def test_few_items_stay_in_this_process(forking):
    mine = {os.getpid()}
    assert set(spread(lambda _: os.getpid(), range(3))) == mine
    assert set(spread(lambda _: os.getpid(), MANY, 1)) == mine
    assert not set(spread(lambda _: os.getpid(), MANY)) & mine


def test_a_process_with_threads_does_not_fork(monkeypatch):
    monkeypatch.setattr(processes, "_threads", lambda: 2)
    assert set(spread(lambda _: os.getpid(), MANY)) == {os.getpid()}


def test_first_is_done_once_and_last_by_each_process(forking, tmp_path):
    begun = []

    def last():
        (tmp_path / str(os.getpid())).touch()

    spread(lambda n: n, MANY, 3, lambda: begun.append(os.getpid()), last)
    assert begun == [os.getpid()]
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("bad", [0, MANY[-1]])
def test_an_error_in_any_process_is_raised_here(bad, forking):
    def work(number):
        if number == bad:
            raise ValueError(number)
        return number

    with pytest.raises(ValueError, match=str(bad)):
        spread(work, MANY)


def test_a_process_that_dies_is_stood_in_for(forking):
    mine = os.getpid()

    def work(number):
        if os.getpid() != mine:
            os.kill(os.getpid(), 9)
        return number

    assert spread(work, MANY) == list(MANY)


KILLED = """
import os, sys, time
from generator.disk.processes import shared

def work(number):
    os.write(1, b".")
    time.sleep(0.01)  # the work

shared(work, range(4000), 2, lambda: None, lambda: None)
"""


def test_the_others_stop_when_the_first_one_is_killed():
    # both ends of the pipe are closed only when all of them are gone
    with subprocess.Popen(
        [sys.executable, "-c", KILLED], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE
    ) as process:
        assert os.read(process.stdout.fileno(), 100)
        process.kill()
        left = len(process.stdout.read())
    assert left < 2000, "they went on with what nobody waits for"
