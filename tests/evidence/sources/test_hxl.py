"""Response sheets: tags, guesses in several languages, corrections, and what is held or refused."""

import json
from collections import defaultdict

import pytest

from convenor.errors import SourceError
from convenor.evidence import load
from tests.evidence.workbooks import sheet_xml, table, workbook

TAGGED = "Who,Cluster,Province,Code\n#org,#sector,#adm1+name,#adm1+code\n"


def rows_of(book):
    """One dictionary for each row of the sheets, in their order."""
    own_tags, claims = defaultdict(list), defaultdict(list)
    for tag in book.rows(book.table("tags")):
        own_tags[tag["activity"]].append(tag)
    for claim in book.rows(book.table("evidence")):
        claims[claim["object"]].append(claim)
    called = {row["id"]: row["name"] for row in book.rows(book.table("actors"))}
    found = []
    for row in book.rows(book.table("activities")):
        own, took = own_tags[row["id"]], claims[row["id"]]
        found.append(
            {
                "title": row["title"],
                "start": str(row["start"] or ""),
                "end": str(row["end"] or ""),
                "status": row["status"],
                "sector": [t["code"] or t["label"] for t in own if t["scheme"] == "cluster"],
                "place": [t["label"] or t["code"] for t in own if t["scheme"] == "location"],
                "codes": [t["code"] for t in own if t["scheme"] == "location"],
                "country": next((t["code"] for t in own if t["scheme"] == "country"), ""),
                "reached": next((c["value"] for c in took if c["value"]), ""),
                "who": {(claim["relation"], called[claim["actor"]]) for claim in took},
                "locator": row["locator"],
            }
        )
    return sorted(found, key=lambda row: int(row["locator"].split()[-1]))


def read(book, write, content, name="sheet.csv", **options):
    report = load(book, write(name, content), **options)
    return report, rows_of(book)


def refused(book, write, content, name="sheet.csv", **options):
    with pytest.raises(SourceError) as caught:
        load(book, write(name, content), **options)
    return caught.value


def test_a_tagged_sheet_says_who_does_what_where(book, write):
    report, (row,) = read(book, write, TAGGED + "River Union,WASH,Upper Bank,SO11\n")
    assert (report.loaded, report.quarantined) == (1, 0)
    assert row["who"] == {("implementing", "River Union")}
    assert (row["sector"], row["place"], row["codes"]) == (["water sanitation"], ["Upper Bank"], ["SO11"])
    assert row["country"] == "SO"
    (reading,) = report.readings
    assert reading.how == "tags"
    assert dict(reading.columns) == {"Who": "org", "Cluster": "sector", "Province": "adm1", "Code": "adm1_code"}
    assert "country SO, from its p-codes" in reading.notes


DATA = "River Union,Ferry Aid,Lake Fund,{},Clinic on a boat,Upper Bank,Lower Ford,{},{},{},120"
GUESSED = {
    "English": (
        "Agency,Implementing Partner,Donor,Cluster,Activity,Governorate,District,Start Date,End Date,Status,Reached",
        DATA.format("Health", "2021-02-03", "2021-06-30", "Ongoing"),
    ),
    "French": (
        "Organisation,Partenaire de mise en œuvre,Bailleur,Secteur,Activité,Province,Commune,Date de début,Date de fin,"
        "Statut,Bénéficiaires atteints",
        DATA.format("Santé", "03/02/2021", "30/06/2021", "En cours"),
    ),
    "Spanish": (
        "Organización;Socio implementador;Donante;Sector;Actividad;Departamento;Municipio;Fecha de inicio;Fecha de fin;"
        "Estado;Personas alcanzadas",
        DATA.format("Salud", "03/02/2021", "30/06/2021", "En ejecución").replace(",", ";"),
    ),
    "Ukrainian": (
        "Організація,Виконавець,Донор,Кластер,Діяльність,Область,Район,Дата початку,Дата завершення,Статус,Охоплено",
        DATA.format("Охорона здоров'я", "03.02.2021", "30.06.2021", "Триває"),
    ),
    "Arabic": (
        "المنظمة,الشريك المنفذ,المانح,القطاع,النشاط,المحافظة,المديرية,تاريخ البدء,تاريخ الانتهاء,الحالة,المستفيدين",
        DATA.format("الصحة", "2021-02-03", "2021-06-30", "جارية"),
    ),
}


