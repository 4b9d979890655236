"""Mutual utility and its tests, each by name."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convenor.partnerships.game import nucleolus, shapley
from convenor.partnerships.utility import (
    external_stability,
    individual_rationality,
    internal_stability,
    no_rival_set,
    potential_internal_stability,
    share_between_two,
    transfers,
    utility,
    utility_table,
)

margins = st.integers(1, 8).flatmap(lambda n: arrays(float, (2, n), elements=st.integers(-6, 6)))


def test_utility_follows_its_formula():
    got = utility(
        0.6, np.array([10.0, 5.0]), side_a=np.array([1.0, 0.0]), cost_a=np.array([2.0, 1.0]),
        aversion_a=np.array([0.5, 2.0]), tail_a=np.array([4.0, 0.25]),
    )  # fmt: skip
    assert got.tolist() == [10 * 0.6 + 1 - 2 - 0.5 * 4, 5 * 0.6 - 1 - 2 * 0.25]


def test_the_table_equals_the_formula_set_by_set():
    rng = np.random.default_rng(0)
    effect, worth, inside = rng.random(8), rng.random(3), rng.normal(size=3)
    tail = rng.random((3, 8))
    table = utility_table(effect, worth, inside, tail_am=tail)
    for i, mask in itertools.product(range(3), range(8)):
        expected = worth[i] * effect[mask] + (inside[i] - tail[i, mask] if mask >> i & 1 else 0)
        assert table[i, mask] == pytest.approx(expected)


def test_a_table_of_the_wrong_size_is_refused():
    with pytest.raises(ValueError, match="8 sets"):
        utility_table(np.zeros(4), np.ones(3), np.ones(3))


def test_individual_rationality_flags_who_is_below_the_outside_option():
    """M20: the bar is the better of nothing and being alone."""
    found = individual_rationality(np.array([3.0, 1.0, -0.5]), np.array([2.0, 1.5, -2.0]))
    assert (found.name, found.holds, found.fails) == ("individual rationality", False, (1, 2))
    assert found.margin_a.tolist() == [1.0, -0.5, -0.5]


def test_a_public_good_invites_leaving():
    """Three alike, each adding .2 to an effect of .6 at a cost of 3: leaving saves more than it loses."""
    worth = np.full(3, 10.0)
    inside, outside = utility(0.6, worth, cost_a=3.0), worth * 0.4
    assert individual_rationality(inside, worth * 0.2 - 3.0).holds
    assert internal_stability(inside, outside).fails == (0, 1, 2)
    assert not potential_internal_stability(inside, outside).holds


@given(margins)
@settings(deadline=None)
def test_internal_stability_implies_potential_internal_stability(pair):
    inside, outside = pair
    if internal_stability(inside, outside).holds:
        assert potential_internal_stability(inside, outside).holds


@given(margins)
@settings(deadline=None)
def test_transfers_reach_internal_stability_exactly_where_it_is_potential(pair):
    inside, outside = pair
    proposed = transfers(inside, outside)
    after = inside.copy()
    for t in proposed:
        assert t.amount > 0
        after[t.payer] -= t.amount
        after[t.receiver] += t.amount
    assert after.sum() == pytest.approx(inside.sum())
    if potential_internal_stability(inside, outside).holds:
        assert internal_stability(after, outside).holds
        assert sum(t.amount for t in proposed) == pytest.approx(np.maximum(outside - inside, 0).sum())
    else:
        assert proposed == ()


@given(margins)
@settings(deadline=None)
def test_transfers_are_few_and_smallest_first(pair):
    proposed = transfers(*pair)
    assert len(proposed) <= max(0, pair.shape[1] - 1)
    amounts = [t.amount for t in proposed]
    assert amounts == sorted(amounts)


def test_nobody_pays_itself_into_trouble():
    proposed = transfers(np.array([0.0, 6.0, 3.0]), np.array([3.0, 1.0, 2.0]))
    assert {(t.payer, t.receiver) for t in proposed} == {(1, 0), (2, 0)}
    assert sum(t.amount for t in proposed) == pytest.approx(3)
    assert min(t.amount for t in proposed) == pytest.approx(3 * 1 / 6)


def test_external_stability_names_who_would_want_in():
    found = external_stability(np.array([4.0, 1.0]), np.array([3.0, 3.0]))
    assert (found.name, found.holds, found.fails) == ("external stability", False, (0,))


def test_a_rival_set_counts_only_where_all_its_members_gain():
    ours = np.array([2.0, 2.0, 1.0])
    rivals = np.array([[3.0, 3.0, 0.0], [3.0, 1.0, 2.0], [1.0, 9.0, 9.0]])
    inside = np.array([[True, True, False], [True, True, True], [False, True, True]])
    found = no_rival_set(ours, rivals, inside)
    assert found.fails == (0, 2)
    assert found.margin_a.tolist() == [-1, 1, -7]
    assert no_rival_set(ours, rivals[:0], inside[:0]).holds


def test_a_margin_of_rounding_error_holds():
    assert internal_stability(np.array([0.1 + 0.2]) * 1e6, np.array([0.3]) * 1e6 + 1e-10).holds


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(0, 1e3))
@settings(deadline=None, max_examples=40)
def test_two_parties_equal_the_closed_form_of_both_solutions(one, other, gain):
    """M10."""
    both = one + other + gain
    expected = share_between_two(one, other, both)
    assert np.allclose(shapley([0, one, other, both]), expected, atol=1e-9)
    assert np.allclose(nucleolus([0, one, other, both]), expected, atol=1e-9)
    assert sum(expected) == pytest.approx(both)
