"""Mutual utility: what each partner gains by being in, and whether anybody does better by staying out.

u_i(S) = b_i p(S) + side_i - cost_i - lambda_i ES_i. Security is a public good: who stays out of S still gains
b_i p(S without i). These tests speak of utilities without a grant; the solutions of game.py that share out money (core,
least core, nucleolus, cost of stability) speak of the *shared-grant game*, and its Shapley value of the *credit game*.

Source: internal and external stability after d'Aspremont et al. (1983), Canadian Journal of Economics 16; potential
internal stability after Carraro, Eyckmans and Finus (2006), Review of International Organizations 1.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

TOLERANCE = 1e-9  # of the largest number in a test: a margin above minus this holds


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilityTest:
    """One test of stability, by name, and how far it got.

    Attributes:
        name: "individual rationality", "internal stability", "potential internal stability", "external stability" or
            "no rival set".
        holds: True where it holds for all.
        margin_a: How far each is above (below, if negative) what the test asks; one number for a test on sums.
        fails: Who falls short, as indices.
    """

    name: str
    holds: bool
    margin_a: FloatArray
    fails: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """An amount of utility that one member passes to another."""

    payer: int
    receiver: int
    amount: float


def utility(
    effect: npt.ArrayLike,
    worth_a: FloatArray,
    *,
    side_a: npt.ArrayLike = 0.0,
    cost_a: npt.ArrayLike = 0.0,
    aversion_a: npt.ArrayLike = 0.0,
    tail_a: npt.ArrayLike = 0.0,
) -> FloatArray:
    """What each member has from being in.

    Args:
        effect: How far the outcome is reached [0, 1]; one number, or one per member.
        worth_a: What full success is worth to each, shape (n,) [money].
        side_a: Gains of its own from being in, shape (n,) [money].
        cost_a: Cost of joining, shape (n,) [money].
        aversion_a: What a unit of bad-case loss is felt as, shape (n,) [0..).
        tail_a: Expected shortfall of its part of the loss (ES95), shape (n,) [money].

    Returns:
        Utilities, shape (n,) [money].

    Example:
        >>> utility(0.5, np.array([10.0, 4.0]), cost_a=np.array([1.0, 3.0])).tolist()
        [4.0, -1.0]
    """
    gain_a = np.asarray(effect) * worth_a + np.asarray(side_a)
    return np.asarray(gain_a - np.asarray(cost_a) - np.asarray(aversion_a) * np.asarray(tail_a), dtype=np.float64)


def utility_table(
    effect_m: FloatArray,
    worth_a: FloatArray,
    inside_a: FloatArray,
    *,
    tail_am: FloatArray | None = None,
    force_m: BoolArray | None = None,
) -> FloatArray:
    """What each partner has under every set of members, in or out: the table that join.py reads.

    Args:
        effect_m: Effect of each set, shape (2**n,), index = bit mask.
        worth_a: What full success is worth to each, shape (n,) [money].
        inside_a: What being in adds: side gain less cost, shape (n,) [money].
        tail_am: Felt bad-case loss (aversion times ES95) of each under each set, shape (n, 2**n); None is none.
        force_m: Sets under which the agreement binds, shape (2**n,); under others being in adds nothing, and `effect_m`
            is to be 0; None is all.

    Returns:
        Utilities, shape (n, 2**n) [money].

    Raises:
        ValueError: `effect_m` does not have 2**n entries.

    Example:
        >>> utility_table(np.array([0.0, 0.5]), np.array([10.0]), np.array([-2.0])).tolist()
        [[0.0, 3.0]]
    """
    n = len(worth_a)
    if effect_m.shape != (1 << n,):
        raise ValueError(f"{n} partners have {1 << n} sets, found effects of shape {effect_m.shape}")
    table_am: FloatArray = worth_a[:, None] * effect_m
    for a in range(n):
        with_a = table_am[a].reshape(-1, 2, 1 << a)[:, 1]  # the sets that hold a, as a view
        added = inside_a[a] - (0.0 if tail_am is None else tail_am[a].reshape(-1, 2, 1 << a)[:, 1])
        with_a += added if force_m is None else added * force_m.reshape(-1, 2, 1 << a)[:, 1]
    return table_am


def individual_rationality(utility_a: FloatArray, alone_a: FloatArray) -> StabilityTest:
    """Test 1: each member has at least what it has alone, and at least nothing; without transfers.

    Args:
        utility_a: u_i(S), shape (n,).
        alone_a: u_i({i}), shape (n,).

    Example:
        >>> individual_rationality(np.array([2.0, -1.0]), np.array([1.0, -3.0])).fails
        (1,)
    """
    return _verdict("individual rationality", utility_a - np.maximum(0.0, alone_a), utility_a, alone_a)


def internal_stability(utility_a: FloatArray, outside_a: FloatArray) -> StabilityTest:
    """Test 2: nobody gains by leaving and riding free, member by member.

    Args:
        utility_a: u_i(S), shape (n,).
        outside_a: b_i p(S without i), shape (n,).

    Example:
        >>> internal_stability(np.array([2.0, 5.0]), np.array([3.0, 1.0])).fails
        (0,)
    """
    return _verdict("internal stability", utility_a - outside_a, utility_a, outside_a)


def potential_internal_stability(utility_a: FloatArray, outside_a: FloatArray) -> StabilityTest:
    """Test 3: with transfers it could be made internally stable; one margin, of the sums.

    Args:
        utility_a: u_i(S), shape (n,).
        outside_a: b_i p(S without i), shape (n,).

    Example:
        >>> potential_internal_stability(np.array([2.0, 5.0]), np.array([3.0, 1.0])).holds
        True
    """
    margin = float((utility_a - outside_a).sum())
    return _verdict("potential internal stability", np.array([margin]), utility_a, outside_a)


def external_stability(inside_a: FloatArray, outside_a: FloatArray) -> StabilityTest:
    """Whether nobody outside would want in; `fails` names who would.

    Args:
        inside_a: u_j(S with j) of those outside, shape (n_outside,).
        outside_a: b_j p(S) of those outside, shape (n_outside,).

    Example:
        >>> external_stability(np.array([1.0, 4.0]), np.array([2.0, 2.0])).fails
        (1,)
    """
    return _verdict("external stability", outside_a - inside_a, inside_a, outside_a)


def no_rival_set(utility_a: FloatArray, rival_ra: FloatArray, member_ra: BoolArray) -> StabilityTest:
    """Whether no known alternative is better for every one of its own members; `fails` names the alternatives that are.

    Args:
        utility_a: What each candidate has under S, in or out, shape (n,).
        rival_ra: What each has under each alternative, shape (n_rivals, n).
        member_ra: Who is in each alternative, shape (n_rivals, n); each has a member.

    Returns:
        The margin of an alternative is the most that one of its members loses by moving to it (negative: all gain).

    Example:
        >>> ours, rival = np.array([2.0, 2.0, 0.0]), np.array([[3.0, 0.0, 1.0]])
        >>> no_rival_set(ours, rival, np.array([[True, False, True]])).fails
        (0,)
    """
    loss_ra = np.where(member_ra, utility_a - rival_ra, -np.inf)
    margin_r = loss_ra.max(axis=1, initial=-np.inf)
    return _verdict("no rival set", margin_r, utility_a, rival_ra)


def transfers(utility_a: FloatArray, bar_a: FloatArray) -> tuple[Transfer, ...]:
    """The transfers that bring everybody to its bar, least moved in all, smallest first.

    Each who falls short receives exactly what it lacks; the others pay in proportion to what they have to spare.

    Args:
        utility_a: u_i(S), shape (n,).
        bar_a: What each must have, shape (n,); for internal stability b_i p(S without i).

    Returns:
        At most n - 1 transfers; none where all reach their bar, and none where the sum does not suffice (test 3 fails).

    Example:
        >>> [(t.payer, t.receiver, t.amount) for t in transfers(np.array([2.0, 5.0]), np.array([3.0, 1.0]))]
        [(1, 0, 1.0)]
    """
    margin_a = utility_a - bar_a
    small = TOLERANCE * _scale(utility_a, bar_a)
    short_a, spare_a = np.maximum(-margin_a, 0.0), np.maximum(margin_a, 0.0)
    if short_a.sum() <= small or margin_a.sum() < -small:
        return ()
    pays_a = spare_a * (short_a.sum() / max(spare_a.sum(), short_a.sum()))
    found, payer, receiver = [], 0, 0
    payers, receivers = np.argsort(-pays_a, kind="stable"), np.argsort(-short_a, kind="stable")
    while payer < len(payers) and receiver < len(receivers):
        one, other = payers[payer], receivers[receiver]
        amount = float(min(pays_a[one], short_a[other]))
        if amount > small:
            found.append(Transfer(payer=int(one), receiver=int(other), amount=amount))
        pays_a[one] -= amount
        short_a[other] -= amount
        payer, receiver = payer + (pays_a[one] <= small), receiver + (short_a[other] <= small)
    return tuple(sorted(found, key=lambda transfer: (transfer.amount, transfer.payer, transfer.receiver)))


def share_between_two(one: float, other: float, both: float) -> tuple[float, float]:
    """What each of two parties has when they halve what being together adds (M10).

    Args:
        one: v(1), what the first has alone.
        other: v(2).
        both: v(12), what they have together.

    Returns:
        x_i = v(i) + (v(12) - v(1) - v(2)) / 2; the Shapley value, and the nucleolus where being together adds.

    Example:
        >>> share_between_two(1.0, 2.0, 7.0)
        (3.0, 4.0)

    Source:
        Nash (1953), Econometrica 21: equal split of the surplus under transferable utility.
    """
    half = (both - one - other) / 2.0
    return one + half, other + half


def _scale(*arrays: FloatArray) -> float:
    return max(1.0, *(float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) for array in arrays))


def _verdict(name: str, margin_a: FloatArray, *numbers: FloatArray) -> StabilityTest:
    short_a = margin_a < -TOLERANCE * _scale(*numbers)
    fails = tuple(np.flatnonzero(short_a).tolist())
    return StabilityTest(name=name, holds=not fails, margin_a=margin_a, fails=fails)
