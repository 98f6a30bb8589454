"""Work shared between two processes comes out as from one."""

from __future__ import annotations

import os
import warnings

import pytest

from generator.rendering.reuse import two_processes


@pytest.fixture
def forking(monkeypatch):
    """Two processes even where the tests' own tools have threads."""
    monkeypatch.setattr(two_processes, "_may_fork", lambda: True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


MANY = range(two_processes.PARALLEL_FROM + 7)


def test_two_processes_give_what_one_gives_in_order(forking):
    assert two_processes.in_two(lambda n: n * n, MANY) == [n * n for n in MANY]


def test_many_items_are_shared_between_two_processes_and_few_are_not(forking):
    assert len(set(two_processes.in_two(lambda _: os.getpid(), MANY))) == 2
    assert set(two_processes.in_two(lambda _: os.getpid(), range(3))) == {os.getpid()}


def test_a_process_with_threads_does_not_fork(monkeypatch):
    monkeypatch.setattr(two_processes, "_threads", lambda: 2)
    assert set(two_processes.in_two(lambda _: os.getpid(), MANY)) == {os.getpid()}


@pytest.mark.parametrize("bad", [0, MANY[-1]])
def test_an_error_in_either_half_is_raised_here(bad, forking):
    def work(number):
        if number == bad:
            raise ValueError(number)
        return number

    with pytest.raises(ValueError, match=str(bad)):
        two_processes.in_two(work, MANY)


def test_a_second_process_that_dies_is_stood_in_for(forking):
    mine = os.getpid()

    def work(number):
        if os.getpid() != mine:
            os.kill(os.getpid(), 9)
        return number

    assert two_processes.in_two(work, MANY) == list(MANY)
