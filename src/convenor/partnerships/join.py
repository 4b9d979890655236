"""Who to call first: an order in which each partner, given those already in, is no worse off by joining.

Everything is read off one table, `utility_am`: what partner i has when exactly the partners of a coalition have joined,
whether i is one of them or not (security is a public good: who stays out still gains). Where no order exists: the
smallest guarantee that makes one, and every minimal critical mass, a set whose members commit together or not at all.

Source: critical mass after Schelling (1978), Micromotives and Macrobehavior, ch. 3; subsets after Held and Karp (1962),
Journal of the Society for Industrial and Applied Mathematics 10.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convenor.partnerships.coalitions import BoolArray, FloatArray, members

MOST_TABLED = 20  # partners of whom all 2**n sets are tabled; above, `join_order_searched`
TOLERANCE = 1e-9  # a loss below this is none
WIDTH = 100  # sets kept per size by the search

Gain = Callable[[BoolArray], FloatArray]
"""Sets, shape (d, n), to what each partner outside gains by joining next, shape (d, n); inside is not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinOrder:
    """An order of joining, and what makes it hold.

    Attributes:
        order: Partners, first to call first.
        guarantee_k: What the partner called k-th must be promised so as not to lose by joining then [0..), in utility.
        guarantee: Their sum: what somebody must pledge before the first call; 0 where each joins of its own accord.
        bound: No order needs a smaller pledge.
    """

    order: tuple[int, ...]
    guarantee_k: tuple[float, ...]
    guarantee: float
    bound: float


def join_order(utility_am: FloatArray) -> JoinOrder:
    """The order that needs the smallest guarantee; of those, the one whose most reluctant partner gains most.

    A guarantee makes a partner whole at the moment of joining; when all have joined it may never be drawn.

    Args:
        utility_am: What each partner has when exactly these have joined, shape (n, 2**n), index = bit mask; n <= 20.

    Returns:
        The order; it holds without any pledge exactly where `guarantee` is 0. The bound equals the guarantee.

    Raises:
        ValueError: The table has another shape, holds what is not finite, or n is above 20.

    Example:
        >>> fund = np.array([0.0, 1.0, -2.0, 3.0])  # a partner who gains when first, and one who loses when first
        >>> other = np.array([0.0, 1.0, -2.0, 3.0])
        >>> join_order(np.array([fund, other])).order
        (0, 1)
    """
    n = _check(utility_am)
    size = 1 << n
    pledge_m, ease_m = np.full(size, np.inf), np.full(size, -np.inf)
    last_m = np.full(size, -1, dtype=np.int8)
    pledge_m[0], ease_m[0] = 0.0, np.inf
    for sets in _by_size(n):
        for i in range(n):
            with_i = sets[sets >> i & 1 == 1]
            before = with_i ^ (1 << i)
            gain = utility_am[i, with_i] - utility_am[i, before]
            pledge = pledge_m[before] + _shortfall(gain)
            ease = np.minimum(ease_m[before], gain)
            better = (pledge < pledge_m[with_i] - TOLERANCE) | (
                (pledge <= pledge_m[with_i] + TOLERANCE) & (ease > ease_m[with_i] + TOLERANCE)
            )
            chosen = with_i[better]
            pledge_m[chosen], ease_m[chosen], last_m[chosen] = pledge[better], ease[better], i
    order, mask = [], size - 1
    while mask:
        order.append(int(last_m[mask]))
        mask ^= 1 << order[-1]
    return _told(order[::-1], _gains_along(utility_am, order[::-1]), None)


