"""Recall, nDCG and hits per question, and what a bootstrap says of their means and of their differences."""

import numpy as np
from numpy.typing import NDArray

from who_joins.trial import BoolArray, FloatArray

DRAWS = 2000
TOP = 50


def ranked(score_qa: FloatArray, truth_qa: BoolArray, allowed_qa: BoolArray) -> dict[str, FloatArray]:
    """Recall at 10 and 50 and nDCG at 10 per question; nan where the slice holds no truth.

    Equal scores keep the order of the candidates, as in the protocol.
    """
    found = {name: np.full(len(score_qa), np.nan) for name in ("r10", "r50", "ndcg10")}
    for q, score_a in enumerate(score_qa):
        truth_a = truth_qa[q] & allowed_qa[q]
        n = int(truth_a.sum())
        if not n:
            continue
        top = np.argsort(-np.where(allowed_qa[q], score_a, -np.inf), kind="stable")[:TOP]
        hit = truth_a[top]
        found["r10"][q] = hit[:10].sum() / n
        found["r50"][q] = hit.sum() / n
        gain = 1 / np.log2(np.arange(10) + 2)
        found["ndcg10"][q] = (hit[:10] * gain[: len(hit[:10])]).sum() / gain[:n].sum()
    return found


def hits(score_qa: FloatArray, truth_qa: BoolArray, allowed_qa: BoolArray) -> dict[str, FloatArray]:
    """Whether fewer than ten candidates score above the one left out; nan where the slice leaves the question out."""
    found = np.full(len(score_qa), np.nan)
    for q, score_a in enumerate(score_qa):
        truth = np.flatnonzero(truth_qa[q] & allowed_qa[q])
        if len(truth):
            above = allowed_qa[q] & (score_a > score_a[truth[0]])
            found[q] = float(above.sum() < 10)
    return {"hit10": found}


def interval(value_q: FloatArray, clusters_q: NDArray[np.int64]) -> tuple[float, float, float]:
    """Mean with its 95% interval, clusters of questions drawn together (2,000 draws, seed 0)."""
    kept = ~np.isnan(value_q)
    if not kept.any():
        return float("nan"), float("nan"), float("nan")
    _, cluster_q = np.unique(clusters_q[kept], return_inverse=True)
    total_c = np.bincount(cluster_q, value_q[kept])
    count_c = np.bincount(cluster_q)
    drawn_dc = np.random.default_rng(0).integers(len(count_c), size=(DRAWS, len(count_c)))
    mean_d = total_c[drawn_dc].sum(1) / count_c[drawn_dc].sum(1)
    low, high = np.quantile(mean_d, [0.025, 0.975])
    return float(value_q[kept].mean()), float(low), float(high)
