"""Selection: the set that reaches most under the terms, as a mixed-integer linear programme on HiGHS, with its bound.

Ties are settled one after the other, each with what came before held fixed: fewest members, then cheapest, then highest
summed salience; last, members are swapped one by one for equals of a lower id. Large instances go through `sift`.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from convenor.partnerships.check import Reckoning, broken, reckon
from convenor.partnerships.problem import FloatArray, IntArray, Problem, Quota
from convenor.partnerships.programme import Answer, Programme, add_row, solve, state, take
from convenor.partnerships.sift import price, search

__all__ = ["Problem", "Quota", "Selection", "select"]

TIE = 1e-6  # sets this near to the best count as equally good (MODEL, section 6)
EQUAL = 1e-7  # costs and saliences this near count as the same
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
        settled: True where ties were settled by all criteria that were asked for.
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


def select(
    problem: Problem, *, seconds: float = 10.0, rng: np.random.Generator | None = None, criteria: int = 3
) -> Selection:
    """The best set of candidates under the terms, with a bound that no set exceeds.

    Args:
        problem: Whom to choose from, for what, at which terms.
        seconds: Time limit [s]; what cannot be proved within it is returned with its gap.
        rng: Chance for the search of large instances; None is seed 0.
        criteria: How many of the criteria for ties to apply [0–3].

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
        chosen, reckoning, settled = _settle(problem, programme, chosen, reckoning, began + seconds, criteria)
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
    problem: Problem, programme: Programme, chosen: IntArray, best: Reckoning, deadline: float, criteria: int
) -> tuple[IntArray, Reckoning, bool]:  # fmt: skip
    """Of all sets within `TIE` of the best the one that later criteria prefer; False where time ran out."""
    columns = _needed(programme, best.value - 2 * TIE)
    small = take(programme, columns)
    small = add_row(small, -small.gain_a, -small.gain_v, -(best.value - TIE))
    none_v = np.zeros_like(small.gain_v)
    for turn, (burden_a, slack) in enumerate(_burdens(problem)[:criteria]):
        wish_a = burden_a[columns]
        if not len(columns) or (
            turn > 0 and np.ptp(wish_a) == 0
        ):  # their number is fixed: equal burdens settle nothing
            continue
        asked = replace(small, gain_a=-wish_a, gain_v=none_v)
        answer = solve(asked, integer=True, seconds=deadline - time.perf_counter())
        other = columns[members(answer)]
        if answer.status != "optimal" or reckon(problem, other).value < best.value - 2 * TIE:
            return chosen, reckon(problem, chosen), False
        chosen, least = other, float(wish_a[members(answer)].sum())
        keep = _needed(asked, -least - slack)  # whoever makes this criterion worse is in no tied set
        small, columns = add_row(take(small, keep), wish_a[keep], none_v, least + slack), columns[keep]
    chosen = _by_id(problem, chosen, best.value)
    return chosen, reckon(problem, chosen), True


def _burdens(problem: Problem) -> list[tuple[FloatArray, float]]:
    """What ties are settled by, in order, each to be kept low, and how much of it counts as equal."""
    salience_a = np.zeros(problem.actors) if problem.salience_a is None else problem.salience_a
    return [(np.ones(problem.actors), 0.5), (problem.cost_a, EQUAL), (-salience_a, EQUAL)]


def _by_id(problem: Problem, chosen: IntArray, value: float) -> IntArray:
    """Swap members one by one for outsiders of a lower id that cost and matter as much and serve as well."""
    rank_a = np.arange(problem.actors) if problem.rank_a is None else problem.rank_a
    salience_a = np.zeros(problem.actors) if problem.salience_a is None else problem.salience_a
    out_a = np.zeros(problem.actors, bool)
    out_a[list(problem.must_not)] = True
    for member in sorted(chosen.tolist(), key=lambda a: -rank_a[a]):
        equal_a = (abs(problem.cost_a - problem.cost_a[member]) < EQUAL) & ~out_a
        equal_a &= (abs(salience_a - salience_a[member]) < EQUAL) & (rank_a < rank_a[member])
        for other in sorted(set(np.flatnonzero(equal_a).tolist()) - set(chosen.tolist()), key=lambda a: rank_a[a]):
            swapped = np.sort(np.append(chosen[chosen != member], other))
            if not broken(problem, swapped) and reckon(problem, swapped).value >= value - TIE:
                chosen = swapped
                break
    return chosen


def _needed(programme: Programme, value: float) -> IntArray:
    """Candidates that may be in a set worth `value`: the relaxation's reduced costs rule the others out."""
    relaxed = solve(programme, integer=False, seconds=10.0, pairs=False)
    if relaxed.status != "optimal":
        return np.flatnonzero(programme.high_a > 0)
    most_a = relaxed.value + np.minimum(price(programme, relaxed.dual_r), 0.0)
    return np.flatnonzero((programme.low_a > 0) | ((programme.high_a > 0) & (most_a >= value - TIE)))
