"""Polis's own measures, beside ours: projection, groups, group-aware consensus, representative statements.

Source: Small et al. (2021), Recerca 26(2), "Polis: Scaling deliberation by mapping high dimensional opinion spaces";
formulas as in Polis's published mathematics (repness, group-aware consensus); here as plain arrays, without history.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convenor.dialogue.conversation import FloatArray

IntArray = NDArray[np.intp]
FEWEST_VOTES = 7  # votes a participant needs to be grouped (Polis)
MOST_GROUPS = 5
Z90 = 1.2815515655446004  # one-sided 90% (Polis)
PICKED = 5  # statements named per group and side
ROUNDS = 300


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Polis:
    """What Polis would show.

    Attributes:
        place_px: Projection of participants, shape (participants, 2).
        place_sx: Projection of statements, shape (statements, 2).
        label_p: Group of each participant, -1 where too few votes; shape (participants,).
        agree_gs: Smoothed share that agrees, of those who voted, by group [0, 1]; shape (groups, statements).
        disagree_gs: Likewise for disagreeing.
        consensus_s: Group-aware consensus: product over groups of `agree_gs` [0, 1].
        against_s: The same for disagreement.
        representative: Per group, (column, agree?) of the statements that represent it, in Polis's order.
        majority: Columns on which everybody surely agrees, and surely disagrees, strongest first.
    """

    place_px: FloatArray
    place_sx: FloatArray
    label_p: IntArray
    agree_gs: FloatArray
    disagree_gs: FloatArray
    consensus_s: FloatArray
    against_s: FloatArray
    representative: tuple[tuple[tuple[int, bool], ...], ...]
    majority: tuple[tuple[int, ...], tuple[int, ...]]


def polis(votes_ps: FloatArray) -> Polis:
    """Polis's picture of a conversation.

    Args:
        votes_ps: 1 agree, 0 pass, -1 disagree, NaN unseen, shape (participants, statements).
    """
    place_px, place_sx = projection(votes_ps)
    able = np.flatnonzero((~np.isnan(votes_ps)).sum(axis=1) >= FEWEST_VOTES)
    label_p = np.full(len(votes_ps), -1, dtype=np.intp)
    label_p[able] = groups(place_px[able])
    counts_ags = group_counts(votes_ps, label_p)
    agree_gs, disagree_gs = _smoothed(counts_ags)
    return Polis(
        place_px=place_px,
        place_sx=place_sx,
        label_p=label_p,
        agree_gs=agree_gs,
        disagree_gs=disagree_gs,
        consensus_s=agree_gs.prod(axis=0),
        against_s=disagree_gs.prod(axis=0),
        representative=representative(counts_ags),
        majority=majority(votes_ps),
    )


def projection(votes_ps: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Two principal components of the votes, unseen ones at the statement's mean; sparse voters are moved outward.

    Returns:
        Places of participants, shape (participants, 2), and of statements, shape (statements, 2).
    """
    seen_ps = ~np.isnan(votes_ps)
    given_s = np.maximum(seen_ps.sum(axis=0), 1)
    mean_s = np.where(seen_ps, votes_ps, 0.0).sum(axis=0) / given_s
    centred_ps = np.where(seen_ps, votes_ps - mean_s, 0.0)
    _, vectors = np.linalg.eigh(centred_ps.T @ centred_ps)
    axes_sx = vectors[:, ::-1][:, :2]
    largest_x = axes_sx[np.argmax(np.abs(axes_sx), axis=0), np.arange(axes_sx.shape[1])]
    axes_sx = axes_sx * np.where(largest_x < 0, -1.0, 1.0)  # as scikit-learn's PCA turns its axes
    statements = votes_ps.shape[1]
    stretch_p = np.sqrt(statements / np.maximum(seen_ps.sum(axis=1), 1))
    place_sx = (1 - mean_s)[:, None] * axes_sx * np.sqrt(statements)
    return centred_ps @ axes_sx * stretch_p[:, None], place_sx