@pytest.mark.parametrize("language", GUESSED)
def test_a_sheet_without_tags_is_guessed_from_its_header(book, write, language):
    report, (row,) = read(book, write, "\n".join(GUESSED[language]))
    assert row.pop("title").endswith(": Clinic on a boat in Lower Ford")
    assert row == {
        "start": "2021-02-03", "end": "2021-06-30", "status": "2", "sector": ["health"],
        "place": ["Upper Bank", "Lower Ford"], "codes": ["", ""], "country": "", "reached": "120",
        "who": {("accountable", "River Union"), ("implementing", "Ferry Aid"), ("funding", "Lake Fund")},
        "locator": "line 2",
    }  # fmt: skip
    assert report.readings[0].how == "guess"


def test_titles_and_notes_above_the_header_are_passed_over(book, write):
    text = (
        "Who does what where in Kenya,,,\nAs of March 2022,,,\nContact the desk for questions about this sheet,,,\n"
        ",,,\nOrganisation,Sector,County,Activities\nRiver Union,WASH,Upper Bank,Wells\n"
    )
    report, (row,) = read(book, write, text)
    assert (row["country"], row["start"], row["end"]) == ("KE", "2022-03-01", "2022-03-31")
    assert report.readings[0].notes == (
        "country KE, Kenya in its names",
        "dates 2022-03-01 to 2022-03-31, from its names",
    )


def test_merged_cells_give_their_text_to_every_row(book, write):
    data = table(
        ["3W Somalia"], ["Organisation", "Sector", "Where", ""], ["", "", "Region", "District"],
        ["River Union", "WASH", "Upper Bank", "Ford"], ["", "Health", "Upper Bank", "Isle"],
        ["Ferry Aid", "Health", "Lower Bank", "Mouth"],
        merged=("A1:D1", "A2:A3", "B2:B3", "C2:D2", "A4:A5"),
    )  # fmt: skip
    report, found = read(book, write, data, "sheet.xlsx")
    assert (report.loaded, report.quarantined) == (3, 0)
    assert [row["who"] for row in found] == [
        {("implementing", "River Union")}, {("implementing", "River Union")}, {("implementing", "Ferry Aid")},
    ]  # fmt: skip
    assert [row["place"] for row in found] == [["Upper Bank", "Ford"], ["Upper Bank", "Isle"], ["Lower Bank", "Mouth"]]
    assert {row["country"] for row in found} == {"SO"}


def test_a_header_in_two_rows_is_read_as_one(book, write):
    text = "WHO,WHAT,WHERE,,\nOrganisation,Sector,Region,District,Village\nRiver Union,WASH,Upper Bank,Ford,Isle\n"
    _, (row,) = read(book, write, text)
    assert row["place"] == ["Upper Bank", "Ford", "Isle"]
    split = "Organisation,Sector,Location,,\n,,Region,District,Site\nRiver Union,WASH,Upper Bank,Ford,Isle\n"
    _, found = read(book, write, split, "split.csv")
    assert [row["place"] for row in found] == [["Upper Bank", "Ford", "Isle"]] * 2


def test_every_sheet_that_says_who_does_what_where_is_read_and_no_other(book, write):
    header = ["Organisation", "Sector", "Region"]
    data = workbook(
        ("Read me", sheet_xml([["Instructions"], ["Fill one line for each activity"]])),
        ("January", sheet_xml([header, ["River Union", "WASH", "Upper Bank"]])),
        ("February", sheet_xml([header, ["Ferry Aid", "Health", "Lower Bank"]])),
        ("Lists", sheet_xml([["Organisation", "Type"], ["River Union", "NGO"]])),
        ("Raw", sheet_xml([header, ["Old Aid", "Health", "Lower Bank"]])),
        hidden=("Raw",),
    )
    report, found = read(book, write, data, "sheets.xlsx")
    assert sorted(name for row in found for _, name in row["who"]) == ["Ferry Aid", "River Union"]
    assert [reading.sheet for reading in report.readings] == ["January", "February"]
    assert {row["locator"] for row in found} == {"sheet 'January', row 2", "sheet 'February', row 2"}


def test_tags_win_over_guesses_and_a_column_without_a_tag_is_filled_in(book, write):
    text = "Org. Acronym,Name,What they do,Bailleur\n#org+name,#org+acronym,Name,\nRiver Union,RU,CCCM,Lake Fund\n"
    text = text.replace("What they do", "Region").replace("CCCM,", "CCCM,") + "Ferry Aid,FA,WASH,\n"
    report, found = read(book, write, text)
    assert found[0]["who"] == {("implementing", "River Union (RU)"), ("funding", "Lake Fund")}
    assert [row["sector"] for row in found] == [["camp coordination"], ["water sanitation"]]
    assert report.readings[0].how == "tags"


