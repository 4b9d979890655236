"""Sheets as clusters, ministries and NGOs make them: each loads as a user would load it, or says what to do next."""

import pytest

from convenor.errors import SourceError
from convenor.evidence import load
from tests.evidence.workbooks import sheet_xml, table, workbook

TITLE = ["Who does what where, May 2023"]


def csv_of(*rows, mark=","):
    return "\n".join(mark.join(row) for row in rows) + "\n"


def names(book):
    return {row["name"] for row in book.rows(book.table("actors"))}


def tags(book, *schemes):
    rows = book.rows(book.table("tags"))
    return {row["label"] or row["code"] for row in rows if row["scheme"] in schemes}


def sectors(book):
    """Labels of sectors by the heading's place and organisation: (activity's reporter, label)."""
    who = {row["id"]: row["reporter"] for row in book.rows(book.table("activities"))}
    found = [row for row in book.rows(book.table("tags")) if row["scheme"] == "cluster"]
    return {(who[row["activity"]].removeprefix("name:"), row["label"]) for row in found}


CROSSES = [
    ["Organisation", "Type", "District", "Health", "WASH", "Shelter", "Education"],
    ["Acorn Trust", "NGO", "Kesh", "x", "", "X", ""],
    ["Blue Lamp", "NGO", "Pell", "", "✓", "", "3"],
    ["Total", "", "", "1", "1", "1", "1"],
]


def test_crosses_below_the_names_of_clusters_are_its_sectors(book, write):
    report = load(book, write("matrix.xlsx", table(TITLE, *CROSSES)))
    wanted = {("acorn trust", "Health"), ("acorn trust", "Shelter"), ("blue lamp", "WASH"), ("blue lamp", "Education")}
    assert sectors(book) == wanted
    assert report.loaded == 2  # the total is held
    assert ("Health", "is_sector") in report.readings[0].columns


def test_crosses_below_other_names_are_read_as_a_person_says(book, write):
    rows = [["Body", "Theme", "Kesh", "Pell"], ["Acorn Trust", "Health", "1", ""], ["Blue Lamp", "WASH", "1", "x"]]
    file = write("places.csv", csv_of(*rows))
    with pytest.raises(SourceError, match="--map"):
        load(book, file)
    load(book, file, columns={"Body": "org", "Theme": "sector", "Kesh": "is_place", "Pell": "is_place"})
    assert tags(book, "location") == {"Kesh", "Pell"}
    assert names(book) == {"Acorn Trust", "Blue Lamp"}


def test_counts_below_clusters_without_organisations_are_refused(book, write):
    with pytest.raises(SourceError, match="No column looks like one of organisations"):
        load(book, write("counts.csv", csv_of(["District", "Health", "WASH"], ["Kesh", "3", "4"], ["Pell", "2", "1"])))


def test_numbered_columns_of_sectors_are_all_read_each_once(book, write):
    rows = [["Agency", "Sector 1", "Sector 2", "Sector 3", "Province"], ["Rain", "WASH", "Health", "WASH", "Zamin"]]
    load(book, write("sectors.csv", csv_of(*rows)))
    assert sectors(book) == {("rain", "WASH"), ("rain", "Health")}
    assert [row["share"] for row in book.rows(book.table("tags")) if row["scheme"] == "cluster"] == [0.5, 0.5]


def test_sheets_named_after_clusters_say_the_sector_of_their_rows(book, write):
    head = ["Organisation", "Activity", "District"]
    sheets = [("WASH", sheet_xml([head, ["Acorn Trust", "Wells", "Kesh"]]))]
    sheets += [("Health", sheet_xml([head, ["Blue Lamp", "Clinic", "Pell"]]))]
    report = load(book, write("sheets.xlsx", workbook(*sheets)))
    assert sectors(book) == {("acorn trust", "WASH"), ("blue lamp", "Health")}
    assert "sector WASH, from the sheet's name" in report.readings[0].notes


