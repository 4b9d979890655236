"""Risk alone and together: closed forms, enumeration, and Monte Carlo as the slow twin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import binom

from convenor.partnerships.risk import (
    dilution,
    expected_shortfall,
    given_factor,
    pooled_loss,
    share_risk,
)
from convenor.partnerships.survivors import survivors

CORRELATIONS = [0.0, 0.05, 0.3, 0.7, 0.95, 0.97, 0.999, 1.0]


@st.composite
def pools(draw):
    n = draw(st.integers(1, 8))
    loss = draw(st.lists(st.floats(0, 1e6), min_size=n, max_size=n))
    fail = draw(st.lists(st.floats(0, 1), min_size=n, max_size=n))
    return np.array(loss), np.array(fail)


def made_up(n, seed=0):
    rng = np.random.default_rng(seed)
    return rng.lognormal(0, 1, n) * 100, rng.uniform(0.02, 0.4, n)


def drawn(loss, fail, correlation, draws, rng):
    """The slow twin: draw everybody's fortune."""
    common = rng.standard_normal((draws, 1))
    own = rng.standard_normal((draws, len(loss)))
    return (np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own < ndtri(fail)) @ loss


def worst_mean(losses, level=0.95):
    losses = np.sort(losses)
    return losses[round(level * len(losses)) :].mean()


@pytest.mark.parametrize("correlation", [0.0, 0.1, 0.3, 0.6, 0.9, 0.97, 0.999])
def test_lattice_agrees_with_monte_carlo_within_a_quarter_of_a_percent(correlation):
    loss, fail = made_up(40)
    amounts, probs = pooled_loss(loss, fail, correlation)
    twin = drawn(loss, fail, correlation, 250_000, np.random.default_rng(5))
    total = loss.sum()
    assert expected_shortfall(amounts, probs) / total == pytest.approx(worst_mean(twin) / total, abs=0.0025)
    assert expected_shortfall(amounts, probs, 0.8) / total == pytest.approx(worst_mean(twin, 0.8) / total, abs=0.0025)
    assert amounts @ probs / total == pytest.approx(twin.mean() / total, abs=0.0025)
    for part in (0.1, 0.3, 0.6):
        assert probs[amounts <= part * total].sum() == pytest.approx((twin <= part * total).mean(), abs=0.0035)


def test_independent_losses_on_the_lattice_equal_enumeration():
    loss, fail = np.array([100.0, 250.0, 250.0, 400.0]), np.array([0.1, 0.3, 0.5, 0.02])
    amounts, probs = pooled_loss(loss, fail, 0.0)
    exact = np.zeros(1001)
    for mask in range(16):
        hit = np.array([mask >> i & 1 for i in range(4)], bool)
        exact[int(loss[hit].sum())] += np.where(hit, fail, 1 - fail).prod()
    assert np.allclose(amounts, np.arange(len(amounts)))
    assert np.allclose(probs, exact[: len(probs)], atol=1e-15)


@pytest.mark.parametrize("correlation", [0.0, 0.2, 0.6])
def test_equal_losses_follow_the_mixed_binomial(correlation):
    """Vasicek (1987): given the factor the number of failures is binomial."""
    n, chance = 50, 0.1
    amounts, probs = pooled_loss(np.full(n, 2.0), np.full(n, chance), correlation)
    grid = np.linspace(-9, 9, 20_001)
    density = np.exp(-(grid**2) / 2)
    given = given_chance(chance, correlation, grid)
    exact = (binom.pmf(np.arange(n + 1)[:, None], n, given) * density).sum(1) / density.sum()
    got = np.zeros(n + 1)
    np.add.at(got, (amounts / 2).round().astype(int), probs)
    assert np.allclose(got, exact, atol=2e-4)


def given_chance(chance, correlation, factor):
    from scipy.special import ndtr

    return ndtr((ndtri(chance) - np.sqrt(correlation) * factor) / np.sqrt(1 - correlation))


@given(pools())
@settings(deadline=None, max_examples=60)
def test_at_correlation_one_both_sums_of_benefits_are_zero(pool):
    """M25."""
    loss, fail = pool
    risk = share_risk(loss, fail, 1.0)
    assert abs(risk.benefit_mean_a.sum()) <= 1e-9 * max(1.0, loss.sum())
    assert abs(risk.benefit_tail_a.sum()) <= 1e-9 * max(1.0, loss.sum())


@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_on_the_mean_benefits_sum_to_zero_at_every_correlation(correlation):
    loss, fail = made_up(25)
    risk = share_risk(loss / loss.sum(), fail, correlation)
    assert abs(risk.benefit_mean_a.sum()) <= 1e-9


@given(pools(), st.sampled_from(CORRELATIONS))
@settings(deadline=None, max_examples=60)
def test_pooling_never_makes_the_tails_together_worse(pool, correlation):
    loss, fail = pool
    risk = share_risk(loss, fail, correlation)
    assert risk.benefit_tail_a.sum() >= -1e-9 * max(1.0, loss.sum())
    assert (risk.tail_alone_a >= risk.mean_alone_a - 1e-9 * (1 + loss)).all()


@given(pools(), st.sampled_from(CORRELATIONS))
@settings(deadline=None, max_examples=60)
def test_the_distribution_is_one_and_keeps_its_mean(pool, correlation):
    loss, fail = pool
    amounts, probs = pooled_loss(loss, fail, correlation)
    assert probs.min() >= -1e-12
    assert probs.sum() == pytest.approx(1)
    assert (np.diff(amounts) >= 0).all()
    assert amounts @ probs == pytest.approx(fail @ loss, abs=0.0025 * max(loss.sum(), 1e-6))
    assert expected_shortfall(amounts, probs, 0.0) == pytest.approx(amounts @ probs, abs=1e-9 * (1 + loss.sum()))


