"""Texts read for what they mean: near ones are near, each is read once, and without the package convenor says so."""

import builtins
import dataclasses
import datetime as dt
import json

import numpy as np
import pytest

from convenor.errors import MissingExtra
from convenor.stakes import kept, meaning, trace
from convenor.stakes.kept import KEPT_AS, model_of, relearn, words_of
from convenor.stakes.learn import FEATURES
from tests.stakes.conftest import PROVENANCE
from tests.stakes.test_kept import CREDIT, MINES, UNTIL, fill


@pytest.fixture
def filled(book):
    fill(book)
    return book


def test_texts_that_mean_the_same_are_nearer_than_texts_that_share_words():
    asked, same, shares = meaning.encode(
        [
            "unmanned aircraft watch the coast",
            "drones for maritime surveillance",
            "the coast of the cake is unmanned sugar",
        ]
    ).astype(float)
    assert asked @ same > asked @ shares


def test_vectors_have_unit_length_and_a_text_reads_the_same_in_any_company():
    long = "mine clearance of roads to the market " * 200
    made = meaning.encode([MINES, "", long, CREDIT])
    assert np.linalg.norm(made.astype(float), axis=1) == pytest.approx(np.ones(4), abs=1e-3)
    assert np.array_equal(meaning.encode([MINES])[0], made[0])
    assert np.array_equal(meaning.encode([long + long])[0], made[2])  # the first 256 pieces count


def test_a_book_is_read_once_and_later_only_what_is_new(filled, monkeypatch):
    read, told = [], []
    slow = meaning.encode
    monkeypatch.setattr(meaning, "encode", lambda texts, told: read.extend(texts) or slow(texts, told))
    first = meaning.read_meaning(filled, ["radio mali"], lambda done, of: told.append((done, of)))
    assert sorted(read) == sorted({MINES, CREDIT, "radio mali"})  # a hundred activities say the same two things
    assert told == [(1, 3), (2, 3), (3, 3)]
    again = meaning.read_meaning(filled, ["radio mali"])
    assert np.array_equal(again.text_ne, first.text_ne)
    assert np.array_equal(again.names["radio mali"], slow(["radio mali"])[0])
    assert len(read) == 3
    row = {"id": ["new"], "title": ["radio"], "words": ["radio"], "start": ["2022-04-01"], "end": ["2022-05-01"]}
    filled.append("activities", row, locator="p. 1", **PROVENANCE)
    assert len(meaning.read_meaning(filled, ["radio mali"]).text_ne) == len(first.text_ne) + 1
    assert read[3:] == ["radio"]


def test_a_book_that_stands_is_not_read_at_all_and_one_that_changed_is(filled, monkeypatch):
    first = meaning.read_meaning(filled, ["radio mali"])
    monkeypatch.setattr(meaning, "read_words", None)  # whoever reads the texts again fails
    again = meaning.read_meaning(filled, ["radio mali"])
    assert np.array_equal(again.text_ne, first.text_ne)
    assert np.array_equal(again.names["radio mali"], first.names["radio mali"])
    with pytest.raises(TypeError):
        meaning.read_meaning(filled, ["radio mali", "radio niger"])


def test_the_last_questions_are_kept_and_read_as_any_text(filled, monkeypatch):
    monkeypatch.setattr(meaning, "QUESTIONS", 2)
    asked = [meaning.read_question(filled, text) for text in ("one road", "two roads", "three roads")]
    assert np.array_equal(asked[0], meaning.encode(["one road"])[0])
    read = []
    monkeypatch.setattr(meaning, "encode", lambda texts: read.extend(texts) or np.array([asked[0]]))
    assert np.array_equal(meaning.read_question(filled, "three roads"), asked[2])
    assert np.array_equal(meaning.read_question(filled, "one road"), asked[0])
    assert read == ["one road"]  # the oldest had gone


def test_several_names_are_one_mean_of_unit_length_and_no_name_is_nothing():
    one, two = np.eye(meaning.WIDTH, dtype=np.float16)[:2]
    made = meaning.mean_names([[one, two], [one], []]).astype(float)
    assert made[0] == pytest.approx((one + two).astype(float) / np.sqrt(2), abs=1e-3)
    assert np.array_equal(made[1], one)
    assert not made[2].any()


def test_a_model_that_reads_for_meaning_is_learned_kept_and_asked(filled, outcome):
    asked = dataclasses.replace(outcome, convener="body 00")
    learned = relearn(filled, UNTIL, meaning=True)
    assert learned.model.reads_meaning
    assert learned.brier < learned.base
    assert model_of(filled, UNTIL).kernel_f[FEATURES.index("meaning")] != 0
    with_it = {stake.actor.id: stake.salience for stake in trace(filled, asked)}
    assert not relearn(filled, UNTIL).model.reads_meaning
    without = {stake.actor.id: stake.salience for stake in trace(filled, asked)}
    assert with_it.keys() == without.keys()
    assert with_it != without


def test_a_book_that_learned_elsewhere_falls_back_to_ranks_and_says_what_to_install(filled, outcome, monkeypatch):
    relearn(filled, UNTIL, meaning=True)
    monkeypatch.setattr(kept, "installed", lambda: False)
    assert "convenor[meaning]" in words_of(filled, UNTIL)
    assert not any(stake.calibrated for stake in trace(filled, dataclasses.replace(outcome, convener="body 00")))


def test_without_the_package_learning_says_what_to_install(filled, monkeypatch):
    real = builtins.__import__

    def none(name, *rest, **more):
        if name == "onnxruntime":
            raise ImportError(name)
        return real(name, *rest, **more)

    meaning._encoder.cache_clear()
    monkeypatch.setattr(builtins, "__import__", none)
    with pytest.raises(MissingExtra, match=r"convenor\[meaning\]"):
        relearn(filled, UNTIL, meaning=True)
    monkeypatch.undo()
    assert filled.kept(KEPT_AS) is None


def test_unloading_forgets_the_vectors_with_the_rows(filled):
    meaning.read_meaning(filled, [])
    meaning.read_question(filled, "roads")
    assert filled.kept(meaning.KEPT_AS)
    filled.drop_loads([PROVENANCE["load"]])
    assert not any(map(filled.kept, (meaning.KEPT_AS, meaning.ASKED)))


def test_the_kept_model_is_plain_numbers(filled):
    relearn(filled, dt.date(2022, 12, 31), meaning=True)
    assert json.loads(filled.kept(KEPT_AS))["kernel"]["meaning"] > 0