def critical_masses(utility_am: FloatArray) -> tuple[tuple[int, ...], ...]:
    """Every minimal set of simultaneous commitments that starts the partnership, smallest first.

    A set starts it where each of its members, all joining at once, is no worse off than if nobody joins, and the others
    then join one by one, none losing by it.

    Args:
        utility_am: What each partner has when exactly these have joined, shape (n, 2**n), index = bit mask; n <= 20.

    Returns:
        Sets of partners, none containing another; the empty set alone where an order exists without any; nothing where
        even all together would leave somebody worse off.

    Raises:
        ValueError: As `join_order`.

    Example:
        >>> alone_it_costs = np.array([0.0, -1.0, 0.0, 2.0])
        >>> critical_masses(np.array([alone_it_costs, [0.0, 0.0, -1.0, 2.0]]))
        ((0, 1),)
    """
    n = _check(utility_am)
    return _minimal(_leads_on(utility_am, n) & _no_worse(utility_am, n), n)


def pivotal_sets(utility_am: FloatArray, force_m: BoolArray) -> tuple[tuple[int, ...], ...]:
    """Every minimal set under which an agreement binds and whose members are each no worse off than without it.

    A critical mass of an agreement that takes effect with enough signatures: smaller ones bind nobody, and who joins
    later is asked later.

    Args:
        utility_am: What each partner has when exactly these have joined, shape (n, 2**n), index = bit mask; n <= 20.
        force_m: Under which sets the agreement binds, shape (2**n,).

    Returns:
        Sets of partners, smallest first, none containing another; nothing where no set does it.

    Raises:
        ValueError: As `join_order`.

    Example:
        >>> together = np.array([0.0, -1.0, 0.0, 2.0])
        >>> pivotal_sets(np.array([together, [0.0, 0.0, -1.0, 2.0]]), np.array([False, False, False, True]))
        ((0, 1),)
    """
    n = _check(utility_am)
    return _minimal(force_m & _no_worse(utility_am, n), n)


def join_order_searched(gain: Gain, n: int, *, width: int = WIDTH) -> JoinOrder:
    """An order for partnerships too large to table: the best found, with a bound on what any order needs.

    Keeps the `width` sets of each size that needed the smallest pledge so far; width 1 is plain greedy. The bound adds
    the least that the first two and the last two to join need in any order.

    Args:
        gain: What each partner outside a set gains by joining it next; see `Gain`.
        n: Number of partners [1..].
        width: Sets kept per size [1..].

    Returns:
        The order found, its guarantee, and the bound. Where the guarantee is 0 the order is proved.

    Raises:
        ValueError: n or width is below 1.

    Example:
        >>> more_the_merrier = lambda member_da: np.tile(member_da.sum(1, keepdims=True) - [[0.0, 2.0, 1.0]], 1)
        >>> join_order_searched(more_the_merrier, 3).order
        (0, 2, 1)
    """
    if n < 1 or width < 1:
        raise ValueError(f"needs n >= 1 and width >= 1, found {n} and {width}")
    member_da, pledge_d, ease_d = np.zeros((1, n), bool), np.zeros(1), np.full(1, np.inf)
    order_dk, gain_dk = np.zeros((1, 0), np.int64), np.zeros((1, 0))
    for _ in range(n):
        gain_da = np.asarray(gain(member_da), dtype=np.float64)
        row, who = np.nonzero(~member_da)
        won = gain_da[row, who]
        pledge, ease = pledge_d[row] + _shortfall(won), np.minimum(ease_d[row], won)
        best = np.lexsort((who, -ease, pledge))
        grown = member_da[row[best]]
        grown[np.arange(len(best)), who[best]] = True
        _, first = np.unique(np.packbits(grown, axis=1), axis=0, return_index=True)
        kept = best[np.sort(first)[:width]]
        member_da = grown[np.sort(first)[:width]]
        order_dk = np.column_stack([order_dk[row[kept]], who[kept]])
        gain_dk = np.column_stack([gain_dk[row[kept]], won[kept]])
        pledge_d, ease_d = pledge[kept], ease[kept]
    return _told(order_dk[0].tolist(), gain_dk[0], _ends(gain, n))


