"""Opinion groups: found only where they are stable and plainly apart; otherwise nobody is put into a box.

People are placed by what they would answer to every statement (mean over draws), on the axes that part them most, each
weighted by how surely it is known. Groups are found by k-means and tried by repetition: participants are drawn again
and each is placed by another draw of the model (Hennig, 2007, on clusterwise stability). Who stays in the group in at
least 8 of 10 repetitions belongs to it. A number of groups stands when (1) members of a group are together again at
least 8 times in 10; (2) no group has fewer than ten members, and 7 of 10 people belong to one; (3) the groups explain
more of the spread than k-means finds in a featureless cloud of the same shape. Nothing is looked for where
the axis that parts people most is mostly noise: votes by chance look like groups there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from convenor.dialogue.conversation import FloatArray
from convenor.dialogue.opinion import Opinions
from convenor.model.dialogue import LEAST

IntArray = NDArray[np.intp]
STABLE = 0.8  # least mean co-membership of a group, and least share of repetitions in which a member stays in it
MOSTLY = 0.7  # least share of people who surely belong to one of the groups
KNOWN = 0.7  # least reliability of the first axis: .34 to .61 in votes by chance, .76 to .96 in real conversations
MOST_GROUPS = 5
AXES = 4  # axes on which groups are looked for, at most
FEWEST_VOTES = 7  # a participant with fewer is placed, but not grouped (Polis's threshold)
AGAIN, FEWER, LARGE = 60, 24, 4_000_000  # draws used; fewer above so many cells
CLOUDS, STARTS = 19, 3  # featureless clouds (19 give a test at 5%); starts of k-means
ROUNDS = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grouping:
    """Where people stand, and the groups that were found.

    Attributes:
        place_px: Mean place of each participant on the axes, widest axis first; shape (participants, axes).
        axes_sx: What each statement adds to each axis, shape (statements, axes).
        label_p: Group of each participant; -1 where not surely in one (unless they are fewer than `least`), or none
            were found.
        stability_g: Mean co-membership of each group [0, 1]; empty where none were found.
        why: Why no groups were found, in words; empty where some were.
    """

    place_px: FloatArray
    axes_sx: FloatArray
    label_p: IntArray
    stability_g: FloatArray
    why: str = ""


def find_groups(opinions: Opinions, rng: np.random.Generator, *, least: int = LEAST) -> Grouping:
    """Groups of participants who answer alike, or the reason why there are none.

    Args:
        opinions: From `opinion.fit`.
        rng: Chance; spent in the order of `opinions.order`, so that the order of rows does not matter.
        least: People in the smallest group.

    Returns:
        Places, axes and groups. The largest group comes first.
    """
    place_px, axes_sx = places(opinions)
    votes_p = (~np.isnan(opinions.votes_ps)).sum(axis=1)
    ordered = opinions.order.rows
    able = ordered[votes_p[ordered] >= min(FEWEST_VOTES, opinions.votes_ps.shape[1])]
    none_p = np.full(len(place_px), -1)
    if len(able) < 2 * least:
        why = f"{len(able)} participants voted often enough; two groups of {least} need {2 * least}"
        return Grouping(place_px=place_px, axes_sx=axes_sx, label_p=none_p, stability_g=np.zeros(0), why=why)
    drawn_dpx = _drawn_places(opinions, axes_sx)[:, able]
    sure_x = _reliability(place_px[able], drawn_dpx)
    if sure_x[0] < KNOWN:
        why = "what people answer to one statement says too little of the others"
        return Grouping(place_px=place_px, axes_sx=axes_sx, label_p=none_p, stability_g=np.zeros(0), why=why)
    weighed_px = place_px * sure_x
    found = [_attempt(weighed_px[able], drawn_dpx * sure_x, k, rng, least) for k in range(2, MOST_GROUPS + 1)]
    why = found[0].why
    for attempt in sorted((a for a in found if not a.why), key=lambda a: -a.silhouette):
        why = _featureless(weighed_px[able], attempt, rng)
        if not why:
            label_p = none_p.copy()
            label_p[able] = attempt.settled_p
            rest_p = label_p < 0
            if rest_p.sum() < least:  # so few would show by subtraction: they go with the nearest group
                label_p[rest_p] = nearest(weighed_px[rest_p], attempt.centres)
            return Grouping(place_px=place_px, axes_sx=axes_sx, label_p=label_p, stability_g=attempt.stability_g)
    return Grouping(place_px=place_px, axes_sx=axes_sx, label_p=none_p, stability_g=np.zeros(0), why=why)


def places(opinions: Opinions, axes: int = AXES) -> tuple[FloatArray, FloatArray]:
    """Mean places of participants and the axes: principal components of what everybody would answer.

    Returns:
        Places, shape (participants, axes), and axes, shape (statements, axes); each axis points to the side on which
        agreement is more frequent, so that a picture does not turn round by chance.
    """
    mean_ps = mean_leaning(opinions)
    centred_ps = mean_ps - mean_ps.mean(axis=0)
    values, vectors = np.linalg.eigh(centred_ps.T @ centred_ps)
    kept = np.argsort(values)[::-1][: min(axes, opinions.rank + 1, len(values))]
    axes_sx = vectors[:, kept]
    skew_x = (np.power(centred_ps @ axes_sx, 3)).sum(axis=0)
    axes_sx = axes_sx * np.where(skew_x < 0, -1.0, 1.0)
    return centred_ps @ axes_sx, axes_sx


def mean_leaning(opinions: Opinions) -> FloatArray:
    """Chance of agreeing if decided, on a scale from -1 to 1, mean over draws; shape (participants, statements)."""
    chosen = _chosen(opinions)
    out_ps = np.zeros(opinions.votes_ps.shape)
    for draw in chosen:
        out_ps += _leaning(opinions, draw)
    return out_ps / len(chosen)


def kmeans(place_px: FloatArray, k: int, rng: np.random.Generator) -> tuple[IntArray, FloatArray]:
    """Labels and centres of the best of several runs of Lloyd's algorithm from k-means++ starts."""
    best: tuple[float, IntArray, FloatArray] | None = None
    for _ in range(STARTS):
        centres = _starts(place_px, k, rng)
        for _ in range(ROUNDS):
            label_p = nearest(place_px, centres)
            moved = _middles(place_px, label_p, centres)
            if (moved == centres).all():
                break
            centres = moved
        spread = float(np.square(place_px - centres[label_p]).sum())
        if best is None or spread < best[0] - 1e-12:
            best = spread, label_p, centres
    assert best is not None  # noqa: S101  (STARTS is positive)
    return best[1], best[2]


