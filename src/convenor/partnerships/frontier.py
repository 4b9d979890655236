"""What effect costs in another coin: the best effect at each limit of hard share, cost or groups heard (M8).

Epsilon-constraint: the limit is set, the effect maximised, and each point proved like any other answer. Points that
another one beats in both coins are left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from convenor.model.choices import Frontier, FrontierPoint
from convenor.model.codes import Basis
from convenor.model.outcome import Outcome
from convenor.partnerships.again import EQUAL, Answer, best_of, option
from convenor.partnerships.candidates import Field, speaking
from convenor.partnerships.problem import Hearing, Problem
from convenor.partnerships.words import join, label, percent

HARD_STEP = 0.1  # between two ceilings on the hard share
BUDGETS = 8  # points of the frontier of cost

Clock = Callable[[], bool]
"""False once the time is up."""


def hard_frontier(outcome: Outcome, field: Field, best: Answer, *, go: Clock, seconds: float = 2.0) -> Frontier:
    """Effect against the share of hard power, from none to as much as the set without a ceiling uses.

    Args:
        outcome: The question.
        field: The candidates and terms.
        best: The set proposed.
        go: False once the time is up; what is left is left out.
        seconds: Time for each point [s].
    """
    free = best_of(field, problem=replace(field.problem, hard_share=None), keep=best.names, seconds=seconds)
    top = free if free is not None else best
    ceilings = [c for c in np.arange(0.0, 1.0, HARD_STEP).round(2).tolist() if c < top.reckoning.hard - EQUAL]
    points = [_hard_point(outcome, field, best, ceiling, seconds) for ceiling in ceilings if go()]
    points.append(FrontierPoint(limit=round(top.reckoning.hard, 6), option=option("no ceiling", top, outcome, best)))
    return Frontier(name="hard share", axis="most that hard means may make of all use", points=_unbeaten(points))


def _hard_point(outcome: Outcome, field: Field, best: Answer, ceiling: float, seconds: float) -> FrontierPoint:
    problem = replace(field.problem, hard_share=ceiling)
    found = best_of(field, problem=problem, keep=best.names, seconds=seconds)
    if found is None:
        return FrontierPoint(limit=ceiling, option=None, note="No set keeps the terms under this ceiling.")
    under = option(f"hard share at most {percent(ceiling)}", found, outcome, best)
    gone = _only_hard(outcome, field) if ceiling == 0 else ()
    less = [each for each in under.lost if each not in gone]
    told = [f"Lost altogether: {join(gone, most=12)}."] if gone else []
    told += [f"Used less: {join(less, most=12)}."] if less else []
    note = " ".join(told) or "Nothing is lost by it."
    return FrontierPoint(limit=ceiling, option=replace(under, lost=(*gone, *less)), note=note)


def _only_hard(outcome: Outcome, field: Field) -> tuple[str, ...]:
    """Needs that candidates offer by hard means alone: without any they are lost altogether."""
    problem = field.problem
    if problem.hard_ac is None:
        return ()
    soft_c = (problem.offers_ac * ~problem.hard_ac).sum(axis=0)
    return tuple(
        label(need) for c, need in enumerate(outcome.needs) if problem.offers_ac[:, c].sum() > 0 and soft_c[c] <= 0
    )


def cost_frontier(outcome: Outcome, field: Field, best: Answer, *, go: Clock, seconds: float = 2.0) -> Frontier:
    """Effect against the cost of joining, from one member's to that of the set proposed."""
    assumed = any(field.stakes[a].actor.id in field.assumed_costs for a in best.chosen.tolist())
    points = []
    for budget in np.linspace(0.0, best.reckoning.cost, BUDGETS + 1)[1:].round(6).tolist():
        if not go():
            break
        found = best_of(field, problem=replace(field.problem, budget=budget), keep=best.names, seconds=seconds)
        none = FrontierPoint(limit=budget, option=None, note="No set keeps the terms at this cost.")
        points.append(
            none if found is None
            else FrontierPoint(limit=budget, option=option(f"cost at most {budget:g}", found, outcome, best))
        )  # fmt: skip
    unit = "most that joining may cost in all" + (
        "; what nobody entered is assumed at the median of its kind, or 1 a member" if assumed else ""
    )
    basis = Basis.ASSUMED if assumed else Basis.ENTERED
    return Frontier(name="cost", axis=unit, points=_unbeaten(points), basis=basis)


def inclusion_frontier(outcome: Outcome, field: Field, best: Answer, *, go: Clock, seconds: float = 2.0) -> Frontier:
    """Effect against how many affected groups a supplying member speaks for, floors on them taken away."""
    speaks_ag = np.array(
        [[speaking(stake.actor, affected.group) for affected in outcome.affected] for stake in field.stakes], bool
    ).reshape(len(field.stakes), len(outcome.affected))
    kept = tuple(q for q, floor in zip(field.problem.quotas, outcome.terms.floors, strict=False)
                 if floor.of != "women_led" and not floor.of.startswith("group:"))  # fmt: skip
    kept += field.problem.quotas[len(outcome.terms.floors) :]
    free = replace(field.problem, quotas=kept)
    points: list[FrontierPoint] = []
    for asked in range(int(speaks_ag.any(axis=0).sum()) + 1):
        if not go():
            break
        points.append(_heard_point(outcome, field, best, free, Hearing(speaks_ag=speaks_ag, least=asked), seconds))
    axis = "affected groups for which a supplying member speaks, at least; floors on groups are set aside"
    return Frontier(name="inclusion", axis=axis, points=_unbeaten(points, more=True))


def _heard_point(
    outcome: Outcome, field: Field, best: Answer, problem: Problem, hearing: Hearing, seconds: float
) -> FrontierPoint:
    found = best_of(field, problem=replace(problem, hearing=hearing), keep=best.names, seconds=seconds)
    if found is None:
        note = f"No set that keeps the terms has members who speak for {hearing.least} groups."
        return FrontierPoint(limit=hearing.least, option=None, note=note)
    return FrontierPoint(limit=hearing.least, option=option(f"{hearing.least} groups heard", found, outcome, best))


def _unbeaten(points: Sequence[FrontierPoint], *, more: bool = False) -> tuple[FrontierPoint, ...]:
    """Points that no other reaches as far as at a better limit; `more` where a higher limit is the better one."""
    return tuple(point for point in points if point.option is None or not any(_beats(o, point, more) for o in points))


def _beats(other: FrontierPoint, point: FrontierPoint, more: bool) -> bool:
    if other is point or other.option is None or point.option is None:
        return False
    better = other.limit > point.limit if more else other.limit < point.limit
    return better and other.option.effect >= point.option.effect - EQUAL
