"""Rows that came before are counted as a plain counter counts them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from convenor.evidence.sources.hxl.repeats import Repeats


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(-5, 5), max_size=300), st.integers(1, 9))
def test_repeats_are_counted_as_a_counter_does(rows, block):
    plain, small = Counter(), Repeats(block)
    for row in rows:
        assert small.before(row) == plain[row]
        plain[row] += 1
