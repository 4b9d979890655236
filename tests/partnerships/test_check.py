"""The plain checker catches each kind of planted violation, and reckons as a linear programme over single uses does."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from convenor.partnerships.check import broken, reckon
from convenor.partnerships.problem import Problem, Quota


def plain(**terms):
    return Problem(
        offers_ac=np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5], [0.0, 0.0]]),
        cost_a=np.array([1.0, 2.0, 3.0, 0.0]),
        steps=((1.0, ((0, 1.0), (1, 1.0))),),
        **terms,
    )


@pytest.mark.parametrize(
    ("terms", "chosen", "word"),
    [
        ({"budget": 2.9}, (0, 1), "budget"),
        ({"size": 1}, (0, 1), "size"),
        ({"quotas": (Quota(name="private", mask_a=np.array([0, 0, 0, 1], bool), count=1),)}, (0, 1), "private"),
        ({"quotas": (Quota(name="local", mask_a=np.array([1, 0, 0, 0], bool), share=0.6),)}, (0, 1), "local"),
        ({"apart_p2": np.array([[1, 0]])}, (0, 1), "apart"),
        ({"must": (2,)}, (0, 1), "must"),
        ({"must_not": (0,)}, (0, 1), "must not"),
        ({}, (0, 0, 1), "twice"),
        ({}, (0, 9), "not a candidate"),
    ],
)
def test_a_planted_violation_is_caught(terms, chosen, word):
    found = broken(plain(**terms), chosen)
    assert len(found) == 1
    assert word in found[0]


def test_a_set_that_keeps_its_terms_is_not_blamed():
    assert broken(plain(budget=3.0, size=2, must=(0,), must_not=(2,), apart_p2=np.array([[0, 2]])), (0, 1)) == []


def by_single_uses(problem, members):
    """Effect by a linear programme over y_ic, one variable per offer, exactly as MODEL section 5 writes it."""
    hard_ac = np.zeros_like(problem.offers_ac, bool) if problem.hard_ac is None else problem.hard_ac
    offers = [(a, c) for a in members for c in range(problem.offers_ac.shape[1]) if problem.offers_ac[a, c] > 0]
    steps = len(problem.steps)
    width = steps + len(offers)
    amounts = np.array([problem.offers_ac[o] for o in offers])
    rows, upper = [], []
    for k, (_, needs) in enumerate(problem.steps):
        for c, need in needs:
            height = start = 0.0
            for piece, slope in (*problem.curve, (np.inf, 0.0)):
                row = np.zeros(width)
                row[k] = 1.0
                row[steps:] = [
                    -slope * amount / need * (offer[1] == c) for offer, amount in zip(offers, amounts, strict=True)
                ]
                rows.append(row)
                upper.append(height - slope * start)
                if np.isfinite(piece):
                    height, start = height + slope * piece, start + piece
    for c, most in enumerate(problem.most_c):
        row = np.zeros(width)
        row[steps:] = [amount * (offer[1] == c) for offer, amount in zip(offers, amounts, strict=True)]
        rows.append(row)
        upper.append(most)
    if problem.hard_share is not None:
        row = np.zeros(width)
        row[steps:] = [amount * (hard_ac[o] - problem.hard_share) for o, amount in zip(offers, amounts, strict=True)]
        rows.append(row)
        upper.append(0.0)
    gains = np.concatenate([[-weight for weight, _ in problem.steps], np.zeros(len(offers))])
    bounds = [(0, None)] * steps + [(0, 1)] * len(offers)
    return -linprog(gains, A_ub=np.array(rows), b_ub=upper, bounds=bounds).fun


def test_reckons_as_a_linear_programme_over_single_uses_does(random_problem):
    rng, binding = np.random.default_rng(5), 0
    for _ in range(300):
        problem = random_problem(rng)
        members = np.flatnonzero(rng.random(problem.actors) < 0.7)
        ours = reckon(problem, members)
        assert ours.effect == pytest.approx(by_single_uses(problem, members), abs=1e-7)
        if problem.hard_share is not None:
            assert ours.hard <= problem.hard_share + 1e-7
            binding += ours.effect < reckon(replace(problem, hard_share=None), members).effect - 1e-6
    assert binding >= 10


def test_the_mix_shown_has_the_least_hard_share_of_the_same_effect():
    hard_ac = np.array([[True, False], [False, False]])
    problem = Problem(
        offers_ac=np.array([[1.0, 0.0], [0.7, 0.4]]),
        cost_a=np.zeros(2),
        steps=((1.0, ((0, 1.0), (1, 1.0))),),
        hard_ac=hard_ac,
    )
    ours = reckon(problem, (0, 1))
    assert ours.effect == pytest.approx(0.4)  # the second need allows no more, so force is not needed at all
    assert ours.hard == 0.0
    assert ours.use_ac[1, 0] == pytest.approx(0.7)


def test_untagged_use_counts_in_the_denominator_and_never_as_hard():
    problem = Problem(
        offers_ac=np.array([[1.0], [1.0]]),
        cost_a=np.zeros(2),
        steps=((1.0, ((0, 2.0),)),),
        hard_ac=np.array([[True], [False]]),
        hard_share=0.5,
    )
    assert reckon(problem, (0, 1)).effect == pytest.approx(1.0)
    assert reckon(replace(problem, hard_share=0.25), (0, 1)).effect == pytest.approx((1 + 1 / 3) / 2)
    assert reckon(replace(problem, hard_share=0.0), (0,)).effect == pytest.approx(0.0)
