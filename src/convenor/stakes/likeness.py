"""How alike texts are: two views of TF-IDF, words with pairs of words, and stems by their first letters.

Fitted once per history (`index_texts`), asked per query. Cosine of sublinear TF-IDF (Salton and Buckley 1988).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

FloatArray = npt.NDArray[np.float64]

STEM = 6  # letters kept of a word, as a stemmer that knows no language
RAREST = 2  # texts that must hold a term


@dataclass(frozen=True, slots=True, kw_only=True)
class TextIndex:
    """Texts `k` under several views; each view has its own fitted weights.

    Attributes:
        views: Name, fitted vectoriser, weights of the texts (k, terms).
    """

    views: tuple[tuple[str, Any, sparse.csr_array], ...]

    def similarity_k(self, text: str) -> dict[str, FloatArray]:
        """Cosine of one text with each indexed text, by view [0, 1], shape (k,)."""
        found = {}
        for name, vectoriser, weights_kt in self.views:
            asked_t = sparse.csr_array(vectoriser.transform([text])) if vectoriser is not None else None
            found[name] = np.zeros(weights_kt.shape[0]) if asked_t is None else (weights_kt @ asked_t.T).toarray()[:, 0]
        return found


def index_texts(texts: Iterable[str]) -> TextIndex:
    """Fit both views on the texts of a history; a view whose texts hold no shared word stays empty."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    kept = list(texts)
    stems = sorted({word[:STEM] for word in ENGLISH_STOP_WORDS})
    kinds = {
        "words": TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=RAREST, ngram_range=(1, 2)),
        "stems": TfidfVectorizer(
            sublinear_tf=True, stop_words=stems, min_df=RAREST, token_pattern=rf"(?u)\b(\w{{3,{STEM}}})\w*\b"
        ),
    }
    return TextIndex(views=tuple((name, *_fitted(kind, kept)) for name, kind in kinds.items()))


def _fitted(vectoriser: Any, texts: list[str]) -> tuple[Any, sparse.csr_array]:
    try:
        return vectoriser, sparse.csr_array(vectoriser.fit_transform(texts))
    except ValueError:  # no term stands in two texts: scikit-learn has no word for an empty vocabulary
        return None, sparse.csr_array((len(texts), 1))
