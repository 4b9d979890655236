"""Join order, critical mass and guarantee, against all orders and all sets tried one by one."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from convenor.partnerships.coalitions import members
from convenor.partnerships.join import critical_masses, join_order, join_order_searched


@st.composite
def tables(draw):
    """Utilities in whole numbers, so that ties are many."""
    n = draw(st.integers(1, 5))
    return draw(arrays(float, (n, 2**n), elements=st.integers(-3, 4)))


def needs_others(thresholds):
    """Each gains 2 when enough of the others are in, and loses 1 otherwise; who stays out has 0."""
    n = len(thresholds)
    size = np.bitwise_count(np.arange(2**n))
    inside = members(np.arange(2**n), n).T
    enough = size - 1 >= np.array(thresholds)[:, None]
    return np.where(inside, np.where(enough, 2.0, -1.0), 0.0)


def pledges(utility, order):
    mask, needed = 0, []
    for i in order:
        needed.append(max(0.0, utility[i, mask] - utility[i, mask | 1 << i]))
        mask |= 1 << i
    return needed


def works(utility, mask):
    """Slow twin: everybody of the set commits at once, then the rest in some order."""
    n = len(utility)
    inside = [i for i in range(n) if mask >> i & 1]
    if any(utility[i, mask] < utility[i, 0] for i in inside):
        return False
    for order in itertools.permutations(sorted(set(range(n)) - set(inside))):
        now = mask
        for i in order:
            if utility[i, now | 1 << i] < utility[i, now]:
                break
            now |= 1 << i
        if now == 2**n - 1:
            return True
    return False


def gain_from(utility):
    """The table, asked as a function."""
    n = len(utility)

    def gain(member_da):
        mask = (member_da << np.arange(n)).sum(1)
        after = mask[:, None] | 1 << np.arange(n)
        return utility[np.arange(n), after] - utility[np.arange(n), mask[:, None]]

    return gain


@given(tables())
@settings(deadline=None, max_examples=100)
def test_no_order_needs_a_smaller_guarantee(utility):
    found = join_order(utility)
    least = min(sum(pledges(utility, order)) for order in itertools.permutations(range(len(utility))))
    assert found.guarantee == pytest.approx(least)
    assert found.bound == found.guarantee
    assert list(found.guarantee_k) == pytest.approx(pledges(utility, found.order))
    assert sorted(found.order) == list(range(len(utility)))


@given(tables())
@settings(deadline=None, max_examples=60)
def test_of_equal_orders_the_most_reluctant_partner_gains_most(utility):
    def least_gain(order):
        mask, gains = 0, []
        for i in order:
            gains.append(utility[i, mask | 1 << i] - utility[i, mask])
            mask |= 1 << i
        return min(gains)

    found = join_order(utility)
    equal = [o for o in itertools.permutations(range(len(utility))) if sum(pledges(utility, o)) == found.guarantee]
    assert least_gain(found.order) == max(map(least_gain, equal))


@given(tables())
@settings(deadline=None, max_examples=100)
def test_every_minimal_critical_mass_is_found_and_no_other(utility):
    n = len(utility)
    starting = [mask for mask in range(2**n) if works(utility, mask)]
    minimal = {m for m in starting if not any(o != m and o & m == o for o in starting)}
    found = {sum(1 << i for i in chosen) for chosen in critical_masses(utility)}
    assert found == minimal


@given(tables())
@settings(deadline=None, max_examples=60)
def test_search_never_beats_the_table_nor_passes_its_own_bound(utility):
    exact = join_order(utility)
    for width in (1, 1000):
        found = join_order_searched(gain_from(utility), len(utility), width=width)
        assert found.bound - 1e-9 <= exact.guarantee <= found.guarantee + 1e-9
        assert sum(pledges(utility, found.order)) == pytest.approx(found.guarantee)
    assert found.guarantee == pytest.approx(exact.guarantee)  # wide enough to keep every set


@given(tables())
@settings(deadline=None, max_examples=60)
def test_an_order_exists_exactly_where_nobody_need_commit_first(utility):
    assert (join_order(utility).guarantee == 0) == (critical_masses(utility) == ((),))


def test_a_cascade_starts_with_who_needs_nobody():
    found = join_order(needs_others([2, 0, 1, 3]))
    assert found.order == (1, 2, 0, 3)
    assert found.guarantee == 0


def test_without_a_first_mover_one_promise_starts_the_cascade():
    utility = needs_others([1, 1, 2, 3])
    found = join_order(utility)
    assert found.guarantee == 1
    assert found.guarantee_k == (1, 0, 0, 0)
    assert critical_masses(utility) == ((0, 1),)


def test_below_critical_mass_each_waits_for_the_others():
    """Four firms of whom each joins only if all three others do: the memorandum that needed four names."""
    utility = needs_others([3, 3, 3, 3])
    assert critical_masses(utility) == ((0, 1, 2, 3),)
    assert join_order(utility).guarantee == 3


def test_a_free_rider_is_no_part_of_any_order_without_a_promise():
    """Security is public: the last one has it all without joining, and joining costs."""
    utility = needs_others([0, 0, 0])
    utility[2] = np.where(members(np.arange(8), 3)[:, 2], 1.0, 1.5)
    assert join_order(utility).guarantee == pytest.approx(0.5)
    assert critical_masses(utility) == ()


def test_nothing_starts_what_leaves_somebody_worse_off():
    utility = needs_others([0, 9])
    assert critical_masses(utility) == ()
    assert join_order(utility).guarantee == 1


def test_fifty_partners_are_put_in_order_with_a_bound():
    rng = np.random.default_rng(1)
    thresholds = np.concatenate([[2, 2, 2], rng.integers(0, 30, 47).clip(3, 30)])

    def gain(member_da):
        return np.where(member_da.sum(1, keepdims=True) >= thresholds, 2.0, -1.0)

    found = join_order_searched(gain, 50)
    assert sorted(found.order) == list(range(50))
    assert found.bound == 2  # the first two find nobody there: no order spares them
    assert found.guarantee >= 2


def test_twenty_partners_are_tabled():
    rng = np.random.default_rng(4)
    utility = np.zeros((20, 2**20), dtype=np.float32)
    for i in range(20):
        utility[i] = rng.random(2**20, dtype=np.float32)
    found = join_order(utility)
    assert found.guarantee == 0
    assert sorted(found.order) == list(range(20))


@pytest.mark.parametrize("utility", [np.zeros((2, 3)), np.zeros((0, 1)), np.zeros((21, 4)), np.array([[0, np.nan]])])
def test_what_is_no_table_is_refused(utility):
    for kernel in (join_order, critical_masses):
        with pytest.raises(ValueError):
            kernel(utility)


def test_a_search_needs_partners_and_width():
    for n, width in ((0, 1), (3, 0)):
        with pytest.raises(ValueError, match="width"):
            join_order_searched(lambda member_da: np.zeros(member_da.shape), n, width=width)
