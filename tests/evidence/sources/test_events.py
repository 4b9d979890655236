"""Events of UCDP, ACLED and ICEWS: how they are read, what is never kept, and newer editions."""

import csv
import datetime
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convenor.errors import SourceError
from convenor.evidence import load
from convenor.evidence.events import CAMEO, deaths, degrees, plover
from convenor.store import connect
from tests.contracts.test_sources import example_of_the_page
from tests.evidence.made_up import AGREEMENTS, CONFLICTS, DYAD_YEARS, DYADIC, GROUPS

GED, ACLED, ICEWS = (example_of_the_page(name) for name in ("ucdp", "acled", "icews"))
HEADER, EVENT = GED.splitlines()
OLD_ACLED = (
    "data_id,iso,event_id_cnty,event_id_no_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,region,country,admin1,admin2,admin3,location,latitude,"
    "longitude,geo_precision,source,source_scale,notes,fatalities,timestamp,iso3\n"
    "1,470,MLT1,1,05 March 2024,2024,1,Battles,Armed clash,Quay Band,,3,Hill Band,,2,23,Europe,Malta,Quay province,,,"
    "Quay town,35.8989,14.5146,1,The Ferry Post,National,A made-up note,2,1709800000,MLT\n"
)


@pytest.fixture
def put(book, write):
    def loaded(text, name="file.csv"):
        return load(book, write(name, text))

    return loaded


def rows(book, table="events"):
    return book.rows(book.table(table).sort("locator"))


def test_an_event_keeps_its_sides_days_and_three_counts_of_deaths(book, put):
    assert put(GED).loaded == 1
    (event,) = rows(book)
    assert (event["kind"], event["quad"]) == ("non-state violence", "material conflict")
    assert (event["start"], event["end"]) == (datetime.date(2024, 3, 4), datetime.date(2024, 3, 5))
    assert (event["low"], event["best"], event["high"]) == (3, 4, 7)
    assert (event["actor"], event["name"], event["target"]) == ("ucdp:9401", "Quay Band", "ucdp:9402")
    assert (event["place"], event["location"], event["conflict"]) == ("MT", "Quay province", "91")


def test_where_somebody_was_hurt_is_rounded_to_a_tenth_of_a_degree(book, put):
    put(GED)
    assert (rows(book)[0]["lat"], rows(book)[0]["lon"]) == (35.9, 14.5)


def test_a_candidate_file_without_a_header_is_the_same(book, write):
    load(book, write("with.csv", GED))
    with connect() as other:
        assert load(other, write("candidate.csv", EVENT + "\n")).loaded == 1
        assert rows(other)[0]["id"] == rows(book)[0]["id"]


def test_codes_for_unknown_are_no_deaths_and_other_counts_are_refused():
    assert [deaths(text) for text in ("", "NA", "-999", "-99", "0", "3.0")] == [None, None, None, None, 0, 3]
    for wrong in ("-1", "2.5", "many", "nan"):
        with pytest.raises(ValueError):
            deaths(wrong)
    assert (degrees("", 90), degrees("-89.95", 90)) == (None, -89.95)
    with pytest.raises(ValueError, match="degrees"):
        degrees("91", 90)


def test_counts_that_do_not_rise_stay_as_published_and_are_told(book, put):
    report = put(GED.replace(",4,7,3,,", ",4,2,3,,"))
    assert report.warnings == (("deaths.order", 1),)
    assert [rows(book)[0][name] for name in ("low", "best", "high")] == [3, 4, 2]


@pytest.mark.parametrize(
    "line",
    [
        EVENT.replace("2024-03-05 00:00:00.000,1,1", "2024-03-03,1,1"),  # ends before it begins
        EVENT.replace("2024-03-04 00:00:00.000", "2024-02-30"),
        EVENT.replace("2024-03-04 00:00:00.000", "2024-03-04 00:00:00.000; rm -rf"),
        EVENT.replace(",4,7,3,,", ",4,7,minus,,"),
        EVENT.replace("35.8989", "95.8989"),
        EVENT.replace("Clear,2,", "Clear,9,"),
        EVENT.replace("700001", "=700001"),
    ],
)
def test_a_line_with_a_wrong_value_is_held_with_its_text(book, put, line):
    report = put(f"{GED}{line}\n")
    assert (report.loaded, report.quarantined, report.errors[0].code) == (1, 1, "ucdp.value")
    assert book.rows(book.table("quarantine"))[0]["text"] == line


