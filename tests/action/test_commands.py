"""The commands plan, ledger and health: what they print, write and refuse."""

import json

import pytest
from typer.testing import CliRunner

from convenor.action.ledger import as_text
from convenor.cli import app
from convenor.model.ledger import Kept, Ledger
from tests.action.made_up import promise


def run(*args: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(each) for each in args])
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done.output


@pytest.fixture
def ledgers(tmp_path):
    made = {
        "base": [promise("a")],
        "ours": [promise("a", Kept.KEPT)],
        "theirs": [promise("a", Kept.BROKEN), promise("b")],
    }
    for name, held in made.items():
        (tmp_path / f"{name}.yaml").write_text(as_text(Ledger(outcome="river", promises=tuple(held))), encoding="utf-8")
    return tmp_path


def test_plan_of_a_case_prints_as_data(tmp_path):
    told = json.loads(run("plan", "--case", "bangladesh", "--seconds", "2", "--report", tmp_path / "p.md", "--json"))
    assert told["noun"] == "Plan"
    assert told["actions"][0]["owner"]
    assert told["reports"] == [str(tmp_path / "p.md")]


def test_plan_wants_a_question_and_a_book_or_a_case():
    assert "name a question and a book" in run("plan", code=2)
    assert "no case named 'atlantis'" in run("plan", "--case", "atlantis", code=2)
    assert "no edition is called 'secret'" in run("plan", "--case", "bangladesh", "--edition", "secret", code=2)


def test_plan_refuses_a_suffix_before_anything_is_reckoned(tmp_path):
    told = run("plan", "--case", "bangladesh", "--report", tmp_path / "p.rtf", code=2)
    assert "no export named '.rtf'; did you mean .html" in told
    assert not list(tmp_path.iterdir())


def test_plan_refuses_the_ledger_of_another_outcome(ledgers):
    told = run("plan", "--case", "bangladesh", "--ledger", ledgers / "ours.yaml", code=2)
    assert "the ledger is of 'river'" in told


def test_ledger_lists_a_conflict_and_says_that_it_is_done_in_part(ledgers):
    told = run("ledger", ledgers / "ours.yaml", ledgers / "theirs.yaml", "--base", ledgers / "base.yaml",
               "--out", ledgers / "m.yaml", "--as-of", "2025-06-30", code=3)  # fmt: skip
    assert "conflict: a, state: 'kept" in told
    assert "ferry to gov: 67%" in told
    assert "exists already" in run("ledger", ledgers / "ours.yaml", "--out", ledgers / "m.yaml", code=2)


def test_ledger_of_one_file_and_as_data(ledgers):
    assert "1 kept" in run("ledger", ledgers / "ours.yaml", "--as-of", "2025-06")
    told = json.loads(run("ledger", ledgers / "ours.yaml", "--as-of", "2025-01-15", "--json"))
    assert told["tracks"][0]["ratio"] is None
    assert "--as-of" in run("ledger", ledgers / "ours.yaml", "--as-of", "soon", code=2)
    assert "cannot be read" in run("ledger", ledgers / "none.yaml", code=2)


def test_health_prints_a_form_that_it_reads_back(tmp_path):
    form = json.loads(run("health", "--partner", "Ferries", "--partner", "Traders", "--json"))["form"]
    rows = form.split("\r\n")
    filled = "\r\n".join([rows[0], *(row[:-1] + "2,3" for row in rows[1:21]), ""])
    (tmp_path / "a.csv").write_text(filled.replace(",2,3", ",2,3"), encoding="utf-8")
    told = run("health", tmp_path / "a.csv")
    assert "Ferries: 2.0" in told
    assert "2 to 3, mean 2.5" in told
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8" in run("health", tmp_path / "b.csv", code=2)
    assert "cannot be read" in run("health", tmp_path / "c.csv", code=2)
