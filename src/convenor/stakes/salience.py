"""How much past work says that an actor would take part: text, capability, place and recency of what it did.

First form, with weights set by hand: its numbers are ranks, not probabilities, and are shown as such.
Text match is BM25 (Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, eq. 3.15).
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from convenor.model.words import fold

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

HALF_LIFE_YEARS = 3.0  # the half-life of the published baselines
UNDATED = 0.25  # recency of an item without a date: as if six years old
ELSEWHERE = 0.1  # worth of the same work done in another country
K1, B = 1.2, 0.75  # BM25 defaults of the paper
_WORD = re.compile(r"[^\W\d_]{3,}")


def text_match(words_n: Sequence[str] | npt.NDArray[np.object_], query: str) -> FloatArray:
    """BM25 of each text against the query, divided by the best score [0, 1], shape (n,).

    Args:
        words_n: Folded texts, shape (n,).
        query: Any text; folded here. Words under three letters and English stop words do not count.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

    asked = sorted(set(_WORD.findall(fold(query))) - set(ENGLISH_STOP_WORDS))
    if not asked or len(words_n) == 0:
        return np.zeros(len(words_n))
    counter = CountVectorizer(vocabulary=asked, token_pattern=_WORD.pattern, lowercase=False)
    count = sparse.csr_array(counter.transform(words_n).astype(float))
    length_n = np.array([len(text) for text in words_n], dtype=float)
    holders = (count > 0).sum(axis=0)
    weight = np.log1p((len(words_n) - holders + 0.5) / (holders + 0.5))
    row = np.repeat(np.arange(count.shape[0]), np.diff(count.indptr))
    slack = K1 * (1 - B + B * length_n[row] / max(length_n.mean(), 1.0))
    score = weight[count.indices] * count.data * (K1 + 1) / (count.data + slack)
    total = np.bincount(row, weights=score, minlength=count.shape[0])
    return np.asarray(total / max(total.max(), 1e-12), dtype=np.float64)


def recency(age_n: FloatArray) -> FloatArray:
    """Worth of work by its age in years: 1 today, half after `HALF_LIFE_YEARS` [0, 1]."""
    return np.where(np.isnan(age_n), UNDATED, 0.5 ** (np.nan_to_num(age_n) / HALF_LIFE_YEARS))


def relevance(
    text_n: FloatArray, needs_n: FloatArray, here_n: FloatArray, age_n: FloatArray
) -> tuple[FloatArray, dict[str, FloatArray]]:
    """How near each item is to the outcome [0, 1], and the part that each signal has in it.

    Args:
        text_n: Text match [0, 1].
        needs_n: Share of the outcome's weighted needs that the item shows [0, 1].
        here_n: 1 in a place of the outcome, .5 unknown, 0 elsewhere.
        age_n: Years; NaN is undated.
    """
    likeness = 0.5 * text_n + 0.5 * np.sqrt(needs_n)
    signals = {"text": text_n, "capability": needs_n, "place": here_n, "recency": recency(age_n)}
    return likeness * _left(here_n, age_n), signals


def worth(text_n: FloatArray, here_n: FloatArray, age_n: FloatArray) -> FloatArray:
    """What an item counts for when it shows a capability [0, 1]: less elsewhere, less of old, half in other matters."""
    return (0.5 + 0.5 * text_n) * _left(here_n, age_n)


def _left(here_n: FloatArray, age_n: FloatArray) -> FloatArray:
    """What place and age leave of an item [0, 1]."""
    return (ELSEWHERE + (1 - ELSEWHERE) * here_n) * recency(age_n)


def salience(relevance_n: FloatArray, item_r: IntArray, actor_r: IntArray, n_actors: int) -> FloatArray:
    """Score of each actor from the items it took part in [0, 1), shape (a,).

    Squares let one work on the very subject count more than many beside it; the score is divided by itself plus the
    twentieth best, so that half a point is what the twentieth candidate has.
    """
    pairs = np.unique(np.stack([item_r, actor_r], axis=1), axis=0) if len(item_r) else np.empty((0, 2), np.int64)
    weights = relevance_n[pairs[:, 0]] ** 2
    total = np.bincount(pairs[:, 1], weights=weights, minlength=n_actors).astype(np.float64)
    if not (total > 0).any():
        return total
    middle = np.sort(total[total > 0])[::-1][:20][-1]
    return np.asarray(total / (total + middle), dtype=np.float64)
