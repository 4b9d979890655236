"""The Bangladesh case as it ships: who had signed by which day, and that nobody sees a later signature."""

import datetime as dt
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from convenor.errors import Infeasible
from convenor.evidence import load
from convenor.evidence.guard import members
from convenor.evidence.sources import Record, case
from convenor.model.capability import capabilities
from convenor.model.codes import Kind, Relation
from convenor.model.outcome import Outcome
from convenor.model.partnership import Partnership
from convenor.model.reading import parse_date, read_yaml
from convenor.partnerships import compose
from convenor.stakes import trace

FOLDER = Path(str(files("convenor").joinpath("data", "cases", "bangladesh")))
ACTORS, AS_OF = FOLDER / "actors.yaml", dt.date(2013, 5, 12)
WEAK = re.compile(r"\b(blog|forum|repost|mirror|unverified|essay|retells)\b", re.IGNORECASE)
KEPT_ELSEWHERE = re.compile(r"\bas (kept|posted)\b")


def records() -> list[Record]:
    (opened,) = members(ACTORS)
    assert case.sniff(opened.head, ACTORS.name)
    return list(case.read(opened))


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return Outcome.read(FOLDER / "outcome.yaml")


@pytest.fixture(scope="module")
def rows():
    return [row for record in records() for row in record.rows["evidence"]]


@pytest.fixture(scope="module")
def bodies():
    return {row["id"]: row for record in records() for row in record.rows["actors"]}


def on(outcome: Outcome, day: str) -> Outcome:
    return replace(outcome, as_of=dt.date.fromisoformat(day))


def answer(book, outcome: Outcome) -> Partnership:
    return compose(outcome, trace(book, outcome))[0]


def test_it_loads_whole_and_a_second_time_changes_nothing(book):
    report = load(book, ACTORS)
    assert (report.loaded, report.quarantined, report.errors) == (len(records()), 0, ())
    before = book.count("evidence")
    load(book, ACTORS)
    assert book.count("evidence") == before > 200


def test_every_row_says_where_it_stands(rows):
    for row in rows:
        assert all(row[part] for part in ("source", "locator", "licence", "title")), row
        assert row["marking"] == "TLP:CLEAR"
        assert row["basis"] in ("evidence", "assumed")
        assert row["basis"] == "assumed" or row["locator"].startswith("http")


def test_every_fact_has_a_day(rows):
    coded = {Relation.MISSION, Relation.STANCE, Relation.MARK}
    assert [row for row in rows if row["relation"] not in coded and row["start"] is None] == []


def test_every_page_is_cited_once_it_is_listed_and_none_is_weak_without_a_mark():
    top = read_yaml(ACTORS)
    pages = top.node("sources")
    assert set(pages.data) == set(re.findall(r"source: (\w+)", ACTORS.read_text(encoding="utf-8")))
    for key in pages.data:
        page = pages.node(key)
        title, url = page.text("title"), page.text("url")
        assert page.text("site"), key
        assert not WEAK.search(f"{title} {page.text('note', '')}"), key
        assert page.raw("date") is not None or page.text("note"), key
        if re.search(r"paperzz|rmgbd", url):
            assert KEPT_ELSEWHERE.search(title) or page.text("site") == "rmgbd.net", key


def test_ties_lead_to_bodies_on_file(rows, bodies):
    assert {row["object"] for row in rows if row["relation"] == "tie"} <= set(bodies)


def test_the_question_is_complete_and_not_later_than_its_date(outcome, bodies):
    assert outcome.as_of == AS_OF
    assert outcome.convener in bodies
    assert set(outcome.needs) <= set(capabilities())
    assert outcome.unlinked == ()
    assert all(step.basis == "assumed" for step in outcome.steps)
    pages = dict(outcome.sources)
    expected = [each for scenario in outcome.accounts.scenarios for each in (scenario, *scenario.accounts)]
    things = (*outcome.affected, *outcome.indicators, *outcome.accounts.entered, *expected)
    cited = {thing.source for thing in things if thing.source}
    assert cited == set(pages)
    for text in [*(page.date for page in pages.values()), *(each.date for each in outcome.indicators)]:
        assert parse_date(text) <= AS_OF


@pytest.mark.parametrize(
    ("day", "signed"),
    [
        ("2012-03-22", 1),
        ("2012-10-27", 2),
        ("2013-05-12", 2),
        ("2013-05-13", 7),
        ("2013-05-15", 13),
        ("2013-06-30", 14),
    ],
)
def test_signatories_known_by_name_on_a_day(rows, bodies, day, signed):
    joined = {row["actor"] for row in rows if row["relation"] == "joined" and row["start"] <= day}
    assert sum(bodies[actor]["kind"] == Kind.COMPANY for actor in joined) == signed


@pytest.mark.parametrize(
    ("day", "bound"),
    [
        ("2012-03-22", 1),
        ("2012-10-27", 2),
        ("2013-05-12", 2),
        ("2013-05-14", 7),
        ("2013-05-16", 24),
        ("2018-05-31", 220),
    ],
)
def test_companies_bound_on_a_day_can_be_stated_with_a_page(rows, day, bound):
    seen = [
        (row["start"], int(found[1]))
        for row in rows
        if row["relation"] == "gains" and row["start"] <= day
        if (found := re.match(r"companies bound: (\d+)", row["value"]))
    ]
    assert max(seen)[1] == bound


