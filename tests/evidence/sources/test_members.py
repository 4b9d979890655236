"""Membership lists: who belongs, since when, who left; never persons."""

import pytest

from convenor.errors import SourceError
from convenor.evidence import load
from convenor.evidence.sources import sources
from tests.evidence.workbooks import table

LIST = "Name,Category,Country,Joined,Left\n"


def members(book):
    rows = [row for row in book.rows(book.table("evidence")) if row["relation"] == "member"]
    bodies = {row["id"]: row for row in book.rows(book.table("actors"))}
    return {bodies[row["actor"]]["name"]: (row, bodies[row["actor"]]) for row in rows}


def refused(book, file, **options):
    with pytest.raises(SourceError) as caught:
        load(book, file, **options)
    return caught.value


def test_a_list_gives_one_activity_and_its_members(book, write):
    text = (
        LIST + "River Union,civil society,KE,2019-11-10,\nFerry Works Ltd,private sector,Peru,2020-02-01,2023-05-31\n"
    )
    report = load(book, write("ferry_pact_members.csv", text))
    assert (report.loaded, report.quarantined) == (2, 0)
    (activity,) = book.rows(book.table("activities"))
    assert activity["title"] == "ferry pact members"
    found = members(book)
    row, body = found["Ferry Works Ltd"]
    assert (str(row["start"]), str(row["end"]), str(row["use_by"])) == ("2020-02-01", "2023-05-31", "2026-05-31")
    assert (body["kind"], body["country"]) == ("company", "PE")
    row, body = found["River Union"]
    assert (row["object"], row["end"], row["use_by"]) == (activity["id"], None, None)
    assert {row["marking"] for row in book.rows(book.table("evidence"))} == {"TLP:AMBER+STRICT"}


def test_who_left_is_told_apart(book, write):
    load(book, write("list.csv", LIST + "Ferry Works Ltd,private sector,Peru,2020-02-01,2023-05-31\n"))
    (left,) = [row for row in book.rows(book.table("evidence")) if row["relation"] == "left"]
    assert str(left["start"]) == "2023-05-31"


@pytest.mark.parametrize(
    "header",
    [
        "Organization,Type,Country,Joined On",
        "Organisation;Catégorie;Pays;Date d'adhésion",
        "Nombre;Tipo;País;Fecha de ingreso",
        "Назва;Тип;Країна;Дата приєднання",
        "Signatory,Kind,ISO3,Date signed",
    ],
)
def test_headers_of_other_lists(book, write, header):
    cut = ";" if ";" in header else ","
    load(book, write("list.csv", header + "\n" + cut.join(("River Union", "NGO", "KEN", "2019-11-10")) + "\n"))
    row, body = members(book)["River Union"]
    assert (str(row["start"]), body["kind"], body["country"]) == ("2019-11-10", "NGO", "KE")


def test_a_workbook_with_a_title_above(book, write):
    data = table(["Members of the Ferry Pact"], [], ["Member", "Type", "Country"], ["River Union", "NGO", "Kenya"])
    load(book, write("x.xlsx", data))
    (activity,) = book.rows(book.table("activities"))
    assert activity["title"] == "Members of the Ferry Pact"
    assert set(members(book)) == {"River Union"}


def test_one_body_listed_twice_is_counted_twice_with_two_rows(book, write):
    report = load(book, write("list.csv", LIST + "River Union,NGO,KE,,\nRiver Union,NGO,KE,,\n"))
    assert report.loaded == 2
    assert len({row["id"] for row in book.rows(book.table("evidence"))}) == 2


def test_days_are_read_as_people_write_them(book, write):
    days = {
        "2019": "2019-01-01",
        "2019-11": "2019-11-01",
        "10/11/2019": "2019-11-10",
        "2019-11-10 00:00:00": "2019-11-10",
    }
    text = LIST + "".join(f"Body {i},NGO,KE,{day},\n" for i, day in enumerate(days))
    load(book, write("list.csv", text))
    assert [str(members(book)[f"Body {i}"][0]["start"]) for i in range(4)] == list(days.values())


def test_bad_rows_are_held(book, write):
    text = LIST + ",NGO,KE,,\nRiver Union,NGO,KE,2020-02-30,\nCall +254 700 000 000,NGO,KE,,\nGood Body,NGO,KE,,\n"
    report = load(book, write("list.csv", text))
    assert [error.code for error in report.errors] == [
        "members.nameless", "date.invalid", "privacy.personal_data_suspected",
    ]  # fmt: skip
    assert report.loaded == 1


def test_contact_columns_stay_outside(book, write):
    text = "Name,Country,Joined,Contact,E-mail\nRiver Union,KE,2020,Jane Nobody,jane@example.org\n"
    text += ",KE,2020,Jane,j@example.org\n"
    load(book, write("list.csv", text))
    held = str(book.rows(book.table("quarantine"))) + str(book.rows(book.table("evidence")))
    assert "Jane" not in held
    assert "example.org" not in held


def test_a_list_of_persons_is_refused(book, write):
    error = refused(book, write("staff.csv", "First name,Surname,Organisation,Joined\nJane,Nobody,River Union,2020\n"))
    assert error.code == "members.persons"


def test_a_person_can_say_which_columns_are_meant(book, write):
    file = write("list.csv", "Firm,Seat,Enrolled\nRiver Union,Kenya,2020-01-01\n")
    refused(book, file)
    load(book, file, columns={"Firm": "name", "Seat": "country", "Enrolled": "joined"})
    assert str(members(book)["River Union"][0]["start"]) == "2020-01-01"


@pytest.mark.parametrize(
    "header",
    [
        "Name,Age",
        "Name,Score,Country",
        "Organisation,Sector,Province",
        "Organisation,Donor,Joined,Activity",
        "name,date",
        "id,name,nsLeft",
    ],
)
def test_other_tables_are_no_lists_of_members(header):
    assert not sources()["members"].sniff((header + "\na,b,c,d\n").encode(), "x.csv")


@pytest.mark.shared
def test_the_paris_call_has_exactly_its_members(book, shared):
    file = shared / "data" / "membership" / "pariscall_supporters.csv"
    report = load(book, file)
    assert (report.loaded, report.quarantined) == (1_222, 0)
    found = members(book)
    assert len(found) == 1_222
    row, body = found[
        "Abelia"
    ]  # from the file: private-sector, Association professionnelle, NOR, first listed 2019-09-16
    assert (str(row["start"]), body["kind"], body["country"]) == ("2019-09-16", "association", "NO")
    assert found["American Chamber of Commerce in Romania"][1]["country"] == "RO"  # its first code, ROM, is none
    assert load(book, file).skipped == (file.name,)
