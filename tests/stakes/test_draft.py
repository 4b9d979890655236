"""From a title to a first question: it reads as an outcome, and every proposal says why."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convenor.model.capability import capabilities
from convenor.model.outcome import Outcome
from convenor.model.places import named_countries, named_places
from convenor.stakes.draft import blank, draft, named_needs
from convenor.stakes.forms import form_of, forms
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
    lent = draft("Microfinance and non-technical survey", cases=[outcome], today=TODAY)
    assert "attacks" in lent
    assert "attacks" not in draft("A quiet village", cases=[outcome], today=TODAY)


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


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("Ransomware no longer stops hospitals in Ireland", "ransomware and cyber attack"),
        ("Safe markets in Gao", "markets and trade"),
        ("Displaced families return to Mosul in safety", "return of the displaced"),
        ("Cables under the Baltic Sea are not cut", "cables, ports and pipelines"),
        ("Something else", None),
    ],
)
def test_a_title_finds_its_first_form(title, form):
    found = form_of(title)
    assert (found.id if found else None) == form


def test_every_first_form_stands_on_known_capabilities_and_serves_both_ends():
    for form in forms():
        assert set(form.needs) <= set(capabilities())
        assert {end for step in form.steps for end in step.serves} == {"security", "prosperity"}
        assert form_of(form.id) is not None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Safe markets in Gao", [("Gao", ("ML",))]),
        ("Fair elections in Tripoli, Lebanon", [("Tripoli", ("LB",))]),
        ("Fair elections in Tripoli", [("Tripoli", ("LY",))]),
        ("Schools stay open in Cabo Delgado", [("Cabo Delgado", ("MZ",))]),
        ("Women in Goma and Bukavu", [("Goma", ("CD",)), ("Bukavu", ("CD",))]),
        ("Nice and clean markets", []),
    ],
)
def test_regions_and_towns_are_known_by_name(text, places):
    assert [(place.name, place.countries) for place in named_places(text)] == places


def test_a_title_asks_for_more_than_it_names():
    assert set(named_needs("Safe schools")) == {"community_security", "education_in_emergencies"}


@example("NULL")
@example("1e5")
@given(st.text(min_size=1, max_size=80).filter(lambda t: any(c.isprintable() and not c.isspace() for c in t)))
def test_any_title_gives_a_file_that_reads(title):
    shown = "".join(c if c.isprintable() else " " for c in title)
    assert Outcome.parse(draft(title, today=TODAY)).title == shown.strip()
