"""Who would leave: a greedy search for coalitions that make more alone than they are paid.

Finding several quickly is what makes constraint generation fast; that none is left is proved elsewhere, by the
selection programme.
"""

from collections.abc import Callable

import numpy as np

from convenor.partnerships.coalitions import BoolArray, FloatArray

Worth = Callable[[BoolArray], FloatArray]
"""Members, shape (d, n), to grant * p(T') - cost(T') of exactly these, shape (d,); -inf where terms forbid it."""

STARTS = 30  # climbs from coalitions already written down, and as many from random ones
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
