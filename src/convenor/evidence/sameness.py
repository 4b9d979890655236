"""How sure it is that two names are one body: a learned forest over the signals of `likeness`.

Half boosted trees (Friedman 2001, Annals of Statistics 29(5)), half extremely randomised ones (Geurts et al. 2006,
Machine Learning 63(1)): the first find what tells, the second keep few examples from deciding. What was learned is
plain numbers, so that it ships as JSON and scoring needs no learner. Pure: arrays in, arrays out.
"""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

BOOSTED, DEPTH, RATE = 250, 4, 0.04  # trees, levels, share of each tree that is taken over
RANDOM, LEAVES = 150, 96  # trees, most leaves of each
_WHOLE = ("signal_k", "low_k", "high_k", "root_t")  # columns of whole numbers
FAR = 0.002  # below it the boosted trees are sure enough; most pairs end here
BLOCK = 2_048  # pairs at a time, so that they stay near the processor
EDGE = 1e-4  # no pair is surer than this from 0 or 1


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees in flat arrays. Axis letters: k nodes of all trees, t trees.

    Attributes:
        signal_k: Column that the node looks at; -1 at a leaf.
        cut_k: Values up to this go to `low_k`, others to `high_k`.
        low_k: Node of lower values.
        high_k: Node of higher values.
        value_k: What a leaf adds.
        root_t: First node of each tree.
    """

    signal_k: IntArray
    cut_k: FloatArray
    low_k: IntArray
    high_k: IntArray
    value_k: FloatArray
    root_t: IntArray

    def total(self, signals_ps: FloatArray) -> FloatArray:
        """Sum over the trees of each pair's leaf, shape (p,)."""
        blocks = [self._block(signals_ps[at : at + BLOCK]) for at in range(0, len(signals_ps), BLOCK)]
        return np.concatenate(blocks) if blocks else np.zeros(0)

    def _block(self, signals_ps: FloatArray) -> FloatArray:
        found_p = np.zeros(len(signals_ps))
        rows = np.arange(len(signals_ps))
        for root in self.root_t:
            at = np.full(len(signals_ps), root)
            while (inside := self.signal_k[at] >= 0).any():
                low = signals_ps[rows, np.maximum(self.signal_k[at], 0)] <= self.cut_k[at]
                at = np.where(inside, np.where(low, self.low_k[at], self.high_k[at]), at)
            found_p += self.value_k[at]
        return found_p


@dataclass(frozen=True, slots=True)
class Sameness:
    """A learned model.

    Attributes:
        boosted: Trees whose sum is a log-odds.
        base: Log-odds before any tree.
        random: Trees whose mean is a probability.
        sure: Score from which two names are taken to be one (0, 1).
        unsure: Score from which a person is asked [0, sure].
        seen: Digest of the pairs and signals that it was learned from; tells when rules have changed since.
    """

    boosted: Forest
    base: float
    random: Forest
    sure: float = 0.5
    unsure: float = 0.2
    seen: str = ""

    def score(self, signals_ps: FloatArray) -> FloatArray:
        """How sure it is that the two names of each pair are one [0, 1], shape (p,)."""
        first_p = 1 / (1 + np.exp(-self.base - self.boosted.total(signals_ps)))
        mean_p, near_p = np.zeros(len(first_p)), first_p >= FAR
        mean_p[near_p] = self.random.total(signals_ps[near_p]) / max(len(self.random.root_t), 1)
        return np.clip((first_p + mean_p) / 2, EDGE, 1 - EDGE)


def learn(signals_ps: FloatArray, same_p: BoolArray) -> Sameness:
    """A model from pairs of which somebody said whether they are one; the same for the same pairs.

    Args:
        signals_ps: Signals of each pair, shape (p, s).
        same_p: True where the two are one body, shape (p,); both answers must be there.
    """
    from sklearn.ensemble import ExtraTreesClassifier, GradientBoostingClassifier

    boosted = GradientBoostingClassifier(
        n_estimators=BOOSTED, learning_rate=RATE, max_depth=DEPTH, subsample=0.5, max_features=0.3, min_samples_leaf=5,
        random_state=0,
    ).fit(signals_ps, same_p)  # fmt: skip
    random = ExtraTreesClassifier(RANDOM, min_samples_leaf=3, max_features=0.5, max_leaf_nodes=LEAVES, random_state=0)
    random.fit(signals_ps, same_p)
    share = float(same_p.mean())
    return Sameness(
        boosted=_forest([tree.tree_ for tree in boosted.estimators_[:, 0]], lambda v: RATE * v[:, 0, 0]),
        base=float(np.log(share / (1 - share))),
        random=_forest([tree.tree_ for tree in random.estimators_], lambda v: v[:, 0, 1] / v[:, 0].sum(axis=1)),
    )


def recalibrated(score_p: FloatArray, threshold_p: FloatArray | float) -> FloatArray:
    """Scores moved on the scale of log-odds so that their threshold lies at one half [0, 1]."""
    odds = np.log(score_p / (1 - score_p)) - np.log(threshold_p / (1 - np.asarray(threshold_p)))
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)


def digest(left_p: IntArray, right_p: IntArray, signals_ps: FloatArray) -> str:
    """A short word for pairs and their signals, to four digits: the same for the same names under the same rules."""
    whole = np.column_stack([left_p, right_p, np.round(signals_ps * 10_000)]).astype(np.int64)
    return blake2b(whole.tobytes(), digest_size=8).hexdigest()


def to_json(model: Sameness) -> str:
    """The model as text."""
    forests = {name: _plain(getattr(model, name)) for name in ("boosted", "random")}
    plain = {"base": model.base, "sure": model.sure, "unsure": model.unsure, "seen": model.seen, **forests}
    return json.dumps(plain, separators=(",", ":"))


def from_json(text: str) -> Sameness:
    """The model that `to_json` wrote."""
    data = json.loads(text)
    forests = {name: _read_forest(data[name]) for name in ("boosted", "random")}
    return Sameness(base=data["base"], sure=data["sure"], unsure=data["unsure"], seen=data.get("seen", ""), **forests)


@cache
def shipped() -> Sameness:
    """The model that comes with the package; `bench/make_sameness.py` says from what it was learned."""
    return from_json(files("convenor").joinpath("data", "names", "sameness.json").read_text(encoding="utf-8"))


def _forest(trees: list[Any], value: Any) -> Forest:
    """Trees of the learner, one behind the other; children are counted from each tree's root."""
    sizes = np.array([tree.node_count for tree in trees])
    root_t = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    signal = np.concatenate([np.where(tree.children_left < 0, -1, tree.feature) for tree in trees])
    low, high = (
        np.concatenate([getattr(tree, side) + root for tree, root in zip(trees, root_t, strict=True)])
        for side in ("children_left", "children_right")
    )
    cut = np.concatenate([tree.threshold for tree in trees])
    return Forest(
        signal_k=signal.astype(np.int64), cut_k=np.round(cut, 5), low_k=low.astype(np.int64),
        high_k=high.astype(np.int64), value_k=np.round(np.concatenate([value(tree.value) for tree in trees]), 5),
        root_t=root_t,
    )  # fmt: skip


def _plain(forest: Forest) -> dict[str, list[float]]:
    return {name: getattr(forest, name).tolist() for name in Forest.__slots__}


def _read_forest(data: dict[str, list[float]]) -> Forest:
    made: dict[str, Any] = {name: np.array(data[name], dtype=np.int64) for name in _WHOLE}
    made |= {name: np.array(data[name], dtype=np.float64) for name in ("cut_k", "value_k")}
    return Forest(**made)
