"""Selection: the set that reaches most under the terms, as a mixed-integer linear programme on HiGHS, with its bound.

Up to `SMALL` candidates HiGHS sees all of them, from a quick start; large instances go through `sift`. Sets that reach
as far as the best are told apart by `ties`.
"""

import time
from dataclasses import dataclass

import numpy as np

from convenor.partnerships.check import broken, reckon
from convenor.partnerships.climb import climb
from convenor.partnerships.problem import FloatArray, IntArray, Problem, Quota
from convenor.partnerships.programme import Answer, Programme, solve, state
from convenor.partnerships.sift import search
from convenor.partnerships.ties import FEW, TIE, settle

__all__ = ["Problem", "Quota", "Selection", "select"]

BEGINNINGS = 60  # of the quick search that gives the solver a start
SATURATED = 400  # the same where all needs can be met on paper: there the solver has nothing to climb by
GLANCE, GLANCE_SECONDS = 20, 1.0  # nodes of a first look at the whole, which settles most questions of people, and [s]
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
        chosen, bound, found, hopeless = _exactly(problem, programme, seconds, rng or np.random.default_rng(0))
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
        chosen, reckoning, settled = settle(problem, programme, chosen, reckoning, began + seconds, criteria)
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


def _exactly(
    problem: Problem, programme: Programme, seconds: float, rng: np.random.Generator
) -> tuple[IntArray, float, bool, bool]:
    """(members, bound, whether there is a set, whether it is proved that there is none): HiGHS, from a quick start."""
    began = time.perf_counter()
    relaxed = solve(programme, integer=False, seconds=seconds)
    if relaxed.status == "infeasible":
        return np.zeros(0, np.int64), -np.inf, False, True
    glance = solve(programme, integer=True, seconds=GLANCE_SECONDS, nodes=GLANCE)
    if glance.status == "infeasible" or (glance.status == "optimal" and not broken(problem, members(glance))):
        return members(glance), min(glance.bound, relaxed.value), glance.found, glance.status == "infeasible"
    most = sum(weight for weight, needs in problem.steps if needs) * sum(w * slope for w, slope in problem.curve)
    rounds = SATURATED if relaxed.value >= most - TIE else BEGINNINGS
    rounds = 0 if problem.actors <= FEW else rounds
    start = climb(problem, rng, rounds=rounds, target=relaxed.value - TIE / 2)
    good = len(start) > 0 and not broken(problem, start)
    if good and relaxed.status == "optimal" and relaxed.value - reckon(problem, start).value <= TIE / 2:
        return np.sort(start), relaxed.value, True, False
    left = seconds - (time.perf_counter() - began)
    answer = solve(programme, integer=True, seconds=left, start=start if good else None)
    return members(answer), min(answer.bound, relaxed.value), answer.found, answer.status == "infeasible"


def members(answer: Answer) -> IntArray:
    """Who is in, of the columns that were solved."""
    return np.flatnonzero(answer.y_a > 0.5)
