"""The Ukraine case as it ships: each fact has its page and its day, nothing in the question is later than its date."""

import datetime as dt
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from convenor.evidence import load
from convenor.evidence.guard import members
from convenor.evidence.sources import Record, case
from convenor.model.actor import Representation
from convenor.model.capability import capabilities
from convenor.model.codes import Kind, Stance
from convenor.model.outcome import Outcome
from convenor.model.reading import parse_date, read_yaml
from convenor.stakes import trace
from convenor.stakes.distance import mission_distance

FOLDER = Path(str(files("convenor").joinpath("data", "cases", "ukraine")))
DOSSIERS = ("actors.yaml", "others.yaml")
AS_OF = dt.date(2025, 5, 31)
WEAK = re.compile(r"\b(copy|copies|repost|mirror|unverified|not reliable|retells)\b", re.IGNORECASE)


def records(name: str) -> list[Record]:
    (opened,) = members(FOLDER / name)
    assert case.sniff(opened.head, name)
    return list(case.read(opened))


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return Outcome.read(FOLDER / "outcome.yaml")


@pytest.fixture(scope="module")
def all_rows():
    return [row for name in DOSSIERS for record in records(name) for row in record.rows["evidence"]]


@pytest.fixture(scope="module")
def bodies():
    return {row["id"]: row for name in DOSSIERS for record in records(name) for row in record.rows["actors"]}


def visible(row) -> bool:
    return row["start"] is None or row["start"] <= AS_OF.isoformat()


def test_both_dossiers_load_whole_and_a_second_time_changes_nothing(book):
    paths = [FOLDER / name for name in DOSSIERS]
    report = load(book, *paths)
    assert report.quarantined == 0
    assert not report.errors
    assert report.loaded == sum(len(records(name)) for name in DOSSIERS)
    before = book.count("evidence")
    load(book, *paths)
    assert book.count("evidence") == before > 350


def test_the_book_lists_the_dossiers_by_their_titles(book):
    load(book, *(FOLDER / name for name in DOSSIERS))
    listed = {row["source"] for row in book.rows(book.table("loads"))}
    assert listed == {read_yaml(FOLDER / name).text("title") for name in DOSSIERS}


def test_every_row_says_where_it_stands(all_rows):
    for row in all_rows:
        assert row["source"], row
        assert row["locator"], row
        assert row["licence"], row
        assert row["title"], row
        assert row["marking"] == "TLP:CLEAR"
        assert row["basis"] in ("evidence", "assumed")


def test_every_fact_but_the_coded_ones_is_found_by_an_address_or_an_iati_identifier(all_rows):
    for row in all_rows:
        if row["basis"] == "evidence":
            assert re.match(r"https?://|X[MI]-|[A-Z]{2}-", row["locator"]), row


def test_ids_are_unique_over_both_files(all_rows, bodies):
    assert len({row["id"] for row in all_rows}) == len(all_rows)
    assert len(bodies) == sum(len(records(name)) for name in DOSSIERS)


def test_ties_lead_to_bodies_on_file(all_rows, bodies):
    assert {row["object"] for row in all_rows if row["relation"] == "tie"} <= set(bodies)


@pytest.mark.parametrize("name", DOSSIERS)
def test_no_page_is_a_copy_and_every_page_is_cited(name):
    top = read_yaml(FOLDER / name)
    cited = set(re.findall(r"source: (\w+)", (FOLDER / name).read_text(encoding="utf-8")))
    pages = top.node("sources")
    assert set(pages.data) == cited
    for key in pages.data:
        page = pages.node(key)
        assert page.text("site"), key
        assert not WEAK.search(page.text("note", "")), key
        assert page.raw("date") is not None or page.text("note"), key


def test_what_the_question_may_see_was_written_before_its_date():
    for name in DOSSIERS:
        top = read_yaml(FOLDER / name)
        pages = top.node("sources")
        for actor in top.nodes("actors"):
            for part in ("offers", "gains", "risks", "ties", "represents"):
                for fact in actor.nodes(part):
                    page = pages.node(fact.text("source"))
                    since, written = fact.date("since") or page.date("date"), page.date("date")
                    assert since is None or since > AS_OF or written is None or written <= AS_OF, fact.path


def test_the_outcome_is_complete_and_not_later_than_its_date(outcome):
    assert outcome.as_of == AS_OF
    assert {indicator.kind for indicator in outcome.indicators} == {"security", "prosperity"}
    assert sum(step.weight for step in outcome.steps) == pytest.approx(1)
    pages = dict(outcome.sources)
    accounts = outcome.accounts
    cited = [*outcome.affected, *outcome.indicators, *outcome.blockages, *accounts.entered, *accounts.scenarios]
    assert {thing.source for thing in cited} == set(pages)
    dated = [page.date for page in pages.values()] + [thing.date for thing in (*outcome.indicators, *outcome.blockages)]
    for text in dated:
        if not text.startswith("not shown"):
            assert parse_date(text) <= AS_OF
    for page in pages.values():
        assert all((page.title, page.site, page.date, page.url))


