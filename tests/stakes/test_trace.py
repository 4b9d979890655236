"""Trace: who is found, in which order, and on which rows."""

import dataclasses
import datetime as dt

import pytest

from convenor.cli.show_stakes import show_stakes
from convenor.model.codes import Kind, Modality, Stance
from convenor.stakes import trace
from convenor.stakes.weigh import GROUPS
from tests.stakes.conftest import activity, body, said


def by_id(stakes):
    return {stake.actor.id: stake for stake in stakes}


def test_who_did_the_work_here_leads_who_did_it_elsewhere_and_who_did_other_work(rivertown, outcome):
    found = by_id(trace(rivertown, outcome))
    assert found["sweepers"].salience > found["far away"].salience
    assert found["herd bank"].salience > found["school club"].salience if "school club" in found else True
    assert 0 <= min(s.salience for s in found.values()) <= max(s.salience for s in found.values()) < 1


def test_m23_every_row_of_every_stake_names_source_date_and_licence(rivertown, outcome):
    body(rivertown, "mutual mine insurers", "association", name="Farm and Field Association")  # by exposure alone
    stakes = trace(rivertown, outcome)
    assert any(stake.exposure for stake in stakes)
    for stake in stakes:
        assert stake.evidence
        assert all(row.source and row.locator and row.licence and row.retrieved for row in stake.evidence)


def test_rows_after_the_date_of_reckoning_are_invisible(rivertown, outcome):
    assert "late comers" not in by_id(trace(rivertown, outcome))
    later = dataclasses.replace(outcome, as_of=dt.date(2024, 12, 31))
    assert "late comers" in by_id(trace(rivertown, later))


def test_as_of_an_earlier_day_nothing_changes_when_later_rows_are_added(rivertown, outcome):
    before = trace(rivertown, outcome)
    activity(rivertown, "a7", "manual mine clearance of market roads", ["sweepers", "herd bank"], start="2024-08-01",
             end="2025-08-01")  # fmt: skip
    assert trace(rivertown, outcome) == before


def test_placeholders_and_hidden_bodies_are_never_on_the_list(rivertown, outcome):
    assert not {"nobody in particular", "shy house"} & set(by_id(trace(rivertown, outcome)))


def test_m4_a_diaspora_body_is_found_with_its_evidence(rivertown, outcome):
    stake = by_id(trace(rivertown, outcome, top=1, newcomers=0))["overseas league"]
    assert stake.actor.kind is Kind.DIASPORA
    assert stake.actor.home == "XA"
    assert stake.evidence[0].object == "microfinance"


def test_whoever_speaks_for_an_affected_group_is_on_the_list(rivertown, outcome):
    stake = by_id(trace(rivertown, outcome, top=1, newcomers=0))["market women"]
    assert stake.actor.represents[0].modality is Modality.CONSULTATION


def test_an_earlier_tie_to_the_convener_makes_usual(rivertown, outcome):
    found = by_id(trace(rivertown, outcome))
    assert found["sweepers"].usual
    assert found["market women"].usual
    assert not found["overseas league"].usual


def test_offers_carry_power_instrument_and_the_rows_behind_them(rivertown, outcome):
    offer = by_id(trace(rivertown, outcome))["sweepers"].actor.offers[0]
    assert offer.capability == "manual_clearance"
    assert (offer.power, offer.instrument) == ("soft", "humanitarian")
    assert offer.evidence
    assert offer.low <= offer.amount <= offer.high


def test_m45_an_offer_on_expired_rows_alone_may_be_worth_nothing(rivertown, outcome):
    old = dataclasses.replace(outcome, as_of=dt.date(2029, 1, 1))
    assert by_id(trace(rivertown, old))["sweepers"].actor.offers[0].low == 0.0


def test_an_amount_that_a_body_entered_wins(rivertown, outcome):
    body(rivertown, "clear land company", "company")
    said(rivertown, "clear land company", "offers", "manual_clearance", "six teams", "share 0.8", start="2024-01-01")
    assert by_id(trace(rivertown, outcome))["clear land company"].actor.offers[0].amount != 0.8
    rivertown._connection.execute("UPDATE evidence SET basis = 'entered' WHERE actor = 'clear land company'")
    assert by_id(trace(rivertown, outcome))["clear land company"].actor.offers[0].amount == 0.8


def test_a_party_to_the_conflict_is_flagged(rivertown, outcome):
    said(rivertown, "herd bank", "stance", "rival", "rival")
    assert by_id(trace(rivertown, outcome))["herd bank"].stance is Stance.RIVAL


def test_ties_name_who_took_part_in_the_same_things(rivertown, outcome):
    ties = {tie.to: tie.relation for tie in by_id(trace(rivertown, outcome))["sweepers"].actor.ties}
    assert ties == {"ministry": "took part together"}
    stated = {tie.to: tie.relation for tie in by_id(trace(rivertown, outcome))["market women"].actor.ties}
    assert stated == {"ministry": "allied"}


