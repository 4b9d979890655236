"""The commands as a newcomer meets them: exit codes, JSON, plain errors, nothing half done."""

import errno
import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from convenor.cli import app
from tests.model.test_outcome import GOOD

IATI = """<?xml version="1.0"?>
<iati-activities version="2.03">
<iati-activity><iati-identifier>XX-1</iati-identifier>
<reporting-org ref="XX" type="21"><narrative>River Trust</narrative></reporting-org>
<title><narrative>Mine clearance of market roads</narrative></title>
<description><narrative>Incident records, mediation between traders, micro-credit for them.</narrative></description>
<participating-org role="4" ref="XX-NGO-2" type="22"><narrative>Road Watch</narrative></participating-org>
<participating-org role="1" ref="XX-GOV-1" type="10"><narrative>Ministry of Roads</narrative></participating-org>
<activity-date type="2" iso-date="2023-01-01"/><activity-date type="3" iso-date="2024-01-01"/>
<recipient-country code="NO"/><sector vocabulary="1" code="15220"/></iati-activity>
{more}</iati-activities>
"""
OFFLINE = "from pytest_socket import disable_socket; disable_socket(); from convenor.cli import app; app()"
UNTITLED = "<iati-activity><iati-identifier>XX-2</iati-identifier></iati-activity>"


