"""Weights: participants raked to known population shares, trimmed, with what that costs in precision.

Raking is iterative proportional fitting (Deming and Stephan, 1940); the design effect is Kish's (1965). A category that
nobody stands for is named and left out: its opinion is never imputed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convenor.dialogue.conversation import FloatArray
from convenor.model.codes import Basis
from convenor.model.dialogue import LEAST, Margin, Weights

IntArray = NDArray[np.intp]
Strata = Mapping[str, Mapping[str, str]]  # participant -> dimension -> category
Shares = Mapping[str, Mapping[str, float]]  # dimension -> category -> share or count of the population
LARGEST = 5.0  # largest weight, mean 1: usual practice trims between 3 and 6 (Battaglia et al. 2004; check first)
ROUNDS, CLOSE = 200, 1e-6
Z90 = 1.645  # 90% interval, standard normal


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One dimension of strata as arrays.

    Attributes:
        name: sex, region, displaced.
        categories: Categories, sorted.
        codes_p: Index of each participant's category, -1 where not stated; shape (participants,).
        shares_c: Population share of each category, summing to 1; NaN where there is no benchmark.
    """

    name: str
    categories: tuple[str, ...]
    codes_p: IntArray
    shares_c: FloatArray


def dimensions(people: Sequence[str], strata: Strata, population: Shares) -> list[Dimension]:
    """Strata and population shares as arrays, one entry a dimension, by name.

    Raises:
        ValueError: A population share is negative, not finite, or all of a dimension are zero.
    """
    names = sorted({name for row in strata.values() for name in row} | set(population))
    return [_dimension(name, people, strata, population.get(name, {})) for name in names]


def rake(codes_dp: Sequence[IntArray], shares_dc: Sequence[FloatArray], *, largest: float = LARGEST) -> FloatArray:
    """Weights whose shares meet the population's in every dimension at once, none above `largest`; mean 1.

    Args:
        codes_dp: Category of each participant per dimension, -1 where not stated (their weight is not touched by it).
        shares_dc: Population shares per dimension; a dimension with NaN is left out.
        largest: Largest weight [1..]; trimming is why a share may stay short of the population's.

    Returns:
        Weights, shape (participants,).
    """
    known = [(codes_p, shares_c) for codes_p, shares_c in zip(codes_dp, shares_dc, strict=True) if len(shares_c)]
    known = [(codes_p, shares_c) for codes_p, shares_c in known if not np.isnan(shares_c).any()]
    weights_p = np.ones(len(codes_dp[0]) if codes_dp else 0)
    for _ in range(ROUNDS):
        before_p = weights_p
        for codes_p, shares_c in known:
            weights_p = weights_p * _factors(weights_p, codes_p, shares_c)
        weights_p = _trimmed(weights_p, largest)
        if np.abs(weights_p - before_p).max() < CLOSE:
            break
    return weights_p


def effective_number(weights_p: FloatArray) -> float:
    """Kish's effective number of participants: as many equal voices would be as precise.

    Example:
        >>> effective_number(np.array([1.0, 1.0, 2.0]))
        2.6666666666666665
    """
    total = float(np.square(weights_p).sum())
    return float(weights_p.sum()) ** 2 / total if total else 0.0


def weighting(
    dims: Sequence[Dimension], weights_p: FloatArray, *, anonymous: bool, basis: Basis = Basis.ENTERED, source: str = ""
) -> Weights:
    """What raking did, margin by margin, for the reader; cells under `LEAST` people suppressed where anonymous."""
    effective, largest = effective_number(weights_p), float(weights_p.max()) if len(weights_p) else 1.0
    margins = [row for dim in dims for row in _margins(dim, weights_p, anonymous)]
    if any(row.people is None for row in margins):  # the exact cost of weighting would tell how few they are
        effective, largest = max(1.0, math.floor(effective / LEAST) * LEAST), float(math.ceil(largest))
    trimmed = int((weights_p >= LARGEST * (1 - 10 * CLOSE)).sum())
    return Weights(
        margins=tuple(margins),
        effective=effective,
        design=len(weights_p) / effective if effective else 1.0,
        trimmed=None if anonymous and 0 < trimmed < LEAST else trimmed,
        largest=largest,
        absent=tuple(f"{row.dimension}: {row.category}" for row in margins if row.note == "absent"),
        basis=basis,
        source=source,
    )