SHEETS = {  # header, row: names, sectors and places that are found
    "Indonesian": (
        ["No", "Nama Lembaga", "Jenis Lembaga", "Sektor/Klaster", "Kegiatan", "Provinsi", "Kabupaten/Kota", "Desa"],
        ["1", "Yayasan Sinar Pagi", "LSM", "Kesehatan", "Klinik", "Tanah Biru", "Embun", "Lembah"],
        {"Yayasan Sinar Pagi"}, {"Kesehatan"}, {"Tanah Biru", "Embun", "Lembah"},
    ),
    "Turkish": (
        ["Kuruluş Adı", "Sektör", "Faaliyet", "İl", "İlçe", "Başlangıç Tarihi"],
        ["Umut Işığı Derneği", "Sağlık", "Gezici klinik", "Gülova", "Çamlık", "01.02.2023"],
        {"Umut Işığı Derneği"}, {"Sağlık"}, {"Gülova", "Çamlık"},
    ),
    "French health areas": (
        ["Organisation", "Contact", "Secteur", "Province", "Territoire", "Zone de santé", "Aire de santé"],
        ["Tumaini", "Jean", "Santé", "Kivani", "Rutu", "Rutu Sud", "Kala"],
        {"Tumaini"}, {"Santé"}, {"Kivani", "Rutu", "Rutu Sud", "Kala"},
    ),
    "a state that is a status": (
        ["Acteurs", "Secteur", "Wilaya", "Localité", "Etat"],
        ["Secours du Fleuve", "Santé", "Trarna", "Tekni", "En cours"],
        {"Secours du Fleuve"}, {"Santé"}, {"Trarna", "Tekni"},
    ),
    "questions for headers": (
        ["S/N", "Full name of the reporting organization (no acronyms please)", "Name of focal point",
         "Which cluster does this activity fall under?", "In which state is the activity taking place?",
         "In which LGA?"],
        ["1", "Harmattan Aid", "Musa", "Protection", "Dunes", "Ghari"],
        {"Harmattan Aid"}, {"Protection"}, {"Dunes", "Ghari"},
    ),
    "communities": (
        ["Reporting Partner", "Cluster", "Governorate", "Sub-District", "Community"],
        ["Palm Society", "WASH", "Hadra", "Wadi", "Ain"],
        {"Palm Society"}, {"WASH"}, {"Hadra", "Wadi", "Ain"},
    ),
    "short names with a slash": (
        ["Lead agency", "Cluster", "Region"], ["WFQ / UNHX", "WASH", "Alda"], {"WFQ", "UNHX"}, {"WASH"}, {"Alda"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHEETS)
def test_a_sheet_is_read_as_its_makers_mean_it(book, write, kind):
    header, row, bodies, wanted, places = SHEETS[kind]
    load(book, write("sheet.csv", csv_of(header, row)))
    assert names(book) == bodies
    assert tags(book, "cluster") == wanted
    assert tags(book, "location") == places


def test_german_lists_of_members_are_read_and_their_total_is_held(book, write):
    text = "Organisation;Land;Kategorie;Mitglied seit\nBund der Wärter e. V.;Deutschland;NGO;2015\nTotal: 1;;;\n"
    report = load(book, write("liste.csv", text.encode("cp1252")))
    assert names(book) == {"Bund der Wärter e. V."}
    assert [problem.code for problem in report.errors] == ["members.nameless"]


def test_a_list_of_one_column_is_refused_with_the_line_that_loads_it(book, write):
    file = write("list.csv", "Member\nHarbour Savers\nNordic Line ASA\n")
    with pytest.raises(SourceError, match="--map 'Member=name'"):
        load(book, file)
    assert load(book, file, columns={"Member": "name"}).loaded == 2


def test_a_list_of_stakeholders_is_refused_with_the_line_that_loads_it(book, write):
    file = write("list.csv", csv_of(["Body", "Type", "Country"], ["Riverside Women", "NGO", "Sudan"]))
    with pytest.raises(SourceError, match="--map 'Body=actor'"):
        load(book, file)
    assert load(book, file, columns={"Body": "actor"}).loaded == 1
