"""M40: a hidden body is in no output, whatever the export; and nothing calls home."""

import io
import json
import re
import socket
import zipfile

import pytest
from pytest_socket import SocketBlockedError
from typer.testing import CliRunner

from convenor.action import plan, write
from convenor.action.exports import exports
from convenor.cli import app
from convenor.cli.doors import shipped_case
from convenor.evidence import load
from convenor.evidence.hiding import hide
from convenor.model.outcome import Outcome
from convenor.partnerships import compose
from convenor.stakes import trace
from convenor.store import connect

CASE = shipped_case("liberia")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A book in a file, and every thing that an export can be asked to write, before and after a member was hidden."""
    outcome = Outcome.read(CASE / "outcome.yaml")
    asked = (CASE / "outcome.yaml").read_text(encoding="utf-8").lower()
    file = tmp_path_factory.mktemp("m40") / "b.duckdb"
    with connect(file) as book:
        load(book, *(part for part in CASE.glob("*.yaml") if part.name != "outcome.yaml"))
        stakes = trace(book, outcome)
        best = compose(outcome, stakes, seconds=5.0)[0]
        actors = [member.stake.actor for member in best.members]
        shy = next(a for a in actors if a.name.lower() not in asked and a.id.lower() not in asked and " " in a.name)
        hide(book, shy.name, by="the body itself", reasons=["it asked"])
        stakes_after = trace(book, outcome)
        best_after = compose(outcome, stakes_after, seconds=5.0)[0]
        after = [best_after, plan(best_after, book), stakes_after, list(best_after.members)]
    return file, shy, best, after


def text_of(file):
    """All bytes that a reader of the file would see, packed ones unpacked."""
    data = file.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"".join(packed.read(name) for name in packed.namelist())
    text = data.decode("utf-8", "replace")
    return " ".join(re.sub(r"\r?\n ", "", text).split()).lower()  # calendars fold their lines


def test_before_it_hid_itself_it_was_shown(told, tmp_path):
    _, shy, best, _ = told
    assert shy.name.lower() in text_of(write(best, tmp_path / "a.json"))


def test_no_export_of_anything_names_it(told, tmp_path):
    _, shy, _, after = told
    written = set()
    for number, thing in enumerate(after):
        for name, export in exports().items():
            if export.accepts(thing):
                text = text_of(write(thing, tmp_path / f"{number}{export.suffix}"))
                assert shy.name.lower() not in text, (name, type(thing))
                assert f'"{shy.id.lower()}"' not in text, (name, type(thing))
                written.add(name)
    named = {name for name, export in exports().items() if any(export.accepts(thing) for thing in after)}
    assert written == named
    assert {"html", "json"} <= written


def test_no_command_names_it(told):
    file, shy, _, _ = told
    question = str(CASE / "outcome.yaml")
    for words in (["trace", question, "--json"], ["compose", question, "--json"], ["book", "--json"], ["review"]):
        said = CliRunner().invoke(app, [*words, "--book", str(file)])
        assert said.exit_code == 0, said.output
        assert shy.name.lower() not in said.output.lower()


def test_hide_and_undo_are_commands(told, tmp_path):
    _, shy, _, _ = told
    file = tmp_path / "b.duckdb"
    with connect(file) as book:
        load(book, CASE / "actors.yaml")
        whole = len(book.rows(book.table("actors")))

    def count():
        with connect(file) as opened:
            return len(opened.rows(opened.table("actors")))

    why = ["--by", "desk", "--reason", "it asked", "--json"]
    said = CliRunner().invoke(app, ["hide", shy.name, "--book", str(file), *why])
    assert json.loads(said.stdout)["hidden"] is True
    assert count() < whole
    assert CliRunner().invoke(app, ["hide", "nobody we know", "--undo", "--book", str(file)]).exit_code == 2
    assert CliRunner().invoke(app, ["hide", shy.name, "--undo", "--book", str(file)]).exit_code == 0
    assert count() == whole


def test_nothing_calls_home(told):
    """All of the above ran with sockets closed; so that this says something, one is tried."""
    with pytest.warns(UserWarning, match="socket"), pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
