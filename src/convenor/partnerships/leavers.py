"""Who would leave: a greedy search for coalitions that make more alone than they are paid.

Finding several quickly is what makes constraint generation fast; that none is left is proved elsewhere, by the
selection programme.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from convenor.partnerships.coalitions import BoolArray, FloatArray

Worth = Callable[[BoolArray], FloatArray]
"""Members, shape (d, n), to grant * p(T') - cost(T') of exactly these, shape (d,); -inf where terms forbid it."""

Separate = Callable[[FloatArray, float], tuple[BoolArray, float]]
"""Prices, shape (n,), and seconds, to the coalition of most worth less prices, and a bound that none exceeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantGame:
    """A shared-grant game that is too large to tabulate.

    Attributes:
        n: Number of partners.
        worth: The game, evaluated fast; see `Worth`.
        separate: The game, maximised with a bound; see `Separate`.
        exact: False where `worth` of more than a few coalitions at once is a lower bound, good enough to search with.
    """

    n: int
    worth: Worth
    separate: Separate
    exact: bool = True


STARTS = 30  # climbs from coalitions already written down, and as many from random ones
MOST_SMALL = 200_000  # small coalitions that are looked at one by one
KICKS = 40  # times the climbs are shaken and tried again before the selection programme is asked


def leavers(worth: Worth, price_a: FloatArray, pool_da: BoolArray, above: float, rng: np.random.Generator) -> BoolArray:
    """Coalitions found by greedy search that make more alone than they are paid.

    Climbs one member at a time, from coalitions of the pool, random ones and nobody; shakes and climbs again, until
    some are found or the patience ends.

    Args:
        worth: The game.
        price_a: What each partner is paid, shape (n,).
        pool_da: Coalitions known to matter, shape (d, n); the last ones are used.
        above: Gain that counts.
        rng: Chance.

    Returns:
        Coalitions, shape (found, n), each once; none where none was found.
    """
    n = len(price_a)
    random_da = rng.random((STARTS, n)) < rng.uniform(0.0, 0.5, (STARTS, 1))
    member_da, gain_d = climb(worth, price_a, np.vstack([pool_da[-STARTS:], random_da, np.zeros((1, n), bool)]))
    for _ in range(KICKS):
        if (gain_d > above).any():
            break
        kicked_da = member_da ^ (rng.random(member_da.shape) < rng.uniform(2, 6, (len(member_da), 1)) / n)
        other_da, other_d = climb(worth, price_a, kicked_da)
        better_d = other_d >= gain_d
        member_da, gain_d = np.where(better_d[:, None], other_da, member_da), np.where(better_d, other_d, gain_d)
    return np.unique(member_da[gain_d > above], axis=0)


def climb(worth: Worth, price_a: FloatArray, start_da: BoolArray) -> tuple[BoolArray, FloatArray]:
    """From each coalition let the one partner join or leave that gains most, until nothing gains.

    Args:
        worth: The game.
        price_a: What each partner is paid, shape (n,).
        start_da: Coalitions to start from, shape (d, n).

    Returns:
        Coalitions where the climbs end, shape (d, n), and their worth less prices, shape (d,).
    """
    n = len(price_a)
    member_da, gain_d = start_da.copy(), worth(start_da) - start_da @ price_a
    moving, one = np.arange(len(start_da)), np.eye(n, dtype=bool)
    while len(moving):
        near_da = (member_da[moving][:, None, :] ^ one).reshape(-1, n)
        near = (worth(near_da) - near_da @ price_a).reshape(len(moving), n)
        step = near.argmax(1)
        up = near[np.arange(len(moving)), step] > gain_d[moving] + 1e-12 * (1 + np.abs(price_a).max())
        moving, step, best = moving[up], step[up], near[up, step[up]]
        member_da[moving, step] ^= True
        gain_d[moving] = best
    return member_da, gain_d


def small_coalitions(n: int) -> tuple[BoolArray, int]:
    """All coalitions of up to three members, or of fewer where those are too many.

    Args:
        n: Number of players [1..].

    Returns:
        Members, shape (d, n), and the size up to which they are complete.

    Example:
        >>> small_coalitions(3)[0].shape, small_coalitions(3)[1]
        ((7, 3), 3)
    """
    size = max(k for k in (1, 2, 3) if k == 1 or (k <= n and comb(n, k) <= MOST_SMALL))
    found = [members for k in range(1, size + 1) for members in combinations(range(n), k)]
    small_da = np.zeros((len(found), n), bool)
    small_da[np.repeat(np.arange(len(found)), [len(m) for m in found]), [i for m in found for i in m]] = True
    return small_da, size
