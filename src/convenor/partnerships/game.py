"""What each partner is worth, and whether a division of the gain holds: solutions of cooperative games.

A game is `values`, shape (2**n,): the worth of each coalition, index = bit mask of players, `values[0]` = 0. Two games
are never mixed: Shapley speaks of *credit* for the effect; core, least core, nucleolus and cost of stability speak of a
*shared grant*, money that somebody really entered. Above 24 players: `shapley_sampled` and shared_grant.py.
"""

from collections.abc import Callable
from math import factorial

import numpy as np
import numpy.typing as npt

from convenor.partnerships.coalitions import BoolArray, FloatArray, as_game, coalition_sums, members
from convenor.partnerships.excess import ExcessProgramme
from convenor.partnerships.nucleolus import TOLERANCE, above_alone, nucleolus, separate

BLOCK = 4096  # coalitions that a sampled value asks for at once

__all__ = ["cost_of_stability", "least_core", "nucleolus", "shapley", "shapley_sampled"]


def shapley(values: npt.ArrayLike) -> FloatArray:
    """Each player's fair part of v(N): its marginal worth, averaged over all orders of joining.

    Args:
        values: Worth of each coalition, shape (2**n,), index = bit mask of players; `values[0]` is 0.

    Returns:
        Shares, shape (n,), in the unit of `values`; they sum to v(N).

    Raises:
        ValueError: Not a game (see `as_game`).

    Example:
        >>> shapley([0, 0, 0, 1, 0, 1, 0, 1]).round(4).tolist()  # one left glove, two right ones
        [0.6667, 0.1667, 0.1667]

    Source:
        Shapley (1953), Contributions to the Theory of Games II.
    """
    game, n = as_game(values)
    weight_k = np.array([factorial(k) * factorial(n - k - 1) / factorial(n) for k in range(n)])
    size_m = np.bitwise_count(np.arange(game.size))
    with_m = np.concatenate([[0.0], weight_k])[size_m] * game  # S counts for its members with the weight of |S| - 1 ...
    without_m = np.concatenate([weight_k, [0.0]])[size_m] * game  # ... and against everybody else with that of |S|
    share_a: FloatArray = _member_sums(with_m + without_m, n) - without_m.sum()
    return share_a


def _member_sums(term_m: FloatArray, n: int) -> FloatArray:
    """Sum of the terms of all coalitions that hold i, for each i: fold the table in half, highest player first."""
    sum_a = np.empty(n)
    for i in reversed(range(n)):
        half = 1 << i
        sum_a[i] = term_m[half:].sum()
        term_m = term_m[:half] + term_m[half:]
    return sum_a