def test_a_person_can_say_what_columns_mean(book, write):
    text = "Body,Theme,Spot\nRiver Union,Health,Upper Bank\n"
    error = refused(book, write, text)
    assert error.code == "hxl.no_tags"
    for part in ("'Body'", "'Theme'", "'Spot'", "--map 'Body=org,Theme=sector,Spot=adm1'"):
        assert part in error.message
    report, (row,) = read(
        book, write, text, columns={"Body": "org", "Theme": "sector", "Spot": "adm1", "Kenya": "country"}
    )
    assert (row["who"], row["sector"], row["place"]) == ({("implementing", "River Union")}, ["health"], ["Upper Bank"])
    assert row["country"] == "KE"
    assert report.readings[0].how == "said"


def test_a_wrong_guess_is_corrected_and_the_old_reading_goes(book, write):
    text = "Partner,Agency,Sector,Region\nRiver Union,Lake Fund,Health,Upper Bank\n"
    _, (row,) = read(book, write, text)
    assert ("implementing", "River Union") in row["who"]
    report, (row,) = read(book, write, text, columns={"Agency": "donor", "Partner": "org"})
    assert row["who"] == {("implementing", "River Union"), ("funding", "Lake Fund")}
    assert report.replaced == ("sheet.csv",)
    assert load(book, write("sheet.csv", text), columns={"Agency": "donor", "Partner": "org"}).skipped == ("sheet.csv",)


def test_a_word_that_no_source_knows_is_refused_with_those_that_are(book, write):
    error = refused(book, write, "a,b\n1,2\n", columns={"a": "organisation"})
    assert error.code == "map.unknown_word"
    assert "org" in error.message


def test_a_sheet_of_counts_is_refused_with_its_headers(book, write):
    text = "Oblast,CCCM,Health,Total\nUpper Bank,1,2,3\nLower Bank,4,5,9\n"
    error = refused(book, write, text)
    assert error.code == "hxl.no_tags"
    assert "'Oblast', 'CCCM', 'Health', 'Total'" in error.message
    assert "No column looks like one of organisations" in error.message


def test_tags_without_an_organisation_are_refused(book, write):
    error = refused(book, write, "Place,People\n#adm1,#affected\nUpper Bank,7\n")
    assert error.code == "hxl.columns"
    assert "'Place', 'People'" in error.message


def test_contact_columns_are_dropped_at_the_door_also_from_what_is_held(book, write):
    text = (
        "Org,Cluster,Region,Focal point,Phone,E-mail,Lat,Lon,Remarks\n"
        "River Union,Health,Upper Bank,Jane Nobody,+254 700 000 000,jane@example.org,1.23456,36.12345,ask Jane\n"
        ",Health,Upper Bank,Jane Nobody,+254 700 000 000,jane@example.org,1.23456,36.12345,ask Jane\n"
    )
    report, _ = read(book, write, text)
    assert (report.loaded, report.quarantined) == (1, 1)
    from convenor.store.schema import LEDGER, TABLES

    everything = json.dumps([book.rows(book.table(name)) for name in (*TABLES, *LEDGER)], default=str)
    for detail in ("Jane", "254", "example.org", "1.23456", "36.12345"):
        assert detail not in everything
    assert "Focal point" in report.readings[0].left_out


@pytest.mark.parametrize(
    "cell",
    [
        "Clinic; call +254 700 000 000", "Ask jane.nobody@example.org", "Survivor Jane D., 17, of Block C",
        "Shelter of a witness at 4.60971,-74.08175",
    ],
)  # fmt: skip
def test_a_persons_detail_in_a_text_is_held(book, write, cell):
    text = f'Org,Cluster,Region,Activity\nRiver Union,Health,Upper Bank,"{cell}"\nFerry Aid,Health,Upper Bank,Clinic\n'
    report, found = read(book, write, text)
    assert (report.loaded, report.quarantined) == (1, 1)
    assert [error.code for error in report.errors] == ["privacy.personal_data_suspected"]
    assert [row["title"] for row in found] == ["Health: Clinic in Upper Bank"]


