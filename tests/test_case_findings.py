"""Three findings of the worked cases, each as a share of 1,000 draws, and each absent in its counterfactual.

The amounts were committed as ranges before the kernel that reads them; nothing here is tuned to them.
"""

import datetime as dt
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from convenor.evidence import load
from convenor.model.account import Range
from convenor.model.outcome import Outcome
from convenor.model.worth import Verdict
from convenor.partnerships import compose
from convenor.partnerships.deal import deal
from convenor.partnerships.stability import rational, stays
from convenor.partnerships.threshold import threshold
from convenor.stakes import trace
from convenor.store import connect

CASES = Path(str(files("convenor").joinpath("data", "cases")))
MOST, FEW = 0.8, 0.5  # a finding holds in at least so many draws; absent, it is not even in half of them


def question(case, day=None, **terms):
    asked = Outcome.read(CASES / case / "outcome.yaml")
    asked = asked if day is None else replace(asked, as_of=dt.date.fromisoformat(day))
    return asked.change(**terms) if terms else asked


def on_file(case, asked):
    with connect() as book:
        load(book, *sorted(f for f in (CASES / case).glob("*.yaml") if f.name != "outcome.yaml"))
        return trace(book, asked)


# ------------------------------------------------------------------------------------------------ Kimberley
def leaves(found, scenario=""):
    """Share of 1,000 draws in which Global Witness has less inside than outside."""
    dealt = deal(found, scenario=scenario)
    assert len(dealt.bargain.value_da) == 1000
    return 1.0 - float(stays(dealt)[:, dealt.ids.index("global_witness")].mean())


@pytest.fixture(scope="module")
def kimberley():
    asked = question("kimberley")
    return compose(asked, on_file("kimberley", asked))[0]


def test_kimberley_the_expected_decision_makes_inside_worth_less_than_outside(kimberley):
    assert kimberley.outcome.as_of == dt.date(2011, 10, 31)
    assert leaves(kimberley, "marange") >= MOST


def test_kimberley_without_the_decision_it_does_not(kimberley):
    assert leaves(kimberley) <= FEW


def test_kimberley_in_september_2008_it_does_not_even_if_somebody_names_the_scenario():
    """Before Marange the floors for its people cannot be met: nobody had been harmed there."""
    floors = tuple(f for f in question("kimberley").terms.floors if f.of in ("public", "private"))
    asked = question("kimberley", "2008-09-30", floors=floors, must=("global_witness",))
    found = compose(asked, on_file("kimberley", asked))[0]
    assert "global_witness" in found.ids
    assert leaves(found) <= FEW
    assert leaves(found, "marange") == leaves(found)


def test_kimberley_the_report_says_so_and_what_to_do(kimberley):
    (told,) = [f for f in kimberley.findings if f.topic == "scenario"]
    assert told.about == "global_witness"
    assert "Global Witness has less inside" in told.text
    assert told.action
    assert told.owner
    assert kimberley.outcome.as_of < told.start <= told.end
    assert kimberley.worth is not None
    text = next(m.text for m in kimberley.worth.members if m.actor == "global_witness")
    assert "analyst's range" in text


# ------------------------------------------------------------------------------------------------ Bangladesh
@pytest.fixture(scope="module")
def accord():
    asked = question("bangladesh", "2013-06-30")
    return asked, on_file("bangladesh", asked)


def test_bangladesh_the_memorandum_is_below_critical_mass():
    asked = question("bangladesh", "2012-10-27")
    stakes = on_file("bangladesh", asked)
    found = threshold(asked, stakes)
    assert set(found.committed) == {"pvh", "tchibo"}
    assert found.short == (("company", 2, 4),)
    assert 1.0 - found.share >= MOST
    assert found.verdict is Verdict.FAILS
    assert found.pivotal == ()  # three companies on file, four needed: no set would do
    assert "below critical mass" in found.text
    halved = replace(asked, accounts=replace(asked.accounts, in_force=(("kind:company", 2),)))
    assert 1.0 - threshold(halved, stakes).share <= FEW  # two would have been enough for a threshold of two


def test_bangladesh_the_accord_is_a_critical_mass_and_all_pivotal_sets_are_named(accord):
    asked, stakes = accord
    found = threshold(asked, stakes)
    assert len(found.committed) == 14
    assert found.share >= MOST
    assert found.verdict is Verdict.HOLDS
    sets = [set(each) for each in found.pivotal]
    assert sets
    assert all(len(each) >= 4 for each in sets)
    assert not [1 for one in sets for other in sets if one < other]
    names = {stake.actor.id: stake.actor.name for stake in stakes}
    assert any(names["hm"] in way for way in found.ways)


def test_bangladesh_with_the_memorandums_two_alone_the_accord_would_not_be(accord):
    asked, stakes = accord
    found = threshold(asked, stakes, committed=("pvh", "tchibo", "industriall", "ibc_unions"))
    assert found.share <= 1.0 - MOST
    assert found.verdict is Verdict.FAILS


def test_bangladesh_on_the_eve_of_signing_the_report_names_whom_to_win():
    asked = question("bangladesh")
    found = compose(asked, on_file("bangladesh", asked))[0]
    (told,) = [f for f in found.findings if f.topic == "threshold"]
    assert "2 of 4 needed (company)" in told.text
    assert "H&M" in told.action


# ------------------------------------------------------------------------------------------------ Ukraine
@pytest.fixture(scope="module")
def ukraine():
    asked = question("ukraine", must=("farm_applicants",))
    return compose(asked, on_file("ukraine", asked))[0]


def would(found, day):
    """Share of 1,000 draws in which the farm has at least as much inside as alone, and at least nothing."""
    dealt = deal(found, day=dt.date.fromisoformat(day))
    return float(rational(dealt)[:, dealt.ids.index("farm_applicants")].mean())


def test_ukraine_a_co_payment_that_falls_to_nothing_flips_individual_rationality(ukraine):
    assert ukraine.outcome.as_of == dt.date(2025, 5, 31)
    assert 1.0 - would(ukraine, "2024-09-01") >= MOST
    assert would(ukraine, "2024-09-02") >= MOST


def test_ukraine_nothing_before_and_nothing_after_does_not(ukraine):
    """The counterfactual: the farm never had to pay."""
    accounts = ukraine.outcome.accounts
    free = tuple(replace(each, cost=Range(low=0.0, high=0.0)) for each in accounts.entered)
    never = replace(ukraine, outcome=replace(ukraine.outcome, accounts=replace(accounts, entered=free)))
    assert would(never, "2024-09-01") >= MOST
    assert would(never, "2024-09-02") >= MOST
