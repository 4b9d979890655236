"""How far a partnership gets when partners fail: the distribution of the effect under the failures of risk.py. Pure.

A step that needs every partner breaks more often the more partners it has, while each partner's loss is diluted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convenor.partnerships.coalitions import BoolArray, FloatArray, members
from convenor.partnerships.effects import reached
from convenor.partnerships.problem import Step
from convenor.partnerships.survivors import survivors

EXACT = 12  # partners all of whose sets of survivors are reckoned; above, drawn
DRAWS = 4000  # standard error of a chance at most .008
HALF = 0.5  # a step is broken where it gets less than half as far as planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The effect under failures.

    Attributes:
        mean: Expected effect.
        low: Reached or passed in 95 of 100 cases.
        median: Reached or passed in half of them.
        broken_k: Chance that each step gets less than half as far as planned, shape (n_steps,).
        exact: False where lots were drawn.
    """

    mean: float
    low: float
    median: float
    broken_k: FloatArray
    exact: bool


def spread(
    amount_ac: FloatArray, steps: Sequence[Step], fail_a: FloatArray, correlation: float, *, rng: np.random.Generator
) -> Spread:
    """How far the outcome is reached when partners fail together or apart.

    Args:
        amount_ac: What each brings, shape (n, n_capabilities).
        steps: Weight, and needs as (column, amount).
        fail_a: Chance of failing, shape (n,) [0, 1].
        correlation: Of the partners' fortunes [0, 1].
        rng: Chance, above 12 partners.

    Example:
        >>> both = [(1.0, ((0, 1.0), (1, 1.0)))]  # a step that needs two partners
        >>> found = spread(np.eye(2), both, np.array([0.1, 0.1]), 0.0, rng=np.random.default_rng(0))
        >>> round(found.mean, 6), round(float(found.broken_k[0]), 6)
        (0.81, 0.19)
    """
    n = len(fail_a)
    exact = n <= EXACT
    if exact:
        weight_d, member_da = survivors(fail_a, correlation), members(np.arange(1 << n), n)
    else:
        member_da = delivering(fail_a, correlation, DRAWS, rng)
        weight_d = np.full(DRAWS, 1.0 / DRAWS)
    supply_dc, whole_c = member_da @ amount_ac, amount_ac.sum(axis=0, keepdims=True)
    reached_kd = np.array([reached(supply_dc, needs) for _, needs in steps])
    planned_k = np.array([float(reached(whole_c, needs)[0]) for _, needs in steps])
    effect_d = np.array([weight for weight, _ in steps]) @ reached_kd
    broken_kd = reached_kd < HALF * planned_k[:, None] - 1e-12
    low, median = _points(effect_d, weight_d, (0.05, 0.5))
    return Spread(mean=float(weight_d @ effect_d), low=low, median=median, broken_k=broken_kd @ weight_d, exact=exact)


def delivering(fail_a: FloatArray, correlation: float, draws: int, rng: np.random.Generator) -> BoolArray:
    """Who delivers, by drawing everybody's fortune from one common factor, shape (draws, n)."""
    from scipy.special import ndtri

    common, own = rng.standard_normal((draws, 1)), rng.standard_normal((draws, len(fail_a)))
    return np.asarray(np.sqrt(correlation) * common + np.sqrt(1.0 - correlation) * own >= ndtri(fail_a), dtype=bool)


def _points(effect_d: FloatArray, weight_d: FloatArray, shares: tuple[float, float]) -> tuple[float, float]:
    """Largest effects that all but these shares of the cases reach or pass."""
    order = np.argsort(effect_d, kind="stable")
    below = np.cumsum(weight_d[order]) - weight_d[order]
    one, other = (float(effect_d[order][np.flatnonzero(below <= share + 1e-12)[-1]]) for share in shares)
    return one, other
