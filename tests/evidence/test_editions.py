"""A newer edition of a file takes the older one's place, and says what it changed."""

import json

import pytest

from convenor.evidence import load
from tests.contracts.test_sources import example_of_the_page
from tests.evidence.made_up import PROJECT_COLUMNS, activity_xml, iati_xml, project_row, sheet


@pytest.fixture
def edition(book, write):
    def loaded(name, text):
        return load(book, write(name, text))

    return loaded


def told(report):
    (change,) = report.changes
    return change.added, change.changed, change.gone


def test_added_changed_and_gone_are_counted_and_followed(book, edition):
    one, two, three = activity_xml(1), activity_xml(2), activity_xml(3)
    assert edition("a.xml", iati_xml(one, two, three)).changes == ()
    corrected = activity_xml(2, title="Corrected title")
    assert told(edition("a.xml", iati_xml(three, corrected, activity_xml(4), activity_xml(5)))) == (2, 1, 1)
    rows = {row["id"]: row["title"] for row in book.rows(book.table("activities"))}
    assert set(rows) == {f"iati:XM-MADE-{i}" for i in (2, 3, 4, 5)}
    assert rows["iati:XM-MADE-2"] == "Corrected title"
    assert book.count("loads") == 1


def test_another_order_another_day_and_new_spaces_change_nothing(edition):
    edition("a.xml", iati_xml(activity_xml(1), activity_xml(2)))
    assert told(edition("a.xml", iati_xml(activity_xml(2), activity_xml(1)) + "\n")) == (0, 0, 0)


def test_a_detail_that_is_corrected_changes_its_record(edition):
    edition("a.xml", iati_xml(activity_xml(1, extra='<sector vocabulary="1" code="15220"/>'), activity_xml(2)))
    later = edition("a.xml", iati_xml(activity_xml(1, extra='<sector vocabulary="1" code="15230"/>'), activity_xml(2)))
    assert told(later) == (0, 1, 0)


def test_it_holds_for_sheets_registers_and_numbers(edition):
    edition("p.csv", sheet(PROJECT_COLUMNS, project_row("1"), project_row("2")))
    assert told(edition("p.csv", sheet(PROJECT_COLUMNS, project_row("2"), project_row("3")))) == (1, 0, 1)
    register = example_of_the_page("ftm")
    edition("e.json", register)
    assert told(edition("e.json", register.replace("Port Council", "Quay Council"))) == (0, 1, 0)
    table = example_of_the_page("unhcr")
    edition("u.csv", table)
    assert told(edition("u.csv", table.replace("120.0", "130.0"))) == (0, 1, 0)


def test_what_is_gone_from_a_register_is_gone_from_the_book(book, edition):
    register = example_of_the_page("ftm").splitlines()
    edition("e.json", "\n".join(register))
    assert told(edition("e.json", "\n".join(register[:1]))) == (0, 1, 3)  # its sanction went, and so its mark
    assert [(row["id"], row["marks"]) for row in book.rows(book.table("actors"))] == [("ftm:b-1", None)]


def test_the_terminal_and_json_say_it(tmp_path, capsys):
    from typer.testing import CliRunner

    from convenor.cli import app

    file, target = tmp_path / "a.xml", str(tmp_path / "b.duckdb")
    file.write_text(iati_xml(activity_xml(1), activity_xml(2)), encoding="utf-8")
    CliRunner().invoke(app, ["load", str(file), "--book", target])
    file.write_text(iati_xml(activity_xml(1), activity_xml(3)), encoding="utf-8")
    said = CliRunner().invoke(app, ["load", str(file), "--book", target])
    assert "1 records added, 0 changed, 1 gone" in said.stdout
    file.write_text(iati_xml(activity_xml(1)), encoding="utf-8")
    said = CliRunner().invoke(app, ["load", str(file), "--book", target, "--json"])
    assert json.loads(said.stdout)["changes"] == [{"file": "a.xml", "added": 0, "changed": 0, "gone": 1}]
