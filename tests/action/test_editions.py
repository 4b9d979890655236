"""Two editions of one question: a restricted fact is absent from every public file, byte for byte."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from convenor.action import plan, write
from convenor.action.exports import exports
from convenor.cli import app
from convenor.errors import ConvenorError
from convenor.model.codes import Marking
from convenor.model.plan import Edition
from tests.action.made_up import marked, promise

SECRETS = ("Quiet lock", "quiet_lock", "night passage", "whisper", "hushed cove", "Cove Watch", "cove_watch", "veiled")

PUBLIC = """convenor: case/1
title: Rivertown, public pages
licence: CC BY 4.0
marking: TLP:CLEAR
compiled: 2025-06-30
place: ML
sources:
  gazette: {title: River gazette, site: gazette.example, date: 2025-05-02, url: "https://gazette.example/2025-05"}
actors:
  - id: ostara
    name: Republic of Ostara
    kind: state
    ties: [{to: ferry_union, relation: funds, since: 2025-01, source: gazette}]
  - id: ferry_union
    name: Union of Ferry Workers
    kind: union
    offers: [{capability: logistics, what: six ferries, since: 2025-03, source: gazette}]
    gains: [{what: fewer lost days, since: 2025-03, source: gazette}]
  - id: market_bank
    name: Market Bank
    kind: company
    offers: [{capability: microfinance, what: stall loans, since: 2025-02, source: gazette}]
  - id: cove_watch
    name: Cove Watch
    kind: NGO
    offers: [{capability: logistics, what: many boats, amount: 1, since: 2025-02, source: gazette}]
"""

CLOSED = """convenor: case/1
title: Our own notes, hushed cove
compiled: 2025-06-30
place: ML
sources:
  visit: {title: "Visit under the veiled bridge", date: 2025-06-01}
actors:
  - id: quiet_lock
    name: Quiet lock keepers
    kind: community
    offers: [{capability: microfinance, amount: 1, what: night passage money, since: 2025-05, source: visit}]
    ties: [{to: ferry_union, relation: allied, what: whisper, since: 2025-05, source: visit}]
  - id: ferry_union
    name: Union of Ferry Workers
    kind: union
    gains: [{what: a whisper of peace, since: 2025-05, source: visit}]
  - id: cove_watch
    name: Cove Watch
    kind: NGO
    stance: party
"""

QUESTION = """id: quiet-crossing
title: The crossing is safe at all hours
as_of: 2025-06-30
places: [ML]
convener: ostara
steps:
  - {name: Boats run, needs: {logistics: 0.5}}
  - {name: Stalls open, needs: {microfinance: 0.5}}
indicators: {security: [{name: raids}], prosperity: [{name: stalls open}]}
terms: {must_not: [quiet_lock]}
waivers: [{rule: conflict party, reason: the whisper of the keepers, by: head of desk, date: 2025-06-01}]
"""


def run(*args: object) -> str:
    done = CliRunner().invoke(app, [str(each) for each in args])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A book of public pages and own notes, with a question that names a restricted body."""
    here = tmp_path_factory.mktemp("crossing")
    for name, text in (("public.yaml", PUBLIC), ("closed.yaml", CLOSED), ("question.yaml", QUESTION)):
        (here / name).write_text(text, encoding="utf-8")
    run("load", here / "public.yaml", here / "closed.yaml", "--book", here / "b.duckdb")
    return here


def bytes_of(file: Path) -> bytes:
    if not zipfile.is_zipfile(file):
        return file.read_bytes()
    with zipfile.ZipFile(file) as held:
        return b"\n".join(held.read(name) for name in held.namelist())


def files(here: Path, stem: str) -> list[Path]:
    return [here / f"{stem}{export.suffix}" for export in exports().values()]


def test_m42_a_restricted_fact_is_absent_from_every_public_file_byte_for_byte(folder):
    wanted = files(folder, "open")
    reports = [arg for file in wanted for arg in ("--report", file)]
    said = run("plan", folder / "question.yaml", "--book", folder / "b.duckdb", "--edition", "public",
               "--agreement", folder / "agreed.docx", *reports)  # fmt: skip
    for file in (*wanted, folder / "agreed.docx"):
        held = bytes_of(file)
        assert held
        for secret in SECRETS:
            assert secret.encode() not in held, (file.name, secret)
    assert not [secret for secret in SECRETS if secret in said]
    assert "Union of Ferry Workers" in said


def test_m42_the_restricted_edition_has_it_and_says_so(folder):
    wanted = [file for file in files(folder, "closed") if file.suffix != ".xml"]
    question = folder / "asked.yaml"
    question.write_text(QUESTION.replace("terms: {must_not: [quiet_lock]}\n", ""), encoding="utf-8")
    reports = [arg for file in wanted for arg in ("--report", file)]
    run("plan", question, "--book", folder / "b.duckdb", *reports)
    for file in wanted:
        held = bytes_of(file).decode("utf-8", "replace").replace("\r\n ", "")
        assert "Quiet lock keepers" in held, file.name
        if file.suffix != ".csv":
            assert "TLP:AMBER+STRICT" in re.sub(r"\\(.)", r"\1", held), file.name


