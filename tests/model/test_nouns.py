"""The nouns refuse what cannot be."""

import datetime as dt

import pytest

from convenor.model.actor import Actor, Offer, Representation
from convenor.model.codes import Kind, Modality, Phase, Right, Stance
from convenor.model.evidence import Evidence, evidence_id
from convenor.model.partnership import Finding
from convenor.model.stake import Stake

TODAY = dt.date(2024, 6, 30)


def row(**changes):
    made = {
        "id": "e1", "actor": "a", "relation": "offers", "object": "mediation", "source": "page", "locator": "p. 1",
        "licence": "CC BY 4.0", "retrieved": TODAY,
    }  # fmt: skip
    return Evidence(**{**made, **changes})


def test_a_stake_without_evidence_or_exposure_cannot_be_built():
    with pytest.raises(ValueError, match="gap instead"):
        Stake(actor=Actor(id="a", name="A"), outcome="o", salience=0.5)


def test_a_sanctioned_actor_and_a_party_are_flagged():
    actor = Actor(id="a", name="A", marks=frozenset({"sanctioned"}))
    assert Stake(actor=actor, outcome="o", salience=0.5, evidence=(row(),)).flagged == "sanctioned"
    plain = Actor(id="a", name="A")
    assert Stake(actor=plain, outcome="o", salience=0.5, evidence=(row(),), stance=Stance.PARTY).flagged == "party"
    assert Stake(actor=plain, outcome="o", salience=0.5, evidence=(row(),)).flagged == ""


def test_m45_evidence_has_a_use_by_date():
    assert row(use_by=dt.date(2024, 6, 29)).expired(TODAY)
    assert not row(use_by=TODAY).expired(TODAY)
    assert not row().expired(TODAY)


def test_m6_a_finding_without_action_owner_or_window_cannot_be_built():
    good = {"topic": "gap", "text": "t", "action": "a", "owner": "desk officer", "start": TODAY, "end": TODAY}
    assert Finding(**good)
    for name in ("text", "action", "owner"):
        with pytest.raises(ValueError, match=name):
            Finding(**{**good, name: " "})
    with pytest.raises(ValueError, match="window"):
        Finding(**{**good, "end": TODAY - dt.timedelta(days=1)})


def test_an_offer_keeps_its_amount_inside_its_interval():
    with pytest.raises(ValueError, match="does not hold"):
        Offer(capability="mediation", amount=0.9, high=0.5)


def test_an_actor_refuses_marks_that_nobody_knows():
    with pytest.raises(ValueError, match="unknown marks"):
        Actor(id="a", name="A", marks=frozenset({"suspicious"}))


def test_public_private_and_civil_society_are_three_things():
    assert Actor(id="a", name="A", kind=Kind.STATE).public
    assert Actor(id="a", name="A", kind=Kind.COMPANY).private
    ngo = Actor(id="a", name="A", kind=Kind.NGO)
    assert not ngo.public
    assert not ngo.private


def test_a_representation_reads_modality_phases_and_right():
    said = Representation.parse("herders", "inclusive commission; prepare, implement; vote", ("e1",))
    assert (said.modality, said.right) == (Modality.COMMISSION, Right.VOTE)
    assert said.phases == (Phase.PREPARE, Phase.IMPLEMENT)
    assert Representation.parse("herders", "unknown words").modality is None


def test_ids_of_claims_do_not_run_into_each_other():
    assert evidence_id("ab", "c") != evidence_id("a", "bc")
