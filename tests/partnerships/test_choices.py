"""Alternatives, frontiers, prices, what-if, substitutes, robustness on made-up bodies against brute force (M8, M36)."""

import datetime as dt
import itertools
import time
from dataclasses import replace

import numpy as np
import pytest

from convenor.model.actor import Actor, Offer, Representation
from convenor.model.codes import Basis, Instrument, Kind, Power
from convenor.model.evidence import Evidence
from convenor.model.outcome import Affected, Floor, Indicator, Outcome, Step, Terms
from convenor.model.stake import Stake
from convenor.partnerships import compose
from convenor.partnerships.again import Answer, ask, best_of, option, rows
from convenor.partnerships.alternatives import alternatives, cheapest, fewest
from convenor.partnerships.candidates import field
from convenor.partnerships.check import broken, reckon
from convenor.partnerships.choices import choices
from convenor.partnerships.cover import select
from convenor.partnerships.frontier import cost_frontier, hard_frontier, inclusion_frontier
from convenor.partnerships.prices import prices, relaxations
from convenor.partnerships.problem import Cap, Hearing
from convenor.partnerships.robust import ranges, robustness
from convenor.partnerships.whatif import additions, replacement, what_if

AS_OF = dt.date(2025, 5, 31)
MINE, TALK, ESCORT = "geospatial_analysis", "mediation", "naval_escort"


def body(name, *offers, cost=1.0, groups=(), kind=Kind.NGO, **more):
    row = Evidence(
        id=f"row-{name}", actor=name, relation="offers", object="x", source="made-up register", locator="line 1",
        licence="CC0", retrieved=AS_OF,
    )  # fmt: skip
    actor = Actor(
        id=name, name=name.title(), kind=kind, offers=offers, cost=cost,
        represents=tuple(Representation(group=group, evidence=(row.id,)) for group in groups),
    )  # fmt: skip
    return Stake(actor=actor, outcome="calm", salience=0.5, evidence=(row,), **more)


def offer(capability, amount=1.0, **more):
    hard = capability == ESCORT
    return Offer(
        capability=capability, amount=amount, low=more.pop("low", amount), high=more.pop("high", max(amount, 1.0)),
        power=Power.HARD if hard else Power.SOFT, basis=more.pop("basis", Basis.EVIDENCE),
        instrument=Instrument.MILITARY if hard else Instrument.TECHNICAL, **more,
    )  # fmt: skip


def question(**terms):
    steps = (
        Step(name="see", needs=((MINE, 1.0),), weight=0.4), Step(name="talk", needs=((TALK, 1.0),), weight=0.4),
        Step(name="guard", needs=((ESCORT, 1.0),), weight=0.2),
    )  # fmt: skip
    return Outcome(
        id="calm", title="The strait is calm", as_of=AS_OF, steps=steps, terms=Terms(**terms),
        affected=(Affected(group="crews"), Affected(group="villages")),
        indicators=(Indicator(kind="security", name="raids"), Indicator(kind="prosperity", name="trade")),
    )  # fmt: skip


CROWD = [
    body("mapper", offer(MINE, 0.9), cost=2.0),
    body("surveyor", offer(MINE, 0.8), groups=("crews",)),
    body("envoy", offer(TALK, 0.9), cost=3.0),
    body("elders", offer(TALK, 0.7), groups=("villages",)),
    body("fleet", offer(ESCORT, 1.0), cost=4.0, kind=Kind.MILITARY),
    body("flotilla", offer(ESCORT, 0.5), kind=Kind.MILITARY),
    body("helper", offer(TALK, 0.1), offer(MINE, 0.1)),
]


def always():
    return True


def answered(outcome, stakes=CROWD):
    return ask(outcome, stakes)


def allowed(outcome, stakes=CROWD, *, problem=None):
    """All sets that keep the terms: (effect, ids)."""
    found = field(outcome, stakes)
    asked = problem or found.problem
    for size in range(len(stakes) + 1):
        for members in itertools.combinations(range(len(found.stakes)), size):
            if not broken(asked, members):
                yield reckon(asked, members), {found.stakes[a].actor.id for a in members}


