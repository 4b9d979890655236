"""Where people live who come from elsewhere: UNHCR, the UN's migrant stock, remittances, and how they are read."""

import csv

import pytest

from convenor.errors import SourceError
from convenor.evidence import load
from convenor.model.countries import country_code
from convenor.store import connect
from convenor.store.measures import composition, latest
from tests.contracts.test_sources import example_of_the_page
from tests.evidence.made_up import DEMOGRAPHICS_COLUMNS, demographics_sheet
from tests.evidence.workbooks import table


@pytest.fixture
def put(book, write):
    def loaded(name, text):
        return load(book, write(name, text))

    return loaded


def found(book, series, until=2025, **where):
    rows = book.rows(latest(book, series, until, **where))
    return {(row["origin"], row["place"], row["year"]): row["value"] for row in rows if not row["sex"]}


def test_population_gives_one_number_per_series_that_is_not_zero(book, put):
    assert put("p.csv", example_of_the_page("unhcr")).loaded == 1
    assert found(book, "refugees") == {("SO", "MT", 2023): 120.0}
    assert found(book, "asylum seekers") == {("SO", "MT", 2023): 35.0}
    assert book.count("measures") == 2


def test_demographics_give_shares_by_sex_and_age(book, put):
    put("d.csv", demographics_sheet())
    who = composition(book, "refugees", 2024, "MT", origins=("SO",))
    assert who["sex"] == {"female": 80.0, "male": 120.0}
    assert who["age"] == {"0-4": 22.0, "12-17": 13.0, "18-59": 150.0, "60+": 15.0}
    assert (who["total"], who["known"], who["years"]) == (200.0, 200.0, [2024])
    assert who["licence"] == "CC BY 4.0 (UNHCR)"


def test_sites_are_summed_and_nobody_is_counted_twice(book, put):
    line = "2024,X,X,SOM,Malta,MLT,MLT,REF,{},R,P,0,0,0,60,0,0,60,0,0,0,40,0,0,40,100"
    put("d.csv", demographics_sheet(line.format("Quay"), line.format("Hill")))
    put("again.csv", DEMOGRAPHICS_COLUMNS + "\n" + line.format("Quay") + "\n")  # the same numbers in a second file
    put("p.csv", example_of_the_page("unhcr").replace("2023.0", "2024.0"))  # another table of the same people
    who = composition(book, "refugees", 2024, "MT")
    assert (who["total"], who["known"]) == (200.0, 200.0)


def test_only_years_up_to_the_date_of_reckoning_are_seen_and_the_last_of_them_counts(book, put):
    text = example_of_the_page("migrants")
    older = text.splitlines()[1].replace("2019,", "2010,").replace("340", "90")
    put("m.csv", text + older + "\n")
    assert found(book, "migrant stock", 2025, origins=("AL",)) == {("AL", "MT", 2019): 340.0}
    assert found(book, "migrant stock", 2018, origins=("AL",)) == {("AL", "MT", 2010): 90.0}
    assert found(book, "migrant stock", 2000) == {}


def test_remittances_are_dollars_from_host_to_home_and_totals_are_left_out(book, put):
    assert put("r.csv", example_of_the_page("remittances")).loaded == 2
    assert found(book, "remittances", origins=("AL",)) == {("AL", "IT", 2017): 9e8, ("AL", "MT", 2017): 1.5e6}
    assert found(book, "remittances", places=("MT",))[("SO", "MT", 2017)] == 250_000
    assert {row["basis"] for row in book.rows(book.table("measures"))} == {"assumed"}


@pytest.mark.parametrize(
    ("cell", "code"), [("-5", "number.invalid"), ("NaN", "number.invalid"), ("1e400", "number.invalid")]
)
def test_a_number_that_is_none_holds_its_line(put, cell, code):
    text = example_of_the_page("unhcr") + f"2023,S,S,SOM,M,M,ITA,{cell},0,0,0,0,0,0,,0\n"
    report = put("p.csv", text)
    assert (report.loaded, report.quarantined, report.errors[0].code) == (1, 1, code)
    assert report.errors[0].position == "line 3"


def test_a_year_a_short_line_and_an_empty_line_are_held(put):
    text = example_of_the_page("unhcr")
    bad = ("twenty,S,S,SOM,M,M,ITA,1,0,0,0,0,0,0,,0", "2023,S", "2023,S,S,SOM,M,M,ITA,,,,,,,,,")
    report = put("p.csv", text + "\n".join(bad))
    assert [problem.code for problem in report.errors] == ["number.invalid", "csv.columns", "unhcr.empty"]


def test_a_matrix_without_a_year_is_refused(put):
    with pytest.raises(SourceError, match="year"):
        put("r.csv", example_of_the_page("remittances").replace("for 2017", "for us"))


@pytest.mark.parametrize("name", ["unhcr", "migrants"])
def test_the_same_table_saved_as_a_workbook_reads_alike(book, tmp_path, name):
    text = example_of_the_page(name)
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    (tmp_path / "t.xlsx").write_bytes(table(*csv.reader(text.splitlines())))
    with connect() as other:
        told = load(book, tmp_path / "t.csv"), load(other, tmp_path / "t.xlsx")
        assert told[0].loaded == told[1].loaded > 0
        ids = [sorted(row["id"] for row in each.rows(each.table("measures"))) for each in (book, other)]
    assert ids[0] == ids[1]


def test_codes_and_names_of_countries():
    assert (country_code("som"), country_code("UNK")) == ("SO", "")
    assert country_code("Korea, Dem. Rep.") == country_code("Dem. People's Republic of Korea") == "KP"
    assert country_code("Channel Islands") == ""


@pytest.mark.shared
def test_the_real_tables_give_exactly_their_lines(shared):
    folder = shared / "data" / "diaspora"
    expected = {
        "unhcr-population-2010-2025.csv": 83_364,
        "unhcr-demographics-2015-2025.csv": 20_771,
        "un-migrant-stock-2019.csv": 1_659,
        "WB_Bilateral_Remittance_Estimates_2017.xlsx": 214,
    }
    with connect() as book:
        for file, lines in expected.items():
            report = load(book, folder / file)
            assert (report.loaded, report.quarantined, report.errors) == (lines, 0, ())
        ids = book.fetch(book.table("measures").select("id"))["id"]
        assert len(ids) == len(set(ids))
        # read off the published table by hand
        stock = found(book, "migrant stock", 2019, origins=("SO",), places=("KE",))
        assert stock == {("SO", "KE", 2019): 452_919.0}
