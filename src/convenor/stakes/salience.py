"""What past work is worth: likeness to a title before there is a question, and what age and place leave of it.

Who would take part is learned (`learn.py`); this is what remains set by hand: the first question's look at past
activities, which has nothing to learn from, and the worth of an item in the amounts of offers (docs: toolbox).
Text match is BM25 (Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, eq. 3.15).
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from convenor.model.words import fold

FloatArray = npt.NDArray[np.float64]

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


def worth(text_n: FloatArray, here_n: FloatArray, age_n: FloatArray) -> FloatArray:
    """What an item counts for when it shows a capability [0, 1]: less elsewhere, less of old, half in other matters."""
    return (0.5 + 0.5 * text_n) * _left(here_n, age_n)


def _left(here_n: FloatArray, age_n: FloatArray) -> FloatArray:
    """What place and age leave of an item [0, 1]."""
    return (ELSEWHERE + (1 - ELSEWHERE) * here_n) * recency(age_n)
