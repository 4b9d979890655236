"""Worth of past work by hand: likeness to a title, age, amounts; and surprise."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convenor.stakes.salience import recency, text_match
from convenor.stakes.surprise import surprise
from convenor.stakes.toolbox import _ranks, amounts

TEXTS = np.array(["mine clearance of roads", "school meals for children", "clearance clearance of mines"], dtype=object)


def test_texts_that_share_words_match_and_others_do_not():
    match = text_match(TEXTS, "Clearance of mines")
    assert match[2] == 1.0
    assert match[1] == 0.0
    assert 0 < match[0] < 1


def test_a_query_of_stop_words_matches_nothing():
    assert text_match(TEXTS, "of the and").tolist() == [0, 0, 0]
    assert text_match(np.array([], dtype=object), "mines").tolist() == []


def test_recency_halves_in_three_years_and_undated_work_counts_a_quarter():
    assert recency(np.array([0.0, 3.0, 6.0, np.nan])).tolist() == [1.0, 0.5, 0.25, 0.25]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30))
def test_amounts_stay_in_bounds_and_keep_the_order(shown):
    amount, low, high = amounts(np.array(shown))
    assert ((low <= amount) & (amount <= high) & (high <= 1) & (low >= 0)).all()
    order = np.argsort(shown, kind="stable")
    assert (np.diff(amount[order]) >= -1e-12).all()


def test_the_only_holder_of_a_capability_brings_a_half_and_perhaps_all():
    assert [float(x[0]) for x in amounts(np.array([3.0]))] == [0.5, 0.5, 1.0]


def test_surprise_of_what_was_always_there_is_near_zero():
    bits = surprise(np.array([10.0, 5.0, 0.0]), 10)
    assert bits[0] < 0.1
    assert bits[0] < bits[1] < bits[2]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_ranks_are_those_of_a_well_kept_library(values):
    from scipy.stats import rankdata

    assert _ranks(np.array(values, float)).tolist() == rankdata(values).tolist()