def nearest(place_px: FloatArray, centre_gx: FloatArray) -> IntArray:
    """The nearest centre of each place."""
    cross_pg = place_px @ centre_gx.T
    return np.asarray(np.argmin(np.square(centre_gx).sum(axis=1) - 2 * cross_pg, axis=1))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Attempt:
    label_p: IntArray
    settled_p: IntArray
    centres: FloatArray
    stability_g: FloatArray
    silhouette: float
    why: str


def _attempt(place_px: FloatArray, drawn_dpx: FloatArray, k: int, rng: np.random.Generator, least: int) -> _Attempt:
    label_p, centres = kmeans(place_px, k, rng)
    order = np.argsort(-np.bincount(label_p, minlength=k), kind="stable")
    label_p, centres = np.argsort(order)[label_p], centres[order]
    again_bp = _matched(label_p, _again(drawn_dpx, centres, k, rng), k)
    settled_p = np.where((again_bp == label_p).mean(axis=0) >= STABLE, label_p, -1)
    stability_g = _stability(settled_p, again_bp, k)
    return _Attempt(
        label_p=label_p,
        settled_p=settled_p,
        centres=centres,
        stability_g=stability_g,
        silhouette=_silhouette(place_px, label_p, centres),
        why=_why(settled_p, stability_g, least),
    )


def _why(settled_p: IntArray, stability_g: FloatArray, least: int) -> str:
    """Why groups do not stand, in words; empty where they do."""
    sizes_g = np.bincount(settled_p[settled_p >= 0], minlength=len(stability_g))
    if sizes_g.min() < least:
        return f"the smallest of {len(sizes_g)} groups would have fewer than {least} people who surely belong to it"
    if sizes_g.sum() < MOSTLY * len(settled_p):
        return f"{sizes_g.sum() / len(settled_p):.0%} of people surely belong to a group; {MOSTLY:.0%} are asked for"
    if stability_g.min() < STABLE:
        return f"people stay together in {stability_g.min():.0%} of repetitions; {STABLE:.0%} are asked for"
    return ""


def _featureless(place_px: FloatArray, attempt: _Attempt, rng: np.random.Generator) -> str:
    """Words where k-means explains as much of a featureless cloud of the same shape; else empty."""
    found = _unexplained(place_px, attempt.label_p, attempt.centres)
    spread_x = place_px.std(axis=0)
    for _ in range(CLOUDS):
        cloud_px = rng.standard_normal(place_px.shape) * spread_x
        if _unexplained(cloud_px, *kmeans(cloud_px, len(attempt.centres), rng)) <= found:
            return "opinions form one cloud without a gap"
    return ""


def _unexplained(place_px: FloatArray, label_p: IntArray, centres: FloatArray) -> float:
    total = np.square(place_px - place_px.mean(axis=0)).sum()
    return float(np.square(place_px - centres[label_p]).sum() / total) if total else 1.0


