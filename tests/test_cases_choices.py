"""What the worked cases show of choices, pillars and the gate (M7, M8, M36)."""

import time
from importlib.resources import files
from pathlib import Path

import pytest

from convenor.evidence import load
from convenor.model.outcome import Outcome
from convenor.partnerships.again import ask
from convenor.partnerships.counted import ground
from convenor.partnerships.frontier import hard_frontier
from convenor.partnerships.whatif import replacement, what_if
from convenor.partnerships.words import label
from convenor.stakes import trace
from convenor.store import connect


def case(name):
    folder = Path(str(files("convenor").joinpath("data", "cases", name)))
    outcome = Outcome.read(folder / "outcome.yaml")
    with connect() as book:
        load(book, *sorted(file for file in folder.glob("*.yaml") if file.name != "outcome.yaml"))
        return outcome, trace(book, outcome)


@pytest.fixture(scope="module")
def demo():
    return case("ukraine")


def test_m36_dropping_any_partner_of_the_demo_takes_less_than_two_seconds(demo):
    outcome, stakes = demo
    best = ask(outcome, stakes)
    assert best.proof == "optimal"
    slowest, with_substitutes = 0.0, 0
    for actor in best.names:
        began = time.process_time()
        told = replacement(outcome, best.field, best, actor)
        slowest = max(slowest, time.process_time() - began)
        with_substitutes += bool(told.swaps)
        assert told.swaps or told.note
        assert told.effect is None or told.effect <= best.effect + 1e-6
        assert all(told.without <= effect <= best.effect + 1e-6 for *_, effect in told.swaps)
    assert slowest < 2.0
    assert with_substitutes >= len(best.names) / 2


def test_m36_what_if_on_the_demo_takes_less_than_two_seconds(demo):
    outcome, stakes = demo
    best = ask(outcome, stakes)
    began = time.process_time()
    change = what_if(outcome, outcome.change(must_not=(*outcome.terms.must_not, "hdc"), size=16), stakes)
    assert time.process_time() - began < 2.0
    assert "hdc" in best.names
    assert "hdc" not in change.after.ids
    assert len(change.after.ids) <= 16
    assert change.after.effect < change.before.effect


def test_m8_the_somali_case_without_hard_power_names_the_capabilities_that_are_lost():
    outcome, stakes = case("piracy")
    best = ask(outcome, stakes)
    frontier = hard_frontier(outcome, best.field, best, go=lambda: True)
    none, last = frontier.points[0], frontier.points[-1]
    assert (none.limit, none.option.hard) == (0.0, 0.0)
    for capability in ("naval_escort", "criminal_prosecution", "armed_protection"):
        assert label(capability) in none.note
        assert label(capability) in none.option.lost
    assert none.option.effect < last.option.effect - 0.2
    assert [p.limit for p in frontier.points] == sorted(p.limit for p in frontier.points)


def test_m7_the_demo_stands_on_its_digital_pillar(demo):
    from dataclasses import replace

    from convenor.partnerships import compose
    from convenor.partnerships.pillars import pillars

    outcome, stakes = demo
    (best,) = compose(outcome, stakes)
    found = {pillar.name: pillar for pillar in best.measures.pillars}
    assert found["digital"].share > 0.5
    assert found["digital"].effect_change < -0.4
    assert found["multi-stakeholder"].reach_change < -0.1
    assert found["feminist"].effect_change >= 0
    assert found["digital"].es95_change is not None
    again = pillars(ground(outcome, stakes), replace(best, measures=None))
    assert [pillar.effect for pillar in again] == [pillar.effect for pillar in best.measures.pillars]
