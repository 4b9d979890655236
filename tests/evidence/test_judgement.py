"""Judgements change no record, are kept once, and can be taken back."""

import datetime as dt

import pytest

from convenor.evidence.judgement import judgement, keep, read_judgements, withdraw
from convenor.model.judgement import JudgementKind

DAY = dt.date(2024, 3, 1)


def pair(subject="a", by="desk", **more):
    return judgement(JudgementKind.MERGE, subject, "b", by=by, date=DAY, **more)


def test_what_was_judged_is_read_back(book):
    made = pair(score=0.9, reasons=("same register number", "same town"))
    assert keep(book, [made]) == 1
    assert read_judgements(book) == [made]
    assert read_judgements(book, JudgementKind.HIDE) == []


def test_the_same_judgement_is_kept_once_with_its_latest_word(book):
    keep(book, [pair(), pair("c")])
    keep(book, [pair(by="head of desk")])
    assert {(made.subject, made.by) for made in read_judgements(book)} == {("a", "head of desk"), ("c", "desk")}


def test_a_judgement_taken_back_stays_on_file_with_its_day(book):
    keep(book, [pair()])
    assert withdraw(book, read_judgements(book), date=dt.date(2024, 4, 1)) == 1
    assert read_judgements(book) == []
    assert [made.withdrawn for made in read_judgements(book, withdrawn=True)] == [dt.date(2024, 4, 1)]
    keep(book, [pair()])
    assert len(read_judgements(book)) == 1


def test_a_judgement_needs_a_subject_and_somebody_who_gives_it():
    with pytest.raises(ValueError, match="needs a subject and who gives it"):
        pair(by="")
    with pytest.raises(ValueError, match="score"):
        pair(score=1.2)