def test_the_outcome_asks_for_known_capabilities_and_known_bodies(outcome, bodies):
    assert set(outcome.needs) <= set(capabilities())
    assert {outcome.convener, *outcome.terms.must, *outcome.terms.must_not} <= set(bodies)


def test_the_bottleneck_can_be_stated_and_is_the_worst(outcome):
    first, second = sorted(outcome.blockages, key=lambda b: -b.lost / b.total)
    assert (first.lost, first.total, first.date) == (191, 228, "2025-04-22")
    assert (second.lost, second.total, second.date) == (110, 235, "2025-04-28")
    assert all(b.action and b.owner and b.days for b in outcome.blockages)


@pytest.mark.parametrize("capability", ["procurement_auction", "geospatial_analysis"])
def test_m2_technology_holders_are_found_each_with_a_source_line(book, outcome, capability):
    load(book, *(FOLDER / name for name in DOSSIERS))
    holders = [s for s in trace(book, outcome) if capability in {offer.capability for offer in s.actor.offers}]
    assert {"procurement_auction": {"hdc", "prozorro"}, "geospatial_analysis": {"halo", "feodal", "esri", "aws"}}[
        capability
    ] <= {stake.actor.id for stake in holders}
    for stake in holders:
        behind = {i for offer in stake.actor.offers if offer.capability == capability for i in offer.evidence}
        rows = [row for row in stake.evidence if row.id in behind]
        assert rows
        assert all(row.source and row.locator and row.licence for row in rows)


def test_every_need_has_a_current_holder_as_of_the_question(all_rows, outcome):
    current = {
        row["object"]
        for row in all_rows
        if row["relation"] == "offers" and visible(row) and row["use_by"] >= AS_OF.isoformat()
    }
    assert set(outcome.needs) <= current


def test_some_evidence_is_too_old_and_some_is_not_yet_known(all_rows):
    offers = [row for row in all_rows if row["relation"] == "offers"]
    assert any(row["use_by"] < AS_OF.isoformat() for row in offers)
    assert any(not visible(row) for row in all_rows)


def test_affected_groups_that_a_floor_names_have_a_body_that_speaks_for_them(all_rows, outcome):
    spoken = {row["object"] for row in all_rows if row["relation"] == "represents" and visible(row)}
    asked = {floor.of.removeprefix("group:") for floor in outcome.terms.floors if floor.of.startswith("group:")}
    groups = {affected.group for affected in outcome.affected}
    assert asked
    assert asked <= groups & spoken
    assert groups - spoken, "some group is heard by nobody, and the case must say so"
    for row in all_rows:
        if row["relation"] == "represents":
            assert Representation.parse(row["object"], row["value"]).modality is not None


def test_the_floors_can_be_met(bodies, outcome):
    kinds = [Kind(row["kind"]) for row in bodies.values()]
    assert kinds.count(Kind.DIASPORA) >= 2
    assert all(row["home"] == "UA" for row in bodies.values() if row["kind"] == "diaspora")
    for floor in outcome.terms.floors:
        assert floor.count <= (outcome.terms.size or 0)


def test_stance_is_kept_apart_from_tier(all_rows):
    stances = {row["actor"]: row["value"] for row in all_rows if row["relation"] == "stance"}
    assert stances["informal_sappers"] == Stance.RIVAL
    assert stances["marsh"] == Stance.ABSENT
    assert Stance.PARTY not in stances.values()


def test_who_left_has_a_day_and_a_reason_and_is_not_asked(all_rows, outcome):
    (left,) = [row for row in all_rows if row["relation"] == "left"]
    assert (left["actor"], left["start"]) == ("us_state", "2025-01-25")
    assert left["value"]
    assert "us_state" in outcome.terms.must_not


def test_m30_the_factor_map_looks_past_the_military():
    factors = Outcome.read(FOLDER / "outcome.yaml").factors
    assert "landholder_information" in factors["informational"]
    assert "procurement_auction" in factors["economic"]
    assert "escrow_payment" in factors["financial"]
    assert list(factors).index("military") > list(factors).index("financial")


def test_m22_every_capability_is_linked_to_an_indicator():
    assert Outcome.read(FOLDER / "outcome.yaml").unlinked == ()


def test_m19_a_deminer_is_nearer_to_a_deminer_than_to_an_auction_platform(book, outcome):
    load(book, *(FOLDER / name for name in DOSSIERS))
    mission = {stake.actor.id: dict(stake.actor.purposes) for stake in trace(book, outcome)}
    names = sorted({purpose for profile in mission.values() for purpose in profile})

    def apart(one, other):
        return mission_distance(*(np.array([mission[key].get(name, 0.0) for name in names]) for key in (one, other)))

    assert apart("halo", "prozorro") > apart("halo", "fsd")
    assert apart("halo", "halo") == pytest.approx(0.0, abs=1e-6)
    assert apart("halo", "prozorro") == apart("prozorro", "halo")
