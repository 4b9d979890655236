"""The selection problem as arrays: who offers how much of what, and the terms. Pure; knows no noun.

Axis letters: `a` candidates, `c` needed capabilities, `p` pairs. MODEL: effect p(S) = sum over steps of weight times
the least g(x_c / n_c) over the step's needs; maximised less mu times cost, under terms that are linear in who is in.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

Step = tuple[float, tuple[tuple[int, float], ...]]
"""Weight of a step, and its needs as (index of the capability, amount needed)."""

PLAIN_CURVE = ((1.0, 1.0),)
"""min(1, x / n): one piece of width 1 and slope 1, flat beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """At least `count` of the chosen, and at least the share `share` of them, bear a mark.

    Attributes:
        name: What is counted, in words ("private").
        mask_a: Who bears it, shape (n_candidates,).
        count: Least number.
        share: Least share of the chosen [0, 1].
    """

    name: str
    mask_a: BoolArray
    count: int = 0
    share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most `most` of those who bear a mark: a cut that keeps an earlier set from coming back.

    Attributes:
        name: What is capped, in words.
        mask_a: Who bears the mark, shape (n_candidates,).
        most: Largest number.
    """

    name: str
    mask_a: BoolArray
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """At least `least` of several groups have a member who speaks for them.

    Attributes:
        speaks_ag: Who speaks for which group, shape (n_candidates, n_groups).
        least: Number of groups.
    """

    speaks_ag: BoolArray
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Whom to choose from, for what, and at which terms.

    Attributes:
        offers_ac: Amounts, shape (n_candidates, n_capabilities), not negative.
        cost_a: Cost of joining, shape (n_candidates,).
        steps: Theory of change.
        curve: Concave pieces (width, slope) of g over x / n; slopes fall; flat beyond the last.
        mu: What one unit of cost takes off the effect.
        budget: Most that joining may cost in all.
        size: Most members; None is no limit.
        quotas: Floors, newcomers' share included.
        hard_ac: Which offers are hard power; None is none.
        hard_share: Most that hard use may make of all use [0, 1]; None is no ceiling.
        apart_p2: Pairs that cannot sit together, shape (n_pairs, 2).
        must: Indices that are in.
        must_not: Indices that are out.
        salience_a: Breaks ties, higher first; None breaks none.
        rank_a: Place in the order of ids, breaks the last ties; None is the order of the rows.
        caps: Most of some candidates.
        hearing: Least number of groups with a voice; None asks for none.
    """

    offers_ac: FloatArray
    cost_a: FloatArray
    steps: tuple[Step, ...]
    curve: tuple[tuple[float, float], ...] = PLAIN_CURVE
    mu: float = 0.0
    budget: float = np.inf
    size: int | None = None
    quotas: tuple[Quota, ...] = ()
    hard_ac: BoolArray | None = None
    hard_share: float | None = None
    apart_p2: IntArray = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    must: tuple[int, ...] = ()
    must_not: tuple[int, ...] = ()
    salience_a: FloatArray | None = None
    rank_a: IntArray | None = None
    caps: tuple[Cap, ...] = ()
    hearing: Hearing | None = None

    def __post_init__(self) -> None:
        actors, capabilities = self.offers_ac.shape
        if self.cost_a.shape != (actors,):
            raise ValueError(f"cost_a has shape {self.cost_a.shape}, offers_ac has {actors} candidates")
        if not (np.isfinite(self.offers_ac).all() and (self.offers_ac >= 0).all()):
            raise ValueError("offers_ac must be finite and not negative")
        if not (np.isfinite(self.cost_a).all() and (self.cost_a >= 0).all()):
            raise ValueError("cost_a must be finite and not negative")
        if any(not 0 <= c < capabilities or need <= 0 for _, needs in self.steps for c, need in needs):
            raise ValueError("each need names a column of offers_ac and an amount above 0")
        slopes = [slope for _, slope in self.curve]
        if slopes != sorted(slopes, reverse=True) or min(slopes, default=0) < 0 or min(w for w, _ in self.curve) <= 0:
            raise ValueError("the curve needs pieces of positive width whose slopes fall and are not negative")

    @property
    def actors(self) -> int:
        """Number of candidates."""
        return len(self.cost_a)

    @property
    def width(self) -> float:
        """Where the curve becomes flat, in units of the need."""
        return sum(width for width, _ in self.curve)

    @property
    def most_c(self) -> FloatArray:
        """Most of each capability that counts as used: the largest need times the curve's width."""
        most_c = np.zeros(self.offers_ac.shape[1])
        for _, needs in self.steps:
            for c, need in needs:
                most_c[c] = max(most_c[c], need * self.width)
        return most_c

    def only(self, columns: IntArray) -> "Problem":
        """The same question over some candidates, in the order given; `must` has to be among them."""
        place = np.full(self.actors, -1, np.int64)
        place[columns] = np.arange(len(columns))
        apart_p2 = place[self.apart_p2]
        return replace(
            self,
            offers_ac=self.offers_ac[columns],
            cost_a=self.cost_a[columns],
            quotas=tuple(replace(quota, mask_a=quota.mask_a[columns]) for quota in self.quotas),
            hard_ac=None if self.hard_ac is None else self.hard_ac[columns],
            apart_p2=apart_p2[(apart_p2 >= 0).all(axis=1)],
            must=tuple(int(place[i]) for i in self.must),
            must_not=tuple(int(place[i]) for i in self.must_not if place[i] >= 0),
            salience_a=None if self.salience_a is None else self.salience_a[columns],
            rank_a=None if self.rank_a is None else self.rank_a[columns],
            caps=tuple(replace(cap, mask_a=cap.mask_a[columns]) for cap in self.caps),
            hearing=None if self.hearing is None else replace(self.hearing, speaks_ag=self.hearing.speaks_ag[columns]),
        )
