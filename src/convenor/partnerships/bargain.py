"""The bargain of one partnership as arrays: what each member has inside, alone and outside, over all draws. Pure.

Row 0 of every array of draws holds the middles of all ranges. Axis letters: `a` members, `c` capabilities, `d` draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convenor.partnerships.coalitions import BoolArray, FloatArray
from convenor.partnerships.effects import effect_of
from convenor.partnerships.problem import Step
from convenor.partnerships.risk import SharedRisk, dilution, share_risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """How far the outcome is reached, over all draws of what each can bring.

    Attributes:
        all_d: By all members, shape (d,).
        without_da: By all but one, shape (d, n).
        alone_da: By one alone, shape (d, n).
    """

    all_d: FloatArray
    without_da: FloatArray
    alone_da: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Members whose losses are in one unit and are shared among them, at the low ends, middles and high ends.

    Attributes:
        who: Places of the members.
        low: Least unreliable, least losses, least correlation.
        middle: All at their middles.
        high: Most of all three.
        correlation_r: Correlations of the dilution curve.
        dilution_ra: Part of the bad case that pooling takes away at the middle losses, shape (r, n_pool).
    """

    who: tuple[int, ...]
    low: SharedRisk
    middle: SharedRisk
    high: SharedRisk
    correlation_r: FloatArray
    dilution_ra: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Bargain:
    """What each member has, over all draws, each in its own unit.

    Attributes:
        effects: How far the outcome is reached.
        value_da: Inside, shape (d, n).
        alone_da: Acting alone, shape (d, n).
        outside_da: Outside, the others going on, shape (d, n).
        tail_da: Felt bad-case loss, aversion times its part of ES95, shape (d, n).
    """

    effects: Effects
    value_da: FloatArray
    alone_da: FloatArray
    outside_da: FloatArray
    tail_da: FloatArray


def effects(
    low_ac: FloatArray,
    middle_ac: FloatArray,
    high_ac: FloatArray,
    steps: Sequence[Step],
    bound: tuple[bool, BoolArray],
    draws: int,
    rng: np.random.Generator,
) -> Effects:
    """Effects of all, of all but one, and of one alone, when amounts move within their bounds.

    Args:
        low_ac: Least each can bring, shape (n, n_capabilities).
        middle_ac: As reckoned or entered: row 0.
        high_ac: Most.
        steps: Weight, and needs as (column, amount).
        bound: Whether the agreement binds with all, and, per member, with all but it.
        draws: Number of draws.
        rng: Chance.
    """
    n, caps = middle_ac.shape
    total_dc, own_adc = np.zeros((draws, caps)), np.empty((n, draws, caps))
    for a in range(n):
        own_adc[a] = low_ac[a] + rng.random((draws, caps)) * (high_ac[a] - low_ac[a])
        own_adc[a, 0] = middle_ac[a]
        total_dc += own_adc[a]
    force, force_a = bound
    without_da = np.column_stack([effect_of(total_dc - own_adc[a], steps) for a in range(n)])
    alone_da = np.column_stack([effect_of(own_adc[a], steps) for a in range(n)])
    return Effects(all_d=effect_of(total_dc, steps) * force, without_da=without_da * force_a, alone_da=alone_da)


def pool(
    who: Sequence[int],
    loss: tuple[FloatArray, FloatArray, FloatArray],
    fail: tuple[FloatArray, FloatArray, FloatArray],
    correlation: tuple[float, float, float],
    *,
    share_a: FloatArray | None,
    correlation_r: FloatArray,
) -> Pool:
    """Loss alone and together at the low ends, the middles and the high ends.

    Args:
        who: Places of the members in this pool.
        loss: Losses at low, middle, high, each of shape (n_pool,).
        fail: Chances of failing, likewise.
        correlation: Correlations, likewise.
        share_a: Parts of the pooled loss as entered; None is in proportion to the loss.
        correlation_r: Correlations of the dilution curve.
    """
    low, middle, high = (
        share_risk(loss_a, fail_a, rho, share_a=share_a)
        for loss_a, fail_a, rho in zip(loss, fail, correlation, strict=True)
    )
    curve_ra = dilution(loss[1], fail[1], correlation_r, share_a=share_a)
    return Pool(who=tuple(who), low=low, middle=middle, high=high, correlation_r=correlation_r, dilution_ra=curve_ra)


def tails(pools: Sequence[Pool], n: int, draws: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Bad-case loss of each, together and alone, over draws between the ends: (d, n) each; row 0 is the middle.

    ES95 rises with every chance of failing, every loss and the correlation, so that the ends bound it.
    """
    place_da = rng.random((draws, n))
    together_da, alone_da = np.zeros((draws, n)), np.zeros((draws, n))
    for each in pools:
        who = list(each.who)
        for out_da, key in ((together_da, "tail_shared_a"), (alone_da, "tail_alone_a")):
            low_a, middle_a, high_a = (getattr(risk, key) for risk in (each.low, each.middle, each.high))
            out_da[:, who] = low_a + place_da[:, who] * (np.maximum(high_a, low_a) - low_a)
            out_da[0, who] = middle_a
    return together_da, alone_da


def bargain(
    reached: Effects,
    worth_da: FloatArray,
    cost_da: FloatArray,
    side_da: FloatArray,
    apart_da: FloatArray,
    aversion_da: FloatArray,
    tail: tuple[FloatArray, FloatArray],
    *,
    binds: bool = True,
) -> Bargain:
    """Inside: u = b p(S) + side - cost - lambda ES. Alone: the same of {i}. Outside: b p(S without i) + apart.

    Args:
        reached: Effects over the draws.
        worth_da: What full success is worth, shape (d, n).
        cost_da: What joining costs.
        side_da: Gain of its own from being in.
        apart_da: Gain of its own from being out.
        aversion_da: What a unit of bad-case loss is felt as.
        tail: Bad-case loss together and alone, shape (d, n) each.
        binds: False where too few are in for the agreement to bind: then it costs nothing and gives nothing.
    """
    felt_da = aversion_da * tail[0]
    value_da = worth_da * reached.all_d[:, None] + binds * (side_da - cost_da - felt_da)
    alone_da = worth_da * reached.alone_da - cost_da - aversion_da * tail[1]
    return Bargain(
        effects=reached,
        value_da=value_da,
        alone_da=alone_da,
        outside_da=worth_da * reached.without_da + apart_da,
        tail_da=felt_da,
    )
