"""The model: its draws against slow twins, and results that do not depend on order, names or sign."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convenor.dialogue.canonical import canonical_order
from convenor.dialogue.factors import views
from convenor.dialogue.groups import find_groups
from convenor.dialogue.normals import draw_normals, draw_prior, draw_wishart
from convenor.dialogue.opinion import agreement_if_decided, chances, choose_rank, fit

QUICK = {"rank": 2, "chains": 1, "burn": 10, "sweeps": 20, "thin": 1}


def every(votes_ps):
    return np.nonzero(np.ones(votes_ps.shape, dtype=bool))


def test_normals_drawn_at_once_have_the_mean_and_spread_asked_for():
    rng = np.random.default_rng(0)
    root = rng.normal(size=(3, 3))
    need, pull = root @ root.T + np.eye(3), rng.normal(size=3)
    drawn = draw_normals(np.tile(need[:, :, None], 40_000), np.tile(pull[:, None], 40_000), rng)
    assert drawn.mean(axis=0) == pytest.approx(np.linalg.solve(need, pull), abs=0.02)
    assert np.cov(drawn.T) == pytest.approx(np.linalg.inv(need), abs=0.02)


def test_wishart_draws_have_the_mean_asked_for():
    rng = np.random.default_rng(1)
    scale = np.array([[0.5, 0.2], [0.2, 0.3]])
    mean = np.mean([draw_wishart(7, scale, rng) for _ in range(8000)], axis=0)
    assert mean == pytest.approx(7 * scale, rel=0.05)


def test_a_prior_finds_the_mean_and_spread_of_many_rows():
    rng = np.random.default_rng(2)
    given_nq = np.c_[np.ones(4000), rng.normal(size=4000)]
    rows = given_nq @ np.array([[1.0, -1.0], [0.5, 2.0]]) + rng.normal(scale=[0.5, 2.0], size=(4000, 2))
    mean, precision = draw_prior(rows, given_nq, rng)
    assert np.abs(mean - given_nq @ np.array([[1.0, -1.0], [0.5, 2.0]])).mean() < 0.15
    assert np.sqrt(np.diag(np.linalg.inv(precision))) == pytest.approx([0.5, 2.0], rel=0.1)


def test_views_are_standardised():
    seen = np.random.default_rng(0).random((30, 12)) < 0.4
    for columns in views(seen):
        assert columns[:, 0] == pytest.approx(1)
        assert columns[:, 1:].mean(axis=0) == pytest.approx(0, abs=1e-9)


def test_chances_sum_to_one_and_foretell_hidden_votes(conversation):
    votes_ps = conversation.votes_ps
    row, column = np.nonzero(~np.isnan(votes_ps) & (votes_ps != 0))
    hidden = np.random.default_rng(0).permutation(len(row))[:200]
    known_ps = votes_ps.copy()
    known_ps[row[hidden], column[hidden]] = np.nan
    opinions = fit(known_ps, rank=2, chains=2, burn=40, sweeps=60)
    agree_n, pass_n, disagree_n = chances(opinions, row[hidden], column[hidden])
    assert agree_n + pass_n + disagree_n == pytest.approx(1)
    guess = agreement_if_decided(opinions, row[hidden], column[hidden]) > 0.5
    assert (guess == (votes_ps[row[hidden], column[hidden]] > 0)).mean() > 0.8


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_results_do_not_depend_on_the_order_of_rows_or_columns(conversation, seed):
    votes_ps = conversation.votes_ps
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(votes_ps.shape[0]), rng.permutation(votes_ps.shape[1])
    plain = chances(fit(votes_ps, **QUICK), *every(votes_ps))[0].reshape(votes_ps.shape)
    mixed_ps = votes_ps[np.ix_(rows, columns)]
    mixed = chances(fit(mixed_ps, **QUICK), *every(mixed_ps))[0].reshape(votes_ps.shape)
    assert mixed == pytest.approx(plain[np.ix_(rows, columns)], abs=1e-12)


def test_swapping_agree_and_disagree_swaps_the_chances(conversation):
    votes_ps = conversation.votes_ps
    agree, passed, disagree = chances(fit(votes_ps, **QUICK), *every(votes_ps))
    turned = chances(fit(-votes_ps, **QUICK), *every(votes_ps))
    assert turned[0] == pytest.approx(disagree, abs=1e-9)
    assert turned[1] == pytest.approx(passed, abs=1e-9)
    assert turned[2] == pytest.approx(agree, abs=1e-9)


def test_another_seed_gives_other_draws_and_the_same_seed_the_same(conversation):
    first, again, other = (fit(conversation.votes_ps, **QUICK, seed=seed).draws.place_dpk for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_identical_voters_share_their_chances():
    votes_ps = np.tile([1.0, -1.0, 1.0, np.nan], (6, 1))
    votes_ps[3:, 0] = -1
    agree = chances(fit(votes_ps, **QUICK), *every(votes_ps))[0].reshape(votes_ps.shape)
    assert agree[0] == pytest.approx(agree[2])
    assert canonical_order(votes_ps).twin_p[:3].tolist() == [canonical_order(votes_ps).twin_p[0]] * 3


def test_new_votes_go_on_from_what_was_learned(conversation):
    votes_ps = conversation.votes_ps
    before = fit(votes_ps[:70, :20], rank=2, chains=2, burn=40, sweeps=40)
    grown = fit(votes_ps, before=before, chains=2, burn=40, sweeps=40)
    fresh = fit(votes_ps, rank=2, chains=2, burn=40, sweeps=40)
    assert grown.rank == 2
    one, two = (agreement_if_decided(opinions, *every(votes_ps)) for opinions in (grown, fresh))
    assert np.corrcoef(one, two)[0, 1] > 0.95


def test_few_votes_get_the_fewest_axes():
    assert choose_rank(np.ones((10, 4))) == 2


def test_groups_do_not_depend_on_the_order_of_rows(conversation):
    votes_ps = conversation.votes_ps
    rows = np.random.default_rng(3).permutation(len(votes_ps))
    plain = find_groups(fit(votes_ps, **QUICK), np.random.default_rng(0))
    mixed = find_groups(fit(votes_ps[rows], **QUICK), np.random.default_rng(0))
    assert (mixed.label_p == plain.label_p[rows]).all()
    assert (plain.label_p >= 0).sum() > 60
