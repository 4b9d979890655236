"""Selection among very many: column sifting on the relaxation, whose bound certifies, and search in the best columns.

The relaxation is solved on some columns; the others are priced by their reduced cost, the best ones are added, and so
on until none is worth adding; pairs enter where they are broken. A set that holds a candidate of reduced cost -d
reaches at most the relaxation less d: a proof over the near columns alone is a proof for all. One thread proves over
those, the other looks for better sets among the best columns: tabu searches, and exact solutions in which most of the
best set so far is held and the columns are those that fit what is held best (large neighbourhood search).

Source: column sifting after Bixby, Gregory, Lustig, Marsten and Shanno (1992), Operations Research 40(5).
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from threading import Lock

import numpy as np

from convenor.partnerships.check import broken, reckon
from convenor.partnerships.climb import climb
from convenor.partnerships.problem import BoolArray, FloatArray, IntArray, Problem
from convenor.partnerships.programme import Answer, Programme, price, solve, take
from convenor.partnerships.tabu import tabu

BATCH = 300  # columns added per round of sifting
POOL = 100  # columns of a quick climb; a tabu search has as many, or up to two and a half times as many
MOVES = 2_500  # of one tabu search
NEIGHBOURHOODS = 0.3  # share of rounds that also solve a neighbourhood exactly
NEAR = 1e-7  # reduced costs below this are no gain
PROOFS = (0.003, 0.001, 0.0)  # relative gaps that the proof aims at, one after the other
SEARCH = (0.25, 0.4)  # share of the time before the proof begins: where it is in reach, and where it is not
PROOF_COLUMNS = 800  # most columns of the proof
LAST = 0.2  # kept for the checks at the end [s]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """The relaxation over all candidates.

    Attributes:
        status: "optimal", "infeasible" or "limit".
        value: No set of candidates has a higher value.
        cost_a: Reduced cost of every candidate.
        y_a: How far each is in [0, 1].
    """

    status: str
    value: float
    cost_a: FloatArray
    y_a: FloatArray


def search(problem: Problem, programme: Programme, *, seconds: float, rng: np.random.Generator) -> Found:
    """A good set among many candidates, and a bound that holds for all sets."""
    deadline = time.perf_counter() + seconds - LAST
    relaxed = relax(programme, _first_columns(problem), np.zeros(0, np.int64), deadline)
    if relaxed.status == "infeasible":  # of some columns: only all of them can tell
        relaxed = relax(programme, np.arange(problem.actors), np.zeros(0, np.int64), deadline)
    best = Best(problem, relaxed.value)
    if relaxed.status == "optimal":
        _look_and_prove(problem, programme, relaxed, best, rng, seconds, deadline)
    return Found(
        found=best.found,
        infeasible=relaxed.status == "infeasible",
        chosen=np.sort(best.chosen),
        bound=best.bound,
    )


def _look_and_prove(
    problem: Problem, programme: Programme, relaxed: Relaxed, best: "Best", rng: np.random.Generator,
    seconds: float, deadline: float,
) -> None:  # fmt: skip
    """Look for sets on two threads, then prove: on both where few columns matter, else on one beside the search."""
    pool = _best_columns(programme, relaxed.cost_a, POOL)
    best.offer(pool[climb(problem.only(pool), rng, rounds=20)])
    provable = len(_near(programme, relaxed, best, PROOFS[0])) < PROOF_COLUMNS
    first = min(deadline, time.perf_counter() + SEARCH[0 if provable else 1] * seconds)

    def improve(until: float) -> None:
        while time.perf_counter() < until:
            _improve(problem, programme, relaxed, best, rng, until)

    def restricted() -> None:
        few = take(programme, pool)
        best.offer(pool[_in(solve(few, integer=True, seconds=first - time.perf_counter(), gap=1e-5))])

    with ThreadPoolExecutor(2) as executor:
        other = executor.submit(restricted)
        improve(first)
        other.result()
        if best.found and len(_near(programme, relaxed, best, PROOFS[0])) < PROOF_COLUMNS:
            for aim in PROOFS:
                _prove(programme, relaxed, best, aim, deadline, executor)
        else:
            other = executor.submit(_prove, programme, relaxed, best, PROOFS[0], deadline)
            improve(deadline)
            other.result()


def relax(programme: Programme, columns: IntArray, held: IntArray, deadline: float) -> Relaxed:
    """The relaxation over all candidates, `held` being in, by sifting from some columns; pairs enter where broken."""
    programme = _hold(programme, held)
    every_p2, apart_p2 = programme.apart_p2, np.zeros((0, 2), np.int64)
    open_a, y_a = programme.high_a > 0, np.zeros(len(programme.gain_a))
    columns = np.union1d(columns, np.flatnonzero(programme.low_a > 0))
    while True:
        columns = np.union1d(columns, apart_p2)
        some = take(replace(programme, apart_p2=apart_p2), columns)
        answer = solve(some, integer=False, seconds=deadline - time.perf_counter())
        if answer.status != "optimal":
            return Relaxed(status=answer.status, value=np.inf, cost_a=np.zeros_like(y_a), y_a=y_a)
        cost_a = price(programme, answer, apart_p2)
        better = np.setdiff1d(np.flatnonzero(open_a & (cost_a > NEAR)), columns, assume_unique=True)
        if len(better):
            columns = np.union1d(columns, better[np.argsort(-cost_a[better])][:BATCH])
            continue
        y_a[:] = 0.0
        y_a[columns] = answer.y_a
        clash_p2 = every_p2[y_a[every_p2].sum(axis=1) > 1 + 1e-6]
        if not len(clash_p2):
            return Relaxed(status="optimal", value=answer.value, cost_a=cost_a, y_a=y_a)
        apart_p2 = np.unique(np.vstack([apart_p2, clash_p2]), axis=0)


def _prove(
    programme: Programme,
    relaxed: Relaxed,
    best: "Best",
    aim: float,
    deadline: float,
    executor: ThreadPoolExecutor | None = None,
) -> None:
    """Lower the bound for all sets, from the columns that are near enough to matter; better sets met are offered.

    Whoever is not among them costs at least `far`: the bound is the larger of theirs and the relaxation less `far`.
    With an executor the question is cut in two: with and without the candidate that the relaxation is least decided on.
    """
    left = deadline - time.perf_counter()
    if left <= 0 or best.bound <= best.value:
        return
    near = _near(programme, relaxed, best, aim)
    near = np.union1d(near, np.concatenate([best.chosen, np.flatnonzero(programme.low_a > 0)])).astype(np.int64)
    others_a = programme.high_a > 0
    others_a[near] = False
    far = max(0.0, float(-relaxed.cost_a[others_a].max())) if others_a.any() else np.inf
    whole, gap = take(programme, near), max(0.95 * aim, 1e-6)  # a lower bound than the others' costs allow is no use
    start = np.searchsorted(near, np.sort(best.chosen))
    if executor is None:
        answers = [solve(whole, integer=True, seconds=left, start=start, gap=gap, prove=best.found)]
    else:
        cut = int(np.argmin(abs(relaxed.y_a[near] - 0.5) + whole.low_a))
        parts = [
            _hold(whole, np.array([cut])),
            replace(whole, high_a=np.where(np.arange(len(near)) == cut, 0.0, whole.high_a)),
        ]
        starts = [start if (cut in start) == held else None for held in (True, False)]
        jobs = [
            executor.submit(solve, part, integer=True, seconds=left, start=begin, gap=gap, prove=True)
            for part, begin in zip(parts, starts, strict=True)
        ]
        answers = [job.result() for job in jobs]
    for answer in answers:
        if answer.found:
            best.offer(near[_in(answer)])
    theirs = max(answer.bound if answer.status != "infeasible" else -np.inf for answer in answers)
    best.bound = min(best.bound, max(theirs, relaxed.value - far))


def _near(programme: Programme, relaxed: Relaxed, best: "Best", aim: float) -> IntArray:
    """Candidates without whom every set stays below the best one by more than the gap aimed at, or the nearest ones."""
    goal = relaxed.value - best.value - aim * abs(best.value)
    near = np.flatnonzero((relaxed.cost_a > -goal) & (programme.high_a > 0))
    if len(near) > PROOF_COLUMNS or not best.found:
        return _best_columns(programme, relaxed.cost_a, PROOF_COLUMNS)
    return near


class Best:
    """The best set so far, and what none can exceed; sets that break a term are refused."""

    def __init__(self, problem: Problem, bound: float) -> None:
        self.problem, self.found, self.value, self.bound = problem, False, -np.inf, bound
        self.lock = Lock()
        self.chosen: IntArray = np.zeros(0, np.int64)

    def offer(self, chosen: IntArray) -> bool:
        """Keep a set when it is better; True when it was."""
        value = reckon(self.problem, chosen).value
        with self.lock:
            if value <= self.value + 1e-9 or broken(self.problem, chosen):
                return False
            self.found, self.value, self.chosen = True, value, chosen
        return True


def _improve(
    problem: Problem, programme: Programme, relaxed: Relaxed, best: Best, rng: np.random.Generator, deadline: float
) -> None:
    """A tabu search among the best columns, and now and then an exact solution of a neighbourhood of the best set."""
    size = int(POOL * rng.choice([1.0, 1.5, 2.5]))
    pool = np.union1d(_best_columns(programme, relaxed.cost_a, size), best.chosen).astype(np.int64)
    chosen = np.zeros(0, np.int64)
    for found, _ in islice(tabu(problem.only(pool), rng, np.searchsorted(pool, np.sort(best.chosen))), MOVES):
        chosen = found
        if time.perf_counter() > deadline:
            break
    if len(chosen):
        best.offer(pool[chosen])
    if best.found and rng.random() < NEIGHBOURHOODS and time.perf_counter() < deadline:
        _neighbourhood(problem, programme, best, pool, rng, deadline)


def _neighbourhood(
    problem: Problem, programme: Programme, best: "Best", pool: IntArray, rng: np.random.Generator, deadline: float
) -> None:
    """Release some members, and solve exactly over the columns that fit the rest best."""
    held = rng.permutation(best.chosen)[int(rng.integers(3, 8)) :]
    fitting = replace(programme, high_a=np.where(_barred(problem, held), 0.0, programme.high_a))
    relaxed = relax(fitting, pool, held, deadline)
    if relaxed.status != "optimal" or relaxed.value <= best.value + 1e-9:
        return
    columns = np.union1d(_best_columns(fitting, relaxed.cost_a, POOL), best.chosen)
    few = take(_hold(fitting, held), columns)
    left = deadline - time.perf_counter()
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
    """Those of the highest reduced cost, and whoever must be in; in the order of the rows."""
    order_a = np.where(programme.low_a > 0, np.inf, np.where(programme.high_a > 0, cost_a, -np.inf))
    columns = np.argsort(-order_a, kind="stable")[:count]
    return np.sort(columns[order_a[columns] > -np.inf])


def _first_columns(problem: Problem) -> IntArray:
    """Columns to begin with: most supply for their cost, and some of each quota's."""
    worth_a = problem.offers_ac.sum(axis=1) / (problem.cost_a + problem.cost_a.mean() + 1e-9)
    order = np.argsort(-worth_a, kind="stable")
    picks = [order[:BATCH], np.asarray(problem.must, np.int64)]
    picks += [order[quota.mask_a[order]][:50] for quota in problem.quotas]
    return np.unique(np.concatenate(picks))


def _in(answer: Answer) -> IntArray:
    return np.flatnonzero(answer.y_a > 0.5)
