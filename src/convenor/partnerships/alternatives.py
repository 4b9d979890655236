"""Other sets that get nearly as far: different ones by cuts, the one of fewest partners, the cheapest.

Each earlier set is cut off by "at most so many of its members": one-sided Hamming cuts, so that an alternative is not
the same set with somebody added (MODEL, section 6).
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from convenor.partnerships.again import Answer, best_of
from convenor.partnerships.candidates import Field
from convenor.partnerships.check import broken, reckon
from convenor.partnerships.problem import Cap, FloatArray, IntArray, Problem
from convenor.partnerships.programme import add_row, solve, state

DELTA = 0.1  # how far below the best an alternative may be, as a share of its effect
APART = 1 / 6  # least share of each earlier set's free members that an alternative does without
SLACK = 1e-6


def alternatives(
    field: Field, best: Answer, *, most: int = 3, delta: float = DELTA, seconds: float = 2.0
) -> Iterable[Answer]:
    """Sets within (1 - delta) of the best effect, each different from all before it, best first.

    Args:
        field: The candidates and terms.
        best: The set proposed.
        most: Number of alternatives.
        delta: How far below the best one may be [0, 1].
        seconds: Time for each [s].
    """
    caps: list[Cap] = []
    last = best
    for turn in range(most):
        caps.append(_cut(field.problem, last.chosen, turn))
        if caps[-1].most < 0:
            return
        again = best_of(field, problem=replace(field.problem, caps=tuple(caps)), seconds=seconds)
        if again is None or again.effect < (1 - delta) * best.effect - SLACK:
            return
        last = again
        yield again


def _cut(problem: Problem, chosen: IntArray, turn: int) -> Cap:
    """At least some of the members that are free to go are out."""
    free = np.setdiff1d(chosen, np.asarray(problem.must, np.int64))
    mask_a = np.zeros(problem.actors, bool)
    mask_a[free] = True
    away = max(1, round(APART * len(free)))
    return Cap(name=f"unlike set {turn + 1}", mask_a=mask_a, most=len(free) - away)


def fewest(field: Field, best: Answer, *, delta: float = DELTA, seconds: float = 2.0) -> Answer | None:
    """The set of fewest members within (1 - delta) of the best effect; None where none is smaller."""
    found = least(field, best, np.ones(field.problem.actors), delta, seconds)
    return found if found is not None and len(found.chosen) < len(best.chosen) else None


def cheapest(field: Field, best: Answer, *, delta: float = DELTA, seconds: float = 2.0) -> Answer | None:
    """The cheapest set within (1 - delta) of the best effect; None where none is cheaper."""
    found = least(field, best, field.problem.cost_a, delta, seconds)
    return found if found is not None and found.reckoning.cost < best.reckoning.cost - SLACK else None


def least(field: Field, best: Answer, burden_a: FloatArray, delta: float, seconds: float) -> Answer | None:
    """The set with the least summed burden whose effect stays within (1 - delta) of the best.

    Its bound is the lower one: no set within delta has a lower burden than `proof` says.
    """
    problem = replace(field.problem, mu=0.0)
    programme = state(problem)
    floor = add_row(programme, -programme.gain_a, -programme.gain_v, -(1 - delta) * best.effect)
    asked = replace(floor, gain_a=-burden_a, gain_v=np.zeros_like(programme.gain_v))
    answer = solve(asked, integer=True, seconds=seconds, start=best.chosen)
    if not answer.found:
        return None
    members = np.flatnonzero(answer.y_a > 0.5)
    reckoning = reckon(field.problem, members)
    if broken(field.problem, members) or reckoning.effect < (1 - delta) * best.effect - SLACK:
        return None
    burden = float(burden_a[members].sum())
    gap = (burden + answer.bound) / max(burden, 1e-9)  # the bound is that of minus the burden
    proof = "optimal" if answer.status == "optimal" else f"certified gap of {100 * gap:.2g}%"
    return Answer(field=field, chosen=members, reckoning=reckoning, bound=best.bound, proof=proof)