def shapley_sampled(
    worth: Callable[[BoolArray], FloatArray], n: int, *, rng: np.random.Generator, orders: int = 1000
) -> tuple[FloatArray, FloatArray]:
    """Shapley value of a game too large to tabulate, from random orders of joining, with its standard error.

    Orders are drawn in pairs, one the reverse of the other; the error is that of the pairs' means.

    Args:
        worth: Worth of coalitions: takes members, shape (d, n), gives values, shape (d,); of nobody it is 0.
        n: Number of players [1..].
        rng: Source of chance.
        orders: Number of orders of joining [4..]; rounded up to even.

    Returns:
        Estimates, shape (n,), which sum to v(N) exactly, and their standard errors, shape (n,).

    Raises:
        ValueError: n < 1 or orders < 4.

    Example:
        >>> glove = lambda member_da: np.minimum(member_da[:, 0], member_da[:, 1:].sum(1)).astype(float)
        >>> value_a, stderr_a = shapley_sampled(glove, 3, rng=np.random.default_rng(1), orders=4000)
        >>> bool(abs(value_a - [2 / 3, 1 / 6, 1 / 6]).max() < 4 * stderr_a.max())
        True

    Source:
        Castro, Gómez and Tejada (2009), Computers and Operations Research 36; antithetic pairs after Mitchell et al.
        (2022), Journal of Machine Learning Research 23.
    """
    if n < 1 or orders < 4:
        raise ValueError(f"needs n >= 1 and orders >= 4, found n = {n}, orders = {orders}")
    pairs = (orders + 1) // 2
    sum_a, square_a = np.zeros(n), np.zeros(n)
    block = max(1, BLOCK // (2 * n))
    for first in range(0, pairs, block):
        order_bk = np.array([rng.permutation(n) for _ in range(min(block, pairs - first))])
        gain_ba = (_marginals(worth, order_bk) + _marginals(worth, order_bk[:, ::-1])) / 2
        sum_a, square_a = sum_a + gain_ba.sum(axis=0), square_a + (gain_ba**2).sum(axis=0)
    mean_a = sum_a / pairs
    spread_a = np.maximum(square_a / pairs - mean_a**2, 0.0)
    return mean_a, np.sqrt(spread_a / (pairs - 1))


def _marginals(worth: Callable[[BoolArray], FloatArray], order_bk: npt.NDArray[np.int64]) -> FloatArray:
    """What each player adds when all join in these orders, shape (b, n)."""
    orders, n = order_bk.shape
    joined_ba = np.argsort(order_bk, axis=1)  # when each joins
    value_bk = worth((joined_ba[:, None, :] <= np.arange(n)[:, None]).reshape(-1, n)).reshape(orders, n)
    return np.asarray(np.take_along_axis(np.diff(value_bk, prepend=0.0), joined_ba, axis=1), dtype=np.float64)


def least_core(values: npt.ArrayLike, *, imputations: bool = False) -> tuple[float, FloatArray]:
    """The least that every coalition must forgo for the whole to hold, and a division that does it.

    Divisions are efficient, x(N) = v(N). The excess of S is v(S) - x(S).

    Args:
        values: Worth of each coalition, shape (2**n,), index = bit mask of players; `values[0]` is 0.
        imputations: False, as in the literature, lets a division pay a player less than alone; True forbids it.

    Returns:
        (epsilon, x): the largest excess over all coalitions but nobody and everybody, at its least, and one division x,
        shape (n,), that attains it. The core is non-empty exactly where epsilon <= 0; an epsilon within 1e-9 of zero,
        as a share of the largest value above what players are worth alone, is given as 0. One player: epsilon is 0.

    Raises:
        ValueError: Not a game; or `imputations` and the players are worth more alone than together.
        SolverError: HiGHS stopped without an answer.

    Example:
        >>> epsilon, x = least_core([0, 0, 0, 1, 0, 1, 1, 1])  # three players, majority decides
        >>> round(epsilon, 6), x.round(6).tolist()
        (0.333333, [0.333333, 0.333333, 0.333333])

    Source:
        Maschler, Peleg and Shapley (1979), Mathematics of Operations Research 4, section 2.
    """
    game, n = as_game(values)
    if n == 1:
        return 0.0, game[1:].copy()
    surplus, alone_a, scale = above_alone(game, n, imputations)
    open_m = surplus.copy()
    open_m[[0, -1]] = -np.inf
    programme = ExcessProgramme(n, total=surplus[-1], least_a=np.full(n, 0.0 if imputations else -np.inf))
    x_a = _satisfied(programme, open_m) * scale + alone_a
    x_a += (game[-1] - x_a.sum()) / n
    epsilon = float((game - coalition_sums(x_a))[1:-1].max())
    return (epsilon if abs(epsilon) > TOLERANCE * scale else 0.0), x_a


def cost_of_stability(values: npt.ArrayLike) -> float:
    """The least outside payment, given only if all stay together, that makes leaving pay for nobody.

    Args:
        values: Worth of each coalition, shape (2**n,), index = bit mask of players; `values[0]` is 0.

    Returns:
        Payment on top of v(N), in the unit of `values` [0..); 0 exactly where the core is non-empty.

    Raises:
        ValueError: Not a game.
        SolverError: HiGHS stopped without an answer.

    Example:
        >>> round(cost_of_stability([0, 0, 0, 1, 0, 1, 1, 1]), 6)  # every pair can do without the third
        0.5

    Source:
        Bachrach et al. (2009), The cost of stability in coalitional games, SAGT, LNCS 5814.
    """
    game, n = as_game(values)
    surplus, _, scale = above_alone(game, n, False)
    open_m = surplus.copy()
    open_m[0] = -np.inf
    x_a = _satisfied(ExcessProgramme(n, total=None, least_a=np.zeros(n)), open_m)
    cost = float(x_a.sum() - surplus[-1])
    return cost * scale if cost > TOLERANCE else 0.0


def _satisfied(programme: ExcessProgramme, open_m: FloatArray) -> FloatArray:
    """Optimal payments: solve, write down the coalitions that complain most, until none does."""
    more = 1 << np.arange(programme.n)
    while len(more):
        programme.demand(members(more, programme.n), open_m[more])
        x_a, e, _, _ = programme.solve()
        more = separate(open_m, x_a, e, 2 * programme.n)
    return x_a
