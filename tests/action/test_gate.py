"""The light of each affected group, in the order of checks of "how it is reckoned", section 10."""

from dataclasses import replace

import pytest

from convenor.action.exports.html.gate import counted_only, gate, not_heard
from convenor.action.exports.html.register import Register
from convenor.model.actor import Representation
from convenor.model.codes import Modality, Phase, Right

FULL = (Phase.PREPARE, Phase.NEGOTIATE, Phase.IMPLEMENT)


def light(partnership, group="women who trade"):
    return next(g for g in gate(partnership, Register(partnership)).groups if g.name == group).light


def seated(partnership, **change):
    """The same partnership with another seat for the women who trade; `evidence` None keeps the evidence."""
    members = []
    for member in partnership.members:
        actor = member.stake.actor
        if actor.id == "women":
            seat = replace(actor.represents[0], **change)
            member = replace(member, stake=replace(member.stake, actor=replace(actor, represents=(seat,))))
        members.append(member)
    return replace(partnership, members=tuple(members))


def test_m11_unknown_is_grey_with_what_to_ask(rich):
    group = next(g for g in gate(rich, Register(rich)).groups if g.name.startswith("herders"))
    assert group.light == "grey"
    assert "46 searched" in group.because
    assert group.ask.endswith("?")


def test_m11_a_body_on_file_that_is_not_a_member_is_red(rich):
    assert light(rich, "displaced families") == "red"


def test_m12_a_head_count_is_red_and_said_to_be_one(rich):
    shown = gate(rich, Register(rich))
    assert light(rich, "boat crews") == "red"
    assert [g.name for g in counted_only(shown)] == ["boat crews"]
    assert "boat crews" not in [g.name for g in not_heard(shown)]


@pytest.mark.parametrize(
    "modality", [Modality.REPRESENTATION, Modality.COMMISSION, Modality.WORKSHOP, Modality.DECISION]
)
@pytest.mark.parametrize("right", [Right.ANSWERED, Right.VOTE, Right.CONSENT])
def test_green_needs_form_phases_and_an_answer(rich, modality, right):
    assert light(seated(rich, modality=modality, right=right, phases=FULL)) == "green"


@pytest.mark.parametrize(
    "change",
    [
        {"modality": Modality.OBSERVER}, {"modality": Modality.CONSULTATION}, {"modality": Modality.MASS_ACTION},
        {"right": Right.HEARD}, {"right": Right.NONE}, {"right": None}, {"phases": FULL[:2]}, {"phases": ()},
    ],
)  # fmt: skip
def test_m12_anything_less_is_amber(rich, change):
    assert light(seated(rich, **change)) == "amber"


def test_m12_a_head_count_alone_never_turns_the_light_green(rich):
    assert light(seated(rich, modality=None)) == "red"


def test_two_seats_together_can_cover_the_phases(rich):
    one = seated(rich, phases=FULL[:2])
    members = []
    for member in one.members:
        actor = member.stake.actor
        if actor.id == "ferry":
            rows = tuple(row.id for row in member.stake.evidence[:1])
            seat = Representation(
                group="women who trade", modality=Modality.WORKSHOP, phases=FULL[2:], right=Right.VOTE, evidence=rows
            )
            member = replace(member, stake=replace(member.stake, actor=replace(actor, represents=(seat,))))
        members.append(member)
    assert light(one) == "amber"
    assert light(replace(one, members=tuple(members))) == "green"


def test_m45_expired_evidence_does_not_count(rich):
    rows = next(m for m in rich.members if m.stake.actor.id == "women").stake.evidence
    stale = [row for row in rows if row.expired(rich.outcome.as_of)]
    assert stale
    assert light(seated(rich, evidence=(stale[0].id,))) == "grey"
    assert light(seated(rich, evidence=())) == "grey"


def test_the_state_is_that_of_the_worst_group(rich):
    shown = gate(rich, Register(rich))
    assert shown.state == "red"
    assert shown.verdict == "Not ready to sign."
    assert shown.tally == "2 red, 1 amber, 1 unknown, 1 green"


def test_without_affected_groups_nothing_is_said(rich):
    bare = replace(rich, outcome=replace(rich.outcome, affected=()))
    assert "names no affected group" in gate(bare, Register(bare)).verdict