def groups(place_px: FloatArray) -> IntArray:
    """K-means groups from Polis's start, their number by the silhouette; all 0 where nothing can be parted."""
    distinct = np.unique(place_px, axis=0)
    most = min(MOST_GROUPS, len(distinct) - 1)
    if most < 2:
        return np.zeros(len(place_px), dtype=np.intp)
    far_pp = _distances(place_px)
    tried = [_lloyd(place_px, distinct[:k]) for k in range(2, most + 1)]
    best = int(np.argmax([_silhouette(far_pp, label_p) for label_p in tried]))
    return tried[best]


def group_counts(votes_ps: FloatArray, label_p: IntArray) -> IntArray:
    """Agreeing, disagreeing and all voters by group, shape (3, groups, statements)."""
    groups_found = max(int(label_p.max()) + 1, 1) if len(label_p) else 1
    member_gp = (label_p[None] == np.arange(groups_found)[:, None]).astype(float)
    masks = (votes_ps == 1, votes_ps == -1, ~np.isnan(votes_ps))
    return np.asarray(np.rint(np.stack([member_gp @ mask for mask in masks])), dtype=np.intp)


def group_aware_consensus(votes_ps: FloatArray, label_p: IntArray) -> FloatArray:
    """Product over groups of (agrees + 1) / (votes + 2) [0, 1], shape (statements,); the column that Polis exports."""
    return np.asarray(_smoothed(group_counts(votes_ps, label_p))[0].prod(axis=0))


def representative(counts_ags: IntArray) -> tuple[tuple[tuple[int, bool], ...], ...]:
    """Per group the statements that represent it, at most five: (column, True where by agreeing)."""
    tests = [_tests(counts_ags, side) for side in (0, 1)]
    return tuple(_picked(tests, counts_ags, g) for g in range(counts_ags.shape[1]))


def majority(votes_ps: FloatArray) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Columns on which a majority of all surely agrees, and surely disagrees, strongest first."""
    counts_as = np.stack([(votes_ps == 1).sum(axis=0), (votes_ps == -1).sum(axis=0), (~np.isnan(votes_ps)).sum(axis=0)])
    out = []
    for side in (0, 1):
        share_s = (counts_as[side] + 1) / (counts_as[2] + 2)
        test_s = _one_share(counts_as[side], counts_as[2])
        order = np.argsort(-share_s * test_s, kind="stable")
        out.append(tuple(int(s) for s in order if share_s[s] > 0.5 and test_s[s] > Z90)[:PICKED])
    return out[0], out[1]


def _smoothed(counts_ags: IntArray) -> tuple[FloatArray, FloatArray]:
    whole_gs = counts_ags[2] + 2
    return (counts_ags[0] + 1) / whole_gs, (counts_ags[1] + 1) / whole_gs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Tests:
    share_gs: FloatArray
    share_z_gs: FloatArray
    ratio_gs: FloatArray
    ratio_z_gs: FloatArray


def _tests(counts_ags: IntArray, side: int) -> _Tests:
    """Share within the group, its ratio to the others' share, and a test of each (Polis's `repness`)."""
    inside, voted = counts_ags[side], counts_ags[2]
    outside, voted_out = inside.sum(axis=0) - inside, voted.sum(axis=0) - voted
    share_gs, other_gs = (inside + 1) / (voted + 2), (outside + 1) / (voted_out + 2)
    return _Tests(
        share_gs=share_gs,
        share_z_gs=_one_share(inside, voted),
        ratio_gs=share_gs / other_gs,
        ratio_z_gs=_two_shares(inside, voted, outside, voted_out),
    )


def _one_share(successes: IntArray, trials: IntArray) -> FloatArray:
    return np.asarray(2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5))


def _two_shares(inside: IntArray, voted: IntArray, outside: IntArray, voted_out: IntArray) -> FloatArray:
    one, two = (inside + 1) / (voted + 1), (outside + 1) / (voted_out + 1)
    pooled = (inside + outside + 2) / (voted + voted_out + 2)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / (voted + 1) + 1 / (voted_out + 1)))
    return np.where(spread > 0, (one - two) / np.where(spread > 0, spread, 1), 0.0)


def _picked(tests: list[_Tests], counts_ags: IntArray, g: int) -> tuple[tuple[int, bool], ...]:
    agree, disagree = tests
    sure_s = (agree.share_z_gs[g] > Z90) & (agree.ratio_z_gs[g] > Z90)
    sure_s |= (disagree.share_z_gs[g] > Z90) & (disagree.ratio_z_gs[g] > Z90)
    by_agreeing_s = agree.ratio_z_gs[g] > disagree.ratio_z_gs[g]
    metric_s = np.where(by_agreeing_s, _metric(agree, g), _metric(disagree, g))
    order = [int(s) for s in np.argsort(-metric_s, kind="stable") if sure_s[s]]
    head = _head(agree, disagree, counts_ags, g, bool(sure_s.any()))
    chosen = ([head] if head is not None else []) + [s for s in order if s != head]
    rows = [(s, bool(by_agreeing_s[s])) for s in chosen[:PICKED]] if head is not None else []
    return tuple(sorted(rows, key=lambda row: not row[1]))


def _metric(test: _Tests, g: int) -> FloatArray:
    return np.asarray(test.ratio_gs[g] * test.ratio_z_gs[g] * test.share_gs[g] * test.share_z_gs[g])


def _head(agree: _Tests, disagree: _Tests, counts_ags: IntArray, g: int, any_sure: bool) -> int | None:
    """The statement named first: the best agreed one in Polis's sequential comparison, else the most apart."""
    best: int | None = None
    for s in np.flatnonzero((counts_ags[0, g] > 0) | (counts_ags[1, g] > 0)):
        if _beats(agree, g, int(s), best):
            best = int(s)
    if best is None and not any_sure:
        return int(np.argmax(np.maximum(agree.ratio_z_gs[g], disagree.ratio_z_gs[g])))
    return best


