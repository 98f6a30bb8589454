"""Fingerprints: the same for equal values however they are shared, another for any other value."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from generator.model.levels import Level
from generator.rendering.reuse.fingerprint import Fingerprints, UnknownValueError


@dataclass(frozen=True)
class One:
    value: object


@dataclass(frozen=True)
class Two:
    value: object
    other: object = ()


plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.text().map(Markup), st.dates(),
    st.sampled_from(Level), st.datetimes(timezones=st.just(UTC)),
)  # fmt: skip
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner).map(tuple),
        st.dictionaries(st.text(), inner),
        st.builds(One, inner),
        st.builds(Two, inner, inner),
    ),
    max_leaves=12,
)


def name(value):
    return Fingerprints().of(value)


def told(value):
    """What tells two values apart, types and all."""
    if isinstance(value, (One, Two)):
        return (type(value).__name__, *(told(part) for part in vars(value).values()))
    if isinstance(value, tuple):
        return ["list", *map(told, value)]
    if isinstance(value, dict):
        return ["dict", *((key, told(part)) for key, part in value.items())]
    return (type(value).__name__, value)


@given(values, values)
def test_equal_values_and_only_they_have_one_name(first, second):
    assert name(first) == name(deepcopy(first))
    assert (name(first) == name(second)) == (told(first) == told(second))


def test_a_view_on_many_pages_is_gone_through_once():
    view = Two(datetime(2026, 11, 20, tzinfo=UTC), date(2026, 11, 20))
    prints = Fingerprints()
    shared = prints.of([view, One(view), view])
    assert shared == name([deepcopy(view), One(deepcopy(view)), deepcopy(view)])
    assert {id(view)} <= prints.memo.keys()
    assert len(prints.memo) == 2


@pytest.mark.parametrize("value", [lambda: 1, object(), One(lambda: 1), (1, {2, 3})])
def test_what_another_process_would_not_know_again_has_none(value):
    with pytest.raises(UnknownValueError):
        name(value)
