"""Of sets that reach as far, the one to show: fewest members, cheapest, highest summed salience, lowest ids.

The criteria come one after the other, each with what came before held fixed. For each a quick search looks for a better
set, then HiGHS proves it the best or finds a better one, within a limit of its search tree (the same on every machine,
unlike a time limit). The last criterion swaps members one by one for equals of a lower id.
"""

import time
from dataclasses import replace

import numpy as np

from convenor.partnerships.check import Reckoning, broken, reckon
from convenor.partnerships.climb import climb, prefer
from convenor.partnerships.problem import FloatArray, IntArray, Problem
from convenor.partnerships.programme import Programme, add_row, price, solve, take

TIE = 1e-6  # sets this near to the best count as equally good (MODEL, section 6)
EQUAL = 1e-7  # costs and saliences this near count as the same
NODES = 100  # limit of the search tree per criterion
FEW = 150  # columns that HiGHS settles at once, without a quick search before it


def settle(
    problem: Problem, programme: Programme, chosen: IntArray, best: Reckoning, deadline: float, criteria: int
) -> tuple[IntArray, Reckoning, bool]:  # fmt: skip
    """Of all sets within `TIE` of the best the one that later criteria prefer; False where time ran out."""
    columns = _needed(programme, best.value - 2 * TIE, deadline)
    small = take(programme, columns)
    small = add_row(small, -small.gain_a, -small.gain_v, -(best.value - TIE))
    none_v = np.zeros_like(small.gain_v)
    terms, settled, rng = problem, True, np.random.default_rng(0)
    for turn, (burden_a, slack) in enumerate(_burdens(problem)[:criteria]):
        wish_a = burden_a[columns]
        if not len(columns) or (turn > 0 and np.ptp(wish_a) == 0):
            continue  # once their number is fixed, equal burdens settle nothing
        if len(columns) > FEW:
            better = _fewer if turn == 0 else prefer
            found = better(terms, chosen, best.value - TIE, burden_a, rng)
            kept = reckon(problem, found).value >= best.value - TIE and not broken(problem, found)
            chosen = found if kept else chosen
        asked = replace(small, gain_a=-wish_a, gain_v=none_v)
        if turn == 0 or _hopeful(asked, float(burden_a[chosen].sum()), deadline):
            start, left = np.flatnonzero(np.isin(columns, chosen)), deadline - time.perf_counter()
            proof = solve(asked, integer=True, seconds=left, start=start, nodes=NODES)
            other = columns[proof.y_a > 0.5]
            if proof.found and not broken(problem, other) and reckon(problem, other).value >= best.value - 2 * TIE:
                chosen = other
            settled &= proof.bound <= slack - float(burden_a[chosen].sum())
        else:
            settled = False
        least = float(burden_a[chosen].sum())
        keep = _needed(asked, -least - slack, deadline)  # whoever makes this criterion worse is in no tied set
        small, columns = add_row(take(small, keep), wish_a[keep], none_v, least + slack), columns[keep]
        budget = problem.budget if turn == 0 else float(problem.cost_a[chosen].sum()) + EQUAL
        terms = replace(terms, size=len(chosen), budget=budget)
    chosen = np.sort(_by_id(problem, chosen, best.value))
    return chosen, reckon(problem, chosen), settled


def _fewer(
    problem: Problem, chosen: IntArray, value: float, _: FloatArray, rng: np.random.Generator
) -> IntArray:  # fmt: skip
    """A set of fewer members whose value does not fall below `value`, as far as a quick search finds one."""
    while len(chosen) > max(1, len(problem.must)):
        fewer = climb(replace(problem, size=len(chosen) - 1), rng, rounds=20, target=value)
        if not len(fewer) or reckon(problem, fewer).value < value:
            break
        chosen = fewer
    return chosen


def _hopeful(programme: Programme, burden: float, deadline: float) -> bool:
    """True where a proof that no lower burden is possible may come soon: few columns, or a relaxation that is near."""
    if len(programme.gain_a) <= FEW:
        return True
    relaxed = solve(programme, integer=False, seconds=deadline - time.perf_counter(), pairs=False)
    return relaxed.status == "optimal" and abs(-relaxed.value - burden) <= 0.2 * abs(burden)


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


def _needed(programme: Programme, value: float, deadline: float) -> IntArray:
    """Candidates that may be in a set worth `value`: the relaxation's reduced costs rule the others out."""
    relaxed = solve(programme, integer=False, seconds=deadline - time.perf_counter(), pairs=False)
    if relaxed.status != "optimal":
        return np.flatnonzero(programme.high_a > 0)
    most_a = relaxed.value + np.minimum(price(programme, relaxed), 0.0)
    return np.flatnonzero((programme.low_a > 0) | ((programme.high_a > 0) & (most_a >= value - TIE)))