def _beats(agree: _Tests, g: int, s: int, best: int | None) -> bool:
    if best is None:
        sure = agree.share_z_gs[g, s] > Z90
        return bool(sure or (agree.ratio_gs[g, s] > 1 and agree.share_gs[g, s] > 0.5))
    metric_s = _metric(agree, g) if agree.ratio_gs[g, best] > 1 else agree.share_gs[g] * agree.share_z_gs[g]
    return bool(metric_s[s] > metric_s[best])


def _distances(place_px: FloatArray) -> FloatArray:
    square_p = np.square(place_px).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(square_p[:, None] + square_p[None] - 2 * place_px @ place_px.T, 0.0)))


def _silhouette(far_pp: FloatArray, label_p: IntArray) -> float:
    """Mean silhouette (Rousseeuw, 1987)."""
    member_pg = (label_p[:, None] == np.arange(int(label_p.max()) + 1)).astype(float)
    size_g = member_pg.sum(axis=0)
    if (size_g > 0).sum() < 2:
        return -1.0
    sum_pg = far_pp @ member_pg
    rows = np.arange(len(label_p))
    own_p = sum_pg[rows, label_p] / np.maximum(size_g[label_p] - 1, 1)
    mean_pg = np.where(size_g > 0, sum_pg / np.maximum(size_g, 1), np.inf)
    mean_pg[rows, label_p] = np.inf
    other_p = mean_pg.min(axis=1)
    silhouette_p = (other_p - own_p) / np.maximum(np.maximum(other_p, own_p), 1e-300)
    return float(np.where(size_g[label_p] > 1, silhouette_p, 0.0).mean())


def _lloyd(place_px: FloatArray, centres: FloatArray) -> IntArray:
    """Labels by Lloyd's algorithm from given centres."""
    label_p = np.full(len(place_px), -1, dtype=np.intp)
    for _ in range(ROUNDS):
        far_pg = np.square(centres).sum(axis=1) - 2 * place_px @ centres.T
        nearest_p = np.argmin(far_pg, axis=1)
        if (nearest_p == label_p).all():
            break
        label_p = nearest_p
        centres = np.array([
            place_px[label_p == g].mean(axis=0) if (label_p == g).any() else centres[g] for g in range(len(centres))
        ])  # fmt: skip
    return label_p
