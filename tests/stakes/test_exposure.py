"""Exposure: who bears a harm without a track record, which kinds nobody on file is, and the diaspora of a place."""

import dataclasses

import pytest

from convenor.model.codes import Basis, Kind
from convenor.model.outcome import Outcome
from convenor.stakes import trace, unheld
from convenor.stakes.harms import harms, read_on
from tests.stakes.conftest import PROVENANCE, body, said

ASKED = (
    "piracy", "mines", "ransomware", "factory failure", "conflict minerals", "displacement", "gender-based violence",
    "extremist content", "port sabotage", "cable sabotage", "return",
)  # fmt: skip


@pytest.fixture
def pirates(outcome: Outcome) -> Outcome:
    return dataclasses.replace(outcome, title="No ship is taken by pirates off Rivertown")


def by_id(stakes):
    return {stake.actor.id: stake for stake in stakes}


def test_every_link_of_the_table_cites_a_page():
    assert {harm.id for harm in harms()} >= set(ASKED)
    for harm in harms():
        assert harm.bearers
        for bearer in harm.bearers:
            assert bearer.kinds
            assert bearer.why
            assert bearer.title
            assert bearer.url.startswith("http")
    assert read_on().year >= 2026


@pytest.mark.parametrize(
    ("title", "harm"),
    [
        ("Ships pass the strait without piracy", "piracy"),
        ("Hospitals withstand ransomware", "ransomware"),
        ("No garment worker dies in a factory collapse", "factory failure"),
        ("Subsea cables are not cut", "cable sabotage"),
        ("Women live free of sexual violence", "gender-based violence"),
        ("Terrorist content online is gone within the hour", "extremist content"),
        ("Families return to the valley", "return"),
        ("Refugees find work", "displacement"),
        ("No coltan pays for a war", "conflict minerals"),
        ("The seaports of the coast stay open", "port sabotage"),
    ],
)
def test_an_outcome_names_its_harm(outcome, title, harm):
    plain = dataclasses.replace(outcome, title=title, text="", steps=outcome.steps[1:])
    assert [h.id for h in harms() if h.named_in(plain)] == [harm]


def test_a_need_names_the_harm_too(outcome):
    assert "manual_clearance" in outcome.needs
    assert [h.id for h in harms() if h.named_in(dataclasses.replace(outcome, title="x", text=""))] == ["mines"]


def test_a_body_without_a_track_record_gets_a_stake_by_its_path(rivertown, pirates):
    body(rivertown, "rivertown marine insurers", "association")
    body(rivertown, "sea cover limited", "company", name="Sea War Risk Underwriters")
    found = by_id(trace(rivertown, pirates))
    stake = found["rivertown marine insurers"]
    assert stake.exposure == (pirates.title, "piracy at sea", "war-risk insurer", "Rivertown Marine Insurers")
    row = next(row for row in stake.evidence if row.relation == "exposed")
    assert row.locator.startswith("http")
    assert row.basis is Basis.ASSUMED  # that this body is an insurer is read off its name
    assert found["sea cover limited"].exposure
    assert not found["sweepers"].exposure


def test_associations_come_before_single_firms(rivertown, pirates):
    for n in range(9):
        body(rivertown, f"insurer {n}", "company", name=f"Insurance House {n}")
    body(rivertown, "zz insurers", "association", name="ZZ Association of Insurers")
    held = {name for name, stake in by_id(trace(rivertown, pirates)).items() if stake.exposure}
    assert "zz insurers" in held
    assert len([name for name in held if name.startswith("insurer")]) == 4


def test_a_kind_that_nobody_on_file_is_is_a_gap_and_no_stake(rivertown, pirates):
    gaps = {gap.who: gap for gap in unheld(rivertown, pirates)}
    assert gaps["war-risk insurer"].words.startswith("no war-risk insurer on file (searched ")
    assert gaps["war-risk insurer"].evidence[0].locator.startswith("http")
    body(rivertown, "rivertown marine insurers", "association")
    assert "war-risk insurer" not in {gap.who for gap in unheld(rivertown, pirates)}


def test_a_hidden_body_is_reached_by_no_path(rivertown, pirates):
    body(rivertown, "quiet insurers", "association", marks="hidden")
    assert "quiet insurers" not in by_id(trace(rivertown, pirates))


def people(book, series, origin, place, value, unit="people"):
    row = {"id": f"{series} {place}", "series": series, "origin": origin, "place": place, "year": 2019, "value": value,
           "unit": unit, "sex": "", "age": "", "location": ""}  # fmt: skip
    book.append("measures", {k: [v] for k, v in row.items()}, locator=f"2019/{place}", **PROVENANCE)


def test_m4_every_stake_list_has_a_diaspora_section(rivertown, outcome):
    there = dataclasses.replace(outcome, places=("MT",))
    gap = next(gap for gap in unheld(rivertown, there) if Kind.DIASPORA in gap.kinds)
    assert gap.words.startswith("no diaspora body of Malta on file (searched ")
    people(rivertown, "migrant stock", "MT", "AU", 35_413)
    people(rivertown, "remittances", "MT", "AU", 1e6, unit="USD")
    gap = next(gap for gap in unheld(rivertown, there) if Kind.DIASPORA in gap.kinds)
    assert [row.value for row in gap.evidence] == [
        "migrant stock 2019: 35,413 people, Malta in Australia",
        "remittances 2019: 1,000,000 USD, Malta in Australia",
    ]
    body(rivertown, "league of melbourne", "diaspora", country="AU", home="MT")
    stake = by_id(trace(rivertown, there))["league of melbourne"]
    assert stake.actor.kind is Kind.DIASPORA
    assert {row.relation for row in stake.evidence} == {"migrant stock", "remittances"}
    assert stake.exposure[1] == "diaspora body of Malta"
    assert not [gap for gap in unheld(rivertown, there) if Kind.DIASPORA in gap.kinds]


def test_numbers_of_a_later_year_are_invisible(rivertown, outcome):
    there = dataclasses.replace(outcome, places=("MT",), as_of=outcome.as_of.replace(year=2018))
    people(rivertown, "migrant stock", "MT", "AU", 35_413)
    gap = next(gap for gap in unheld(rivertown, there) if Kind.DIASPORA in gap.kinds)
    assert gap.evidence == ()


def test_dossier_rows_and_path_stand_together(rivertown, pirates):
    body(rivertown, "rivertown marine insurers", "association")
    said(rivertown, "rivertown marine insurers", "mission", "", "covers hulls")
    stake = by_id(trace(rivertown, pirates))["rivertown marine insurers"]
    assert {row.relation for row in stake.evidence} == {"mission", "exposed"}
