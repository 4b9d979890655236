"""How alike texts are: cosine of sublinear TF-IDF (Salton and Buckley 1988), by each view of a corpus.

A corpus is read once; `index_texts` weighs those of its texts that are visible, and is asked once per query.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse

from convenor.stakes.corpus import (
    RAREST,
    WIDTH,
    Corpus,
    View,
    counts_as_stem,
    counts_as_word,
    read_texts,
    stem,
    stem_keys,
    tokens,
)

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LOG = 1.0 + np.log(np.maximum(np.arange(256), 1))  # sublinear weight of a count


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One view of the visible texts `k`: what each term `t` weighs, and each text's terms at unit length."""

    key_t: IntArray
    rarity_t: FloatArray
    unit_kt: sparse.csr_array


@dataclass(frozen=True, slots=True, kw_only=True)
class TextIndex:
    """Visible texts, weighed; by view."""

    views: dict[str, Weights]
    number: dict[bytes, int] = field(repr=False)
    stems: dict[bytes, int] = field(repr=False)

    def similarity_k(self, text: str) -> dict[str, FloatArray]:
        """Cosine of one text with each indexed text, by view [0, 1], shape (k,)."""
        words = tokens(text)
        keys = {"words": self._word_keys(words), "stems": self._stem_keys(words)}
        return {name: _cosine(view, keys[name]) for name, view in self.views.items()}

    def _word_keys(self, words: list[bytes]) -> IntArray:
        known = [self.number.get(word, -1) for word in words if counts_as_word(word)]
        pairs = [(a + 1 << WIDTH) + b + 1 for a, b in zip(known, known[1:], strict=False) if a >= 0 and b >= 0]
        return np.array([a + 1 << WIDTH for a in known if a >= 0] + pairs, np.int64)

    def _stem_keys(self, words: list[bytes]) -> IntArray:
        found = [self.stems.get(stem(word), -1) for word in words if counts_as_stem(word)]
        return np.array([key for key in found if key >= 0], np.int64)


def index_texts(texts: Iterable[str]) -> TextIndex:
    """Read texts and weigh them all."""
    return index_corpus(read_texts(texts))


def index_corpus(corpus: Corpus, visible: IntArray | None = None) -> TextIndex:
    """Weigh the visible texts of a corpus; rarity and lengths come from these alone.

    Args:
        corpus: Counts of all texts.
        visible: Which texts, in their order; None is all.
    """
    return TextIndex(
        views={name: _weights(view, visible) for name, view in corpus.views.items()},
        number={word: i for i, word in enumerate(corpus.words)},
        stems=stem_keys(corpus.words),
    )


def _weights(view: View, visible: IntArray | None) -> Weights:
    count = view.count_kt if visible is None or _all(visible, view.count_kt.shape[0]) else view.count_kt[visible]
    n_texts, n_terms = count.shape
    held_t = np.bincount(count.indices, minlength=n_terms)
    rarity_t = np.where(held_t >= RAREST, np.log((1 + n_texts) / (1 + held_t)) + 1, 0.0)
    weight_y = LOG[count.data] * rarity_t[count.indices]
    row_y = np.repeat(np.arange(n_texts), np.diff(count.indptr))
    length_k = np.sqrt(np.bincount(row_y, weight_y**2, minlength=n_texts))
    weight_y = weight_y / np.maximum(length_k, 1e-12)[row_y]
    unit = sparse.csr_array((weight_y, count.indices, count.indptr), shape=count.shape)
    return Weights(key_t=view.key_t, rarity_t=rarity_t, unit_kt=unit)


def _all(visible: IntArray, n_texts: int) -> bool:
    """True where every text is visible, in its order."""
    return len(visible) == n_texts and bool((visible == np.arange(n_texts)).all())


def _cosine(view: Weights, key_x: IntArray) -> FloatArray:
    asked, count = np.unique(key_x, return_counts=True)
    at = np.searchsorted(view.key_t, asked)
    known = at < len(view.key_t)
    known[known] = view.key_t[at[known]] == asked[known]
    query_t = np.zeros(len(view.key_t))
    query_t[at[known]] = LOG[np.minimum(count[known], 255)] * view.rarity_t[at[known]]
    length = float(np.sqrt(query_t @ query_t))
    return np.asarray(view.unit_kt @ query_t) / max(length, 1e-12)
