"""Accounts in an outcome file: amounts, days, scenarios; what is wrong is told with its line."""

import datetime as dt

import pytest

from convenor.errors import OutcomeError
from convenor.model.account import Range
from convenor.model.codes import Basis
from convenor.model.outcome import Outcome

QUESTION = """
id: q
title: Fields are safe
steps: [{name: survey, needs: [mediation]}]
indicators: {security: [{name: accidents}], prosperity: [{name: harvest}]}
"""
WORTH = """
worth:
  unit: million USD
  grant: 10
  correlation: [0.1, 0.5]
  in_force: {"kind:company": 4}
  accounts:
    - {actor: firm, worth: [2, 5], cost: 1, until: 2024-12-31, basis: entered}
    - {actor: firm, cost: 0, since: 2025-01-01}
  scenarios:
    - {id: cut, title: The grant is cut, since: 2025-06-01, stops: [survey], accounts: [{actor: firm, side: -1}]}
"""


def accounts(text=WORTH):
    return Outcome.parse(QUESTION + text).accounts


def test_amounts_are_numbers_or_ranges_with_their_basis():
    read = accounts()
    assert read.grant == Range(low=10.0, high=10.0, basis=Basis.ENTERED)
    assert read.correlation == Range(low=0.1, high=0.5, basis=Basis.ENTERED)
    assert read.in_force == (("kind:company", 4),)
    firm = read.on(dt.date(2024, 6, 1))["firm"]
    assert firm.worth == Range(low=2.0, high=5.0, basis=Basis.ENTERED)
    assert firm.cost.known


def test_amounts_change_on_their_day():
    read = accounts()
    assert read.on(dt.date(2024, 12, 31))["firm"].cost.low == 1.0
    assert read.on(dt.date(2025, 1, 1))["firm"].cost.low == 0.0


def test_a_scenario_is_not_known_before_anybody_could_expect_it():
    read = accounts()
    assert read.on(dt.date(2025, 5, 31), "cut")["firm"].side is None
    assert read.on(dt.date(2025, 6, 1), "cut")["firm"].side.low == -1.0
    assert read.on(dt.date(2025, 6, 1), "cut")["firm"].cost.low == 0.0
    assert read.scenario("cut", dt.date(2025, 6, 1)).stops == ("survey",)
    assert read.scenario("cut", dt.date(2025, 5, 31)).stops == ()


def test_a_question_without_accounts_has_none():
    assert accounts("").entered == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("worth: [2, 5]", "worth: [5, 2]", "does not rise"),
        ("worth: [2, 5]", "worth: [-2, 5]", "lies outside 0"),
        ("worth: [2, 5]", "worth: lots", "expected a number"),
        ("worth: [2, 5]", "worth: [1, 2, 3]", "expected a number"),
        ("cost: 1,", "csot: 1,", "did you mean 'cost'"),
        ("until: 2024-12-31", "since: 2025-02-01, until: 2024-12-31", "is before"),
        ("stops: [survey]", "stops: [survy]", "no step is called"),
        ("correlation: [0.1, 0.5]", "correlation: [0.1, 1.5]", "lies outside 0 to 1"),
        ('"kind:company": 4', '"kind:company": none', "expected a number"),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_right(old, new, says):
    with pytest.raises(OutcomeError, match=says):
        accounts(WORTH.replace(old, new))


def test_two_scenarios_of_one_name_are_refused():
    again = WORTH + "    - {id: cut, title: Again}\n"
    with pytest.raises(OutcomeError, match="stands there twice"):
        accounts(again)