def test_caps_and_hearings_are_kept_and_equal_brute_force(random_problem):
    rng, heard = np.random.default_rng(5), 0
    for _ in range(80):
        problem = random_problem(rng, most=6)
        cap = Cap(name="cut", mask_a=rng.random(problem.actors) < 0.6, most=int(rng.integers(0, 3)))
        hearing = Hearing(speaks_ag=rng.random((problem.actors, 2)) < 0.4, least=int(rng.integers(0, 3)))
        problem = replace(problem, caps=(cap,), hearing=hearing)
        sets = [s for n in range(problem.actors + 1) for s in itertools.combinations(range(problem.actors), n)]
        kept = [s for s in sets if not broken(problem, s)]
        found = select(problem, criteria=1)
        if not kept:
            assert found.status == "infeasible"
            continue
        heard += 1
        assert found.value == pytest.approx(max(reckon(problem, s).value for s in kept), abs=2e-6)
        assert not broken(problem, found.chosen)
    assert heard > 30


def test_alternatives_differ_keep_the_terms_and_are_the_best_left():
    asked = question(size=3)
    best = answered(asked)
    others = list(alternatives(best.field, best, most=4, delta=0.5))
    assert len(others) == 4
    sets = [frozenset(answer.names) for answer in (best, *others)]
    assert len(set(sets)) == 5
    for i, mine in enumerate(sets[1:], 1):
        assert all(len(earlier - mine) >= 1 for earlier in sets[:i])
        left = [r.effect for r, ids in allowed(asked) if all(earlier - ids for earlier in sets[:i])]
        assert others[i - 1].effect == pytest.approx(max(left), abs=2e-6)
    assert [a.effect for a in others] == sorted((a.effect for a in others), reverse=True)
    assert all(a.effect >= 0.5 * best.effect for a in others)
    assert list(alternatives(best.field, best, delta=0.0)) == []


def test_no_alternative_where_everybody_must_be_in():
    best = answered(question(must=("mapper", "envoy"), size=2))
    assert list(alternatives(best.field, best, delta=1.0)) == []


@pytest.mark.parametrize("delta", [0.1, 0.3, 0.6])
def test_fewest_and_cheapest_equal_brute_force(delta):
    asked = question()
    best = answered(asked)
    near = [(len(ids), r.cost) for r, ids in allowed(asked) if r.effect >= (1 - delta) * best.effect - 1e-9]
    few, cheap = fewest(best.field, best, delta=delta), cheapest(best.field, best, delta=delta)
    assert (len(few.chosen) if few else len(best.chosen)) == min(size for size, _ in near)
    assert (cheap.reckoning.cost if cheap else best.reckoning.cost) == pytest.approx(min(cost for _, cost in near))
    assert cheap.proof == "optimal"


def test_m8_frontier_of_effect_and_hard_share_names_what_is_lost_without_force():
    asked = question(size=4)
    best = answered(asked)
    frontier = hard_frontier(asked, best.field, best, go=always)
    none = frontier.points[0]
    assert none.limit == 0
    assert none.option.hard == 0
    assert any(need in none.note for need in ("escort", "patrol"))
    assert none.note.startswith("Lost altogether:")
    for point in frontier.points:
        if point.option.label == "no ceiling":
            continue
        problem = replace(best.field.problem, hard_share=point.limit)
        most = max(r.effect for r, _ in allowed(asked, problem=problem))
        assert point.option.effect == pytest.approx(most, abs=2e-6)
        assert point.option.hard <= point.limit + 1e-6
    effects = [point.option.effect for point in frontier.points]
    assert effects == sorted(effects)
    assert len(set(effects)) == len(effects)  # no point that another one beats


def test_frontier_of_cost_equals_brute_force_and_says_what_cannot_be_had():
    asked = question(floors=(Floor(of="kind:military", count=1),))
    best = answered(asked)
    frontier = cost_frontier(asked, best.field, best, go=always)
    for point in frontier.points:
        fitting = [r.effect for r, _ in allowed(asked) if r.cost <= point.limit + 1e-9]
        if point.option is None:
            assert not fitting
            assert "No set keeps the terms" in point.note
        else:
            assert point.option.effect == pytest.approx(max(fitting), abs=2e-6)
    assert frontier.points[-1].option.effect == pytest.approx(best.effect)
    assert frontier.basis is Basis.ENTERED
    free = [body(s.actor.id, *s.actor.offers, cost=None) for s in CROWD]
    assert cost_frontier(question(), *_both(question(), free), go=always).basis is Basis.ASSUMED


