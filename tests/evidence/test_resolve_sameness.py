"""The learned score: the same numbers as the learner's, kept as text, and only pairs worth a look."""

import csv

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier

from convenor.evidence import sameness
from convenor.evidence.likeness import SIGNALS, compare
from convenor.evidence.names import read_name
from convenor.evidence.sameness import digest, from_json, learn, recalibrated, shipped, to_json


def examples(n=300):
    rng = np.random.default_rng(3)
    signals_ps = rng.random((n, 5))
    return signals_ps, signals_ps[:, 0] + 0.3 * signals_ps[:, 1] > 0.9


def test_scores_are_those_of_the_learner(monkeypatch):
    monkeypatch.setattr(sameness, "FAR", 0.0)
    signals_ps, same_p = examples()
    model = learn(signals_ps, same_p)
    twin = GradientBoostingClassifier(
        n_estimators=sameness.BOOSTED, learning_rate=sameness.RATE, max_depth=sameness.DEPTH, subsample=0.5,
        max_features=0.3, min_samples_leaf=5, random_state=0,
    ).fit(signals_ps, same_p)  # fmt: skip
    odds_p = model.base + model.boosted.total(signals_ps)
    off_p = np.abs(odds_p - twin.decision_function(signals_ps))
    assert np.median(off_p) < 1e-3
    assert (off_p < 0.01).mean() > 0.97  # cuts are rounded: a value that lies on one may fall to the other side


def test_learning_twice_gives_the_same_and_it_survives_as_text():
    signals_ps, same_p = examples(120)
    model = learn(signals_ps, same_p)
    assert to_json(model) == to_json(learn(signals_ps, same_p))
    assert np.array_equal(from_json(to_json(model)).score(signals_ps), model.score(signals_ps))


def test_what_was_learned_tells_pairs_apart():
    signals_ps, same_p = examples()
    score_p = learn(signals_ps[:200], same_p[:200]).score(signals_ps[200:])
    assert score_p[same_p[200:]].mean() > 0.7 > 0.3 > score_p[~same_p[200:]].mean()


def test_a_threshold_moves_to_one_half_and_the_order_stays():
    moved_p = recalibrated(np.array([0.2, 0.8, 0.9]), 0.8)
    assert moved_p[1] == 0.5
    assert (np.diff(moved_p) > 0).all()


def test_the_shipped_model_knows_a_translation_from_a_namesake():
    names = ["World Health Organization", "Organisation mondiale de la Santé", "World Food Organization of Rivertown"]
    pairs = compare([read_name(name) for name in names])
    score = dict(zip(zip(pairs.left_p.tolist(), pairs.right_p.tolist(), strict=True),
                     shipped().score(pairs.signals_ps), strict=True))  # fmt: skip
    assert score[0, 1] > shipped().sure
    assert all(s < shipped().sure for pair, s in score.items() if 2 in pair)


def test_every_pair_has_every_signal_and_none_is_missing():
    pairs = compare([read_name(name) for name in ("Ferry Union", "Ferry Union Ltd", "FU", "Zebra Bakery", "")])
    assert pairs.signals_ps.shape == (len(pairs.left_p), len(SIGNALS))
    assert np.isfinite(pairs.signals_ps).all()
    assert (pairs.left_p < pairs.right_p).all()


@pytest.mark.shared
def test_the_shipped_model_was_learned_under_the_rules_as_they_are(shared):
    """Where it fails: python bench/make_sameness.py ALIASES.csv src/convenor/data/names/sameness.json, a minute."""
    file = shared / "data" / "organisations" / "somalia-aliases-strict.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        names = list(dict.fromkeys(row["name"] for row in csv.DictReader(stream) if row["name"].strip()))
    pairs = compare([read_name(name) for name in names])
    assert digest(pairs.left_p, pairs.right_p, pairs.signals_ps) == shipped().seen


def test_a_digest_changes_with_any_signal():
    left_p, right_p, signals_ps = np.array([0]), np.array([1]), np.array([[0.5, 0.25]])
    assert digest(left_p, right_p, signals_ps) == digest(left_p, right_p, signals_ps + 1e-9)
    assert digest(left_p, right_p, signals_ps) != digest(left_p, right_p, signals_ps + 0.01)


def test_a_single_name_has_no_pair():
    assert len(compare([read_name("Ferry Union")]).left_p) == 0