def _check(utility_am: FloatArray) -> int:
    n = len(utility_am)
    if not 1 <= n <= MOST_TABLED or utility_am.shape != (n, 1 << n):
        raise ValueError(f"utilities have shape (n, 2**n) with n from 1 to {MOST_TABLED}, found {utility_am.shape}")
    if not np.isfinite(utility_am).all():
        raise ValueError("every utility must be finite")
    return n


def _by_size(n: int) -> list[npt.NDArray[np.int64]]:
    """All sets but the empty one, smaller ones first."""
    size_m = np.bitwise_count(np.arange(1 << n))
    return [np.flatnonzero(size_m == k) for k in range(1, n + 1)]


def _shortfall(gain: FloatArray) -> FloatArray:
    """What must be promised for a gain not to be a loss."""
    return np.where(gain < -TOLERANCE, -gain, 0.0)


def _gains_along(utility_am: FloatArray, order: list[int]) -> FloatArray:
    gains, mask = [], 0
    for i in order:
        gains.append(utility_am[i, mask | 1 << i] - utility_am[i, mask])
        mask |= 1 << i
    return np.array(gains)


def _told(order: list[int], gain_k: FloatArray, bound: float | None) -> JoinOrder:
    short_k = _shortfall(gain_k)
    total = float(short_k.sum())
    return JoinOrder(
        order=tuple(order),
        guarantee_k=tuple(short_k.tolist()),
        guarantee=total,
        bound=total if bound is None else min(bound, total),
    )


def _leads_on(utility_am: FloatArray, n: int) -> BoolArray:
    """From which sets the others join one by one without anybody losing by it, shape (2**n,)."""
    leads_m = np.zeros(1 << n, bool)
    leads_m[-1] = True
    for sets in reversed(_by_size(n)):
        for i in range(n):
            with_i = sets[sets >> i & 1 == 1]
            before = with_i ^ (1 << i)
            leads_m[before] |= leads_m[with_i] & (utility_am[i, with_i] >= utility_am[i, before] - TOLERANCE)
    return leads_m


def _no_worse(utility_am: FloatArray, n: int) -> BoolArray:
    """Under which sets each member has at least what it has when nobody joins, shape (2**n,)."""
    sets_m, fine_m = np.arange(1 << n), np.ones(1 << n, bool)
    for i in range(n):
        fine_m &= (sets_m >> i & 1 == 0) | (utility_am[i] >= utility_am[i, 0] - TOLERANCE)
    return fine_m


def _minimal(starts_m: BoolArray, n: int) -> tuple[tuple[int, ...], ...]:
    """The sets of a family that hold no smaller one of it, smallest first."""
    below_m = np.zeros(1 << n, bool)
    for sets in _by_size(n):
        for i in range(n):
            with_i = sets[sets >> i & 1 == 1]
            below_m[with_i] |= starts_m[with_i ^ (1 << i)] | below_m[with_i ^ (1 << i)]
    found = np.flatnonzero(starts_m & ~below_m)
    return tuple(sorted((tuple(np.flatnonzero(row).tolist()) for row in members(found, n)), key=lambda s: (len(s), s)))


def _ends(gain: Gain, n: int) -> float:
    """The least that the first (up to) two and the last two to join need, in any order."""
    if n < 4:
        return 0.0
    one = np.eye(n, dtype=bool)
    first_a = _shortfall(np.asarray(gain(np.zeros((1, n), bool)))[0])
    second_aa = _shortfall(np.asarray(gain(one)))
    np.fill_diagonal(second_aa, np.inf)
    last_a = _shortfall(np.asarray(gain(~one)).diagonal())
    pair, other = np.triu_indices(n, 1)
    without = ~(one[pair] | one[other])
    gain_da = _shortfall(np.asarray(gain(without)))
    row = np.arange(len(pair))
    ends = np.minimum(gain_da[row, pair] + last_a[other], gain_da[row, other] + last_a[pair])
    return float((first_a[:, None] + second_aa).min() + ends.min())