def test_a_short_and_a_long_line_are_held(put):
    report = put(f"{GED}{EVENT[:400]}\n{EVENT},more\n")
    assert (report.loaded, [problem.code for problem in report.errors]) == (1, ["csv.columns"] * 2)


def test_a_newer_edition_revises_adds_and_deletes(book, put):
    more = EVENT.replace("700001", "700002")
    put(f"{GED}{more}\n")
    report = put(GED.replace(",4,7,3,,", ",5,8,3,,") + EVENT.replace("700001", "700003") + "\n")
    (change,) = report.changes
    assert (change.added, change.changed, change.gone) == (1, 1, 1)
    assert {row["locator"]: row["best"] for row in rows(book)} == {"700001": 5, "700003": 4}


def test_a_year_of_a_dyad_makes_both_sides_parties_in_that_year(book, put):
    put(DYADIC)
    (event,) = rows(book)
    assert (event["kind"], event["intensity"], event["title"]) == ("dyad year", 1.0, "over territory (Quay)")
    claims = {(row["actor"], row["relation"], row["value"], row["start"].year) for row in rows(book, "evidence")}
    assert claims == {("ucdp:9401", "stance", "party", 2019), ("ucdp:9403", "stance", "party", 2019)}
    assert {row["name"]: row["kind"] for row in rows(book, "actors")} == {
        "Government of Malta": "state", "Quay Band": "armed group",
    }  # fmt: skip


def test_a_conflict_year_ends_with_its_episode_and_two_countries_are_none(book, put):
    put(CONFLICTS)
    (event,) = rows(book)
    assert (event["end"], event["place"], event["location"]) == (datetime.date(2019, 11, 3), "", "Malta, Italy")


def test_an_actor_keeps_its_other_names(book, put):
    put(GROUPS)
    assert rows(book, "actors")[0]["id"] == "ucdp:9401"
    assert rows(book, "evidence")[0]["value"].split("\n") == ["QB", "Banda tal-Moll", "Band of the Quay"]


def test_an_agreement_ended_or_not_and_has_its_provisions(book, put):
    put(AGREEMENTS)
    ended, holds, unknown = rows(book)
    assert (ended["end"], ended["intensity"]) == (datetime.date(2012, 3, 4), 1.0)
    assert (holds["end"], holds["intensity"]) == (None, 0.0)
    assert (unknown["end"], unknown["intensity"]) == (None, 1.0)
    provisions = {(row["locator"], row["code"]) for row in rows(book, "tags")}
    assert provisions == {
        ("1", "cease"), ("1", "type2"), ("2", "cease"), ("2", "ddr"), ("2", "gender"), ("2", "type1"), ("3", "type3"),
    }  # fmt: skip


@pytest.mark.parametrize("text", [ACLED, OLD_ACLED], ids=["api", "codebook"])
def test_both_layouts_of_acled_give_the_same_event(book, put, text):
    assert put(text).loaded == 1
    (event,) = rows(book)
    assert (event["kind"], event["quad"], event["place"]) == ("armed clash", "material conflict", "MT")
    assert (event["low"], event["best"], event["high"]) == (2, 2, 2)
    assert event["start"] == datetime.date(2024, 3, 5)
    assert (event["marking"], event["name"], event["target_name"]) == ("TLP:AMBER+STRICT", "Quay Band", "Hill Band")


def test_an_agreement_of_acled_is_cooperation_and_a_bad_date_is_held(book, put):
    head, line = ACLED.splitlines()
    agreed = line.replace("Battles,Armed clash", "Strategic developments,Agreement").replace("MLT1", "MLT2")
    report = put(f"{head}\n{agreed}\n{line.replace('2024-03-05', '31/31/2024')}\n{line[:99]}\n")
    assert (report.loaded, [p.code for p in report.errors]) == (1, ["acled.value", "csv.columns"])
    assert rows(book)[0]["quad"] == "verbal cooperation"