def _drawn_places(opinions: Opinions, axes_sx: FloatArray) -> FloatArray:
    """Places by single draws, shape (draws, participants, axes)."""
    out = []
    for draw in _chosen(opinions):
        leaning_ps = _leaning(opinions, draw)
        out.append((leaning_ps - leaning_ps.mean(axis=0)) @ axes_sx)
    return np.array(out)


def _reliability(place_px: FloatArray, drawn_dpx: FloatArray) -> FloatArray:
    """Share of the spread of single draws that their mean has [0, 1], by axis: mere noise counts for little."""
    return np.asarray(place_px.var(axis=0) / np.maximum(drawn_dpx.var(axis=1).mean(axis=0), 1e-12))


def _chosen(opinions: Opinions) -> list[int]:
    """Draws that are looked at: evenly spread over the chains."""
    number = len(opinions.draws.place_dpk)
    wanted = AGAIN if opinions.votes_ps.size <= LARGE else FEWER
    return [int(draw) for draw in np.unique(np.linspace(0, number - 1, min(wanted, number)).astype(int))]


def _leaning(opinions: Opinions, draw: int) -> FloatArray:
    inclined_ps = opinions.draws.place_dpk[draw] @ opinions.draws.vote_dsk[draw].T
    return np.asarray(2 * ndtr(inclined_ps) - 1, dtype=float)


def _again(drawn_dpx: FloatArray, centres: FloatArray, k: int, rng: np.random.Generator) -> IntArray:
    """Labels when participants are drawn again, each time placed by another draw; shape (repetitions, people)."""
    out = []
    for place_px in drawn_dpx:
        rows = rng.integers(len(place_px), size=len(place_px))
        _, moved = kmeans(place_px[rows], k, rng)
        out.append(nearest(place_px, moved))
    return np.array(out)


def _stability(settled_p: IntArray, again_bp: IntArray, k: int) -> FloatArray:
    """Mean chance that two members of a group are together again, by group."""
    members = settled_p >= 0
    together_bg = []
    for again_p in again_bp:
        shared_gh = _shared(settled_p[members], again_p[members], k)
        sizes_g = shared_gh.sum(axis=1)
        pairs_g = np.maximum(sizes_g * (sizes_g - 1), 1)
        together_bg.append((shared_gh * (shared_gh - 1)).sum(axis=1) / pairs_g)
    return np.asarray(np.mean(together_bg, axis=0))


def _matched(label_p: IntArray, again_bp: IntArray, k: int) -> IntArray:
    """Labels of the repetitions under the names of the groups that they overlap most."""
    from scipy.optimize import linear_sum_assignment

    out = []
    for again_p in again_bp:
        shared_gh = _shared(label_p, again_p, k)
        group, other = linear_sum_assignment(-shared_gh)
        name_h = np.empty(k, dtype=np.intp)
        name_h[other] = group
        out.append(name_h[again_p])
    return np.array(out)


def _shared(label_p: IntArray, again_p: IntArray, k: int) -> IntArray:
    return np.bincount(label_p * k + again_p, minlength=k * k).reshape(k, k)


def _silhouette(place_px: FloatArray, label_p: IntArray, centres: FloatArray) -> float:
    """Simplified silhouette: distance to the own centre against the nearest other one (Hruschka et al., 2004)."""
    far_pg = np.linalg.norm(place_px[:, None, :] - centres[None], axis=2)
    rows = np.arange(len(label_p))
    own_p = far_pg[rows, label_p]
    far_pg[rows, label_p] = np.inf
    other_p = far_pg.min(axis=1)
    return float(np.mean((other_p - own_p) / np.maximum(np.maximum(other_p, own_p), 1e-12)))


def _starts(place_px: FloatArray, k: int, rng: np.random.Generator) -> FloatArray:
    """Starting centres by k-means++ (Arthur and Vassilvitskii, 2007)."""
    centres = [place_px[rng.integers(len(place_px))]]
    far_p = np.square(place_px - centres[0]).sum(axis=1)
    for _ in range(k - 1):
        total = far_p.sum()
        chosen = int(np.searchsorted(np.cumsum(far_p), rng.random() * total)) if total > 0 else 0
        centres.append(place_px[min(chosen, len(place_px) - 1)])
        far_p = np.minimum(far_p, np.square(place_px - centres[-1]).sum(axis=1))
    return np.array(centres)


def _middles(place_px: FloatArray, label_p: IntArray, otherwise: FloatArray) -> FloatArray:
    """Mean place of each group; where a group is empty its centre stays."""
    member_gp = (label_p == np.arange(len(otherwise))[:, None]).astype(float)
    size_g = member_gp.sum(axis=1, keepdims=True)
    return np.where(size_g > 0, member_gp @ place_px / np.maximum(size_g, 1), otherwise)