def _both(asked, stakes):
    best = ask(asked, stakes)
    return best.field, best


def test_frontier_of_inclusion_sets_the_floors_aside_and_asks_for_voices():
    asked = question(size=2, floors=(Floor(of="group:villages", count=1),))
    best = answered(asked)
    frontier = inclusion_frontier(asked, best.field, best, go=always)
    heard = {point.limit: point.option for point in frontier.points}
    assert heard[2].inclusion == 2
    assert set(heard[2].ids) == {"surveyor", "elders"}
    assert set(heard[0].ids) == {"mapper", "envoy"}
    assert heard[0].effect > heard[2].effect


def test_the_price_of_a_term_is_what_one_unit_less_of_it_gains():
    asked = question(size=2, hard_share=0.5, floors=(Floor(of="group:villages", count=1),), must_not=("fleet",))
    best = answered(asked)
    found = prices(asked, CROWD, best, go=always)
    assert len(found) == len(list(relaxations(asked, CROWD))) == 4
    for price in found:
        freer = next(o for term, _, o in relaxations(asked, CROWD) if term == price.term)
        assert price.effect == pytest.approx(max(r.effect for r, _ in allowed(freer)), abs=2e-6)
        assert price.gain == pytest.approx(price.effect - best.effect, abs=2e-6)
    assert [price.gain for price in found] == sorted((price.gain for price in found), reverse=True)
    assert "at most 2 members" in [price.term for price in found if price.gain > 0]


def test_the_best_missing_partner_is_named_with_what_keeps_it_out():
    best = answered(question(size=2))
    found = additions(best.field, best)
    gains = {r.effect for r, ids in allowed(question()) if ids > set(best.names) and len(ids) == 3}
    assert found[0].effect == pytest.approx(max(gains))
    assert found[0].actor == "fleet"
    assert found[0].barred == ("size",)
    assert additions(*_both(question(), CROWD)) == ()


