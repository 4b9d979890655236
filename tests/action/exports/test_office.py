"""Workbook, document, calendar: read by other programmes, dated by nothing but the plan."""

import io
from dataclasses import replace

import pytest
from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook

from convenor.action import plan
from convenor.action.exports import csv, docx, ical, xlsx
from convenor.model.codes import Marking
from convenor.model.ledger import Ledger
from tests.action.made_up import marked, promise


@pytest.fixture
def book(rich, tmp_path):
    xlsx.write(plan(rich, ledger=Ledger(outcome="river", promises=(promise("a"),))), tmp_path / "p.xlsx")
    return load_workbook(tmp_path / "p.xlsx")


def test_the_workbook_has_a_sheet_for_each_table(book, rich):
    assert book.sheetnames == [
        "About", "Partners", "Calls", "Promises", "Actions", "Inefficiencies", "Promises kept", "Exits", "Coverage",
        "Evidence",
    ]  # fmt: skip
    assert book["Partners"].max_row == len(rich.members) + 1
    assert book["Actions"].max_row == len(plan(rich).actions) + 1


def test_numbers_are_numbers_and_unknown_is_said(book):
    partners, kept = book["Partners"], book["Promises kept"]
    assert partners["H2"].value == pytest.approx(0.21)
    assert kept["F2"].value == "unknown"
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about["Marking"] == "TLP:AMBER+STRICT"


def test_evidence_of_who_was_left_out_stays_out(book):
    actors = {row[1].value for row in book["Evidence"].iter_rows(min_row=2)}
    assert "gov" in actors
    assert not actors & {"camp", "fund", "convener"}


def test_a_table_of_a_partnership_is_its_members(rich):
    text = csv.render(rich)
    assert text.splitlines()[0].startswith("id,name,kind")
    assert text.count("\r\n") == len(rich.members) + 1


def test_the_document_marks_every_blank_and_has_a_place_for_each_signature(rich, tmp_path):
    from convenor.action.agreement import agreement

    made = plan(rich)
    docx.write(made, tmp_path / "a.docx")
    document = Document(tmp_path / "a.docx")
    yellow = [run for p in document.paragraphs for run in p.runs if run.font.highlight_color is not None]
    assert len(yellow) == agreement(made).blanks
    assert len(document.tables[0].rows) == len(rich.members) + 1
    assert "TLP:CLEAR" in document.sections[0].header.paragraphs[0].text
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert len(headings) == 17


def test_the_calendar_ends_every_window_on_its_day(rich):
    made = plan(rich)
    events = Calendar.from_ical(ical.render(made)).walk("VEVENT")
    assert len(events) == len(made.actions)
    assert [event["DTSTART"].dt for event in events] == [action.end for action in made.actions]
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert {str(event["CLASS"]) for event in events} == {"PUBLIC"}


def test_what_is_not_public_is_private_in_the_calendar(rich):
    events = Calendar.from_ical(ical.render(plan(marked(rich, "map", Marking.AMBER)))).walk("VEVENT")
    assert {str(event["CLASS"]) for event in events} == {"PRIVATE"}
    assert all("TLP:AMBER" in str(event["DESCRIPTION"]) for event in events)


def test_long_letters_are_not_cut_in_two_by_the_fold(rich):
    title = "Човни безпечно торгують " * 8
    told = ical.render(plan(replace(rich, outcome=replace(rich.outcome, title=title))))
    assert all(len(line) <= 75 for line in told.split(b"\r\n"))
    assert str(Calendar.from_ical(told)["X-WR-CALNAME"]).startswith("Човни безпечно")
    assert io.BytesIO(told).read().decode("utf-8")
