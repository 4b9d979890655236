"""Reach, power, likeness to the population, and who loses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binomtest

from convenor.partnerships.measures import (
    HARD,
    SOFT,
    UNKNOWN,
    likeness,
    power_mix,
    reach,
    reach_index,
    who_loses,
    wilson,
)

PLACES = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]], bool)
LANGUAGES = np.array([[1, 0], [1, 0], [0, 1]], bool)
TRACKS = np.array([[1, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0, 0, 0, 0]], bool)


@pytest.mark.parametrize(
    ("members", "places", "languages", "tracks", "index"),
    [
        ([0, 0, 0], (0, 0), (0, 0), (0, 0), 0),
        ([1, 0, 0], (2, 1 / 2), (1, 1 / 2), (1, 1 / 9), (1 / 2 + 1 / 2 + 1 / 9) / 3),
        ([1, 1, 0], (3, 3 / 4), (1, 1 / 2), (3, 1 / 3), (3 / 4 + 1 / 2 + 1 / 3) / 3),
        ([1, 1, 1], (3, 3 / 4), (2, 1), (3, 1 / 3), (3 / 4 + 1 + 1 / 3) / 3),
    ],
)
def test_reach_of_a_small_set(members, places, languages, tracks, index):
    """M15, golden values counted by hand."""
    inside = np.array(members, bool)
    assert reach(PLACES, inside) == places
    assert reach(LANGUAGES, inside) == languages
    assert reach(TRACKS, inside) == tracks
    assert reach_index([PLACES, LANGUAGES, TRACKS], inside) == pytest.approx(index)


@given(arrays(bool, (5, 7)), arrays(bool, (5, 3)), arrays(bool, 5), st.integers(0, 4))
@settings(deadline=None)
def test_adding_a_partner_never_lowers_reach(places, sectors, members, newcomer):
    """M15."""
    more = members.copy()
    more[newcomer] = True
    assert reach(places, more)[0] >= reach(places, members)[0]
    assert reach_index([places, sectors], more) >= reach_index([places, sectors], members)


def test_nothing_to_reach_is_no_reach():
    inside = np.array([True])
    assert reach(np.zeros((1, 0), bool), inside) == (0, 0.0)
    assert reach_index([np.zeros((1, 0), bool)], inside) == 0.0
    assert reach_index([np.zeros((1, 0), bool), np.ones((1, 2), bool)], inside) == 1.0


def test_untagged_use_is_unknown_and_never_soft():
    """M1."""
    mix = power_mix(np.array([2.0, 1.0, 1.0]), np.array([0, 1, 1]), np.array([HARD, SOFT, UNKNOWN]), 3)
    assert mix.sum(0).tolist() == [0.5, 0.25, 0.25]
    assert mix.sum(1).tolist() == [0.5, 0.5, 0.0]


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(0, 3), st.integers(0, 2)), max_size=12))
def test_mix_sums_to_one_over_instruments_where_anything_is_used(offers):
    """M1."""
    used, instrument, power = (
        (np.array(column) for column in zip(*offers, strict=True)) if offers else [np.zeros(0)] * 3
    )
    mix = power_mix(used.astype(float), instrument.astype(int), power.astype(int), 4)
    assert mix.sum() == pytest.approx(1.0 if used.sum() > 0 else 0.0)


def test_mix_refuses_what_cannot_be():
    one = np.array([1.0])
    for used, instrument, power in ((-one, 0, 0), (one, 2, 0), (one, -1, 0), (one, 0, 3)):
        with pytest.raises(ValueError):
            power_mix(used, np.array([instrument]), np.array([power]), 2)


def test_a_group_left_out_is_seen_against_its_share_and_a_missing_benchmark_is_named():
    """M17."""
    found = likeness([1, 6, 3], [12, 12, 4], [0.51, 0.5, np.nan])
    assert found.gap_g[:2].tolist() == pytest.approx([1 / 12 - 0.51, 0.0])
    assert found.gap_high_g[0] < 0
    assert found.gap_low_g[1] < 0 < found.gap_high_g[1]
    assert found.missing_g.tolist() == [False, False, True]
    assert np.isnan(found.gap_g[2])
    assert found.share_g[2] == 0.75


def test_a_benchmark_with_a_range_widens_the_gap():
    sure = likeness([2], 10, [0.4])
    unsure = likeness([2], 10, [0.4], population_low_g=[0.3], population_high_g=[0.5])
    assert unsure.gap_g == sure.gap_g
    assert unsure.gap_low_g[0] == pytest.approx(sure.gap_low_g[0] - 0.1)
    assert unsure.gap_high_g[0] == pytest.approx(sure.gap_high_g[0] + 0.1)


def test_nobody_known_is_unknown_not_nought():
    found = likeness([0], 0, [0.5])
    assert np.isnan(found.share_g[0])
    assert (found.low_g[0], found.high_g[0]) == (0.0, 1.0)


@given(st.integers(0, 60), st.integers(1, 60))
@settings(deadline=None)
def test_interval_equals_that_of_scipy(count, extra):
    known = max(count, extra)
    low, high = wilson(np.array([float(count)]), np.array([float(known)]))
    peer = binomtest(count, known).proportion_ci(0.95, "wilson")
    assert (low[0], high[0]) == pytest.approx((peer.low, peer.high), abs=1e-12)


def test_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(0)
    for share in (0.083, 0.3, 0.5):  # 8.3% of delegates were women (Good 2024)
        count = rng.binomial(20, share, 20_000).astype(float)
        low, high = wilson(count, np.full(20_000, 20.0))
        assert 0.92 <= ((low <= share) & (share <= high)).mean() <= 0.985


def test_counts_and_shares_out_of_range_are_refused():
    for count, known, share in ((-1, 4, 0.5), (5, 4, 0.5), (1, 4, 1.5)):
        with pytest.raises(ValueError):
            likeness([count], known, [share])


def test_who_loses_is_named_partner_or_not():
    """M35: two partners gain, a bystander surely loses, another may."""
    found = who_loses(np.array([4.0, 1.0, -3.0, -0.5]), np.array([5.0, 1.0, -2.0, 0.5]))
    assert np.flatnonzero(found.loses_a).tolist() == [2]
    assert np.flatnonzero(found.may_lose_a).tolist() == [3]
    assert not found.pareto
    assert found.mitigation == pytest.approx(3.5)
    assert found.affordable


def test_losses_that_the_gains_cannot_make_good_are_said_to_be_so():
    change = np.array([1.0, -3.0])
    assert not who_loses(change, change).affordable


@pytest.mark.parametrize(("change", "pareto"), [([0.0, 2.0], True), ([0.0, 0.0], False), ([1.0, -0.1], False)])
def test_pareto_improvement_needs_a_gainer_and_no_loser(change, pareto):
    assert who_loses(np.array(change), np.array(change)).pareto is pareto


def test_a_blank_is_not_a_range():
    with pytest.raises(ValueError, match="range"):
        who_loses(np.array([np.nan]), np.array([1.0]))
    with pytest.raises(ValueError, match="above"):
        who_loses(np.array([2.0]), np.array([1.0]))
