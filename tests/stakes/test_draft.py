"""From a title to a first question: it reads as an outcome, and every proposal says why."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.model.outcome import Outcome
from convenor.model.places import named_countries
from convenor.stakes.draft import blank, draft, named_needs
from tests.stakes.conftest import activity

TODAY = dt.date(2024, 6, 30)


def test_a_draft_is_an_outcome_that_can_be_asked_at_once(rivertown):
    outcome = Outcome.parse(draft("Mined roads in Norway are safe", rivertown, today=TODAY))
    assert outcome.places == ("NO",)
    assert "non_technical_survey" in outcome.needs
    assert outcome.unlinked == ()


def test_everything_proposed_is_marked_assumed_and_says_why(rivertown):
    text = draft("Mined roads in Norway are safe", rivertown, today=TODAY)
    assert {step.basis for step in Outcome.parse(text).steps} == {"assumed"}
    needs = [line for line in text.splitlines() if line.startswith("      ")]
    assert needs
    assert all("#" in line and ";" in line for line in needs)


def test_past_activities_propose_needs_and_name_an_example(rivertown):
    for n in range(4):
        activity(rivertown, f"b{n}", "truck drivers of Rivertown learn first aid and microfinance", ["sweepers"])
    text = draft("Truck drivers of Rivertown", rivertown, today=TODAY)
    assert "microfinance: 1" in text
    assert "nearest past activities, such as" in text
    assert Outcome.parse(text).places == ("XA", "Rivertown")


def test_the_date_is_the_day_on_which_the_book_ends(rivertown):
    assert Outcome.parse(draft("Safe roads", rivertown, today=dt.date(2030, 1, 1))).as_of == dt.date(2024, 7, 15)


def test_a_worked_case_lends_its_indicators_when_it_needs_the_same(outcome):
    lent = draft("Mine clearance and microfinance for traders", cases=[outcome], today=TODAY)
    assert "attacks" in lent
    assert "attacks" not in draft("A fair election", cases=[outcome], today=TODAY)


def test_a_blank_form_proposes_nothing_and_still_reads():
    text = blank("Safe markets", today=TODAY)
    assert Outcome.parse(text).places == ()
    assert "past activities" not in text


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Peace in South Sudan and Sudan", ["SS", "SD"]),
        ("Nigerian and Niger delta", ["NE"]),
        ("No country at all", []),
    ],
)
def test_countries_are_known_by_name(title, codes):
    assert named_countries(title) == codes


def test_a_title_asks_for_more_than_it_names():
    assert set(named_needs("Safe schools")) == {"community_security", "education_in_emergencies"}


@given(st.text(min_size=1, max_size=80).filter(lambda t: any(c.isprintable() and not c.isspace() for c in t)))
def test_any_title_gives_a_file_that_reads(title):
    shown = "".join(c if c.isprintable() else " " for c in title)
    assert Outcome.parse(draft(title, today=TODAY)).title == shown.strip()