def test_coordinates_in_a_place_column_are_not_kept(book, write):
    _, (row,) = read(book, write, 'Org,Cluster,Region,Site\nRiver Union,Health,Upper Bank,"1.23456, 36.12345"\n')
    assert row["place"] == ["Upper Bank"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("River Union; Ferry Aid", ["Ferry Aid", "River Union"]),
        ("CARE, IRC, UNHCR", ["CARE", "IRC", "UNHCR"]),
        ("Ministry of Health, Education and Sport", ["Ministry of Health, Education and Sport"]),
        ("SOS/CV", ["SOS/CV"]),
    ],
)
def test_several_bodies_in_a_cell(book, write, cell, names):
    _, (row,) = read(book, write, f'Org,Cluster,Region\n"{cell}",Health,Upper Bank\n')
    assert sorted(name for _, name in row["who"]) == names


def test_rows_that_name_nobody_or_nothing_are_held(book, write):
    text = TAGGED + ",WASH,Upper Bank,\nTotal,,,\nRiver Union,WASH,Upper Bank,\nSource: made up,,,\nN/A,Health,Ford,\n"
    report, found = read(book, write, text)
    assert (report.loaded, report.quarantined) == (1, 4)
    assert sorted(error.code for error in report.errors) == ["hxl.empty", "hxl.empty", "hxl.nameless", "hxl.nameless"]
    assert {error.position for error in report.errors} == {"line 3", "line 4", "line 6", "line 7"}
    assert len(found) == 1


def test_the_header_repeated_among_the_data_is_no_row(book, write):
    text = (
        TAGGED
        + "River Union,WASH,Upper Bank,\n#org,#sector,#adm1+name,#adm1+code\nWho,Cluster,Province,Code\nB,WASH,Isle,\n"
    )
    report, _ = read(book, write, text)
    assert (report.loaded, report.quarantined) == (2, 0)


def test_two_rows_alike_are_two_records_with_ids_of_their_own(book, write):
    text = TAGGED + "River Union,WASH,Upper Bank,\n" * 2
    report, _ = read(book, write, text)
    assert report.loaded == 2
    assert len({row["id"] for row in book.rows(book.table("activities"))}) == 2


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2024-02-30", "date.invalid"),
        ("31/02/2022", "date.invalid"),
        ("ongoing", None),
        ("2022", None),
        ("Mar-22", None),
    ],
)
def test_dates_of_a_tagged_sheet(book, write, cell, code):
    report, _ = read(book, write, f"#org,#sector,#adm1,#date+start\nRiver Union,WASH,Upper Bank,{cell}\n")
    assert {error.code for error in report.errors} == ({code} if code else set())


@pytest.mark.parametrize(
    ("cells", "start"),
    [(("03/04/2021", "25/04/2021"), "2021-04-03"), (("03/04/2021", "04/25/2021"), "2021-03-04")],
)
def test_a_day_above_twelve_tells_which_way_dates_are_written(book, write, cells, start):
    text = "Org,Cluster,Region,Start date\n" + "".join(f"B{i},WASH,Isle,{cell}\n" for i, cell in enumerate(cells))
    _, found = read(book, write, text)
    assert found[0]["start"] == start


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("120", "120"),
        ("12,500", "12500"),
        ("1 234 567", "1234567"),
        ("9007199254740993", "9007199254740993"),
        ("-", ""),
    ],
)
def test_people_reached_are_kept_in_digits(book, write, cell, value):
    _, (row,) = read(book, write, f'#org,#sector,#adm1,#reached\nRiver Union,WASH,Isle,"{cell}"\n')
    assert row["reached"] == value


def test_kinds_of_bodies(book, write):
    kinds = {"INGO": "NGO", "ONG nationale": "NGO", "UN Agency": "intergovernmental", "Govt": "state", "?": "unknown"}
    text = "Org,Type of organisation,Cluster,Region\n" + "".join(f"B {i},{k},WASH,Isle\n" for i, k in enumerate(kinds))
    read(book, write, text)
    found = {row["name"]: (row["kind"], row["marks"]) for row in book.rows(book.table("actors"))}
    assert [found[f"B {i}"][0] for i in range(5)] == list(kinds.values())
    assert found["B 1"][1] == "local"
    assert found["B 0"][1] is None


def test_every_row_of_what_was_read_has_its_licence_and_marking(book, write):
    read(book, write, TAGGED + "River Union,WASH,Upper Bank,SO11\n")
    (claim,) = book.rows(book.table("evidence"))
    assert claim["marking"] == "TLP:CLEAR"
    assert claim["basis"] == "evidence"
    assert "OCHA" in claim["licence"]
