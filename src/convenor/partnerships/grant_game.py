"""The shared-grant game of a selection problem: what each coalition can make of the grant under the terms.

v(T) = max over T' within T of grant * p(T') - cost(T'). The selection programme is its oracle, the one `compose` calls.
"""

from dataclasses import replace

import numpy as np

from convenor.partnerships.check import reckon
from convenor.partnerships.coalitions import BoolArray, FloatArray
from convenor.partnerships.leavers import GrantGame
from convenor.partnerships.problem import Problem
from convenor.partnerships.programme import solve, state

FEW = 8  # coalitions that the plain checker reckons one by one [ms each]; a climb asks for thousands


def grant_game(problem: Problem, grant: float) -> GrantGame:
    """The game that `stable_payments` and `least_excess` need, of a selection problem and a grant.

    Args:
        problem: Candidates and terms; `mu` is not read, cost counts in full. Under a ceiling on hard power more than
            8 coalitions at once are worth what they do without it: a lower bound, good enough to search with.
        grant: Transferable money that somebody entered, paid in the measure of the effect (0..), unit of the costs.

    Returns:
        The game, unscaled: in the unit of the grant.

    Raises:
        ValueError: The grant is not positive: without transferable value the core is not meaningful.

    Example:
        >>> problem = Problem(offers_ac=np.ones((2, 1)), cost_a=np.array([1.0, 3.0]), steps=((1.0, ((0, 1.0),)),))
        >>> game = grant_game(problem, 10.0)
        >>> game.worth(np.array([[True, False], [True, True]])).tolist()
        [9.0, 6.0]
        >>> member_a, bound = game.separate(np.zeros(2), 5.0)
        >>> member_a.tolist(), round(bound, 6)
        ([True, False], 9.0)
    """
    if not grant > 0:
        raise ValueError("no transferable value was entered: core not meaningful, see internal stability")
    programme = state(problem)

    def worth(member_da: BoolArray) -> FloatArray:
        value_d = grant * _effect(problem, member_da) - member_da @ problem.cost_a
        value_d[~_allowed(problem, member_da)] = -np.inf
        value_d[~member_da.any(1)] = 0.0
        return value_d

    def separate(price_a: FloatArray, seconds: float) -> tuple[BoolArray, float]:
        priced = replace(programme, gain_a=-(problem.cost_a + price_a) / grant)
        answer = solve(priced, integer=True, seconds=seconds, gap=1e-6)
        if not answer.found or answer.value < 0:
            return np.zeros(problem.actors, bool), max(
                answer.bound * grant, 0.0
            ) if answer.status != "infeasible" else 0.0
        return answer.y_a > 0.5, max(answer.bound * grant, 0.0)

    exact = problem.hard_share is None or problem.hard_ac is None
    return GrantGame(n=problem.actors, worth=worth, separate=separate, exact=exact)


def _effect(problem: Problem, member_da: BoolArray) -> FloatArray:
    """p of each coalition, shape (d,)."""
    offers_ac = problem.offers_ac
    if problem.hard_share is not None and problem.hard_ac is not None:
        if len(member_da) <= FEW:
            return np.array([reckon(problem, np.flatnonzero(member_a)).effect for member_a in member_da])
        offers_ac = offers_ac * ~problem.hard_ac
    supply_dc = member_da @ offers_ac
    effect_d = np.zeros(len(member_da))
    for weight, needs in problem.steps:
        if needs:
            effect_d += weight * np.min([_height(problem, supply_dc[:, c] / need) for c, need in needs], axis=0)
    return effect_d


def _height(problem: Problem, ratio_d: FloatArray) -> FloatArray:
    """The curve g at each ratio of supply to need."""
    height_d, start = np.zeros(len(ratio_d)), 0.0
    for width, slope in problem.curve:
        height_d += slope * np.clip(ratio_d - start, 0.0, width)
        start += width
    return height_d


def _allowed(problem: Problem, member_da: BoolArray) -> BoolArray:
    """Which coalitions keep the terms, shape (d,)."""
    count_d = member_da.sum(1)
    fine_d = member_da @ problem.cost_a <= problem.budget + 1e-9
    if problem.size is not None:
        fine_d &= count_d <= problem.size
    for quota in problem.quotas:
        marked_d = member_da[:, quota.mask_a].sum(1)
        fine_d &= (marked_d >= quota.count) & (marked_d >= quota.share * count_d - 1e-9)
    for one, other in problem.apart_p2:
        fine_d &= ~(member_da[:, one] & member_da[:, other]) | (one == other)
    fine_d &= member_da[:, list(problem.must)].all(1) & ~member_da[:, list(problem.must_not)].any(1)
    return np.asarray(fine_d, dtype=bool)
