"""Numbers and dates as one reads them aloud."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from convenor.action.words import about, count, listed, percent, quantity, span, when, window


@given(st.floats(0, 1))
def test_a_share_never_rounds_to_nothing_or_to_all(share):
    text = percent(share)
    assert (text == "0%") == (share <= 1e-9)
    assert text != "100%" or share >= 1 - 1e-9


def test_about_is_said_of_rounded_shares_only():
    assert about(0.565) == "about 56%"
    assert about(1.0) == "100%"
    assert about(0.002) == "under 1%"


def test_a_range_without_width_is_one_number():
    assert span(0.48, 0.64) == "48 to 64"
    assert span(0.571, 0.572) == "57"


def test_one_partner_and_many_partners():
    assert count(1, "partner") == "one partner"
    assert count(21, "partner") == "21 partners"
    assert count(2, "row has", "rows have") == "two rows have"


def test_a_window_over_new_year_names_both_years():
    assert window(dt.date(2025, 12, 30), dt.date(2026, 1, 2)) == "Tue 30 December 2025 to Fri 2 January 2026"
    assert window(dt.date(2025, 7, 1), dt.date(2025, 7, 1)) == "on Tue 1 July 2025"


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.integers(0, 900))
def test_a_window_always_ends_with_its_last_day(first, days):
    last = first + dt.timedelta(days=days)
    assert window(first, last).endswith(f"{last.day} {last:%B} {last.year}")
    assert str(first.day) in window(first, last)


@given(st.floats(-1e12, 1e12))
def test_a_quantity_in_words_is_the_same_quantity(value):
    number, *word = quantity(value).replace(",", "").split()
    size = {"million": 1e6, "billion": 1e9}[word[0]] if word else 1
    assert abs(float(number) * size - value) <= max(5e-4, 1e-9 * abs(value))


def test_a_list_beyond_its_limit_is_counted():
    assert listed(["a", "b", "c", "d", "e"], 3) == "a, b and three more"
    assert listed([]) == ""


def test_an_impossible_month_stays_as_published():
    assert when("2024-13") == "2024-13"
