"""Why no partnership can be had: each term that cannot be met, in words, with what it is short of (M3, M24).

Floors that nobody on file meets are named first. Terms that clash are found by an elastic programme: each may be broken
at a price, and those that the cheapest repair breaks are named with the amount.
"""

from dataclasses import replace

import numpy as np

from convenor.model.outcome import Outcome
from convenor.partnerships.candidates import Field
from convenor.partnerships.problem import Problem
from convenor.partnerships.programme import Programme, solve, state
from convenor.partnerships.words import label, toolbox

SECONDS = 2.0  # for the elastic programme


def unmet_terms(outcome: Outcome, field: Field) -> list[str]:
    """Terms that no set of candidates can meet, in words; empty when each can be met with the others."""
    if nobody := _too_few(field.problem):
        return nobody
    names = [stake.actor.name for stake in field.stakes]
    must = set(field.problem.must)
    if clash := [(a, b) for a, b in field.problem.apart_p2.tolist() if {a, b} <= must]:
        return [f"{names[a]} and {names[b]} stand in must but cannot sit together" for a, b in clash]
    return _elastic(field.problem) or ["the terms contradict each other"]


def unmet_needs(outcome: Outcome, field: Field) -> list[str]:
    """Why the best set that keeps the terms does not move any step, in words."""
    supply_c = field.problem.offers_ac.sum(axis=0)
    none = [need for c, need in enumerate(outcome.needs) if supply_c[c] <= 0]
    if none:
        return [f"no candidate offers {label(need)}; {toolbox(need)}" for need in none]
    if outcome.terms.cost_weight > 0:
        return [f"no set is worth its cost at a cost weight of {outcome.terms.cost_weight:g}"]
    if outcome.terms.hard_share is not None:
        soft_c = (field.problem.offers_ac * ~_hard(field.problem)).sum(axis=0)
        lost = [label(need) for c, need in enumerate(outcome.needs) if soft_c[c] <= 0]
        if lost:
            return [f"a hard share of at most {outcome.terms.hard_share:.0%} rules out {', '.join(lost)}"]
    return ["no set that keeps the terms moves any step: each step needs all of its capabilities together"]


def _hard(problem: Problem) -> np.ndarray:
    return np.zeros_like(problem.offers_ac, bool) if problem.hard_ac is None else problem.hard_ac


def _too_few(problem: Problem) -> list[str]:
    found = []
    for quota in problem.quotas:
        have = int(quota.mask_a.sum())
        if not have and (quota.count or quota.share):
            found.append(f"no {quota.name} candidate")
        elif have < quota.count:
            found.append(f"only {have} {quota.name} candidate{'s' if have > 1 else ''}, {quota.count} asked")
    if problem.size is not None and len(problem.must) > problem.size:
        found.append(f"size: {len(problem.must)} stand in must, {problem.size} allowed")
    return found


def _elastic(problem: Problem) -> list[str]:
    """Terms that the cheapest repair breaks, each with how far."""
    stretched, rows = _stretch(state(replace(problem, mu=0.0)), float(problem.cost_a.mean()) or 1.0)
    answer = solve(stretched, integer=True, seconds=SECONDS)
    if not answer.found:
        return []
    found, short_r = [], answer.v[-len(rows) :]
    for (name, unit), short in zip(rows, short_r, strict=True):
        if short > 1e-6 and name == "budget":
            found.append(f"budget: {short * unit:g} more than {problem.budget:g} is needed to keep the other terms")
        elif short > 1e-6 and name == "size":
            found.append(f"size: {round(short)} more than {problem.size} members are needed to keep the other terms")
        elif short > 1e-6:
            found.append(f"{name}: short by {short:g} of a member when the other terms are kept")
    return found


def _stretch(programme: Programme, unit_cost: float) -> tuple[Programme, list[tuple[str, float]]]:
    """The programme in which each term may be broken: budget and size first, floors at ten times the price."""
    rows = [(r, name) for r, name in enumerate(programme.labels_r) if name]
    units = [(name, unit_cost if name == "budget" else 1.0) for _, name in rows]
    slack_rs = np.zeros((len(programme.labels_r), len(rows)))
    for s, (r, _) in enumerate(rows):
        slack_rs[r, s] = -units[s][1]
    price_s = [1.0 if name in ("budget", "size") else 10.0 for _, name in rows]
    gain_v = np.concatenate([np.zeros_like(programme.gain_v), -np.array(price_s)])
    return replace(
        programme,
        gain_a=np.zeros_like(programme.gain_a),
        gain_v=gain_v,
        rest_rv=np.hstack([programme.rest_rv, slack_rs]),
        high_v=np.concatenate([programme.high_v, np.full(len(rows), np.inf)]),
    ), units
