"""The plain checker: verifies a chosen set against every term and reckons its effect without the solver.

Nothing here is shared with the programme that the solver sees but the `Problem` itself. Without a binding ceiling on
hard power each step stands on its own: all that is offered is used up to the need. With one that binds, hard use is
rationed by a small linear programme over how far each step gets (MODEL, sections 5 and 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convenor.partnerships.problem import FloatArray, IntArray, Problem

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What a set reaches, and with how much of each offer.

    Attributes:
        effect: How far the outcome is reached, sum of weight times step.
        value: Effect less mu times cost.
        cost: Summed cost of joining.
        reached_k: How far each step gets.
        use_ac: Used amounts, shape (n_candidates, n_capabilities); rows outside the set are zero.
        hard: Share of use that is hard power; the least that reaches this effect.
    """

    effect: float
    value: float
    cost: float
    reached_k: FloatArray
    use_ac: FloatArray
    hard: float


def broken(problem: Problem, chosen: Sequence[int] | IntArray) -> list[str]:
    """Terms that a set breaks, in words; empty when it keeps them all.

    The ceiling on hard power is a limit on use, not on membership: it is kept by using less, so no set breaks it.
    """
    members = [int(i) for i in chosen]
    inside, found = set(members), []
    if len(inside) != len(members):
        found.append("somebody is in twice")
    if any(not 0 <= i < problem.actors for i in inside):
        return [*found, "somebody is not a candidate"]
    cost = sum(float(problem.cost_a[i]) for i in sorted(inside))
    if cost > problem.budget + TOLERANCE:
        found.append(f"budget: costs {cost:g} of {problem.budget:g}")
    if problem.size is not None and len(inside) > problem.size:
        found.append(f"size: {len(inside)} members of at most {problem.size}")
    for quota in problem.quotas:
        count = sum(bool(quota.mask_a[i]) for i in inside)
        if count < quota.count or count < quota.share * len(inside) - TOLERANCE:
            found.append(f"{quota.name}: {count} of {len(inside)} members")
    for cap in problem.caps:
        if (count := sum(bool(cap.mask_a[i]) for i in inside)) > cap.most:
            found.append(f"{cap.name}: {count} of at most {cap.most}")
    if problem.hearing is not None:
        heard = [
            any(problem.hearing.speaks_ag[i, g] for i in inside) for g in range(problem.hearing.speaks_ag.shape[1])
        ]
        if sum(heard) < problem.hearing.least:
            found.append(f"groups heard: {sum(heard)} of at least {problem.hearing.least}")
    found += [f"apart: {a} and {b} are both in" for a, b in problem.apart_p2.tolist() if {a, b} <= inside and a != b]
    found += [f"must: {i} is not in" for i in problem.must if i not in inside]
    found += [f"must not: {i} is in" for i in problem.must_not if i in inside]
    return found


def reckon(problem: Problem, chosen: Sequence[int] | IntArray) -> Reckoning:
    """How far a set gets, and the use with the least hard share that gets it there.

    Args:
        problem: Offers and terms.
        chosen: Indices of the members.
    """
    members = np.asarray(sorted({int(i) for i in chosen}), np.int64)
    hard_ac = np.zeros_like(problem.offers_ac, bool) if problem.hard_ac is None else problem.hard_ac
    offered_ac = problem.offers_ac[members]
    hard_c = (offered_ac * hard_ac[members]).sum(axis=0)
    other_c = (offered_ac * ~hard_ac[members]).sum(axis=0)
    most_c = problem.most_c
    free_c = np.minimum(other_c, most_c)  # what is not hard is used first, up to the need
    reached_k = steps_reached(problem, np.minimum(hard_c + other_c, most_c))
    force_c = _force(problem, reached_k, free_c)
    ceiling = problem.hard_share
    if ceiling is not None and force_c.sum() > ceiling * (force_c.sum() + free_c.sum()) + TOLERANCE:
        reached_k = _rationed(problem, free_c, hard_c, ceiling)
        force_c = _force(problem, reached_k, free_c)
    weight_k = np.array([weight for weight, _ in problem.steps])
    use_ac = np.zeros_like(problem.offers_ac)
    use_ac[members] = offered_ac * np.where(hard_ac[members], _part(force_c, hard_c), _part(free_c, other_c))
    effect, cost = float(weight_k @ reached_k), float(problem.cost_a[members].sum())
    used = float(force_c.sum() + free_c.sum())
    return Reckoning(
        effect=effect,
        value=effect - problem.mu * cost,
        cost=cost,
        reached_k=reached_k,
        use_ac=use_ac,
        hard=float(force_c.sum()) / used if used > 0 else 0.0,
    )


