"""The best mix of pushes under a budget: a small mixed-integer linear programme (HiGHS through SciPy). Pure."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
LEAST = 1e-9  # a push costs the objective this much: of two mixes with the same end the smaller one


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Pushes and targets as arrays.

    Attributes:
        move_pt: Net move of each target's position by each push (shift less backlash), shape (p, t).
        cost_p: Cost of each push, shape (p,).
        hard_p: True for hard means, shape (p,).
        position_t: Position of each target [-1, 1], shape (t,).
        weight_t: Influence times salience, shape (t,).
    """

    move_pt: FloatArray
    cost_p: FloatArray
    hard_p: BoolArray
    position_t: FloatArray
    weight_t: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """The chosen pushes.

    Attributes:
        chosen: Indices, rising.
        position_t: Positions afterwards [-1, 1], shape (t,).
        mean: Weighted mean afterwards.
        proof: "optimal", or "gap of x".
    """

    chosen: tuple[int, ...]
    position_t: FloatArray
    mean: float
    proof: str


def best(problem: Problem, budget: float, ceiling: float = 1.0, *, seconds: float = 10.0) -> Mix:
    """Pushes that raise the weighted mean most at a cost of at most `budget`.

    A position stops at 1: what would push farther is wasted. It does not stop at -1 in the programme; `after` stops it
    there when the mix is told.

    Args:
        problem: Pushes and targets.
        budget: Most that may be spent.
        ceiling: Largest hard share of what is spent [0, 1].
        seconds: Time for the solver.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    p, t = problem.move_pt.shape
    if p == 0 or problem.weight_t.sum() <= 0:
        return _mix(problem, (), "optimal")
    share_t = problem.weight_t / problem.weight_t.sum()
    objective = np.concatenate([LEAST * (1 + np.arange(p) / p), -share_t])  # ties go to the earlier push
    moved = np.hstack([-problem.move_pt.T, np.eye(t)])  # net_t <= sum of moves
    spend = np.concatenate([problem.cost_p, np.zeros(t)])
    hard = np.concatenate([problem.cost_p * (problem.hard_p - ceiling), np.zeros(t)])
    rows = np.vstack([moved, spend, hard])
    high = np.concatenate([np.zeros(t), [budget, 0.0]])
    bounds = Bounds(
        np.concatenate([np.zeros(p), np.full(t, -np.inf)]), np.concatenate([np.ones(p), 1 - problem.position_t])
    )
    found = milp(
        objective,
        constraints=LinearConstraint(rows, -np.inf, high),
        bounds=bounds,
        integrality=np.concatenate([np.ones(p), np.zeros(t)]),
        options={"time_limit": seconds, "mip_rel_gap": 1e-6},
    )
    if found.x is None:
        return _mix(problem, (), "no mix found in time")
    chosen = tuple(int(n) for n in np.flatnonzero(found.x[:p] > 0.5))
    proof = "optimal" if found.status == 0 else f"gap of {found.mip_gap:.2%}"
    return _mix(problem, chosen, proof)


def after(problem: Problem, chosen: tuple[int, ...]) -> FloatArray:
    """Positions after the chosen pushes, kept in [-1, 1], shape (t,)."""
    moved_t = problem.position_t + problem.move_pt[list(chosen)].sum(axis=0)
    return np.asarray(np.clip(moved_t, -1.0, 1.0), dtype=np.float64)


def _mix(problem: Problem, chosen: tuple[int, ...], proof: str) -> Mix:
    position_t = after(problem, chosen)
    total = problem.weight_t.sum()
    mean = float(position_t @ problem.weight_t / total) if total > 0 else 0.0
    return Mix(chosen=chosen, position_t=position_t, mean=mean, proof=proof)
