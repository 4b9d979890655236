"""What a list reaches beyond names: the capabilities of the real consortium, and finds far from the convener's mission.

Capabilities are those that past work showed (`convenor.stakes.shown`), read from the same files through a book.
"""

from pathlib import Path

import numpy as np

from convenor.evidence import load
from convenor.model.capability import capabilities
from convenor.stakes.distance import distances
from convenor.stakes.items import read_items
from convenor.store import connect
from who_joins.baselines import membership
from who_joins.measure import interval
from who_joins.trial import BoolArray, FloatArray, Trial

FINDS = 20  # places in which finds are looked at
TOPS = (10, 50)


def profiles(folder: Path, trial: Trial) -> FloatArray:
    """How often each candidate's past work showed each capability, shape (actors, capabilities)."""
    with connect() as book:
        load(book, *sorted(folder.glob("*.csv")))
        items = read_items(book)
    row = {item.removeprefix("cordis:"): n for n, item in enumerate(items.ids)}
    shows_nc = np.zeros((len(items.ids) + 1, len(capabilities())))  # the last stands for what the book holds no row of
    shows_nc[items.shows[:, 0], items.shows[:, 1]] = 1
    past_kc = np.array([shows_nc[row.get(activity.id, -1)] for activity in trial.past])
    return membership(trial, np.float64).T @ past_kc


def reach(trial: Trial, scores: dict[str, FloatArray], profile_ac: FloatArray) -> dict[str, dict[str, tuple]]:
    """By measure and method: mean with interval over the questions.

    `coverage 10` and `coverage 50`: share of the capabilities of the real partners that those on the list hold.
    `far 20`: of the finds in the first 20, the share whose mission is farther from the coordinator than the median
    candidate's.
    """
    allowed_qa = trial.allowed_qa["all"]
    far_qa = _far(trial, profile_ac)
    found: dict[str, dict[str, tuple]] = {f"coverage {top}": {} for top in TOPS} | {f"far {FINDS}": {}}
    for method, score_qa in scores.items():
        order_qa = np.argsort(-np.where(allowed_qa, score_qa, -np.inf), axis=1, kind="stable")
        for top in TOPS:
            covered_q = [_covered(profile_ac, trial.truth_qa[q], order_qa[q, :top]) for q in range(len(order_qa))]
            found[f"coverage {top}"][method] = interval(np.array(covered_q), trial.clusters_q)
        far_q = [_share(far_qa[q], trial.truth_qa[q], order_qa[q, :FINDS]) for q in range(len(order_qa))]
        found[f"far {FINDS}"][method] = interval(np.array(far_q), trial.clusters_q)
    return found


def _covered(profile_ac: FloatArray, truth_a: BoolArray, top: np.ndarray) -> float:
    real_c = profile_ac[truth_a].sum(axis=0) > 0
    return float((profile_ac[top].sum(axis=0) > 0)[real_c].mean()) if real_c.any() else np.nan


def _far(trial: Trial, profile_ac: FloatArray) -> FloatArray:
    """1 where the candidate is farther from the coordinator than the median; NaN where either is unknown."""
    index, n = trial.index, len(trial.actors)
    far = np.full((len(trial.questions), n), np.nan)
    for q, question in enumerate(trial.questions):
        lead = index.get(question.lead)
        if lead is not None and profile_ac[lead].sum() > 0:
            distance_a = distances(profile_ac, profile_ac[lead])
            far[q] = np.where(np.isnan(distance_a), np.nan, distance_a > np.nanmedian(distance_a))
    return far


def _share(far_a: FloatArray, truth_a: BoolArray, top: np.ndarray) -> float:
    finds = far_a[top][truth_a[top]]
    known = finds[~np.isnan(finds)]
    return float(known.mean()) if len(known) else np.nan