def steps_reached(problem: Problem, supply_c: FloatArray) -> FloatArray:
    """How far each step gets with these amounts: the least over its needs, shape (n_steps,)."""
    return np.array(
        [min((_curve(problem, float(supply_c[c]) / need) for c, need in needs), default=0.0)
         for _, needs in problem.steps]
    )  # fmt: skip


def _curve(problem: Problem, ratio: float) -> float:
    height = 0.0
    for width, slope in problem.curve:
        height += slope * min(max(ratio, 0.0), width)
        ratio -= width
    return height


def _inverse(problem: Problem, height: float) -> float:
    """Least ratio at which the curve reaches a height."""
    ratio = 0.0
    for width, slope in problem.curve:
        if height <= TOLERANCE**2 or slope == 0:
            break
        ratio += min(width, height / slope)
        height -= slope * width
    return ratio


def _force(problem: Problem, reached_k: FloatArray, free_c: FloatArray) -> FloatArray:
    """Hard use that the steps need beyond what is not hard."""
    force_c = np.zeros_like(free_c)
    for (_, needs), reached in zip(problem.steps, reached_k, strict=True):
        for c, need in needs:
            force_c[c] = max(force_c[c], need * _inverse(problem, float(reached)) - free_c[c])
    return np.where(force_c > TOLERANCE, force_c, 0.0)


def _rationed(problem: Problem, free_c: FloatArray, hard_c: FloatArray, ceiling: float) -> FloatArray:
    """Steps under a ceiling that binds: the best effect over (reached_k, force_c), force being convex in reached."""
    from scipy.optimize import linprog

    steps, caps = len(problem.steps), len(free_c)
    rows, upper = [], []
    for k, (_, needs) in enumerate(problem.steps):
        for c, need in needs:
            for height, ratio, slope in _tangents(problem):  # reached <= height + slope * ((free + force)/need - ratio)
                row = np.zeros(steps + caps)
                row[k], row[steps + c] = 1.0, -slope / need
                rows.append(row)
                upper.append(height + slope * (free_c[c] / need - ratio))
    row = np.zeros(steps + caps)
    row[steps:] = 1.0 - ceiling
    rows.append(row)
    upper.append(ceiling * float(free_c.sum()))
    weights = np.array([-weight if needs else 0.0 for weight, needs in problem.steps])
    bounds = [(0.0, None if needs else 0.0) for _, needs in problem.steps] + [(0.0, float(h)) for h in hard_c]
    found: Any = linprog(np.concatenate([weights, np.zeros(caps)]), A_ub=np.array(rows), b_ub=upper, bounds=bounds)
    reached_k: FloatArray = np.maximum(found.x[:steps], 0.0)
    return reached_k


def _tangents(problem: Problem) -> list[tuple[float, float, float]]:
    """(height, ratio, slope) where each piece begins, and the flat end."""
    lines, height, ratio = [], 0.0, 0.0
    for width, slope in problem.curve:
        lines.append((height, ratio, slope))
        height, ratio = height + slope * width, ratio + width
    return [*lines, (height, ratio, 0.0)]


def _part(used_c: FloatArray, offered_c: FloatArray) -> FloatArray:
    return np.divide(used_c, offered_c, out=np.zeros_like(used_c), where=offered_c > 0)
