"""No count of one to nine people is shown, nor follows by subtraction."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.dialogue.cells import rounded, shown_cells
from convenor.dialogue.exposure import rows_for_export, singled_out
from convenor.errors import SourceError

counts = st.lists(st.lists(st.integers(0, 40), min_size=2, max_size=4), min_size=1, max_size=3)


def table(column):
    """One answer, several groups, nobody in no group."""
    return np.array([[number] for number in [*column, 0]])


def follows(total, column, shown_total, shown):
    """Sum of the hidden cells of a column where an onlooker can reckon it; None where not."""
    hidden = [number for number, seen in zip(column, shown, strict=True) if not seen]
    return sum(hidden) if shown_total and any(hidden) else None


@given(counts)
def test_nothing_small_is_shown_or_follows(parts):
    total = max(sum(column) for column in parts)
    tables = [table([*column[:-1], column[-1] + total - sum(column)]) for column in parts]
    shown_total, masks = shown_cells(np.array([total]), tables)
    if shown_total[0]:
        assert total == 0 or total >= 10
    for counts_g1, mask in zip(tables, masks, strict=True):
        column, seen = counts_g1[:, 0], mask[:, 0]
        assert all(number == 0 or number >= 10 for number, ok in zip(column, seen, strict=True) if ok)
        hidden = follows(total, column, shown_total[0], seen)
        assert hidden is None or hidden >= 10
        alone = [number for number, ok in zip(column, seen, strict=True) if not ok and number]
        assert not (shown_total[0] and len(alone) == 1)
        if not shown_total[0]:
            assert alone, "shown cells would add up to the hidden total"


def test_large_cells_are_all_shown():
    shown_total, masks = shown_cells(np.array([60]), [table([20, 40])])
    assert shown_total[0]
    assert masks[0][:2].all()


@pytest.mark.parametrize(("people", "most"), [(12, 11), (26, 11), (60, 21), (126, 21), (700, 101)])
def test_shares_are_so_coarse_that_one_person_hardly_shows(people, most):
    seen = {rounded(number / people, people) for number in range(people + 1)}
    assert len(seen) <= most
    assert all(0 <= share <= 1 for share in seen)


def test_rows_stay_unless_the_switch_is_given(conversation):
    with pytest.raises(SourceError, match="would single out") as error:
        rows_for_export(conversation, allow=False)
    assert error.value.code == "rows.withheld"
    found, unique = rows_for_export(conversation, allow=True)
    assert found is conversation
    assert 0 <= unique <= 1


def test_a_crowd_that_votes_alike_singles_nobody_out():
    rng = np.random.default_rng(0)
    assert singled_out(np.ones((20, 6)), rng) == 0
    different = np.array(list(itertools.product([-1.0, 1.0], repeat=4)))
    assert singled_out(different, rng, known=4) == 1
