"""How firmly the answer stands: inputs are drawn from their ranges and the question is asked again each time.

What an analyst assumed is varied by itself first, then everything that has a range. A member's share says in how many
draws it is in the best set; where the set proposed is within .001 of the best, it counts as the best.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from convenor.model.choices import Robustness, Stays
from convenor.model.codes import Basis
from convenor.model.outcome import Outcome
from convenor.model.stake import Stake
from convenor.partnerships import candidates
from convenor.partnerships.again import Answer
from convenor.partnerships.candidates import Field
from convenor.partnerships.check import broken, reckon
from convenor.partnerships.problem import BoolArray, FloatArray, IntArray, Problem
from convenor.partnerships.programme import solve, state

DRAWS = 100  # standard error of a share at most .05
NEAR = 0.001  # regret below which the set proposed counts as the best one
WEIGHT = (0.5, 1.5)  # factor on the weight of a step that is assumed; weights are scaled to sum to 1 again
COST = (0.5, 2.0)  # factor on a cost that nobody entered
FEWER = 1e-5  # value of one member less, so that sets which reach as far are told apart by size
QUICK = 0.5  # time for one draw [s]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """What moves, and between which bounds.

    Attributes:
        low_ac: Lower bound of each offer, shape (n_candidates, n_needs); equal to the amount where it is held fixed.
        high_ac: Upper bound.
        weights_k: True where the weight of a step is assumed.
        costs_a: True where the cost of joining is assumed.
        words: What moves, in words.
    """

    low_ac: FloatArray
    high_ac: FloatArray
    weights_k: BoolArray
    costs_a: BoolArray
    words: tuple[str, ...]


def ranges(outcome: Outcome, field: Field, *, assumed_only: bool) -> Ranges | None:
    """What may move; None where nothing does."""
    stakes, amount_ac = field.stakes, field.problem.offers_ac
    low_ac, high_ac = (candidates.amounts(outcome, stakes, bound) for bound in ("low", "high"))
    assumed_ac = _assumed(outcome, stakes)
    if assumed_only:
        low_ac, high_ac = (np.where(assumed_ac, bound_ac, amount_ac) for bound_ac in (low_ac, high_ac))
    weights_k = np.array([step.basis is Basis.ASSUMED for step in outcome.steps], bool)
    counted = np.isfinite(field.problem.budget) or field.problem.mu > 0
    costs_a = np.array([counted and stake.actor.id in field.assumed_costs for stake in stakes], bool)
    moving_ac = high_ac > low_ac
    words = []
    if weights_k.any():
        words.append(f"weights of {weights_k.sum()} steps, assumed, by {WEIGHT[0]:g} to {WEIGHT[1]:g} times")
    if (moving_ac & assumed_ac).any():
        words.append(f"{(moving_ac & assumed_ac).sum()} amounts that are assumed, within their bounds")
    if costs_a.any():
        words.append(f"{costs_a.sum()} costs that nobody entered, by {COST[0]:g} to {COST[1]:g} times")
    if (moving_ac & ~assumed_ac).any():
        words.append(f"{(moving_ac & ~assumed_ac).sum()} amounts reckoned or entered as a range, within their bounds")
    if not words:
        return None
    return Ranges(low_ac=low_ac, high_ac=high_ac, weights_k=weights_k, costs_a=costs_a, words=tuple(words))


def robustness(
    field: Field, best: Answer, moving: Ranges, *, draws: int = DRAWS, seconds: float = 4.0, seed: int = 0
) -> Robustness:
    """How often each actor is in the best set, and what the set proposed misses.

    Args:
        field: The candidates and terms.
        best: The set proposed.
        moving: What moves.
        draws: Number of draws; fewer where the time is up.
        seconds: Time limit [s].
        seed: Chance.
    """
    began, rng = time.perf_counter(), np.random.default_rng(seed)
    inside_a, unproved = np.zeros(field.problem.actors), 0
    effect_d: list[float] = []
    regret_d: list[float] = []
    for _ in range(draws):
        if time.perf_counter() - began > seconds and effect_d:
            break
        problem = _drawn(field.problem, moving, rng)
        ours = reckon(problem, best.chosen).effect if not broken(problem, best.chosen) else 0.0
        theirs, effect, proved = _solved(problem, best.chosen)
        regret = max(0.0, effect - ours)
        inside_a[best.chosen if regret <= NEAR else theirs] += 1
        effect_d.append(ours)
        regret_d.append(regret)
        unproved += not proved
    return _summary(field, best, moving, inside_a, np.array(effect_d), np.array(regret_d), unproved, draws, began)


def _drawn(problem: Problem, moving: Ranges, rng: np.random.Generator) -> Problem:
    """One draw of everything that moves, evenly within its bounds."""
    offers_ac = rng.uniform(moving.low_ac, moving.high_ac)
    factor_k = np.where(moving.weights_k, rng.uniform(*WEIGHT, size=len(moving.weights_k)), 1.0)
    weight_k = np.array([weight for weight, _ in problem.steps]) * factor_k
    weight_k *= sum(weight for weight, _ in problem.steps) / weight_k.sum()
    factor_a = np.where(moving.costs_a, np.exp(rng.uniform(np.log(COST[0]), np.log(COST[1]), size=problem.actors)), 1.0)
    steps = tuple((float(weight), needs) for weight, (_, needs) in zip(weight_k, problem.steps, strict=True))
    return replace(problem, offers_ac=offers_ac, steps=steps, cost_a=problem.cost_a * factor_a)


def _solved(problem: Problem, start: IntArray) -> tuple[IntArray, float, bool]:
    """(members, effect, whether it is proved) of the best set of a draw."""
    programme = state(problem)
    programme = replace(programme, gain_a=programme.gain_a - FEWER)
    answer = solve(programme, integer=True, seconds=QUICK, start=None if broken(problem, start) else start)
    members = np.flatnonzero(answer.y_a > 0.5)
    if not answer.found or broken(problem, members):
        return start, 0.0, False
    return members, reckon(problem, members).effect, answer.status == "optimal"


def _summary(
    field: Field, best: Answer, moving: Ranges, inside_a: FloatArray, effect_d: FloatArray, regret_d: FloatArray,
    unproved: int, asked: int, began: float,
) -> Robustness:  # fmt: skip
    draws = len(effect_d)
    mine = set(best.chosen.tolist())
    rows = [
        Stays(actor=s.actor.id, name=s.actor.name, share=float(inside_a[a]) / draws, member=a in mine)
        for a, s in enumerate(field.stakes)
        if a in mine or inside_a[a] > 0
    ]
    low, middle, high = (float(q) for q in np.quantile(effect_d, [0.05, 0.5, 0.95]))
    note = (
        "Numbers are shares of draws from ranges, some of them assumed; they are no probabilities of what will happen."
    )
    if draws < asked:
        note = f"Cut short after {draws} of {asked} draws for want of time. {note}"
    return Robustness(
        draws=draws,
        varied=moving.words,
        stays=tuple(sorted(rows, key=lambda row: (not row.member, -row.share, row.actor))),
        effect=(low, middle, high),
        regret=(float(regret_d.mean()), float(np.quantile(regret_d, 0.95))),
        same=float((regret_d <= NEAR).mean()),
        unproved=unproved,
        seconds=time.perf_counter() - began,
        note=note,
    )


def _assumed(outcome: Outcome, stakes: Sequence[Stake]) -> BoolArray:
    held = [candidates.offers(stake.actor) for stake in stakes]
    found = [[c in own and own[c].basis is Basis.ASSUMED for c in outcome.needs] for own in held]
    return np.array(found, bool).reshape(len(stakes), len(outcome.needs))
