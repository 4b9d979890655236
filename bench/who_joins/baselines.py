"""The unlearned methods of the two protocols: the printed rows must come out to the digit."""

from collections import defaultdict

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from who_joins.trial import FloatArray, Trial

HALF_LIFE = 3.0  # years


def cordis(trial: Trial) -> dict[str, FloatArray]:
    """Random, popularity, coordinator's history, TF-IDF kNN, and kNN with the coordinator's history."""
    joined_ka = membership(trial)
    recency_k = np.array([0.5 ** ((trial.as_of - activity.year) / HALF_LIFE) for activity in trial.past])
    vectoriser = TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=2, ngram_range=(1, 2))
    past = vectoriser.fit_transform(f"{activity.title} {activity.text}" for activity in trial.past)
    asked = vectoriser.transform(f"{question.title} {question.text}" for question in trial.questions)
    similarity_qk = (asked @ past.T).toarray() ** 2
    together_aa = (joined_ka * recency_k[:, None]).T @ joined_ka
    index = trial.index
    nobody = np.zeros(len(trial.actors))
    ties_qa = np.array([together_aa[index[q.lead]] if q.lead in index else nobody for q in trial.questions])
    popularity_qa = np.tile(recency_k @ joined_ka, (len(trial.questions), 1))
    knn_qa = (similarity_qk * recency_k) @ joined_ka
    return {
        "random": np.random.default_rng(0).random(knn_qa.shape),
        "popularity": popularity_qa,
        "coordinator's history": ties_qa,
        "kNN": knn_qa,
        "kNN + coordinator": scaled(knn_qa) + scaled(ties_qa) + 0.3 * scaled(popularity_qa),
    }


def iati(trial: Trial) -> dict[str, FloatArray]:
    """Popularity, popularity in the country, the reporter's history, co-occurrence with those left in."""
    index, n = trial.index, len(trial.actors)
    joined_ka = membership(trial, np.float64)
    popularity_a = joined_ka.sum(0)
    place_a, lead_a = (defaultdict(lambda: np.zeros(n)) for _ in range(2))
    for k, activity in enumerate(trial.past):
        lead_a[activity.lead] += joined_ka[k]
        for place in activity.places:
            place_a[place] += joined_ka[k]
    together_aa = joined_ka.T @ joined_ka
    np.fill_diagonal(together_aa, 0)
    small_a = popularity_a * 1e-6
    return {
        "popularity": np.tile(popularity_a, (len(trial.questions), 1)),
        "country popularity": np.array([sum((place_a[p] for p in q.places), small_a) for q in trial.questions]),
        "reporter's history": np.array([lead_a[q.lead] + small_a for q in trial.questions]),
        "co-occurrence": np.array([together_aa[[index[o] for o in q.known]].sum(0) + small_a for q in trial.questions]),
    }


def membership(trial: Trial, kind: type = np.float32) -> FloatArray:
    """Who was in which past activity, dense, shape (activities, actors)."""
    joined_ka = np.zeros((len(trial.past), len(trial.actors)), kind)
    index = trial.index
    for k, activity in enumerate(trial.past):
        joined_ka[k, [index[member] for member in activity.members]] = 1
    return joined_ka


def scaled(score_qa: FloatArray) -> FloatArray:
    """Each question's scores as shares of its best."""
    return score_qa / (score_qa.max(1, keepdims=True) + 1e-9)
