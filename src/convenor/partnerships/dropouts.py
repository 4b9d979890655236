"""What is left of the effect when members fail: many sets at once, and the mean of the worst cases.

Unlike `survivors`, which tables all 2**n ways, this draws, so that any size and any reliability goes; the same draws
serve two sets that are compared (common random numbers). A ceiling on hard power is not seen: where it binds, what is
shown is an upper bound of the effect.
"""

from collections.abc import Sequence

import numpy as np

from convenor.partnerships.problem import BoolArray, FloatArray, Problem

UNKNOWN = (0.5, 1.0)  # reliability where no ledger of promises is on file (MODEL, section 4); assumed
LEVEL = 0.95
DRAWS = 2_000  # standard error of a mean over the worst 100: about a tenth of their spread


def effects(problem: Problem, in_da: BoolArray) -> FloatArray:
    """Effect of many sets, shape (n_draws,); equal to `check.reckon` one by one without a ceiling on hard power.

    Args:
        problem: Offers and steps.
        in_da: Who is in, shape (n_draws, n_candidates).
    """
    supply_dc = in_da.astype(np.float64) @ problem.offers_ac
    total_d = np.zeros(len(in_da))
    for weight, needs in problem.steps:
        if needs:
            met_dn = np.column_stack([_curve(problem, supply_dc[:, c] / need) for c, need in needs])
            total_d += weight * met_dn.min(axis=1)
    return total_d


def delivering(reliability_a: FloatArray, draws: int, rng: np.random.Generator) -> BoolArray:
    """Who delivers in each draw, independently, shape (draws, n_candidates).

    Args:
        reliability_a: Chance that a promise is kept [0, 1]; NaN is unknown, and drawn anew each time from `UNKNOWN`.
        draws: Number of draws.
        rng: Chance.
    """
    chance_da = np.broadcast_to(reliability_a, (draws, len(reliability_a))).copy()
    unknown_da = np.isnan(chance_da)
    chance_da[unknown_da] = rng.uniform(*UNKNOWN, size=int(unknown_da.sum()))
    return np.asarray(rng.random(chance_da.shape) < chance_da)


def worst_shortfall(effect_d: FloatArray, level: float = LEVEL) -> float:
    """Mean of 1 - effect over the worst draws (expected shortfall) [0, 1].

    Example:
        >>> worst_shortfall(np.array([1.0, 0.9, 0.8, 0.2]), level=0.5)
        0.5
    """
    from convenor.partnerships.risk import expected_shortfall

    return expected_shortfall(np.sort(1.0 - effect_d), np.full(len(effect_d), 1.0 / len(effect_d)), level)


def members_only(chosen: Sequence[int], alive_da: BoolArray) -> BoolArray:
    """The draws with everybody out who is not chosen."""
    inside_a = np.zeros(alive_da.shape[1], bool)
    inside_a[list(chosen)] = True
    return alive_da & inside_a


def _curve(problem: Problem, ratio_d: FloatArray) -> FloatArray:
    met_d, rest_d = np.zeros_like(ratio_d), ratio_d
    for width, slope in problem.curve:
        met_d = met_d + slope * np.minimum(rest_d, width)
        rest_d = np.maximum(rest_d - width, 0.0)
    return met_d