def test_m42_a_public_edition_is_reckoned_anew_and_says_that_its_numbers_may_differ(folder):
    run("plan", folder / "question.yaml", "--book", folder / "b.duckdb", "--edition", "public",
        "--report", folder / "n.md", "--report", folder / "n.html")  # fmt: skip
    assert "its numbers may differ" in (folder / "n.md").read_text("utf-8")
    page = (folder / "n.html").read_text("utf-8")
    assert page.count("numbers may differ") >= 2
    assert "TLP:CLEAR" in page


def test_m42_the_report_of_a_composition_has_a_public_edition_too(folder):
    for suffix in (".html", ".json", ".xlsx"):
        file = folder / f"composed{suffix}"
        said = run("compose", folder / "question.yaml", "--book", folder / "b.duckdb", "--edition", "public",
                   "--report", file)  # fmt: skip
        held = bytes_of(file)
        assert b"its numbers may differ" in held
        assert not [secret for secret in SECRETS if secret.encode() in held or secret in said]
    run("compose", folder / "question.yaml", "--book", folder / "b.duckdb", "--report", folder / "own.json")
    assert b"a whisper of peace" in bytes_of(folder / "own.json")


def test_a_party_that_only_a_closed_row_names_is_not_in_a_public_edition(folder):
    """Cove Watch has the larger public offer; without its closed stance it would pass for somebody to call."""
    run("plan", folder / "question.yaml", "--book", folder / "b.duckdb", "--edition", "public",
        "--report", folder / "p.csv")  # fmt: skip
    assert "Cove Watch" not in (folder / "p.csv").read_text("utf-8-sig")


def test_an_iati_file_of_what_is_not_public_is_refused(folder):
    question = folder / "asked2.yaml"
    question.write_text(QUESTION.replace("terms: {must_not: [quiet_lock]}\n", ""), encoding="utf-8")
    done = CliRunner().invoke(
        app, ["plan", str(question), "--book", str(folder / "b.duckdb"), "--report", str(folder / "x.xml")]
    )
    assert done.exit_code == 2
    assert "an IATI file is public" in done.output
    assert not (folder / "x.xml").exists()


def test_a_public_edition_takes_neither_ledger_nor_dialogue(folder):
    done = CliRunner().invoke(
        app, ["plan", str(folder / "question.yaml"), "--book", str(folder / "b.duckdb"), "--edition", "public",
              "--ledger", str(folder / "none.yaml")],
    )  # fmt: skip
    assert done.exit_code == 2
    assert "neither a ledger nor a dialogue" in done.output


def test_m42_a_public_plan_into_which_a_closed_row_was_put_is_not_written(rich, tmp_path):
    public = plan(rich, edition=Edition.PUBLIC)
    smuggled = replace(public, partnership=marked(rich, "ferry", Marking.GREEN, "night passage"))
    with pytest.raises(ConvenorError, match="a public plan holds 1 rows that are not public"):
        write(smuggled, tmp_path / "out.html")
    assert not list(tmp_path.iterdir())


def test_a_ledger_closes_what_it_is_shown_in(rich, tmp_path):
    from convenor.action.network import marking
    from convenor.model.ledger import Ledger

    made = plan(rich, ledger=Ledger(outcome="river", promises=(promise("a"),)))
    assert marking(made) is Marking.AMBER_STRICT
    with pytest.raises(ConvenorError, match="an IATI file is public"):
        write(made, tmp_path / "out.xml")


def test_m40_what_points_at_a_hidden_body_leaves_in_no_file(folder, tmp_path):
    """The body itself, and ties of others that name it."""
    hidden = PUBLIC.replace("    name: Market Bank\n", "    name: Market Bank\n    marks: [hidden]\n").replace(
        "ties: [{to: ferry_union,", "ties: [{to: market_bank, relation: funds, source: gazette}, {to: ferry_union,"
    )
    (tmp_path / "public.yaml").write_text(hidden, encoding="utf-8")
    question = QUESTION.replace("{microfinance: 0.5}", "{logistics: 0.4}").replace(
        "terms: {must_not: [quiet_lock]}\n", ""
    )
    (tmp_path / "question.yaml").write_text(question, encoding="utf-8")
    run("load", tmp_path / "public.yaml", "--book", tmp_path / "b.duckdb")
    for edition in Edition:
        wanted = files(tmp_path, edition.value)
        reports = [arg for file in wanted for arg in ("--report", file)]
        run("plan", tmp_path / "question.yaml", "--book", tmp_path / "b.duckdb", "--edition", edition.value, *reports)
        for file in wanted:
            held = bytes_of(file)
            assert b"Cove Watch" in held
            assert b"Market Bank" not in held, file.name
            assert b"market_bank" not in held, file.name
