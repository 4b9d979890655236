"""Ties that events show: cooperation ties together, conflict opposes, few events say nothing."""

import datetime as dt

import pytest

from convenor.evidence import load
from convenor.model.codes import Marking
from convenor.stakes import trace
from convenor.stakes.encounters import OPPOSES, TOGETHER, encounters, joined
from tests.contracts.test_sources import example_of_the_page
from tests.evidence.made_up import DYAD_YEARS
from tests.stakes.conftest import PROVENANCE

SIDES = ("gov:MT", "gov:IT", "ucdp:9401", "ucdp:9402")


@pytest.fixture
def put(book, tmp_path):
    def loaded(text, name):
        (tmp_path / name).write_text(text, encoding="utf-8")
        load(book, tmp_path / name)

    return loaded


def battles(n):
    head, line = example_of_the_page("ucdp").splitlines()
    return "\n".join([head, *(line.replace("700001", str(700_001 + k)) for k in range(n))]) + "\n"


def test_cooperation_ties_both_ways_with_its_counts(book, put):
    put(DYAD_YEARS, "years.csv")
    found = encounters(book, SIDES, dt.date(2020, 1, 1))
    (tie,) = found["gov:MT"]
    assert (tie.object, tie.unit) == ("gov:IT", TOGETHER)
    assert tie.value == "10 events of cooperation and 3 of conflict on file, 2014 to 2015"
    assert found["gov:IT"][0].object == "gov:MT"


def test_conflict_opposes_and_a_closed_row_closes_the_tie(book, put):
    put(battles(3), "ged.csv")
    (tie,) = encounters(book, SIDES, dt.date(2025, 1, 1))["ucdp:9401"]
    assert (tie.object, tie.unit, tie.marking) == ("ucdp:9402", OPPOSES, Marking.CLEAR)
    assert tie.use_by == dt.date(2027, 3, 4)


@pytest.mark.parametrize(("n", "day"), [(2, dt.date(2025, 1, 1)), (5, dt.date(2024, 1, 1))])
def test_few_events_and_later_ones_say_nothing(book, put, n, day):
    put(battles(n), "ged.csv")
    assert encounters(book, SIDES, day) == {}


def test_one_event_in_two_files_counts_once_and_strangers_are_left_out(book, put):
    put(battles(2), "candidate.csv")
    put(battles(2), "yearly.csv")
    assert encounters(book, SIDES, dt.date(2025, 1, 1)) == {}
    put(battles(4), "more.csv")
    assert encounters(book, ("ucdp:9401",), dt.date(2025, 1, 1)) == {}


def test_what_a_dossier_says_of_two_comes_first(book, put):
    put(battles(3), "ged.csv")
    found = encounters(book, SIDES, dt.date(2025, 1, 1))
    said = {"ucdp:9401": found["ucdp:9401"]}
    assert joined(said, found) == {"ucdp:9401": found["ucdp:9401"], "ucdp:9402": found["ucdp:9402"]}


def test_a_stake_carries_the_tie_with_its_row(rivertown, outcome):
    events = {
        "id": ["e1", "e2", "e3"], "kind": ["agree"] * 3, "quad": ["verbal cooperation"] * 3,
        "start": ["2023-05-01"] * 3, "end": ["2023-05-01"] * 3, "actor": ["sweepers"] * 3,
        "target": ["far away"] * 3, "count": [1] * 3,
    }  # fmt: skip
    before = {s.actor.id: s for s in trace(rivertown, outcome)}["sweepers"].actor
    assert all(tie.to != "far away" for tie in before.ties)
    rivertown.append("events", events, locator="1", **PROVENANCE)
    stake = {s.actor.id: s for s in trace(rivertown, outcome)}["sweepers"]
    (tie,) = [tie for tie in stake.actor.ties if tie.to == "far away"]
    assert tie.relation == TOGETHER
    assert set(tie.evidence) <= {row.id for row in stake.evidence}
