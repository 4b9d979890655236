"""The verb `write`: the suffix picks the export, nothing is half written, and the hidden stay hidden."""

from dataclasses import replace

import pytest

from convenor.action import write
from convenor.action.exports import exports
from convenor.errors import ConvenorError, NotFoundError


def test_the_suffix_picks_the_export(rich, tmp_path):
    assert write(rich, tmp_path / "out.html").read_text("utf-8").startswith("<!doctype html>")
    if "json" in exports():
        assert write(rich, str(tmp_path / "out.json")).read_text("utf-8").startswith("{")


def test_an_unknown_suffix_names_those_that_are_known(rich, tmp_path):
    with pytest.raises(NotFoundError) as caught:
        write(rich, tmp_path / "out.docx")
    assert ".html" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_noun_that_no_export_of_this_suffix_takes_is_refused(rich, tmp_path):
    with pytest.raises(NotFoundError, match="export for the noun Outcome"):
        write(rich.outcome, tmp_path / "out.html")


def test_m40_a_hidden_body_never_leaves(rich, tmp_path):
    stake = rich.outside[0]
    hidden = replace(stake, actor=replace(stake.actor, marks=frozenset({"hidden"})))
    with pytest.raises(ConvenorError, match="hidden") as caught:
        write(replace(rich, outside=(hidden,)), tmp_path / "out.html")
    assert stake.actor.name not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_is_replaced_only_by_a_whole_one(rich, tmp_path, monkeypatch):
    file = tmp_path / "out.html"
    file.write_text("older")

    def fail(thing, path):
        path.write_text("half")
        raise RuntimeError("power cut")

    monkeypatch.setattr(exports()["html"], "write", fail)
    with pytest.raises(RuntimeError):
        write(rich, file)
    assert [path.name for path in tmp_path.iterdir()] == ["out.html"]
    assert file.read_text() == "older"
