"""The piracy case as it ships: facts with page and day; hard against soft is a trade-off; harm moves to others."""

import datetime as dt
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from convenor.action.exports.html.gate import gate
from convenor.action.exports.html.register import Register
from convenor.evidence import load
from convenor.evidence.guard import members
from convenor.evidence.sources import Record, case
from convenor.model.capability import capabilities
from convenor.model.codes import Kind, Power, Stance
from convenor.model.outcome import Outcome
from convenor.model.partnership import Partnership
from convenor.model.reading import parse_date, read_yaml
from convenor.partnerships import compose
from convenor.stakes import trace
from convenor.store import connect

FOLDER = Path(str(files("convenor").joinpath("data", "cases", "piracy")))
AS_OF = dt.date(2010, 12, 31)
FACTS = ("offers", "gains", "risks", "ties", "represents")
WEAK = re.compile(r"\b(copy|copies|repost|mirror|unverified|not reliable|retells)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    (opened,) = members(FOLDER / "actors.yaml")
    return list(case.read(opened))


@pytest.fixture(scope="module")
def rows(records):
    return [row for record in records for row in record.rows["evidence"]]


@pytest.fixture(scope="module")
def bodies(records):
    return {row["id"]: row for record in records for row in record.rows["actors"]}


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return Outcome.read(FOLDER / "outcome.yaml")


@pytest.fixture(scope="module")
def stakes(outcome):
    with connect() as book:
        load(book, FOLDER / "actors.yaml")
        return trace(book, outcome)


@pytest.fixture(scope="module")
def best(outcome, stakes) -> Partnership:
    return compose(outcome, stakes)[0]


def later(outcome: Outcome, day: dt.date) -> Partnership:
    """The same question asked on another day."""
    asked = replace(outcome, as_of=day)
    with connect() as book:
        load(book, FOLDER / "actors.yaml")
        return compose(asked, trace(book, asked))[0]


def met(partnership: Partnership) -> set[str]:
    return {each.capability for each in partnership.coverage if each.got >= each.need - 1e-6}


def lights(partnership: Partnership) -> dict[str, str]:
    return {group.name: group.light for group in gate(partnership, Register(partnership)).groups}


def test_the_dossier_loads_whole_and_a_second_time_changes_nothing(book, records):
    report = load(book, FOLDER / "actors.yaml")
    assert (report.quarantined, report.errors, report.loaded) == (0, (), len(records))
    before = book.count("evidence")
    load(book, FOLDER / "actors.yaml")
    assert book.count("evidence") == before > 200


def test_every_row_says_where_it_stands(rows):
    for row in rows:
        assert all((row["source"], row["locator"], row["licence"], row["title"])), row
        assert row["marking"] == "TLP:CLEAR"
        if row["basis"] == "evidence":
            assert row["locator"].startswith(("http://", "https://")), row
            assert row["start"], row


def test_no_amount_is_assumed(rows):
    assert {row["basis"] for row in rows} == {"evidence", "assumed"}
    assert not [row for row in rows if row["relation"] == "offers" and row["unit"]]


def test_no_page_is_a_copy_and_every_page_is_cited():
    text = (FOLDER / "actors.yaml").read_text(encoding="utf-8")
    pages = read_yaml(FOLDER / "actors.yaml").node("sources")
    assert set(pages.data) == set(re.findall(r"source: (\w+)", text))
    for key in pages.data:
        page = pages.node(key)
        assert page.text("site"), key
        assert not WEAK.search(page.text("note", "")), key
        assert page.raw("date") is not None or page.text("note"), key


def test_what_stands_on_a_later_page_carries_a_day_of_its_own():
    top = read_yaml(FOLDER / "actors.yaml")
    pages, hindsight, visible, undated = top.node("sources"), 0, 0, 0
    for fact in (fact for actor in top.nodes("actors") for part in FACTS for fact in actor.nodes(part)):
        since, written = fact.date("since"), pages.node(fact.text("source")).date("date")
        assert since or written, fact.path
        visible += (since or written) <= AS_OF
        undated += written is None and since <= AS_OF
        hindsight += since is not None and since <= AS_OF and written is not None and written > AS_OF
    told = (Path(__file__).parent.parent / "docs" / "cases" / "piracy.md").read_text(encoding="utf-8")
    assert f"{hindsight} of {visible}" in told, "the page says how much of the answer is hindsight"
    assert f"{undated} on pages without a date" in told


def test_nothing_in_the_question_is_later_than_its_date(outcome):
    assert outcome.as_of == AS_OF
    assert {indicator.kind for indicator in outcome.indicators} == {"security", "prosperity"}
    cited = {thing.source for thing in (*outcome.affected, *outcome.indicators, *outcome.blockages)} - {""}
    pages = dict(outcome.sources)
    assert cited == set(pages)
    dated = [page.date for page in pages.values()] + [thing.date for thing in (*outcome.indicators, *outcome.blockages)]
    assert all(text.startswith("not shown") or parse_date(text) <= AS_OF for text in dated)
    assert all(page.title and page.site and page.url for page in pages.values())


def test_a_group_without_a_page_makes_no_claim(outcome):
    for group in outcome.affected:
        assert bool(group.why) == bool(group.source), group.group


def test_the_question_asks_for_known_capabilities_and_known_bodies(outcome, bodies):
    assert set(outcome.needs) <= set(capabilities())
    assert outcome.convener in {body["name"] for body in bodies.values()}
    assert {*outcome.terms.must, *outcome.terms.must_not} <= set(bodies)


def test_ties_lead_to_bodies_on_file(rows, bodies):
    assert {row["object"] for row in rows if row["relation"] == "tie"} <= set(bodies)


def test_about_twenty_offers_are_hard_and_most_are_soft(rows):
    known = capabilities()
    powers = [known[row["object"]].power for row in rows if row["relation"] == "offers"]
    assert 15 <= powers.count(Power.HARD) <= 25
    assert powers.count(Power.SOFT) > 2 * powers.count(Power.HARD)


def test_a_partnership_comes_back_within_its_terms(best, outcome):
    assert best.proof == "optimal"
    assert best.effect > 0.5
    assert 0 < best.hard <= outcome.terms.hard_share
    kinds = [member.stake.actor.kind for member in best.members]
    assert {Kind.MILITARY, Kind.COMPANY, Kind.COMMUNITY, Kind.NGO} <= set(kinds)
    assert not any(member.stake.flagged for member in best.members)


def test_m8_without_hard_power_named_capabilities_are_lost(best, outcome, stakes):
    soft = compose(outcome.change(hard_share=0), stakes)[0]
    assert soft.hard == 0
    assert soft.effect < best.effect - 0.1
    lost = met(best) - met(soft)
    assert {"naval_escort", "risk_pricing", "armed_protection"} <= lost
    named = {gap.capability: gap for gap in soft.gaps}
    assert lost <= set(named)
    assert named["naval_escort"].holders, "the report can say who would bring what is lost"


def test_a_partner_that_left_is_not_proposed(best, outcome, stakes):
    kenya = next(stake for stake in stakes if stake.actor.id == "kenya")
    assert kenya.flagged == "absent"
    assert "kenya" not in best.ids


def test_the_frontier_rises_with_hard_power_and_then_is_flat(best, outcome, stakes):
    found = [compose(outcome.change(hard_share=share), stakes)[0].effect for share in (0, 0.1, 0.2, 0.3)]
    assert found == sorted(found)
    assert found[0] < found[-1] <= best.effect + 1e-9
    free = compose(outcome.change(hard_share=None), stakes)[0]
    assert free.effect == pytest.approx(best.effect), "the ceiling costs nothing: more force would reach no further"


def test_the_prison_load_is_stated_and_ends_in_the_first_action(outcome, best):
    (blockage,) = outcome.blockages
    assert (blockage.lost, blockage.total, blockage.date) == (107, 117, "2010-04")
    assert best.findings[0].topic == "blockage"
    assert blockage.owner == best.findings[0].owner


def test_one_body_alone_holds_the_prison_places(rows):
    held = {row["actor"] for row in rows if row["object"] == "prisons" and row["start"] <= AS_OF.isoformat()}
    assert held == {"unodc"}


def test_kenya_left_with_its_reason_and_still_takes_a_case(rows):
    (left,) = [row for row in rows if row["actor"] == "kenya" and row["relation"] == "left"]
    assert left["start"] == "2010-09-30"
    assert "EU" in left["value"], "two accounts of why"
    assert [row for row in rows if row["actor"] == "kenya" and row["start"] == "2010-09-27"]


def test_who_bears_the_harm_is_asked_for_where_nobody_speaks(best):
    shown = lights(best)
    assert shown["seafarers"] == shown["coastal towns"] == "amber"
    for group in ("Somali fishers", "crews of dhows and small fishing boats", "families of hostages"):
        assert shown[group] == "grey"


def test_harm_moves_to_small_boats_and_comes_into_sight_with_the_date(rows, outcome):
    told = [row for row in rows if row["actor"] == "dhow_crews" and row["relation"] == "risks"]
    assert told
    assert all(row["start"] > AS_OF.isoformat() for row in told)
    shown = lights(later(outcome, dt.date(2016, 12, 31)))
    assert shown["Somali fishers"] != "grey"
    assert shown["crews of dhows and small fishing boats"] == "grey", "nobody speaks for them to this day"


def test_what_is_missing_in_2010_is_who_joined_by_2014(best, outcome):
    missing = {gap.capability for gap in best.gaps}
    assert {"public_campaign", "psychosocial_support", "financial_investigation", "formalisation"} <= missing
    assert not {gap.capability for gap in later(outcome, dt.date(2014, 12, 31)).gaps if not gap.holders}


def test_no_name_or_mission_tells_the_future(rows, bodies):
    missions = [row["value"] for row in rows if row["relation"] == "mission"]
    for text in [*missions, *(body["name"] for body in bodies.values())]:
        assert not [year for year in re.findall(r"\b(?:19|20)\d\d\b", text) if int(year) > AS_OF.year], text


def test_stance_is_kept_apart_from_tier(rows):
    stances = {row["actor"]: row["value"] for row in rows if row["relation"] == "stance"}
    assert stances == {
        "pirates": Stance.RIVAL, "tuna_fleet": Stance.ABSENT, "dhow_crews": Stance.ABSENT,
        "himan_heeb": Stance.ABSENT,
    }  # fmt: skip


def test_a_diaspora_body_is_on_file_with_home_and_page(bodies, rows):
    (body,) = [row for row in bodies.values() if row["kind"] == "diaspora"]
    assert body["home"] == "SO"
    assert [row for row in rows if row["actor"] == body["id"] and row["relation"] == "offers"]
