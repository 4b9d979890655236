"""Sheets on the command line: how they were read is told, a wrong guess is corrected, a refusal says how."""

import json

from typer.testing import CliRunner

from convenor.cli import app

SHEET = "Agency,Cluster,Region\nRiver Union,WASH,Upper Bank\n"


def run(*args):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_a_guess_is_shown_and_can_be_corrected(tmp_path):
    book, file = tmp_path / "b.duckdb", tmp_path / "3w_kenya.csv"
    file.write_text(SHEET)
    told = run("load", file, "--book", book)
    assert told.exit_code == 0
    assert "read by guessing" in told.stdout
    assert "Agency → org; Cluster → sector; Region → adm1" in told.stdout
    assert "country KE, Kenya in its names" in told.stdout
    again = run("load", file, "--book", book, "--map", "Agency=donor,Region=place", "--json")
    (reading,) = json.loads(again.stdout)["readings"]
    assert reading["how"] == "said"
    assert reading["columns"] == {"Agency": "donor", "Cluster": "sector", "Region": "place"}
    assert json.loads(run("book", "--book", book, "--json").stdout)["activities"] == 1


def test_a_table_of_no_known_kind_is_refused_with_the_option_that_helps(tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text("Body,Theme,Spot\nRiver Union,WASH,Upper Bank\n")
    told = run("load", file, "--book", tmp_path / "b.duckdb")
    assert told.exit_code == 2
    assert "'Body', 'Theme', 'Spot'" in told.stderr
    assert "--map 'Body=org,Theme=sector,Spot=adm1'" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_map_that_cannot_be_read_is_refused(tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text(SHEET)
    for text, code in (("Agency", "map.unreadable"), ("Agency=agency", "map.unknown_word")):
        told = run("load", file, "--book", tmp_path / "b.duckdb", "--map", text)
        assert told.exit_code == 2
        assert code in told.stderr


def test_what_a_sheet_says_in_the_terminal_is_text(tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text("Agency\u202e,Cluster,Region\nRiver Union,WASH,Upper Bank\n")
    told = run("load", file, "--book", tmp_path / "b.duckdb")
    assert "\u202e" not in told.stdout
    assert "\\u202e" in told.stdout


def test_every_source_is_listed_with_its_licence_and_what_it_is_good_for():
    listed = json.loads(run("sources", "--json").stdout)
    rows = listed["sources"] if isinstance(listed, dict) else listed
    assert {"hxl", "members", "tables", "iati", "cordis", "case"} <= {row["name"] for row in rows}
    assert all(row["licence"] and row["good_for"] for row in rows)
