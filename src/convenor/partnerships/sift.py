"""Selection among very many: column sifting on the relaxation, whose bound certifies, and search in the best columns.

The relaxation is solved on some columns; the others are priced by their reduced cost, the best ones are added, and so
on until none is worth adding. A set that holds a candidate of reduced cost -d reaches at most the relaxation less d, so
few columns matter. Sets are found by solving the programme exactly on few columns, part of the best set so far being
held (large neighbourhood search), the columns of each round being those that fit what is held best.

Source: column sifting after Bixby, Gregory, Lustig, Marsten and Shanno (1992), Operations Research 40(5).
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from convenor.partnerships.check import broken, reckon
from convenor.partnerships.problem import BoolArray, FloatArray, IntArray, Problem
from convenor.partnerships.programme import Answer, Programme, price, solve, take

BATCH = 300  # columns added per round of sifting
POOL = 250  # columns of a restricted programme
NEAR = 1e-7  # reduced costs below this are no gain


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Outcome of a search among many.

    Attributes:
        found: True where a set was found.
        infeasible: True where it was proved that there is none.
        chosen: Its members.
        bound: No set has a higher value.
    """

    found: bool
    infeasible: bool
    chosen: IntArray
    bound: float


def relax(programme: Programme, columns: IntArray, held: IntArray, seconds: float) -> tuple[Answer, FloatArray]:
    """The relaxation without pairs over all candidates, `held` being in, by sifting from some columns.

    Returns:
        The last answer, whose value is the relaxation's, and the reduced cost of every candidate.
    """
    deadline = time.perf_counter() + seconds
    programme = _hold(programme, held)
    open_a = programme.high_a > 0
    columns = np.union1d(columns, np.flatnonzero(programme.low_a > 0))
    while True:
        answer = solve(take(programme, columns), integer=False, seconds=deadline - time.perf_counter(), pairs=False)
        if answer.status != "optimal":
            return answer, np.zeros_like(programme.gain_a)
        cost_a = price(programme, answer.dual_r)
        better = np.flatnonzero(open_a & (cost_a > NEAR))
        better = np.setdiff1d(better, columns, assume_unique=True)
        if not len(better):
            return answer, cost_a
        columns = np.union1d(columns, better[np.argsort(-cost_a[better])][:BATCH])


def search(problem: Problem, programme: Programme, *, seconds: float, rng: np.random.Generator) -> Found:
    """A good set among many candidates, and a bound that holds for all sets."""
    began = time.perf_counter()
    start = _greedy_columns(problem)
    answer, cost_a = relax(programme, start, np.zeros(0, np.int64), seconds)
    if answer.status == "infeasible" and len(start) < problem.actors:
        start = np.arange(problem.actors)
        answer, cost_a = relax(programme, start, np.zeros(0, np.int64), seconds)
    if answer.status != "optimal":
        return Found(found=False, infeasible=answer.status == "infeasible", chosen=np.zeros(0, np.int64), bound=np.inf)
    bound, state = answer.value, _Best(problem)
    pool = _best_columns(programme, cost_a, POOL)
    state.offer(pool[_in(solve(take(programme, pool), integer=True, seconds=seconds / 3, gap=1e-4))])
    deadline = began + seconds
    while state.found and time.perf_counter() < deadline - 0.1:
        _improve(problem, programme, state, pool, rng, deadline)
    return Found(found=state.found, infeasible=False, chosen=state.chosen, bound=bound)


class _Best:
    """The best set so far; sets that break a term are refused."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.found, self.value = problem, False, -np.inf
        self.chosen: IntArray = np.zeros(0, np.int64)

    def offer(self, chosen: IntArray) -> bool:
        """Keep a set when it is better; True when it was."""
        value = reckon(self.problem, chosen).value
        if value <= self.value + 1e-9 or broken(self.problem, chosen):
            return False
        self.found, self.value, self.chosen = True, value, chosen
        return True


def _improve(
    problem: Problem, programme: Programme, best: _Best, pool: IntArray, rng: np.random.Generator, deadline: float
) -> None:
    """One round: release some members, and solve exactly over the columns that fit the rest best."""
    size = len(best.chosen)
    loose = int(rng.integers(3, 8))
    held = rng.permutation(best.chosen)[: max(0, size - loose)]
    barred_a = _barred(problem, held)
    round_ = replace(programme, high_a=np.where(barred_a, 0.0, programme.high_a))
    left = deadline - time.perf_counter()
    answer, cost_a = relax(round_, pool, held, left)
    if answer.status != "optimal" or answer.value <= best.value + 1e-9:
        return
    columns = np.union1d(_best_columns(round_, cost_a, len(held) + 150), best.chosen)
    few = take(_hold(round_, held), columns)
    best.offer(columns[_in(solve(few, integer=True, seconds=min(0.6, left), gap=1e-5))])


def _hold(programme: Programme, held: IntArray) -> Programme:
    low_a = programme.low_a.copy()
    low_a[held] = 1.0
    return replace(programme, low_a=low_a)


def _barred(problem: Problem, held: IntArray) -> BoolArray:
    """Candidates that cannot sit with somebody who is held."""
    held_a = np.zeros(problem.actors, bool)
    held_a[held] = True
    one, other = problem.apart_p2[:, 0], problem.apart_p2[:, 1]
    barred_a = np.zeros(problem.actors, bool)
    barred_a[other[held_a[one]]] = True
    barred_a[one[held_a[other]]] = True
    return barred_a & ~held_a


def _best_columns(programme: Programme, cost_a: FloatArray, count: int) -> IntArray:
    order = np.where(programme.low_a > 0, np.inf, np.where(programme.high_a > 0, cost_a, -np.inf))
    columns = np.argsort(-order, kind="stable")[:count]
    return np.sort(columns[np.isfinite(cost_a[columns]) & (programme.high_a[columns] > 0)])


def _greedy_columns(problem: Problem) -> IntArray:
    """Columns to begin with: most supply for their cost, and some of each quota's."""
    worth_a = problem.offers_ac.sum(axis=1) / (problem.cost_a + problem.cost_a.mean() + 1e-9)
    order = np.argsort(-worth_a, kind="stable")
    picks = [order[:BATCH], np.asarray(problem.must, np.int64)]
    picks += [order[quota.mask_a[order]][:50] for quota in problem.quotas]
    return np.unique(np.concatenate(picks))


def _in(answer: Answer) -> IntArray:
    return np.flatnonzero(answer.y_a > 0.5)