def test_icews_events_have_a_quad_and_countries_are_their_governments(book, put):
    assert put(ICEWS, "events.tab").loaded == 2
    one, two = rows(book)
    assert (one["kind"], one["quad"], one["actor"], one["target"]) == (
        "support", "verbal cooperation", "gov:MT", "gov:IT",
    )  # fmt: skip
    assert (two["quad"], two["actor"], two["target_name"]) == ("verbal conflict", "gov:MT", "Ferry Workers Union")


def test_dyad_years_count_events_per_quad(book, put):
    assert put(DYAD_YEARS).loaded == 2
    counts = {(row["start"].year, row["quad"]): row["count"] for row in rows(book)}
    assert counts == {
        (2014, "verbal cooperation"): 8, (2014, "material cooperation"): 2, (2014, "verbal conflict"): 3,
        (2015, "verbal cooperation"): 0, (2015, "material cooperation"): 0, (2015, "verbal conflict"): 0,
        (2015, "material conflict"): 0,
    }  # fmt: skip


@pytest.mark.parametrize(("old", "new"), [("8.0", "-8"), ("2014.0", "99999"), ("8.0", "1e400"), ("2014.0", "")])
def test_a_wrong_number_in_a_dyad_year_is_held(put, old, new):
    report = put(DYAD_YEARS.replace(old, new, 1))
    assert (report.loaded, report.quarantined, report.errors[0].code) == (1, 1, "icews.value")


@pytest.mark.parametrize("text", [GED, ACLED, ICEWS, AGREEMENTS])
def test_persons_headlines_and_notes_are_nowhere_in_the_book(book, put, text):
    put(text)
    for table in ("events", "actors", "evidence", "tags", "texts"):
        held = repr(book.rows(book.table(table)))
        for word in ("Jane", "note", "clash", "witness", "pier,", "comment", "Ferry Post"):
            assert word not in held.replace("armed clash", ""), (table, word)


def test_every_cameo_root_has_its_corner():
    assert len(CAMEO) == 20
    assert plover("1411") == ("protest", "material conflict")
    assert plover("x") == ("x", "")


def test_a_hidden_body_takes_its_events_with_it(book, put):
    put(GED)
    head = {"source": "s", "locator": "1", "licence": "l", "retrieved": "2025-01-01", "basis": "entered", "load": "x"}
    book.append("actors", {"id": ["ucdp:9402"], "name": ["Hill Band"], "marks": ["hidden"]}, marking="TLP:RED", **head)
    assert rows(book) == []


@pytest.mark.shared
def test_the_real_tables_give_exactly_their_lines(shared):
    expected = {
        "ged-mexico-2021-2023.csv": 8_820, "ucdp-dyadic-251.csv": 3_432, "ucdp-prio-acd-251.csv": 2_752,
        "ucdp-actor-221.csv": 1_725, "ucdp-peace-agreements-221.xlsx": 374,
    }  # fmt: skip
    with connect() as book:
        for file, lines in expected.items():
            report = load(book, shared / "data" / "ucdp" / file)
            assert (report.loaded, report.quarantined, report.errors) == (lines, 0, ())
        found = rows(book)
        assert len({row["id"] for row in found}) == len(found) == sum(expected.values()) - 1_725
        agreements = [row for row in found if row["kind"] == "peace agreement"]
        assert sum(row["intensity"] for row in agreements) == 134  # read off the published table by hand
        assert sum(row["end"] is not None for row in agreements) == 128  # and one ends before it was signed


TABLES_OF_EVENTS = {
    "ged": GED, "acled": ACLED, "icews": ICEWS, "years": DYAD_YEARS, "dyadic": DYADIC, "agreements": AGREEMENTS,
}  # fmt: skip
STRANGE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["9" * 25, "-1", "1e308", "=1+1", "0000-00-00", "9999-12-31", "nan", "\u202e", "2", ""]),
)


@pytest.mark.parametrize("name", TABLES_OF_EVENTS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 60), value=STRANGE)
def test_any_value_in_any_cell_loads_or_is_held(book, tmp_path, name, place, value):
    text = TABLES_OF_EVENTS[name]
    delimiter = "\t" if name == "icews" else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    rows[1][place % len(rows[1])] = value
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter).writerows(rows)
    file = tmp_path / "table.csv"
    file.write_bytes(made.getvalue().encode("utf-8", "replace"))
    try:
        report = load(book, file)
    except SourceError:
        return
    assert report.skipped or report.loaded + report.quarantined == len(rows) - 1
