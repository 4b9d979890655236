"""Who is who at the command line: found, shown for review, judged by a person."""

import json

from typer.testing import CliRunner

from convenor.cli import app
from convenor.store import connect


def run(*arguments):
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_resolve_lists_review_shows_and_a_person_judges(tmp_path):
    file = str(tmp_path / "b.duckdb")
    with connect(file) as book:
        names = ["World Health Organization", "OMS", "Rivertown Ferry Union", "Rivert\u043ewn Ferry Union"]
        rows = {"id": ["xm-dac-928", "name:oms", "name:a", "name:b"], "name": names}
        book.append("actors", rows, load="l1")
    code, output = run("resolve", "--book", file, "--json")
    found = json.loads(output)
    assert code == 0
    assert [made["other"] for made in found["merged"]] == ["xm-dac-928"]
    assert {found["unsure"][0]["one"], found["unsure"][0]["other"]} == {"name:a", "name:b"}
    code, output = run("review", "--book", file)
    assert "name:a" in output
    assert "two scripts" in output
    code, output = run("resolve", "--book", file, "--apart", "name:a=name:b", "--by", "desk")
    assert code == 0
    assert json.loads(run("review", "--book", file, "--json")[1])["pairs"] == []
    run("resolve", "--book", file)
    assert json.loads(run("review", "--book", file, "--json")[1])["pairs"] == []


def test_a_pair_that_is_none_is_refused(tmp_path):
    file = str(tmp_path / "b.duckdb")
    connect(file).close()
    assert run("resolve", "--book", file, "--same", "only-one")[0] == 2
    code, output = run("resolve", "--book", file, "--same", "a=b")
    assert code == 2
