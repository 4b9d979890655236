"""Reach, pillars, means and likeness of a partnership of made-up bodies (M1, M7, M15, M17)."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from convenor.evidence import load
from convenor.model.actor import Actor, Offer, Representation
from convenor.model.codes import Basis, Instrument, Kind, Power
from convenor.model.evidence import Evidence
from convenor.model.languages import languages
from convenor.model.outcome import Affected, Benchmark, Floor, Indicator, Outcome, Step, Terms
from convenor.model.stake import Stake
from convenor.partnerships import compose
from convenor.partnerships.benchmark import with_benchmarks
from convenor.partnerships.check import reckon
from convenor.partnerships.counted import counted, ground
from convenor.partnerships.dropouts import delivering, effects, worst_shortfall
from convenor.partnerships.likeness import belongs
from convenor.partnerships.reach import TRACKS, fields, reached

AS_OF = dt.date(2024, 12, 31)


def body(name, *offers, kind=Kind.NGO, place="", text="", groups=(), marks=(), **more):
    row = Evidence(
        id=f"row-{name}", actor=name, relation="offers", object="x", value=text, place=place, source="made-up register",
        locator="line 1", licence="CC0", retrieved=AS_OF,
    )  # fmt: skip
    seats = tuple(Representation(group=group, evidence=(row.id,)) for group in groups)
    actor = Actor(
        id=name, name=name.title(), kind=kind, offers=offers, represents=seats, marks=frozenset(marks),
        country=more.pop("country", ""), home=more.pop("home", ""), cost=1.0,
    )  # fmt: skip
    return Stake(actor=actor, outcome="calm", salience=0.5, evidence=(row,), **more)


def offer(capability, amount=1.0, instrument=Instrument.TECHNICAL, power=Power.SOFT, **more):
    more.setdefault("reliability", 1.0)  # nobody fails unless a test says so
    return Offer(capability=capability, amount=amount, power=power, instrument=instrument, **more)


def question(**more):
    more.setdefault("steps", (Step(name="see", needs=(("geospatial_analysis", 1.0),), weight=0.5),
                              Step(name="talk", needs=(("mediation", 1.0),), weight=0.5)))  # fmt: skip
    return Outcome(
        id="calm", title="The river is calm", as_of=AS_OF, convener=more.pop("convener", "ministry"),
        places=more.pop("places", ("LR", "Monrovia", "SO")),
        indicators=(Indicator(kind="security", name="raids"), Indicator(kind="prosperity", name="trade")), **more,
    )  # fmt: skip


CROWD = [
    body("mapper", offer("geospatial_analysis"), kind=Kind.COMPANY, country="LR"),
    body("ministry", offer("mediation", 0.5, Instrument.DIPLOMATIC), kind=Kind.STATE, text="an office in Monrovia"),
    body("elders", offer("mediation", 0.9, Instrument.CULTURAL), kind=Kind.COMMUNITY, groups=("women who trade",)),
    body("league", kind=Kind.DIASPORA, country="US", home="SO"),
]


def test_m15_reach_of_a_small_set_by_place_sector_language_and_track():
    rows, index = reached(fields(question(), CROWD), np.array([True, True, False, False]))
    found = {row.kind: row for row in rows}
    assert found["places"].covered == ("Liberia", "Monrovia")
    assert found["places"].missing == ("Somalia",)
    assert found["sectors"].covered == ("company", "state")
    assert "research" in found["sectors"].missing
    assert found["languages"].covered == ("English",)
    assert set(found["languages"].missing) >= {"Somali", "Arabic"}
    assert found["tracks"].covered == ("government", "professional conflict resolution", "business")
    assert len(TRACKS) == 9
    assert found["tracks"].share == pytest.approx(3 / 9)
    assert index == pytest.approx(np.mean([row.share for row in rows]))
    assert found["languages"].basis is Basis.ASSUMED


@pytest.mark.parametrize("newcomer", range(4))
@pytest.mark.parametrize("inside", range(8))
def test_m15_adding_a_partner_never_lowers_reach(inside, newcomer):
    found = fields(question(), CROWD)
    before = np.array([bool(inside >> a & 1) for a in range(4)])
    after = before.copy()
    after[newcomer] = True
    for old, new in zip(reached(found, before)[0], reached(found, after)[0], strict=True):
        assert set(old.covered) <= set(new.covered)
        assert old.share <= new.share


def test_languages_of_a_country_are_official_or_widely_spoken():
    assert {row.name for row in languages()["CH"] if row.official} == {"German", "French", "Italian"}
    assert all(0 <= row.share <= 1 for rows in languages().values() for row in rows)


def test_effects_of_many_sets_equal_the_plain_checker(random_problem):
    rng = np.random.default_rng(0)
    for _ in range(50):
        problem = replace(random_problem(rng), hard_share=None)
        in_da = rng.random((6, problem.actors)) < 0.5
        one_by_one = [reckon(problem, np.flatnonzero(row)).effect for row in in_da]
        assert effects(problem, in_da) == pytest.approx(one_by_one)


def test_failures_follow_the_reliability_and_an_unknown_one_is_drawn_from_half_to_one():
    alive_da = delivering(np.array([0.9, np.nan, 1.0, 0.0]), 40_000, np.random.default_rng(1))
    assert alive_da.mean(axis=0) == pytest.approx([0.9, 0.75, 1.0, 0.0], abs=0.01)


def test_worst_shortfall_equals_the_mean_of_the_worst_draws():
    effect_d = np.random.default_rng(2).random(2_000)
    assert worst_shortfall(effect_d) == pytest.approx(np.sort(1 - effect_d)[-100:].mean())
    assert worst_shortfall(np.ones(10)) == 0


def test_m7_leaving_a_pillar_out_shows_effect_tail_and_reach():
    floors = (Floor(of="group:women who trade", count=1),)
    (best,) = compose(question(terms=Terms(size=2, floors=floors)), CROWD)
    assert set(best.ids) == {"mapper", "elders"}
    found = {pillar.name: pillar for pillar in best.measures.pillars}
    assert list(found) == ["digital", "multi-stakeholder", "feminist"]
    digital = found["digital"]
    assert digital.share == pytest.approx(0.5 / 0.95)
    assert digital.effect == pytest.approx(0.5)  # both mediators, nobody who sees
    assert digital.effect_change == pytest.approx(0.5 - 0.95)
    assert digital.es95_change == pytest.approx(0.95 - 0.5)  # as nobody fails, the shortfall is what is not reached
    assert digital.exposed == ("geospatial analysis (Mapper)",)
    alone = found["multi-stakeholder"]
    assert alone.effect == pytest.approx(0.25)
    assert "state" in alone.without
    assert "freed of the floors" in alone.without
    assert alone.reach_change < 0
    assert set(alone.leaves) == {"Mapper", "Elders"}
    assert found["feminist"].effect_change == 0
    assert found["feminist"].leaves == ()


def test_m7_a_floor_that_costs_effect_is_told_by_the_feminist_pillar():
    crowd = [*CROWD, body("envoy", offer("mediation", 1.0), kind=Kind.NGO)]
    floors = (Floor(of="group:women who trade", count=1),)
    (best,) = compose(question(terms=Terms(size=2, floors=floors)), crowd)
    found = best.measures.pillars[2]
    assert found.effect_change == pytest.approx(0.05)
    assert found.joins == ("Envoy",)
    assert found.leaves == ("Elders",)
    (free,) = compose(question(terms=Terms(size=2)), crowd)
    assert free.measures.pillars[2].effect_change == 0
    assert "sets none" in free.measures.pillars[2].without


def test_a_convener_who_is_not_on_file_has_no_kind_to_ask_again_with():
    (best,) = compose(question(convener="nobody we know"), CROWD)
    alone = best.measures.pillars[1]
    assert alone.effect is None
    assert "not on file" in alone.without


def test_m1_means_are_shares_by_instrument_and_power_and_sum_to_one():
    crowd = [*CROWD[1:], body("guards", offer("geospatial_analysis", 1.0, Instrument.MILITARY, Power.HARD))]
    (best,) = compose(question(), crowd)
    assert sum(share for *_, share in best.measures.means) == pytest.approx(1)
    assert ("military", "hard") in [row[:2] for row in best.measures.means]
    assert sum(share for _, power, share in best.measures.means if power == "hard") == pytest.approx(best.hard)


def test_m17_gap_to_the_population_with_interval_and_a_missing_benchmark_named():
    bench = Benchmark(dimension="sex", group="women", share=0.52, low=0.5, high=0.55, source="census of the river")
    asked = question(population=(bench,), affected=(Affected(group="boat crews"),))
    (best,) = compose(asked, CROWD)
    rows = {row.group: row for row in best.measures.likeness}
    women = rows["women"]
    assert (women.members, women.of) == (1, 3)
    assert women.gap == pytest.approx(1 / 3 - 0.52)
    assert women.gap_low < women.gap < women.gap_high
    assert women.gap_low == pytest.approx(women.low - 0.55)
    assert "cannot tell" in women.note
    assert women.source == "census of the river"
    for missing in ("displaced people", "young people", "boat crews"):
        assert rows[missing].gap is None
        assert "no benchmark on file" in rows[missing].note


def test_belonging_is_by_representation_self_identification_or_home_only():
    assert belongs(CROWD[2], "women")
    assert not belongs(CROWD[0], "women")
    assert belongs(body("guild", marks={"women_led"}), "women")
    assert not belongs(body("the women's hotel company"), "women")
    assert belongs(CROWD[3], "diaspora")
    assert not belongs(body("guild", groups=("women who trade",)), "men")


DEMOGRAPHICS = (
    "year,coo_name,coo,coo_iso,coa_name,coa,coa_iso,pop_type,location,loc_type,acc_type,f_0_4,f_5_11,f_12_17,f_18_59,"
    "f_60,f_other,f_total,m_0_4,m_5_11,m_12_17,m_18_59,m_60,m_other,m_total,total\n"
    "2023.0,Liberia,LBR,LBR,Liberia,LBR,LBR,IDP,Far Bank,U,A,10,10,10,25,5,0,60,10,10,10,8,2,0,40,120\n"
    "2024.0,Liberia,LBR,LBR,Liberia,LBR,LBR,IDP,Far Bank,U,A,1,1,1,1,1,0,5,1,1,1,1,1,0,5,10\n"
)


def test_m17_benchmarks_come_from_the_book_as_of_the_date(book, tmp_path):
    (tmp_path / "demographics.csv").write_text(DEMOGRAPHICS, encoding="utf-8")
    load(book, tmp_path / "demographics.csv")
    asked = with_benchmarks(book, replace(question(), as_of=dt.date(2024, 6, 30)))
    women, young, older = asked.population
    assert (women.dimension, women.group, women.basis) == ("sex", "women", Basis.EVIDENCE)
    assert women.share == pytest.approx(0.6)
    assert (women.low, women.high) == pytest.approx((0.5, 80 / 120))  # the twenty of whom nothing is known
    assert young.share == pytest.approx(0.6)
    assert older.share == pytest.approx(0.07)
    assert "2023" in women.source
    own = Benchmark(dimension="sex", group="Women", share=0.5, low=0.5, high=0.5)
    kept = with_benchmarks(book, replace(question(population=(own,)), as_of=dt.date(2024, 6, 30)))
    assert [bench.share for bench in kept.population if bench.group.casefold() == "women"] == [0.5]
    assert with_benchmarks(book, question(places=("SO",))).population == ()


def test_measures_stand_on_everybody_on_file():
    (best,) = compose(question(), CROWD)
    base = ground(question(), CROWD)
    again = counted(base, best)
    assert again.reach == best.measures.reach
    assert again.es95 == best.measures.es95
    assert 0 <= again.es95 <= 1
