"""How far every set of partners gets, and whose part of it is whose: the credit game v(T) = p(T), T acting alone.

Without a ceiling each step stands on its own, so that the effect is a weighted sum of games over the few who supply the
step. Shapley is linear in the game: each step's game is solved exactly over its own suppliers, and the parts are added.
Hard offers count with what the whole partnership would use of them, so that a ceiling stays a term of the whole.

Axis letters: `a` partners, `c` capabilities, `d` draws, `m` sets of partners (bit masks).
"""

from collections.abc import Sequence

import numpy as np

from convenor.partnerships.coalitions import BoolArray, FloatArray, coalition_sums
from convenor.partnerships.game import shapley, shapley_sampled
from convenor.partnerships.problem import Problem, Step

MOST_EXACT = 16  # suppliers of one step whose game is tabled; above, orders are drawn
MOST_TABLED = 20  # partners all of whose sets are tabled


def admitted(problem: Problem, use_ac: FloatArray) -> FloatArray:
    """What each partner may bring: its offers, hard ones up to what the whole uses of them.

    Args:
        problem: Offers of the partners, shape (n, n_capabilities), and which of them are hard.
        use_ac: What the whole partnership uses, shape (n, n_capabilities).

    Returns:
        Amounts, shape (n, n_capabilities).
    """
    if problem.hard_ac is None or problem.hard_share is None:
        return problem.offers_ac
    return np.where(problem.hard_ac, np.minimum(problem.offers_ac, use_ac), problem.offers_ac)


def effect_of(supply_dc: FloatArray, steps: Sequence[Step]) -> FloatArray:
    """Effect of each row of supplies: weight times the least met need of each step.

    Args:
        supply_dc: Supply of each capability, shape (d, n_capabilities).
        steps: Weight, and needs as (column, amount).

    Returns:
        Effects [0, 1], shape (d,).

    Example:
        >>> effect_of(np.array([[0.5, 1.0]]), [(1.0, ((0, 1.0), (1, 1.0)))]).tolist()
        [0.5]
    """
    effect_d = np.zeros(len(supply_dc))
    for weight, needs in steps:
        effect_d += weight * reached(supply_dc, needs)
    return effect_d


def reached(supply_dc: FloatArray, needs: Sequence[tuple[int, float]]) -> FloatArray:
    """How far one step gets under each row of supplies [0, 1], shape (d,); a step without needs gets nowhere."""
    if not needs:
        return np.zeros(len(supply_dc))
    ratio_dn = np.stack([supply_dc[:, c] / need for c, need in needs], axis=1)
    return np.asarray(np.minimum(1.0, ratio_dn.min(axis=1)), dtype=np.float64)


def effects_table(amount_ac: FloatArray, steps: Sequence[Step], *, base_c: FloatArray | None = None) -> FloatArray:
    """Effect of every set of partners.

    Args:
        amount_ac: What each may bring, shape (n, n_capabilities); n at most 20.
        steps: Weight, and needs as (column, amount).
        base_c: What is supplied by others in any case, shape (n_capabilities,); None is nothing.

    Returns:
        Effects, shape (2**n,), index = bit mask.

    Raises:
        ValueError: More than 20 partners.

    Example:
        >>> effects_table(np.array([[0.5], [1.0]]), [(1.0, ((0, 1.0),))]).tolist()
        [0.0, 0.5, 1.0, 1.0]
    """
    n = len(amount_ac)
    if n > MOST_TABLED:
        raise ValueError(f"{n} partners have too many sets to table; {MOST_TABLED} is the most")
    effect_m, supply_cm = np.zeros(1 << n), dict[int, FloatArray]()
    for weight, needs in steps:
        least_m = np.ones(1 << n) if needs else np.zeros(1 << n)
        for c, need in needs:
            if c not in supply_cm:
                supply_cm[c] = coalition_sums(amount_ac[:, c]) + (0.0 if base_c is None else base_c[c])
            np.minimum(least_m, supply_cm[c] / need, out=least_m)
        effect_m += weight * least_m
    return effect_m


def credit(
    amount_ac: FloatArray, steps: Sequence[Step], *, rng: np.random.Generator, orders: int = 2000
) -> tuple[FloatArray, FloatArray]:
    """Each partner's part of the effect: the Shapley value of the credit game.

    Args:
        amount_ac: What each may bring, shape (n, n_capabilities).
        steps: Weight, and needs as (column, amount).
        rng: Chance, for steps with more than 16 suppliers.
        orders: Orders of joining drawn for such a step.

    Returns:
        Parts, shape (n,), which sum to the effect of all, and their standard errors, 0 where exact.

    Example:
        >>> part_a, error_a = credit(np.ones((2, 1)), [(1.0, ((0, 1.0),))], rng=np.random.default_rng(0))
        >>> part_a.tolist(), error_a.tolist()
        ([0.5, 0.5], [0.0, 0.0])
    """
    part_a, variance_a = np.zeros(len(amount_ac)), np.zeros(len(amount_ac))
    for weight, needs in steps:
        columns = [c for c, _ in needs]
        who = np.flatnonzero((amount_ac[:, columns] > 0).any(axis=1)) if columns else np.zeros(0, np.int64)
        if not len(who):
            continue
        own_ac = amount_ac[who]
        if len(who) <= MOST_EXACT:
            part_a[who] += weight * shapley(effects_table(own_ac, [(1.0, needs)]))
            continue
        mean_a, error_a = shapley_sampled(
            lambda member_da, own_ac=own_ac, needs=needs: reached(member_da @ own_ac, needs),  # type: ignore[misc]
            len(who), rng=rng, orders=orders,
        )  # fmt: skip
        part_a[who] += weight * mean_a
        variance_a[who] += (weight * error_a) ** 2
    return part_a, np.sqrt(variance_a)


def in_force(marked_ka: BoolArray, count_k: Sequence[int]) -> BoolArray:
    """Under which sets of partners the agreement binds: at least so many of each mark, shape (2**n,).

    Args:
        marked_ka: Who bears each mark, shape (n_marks, n).
        count_k: Least number of each.

    Example:
        >>> in_force(np.array([[True, False]]), [1]).tolist()
        [False, True, False, True]
    """
    force_m = np.ones(1 << marked_ka.shape[1], bool)
    for marked_a, count in zip(marked_ka, count_k, strict=True):
        force_m &= coalition_sums(marked_a.astype(np.float64)) >= count
    return force_m
