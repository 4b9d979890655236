"""Whom to call first and what to say: order, gains, opener, introduction, do no harm."""

import datetime as dt
from dataclasses import replace

import pytest

from convenor.action.approach import EFFECTS, approaches, order
from convenor.action.introductions import read_ties
from convenor.action.paths import Step, way
from convenor.model.actor import Tie
from convenor.model.codes import Basis, Relation
from convenor.model.evidence import Evidence
from convenor.model.partnership import Partnership
from convenor.model.stake import Stake

AS_OF = dt.date(2025, 6, 30)


def by_id(partnership: Partnership, **given):
    return {call.actor: call for call in approaches(partnership, **given)}


def saying(partnership: Partnership, actor: str, *rows: Evidence) -> Partnership:
    """The partnership with further rows about one member."""
    members = tuple(
        replace(m, stake=replace(m.stake, evidence=(*m.stake.evidence, *rows))) if m.stake.actor.id == actor else m
        for m in partnership.members
    )
    return replace(partnership, members=members)


def row(
    relation: Relation, value: str, *, actor: str = "map", start: dt.date = dt.date(2024, 5, 1), **given
) -> Evidence:
    return Evidence(
        id=f"{relation}-{value}", actor=actor, relation=relation, object="", value=value, source="River gazette",
        locator="page 3", licence="CC0", retrieved=AS_OF, start=start, **given,
    )  # fmt: skip


def test_calls_follow_the_findings_then_the_members_and_flagged_come_last(rich):
    ids = [member.stake.actor.id for member in order(rich)]
    assert ids[:2] == ["ferry", "women"]
    assert ids[-1] == "patrol"
    assert sorted(ids) == sorted(rich.ids)
    supplies = [bool(member.uses) for member in order(rich)[:-1]]
    assert supplies == sorted(supplies, reverse=True)


def test_the_convener_does_not_call_itself(rich):
    outcome = replace(rich.outcome, convener="Heron Mapping")
    assert "map" not in {call.actor for call in approaches(replace(rich, outcome=outcome))}


def test_gains_and_risks_are_what_live_pages_say_and_nothing_else(rich):
    told = saying(
        rich, "map", row(Relation.GAINS, "a public contract"), row(Relation.RISKS, "its drones"),
        row(Relation.GAINS, "an old one", use_by=dt.date(2025, 1, 1)),
        row(Relation.GAINS, "a later one", start=dt.date(2025, 7, 1)),
    )  # fmt: skip
    call = by_id(told)["map"]
    assert [point.text for point in call.gains] == ["a public contract"]
    assert [point.text for point in call.risks] == ["its drones"]
    assert call.gains[0].evidence == ("gains-a public contract",)
    assert not by_id(rich)["map"].gains
    assert any(question.startswith("What would it gain?") for question in by_id(rich)["map"].unknown)


def test_the_opener_is_a_live_row_behind_what_is_asked_for(rich):
    call = by_id(rich)["map"]
    member = next(m for m in rich.members if m.stake.actor.id == "map")
    rows = {row.id: row for row in member.stake.evidence}
    assert call.opener.evidence[0] in member.stake.actor.offers[0].evidence
    assert not rows[call.opener.evidence[0]].expired(AS_OF)
    expired = tuple(replace(row, use_by=dt.date(2020, 1, 1)) for row in member.stake.evidence)
    old = replace(rich, members=tuple(
        replace(m, stake=replace(m.stake, evidence=expired)) if m is member else m for m in rich.members
    ))  # fmt: skip
    assert by_id(old)["map"].opener is None


def test_your_own_tie_goes_before_a_go_between_and_that_before_another_member(rich):
    calls = by_id(rich)
    assert calls["wardens"].through.words == "your own tie with it (allied)"
    assert calls["relief"].through.by == "convener"
    assert calls["map"].through.by == "fund" or calls["map"].through.by == "ferry"
    assert calls["women"].through.by == "relief"
    assert "which has worked with it" in calls["women"].through.words
    assert calls["archive"].through is None


