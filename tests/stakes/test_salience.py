"""Kernels of the first score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.stakes.salience import recency, relevance, salience, text_match
from convenor.stakes.surprise import surprise
from convenor.stakes.toolbox import amounts

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


def test_newer_nearer_and_more_capable_work_is_more_relevant():
    base = {"text_n": np.array([0.5]), "needs_n": np.array([0.5]), "here_n": np.array([0.5]), "age_n": np.array([3.0])}
    plain = relevance(**base)[0][0]
    for name, better in {"text_n": 0.9, "needs_n": 0.9, "here_n": 1.0, "age_n": 0.0}.items():
        assert relevance(**{**base, name: np.array([better])})[0][0] > plain


def slow_salience(relevance_n, pairs, n_actors):
    total = [0.0] * n_actors
    for item, actor in set(pairs):
        total[actor] += relevance_n[item] ** 2
    best = sorted((t for t in total if t > 0), reverse=True)[:20]
    return [t / (t + best[-1]) if best else 0.0 for t in total]


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 5)), max_size=40),
)
def test_salience_equals_its_slow_twin(relevances, pairs):
    kept = [(i, a) for i, a in pairs if i < len(relevances)]
    item_r = np.array([i for i, _ in kept], dtype=np.int64)
    actor_r = np.array([a for _, a in kept], dtype=np.int64)
    fast = salience(np.array(relevances), item_r, actor_r, 6)
    assert fast == pytest.approx(slow_salience(relevances, kept, 6), abs=1e-9)


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
