"""Own tables: actors and offers as their owner enters them, errors told with file, row and column."""

import pytest

from convenor.errors import SourceError
from convenor.evidence import load
from convenor.evidence.sources import sources
from convenor.model.entered import Entered
from tests.evidence.workbooks import sheet_xml, workbook

QUESTION = """\
id: banks
title: Mediation between two banks of a river
convener: Desk
as_of: 2024-01-01
places: [KE]
steps:
  - {name: They talk, needs: [mediation]}
indicators:
  security: [{name: attacks}]
  prosperity: [{name: ferries}]
"""
HEADER = "Actor,Kind,Country,Capability,What,Amount,Low,High,Cost,Reliability\n"


def offers(book):
    return [row for row in book.rows(book.table("evidence")) if row["relation"] == "offers"]


def problem(book, write, row, header=HEADER):
    report = load(book, write("own.csv", header + row + "\nFerry Works Ltd,company,PE,logistics,,0.5,,,,\n"))
    assert (report.loaded, report.quarantined) == (1, 1)
    (error,) = report.errors
    assert (error.file, error.position) == ("own.csv", "line 2")
    return error


def test_an_offer_keeps_all_that_was_entered(book, write):
    row = 'River Union,NGO,Kenya,mediation,Talks on the bank,0.6,0.4,80%,1200,"0,9"\n'
    assert load(book, write("own.csv", HEADER + row)).loaded == 1
    (offer,) = offers(book)
    assert (offer["object"], offer["value"], offer["place"]) == ("mediation", "Talks on the bank", "KE")
    assert Entered.parse(offer["unit"]) == Entered(share=0.6, low=0.4, high=0.8, cost=1200, reliability=0.9)
    assert (offer["basis"], offer["marking"]) == ("entered", "TLP:AMBER+STRICT")
    (body,) = book.rows(book.table("actors"))
    assert (body["id"], body["name"], body["kind"], body["country"]) == ("name:river union", "River Union", "NGO", "KE")
    assert (body["basis"], body["marking"]) == ("entered", "TLP:AMBER+STRICT")


def test_an_actor_may_stand_in_several_rows_and_a_label_names_a_capability(book, write):
    text = HEADER + (
        "River Union,NGO,KE,Mediation between parties to a conflict,,0.6,,,,\n"
        "River Union,NGO,KE,logistics,Boats,,,,,\nRiver Union,NGO,KE,logistics,Boats,,,,,\n"
    )
    assert load(book, write("own.csv", text)).loaded == 3
    assert [row["object"] for row in offers(book)].count("logistics") == 2
    assert {row["actor"] for row in offers(book)} == {"name:river union"}


def test_a_table_of_actors_alone(book, write):
    text = "Name,ID,Kind,Home country,Mission,Marks\n"
    text += "Lake Circle,lake_circle,diaspora,Somalia,Heal wells,local; women led\n"
    load(book, write("own.csv", text))
    (body,) = book.rows(book.table("actors"))
    assert (body["id"], body["home"], body["marks"]) == ("lake_circle", "SO", "local,women_led")
    said = {(row["relation"], row["value"]) for row in book.rows(book.table("evidence"))}
    assert said == {("mission", "Heal wells"), ("mark", "local"), ("mark", "women_led")}


def test_every_sheet_of_a_workbook_is_read(book, write):
    header = HEADER.strip().split(",")
    rows = [["Partners we know"], header, ["River Union", "NGO", "KE", "mediation", "", 0.6]]
    data = workbook(
        ("A", sheet_xml(rows)), ("B", sheet_xml([header, ["Lake Circle", "diaspora", "", "logistics", "", 0.5]]))
    )
    report = load(book, write("own.xlsx", data))
    assert report.loaded == 2
    assert {row["locator"] for row in offers(book)} == {"sheet 'A', row 3", "sheet 'B', row 2"}


