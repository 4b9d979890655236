"""Leverage: rules with twins, paths against a slow search, the mix against all subsets; the one fact that turns it."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from convenor.action.exports.html import render_leverage
from convenor.action.leverage import leverage
from convenor.action.leverage.forecast import bargain, weighted_mean, weighted_median
from convenor.action.leverage.mix import Problem, after, best
from convenor.action.leverage.reach import influence, joined, paths
from convenor.errors import OutcomeError
from convenor.model.account import Range
from convenor.model.actor import Tie
from convenor.model.codes import Instrument, Power
from convenor.model.leverage import Position, read_table
from convenor.model.outcome import Outcome

shares = st.lists(st.floats(0.05, 1), min_size=1, max_size=7)


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0.05, 1)), min_size=1, max_size=8))
def test_every_rule_stays_among_the_positions_and_ignores_order(pairs):
    position_t, weight_t = (np.array(column) for column in zip(*pairs, strict=True))
    for rule, slack in ((weighted_mean, 1e-9), (weighted_median, 1e-9), (bargain, 1.1e-3)):
        value = rule(position_t, weight_t)
        assert position_t.min() - slack <= value <= position_t.max() + slack
        assert value == pytest.approx(rule(position_t[::-1], weight_t[::-1]), abs=1e-9)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 5)), min_size=1, max_size=6))
def test_the_weighted_median_is_the_median_of_as_many_copies(pairs):
    position_t, weight_t = (np.array(column, float) for column in zip(*pairs, strict=True))
    copies = sorted(p / 9 for p, w in pairs for _ in range(w))
    assert weighted_median(position_t / 9, weight_t) == pytest.approx(float(np.median(copies)))


def test_nobody_who_counts_is_the_middle():
    for rule in (weighted_mean, weighted_median, bargain):
        assert rule(np.array([0.5]), np.array([0.0])) == 0


@given(st.integers(0, 10_000))
def test_paths_are_those_of_a_slow_search(seed):
    rng = np.random.default_rng(seed)
    n = 5
    strength_aa = np.where(rng.random((n, n)) < 0.5, rng.uniform(0.1, 0.9, (n, n)), 0.0)
    slow = []
    for between in range(3):
        for middle in itertools.permutations(range(1, n - 1), between):
            trail = [0, *middle, n - 1]
            value = np.prod([strength_aa[a, b] for a, b in itertools.pairwise(trail)])
            if value > 0:
                slow.append((float(value), trail))
    found = paths(strength_aa, 0, n - 1)
    assert sorted(found) == [(pytest.approx(v), t) for v, t in sorted(slow)]
    assert [v for v, _ in found] == sorted((v for v, _ in found), reverse=True)
    assert all(2 not in trail for _, trail in paths(strength_aa, 0, n - 1, barred=[2]))


def test_influence_is_shared_out_per_target():
    share_at = influence(np.array([[0.2, 0.0], [0.6, 0.0]]))
    assert share_at[:, 0] == pytest.approx([0.25, 0.75])
    assert share_at[:, 1].tolist() == [0, 0]
    assert joined([0.5, 0.5]) == 0.75
    assert joined([]) == 0


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.4, 1.0]))
def test_the_mix_is_the_best_of_all_subsets(seed, ceiling):
    rng = np.random.default_rng(seed)
    p, t = 7, 2
    problem = Problem(
        move_pt=rng.uniform(-0.1, 0.6, (p, t)), cost_p=rng.integers(1, 4, p).astype(float), hard_p=rng.random(p) < 0.5,
        position_t=rng.uniform(-0.5, 0.9, t), weight_t=rng.uniform(0.1, 1, t),
    )  # fmt: skip
    found = best(problem, 6.0, ceiling)
    values = []
    for size in range(p + 1):
        for chosen in itertools.combinations(range(p), size):
            cost = problem.cost_p[list(chosen)].sum()
            hard = (problem.cost_p * problem.hard_p)[list(chosen)].sum()
            if cost <= 6 and hard <= ceiling * cost + 1e-9:
                values.append(weighted_mean(after(problem, chosen), problem.weight_t))
    assert found.mean == pytest.approx(max(values), abs=1e-6)


# ---- on nouns


def stands(actor, low, high, influence, salience):
    return Position(
        actor=actor, position=Range(low=low, high=high), influence=Range(low=influence, high=influence),
        salience=Range(low=salience, high=salience),
    )  # fmt: skip


TARGETS = (stands("council", -0.6, -0.2, 0.8, 1), stands("port", -0.2, 0.2, 0.5, 0.5))


@pytest.fixture
def river(rich):
    """The made-up partnership where its first two members have means and ties to two targets."""
    first, second, *rest = rich.members
    ways = {0: ("moral_authority", Power.SOFT, "council"), 1: ("sanctions", Power.HARD, "port")}
    members = []
    for n, member in enumerate((first, second)):
        capability, power, target = ways[n]
        offer = replace(
            member.stake.actor.offers[0], capability=capability, power=power, instrument=Instrument.CULTURAL
        )
        ties = (Tie(to=target, name=f"the {target}", relation="mediates", evidence=(member.stake.evidence[0].id,)),)
        actor = replace(member.stake.actor, offers=(offer,), ties=ties)
        members.append(replace(member, stake=replace(member.stake, actor=actor)))
    bare = [replace(m, stake=replace(m.stake, actor=replace(m.stake.actor, ties=()))) for m in rest]
    return replace(rich, members=(*members, *bare), outcome=replace(rich.outcome, targets=TARGETS))


def test_m9_every_edge_of_a_path_carries_its_evidence(river):
    found = leverage(river)
    assert {path.actors[-1] for path in found.paths} == {"council", "port"}
    for path in found.paths:
        assert len(path.actors) <= 4
        assert all(path.evidence)
    assert {row.id for row in found.rows} >= {key for path in found.paths for rows in path.evidence for key in rows}
    assert found.after.mean > found.before.mean


def test_m41_the_same_context_twice_gives_the_same_mix_and_one_fact_turns_it(river):
    once, twice = leverage(river), leverage(river)
    assert once.pushes == twice.pushes
    assert leverage(river, against=(river, ())).fact == ""
    won = replace(TARGETS[0], position=Range(low=1, high=1))
    other = replace(river, outcome=replace(river.outcome, targets=(won, TARGETS[1])))
    there = leverage(other)
    assert {(p.actor, p.target) for p in there.pushes} != {(p.actor, p.target) for p in once.pushes}
    assert leverage(river, against=(other, ())).fact == "where the council stands"


def test_a_ceiling_keeps_hard_means_out_and_they_carry_backlash(river):
    free, soft = leverage(river, ceiling=1.0), leverage(river, ceiling=0.0)
    hard = [push for push in free.pushes if push.power is Power.HARD]
    assert hard
    assert all(push.backlash.high > 0 for push in hard)
    assert not [push for push in soft.pushes if push.power is Power.HARD]
    assert [point.mean for point in free.frontier] == sorted(point.mean for point in free.frontier)


def test_what_is_lost_without_a_body_is_never_negative(river):
    found = leverage(river)
    assert found.removals
    assert all(removal.lost >= -1e-9 for removal in found.removals)


def test_a_question_without_targets_says_what_to_add(rich):
    with pytest.raises(OutcomeError, match="targets: names nobody whose position matters"):
        leverage(rich)


def test_a_target_nobody_reaches_is_named(river):
    far = replace(TARGETS[0], actor="far", name="the far bank")
    assert leverage(river, positions=(*TARGETS, far)).unreached == ("the far bank",)


def test_the_page_keeps_text_as_text(river):
    evil = replace(TARGETS[0], name='"><script>alert(1)</script>', why="<b>x</b>")
    page = html.fromstring(render_leverage(leverage(river, positions=(evil, TARGETS[1]))))
    assert not list(page.iter("script"))
    assert "<script>alert(1)" in page.text_content()
    assert page.get_element_by_id("e1") is not None


def test_positions_come_from_a_table_with_ranges(tmp_path):
    file = tmp_path / "positions.csv"
    file.write_text("actor,position,influence,salience,why\na,-0.4 to 0.2,0.5,1,said so\n", encoding="utf-8")
    (read,) = read_table(file)
    assert (read.position.low, read.position.high, read.influence.low) == (-0.4, 0.2, 0.5)
    assert read.basis == "entered"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("actor,position\na,1\n", "has no column influence, salience"),
        ("actor,position,influence,salience\na,much,1,1\n", "line 2: position: expected a number"),
        ("actor,position,influence,salience\na,0.5,7,1\n", "line 2: influence of 'a' must lie in 0 to 1"),
        ("actor,position,influence,salience\na,0.9 to 0.1,1,1\n", "line 2: a range runs from low to high"),
    ],
)
def test_a_wrong_table_says_where_and_what_is_right(tmp_path, text, says):
    file = tmp_path / "positions.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(OutcomeError, match=says):
        read_table(file)


def test_targets_stand_in_the_outcome_file():
    text = """
id: x
title: A quiet river
steps: [{name: talk, needs: [mediation]}]
indicators: {security: [{name: a}], prosperity: [{name: b}]}
targets: [{actor: council, position: [-0.4, 0.2], influence: 0.7}]
"""
    (target,) = Outcome.parse(text).targets
    assert target.position.middle == pytest.approx(-0.1)
    assert (target.salience.low, target.salience.high) == (0, 1)  # nobody entered it: it may be anything
    with pytest.raises(OutcomeError, match="position"):
        Outcome.parse(text.replace("[-0.4, 0.2]", "[-4, 0.2]"))