def test_m31_surprise_is_higher_for_a_kind_that_was_never_there(rivertown, outcome):
    found = by_id(trace(rivertown, outcome))
    assert found["overseas league"].surprise > found["sweepers"].surprise


def test_a_convener_that_is_not_on_file_does_not_stop_the_search(rivertown, outcome):
    stranger = dataclasses.replace(outcome, convener="Nowhere House")
    assert by_id(trace(rivertown, stranger))["sweepers"].distance is not None


def test_an_empty_book_has_no_stakes(book, outcome):
    assert trace(book, outcome) == []


def test_the_same_question_twice_gives_the_same_answer(rivertown, outcome):
    assert trace(rivertown, outcome) == trace(rivertown, outcome)


def test_named_must_is_on_the_list_whatever_its_rank(rivertown, outcome):
    asked = outcome.change(must=("school club",))
    assert "school club" in by_id(trace(rivertown, asked, top=1, newcomers=0))


def test_a_body_that_left_is_absent_from_the_day_it_left(rivertown, outcome):
    said(rivertown, "herd bank", "left", "", "closed its branch", start="2024-05-01")
    assert by_id(trace(rivertown, outcome))["herd bank"].stance is Stance.ABSENT
    before = dataclasses.replace(outcome, as_of=dt.date(2024, 4, 30))
    assert by_id(trace(rivertown, before))["herd bank"].stance is Stance.PARTNER


def test_contributions_name_every_group_and_reasons_are_their_positive_shares(rivertown, outcome):
    for stake in trace(rivertown, outcome):
        assert [name for name, _ in stake.parts] == list(GROUPS)
        speaks = {name for name, part in stake.parts if part > 0}
        assert {name for name, _ in stake.reasons} == speaks
        assert sum(share for _, share in stake.reasons) == pytest.approx(1.0 if speaks else 0.0)


def test_m29_usual_and_new_are_split_by_earlier_work_with_the_base_rate_beside_it(rivertown, outcome):
    said(rivertown, "ministry", "coordinator", "a1", start="2023-01-01")
    activity(rivertown, "a0", "manual mine clearance of old roads", ["sweepers", "ministry"], start="2020-01-01",
             end="2021-01-01")  # fmt: skip
    activity(rivertown, "a8", "manual mine clearance of bridges", ["ministry", "far away"], start="2024-02-01",
             end="2024-05-01")  # fmt: skip
    said(rivertown, "ministry", "coordinator", "a8", start="2024-02-01")
    found = by_id(trace(rivertown, outcome))
    assert found["sweepers"].usual
    assert not found["overseas league"].usual
    assert {stake.newcomer_rate for stake in found.values()} == {
        0.5
    }  # of sweepers in a1 and far away in a8, one was new
    assert 0 < found["overseas league"].base_rate < found["sweepers"].base_rate < 1


def test_m39_lights_turn_amber_after_365_days_and_red_after_730(rivertown, outcome):
    last = dt.date(2024, 1, 1)
    for days, colour in {0: "green", 364: "green", 365: "amber", 729: "amber", 730: "red"}.items():
        asked = dataclasses.replace(outcome, as_of=last + dt.timedelta(days=days))
        stake = by_id(trace(rivertown, asked))["sweepers"]
        assert (stake.last, stake.light) == (last, colour)
    assert by_id(trace(rivertown, outcome))["market women"].light == "grey"  # no day on file


def test_m39_an_exit_is_recorded_with_its_reason(rivertown, outcome):
    said(rivertown, "herd bank", "left", "safe-markets", "the money ran out", start="2024-03-01")
    stake = by_id(trace(rivertown, outcome))["herd bank"]
    assert stake.stance is Stance.ABSENT
    assert "the money ran out" in {row.value for row in stake.evidence}
    before = dataclasses.replace(outcome, as_of=dt.date(2024, 2, 1))
    assert by_id(trace(rivertown, before))["herd bank"].stance is Stance.PARTNER


def test_m45_rows_past_their_use_by_date_are_named_as_expired(rivertown, outcome, capsys):
    old = dataclasses.replace(outcome, as_of=dt.date(2027, 1, 2))
    stakes = trace(rivertown, old)
    assert by_id(stakes)["sweepers"].evidence[0].expired(old.as_of)
    show_stakes(stakes, [], old, top=9, searched=9, learned="as a test", note="", json=False)
    assert "[expired]" in capsys.readouterr().out
    fresh = dataclasses.replace(outcome, as_of=dt.date(2027, 1, 1))  # three years after the end of what was done
    assert not by_id(trace(rivertown, fresh))["sweepers"].evidence[0].expired(fresh.as_of)


def test_the_terminal_stays_within_eighty_columns(rivertown, outcome, capsys):
    body(
        rivertown, "sweepers", "NGO", name="The Very Long Name of an Association of Sweepers of Roads and Bridges " * 2
    )
    show_stakes(
        trace(rivertown, outcome), [], outcome, top=9, searched=9, learned="as a test", note="No " * 40, json=False
    )
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80
