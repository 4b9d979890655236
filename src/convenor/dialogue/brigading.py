"""Guards against brigading: near-duplicate voters, bursts of alike voters, and a cap on what one stratum may weigh.

Nobody is thrown out: a cluster of near-duplicates counts as one voice in weight, and what was discounted is said.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convenor.dialogue.conversation import FloatArray

IntArray = NDArray[np.intp]
TOGETHER = 10  # statements that two voters must share before they can be called alike
ALIKE = 0.95  # share of them on which they voted the same
CHANCE = 1e-3  # expected number of pairs that look alike by accident, in the whole conversation
FEWEST = 3  # voters in a cluster
CAMP = 0.25  # a larger share of all participants is a camp: it cannot be told from a brigade, and is not discounted
WINDOW = 10 * 60_000  # ten minutes [ms]: how long a burst lasts
AT_ONCE = 1000  # rows compared with all others at once, so that memory stays flat
SWAMPED = 5.0  # times more arrivals in a window than the conversation's busiest hour would explain, by Poisson chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Voters who count as one.

    Attributes:
        kind: "near-duplicates" or "burst".
        members: Rows of the participants.
        factor: What each of their votes counts for [0, 1].
    """

    kind: str
    members: tuple[int, ...]
    factor: float


def near_duplicates(votes_ps: FloatArray) -> list[Cluster]:
    """Clusters of voters who vote alike beyond what the conversation's agreement explains.

    Two voters are linked when they voted the same on at least 95% of at least ten shared statements, and chance alone
    would make fewer than 0.001 such pairs in the whole conversation (each match counts by how rare that answer is).
    More than a quarter of all participants are a camp, and are not discounted.
    """
    pairs = max(1, len(votes_ps) * (len(votes_ps) - 1) // 2)
    links: list[IntArray] = []
    for start in range(0, len(votes_ps), AT_ONCE):
        same_pp, together_pp, bits_pp = _likeness(votes_ps[start : start + AT_ONCE], votes_ps)
        linked_pp = (together_pp >= TOGETHER) & (same_pp >= ALIKE * together_pp) & (bits_pp > np.log(pairs / CHANCE))
        one, other = np.nonzero(linked_pp)
        links.append(np.stack([one + start, other])[:, one + start != other])
    joined = np.concatenate(links, axis=1) if links else np.zeros((2, 0), dtype=np.intp)
    return [_cluster("near-duplicates", rows, len(votes_ps)) for rows in _components(joined, len(votes_ps))]


def bursts(votes_ps: FloatArray, times_ps: FloatArray) -> list[Cluster]:
    """Voters who arrived within ten minutes, far more than usual, and vote more alike than everyone does.

    A burst alone is no offence (a newspaper wrote of it); only alike voters are discounted.
    """
    with np.errstate(all="ignore"):
        first_p = np.array([np.nanmin(row) if (~np.isnan(row)).any() else np.nan for row in times_ps])
    timed = np.flatnonzero(~np.isnan(first_p))
    if len(timed) < 2 * FEWEST:
        return []
    slots = np.floor((first_p[timed] - first_p[timed].min()) / WINDOW).astype(np.intp)
    values, counts = np.unique(slots, return_counts=True)
    usual = max(1.0, float(np.quantile(counts, 0.9)))
    out = []
    for slot, count in zip(values, counts, strict=True):
        if count >= FEWEST and count > usual + SWAMPED * np.sqrt(usual):
            rows = timed[slots == slot]
            if _more_alike(votes_ps, rows):
                out.append(_cluster("burst", rows, len(votes_ps)))
    return out


def discounts(clusters: list[Cluster], people: int) -> FloatArray:
    """What each participant's votes count for [0, 1]; a member of several clusters gets the least factor."""
    factor_p = np.ones(people)
    for cluster in clusters:
        rows = list(cluster.members)
        factor_p[rows] = np.minimum(factor_p[rows], cluster.factor)
    return factor_p


def capped(weights_p: FloatArray, codes_p: IntArray, largest: float) -> FloatArray:
    """Weights in which no category holds more than `largest` of the whole [0, 1]; mean 1.

    Args:
        weights_p: Weights, shape (participants,).
        codes_p: Category of each participant, -1 where not stated.
        largest: Largest share of one category; below 1/categories it cannot be met and is raised to it.

    Example:
        >>> capped(np.ones(4), np.array([0, 0, 0, 1]), 0.5)
        array([0.66666667, 0.66666667, 0.66666667, 2.        ])
    """
    weights_p = weights_p / weights_p.mean()
    categories = np.unique(codes_p[codes_p >= 0])
    if len(categories) < 2:
        return np.asarray(weights_p)
    ceiling = max(largest, 1 / len(categories))
    for _ in range(len(categories)):
        share_c = np.array([weights_p[codes_p == c].sum() for c in categories]) / weights_p.sum()
        worst = int(np.argmax(share_c))
        if share_c[worst] <= ceiling + 1e-9:
            break
        inside_p = codes_p == categories[worst]
        weights_p = np.where(inside_p, weights_p * ceiling / share_c[worst], weights_p)
        weights_p = np.where(inside_p, weights_p, weights_p * (1 - ceiling) / (1 - share_c[worst]))
    return np.asarray(weights_p / weights_p.mean())


def _likeness(some_ps: FloatArray, all_ps: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Matches, shared statements and surprise of the matches [nats] for pairs of some voters with all."""
    same_pp, bits_pp = np.zeros((len(some_ps), len(all_ps))), np.zeros((len(some_ps), len(all_ps)))
    answered_s = (~np.isnan(all_ps)).sum(axis=0)
    for answer in (-1, 0, 1):
        some, every = (some_ps == answer).astype("f4"), (all_ps == answer).astype("f4")
        rare_s = -np.log((every.sum(axis=0) + 1) / (answered_s + 3)).astype("f4")
        same_pp += some @ every.T
        bits_pp += (some * rare_s) @ every.T
    return same_pp, (~np.isnan(some_ps)).astype("f4") @ (~np.isnan(all_ps)).astype("f4").T, bits_pp


def _components(links: IntArray, people: int) -> list[IntArray]:
    """Voters linked with each other, directly or through others, at least `FEWEST` together."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(links.shape[1]), (links[0], links[1])), shape=(people, people)).tocsr()
    number, labels_p = connected_components(graph, directed=False)
    sizes = np.bincount(labels_p, minlength=number)
    return [np.flatnonzero(labels_p == label) for label in np.flatnonzero(sizes >= FEWEST)]


def _more_alike(votes_ps: FloatArray, rows: IntArray) -> bool:
    """True when voters of a burst match each other on at least 95% of what they share."""
    same_pp, together_pp, _ = _likeness(votes_ps[rows], votes_ps[rows])
    off_pp = ~np.eye(len(rows), dtype=bool) & (together_pp >= TOGETHER)
    return bool(off_pp.any()) and float(same_pp[off_pp].sum() / together_pp[off_pp].sum()) >= ALIKE


def _cluster(kind: str, rows: IntArray, people: int) -> Cluster:
    factor = 1.0 if len(rows) > CAMP * people else 1.0 / len(rows)
    return Cluster(kind=kind, members=tuple(int(row) for row in rows), factor=factor)