def test_correlation_one_is_exact_and_close_to_almost_one():
    loss, fail = np.array([10.0, 20.0, 30.0]), np.array([0.02, 0.3, 0.1])
    amounts, probs = pooled_loss(loss, fail, 1.0)
    assert amounts.tolist() == [0, 20, 50, 60]
    assert np.allclose(probs, [0.7, 0.2, 0.08, 0.02])
    near = expected_shortfall(*pooled_loss(loss, fail, 0.99999))
    assert near / 60 == pytest.approx(expected_shortfall(amounts, probs) / 60, abs=0.0025)


def test_nodes_join_without_a_jump_where_the_method_changes():
    loss, fail = made_up(60)
    below = expected_shortfall(*pooled_loss(loss, fail, 0.95))
    above = expected_shortfall(*pooled_loss(loss, fail, 0.9501))
    assert below / loss.sum() == pytest.approx(above / loss.sum(), abs=0.0025)


def test_the_tail_grows_with_correlation():
    loss, fail = made_up(60)
    tails = [expected_shortfall(*pooled_loss(loss, fail, r)) / loss.sum() for r in np.linspace(0, 1, 11)]
    assert (np.diff(tails) > -1e-4).all()


def test_a_reliable_partner_who_shares_with_an_unreliable_one_is_named():
    risk = share_risk(np.array([100.0, 100.0]), np.array([0.001, 0.4]), 0.5)
    assert risk.worse_a.tolist() == [True, False]
    assert risk.benefit_mean_a[0] == pytest.approx(0.1 - 20.05)


def test_equal_partners_are_never_worse_off():
    for correlation in CORRELATIONS:
        risk = share_risk(np.full(12, 7.0), np.full(12, 0.02), correlation)
        assert not risk.worse_a.any()


def test_entered_shares_are_used():
    loss, fail = np.array([100.0, 100.0]), np.array([0.1, 0.1])
    risk = share_risk(loss, fail, 0.0, share_a=np.array([0.9, 0.1]))
    assert risk.mean_shared_a.tolist() == pytest.approx([18, 2])
    assert risk.worse_a.tolist() == [True, False]


def test_dilution_falls_with_correlation_to_nothing():
    curve = dilution(np.full(20, 5.0), np.full(20, 0.1), np.linspace(0, 1, 6))
    assert curve.shape == (6, 20)
    assert (np.diff(curve[:, 0]) < 0).all()
    assert curve[0, 0] > 0.7
    assert curve[-1, 0] == pytest.approx(0, abs=1e-9)


def test_dilution_is_not_shown_for_whoever_cannot_lose():
    curve = dilution(np.array([5.0, 0.0, 5.0]), np.array([0.1, 0.1, 0.0]), np.array([0.3]))
    assert np.isnan(curve[0]).tolist() == [False, True, True]


@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_survivors_sum_to_one_and_keep_each_partners_chance(correlation):
    fail = np.array([0.02, 0.3, 0.3, 0.5, 0.1])
    prob = survivors(fail, correlation)
    assert prob.sum() == pytest.approx(1)
    for i, chance in enumerate(fail):
        assert prob[np.arange(32) >> i & 1 == 0].sum() == pytest.approx(chance, abs=0.0025)


def test_survivors_agree_with_monte_carlo():
    fail, rng = np.array([0.2, 0.3, 0.4]), np.random.default_rng(8)
    lost = drawn(np.array([1.0, 2.0, 4.0]), fail, 0.5, 400_000, rng).astype(int)
    assert np.allclose(survivors(fail, 0.5), np.bincount(7 - lost, minlength=8) / 400_000, atol=0.0025)


def test_a_weakest_link_breaks_more_often_with_more_partners_while_losses_are_diluted():
    few, many = np.full(2, 0.1), np.full(6, 0.1)
    assert survivors(many, 0.2)[-1] < survivors(few, 0.2)[-1]
    assert dilution(np.ones(6), many, np.array([0.2]))[0, 0] > dilution(np.ones(2), few, np.array([0.2]))[0, 0]


def test_no_loss_at_all_is_no_risk():
    risk = share_risk(np.zeros(3), np.full(3, 0.5), 0.3)
    assert not risk.tail_shared_a.any()
    assert not risk.worse_a.any()


def test_weights_of_the_common_factor_sum_to_one():
    for correlation in CORRELATIONS[:-1]:
        assert given_factor(np.array([0.1]), correlation)[1].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("loss", "fail", "correlation", "says"),
    [
        ([1.0], [0.1, 0.2], 0.1, "one number per partner"),
        ([], [], 0.1, "one number per partner"),
        ([-1.0], [0.1], 0.1, "not negative"),
        ([np.nan], [0.1], 0.1, "finite"),
        ([1.0], [1.1], 0.1, "chance"),
        ([1.0], [np.nan], 0.1, "chance"),
        ([1.0], [0.1], -0.1, "correlation"),
        ([1.0], [0.1], 1.1, "correlation"),
    ],
)
def test_numbers_out_of_range_are_refused(loss, fail, correlation, says):
    with pytest.raises(ValueError, match=says):
        share_risk(np.array(loss), np.array(fail), correlation)


def test_shares_and_levels_out_of_range_are_refused():
    one = np.ones(2)
    with pytest.raises(ValueError, match="sum to 1"):
        share_risk(one, one / 2, 0.1, share_a=one)
    with pytest.raises(ValueError, match="level"):
        share_risk(one, one / 2, 0.1, level=1.0)
    with pytest.raises(ValueError, match="too many"):
        survivors(np.full(21, 0.1), 0.1)
    with pytest.raises(ValueError, match="lie in"):
        survivors(np.array([1.1]), 0.1)
