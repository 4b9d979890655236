"""What can be counted about a composition: reach, hard and soft power, likeness to the population, and who loses.

Codes of places, instruments or groups are columns here; which column is which is the caller's affair.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

HARD, SOFT, UNKNOWN = 0, 1, 2
"""Columns of `power_mix`; what is untagged is unknown, never soft."""

SIGMAS_95 = 1.959963984540054  # the normal's 97.5% point
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How the members compare with the affected population, group by group; all shapes (n_groups,).

    Attributes:
        share_g: Share of the members who are of the group [0, 1]; NaN where nobody's belonging is known.
        low_g: Lower bound of that share, were so few drawn by chance (Wilson).
        high_g: Upper bound.
        gap_g: Share less the population's [-1, 1]; negative is under-represented; NaN without a benchmark.
        gap_low_g: Lower bound of the gap, the benchmark's own range included.
        gap_high_g: Upper bound.
        missing_g: True where no benchmark is on file: to be named, not left out.
    """

    share_g: FloatArray
    low_g: FloatArray
    high_g: FloatArray
    gap_g: FloatArray
    gap_low_g: FloatArray
    gap_high_g: FloatArray
    missing_g: BoolArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Losers:
    """Who is worse off than before, partner or not.

    Attributes:
        loses_a: Worse off even at the upper bound.
        may_lose_a: Worse off at the lower bound, but not at the upper.
        pareto: Nobody may lose, and somebody gains for certain.
        mitigation: What it takes to make everybody whole at their lower bound [unit of the changes, 0..).
        affordable: True where the gains of the others, at their lower bounds, suffice for it.
    """

    loses_a: BoolArray
    may_lose_a: BoolArray
    pareto: bool
    mitigation: float
    affordable: bool


def reach(covers_ak: BoolArray, member_a: BoolArray) -> tuple[int, float]:
    """How many of the places (or sectors, languages, tracks) at least one member covers.

    Args:
        covers_ak: What each actor covers, shape (n_actors, n_places). The columns are all that count as within reach of
            the question; they must not depend on who is a member, or shares cannot be compared.
        member_a: Who is in, shape (n_actors,).

    Returns:
        Number covered, and share of the columns [0, 1]; 0 where there is no column. Adding a partner never lowers it.

    Example:
        >>> covers = np.array([[True, False, False], [True, True, False]])
        >>> reach(covers, np.array([True, True]))
        (2, 0.6666666666666666)

    Source:
        Set coverage; nine tracks after Diamond and McDonald (1996), Multi-Track Diplomacy.
    """
    covered = int(covers_ak[member_a].any(axis=0).sum())
    return covered, covered / covers_ak.shape[1] if covers_ak.shape[1] else 0.0


def reach_index(covers: Sequence[BoolArray], member_a: BoolArray) -> float:
    """Mean share covered over several kinds of reach: places, sectors, languages, tracks.

    Args:
        covers: One array per kind, each of shape (n_actors, n_columns); a kind without columns is left out of the mean.
        member_a: Who is in, shape (n_actors,).

    Returns:
        Mean share [0, 1]; 0 where nothing is to be reached.

    Example:
        >>> reach_index([np.array([[True, False]]), np.array([[True]])], np.array([True]))
        0.75
    """
    shares = [reach(covers_ak, member_a)[1] for covers_ak in covers if covers_ak.shape[1]]
    return float(np.mean(shares)) if shares else 0.0


def power_mix(used_o: FloatArray, instrument_o: IntArray, power_o: IntArray, instruments: int) -> FloatArray:
    """Shares of what is used, by instrument and by hard, soft or unknown power.

    Args:
        used_o: Used amount of each offer, shape (n_offers,) [0..).
        instrument_o: Instrument of each, shape (n_offers,), 0 to `instruments` - 1; the unknown one has one too.
        power_o: HARD, SOFT or UNKNOWN of each, shape (n_offers,).
        instruments: Number of instruments.

    Returns:
        Shares, shape (instruments, 3); they sum to 1 where anything is used, else to 0.

    Raises:
        ValueError: An amount is negative, or a code is out of its range.

    Example:
        >>> power_mix(np.array([1.0, 3.0]), np.array([0, 1]), np.array([HARD, UNKNOWN]), 2).tolist()
        [[0.25, 0.0, 0.0], [0.0, 0.0, 0.75]]
    """
    if (used_o < 0).any():
        raise ValueError("a used amount is not negative")
    if not (((instrument_o >= 0) & (instrument_o < instruments)).all() and ((power_o >= 0) & (power_o < 3)).all()):
        raise ValueError(f"instruments are numbered 0 to {instruments - 1}, powers 0 to 2")
    amount = np.bincount(instrument_o * 3 + power_o, weights=used_o, minlength=3 * instruments).reshape(-1, 3)
    return np.asarray(amount / (amount.sum() or 1.0), dtype=np.float64)


