"""What a person is asked: by body, first what would move most rows; and that a load says when names stand twice."""

import json

import pytest
from typer.testing import CliRunner

from convenor.cli import app
from convenor.evidence.doubles import doubles
from convenor.evidence.judgement import judgement, keep
from convenor.evidence.questions import questions, settled
from convenor.evidence.resolve import merge
from convenor.model.judgement import JudgementKind
from convenor.store import connect


def bodies(book, **rows):
    """Bodies by id, each with so many rows of evidence."""
    book.append("actors", {"id": list(rows), "name": [f"Body {key}" for key in rows]}, load="l1")
    actors = [key for key, n in rows.items() for _ in range(n)]
    book.append(
        "evidence", {"id": [f"e{i}" for i in range(len(actors))], "actor": actors}, relation="funding", load="l1"
    )


def asked(*pairs):
    return [judgement(JudgementKind.UNSURE, one, other, by="a model", score=score) for one, other, score in pairs]


def test_the_question_that_would_move_most_rows_comes_first(book):
    bodies(book, big=10, middle=6, small=1, tiny=1)
    found = questions(book, asked(("small", "tiny", 0.9), ("middle", "big", 0.4), ("small", "big", 0.5)))
    assert [question.body for question in found] == ["big", "small"]
    assert [doubt.other for doubt in found[0].doubts] == ["middle", "small"]
    assert found[0].moved == pytest.approx(6 * 0.4 + 1 * 0.5)
    assert settled(found, 1) == pytest.approx(2.9 / 3.8)
    assert settled(found, 2) == 1
    assert settled((), 5) == 1


def test_pairs_of_merged_ids_are_one_question_and_an_answered_one_is_none(book):
    bodies(book, big=5, same=2, other=3)
    merge(book, "same", "big", by="desk")
    found = questions(book, asked(("other", "same", 0.3), ("other", "big", 0.6), ("same", "big", 0.9)))
    assert [(q.body, q.rows, [d.judgement.score for d in q.doubts]) for q in found] == [("big", 7, [0.6])]


def test_the_screen_shows_bodies_with_what_they_may_be_and_json_all(tmp_path):
    file = tmp_path / "b.duckdb"
    with connect(file) as book:
        bodies(book, **{"big": 9, **{f"b{n}": 1 for n in range(5)}})
        keep(book, asked(*((f"b{n}", "big", 0.5) for n in range(5))))
    shown = CliRunner().invoke(app, ["review", "--book", str(file)])
    assert "Body big (big, 9 rows) may also be:" in shown.output
    assert "and 2 more" in shown.output
    data = json.loads(CliRunner().invoke(app, ["review", "--book", str(file), "--json"]).output)
    assert [len(question["may_be"]) for question in data["questions"]] == [5]


def test_names_under_several_ids_are_counted_until_they_are_merged(book):
    book.append("actors", {"id": ["a", "b", "c"], "name": ["Ferry Union", "FERRY UNION", "Old Mill"]}, load="l1")
    assert doubles(book) == 1
    merge(book, "a", "b", by="desk")
    assert doubles(book) == 0


def test_a_load_says_that_names_stand_twice(tmp_path):
    for n in (1, 2):
        (tmp_path / f"m{n}.csv").write_text(f"Actor,Id,Kind\nRiver Union,x{n},NGO\n", encoding="utf-8")
    files = [str(tmp_path / f"m{n}.csv") for n in (1, 2)]
    shown = CliRunner().invoke(app, ["load", *files, "--book", str(tmp_path / "b.duckdb")])
    assert "1 name stands under several ids" in shown.output
    assert "convenor resolve" in shown.output