def share_gap(people: int, among: int, population: float) -> tuple[float, float, float]:
    """Share of participants minus share of the population, with its 90% interval (Wilson, 1927).

    Example:
        >>> [round(x, 3) for x in share_gap(30, 100, 0.5)]
        [-0.2, -0.269, -0.12]
    """
    share, z2 = people / among, Z90**2 / among
    middle = (share + z2 / 2) / (1 + z2)
    half = Z90 / (1 + z2) * np.sqrt(share * (1 - share) / among + z2 / (4 * among))
    return share - population, float(middle - half) - population, float(middle + half) - population


def _dimension(name: str, people: Sequence[str], strata: Strata, shares: Mapping[str, float]) -> Dimension:
    stated = [strata.get(who, {}).get(name, "") for who in people]
    categories = sorted({category for category in stated if category} | set(shares))
    index = {category: i for i, category in enumerate(categories)}
    given_c = np.array([shares.get(category, np.nan) for category in categories], dtype=float)
    finite_c = given_c[~np.isnan(given_c)]
    if shares and ((finite_c < 0).any() or np.isinf(finite_c).any() or finite_c.sum() <= 0):
        raise ValueError(f"population of {name}: shares are numbers >= 0, not all zero; found {dict(shares)}")
    return Dimension(
        name=name,
        categories=tuple(categories),
        codes_p=np.array([index.get(category, -1) for category in stated], dtype=np.intp),
        shares_c=given_c / finite_c.sum() if len(finite_c) else given_c,
    )


def _factors(weights_p: FloatArray, codes_p: IntArray, shares_c: FloatArray) -> FloatArray:
    """What each weight has to be multiplied with so that this dimension's shares are met."""
    stated_p = codes_p >= 0
    have_c = np.bincount(codes_p[stated_p], weights=weights_p[stated_p], minlength=len(shares_c))
    present_c = have_c > 0
    wanted_c = np.where(present_c, shares_c, 0.0)
    scale = have_c.sum() / wanted_c.sum() if wanted_c.sum() else 0.0
    factor_c = np.where(present_c & (wanted_c > 0), wanted_c * scale / np.where(present_c, have_c, 1.0), 1.0)
    return np.where(stated_p, factor_c[codes_p], 1.0)


def _trimmed(weights_p: FloatArray, largest: float) -> FloatArray:
    """Weights of mean 1, none above `largest`; what is cut goes to the others in proportion."""
    for _ in range(ROUNDS):
        weights_p = weights_p / weights_p.mean()
        if weights_p.max() <= largest * (1 + CLOSE):
            break
        weights_p = np.minimum(weights_p, largest)
    return weights_p


def _margins(dim: Dimension, weights_p: FloatArray, anonymous: bool) -> list[Margin]:
    stated_p = dim.codes_p >= 0
    count_c = np.bincount(dim.codes_p[stated_p], minlength=len(dim.categories))
    weight_c = np.bincount(dim.codes_p[stated_p], weights=weights_p[stated_p], minlength=len(dim.categories))
    shown_c = _shown(count_c, int((~stated_p).sum())) if anonymous else np.ones(len(count_c), dtype=bool)
    rows = []
    for c, category in enumerate(dim.categories):
        population = None if np.isnan(dim.shares_c[c]) else float(dim.shares_c[c])
        count, shown, total = int(count_c[c]), bool(shown_c[c]), int(count_c.sum())
        seen = shown and total > 0
        rows.append(
            Margin(
                dimension=dim.name,
                category=category,
                people=count if shown else None,
                share=count / total if seen else None,
                population=population,
                weighted=float(weight_c[c] / weight_c.sum()) if seen and population is not None else None,
                gap=share_gap(count, total, population) if seen and population is not None else None,
                note="no benchmark" if population is None else "absent" if count == 0 and population > 0 else "",
            )
        )
    return rows


def _shown(count_c: IntArray, unstated: int) -> NDArray[np.bool_]:
    """Which counts may be shown: none of 1 to 9, nor one from which such a count follows by subtraction."""
    shown_c = np.asarray((count_c == 0) | (count_c >= LEAST), dtype=bool)
    hidden = int(count_c[~shown_c].sum()) + unstated
    order = np.argsort(np.where(shown_c & (count_c > 0), count_c, np.iinfo(np.intp).max), kind="stable")
    for c in order:
        lonely = (~shown_c).sum() + (unstated > 0) == 1
        if hidden == 0 or (hidden >= LEAST and not lonely) or not shown_c[c] or count_c[c] == 0:
            break
        shown_c[c] = False
        hidden += int(count_c[c])
    return shown_c
