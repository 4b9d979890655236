"""Influence: what each participant counts for, after weighting to the population and after guards against brigading."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convenor.dialogue.brigading import Cluster, bursts, capped, discounts, near_duplicates
from convenor.dialogue.conversation import Conversation, FloatArray
from convenor.dialogue.weights import Dimension, rake
from convenor.model.dialogue import LEAST, Discount

CAP = 0.5  # no stratum weighs more than half, or than its share of the population where that is larger
WHY = {
    "near-duplicates": "they voted the same on nearly everything, more than chance explains: together they count once",
    "burst": "they arrived within ten minutes and voted alike: together they count once",
}

CAMP = "more than a quarter of all vote alike: a camp cannot be told from a brigade, so nothing was discounted"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Influence:
    """What each participant counts for.

    Attributes:
        raked_p: Weights to the population alone, mean 1.
        weight_p: Weights after guards, mean 1.
        clusters: Who counts once together.
        capped: What the cap on strata took.
        weighted: True where a population share was known.
    """

    raked_p: FloatArray
    weight_p: FloatArray
    clusters: tuple[Cluster, ...]
    capped: tuple[Discount, ...]
    weighted: bool

    def rows(self, member_gp: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> FloatArray:
        """Weights of audiences: as they count, then everybody unweighted, then as they count without each cluster."""
        as_counted = member_gp * self.weight_p
        without = []
        for cluster in self.clusters:
            left = as_counted.copy()
            left[:, list(cluster.members)] = 0
            without.append(left)
        return np.vstack([as_counted, np.ones((1, len(self.weight_p))), *without])


def influence(conversation: Conversation, dims: Sequence[Dimension], *, anonymous: bool) -> Influence:
    """Weights of all participants; organisations on the record are not searched for brigades."""
    votes_ps, people = conversation.votes_ps, len(conversation.participants)
    raked_p = rake([dim.codes_p for dim in dims], [dim.shares_c for dim in dims]) if dims else np.ones(people)
    clusters = [*near_duplicates(votes_ps), *bursts(votes_ps, conversation.times_ps)] if anonymous else []
    weight_p = raked_p * discounts(clusters, people)
    notes: list[Discount] = []
    for dim in dims:
        weight_p = _under_cap(weight_p, dim, notes)
    return Influence(
        raked_p=raked_p,
        weight_p=weight_p / weight_p.mean(),
        clusters=tuple(clusters),
        capped=tuple(notes),
        weighted=any(len(dim.shares_c) > 0 and not np.isnan(dim.shares_c).any() for dim in dims),
    )


def discounted(found: Influence, moved: Sequence[int], *, anonymous: bool) -> tuple[Discount, ...]:
    """What was discounted and why; `moved` says how many places any statement moves without each cluster."""
    rows = [
        Discount(
            kind=cluster.kind,
            people=len(cluster.members) if len(cluster.members) >= LEAST or not anonymous else None,
            factor=cluster.factor if len(cluster.members) >= LEAST or not anonymous else None,
            why=WHY[cluster.kind] if cluster.factor < 1 else CAMP,
            moved=places,
        )
        for cluster, places in zip(found.clusters, moved, strict=True)
    ]
    return (*rows, *found.capped)


def _under_cap(weight_p: FloatArray, dim: Dimension, notes: list[Discount]) -> FloatArray:
    """Weights with no category above its cap; two categories without a benchmark are left as they are."""
    shares_c = dim.shares_c[~np.isnan(dim.shares_c)]
    if len(dim.categories) <= 2 and not len(shares_c):
        return weight_p
    ceiling = max(CAP, float(shares_c.max())) if len(shares_c) else CAP
    after_p = capped(weight_p, dim.codes_p, ceiling)
    cut = float((after_p * weight_p.mean() / weight_p).min())
    if cut < 1 - 1e-6:
        why = f"one category of {dim.name} would weigh more than {ceiling:.0%} of all: its votes count for less"
        notes.append(Discount(kind="stratum cap", people=None, factor=cut, why=why))
    return after_p