@pytest.mark.parametrize(
    ("row", "code", "says"),
    [
        (",NGO,KE,mediation,,0.6,,,,", "tables.nameless", "column 'Actor'"),
        ("A,ngoo,KE,mediation,,0.6,,,,", "tables.unknown_kind", "'ngoo' is no kind of actor; did you mean NGO"),
        ("A,NGO,Atlantis,mediation,,0.6,,,,", "tables.unknown_country", "column 'Country': 'Atlantis'"),
        ("A,NGO,KE,mediatoin,,0.6,,,,", "tables.unknown_capability", "column 'Capability': 'mediatoin' is not in"),
        ("A,NGO,KE,mediatoin,,0.6,,,,", "tables.unknown_capability", "did you mean mediation"),
        ("A,NGO,KE,mediation,,1.4,,,,", "tables.number", "column 'Amount': share 1.4 is not in 0 to 1"),
        ("A,NGO,KE,mediation,,x,,,,", "tables.number", "column 'Amount': 'x' is not an amount"),
        ("A,NGO,KE,mediation,,0.2,0.4,,,", "tables.number", "column 'Low': low 0.4, amount 0.2"),
        ("A,NGO,KE,mediation,,,0.4,,,", "tables.number", "column 'Low': low and high need an amount"),
        ("A,NGO,KE,mediation,,0.5,,,-3,", "tables.number", "column 'Cost': cost -3 is below zero"),
        ("A,NGO,KE,mediation,,0.5,,,,NaN", "tables.number", "column 'Reliability': 'NaN'"),
        ("A,NGO,KE,,,0.5,,,,", "tables.no_capability", "column 'Amount'"),
        ("A,NGO,KE,mediation,call +254 700 000 000,0.5,,,,", "privacy.personal_data_suspected", "column 'What'"),
        ("A,NGO,KE,mediation,ask a@example.org,0.5,,,,", "privacy.personal_data_suspected", "column 'What'"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_with_row_and_column(book, write, row, code, says):
    error = problem(book, write, row)
    assert error.code == code
    assert says in error.message


def test_dates_and_marks_are_checked_too(book, write):
    header = "Actor,Kind,Capability,Since,Until,Marks,ID\n"
    rows = [
        "A,NGO,mediation,2020-02-30,,,",
        "A,NGO,mediation,2022,2020,,",
        "A,NGO,mediation,,,sacred,",
        "A,NGO,mediation,,,,a b",
    ]
    report = load(book, write("own.csv", header + "\n".join(rows)))
    assert [error.code for error in report.errors] == [
        "date.invalid", "date.order", "tables.unknown_mark", "tables.id",
    ]  # fmt: skip
    assert report.loaded == 0


def test_a_person_can_say_what_columns_mean(book, write):
    file = write("own.csv", "Firm,Can bring,Part\nFerry Works Ltd,logistics,0.5\n")
    with pytest.raises(SourceError):
        load(book, file)
    load(book, file, columns={"Firm": "actor", "Can bring": "capability", "Part": "amount"})
    assert [row["unit"] for row in offers(book)] == ["share 0.5"]


@pytest.mark.parametrize(
    "header",
    [
        "event_date,event_type,actor1,assoc_actor_1,country,tags",
        "Organisation,Type,Country",
        "Name,Kind,Country,Joined",
        "Organisation,Sector,Region",
        "a,b",
        "name,date,amount",
    ],
)
def test_other_tables_are_not_claimed(header):
    assert not sources()["tables"].sniff((header + "\nx,y,z,1\n").encode(), "x.csv")


def test_what_was_entered_reaches_the_stake(book, write):
    from convenor.model.outcome import Outcome
    from convenor.stakes import trace

    text = HEADER + (
        "River Union,NGO,KE,mediation,Talks,0.6,0.4,0.8,1200,0.9\nLake Circle,NGO,KE,mediation,Talks,0.3,,,,\n"
        "Ferry Works Ltd,company,KE,logistics,Boats,0.5,,,,\n"
    )
    load(book, write("own.csv", text))
    outcome = Outcome.parse(QUESTION)
    found = {stake.actor.name: stake.actor for stake in trace(book, outcome)}
    (offer,) = [offer for offer in found["River Union"].offers if offer.capability == "mediation"]
    assert (offer.amount, offer.low, offer.high, offer.cost, offer.reliability) == (0.6, 0.4, 0.8, 1200, 0.9)
    assert offer.basis == "entered"
