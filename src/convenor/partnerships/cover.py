"""Selection: the set that reaches most under the terms, as a mixed-integer linear programme on HiGHS, with its bound.

Ties are settled one after the other, each with what came before held fixed: fewest members, then cheapest, then highest
summed salience, then the lowest sum of places in the order of ids. Large instances go through `sift`.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from convenor.partnerships.check import Reckoning, reckon
from convenor.partnerships.problem import FloatArray, IntArray, Problem, Quota
from convenor.partnerships.programme import Answer, Programme, add_row, solve, state, take
from convenor.partnerships.sift import price, search

__all__ = ["Problem", "Quota", "Selection", "select"]

TIE = 1e-6  # sets this near to the best count as equally good (MODEL, section 6)
SMALL = 600  # up to here HiGHS sees all candidates at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was chosen, and what was proved about it.

    Attributes:
        status: "optimal", "gap", "infeasible" or "no answer".
        chosen: Indices of the members, in order.
        use_ac: Used amounts, shape (n_candidates, n_capabilities).
        value: Effect less mu times cost, reckoned by the plain checker; -inf without an answer.
        effect: Effect, reckoned by the plain checker.
        bound: No set under these terms has a higher value.
        settled: True where ties were settled to the last criterion.
        seconds: Time taken [s].
    """

    status: str
    chosen: tuple[int, ...] = ()
    use_ac: FloatArray
    value: float = -np.inf
    effect: float = 0.0
    bound: float = np.inf
    settled: bool = False
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        """(bound - value) / |value|: how far from the best this set can be at most."""
        return max(0.0, self.bound - self.value) / max(abs(self.value), 1e-12)


def select(problem: Problem, *, seconds: float = 10.0, rng: np.random.Generator | None = None) -> Selection:
    """The best set of candidates under the terms, with a bound that no set exceeds.

    Args:
        problem: Whom to choose from, for what, at which terms.
        seconds: Time limit [s]; what cannot be proved within it is returned with its gap.
        rng: Chance for the search of large instances; None is seed 0.

    Example:
        >>> offers_ac = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]])
        >>> found = select(Problem(offers_ac=offers_ac, cost_a=np.ones(3), steps=((1.0, ((0, 1.0), (1, 1.0))),)))
        >>> found.chosen, found.effect, found.status
        ((0, 1), 1.0, 'optimal')
    """
    began = time.perf_counter()
    programme = state(problem)
    if problem.actors <= SMALL:
        answer = solve(programme, integer=True, seconds=seconds)
        chosen, bound, hopeless = members(answer), answer.bound, answer.status == "infeasible"
        found = answer.found
    else:
        result = search(problem, programme, seconds=seconds, rng=rng or np.random.default_rng(0))
        chosen, bound, hopeless, found = result.chosen, result.bound, result.infeasible, result.found
    if not found:
        status = "infeasible" if hopeless else "no answer"
        return Selection(
            status=status,
            use_ac=np.zeros_like(problem.offers_ac),
            bound=-np.inf if hopeless else bound,
            seconds=time.perf_counter() - began,
        )
    reckoning, settled = reckon(problem, chosen), False
    if bound - reckoning.value <= TIE:
        chosen, reckoning, settled = _settle(problem, programme, chosen, reckoning, began + seconds)
    return Selection(
        status="optimal" if bound - reckoning.value <= 2 * TIE else "gap",
        chosen=tuple(chosen.tolist()),
        use_ac=reckoning.use_ac,
        value=reckoning.value,
        effect=reckoning.effect,
        bound=max(bound, reckoning.value),
        settled=settled,
        seconds=time.perf_counter() - began,
    )


def members(answer: Answer) -> IntArray:
    """Who is in, of the columns that were solved."""
    return np.flatnonzero(answer.y_a > 0.5)


def _settle(
    problem: Problem, programme: Programme, chosen: IntArray, best: Reckoning, deadline: float
) -> tuple[IntArray, Reckoning, bool]:
    """Of all sets within `TIE` of the best the one that later criteria prefer; False where time ran out."""
    columns = _tied(programme, best.value)
    if not len(columns):
        return chosen, best, True
    small = take(programme, columns)
    small = add_row(small, -small.gain_a, -small.gain_v, -(best.value - TIE))
    none_v = np.zeros_like(small.gain_v)
    for turn, (burden_a, slack) in enumerate(_burdens(problem)):
        wish_a = burden_a[columns]
        if turn == 0 or np.ptp(wish_a) > 0:  # once their number is fixed, equal burdens settle nothing
            left = deadline - time.perf_counter()
            if left <= 0:
                return chosen, best, False
            answer = solve(replace(small, gain_a=-wish_a, gain_v=none_v), integer=True, seconds=left)
            if not answer.found or answer.status != "optimal":
                return chosen, best, False
            other = columns[members(answer)]
            reckoning = reckon(problem, other)
            if reckoning.value < best.value - 2 * TIE:
                return chosen, best, False
            chosen = other
            small = add_row(small, wish_a, none_v, float(wish_a[members(answer)].sum()) + slack)
    return chosen, reckon(problem, chosen), True


def _burdens(problem: Problem) -> list[tuple[FloatArray, float]]:
    """What ties are settled by, in order, each to be kept low, and how much of it counts as equal."""
    actors = problem.actors
    rank_a = np.arange(actors) if problem.rank_a is None else problem.rank_a
    burdens = [(np.ones(actors), 0.5), (problem.cost_a, EQUAL)]
    if problem.salience_a is not None:
        burdens.append((-problem.salience_a, EQUAL))
    return [*burdens, (rank_a.astype(float), 0.5)]


EQUAL = 1e-7


def _tied(programme: Programme, value: float) -> IntArray:
    """Candidates that may be in a set as good as `value`: the relaxation's reduced costs rule the others out."""
    relaxed = solve(programme, integer=False, seconds=10.0, pairs=False)
    if relaxed.status != "optimal":
        return np.flatnonzero(programme.high_a > 0)
    loss_a = relaxed.value + np.minimum(price(programme, relaxed.dual_r), 0.0)
    return np.flatnonzero((programme.low_a > 0) | ((programme.high_a > 0) & (loss_a >= value - 2 * TIE)))
