"""The shared-grant game by constraint generation, against the table of all coalitions."""

from dataclasses import replace

import numpy as np
import pytest

from convenor.errors import SolverError
from convenor.partnerships.check import broken, reckon
from convenor.partnerships.coalitions import coalition_sums, members
from convenor.partnerships.game import cost_of_stability, least_core
from convenor.partnerships.grant_game import grant_game
from convenor.partnerships.leavers import GrantGame, climb, leavers, small_coalitions
from convenor.partnerships.problem import Problem, Quota
from convenor.partnerships.shared_grant import least_excess, stable_payments


def problem_of(seed, n=7, **terms):
    rng = np.random.default_rng(seed)
    offers = np.round(rng.uniform(0.3, 1, (n, 5)) * (rng.random((n, 5)) < 0.4), 2)
    steps = tuple(
        (float(w), tuple((int(c), 1.0) for c in rng.choice(5, 2, replace=False))) for w in rng.dirichlet([1] * 3)
    )
    return Problem(offers_ac=offers, cost_a=np.round(rng.uniform(1, 6, n), 1), steps=steps, **terms)


def table(problem, grant):
    """v(T) of every coalition by the plain checker, set by set."""
    n = problem.actors
    worth = np.zeros(2**n)
    for mask in range(1, 2**n):
        chosen = [i for i in range(n) if mask >> i & 1]
        if not broken(problem, chosen):
            found = reckon(problem, chosen)
            worth[mask] = max(0.0, grant * found.effect - found.cost)
    for i in range(n):  # the best of all subsets
        halves = worth.reshape(-1, 2, 1 << i)
        halves[:, 1] = np.maximum(halves[:, 1], halves[:, 0])
    return worth


TERMS = [
    {},
    {"budget": 9.0},
    {"size": 2},
    {"apart_p2": np.array([[0, 1], [2, 3]])},
    {"quotas": (Quota(name="local", mask_a=np.arange(7) < 3, count=1, share=0.4),)},
    {"curve": ((1.0, 0.8), (1.0, 0.3))},
    {"hard_ac": np.ones((7, 5), bool) & (np.arange(7) < 3)[:, None], "hard_share": 0.3},
    {"must": (2,), "must_not": (4,)},
]


@pytest.mark.parametrize("terms", TERMS, ids=lambda terms: "+".join(terms) or "no terms")
@pytest.mark.parametrize("seed", [0, 1])
def test_constraint_generation_equals_the_table_of_all_coalitions(terms, seed):
    problem = problem_of(seed, **terms)
    values = table(problem, 40.0)
    game = grant_game(problem, 40.0)
    paid = stable_payments(game, rng=np.random.default_rng(0))
    assert paid.whole == pytest.approx(values[-1], abs=1e-4)
    assert paid.low - 1e-4 <= cost_of_stability(values) <= paid.high + 1e-4
    assert paid.high - paid.low < 1e-3
    assert (coalition_sums(paid.payment_a) >= values - 1e-3).all()
    divided = least_excess(game, rng=np.random.default_rng(0))
    assert divided.payment_a.sum() == pytest.approx(values[-1], abs=1e-4)
    assert divided.low - 1e-4 <= max(0.0, least_core(values)[0]) <= divided.high + 1e-4
    assert divided.high - divided.low < 1e-3
    assert (values - coalition_sums(divided.payment_a)).max() <= divided.high + 1e-3


def test_a_partner_whom_every_step_needs_makes_the_grant_stable():
    offers = np.array([[1.0, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]])
    needs = ((0.5, ((0, 1.0), (1, 1.0))), (0.5, ((0, 1.0), (2, 1.0))))
    game = grant_game(Problem(offers_ac=offers, cost_a=np.ones(5), steps=needs), 20.0)
    with_consent = stable_payments(game, rng=np.random.default_rng(0))
    assert with_consent.high == pytest.approx(0, abs=1e-4)
    free = ((0.5, ((1, 1.0),)), (0.5, ((2, 1.0),)))
    game = grant_game(Problem(offers_ac=offers, cost_a=np.ones(5), steps=free), 20.0)
    without = stable_payments(game, rng=np.random.default_rng(0))
    assert without.low == pytest.approx(18, abs=1e-4)  # two pairs of substitutes can each be played off: 36 for 18
    dear = grant_game(Problem(offers_ac=offers, cost_a=np.array([1, 1, 1, 1, 9.0]), steps=needs), 20.0)
    assert stable_payments(dear, rng=np.random.default_rng(0)).high == pytest.approx(0, abs=1e-4)