def run(*words, cwd=None):
    if cwd:
        os.chdir(cwd)
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a question, a good file, a file with one bad record and a file that is none."""
    (tmp_path / "q.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "good.xml").write_text(IATI.format(more=""), encoding="utf-8")
    (tmp_path / "part.xml").write_text(IATI.format(more=UNTITLED).replace("XX-1", "XX-3"), encoding="utf-8")
    (tmp_path / "none.xml").write_text("<html>404</html>", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_load_counts_and_exit_codes(desk):
    code, out, _ = run("load", "good.xml", "--book", "b.duckdb", "--json")
    assert (code, json.loads(out)["loaded"], json.loads(out)["quarantined"]) == (0, 1, 0)
    code, out, _ = run("load", "part.xml", "--book", "b.duckdb", "--json")
    report = json.loads(out)
    assert (code, report["loaded"], report["quarantined"]) == (3, 1, 1)
    assert set(report["errors"][0]) >= {"file", "position", "code"}
    code, _, err = run("load", "none.xml", "--book", "b.duckdb")
    assert code == 2
    assert "none.xml" in err


def test_a_second_load_changes_nothing_and_book_says_what_is_held(desk):
    run("load", "good.xml", "--book", "b.duckdb")
    before = json.loads(run("book", "--book", "b.duckdb", "--json")[1])
    assert run("load", "good.xml", "--book", "b.duckdb")[0] == 0
    assert json.loads(run("book", "--book", "b.duckdb", "--json")[1]) == before
    assert before["activities"] == 1
    assert before["participations"] == 2
    assert before["sources"][0]["licence"]


def test_unload_takes_a_source_out_again(desk):
    run("load", "good.xml", "--book", "b.duckdb")
    assert run("unload", "good.xml", "--book", "b.duckdb")[0] == 0
    assert json.loads(run("book", "--book", "b.duckdb", "--json")[1])["activities"] == 0
    code, _, err = run("unload", "never.xml", "--book", "b.duckdb")
    assert code == 2
    assert "never.xml" in err


def test_trace_and_compose_answer_in_words_and_in_json(desk):
    run("load", "good.xml", "--book", "b.duckdb")
    code, out, _ = run("trace", "q.yaml", "--book", "b.duckdb")
    assert code == 0
    assert "Road Watch" in out
    assert "Diaspora: searched" in out
    code, out, _ = run("compose", "q.yaml", "--book", "b.duckdb", "--json")
    assert code == 0
    assert "infeasible" in json.loads(out)  # the file asks for a private partner, and there is none
    (desk / "open.yaml").write_text(GOOD[: GOOD.index("terms:")], encoding="utf-8")
    code, out, _ = run("compose", "open.yaml", "--book", "b.duckdb", "--report", "r.html")
    assert code == 0
    assert "Road Watch" in out
    assert (desk / "r.html").read_text(encoding="utf-8").startswith("<!")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("trace", "q.yaml", "--book", "absent.duckdb"), "there is no book"),
        (("trace", "absent.yaml", "--book", "b.duckdb"), "absent.yaml"),
        (("demo", "atlantis"), "no case named 'atlantis'"),
        (("load", "absent.xml", "--book", "b.duckdb"), "absent.xml"),
    ],
)
def test_wrong_input_is_one_plain_sentence_and_exit_2(desk, words, says):
    code, _, err = run(*words)
    assert code == 2
    assert says in err
    assert "Traceback" not in err


def test_a_partner_is_ruled_out_by_name_and_a_slip_is_told(desk):
    run("load", "good.xml", "--book", "b.duckdb")
    (desk / "open.yaml").write_text(GOOD[: GOOD.index("terms:")], encoding="utf-8")
    asked = ("compose", "open.yaml", "--book", "b.duckdb", "--without")
    code, said, _ = run(*asked, "ministry of roads", "--json")
    assert code == 0
    assert [member["stake"]["actor"]["name"] for member in json.loads(said)["members"]] == ["Road Watch"]
    assert "Road Watch" not in run(*asked, "ROAD WATCH", "--with", "Ministry of Roads")[1].split("What if")[0]
    code, _, err = run(*asked, "Road Wach")
    assert (code, "did you mean Road Watch?" in err) == (2, True)


def test_a_wrong_question_names_file_line_and_field(desk):
    (desk / "q.yaml").write_text(GOOD.replace("weight: 3", "wait: 3"), encoding="utf-8")
    run("load", "good.xml", "--book", "b.duckdb")
    code, _, err = run("compose", "q.yaml", "--book", "b.duckdb")
    assert code == 2
    assert "q.yaml, line 7: steps[1].wait" in err


def test_sources_and_capabilities_are_listed(desk):
    assert {"cordis", "iati"} <= {s["name"] for s in json.loads(run("sources", "--json")[1])["sources"]}
    assert "mediation" in run("capabilities", "mediat")[1]


def test_m32_the_demo_answers_in_under_a_minute_without_a_network(tmp_path):
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, "demo"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 60
    assert (tmp_path / "convenor-ukraine.html").stat().st_size > 10_000
    assert "Report: " in done.stdout
    assert "Try next" in done.stdout
    assert done.stderr == ""


def test_the_version_is_told():
    code, said, _ = run("--version")
    assert (code, said) == (0, f"convenor {version('convenor')}\n")


def test_text_from_data_cannot_steer_a_terminal(desk):
    hostile = (desk / "good.xml").read_text(encoding="utf-8").replace("Road Watch", "Road \u202eWatch&#x1b;[31m")
    (desk / "evil.xml").write_text(hostile.replace("&#x1b;", ""), encoding="utf-8")
    run("load", "evil.xml", "--book", "b.duckdb")
    _, out, _ = run("trace", "q.yaml", "--book", "b.duckdb")
    assert "\u202e" not in out
    assert Path("b.duckdb").exists()


def test_convene_names_what_six_organisations_share(desk):
    votes = ["participant,statement,vote"]
    votes += [f"Body {n},Roads first,1" for n in range(6)]
    votes += [f"Body {n},Schools first,{1 if n % 2 else -1}" for n in range(6)]
    (desk / "votes.csv").write_text("\n".join(votes) + "\n", encoding="utf-8")
    code, out, err = run("convene", "votes.csv", "--mode", "attributed", "--consented", "--sign", "1")
    assert code == 0, err
    assert "6 people" in out
    assert "Roads first" in out
    assert "no opinion groups" in out
    code, _, err = run("convene", "nowhere")
    assert code == 2
    assert "nowhere" in err


def test_a_full_disk_is_told_in_a_sentence(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "report.html")

    report = tmp_path / "report.html"
    report.write_text("old", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", full)
    result = CliRunner().invoke(app, ["demo", "--report", str(report)])
    assert result.exit_code == 2
    assert "No space left on device; make room" in result.output
    assert "Traceback" not in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert report.read_text(encoding="utf-8") == "old"