def likeness(
    count_g: npt.ArrayLike,
    known_g: npt.ArrayLike,
    population_g: npt.ArrayLike,
    *,
    population_low_g: npt.ArrayLike | None = None,
    population_high_g: npt.ArrayLike | None = None,
    sigmas: float = SIGMAS_95,
) -> Likeness:
    """How far the members are from the affected population in each group, with an interval.

    Args:
        count_g: Members who are of the group, shape (n_groups,).
        known_g: Members of whom it is known whether they are, shape (n_groups,) or one number.
        population_g: Share of the group in the affected population [0, 1], shape (n_groups,); NaN where not on file.
        population_low_g: Lower bound of that share, where the benchmark leaves some people unassigned.
        population_high_g: Upper bound.
        sigmas: Half-width of the members' interval in standard errors; 1.96 is 95%.

    Returns:
        Shares, gaps and intervals. An interval that excludes 0 is more than so few members would show by chance.

    Raises:
        ValueError: A count is outside [0, known], or a share outside [0, 1].

    Example:
        >>> found = likeness([1], 12, [0.51])  # one woman among twelve
        >>> found.gap_g.round(2).tolist(), found.gap_high_g.round(2).tolist()
        ([-0.43], [-0.16])

    Source:
        Wilson (1927), Journal of the American Statistical Association 22; recommended for few trials by Brown, Cai and
        DasGupta (2001), Statistical Science 16.
    """
    count_g, population_g = np.asarray(count_g, dtype=np.float64), np.asarray(population_g, dtype=np.float64)
    known_g = np.broadcast_to(np.asarray(known_g, dtype=np.float64), count_g.shape)
    low_p = population_g if population_low_g is None else np.asarray(population_low_g, dtype=np.float64)
    high_p = population_g if population_high_g is None else np.asarray(population_high_g, dtype=np.float64)
    if not ((count_g >= 0) & (count_g <= known_g)).all():
        raise ValueError("a group's count lies between 0 and the number of members whose belonging is known")
    if any(((share < 0) | (share > 1)).any() for share in (population_g, low_p, high_p)):
        raise ValueError("a share of the population lies in [0, 1]")
    share_g = np.divide(count_g, known_g, out=np.full(count_g.shape, np.nan), where=known_g > 0)
    low_g, high_g = wilson(count_g, known_g, sigmas)
    return Likeness(
        share_g=share_g,
        low_g=low_g,
        high_g=high_g,
        gap_g=share_g - population_g,
        gap_low_g=low_g - high_p,
        gap_high_g=high_g - low_p,
        missing_g=np.isnan(population_g),
    )


def wilson(count_g: FloatArray, known_g: FloatArray, sigmas: float = SIGMAS_95) -> tuple[FloatArray, FloatArray]:
    """Interval of a share from a count.

    Args:
        count_g: Hits, shape (n,).
        known_g: Trials, shape (n,); with none the interval is [0, 1].
        sigmas: Half-width in standard errors; 1.96 is 95%.

    Returns:
        Lower and upper bounds [0, 1], shape (n,).

    Example:
        >>> low, high = wilson(np.array([0.0]), np.array([10.0]))
        >>> low.round(3).tolist(), high.round(3).tolist()
        ([0.0], [0.278])
    """
    square = sigmas**2
    trials_g = known_g + square
    centre_g = (count_g + square / 2) / trials_g
    spread_g = count_g * np.divide(known_g - count_g, known_g, out=np.zeros_like(centre_g), where=known_g > 0)
    half_g = sigmas * np.sqrt(spread_g + square / 4) / trials_g
    return np.maximum(centre_g - half_g, 0.0), np.minimum(centre_g + half_g, 1.0)


def who_loses(change_low_a: FloatArray, change_high_a: FloatArray) -> Losers:
    """Who is worse off, among partners and affected non-partners alike, and what it takes to make them whole.

    Args:
        change_low_a: Lower bound of each one's change against today, shape (n,) [money or utility].
        change_high_a: Upper bound; the same array where there is no range.

    Returns:
        Certain and possible losers, and the mitigation.

    Raises:
        ValueError: A lower bound is above its upper bound, or a bound is not finite: unknown is a range, not a blank.

    Example:
        >>> found = who_loses(np.array([5.0, -2.0, -1.0]), np.array([6.0, -1.0, 2.0]))
        >>> found.loses_a.tolist(), found.may_lose_a.tolist(), found.mitigation, found.affordable
        ([False, True, False], [False, False, True], 3.0, True)

    Source:
        Pareto (1906); compensation test of Kaldor (1939), Economic Journal 49.
    """
    if not (np.isfinite(change_low_a).all() and np.isfinite(change_high_a).all()):
        raise ValueError("a change that is unknown is given as a range, not left blank")
    if (change_low_a > change_high_a).any():
        raise ValueError("a lower bound lies above its upper bound")
    small = TOLERANCE * max(1.0, float(np.abs(change_low_a).max(initial=0.0)))
    loses_a, short_a = change_high_a < -small, change_low_a < -small
    mitigation = float(-change_low_a[short_a].sum())
    return Losers(
        loses_a=loses_a,
        may_lose_a=short_a & ~loses_a,
        pareto=not short_a.any() and bool((change_low_a > small).any()),
        mitigation=mitigation,
        affordable=float(change_low_a[~short_a].sum()) >= mitigation - small,
    )