def test_fifty_partners_state_their_bound_in_time():
    rng = np.random.default_rng(2)
    offers = np.round(rng.uniform(0.2, 1, (50, 12)) * (rng.random((50, 12)) < 0.1), 2)
    steps = tuple((0.25, tuple((int(c), 1.0) for c in rng.choice(12, 2, replace=False))) for _ in range(4))
    game = grant_game(Problem(offers_ac=offers, cost_a=rng.uniform(1, 3, 50), steps=steps), 100.0)
    found = stable_payments(game, rng=rng, seconds=4.0)
    assert found.low <= found.high
    assert found.seconds < 15
    assert not len(leavers(game.worth, found.payment_a, np.eye(50, dtype=bool), 1e-2 + 1e-3 * found.whole, rng))


def test_time_that_runs_out_leaves_honest_bounds():
    problem = problem_of(0)
    exact = cost_of_stability(table(problem, 40.0))
    game = grant_game(problem, 40.0)
    patient = replace(game, separate=lambda price_a, _: game.separate(price_a, 5.0))
    for seconds in (0.0, 0.02, 0.2):
        found = stable_payments(patient, rng=np.random.default_rng(0), seconds=seconds)
        assert found.low - 1e-4 <= exact <= found.high + 1e-4


def test_a_bound_that_is_not_tight_is_carried_into_the_answer():
    problem = problem_of(0)
    values = table(problem, 40.0)
    game = grant_game(problem, 40.0)

    def vague(price_a, seconds):
        member_a, bound = game.separate(price_a, seconds)
        return member_a, bound + (5.0 if price_a.any() else 0.0)

    paid = stable_payments(replace(game, separate=vague), rng=np.random.default_rng(0))
    assert paid.low <= cost_of_stability(values) + 1e-4
    assert paid.high == pytest.approx(paid.low + 7 * 5.0 / 4, abs=1e-3)  # those of up to three members were looked at
    assert (coalition_sums(paid.payment_a) >= values - 1e-3).all()
    divided = least_excess(replace(game, separate=vague), rng=np.random.default_rng(0))
    assert divided.high == pytest.approx(divided.low + 5.0, abs=1e-3)


def test_a_grant_that_nobody_can_use_is_stable_at_nothing():
    problem = Problem(offers_ac=np.ones((3, 1)), cost_a=np.full(3, 9.0), steps=((1.0, ((0, 1.0),)),))
    found = stable_payments(grant_game(problem, 5.0), rng=np.random.default_rng(0))
    assert (found.whole, found.low) == (0, 0)
    assert found.high == pytest.approx(0, abs=1e-6)


def test_without_a_grant_the_core_is_refused():
    with pytest.raises(ValueError, match="core not meaningful"):
        grant_game(problem_of(0), 0.0)


def test_a_whole_that_is_not_proved_is_an_error():
    def unsure(price_a, seconds):
        return np.zeros(3, bool), 1.0

    with pytest.raises(SolverError, match="not proved"):
        stable_payments(GrantGame(n=3, worth=lambda m: m.sum(1) * 0.1, separate=unsure), rng=np.random.default_rng(0))


def test_a_climb_never_ends_lower_than_it_began():
    worth = grant_game(problem_of(1), 40.0).worth
    start = members(np.arange(128), 7)
    price = np.linspace(0, 10, 7)
    ends, gain = climb(worth, price, start)
    assert (gain >= worth(start) - start @ price).all()
    assert np.allclose(gain, worth(ends) - ends @ price)


def test_small_coalitions_are_all_there():
    small, size = small_coalitions(6)
    assert size == 3
    assert len(small) == len(np.unique(small, axis=0)) == 6 + 15 + 20
    assert small.sum(1).max() == 3
    assert small_coalitions(200)[1] == 2
    assert small_coalitions(2)[1] == 2
