"""Mission distance: a metric on profiles (M19)."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from convenor.stakes.distance import distances, mission_distance

weights = st.floats(min_value=0, max_value=1e6, allow_nan=False) | st.just(0.0)
profiles = st.lists(weights, min_size=4, max_size=4).map(np.array).filter(lambda p: p.sum() > 1e-3)


def slow(p, q):
    """The definition, purpose by purpose."""
    p, q = p / p.sum(), q / q.sum()
    total = 0.0
    for a, b in zip(p, q, strict=True):
        m = (a + b) / 2
        total += (a * math.log2(a / m) if a > 0 else 0.0) / 2 + (b * math.log2(b / m) if b > 0 else 0.0) / 2
    return math.sqrt(max(total, 0.0))


@given(profiles, profiles)
def test_equals_the_definition_and_scipy(p, q):
    assert mission_distance(p, q) == pytest.approx(slow(p, q), abs=1e-6)
    assert mission_distance(p, q) == pytest.approx(jensenshannon(p, q, base=2), abs=1e-6)


@given(profiles, st.floats(min_value=0.1, max_value=10))
def test_same_mission_is_no_distance_whatever_the_size(p, size):
    assert mission_distance(p, p) == 0
    assert mission_distance(p, p * size) == pytest.approx(0, abs=1e-6)


@given(profiles, profiles)
def test_symmetric_and_within_bounds(p, q):
    assert mission_distance(p, q) == pytest.approx(mission_distance(q, p), abs=1e-9)
    assert 0 <= mission_distance(p, q) <= 1


@given(profiles, profiles, profiles)
def test_no_way_round_is_shorter(p, q, r):
    assert mission_distance(p, r) <= mission_distance(p, q) + mission_distance(q, r) + 1e-7


@given(profiles, profiles)
def test_zero_only_for_the_same_mission(p, q):
    assume(np.abs(p / p.sum() - q / q.sum()).max() > 1e-3)
    assert mission_distance(p, q) > 0


def test_nothing_in_common_is_one():
    assert mission_distance(np.array([1.0, 0, 0]), np.array([0, 2.0, 5.0])) == pytest.approx(1)


def test_a_deminer_is_nearer_to_a_deminer_than_to_an_auction_platform():
    survey, clearance, auctions = np.eye(3)
    deminer, other, platform = survey + clearance, survey + 3 * clearance, auctions + 0.1 * survey
    assert mission_distance(deminer, platform) > mission_distance(deminer, other) > 0


@given(st.lists(profiles, min_size=1, max_size=5), profiles)
def test_many_at_once_are_each_alone(rows, q):
    together = distances(np.array(rows), q)
    assert together == pytest.approx([mission_distance(p, q) for p in rows], abs=1e-9)


def test_the_least_number_there_is_counts_for_nothing():
    assert mission_distance(np.array([0.0, 1.0, 0.0]), np.array([0.0, 1.0, 5e-324])) == 0


def test_an_empty_profile_is_unknown():
    both = distances(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([1.0, 1.0]))
    assert np.isnan(both[0])
    assert both[1] > 0
    assert np.isnan(mission_distance(np.array([1.0, 0.0]), np.array([0.0, 0.0])))


def test_no_actors_is_an_empty_answer():
    assert distances(np.zeros((0, 3)), np.ones(3)).shape == (0,)


@pytest.mark.parametrize("bad", [[-1.0, 2.0], [math.nan, 1.0], [math.inf, 1.0]])
def test_weights_that_cannot_be_shares_are_refused(bad):
    with pytest.raises(ValueError, match="finite weights"):
        mission_distance(np.array(bad), np.array([1.0, 1.0]))


def test_shapes_must_fit():
    with pytest.raises(ValueError, match="do not fit"):
        distances(np.ones((2, 3)), np.ones(2))
