"""The verb `plan`: one chain, owners and windows, early wins, tiers, flags."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convenor.action import plan
from convenor.action.commitments import early_step
from convenor.errors import ConvenorError, NotFoundError
from convenor.model.codes import Marking, Tier
from convenor.model.plan import EARLY, Action, Commitment, Edition, Plan, Stage, Waste
from tests.action.made_up import marked


def test_m5_every_action_is_traced_to_the_outcome(rich):
    made = plan(rich)
    assert made.actions
    for action in made.actions:
        chain = made.chain(action.id)
        assert chain.outcome == rich.outcome.id
        assert chain.commitment.actor == chain.stake
        assert chain.stake in (*chain.partnership, made.convener)
        assert set(chain.commitment.steps) <= {step.name for step in rich.outcome.steps}


def test_m5_an_orphan_action_cannot_be_built(rich):
    made = plan(rich)
    orphan = replace(made.actions[0], commitment="ferry/nothing_promised")
    with pytest.raises(ValueError, match="is an orphan"):
        replace(made, actions=(orphan, *made.actions[1:]))


def test_m5_a_promise_of_nobody_in_it_or_for_no_step_cannot_be_built(rich):
    made = plan(rich)
    with pytest.raises(ValueError, match="neither a member nor the convener"):
        replace(made, commitments=(replace(made.commitments[0], actor="stranger"), *made.commitments[1:]))
    with pytest.raises(ValueError, match="no step of the outcome is called"):
        replace(made, commitments=(replace(made.commitments[0], steps=("Fly",)), *made.commitments[1:]))
    with pytest.raises(ValueError, match="serves no step"):
        replace(made.commitments[0], steps=())


def test_m5_a_stake_in_another_outcome_breaks_the_chain(rich):
    first = rich.members[0]
    elsewhere = replace(first, stake=replace(first.stake, outcome="desert"))
    with pytest.raises(ValueError, match="has its stake in 'desert'"):
        plan(replace(rich, members=(elsewhere, *rich.members[1:])))


def test_an_unknown_action_is_not_traced(rich):
    with pytest.raises(NotFoundError, match="no action named 'a999'"):
        plan(rich).chain("a999")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.sets(st.integers(0, 13), min_size=1), found=st.sets(st.integers(0, 4)), days=st.integers(1, 4000))
def test_m6_whatever_is_found_ends_in_an_action_with_owner_and_window(rich, kept, found, days):
    members = tuple(member for n, member in enumerate(rich.members) if n in kept)
    coverage = tuple(
        replace(row, by=tuple(pair for pair in row.by if pair[0] in {m.stake.actor.id for m in members}))
        for row in rich.coverage
    )
    outcome = replace(rich.outcome, period=(None, rich.outcome.as_of + dt.timedelta(days=days)))
    findings = tuple(finding for n, finding in enumerate(rich.findings) if n in found)
    made = plan(replace(rich, members=members, coverage=coverage, findings=findings, outcome=outcome, usual=None))
    for action in made.actions:
        assert action.owner.strip()
        assert rich.outcome.as_of <= action.start <= action.end
    done = {(action.why, action.what) for action in made.actions}
    wastes = {each.finding.text for each in made.inefficiencies if each.kind is not Waste.GAP}
    asked = {finding.text for finding in findings if finding.topic != "blockage"} | wastes
    assert asked <= {why for why, _ in done}


def test_m6_an_action_without_owner_or_with_a_window_that_ends_before_it_begins_cannot_be_built(rich):
    action = plan(rich).actions[0]
    with pytest.raises(ValueError, match="needs owner"):
        replace(action, owner=" ")
    with pytest.raises(ValueError, match="ends before it begins"):
        replace(action, end=action.start - dt.timedelta(days=1))


def test_phases_come_in_their_order_and_none_is_forgotten(rich):
    made = plan(rich)
    stages = [action.stage for action in made.actions]
    assert stages == sorted(stages, key=list(Stage).index)
    assert set(stages) == set(Stage)
    for stage in Stage:
        starts = [action.start for action in made.actions if action.stage is stage]
        assert starts == sorted(starts)


def test_m34_something_can_be_shown_within_ninety_days_in_order_of_precedence(rich):
    made = plan(rich)
    wins = made.early_wins
    assert wins
    assert all(win.due <= rich.outcome.as_of + dt.timedelta(days=EARLY) for win in wins)
    assert [win.due for win in wins] == sorted(win.due for win in wins)
    assert {win.steps[0] for win in wins if win.capability} == {early_step(rich)}
    order = [step.name for step in rich.outcome.steps]
    due = {each.steps[0]: each.due for each in made.commitments if each.capability}
    assert [due[name] for name in order if name in due] == sorted(due.values())


def test_m34_a_step_that_lacks_something_gives_way_to_the_first_that_has_all(rich):
    whole = [row for row in rich.coverage if row.step == rich.outcome.steps[2].name]
    others = [row for row in rich.coverage if row.step != rich.outcome.steps[2].name]
    coverage = (*(replace(row, got=row.need / 2) for row in others), *(replace(row, got=row.need) for row in whole))
    assert early_step(replace(rich, coverage=coverage)) == rich.outcome.steps[2].name


def test_m26_only_core_and_contributors_promise(rich):
    made = plan(rich)
    heard = {m.stake.actor.id for m in rich.members if m.tier in (Tier.CONSULTED, Tier.OBSERVER)}
    assert heard
    assert not heard & {each.actor for each in made.commitments}
    promised = {each.actor for each in made.commitments if each.capability}
    assert promised == {m.stake.actor.id for m in rich.members if m.uses}


def test_m28_a_flagged_body_is_called_last_with_its_flag_and_never_by_an_action(rich):
    made = plan(rich)
    last = made.approaches[-1]
    assert (last.actor, last.flag) == ("patrol", "party")
    assert last.dividers[0].text == "It is a party to the conflict."
    assert not [a for a in made.actions if a.about == "patrol" and a.topic == "partner"]
    (first_round,) = [a for a in made.actions if a.stage is Stage.DIALOGUE and a.owner == "facilitator"]
    assert "Not with Harbour" in first_round.what
    assert "before counsel has answered" in first_round.what


def test_a_public_plan_of_what_is_not_public_is_refused(rich):
    assert plan(rich, edition=Edition.PUBLIC).edition is Edition.PUBLIC
    with pytest.raises(ConvenorError, match="compose it again from public rows"):
        plan(marked(rich, "ferry", Marking.AMBER), edition=Edition.PUBLIC)


def test_a_blockage_counted_after_the_date_of_reckoning_is_invisible(rich):
    (counted,) = rich.outcome.blockages
    later = replace(rich, outcome=replace(rich.outcome, blockages=(replace(counted, date="2025-07-01"),)))
    assert not [a for a in plan(later).actions if a.topic == "blockage"]
    assert [a for a in plan(rich).actions if a.topic == "blockage"]


def test_a_plan_without_members_still_says_what_to_do(rich):
    empty = replace(rich, members=(), coverage=(), findings=rich.findings[:1], usual=None)
    made = plan(empty)
    assert not made.approaches
    assert made.actions


def test_nouns_say_what_is_wrong():
    day = dt.date(2025, 1, 1)
    with pytest.raises(ValueError, match="needs an actor and what it promises"):
        Commitment(id="x", actor="", what="a", steps=("s",), due=day)
    with pytest.raises(ValueError, match="needs commitment"):
        Action(id="a", commitment="", stage=Stage.SCOPE, what="w", why="y", owner="o", start=day, end=day)
    assert Plan.__slots__
