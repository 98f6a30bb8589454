"""The whole report of random sites with random git histories, held against a second opinion.

``make oracle N=5000`` compares any number; a seed that differs is shown by ``--seed``.
"""

from __future__ import annotations

import pytest
from support.oracle.compare import differing

SITES = 300
AT_ONCE = 25


@pytest.mark.parametrize("first", range(0, SITES, AT_ONCE))
def test_the_report_is_what_the_contract_says(first):
    assert differing(range(first, first + AT_ONCE)) == {}