def test_the_curve_of_signatures_never_falls(rows):
    curve = sorted(
        (row["start"], int(found[1])) for row in rows if (found := re.match(r"companies bound: (\d+)", row["value"]))
    )
    assert [n for _, n in curve] == sorted(n for _, n in curve)
    assert len(curve) == 14


def test_a_later_signature_is_hidden_from_an_earlier_question(book, outcome):
    load(book, ACTORS)
    seen = {day: {stake.actor.id for stake in trace(book, on(outcome, day))} for day in ("2013-05-12", "2013-05-14")}
    later = {"inditex", "c_and_a", "tesco", "marks_spencer", "carrefour", "alliance", "accord_secretariat"}
    assert not later & seen["2013-05-12"]
    assert {"inditex", "c_and_a", "tesco", "marks_spencer", "carrefour"} <= seen["2013-05-14"]


def test_nothing_that_a_question_shows_begins_after_its_day(book, outcome):
    load(book, ACTORS)
    for day in ("2012-10-27", "2013-05-12", "2013-06-30", "2018-05-31"):
        asked = on(outcome, day)
        rows = [row for stake in trace(book, asked) for row in stake.evidence]
        assert rows
        assert all(row.start is None or row.start <= asked.as_of for row in rows)


def test_in_october_2012_the_memorandum_cannot_reach_its_threshold(book, outcome):
    load(book, ACTORS)
    with pytest.raises(Infeasible) as found:
        answer(book, on(outcome, "2012-10-27"))
    assert "only 3 company candidates, 4 asked" in found.value.missing


def test_on_the_eve_of_signing_the_threshold_is_within_reach_and_nobody_is_there_to_inspect(book, outcome, bodies):
    load(book, ACTORS)
    found = answer(book, outcome)
    companies = {name for name in found.ids if bodies[name]["kind"] == Kind.COMPANY}
    assert len(companies) >= 4
    assert companies - {"pvh", "tchibo"}, "two more than had signed"
    gaps = {gap.capability: gap for gap in found.gaps}
    assert {"open_data", "building_safety", "worker_safety", "complaint_mechanism"} <= set(gaps)
    assert "Gap Inc (absent)" in gaps["building_safety"].holders


def test_without_the_threshold_two_companies_are_not_enough(book, outcome):
    load(book, ACTORS)
    floors = tuple(floor for floor in outcome.terms.floors if floor.of not in ("kind:company", "public"))
    freed = on(outcome, "2012-10-27").change(floors=floors)
    (need,) = [amount for step in freed.steps for name, amount in step.needs if name == "buying_power"]
    held = sum(
        offer.amount
        for stake in trace(book, freed)
        for offer in stake.actor.offers
        if offer.capability == "buying_power" and stake.actor.id in ("pvh", "tchibo")
    )
    assert held < need


@pytest.mark.parametrize("day", ["2013-06-30", "2018-05-31"])
def test_later_cuts_give_a_partnership(book, outcome, day):
    load(book, ACTORS)
    found = answer(book, on(outcome, day))
    assert found.effect > 0
    flagged = {"gap", "walmart", "alliance", "nrf", "bpc", "smart_jeans", "social_auditors"}
    assert not flagged & set(found.ids)


def test_five_years_on_what_was_missing_has_been_built(book, outcome):
    load(book, ACTORS)
    before, after = answer(book, outcome), answer(book, on(outcome, "2018-05-31"))
    assert after.effect > before.effect
    assert "accord_secretariat" in after.ids


def test_stances_say_who_refused_and_who_set_up_a_rival(rows):
    stances = {row["actor"]: row["value"] for row in rows if row["relation"] == "stance"}
    assert {actor for actor, stance in stances.items() if stance == "rival"} == {"alliance", "nrf", "smart_jeans"}
    assert {actor for actor, stance in stances.items() if stance == "absent"} == {
        "gap", "walmart", "bpc", "social_auditors",
    }  # fmt: skip
    assert "bgmea" not in stances, "its consent is asked for; its refusals stand as facts"


def test_who_left_has_a_day_and_a_reason(rows):
    left = {row["actor"]: row for row in rows if row["relation"] == "left"}
    assert {actor: row["start"] for actor, row in left.items()} == {
        "gap": "2012-10-26", "alliance": "2018-12-01", "accord_secretariat": "2020-06-01",
    }  # fmt: skip
    assert all(row["value"] for row in left.values())


def test_no_body_spoke_for_women_workers_before_the_day_and_one_did_later(rows, outcome):
    speaks = [row for row in rows if row["relation"] == "represents" and row["object"] == "women garment workers"]
    assert "women garment workers" in {group.group for group in outcome.affected}
    assert [row["actor"] for row in speaks] == ["ngwf"]
    assert speaks[0]["start"] > AS_OF.isoformat()
