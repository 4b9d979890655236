"""Thresholds, the shared grant, failures, sets in words: each beside a slow twin or a closed form."""

import itertools

import numpy as np
import pytest

from convenor.partnerships.coalitions import members
from convenor.partnerships.division import granted
from convenor.partnerships.effects import effect_of, effects_table, in_force
from convenor.partnerships.failures import delivering, spread
from convenor.partnerships.join import pivotal_sets
from convenor.partnerships.survivors import survivors
from convenor.partnerships.threshold import holding
from convenor.partnerships.utility import utility_table
from convenor.partnerships.ways import ways

STEPS = ((0.7, ((0, 1.0),)), (0.3, ((0, 0.5), (1, 1.0))))


@pytest.mark.parametrize("seed", range(6))
def test_a_shared_grant_is_worth_the_best_part_of_each_group(seed):
    rng = np.random.default_rng(seed)
    amount_ac, cost_a = rng.random((5, 2)), rng.random(5) * 8
    effect_m = effects_table(amount_ac, STEPS)
    value_m = granted(effect_m, cost_a, 20.0)
    for mask in range(32):
        inside = [i for i in range(5) if mask >> i & 1]
        parts = itertools.chain.from_iterable(itertools.combinations(inside, k) for k in range(len(inside) + 1))
        best = max(20.0 * effect_m[sum(1 << i for i in part)] - cost_a[list(part)].sum() for part in parts)
        assert value_m[mask] == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_those_committed_hold_exactly_where_one_of_their_subsets_does(seed):
    rng = np.random.default_rng(seed)
    n, draws = 6, 40
    brought_dac, base_c = rng.random((draws, n, 2)) * 0.6, rng.random(2) * 0.3
    worth_da, added_da = rng.random((draws, n)) * 4, -rng.random((draws, n)) * 2
    marked_ka, in_a = rng.random((1, n)) < 0.7, rng.random(n) < 0.8
    found_d = holding(in_a, brought_dac, base_c, STEPS, worth_da, added_da, marked_ka, (2,))
    for d in range(draws):
        truth = False
        for mask in range(1 << n):
            chosen_a = members([mask], n)[0]
            if (chosen_a & ~in_a).any() or (marked_ka[0] & chosen_a).sum() < 2:
                continue
            effect = effect_of((brought_dac[d][chosen_a].sum(axis=0) + base_c)[None], STEPS)[0]
            gain_a = worth_da[d] * effect + added_da[d]
            truth = truth or bool((gain_a[chosen_a] >= -1e-9).all())
        assert found_d[d] == truth


@pytest.mark.parametrize("seed", range(6))
def test_every_pivotal_set_is_found_and_no_other(seed):
    rng = np.random.default_rng(seed)
    n = 5
    effect_m = effects_table(rng.random((n, 2)), STEPS)
    table_am = utility_table(effect_m, rng.random(n) * 4, -rng.random(n) * 2)
    force_m = in_force(np.ones((1, n), bool), (2,))
    good = [
        {i for i in range(n) if mask >> i & 1}
        for mask in range(1 << n)
        if force_m[mask] and all(table_am[i, mask] >= table_am[i, 0] - 1e-9 for i in range(n) if mask >> i & 1)
    ]
    minimal = {tuple(sorted(s)) for s in good if not any(other < s for other in good)}
    assert set(pivotal_sets(table_am, force_m)) == minimal


def test_an_agreement_binds_with_enough_of_each_mark():
    marked_ka = np.array([[True, True, False], [False, True, True]])
    force_m = in_force(marked_ka, (2, 1))
    for mask in range(8):
        inside = [i for i in range(3) if mask >> i & 1]
        assert force_m[mask] == (marked_ka[0, inside].sum() >= 2 and marked_ka[1, inside].sum() >= 1)


@pytest.mark.parametrize("correlation", [0.0, 0.4, 1.0])
def test_the_effect_under_failures_equals_the_sum_over_who_is_left(correlation):
    rng = np.random.default_rng(5)
    amount_ac, fail_a = rng.random((4, 2)), np.array([0.1, 0.3, 0.5, 0.2])
    found = spread(amount_ac, STEPS, fail_a, correlation, rng=rng)
    chance_m, effect_m = survivors(fail_a, correlation), effects_table(amount_ac, STEPS)
    assert found.exact
    assert found.mean == pytest.approx(chance_m @ effect_m)
    assert chance_m[effect_m >= found.low - 1e-12].sum() >= 0.95 - 1e-9
    assert chance_m[effect_m > found.low + 1e-12].sum() <= 0.95 + 1e-9
    planned = effect_of(amount_ac.sum(axis=0)[None], STEPS[:1])[0]
    broken = chance_m[[effect_of(amount_ac[row].sum(axis=0)[None], STEPS[:1])[0] < planned / 2 for row in
                       members(np.arange(16), 4)]].sum()  # fmt: skip
    assert found.broken_k[0] == pytest.approx(broken)


def test_above_twelve_partners_lots_agree_with_the_exact_sum():
    rng = np.random.default_rng(7)
    amount_ac, fail_a = rng.random((13, 2)) * 0.2, rng.random(13) * 0.4
    found = spread(amount_ac, STEPS, fail_a, 0.3, rng=rng)
    assert not found.exact
    assert found.mean == pytest.approx(survivors(fail_a, 0.3) @ effects_table(amount_ac, STEPS), abs=0.02)


def test_who_delivers_keeps_each_ones_chance():
    fail_a = np.array([0.05, 0.5, 0.9])
    assert 1 - delivering(fail_a, 0.5, 20_000, np.random.default_rng(0)).mean(axis=0) == pytest.approx(fail_a, abs=0.02)


def test_sets_are_told_by_who_may_stand_for_whom():
    names = ["A", "B", "C", "D"]
    assert ways([()], names) == ("nobody need commit first",)
    assert ways([], names) == ()
    assert ways([(0, 1, 2), (0, 1, 3)], names) == ("A and B with any one of C and D",)
    assert ways([(0,), (1, 2)], names) == ("A", "B and C")
    pairs = list(itertools.combinations(range(4), 2))
    assert ways(pairs, names) == ("any two of A, B, C and D",)


@pytest.mark.parametrize("seed", range(8))
def test_every_way_stands_for_sets_of_the_family(seed):
    """Read back by size alone: each sort of set told has as many members as one of the family."""
    rng = np.random.default_rng(seed)
    family = {tuple(sorted(rng.permutation(5)[: rng.integers(1, 4)].tolist())) for _ in range(4)}
    told = ways(sorted(family), list("ABCDE"))
    assert 1 <= len(told) <= len(family)
