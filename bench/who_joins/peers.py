"""Published recommenders on the same split: each is asked as its own documents say; absent ones are named.

- implicit (ALS): past activities as users; a new activity is folded in from its lead and its known members.
- bm25s: past activities as documents; a candidate's score is the summed squared BM25 of its activities.
- rectools (EASE): activities as users, organisations as items; scores from the lead and the known members.
"""

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_matrix

from who_joins.baselines import membership
from who_joins.trial import FloatArray, Trial


def all_peers(trial: Trial) -> tuple[dict[str, FloatArray], list[str]]:
    """Scores of every peer that is installed, and the names of those that are not."""
    scores, absent = {}, []
    for name, ask in PEERS.items():
        try:
            scores[name] = ask(trial)
        except ImportError:
            absent.append(name)
    return scores, absent


def als(trial: Trial) -> FloatArray:
    """Implicit ALS, 64 factors, the library's other defaults; unknown members leave popularity as the answer."""
    from implicit.als import AlternatingLeastSquares

    joined = csr_matrix(membership(trial))
    model = AlternatingLeastSquares(factors=64, random_state=0, use_gpu=False, num_threads=1)
    model.fit(joined, show_progress=False)
    asked = _known(trial)
    factors_qf = np.asarray(model.recalculate_user(np.arange(asked.shape[0]), asked))
    small_a = np.asarray(joined.sum(0)).ravel() * 1e-9
    return factors_qf @ np.asarray(model.item_factors).T + small_a


def bm25(trial: Trial) -> FloatArray:
    """Lucene's BM25 over title and text, squared as in kNN, summed over the activities that a candidate was in."""
    import bm25s

    corpus = bm25s.tokenize([f"{a.title} {a.text}" for a in trial.past], stopwords="en", show_progress=False)
    model = bm25s.BM25()
    model.index(corpus, show_progress=False)
    found = [
        model.get_scores(tokens) if tokens else np.zeros(len(trial.past))
        for tokens in bm25s.tokenize(
            [f"{q.title} {q.text}" for q in trial.questions], stopwords="en", return_ids=False, show_progress=False
        )
    ]
    return np.asarray(np.array(found) ** 2 @ membership(trial))


def ease(trial: Trial) -> FloatArray:
    """EASE (closed-form item-to-item regression) by rectools; scores from the lead and the known members."""
    import pandas as pd
    from rectools import Columns
    from rectools.dataset import Dataset
    from rectools.models import EASEModel

    at_k, at_a = csr_matrix(membership(trial)).nonzero()
    table = pd.DataFrame({Columns.User: at_k, Columns.Item: at_a})
    table[Columns.Weight] = 1.0
    table[Columns.Datetime] = pd.Timestamp("2000-01-01")
    dataset = Dataset.construct(table)
    model = EASEModel()
    model.fit(dataset)
    outer_a = dataset.item_id_map.convert_to_external(np.arange(len(trial.actors))).astype(int)
    score_qa = np.zeros((len(trial.questions), len(trial.actors)))
    score_qa[:, outer_a] = _known(trial)[:, outer_a] @ model.weight
    return score_qa + membership(trial).sum(0) * 1e-9


def _known(trial: Trial) -> csr_matrix:
    """Lead and known members of each question."""
    index = trial.index
    asked_qa = np.zeros((len(trial.questions), len(trial.actors)), np.float32)
    for q, question in enumerate(trial.questions):
        asked_qa[q, [index[o] for o in (question.lead, *question.known) if o in index]] = 1
    return csr_matrix(asked_qa)


PEERS: dict[str, Callable[[Trial], FloatArray]] = {
    "implicit ALS": als,
    "BM25 (bm25s)": bm25,
    "EASE (rectools)": ease,
}
