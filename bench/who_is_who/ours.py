"""Ours, cross-validated by organisation: no score and no threshold has seen either organisation of the pair it is for.

Organisations are dealt into five folds. A pair is scored by a model learned without the folds of both its names; its
threshold is chosen on the other folds, on scores of models that left out one more fold. As a file grows the pairs
that are not one grow faster than those that are: a part of the file is therefore read as if it were the whole.
"""

from collections.abc import Iterable
from functools import partial
from itertools import combinations

import numpy as np

from convenor.evidence.clusters import join
from convenor.evidence.likeness import Pairs, compare
from convenor.evidence.names import read_name
from convenor.evidence.resolve import SAME_WORDS
from convenor.evidence.sameness import Sameness, learn, recalibrated, shipped
from convenor.evidence.twins import twins
from who_is_who.gold import FOLDS, Gold

TARGET = 0.95  # precision aimed at where the threshold is chosen: the least that is asked for
GRID = 1 / (1 + np.exp(-np.arange(-1.5, 5.1, 0.25)))  # thresholds tried, even on the scale of log-odds


def groups(gold: Gold, target: float = TARGET) -> np.ndarray:
    """Group of each name, cross-validated."""
    pairs = compare([read_name(name) for name in gold.names])
    score_p, threshold_p = crossed(gold, pairs, target)
    moved_p = recalibrated(score_p, threshold_p)
    return join(len(gold.names), pairs.left_p, pairs.right_p, moved_p, threshold=0.5)


def as_shipped(gold: Gold) -> np.ndarray:
    """Group of each name by the model that ships, nothing learned from this file."""
    names = [read_name(name) for name in gold.names]
    pairs = compare(names)
    score_p = shipped().score(pairs.signals_ps)
    same = set(twins(names))
    alike_p = [pair in same for pair in zip(pairs.left_p.tolist(), pairs.right_p.tolist(), strict=True)]
    score_p[alike_p] = np.maximum(score_p[alike_p], SAME_WORDS)
    moved_p = recalibrated(score_p, shipped().sure)
    return join(len(gold.names), pairs.left_p, pairs.right_p, moved_p, threshold=0.5)


def crossed(gold: Gold, pairs: Pairs, target: float) -> tuple[np.ndarray, np.ndarray]:
    """Score and threshold of each pair from models that saw neither of its organisations."""
    same_p = gold.org_n[pairs.left_p] == gold.org_n[pairs.right_p]
    models = Models(pairs.signals_ps, same_p, gold.fold_n[pairs.left_p], gold.fold_n[pairs.right_p])
    score_p, threshold_p = np.zeros(len(same_p)), np.ones(len(same_p))
    for out in [(f,) for f in range(FOLDS)] + list(combinations(range(FOLDS), 2)):
        asked_p = models.between(out)
        score_p[asked_p] = models.without(out).score(pairs.signals_ps[asked_p])
        threshold_p[asked_p] = chosen(gold, pairs, models, out, target)
    return score_p, threshold_p


def unseen(gold: Gold, pairs: Pairs) -> np.ndarray:
    """Score of each pair from models that saw neither of its organisations, without thresholds."""
    same_p = gold.org_n[pairs.left_p] == gold.org_n[pairs.right_p]
    models = Models(pairs.signals_ps, same_p, gold.fold_n[pairs.left_p], gold.fold_n[pairs.right_p])
    score_p = np.zeros(len(same_p))
    for out in [(f,) for f in range(FOLDS)] + list(combinations(range(FOLDS), 2)):
        asked_p = models.between(out)
        score_p[asked_p] = models.without(out).score(pairs.signals_ps[asked_p])
    return score_p


class Models:
    """Models by the folds that they left out, each learned once."""

    def __init__(self, signals_ps: np.ndarray, same_p: np.ndarray, left_p: np.ndarray, right_p: np.ndarray) -> None:
        self.signals_ps, self.same_p, self.left_p, self.right_p = signals_ps, same_p, left_p, right_p
        self._known: dict[frozenset[int], Sameness] = {}

    def without(self, out: Iterable[int]) -> Sameness:
        """The model learned from pairs of which neither name is in these folds."""
        folds = frozenset(out)
        if folds not in self._known:
            seen_p = ~np.isin(self.left_p, list(folds)) & ~np.isin(self.right_p, list(folds))
            self._known[folds] = learn(self.signals_ps[seen_p], self.same_p[seen_p])
        return self._known[folds]

    def between(self, out: tuple[int, ...]) -> np.ndarray:
        """True for pairs whose two folds are exactly these."""
        low_p, high_p = np.minimum(self.left_p, self.right_p), np.maximum(self.left_p, self.right_p)
        return (low_p == out[0]) & (high_p == out[-1])


def chosen(gold: Gold, pairs: Pairs, models: Models, out: tuple[int, ...], target: float) -> float:
    """The threshold that does best on the folds left in: best F1 at the precision aimed at, read as a whole file."""
    inside = [f for f in range(FOLDS) if f not in out]
    asked_p = np.isin(models.left_p, inside) & np.isin(models.right_p, inside)
    score_p = np.zeros(len(asked_p))
    for fold in inside:
        model = models.without((*out, fold))
        for end_p in (models.left_p, models.right_p):
            touched_p = asked_p & (end_p == fold)
            score_p[touched_p] += model.score(pairs.signals_ps[touched_p]) / 2
    kept_n = np.isin(gold.fold_n, inside)
    place_n = np.cumsum(kept_n) - 1
    left_p, right_p = place_n[pairs.left_p[asked_p]], place_n[pairs.right_p[asked_p]]
    tried = partial(met, gold.org_n[kept_n], left_p, right_p, score_p[asked_p], len(kept_n) / kept_n.sum())
    return best([(float(t), *tried(float(t))) for t in GRID], target)


def met(
    org_n: np.ndarray, left_p: np.ndarray, right_p: np.ndarray, score_p: np.ndarray, growth: float, threshold: float
) -> tuple[float, float]:
    """Precision, with wrong pairs growing as the file does, and recall at a threshold."""
    group_n = join(len(org_n), left_p, right_p, recalibrated(score_p, threshold), threshold=0.5)
    one = group_n[:, None] == group_n[None, :]
    same = org_n[:, None] == org_n[None, :]
    right, wrong = ((one & same).sum() - len(org_n)) / 2, (one & ~same).sum() / 2
    return float(right / max(right + growth * wrong, 1)), float(right / max((same.sum() - len(org_n)) / 2, 1))


def best(tried: list[tuple[float, float, float]], target: float) -> float:
    good = [(2 * p * r / (p + r), t) for t, p, r in tried if p >= target and p + r]
    return max(good)[1] if good else max((p, t) for t, p, _ in tried)[1]