def test_a_flagged_body_introduces_nobody_and_an_opposing_tie_is_no_way(rich):
    assert by_id(rich)["traders"].through is None  # only the patrol is tied to it, and it opposes
    ties = (
        Step(source="convener", target="patrol", relation="funds"),
        Step(source="patrol", target="union", relation="funds"),
    )
    assert by_id(rich, ties=ties)["union"].through is None
    assert by_id(rich, ties=ties)["patrol"].through.by == "convener"


def test_a_body_that_only_the_book_knows_can_introduce(rich):
    ties = (
        Step(source="convener", target="abbey", relation="funds"),
        Step(source="abbey", target="union", relation="allied"),
    )
    call = by_id(rich, ties=ties, names={"abbey": "Abbey of the Ford"})["union"]
    assert call.through.name == "Abbey of the Ford"
    assert "allied with it" in call.through.words


@pytest.mark.parametrize(("hops", "found"), [(1, True), (2, True), (3, True), (4, False)])
def test_a_way_has_at_most_three_ties(hops, found):
    steps = [Step(source=str(n), target=str(n + 1), relation="allied") for n in range(hops)]
    assert bool(way("0", str(hops), steps)) is found


def test_the_shortest_way_wins_against_every_way_by_hand():
    steps = [Step(source=a, target=b, relation="allied") for a, b in ("ab", "bc", "cd", "ad", "ae", "ed")]
    assert [(s.source, s.target) for s in way("a", "d", steps)] == [("a", "d")]
    assert len(way("a", "c", steps)) == 2
    assert not way("a", "z", steps)


def test_m28_every_call_carries_a_do_no_harm_sheet(rich):
    for call in approaches(rich):
        assert call.harms[-1].text.startswith("Implicit messages:")
        assert all(point.basis is Basis.ASSUMED for point in call.harms)
    calls = by_id(rich)
    assert calls["patrol"].flag == "party"
    assert any("It would bring hard power" in point.text for point in calls["patrol"].dividers)
    assert any("opposes it" in point.text for point in calls["traders"].dividers)
    assert any(point.text.startswith("Heron Mapping") for point in calls["ferry"].connectors)


def test_the_five_effects_and_the_messages_are_all_there():
    assert list(EFFECTS) == [
        "theft and misuse", "market", "distribution", "substitution", "legitimisation", "implicit messages",
    ]  # fmt: skip


def test_ties_of_a_book_leave_out_the_hidden_the_later_and_the_expired(book):
    head = dict.fromkeys(("source", "licence", "load"), "x")
    head |= {"retrieved": "2025-01-01", "marking": "TLP:CLEAR", "basis": "evidence"}
    bodies = {"id": ["a", "b", "h"], "name": ["A", "B", "H"], "marks": ["", "", "hidden"], "locator": ["1", "2", "3"]}
    book.append("actors", bodies, **head)
    ties = [  # id, actor, object, unit, start, use_by
        ("1", "a", "b", "funds", "2024-01-01", None),
        ("2", "a", "h", "funds", "2024-01-01", None),
        ("3", "b", "a", "allied", "2026-01-01", None),
        ("4", "b", "a", "member", "2020-01-01", "2024-01-01"),
    ]
    names = ("id", "actor", "object", "unit", "start", "use_by")
    columns = {name: [each[n] for each in ties] for n, name in enumerate(names)}
    book.append("evidence", {**columns, "relation": ["tie"] * 4, "locator": ["1"] * 4}, **head)
    steps, names = read_ties(book, AS_OF)
    assert [(s.source, s.target, s.relation) for s in steps] == [("a", "b", "funds")]
    assert names == {"a": "A", "b": "B"}


def test_a_tie_whose_row_is_not_live_is_no_tie(rich):
    first = rich.members[0]
    actor = replace(first.stake.actor, ties=(Tie(to="union", relation="funds", evidence=("nowhere",)),))
    alone: Stake = replace(first.stake, actor=actor)
    made = replace(rich, members=(replace(first, stake=alone), *rich.members[1:]))
    assert by_id(made)["union"].through is None