def test_m36_dropping_any_partner_asks_again_and_lists_substitutes():
    asked = question(size=3)
    best = answered(asked)
    for key, name in best.names.items():
        told = replacement(asked, best.field, best, key)
        assert told.name == name
        rest = set(best.names) - {key}
        assert told.without == pytest.approx(next(r.effect for r, ids in allowed(asked) if ids == rest))
        others = [r.effect for r, ids in allowed(asked) if key not in ids]
        assert told.effect == pytest.approx(max(others), abs=2e-6)
        swaps = {next(iter(ids - rest)): r.effect for r, ids in allowed(asked) if ids > rest and len(ids) == 3}
        swaps.pop(key)
        worth = {other: effect for other, effect in swaps.items() if effect > told.without + 1e-6}
        highest = sorted(worth.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
        assert [swap[0] for swap in told.swaps] == [other for other, _ in highest]
        assert [swap[2] for swap in told.swaps] == pytest.approx([effect for _, effect in highest])
    alone = replacement(asked, *_both(asked, CROWD[:3]), "envoy")
    assert alone.swaps == ()
    assert "Nobody on file" in alone.note


def test_a_partner_without_whom_no_set_keeps_the_terms_is_said_to_be_one():
    asked = question(floors=(Floor(of="group:villages", count=1),))
    told = replacement(asked, *_both(asked, CROWD), "elders")
    assert told.effect is None
    assert told.note == "Without it no set keeps the terms."


def test_m36_what_if_stands_beside_the_question_as_it_was():
    asked = question(size=3)
    change = what_if(asked, asked.change(must_not=("mapper",)), CROWD)
    assert "mapper" in change.before.ids
    assert "mapper" not in change.after.ids
    assert change.after.joins == ("Surveyor",)
    assert [each.actor for each in change.replacements] == ["mapper"]
    assert "Surveyor come" in change.note
    same = what_if(asked, asked.change(must_not=("helper",)), CROWD)
    assert same.after.ids == same.before.ids
    assert same.replacements == ()
    none = what_if(asked, asked.change(floors=(Floor(of="diaspora", count=1),)), CROWD)
    assert none.after is None
    assert "No set keeps the changed terms" in none.note


def test_m36_what_if_takes_less_than_two_seconds_with_as_many_candidates_as_the_demo():
    rng = np.random.default_rng(36)
    crowd = [
        body(f"body-{i:02}", *(offer(c, float(rng.uniform(0.2, 1))) for c in rng.permutation([MINE, TALK, ESCORT])[:2]))
        for i in range(90)
    ]
    asked = question(size=8)
    what_if(asked, asked, CROWD)  # imports are made once
    began = time.process_time()
    best = ask(asked, crowd)
    change = what_if(asked, asked.change(must_not=tuple(best.names)[:1]), crowd)
    assert time.process_time() - began < 2.0
    assert change.replacements[0].effect is not None


def test_a_set_that_reaches_as_far_stays():
    asked = question(size=3)
    best = answered(asked)
    again = best_of(best.field, keep=best.names)
    assert again.names == best.names
    assert option("same", again, asked, best).joins == ()
    assert len(rows(best.field, ["nobody"])) == 0
    assert ask(question(must=("nobody",)), CROWD) is None


RANGED = [
    body("sure", offer(MINE, 0.6, low=0.6, high=0.6, basis=Basis.ENTERED)),
    body("wide", offer(MINE, 0.5, low=0.0, high=1.0, basis=Basis.ASSUMED)),
    body("talker", offer(TALK, 1.0)),
]


def test_robustness_counts_how_often_each_stays_and_what_is_missed():
    asked = replace(question(size=2), steps=question().steps[:2])
    best = ask(asked, RANGED)
    assert set(best.names) == {"sure", "talker"}
    firm = robustness(best.field, best, ranges(asked, best.field, assumed_only=True), draws=400, seconds=60)
    share = {row.actor: row.share for row in firm.stays}
    assert firm.draws == 400
    assert share["talker"] == 1
    assert share["wide"] == pytest.approx(0.4, abs=0.06)  # uniform on [0, 1] above .6
    assert share["sure"] == pytest.approx(1 - share["wide"])
    assert firm.regret[0] == pytest.approx(0.4 * 0.4**2 / 2, abs=0.006)  # weight .4; the mean of what is above .6
    assert firm.same == pytest.approx(share["sure"])
    assert firm.unproved == 0
    assert "assumed" in firm.varied[0]


def test_what_an_analyst_assumed_moves_first_and_by_itself():
    steps = (Step(name="see", needs=((MINE, 1.0),), weight=0.5, basis=Basis.ASSUMED),
             Step(name="talk", needs=((TALK, 1.0),), weight=0.5))  # fmt: skip
    asked = replace(question(), steps=steps)
    crowd = [*RANGED, body("reckoned", offer(TALK, 0.5, low=0.2))]
    best = ask(asked, crowd)
    first, both = (ranges(asked, best.field, assumed_only=only) for only in (True, False))
    assert len(first.words) == 2
    assert len(both.words) == 3
    assert both.words[:2] == first.words
    assert "reckoned or entered" in both.words[2]
    plain = replace(question(), steps=question().steps[:2])
    assert ranges(plain, field(plain, [RANGED[0], RANGED[2]]), assumed_only=True) is None


def test_choices_come_with_compose_on_request_and_are_the_same_each_time():
    asked = question(size=3)
    assert compose(asked, CROWD)[0].choices is None
    (best,) = compose(asked, CROWD, choices=True)
    found = best.choices
    assert found.alternatives
    assert [frontier.name for frontier in found.frontiers] == ["hard share", "cost", "inclusion"]
    assert {each.actor for each in found.replacements} == {m.stake.actor.id for m in best.members if m.uses}
    losses = [each.without for each in found.replacements]
    assert losses == sorted(losses)
    assert found.left_out == ()
    assert found.robustness is not None
    again = compose(asked, CROWD, choices=True)[0].choices
    assert (again.alternatives, again.frontiers, again.prices) == (found.alternatives, found.frontiers, found.prices)


def test_what_there_is_no_time_for_is_named():
    (best,) = compose(question(size=3), CROWD)
    found = choices(question(size=3), best, CROWD, seconds=0.0)
    assert found.left_out
    assert isinstance(ask(question(), CROWD), Answer)
