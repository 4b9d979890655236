"""The model of a book: learned from its own record and kept in it as plain numbers, or the one that ships."""

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from convenor.stakes.calibrate import brier, reliability
from convenor.stakes.history import History, read_history
from convenor.stakes.items import read_items
from convenor.stakes.learn import Lesson, Model, calibrated, default_model, from_plain, log_shares, to_plain
from convenor.stakes.meaning import Told, installed, read_meaning
from convenor.stakes.origin import HELD_OUT, fitted, lessons_of
from convenor.stakes.past import IN_BOOKS, all_names, record_of, years_of
from convenor.stakes.registry import read_bodies
from convenor.store import Store

KEPT_AS = "salience model"
FEWEST = 40  # questions with a known answer: below, chance would be learned
MOST = 200  # questions of one year; more change nothing and cost memory
SHIPPED = "books"  # the model in data/salience.json that knows what a book holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What `learn` found.

    Attributes:
        model: The model.
        until: Date before which everything was learned from.
        questions: Partnerships with a known answer that it learned from.
        calibrated: True where its numbers are probabilities.
        brier: Mean squared error of the probabilities on years that the models beside them never saw; None without.
        base: The same of the base rate alone.
        reliability: (said, happened, how many) by bin of probability.
        seed: Of the draw of questions.
    """

    model: Model
    until: dt.date
    questions: int
    calibrated: bool
    brier: float | None
    base: float | None
    reliability: tuple[tuple[float, float, int], ...]
    seed: int


def relearn(
    book: Store, until: dt.date, *, seed: int = 0, meaning: bool = False, told: Told | None = None
) -> Learned | None:
    """Learn from the book's own past by rolling origin and keep the model in the book; None where it holds too little.

    Args:
        book: An open book.
        until: Nothing that starts later is looked at.
        seed: Of the draw of questions; the same book and seed give the same model.
        meaning: Read texts for what they mean too, not by their words alone (see `meaning.py`).
        told: Called with the texts read for it, and with how many there are.

    Raises:
        MissingExtra: Reading for meaning needs `pip install 'convenor[meaning]'`.
    """
    items = read_items(book)
    history = read_history(book, until, items=items)
    last = _last_day(history, until)
    bodies = read_bodies(book)
    read = read_meaning(book, all_names(bodies), told) if meaning else None
    record = record_of(history, bodies, items.corpus, read)
    lessons = lessons_of(record, _year(last) + 1 / 366, seed=seed, most=MOST)
    questions = sum(int((lesson.weight_q > 0).sum()) for lesson in lessons)
    if questions < FEWEST:
        return None
    learned = _learned(lessons, until=last, questions=questions, seed=seed)
    book.keep(KEPT_AS, json.dumps(as_plain(learned)).encode())
    return learned


def model_of(book: Store, as_of: dt.date) -> Model:
    """The book's own model, where it has one that can answer here and knows nothing later than `as_of`; else the one
    that ships.
    """
    block = book.kept(KEPT_AS)
    plain = json.loads(block) if block is not None else None
    if plain is None or dt.date.fromisoformat(plain["until"]) > as_of or not _readable(plain):
        return replace(default_model(SHIPPED), intercept=None)  # ranks: it knows nothing of this book
    return from_plain(plain)


def words_of(book: Store, as_of: dt.date) -> str:
    """Where the model for a question comes from, in words."""
    block = book.kept(KEPT_AS)
    plain = json.loads(block) if block is not None else None
    if plain is None:
        return "`convenor learn` makes it a probability, from this book's own past"
    if dt.date.fromisoformat(plain["until"]) > as_of:
        return f"what was learned here knows later days (to {plain['until']}): `convenor learn --as-of {as_of}`"
    if not _readable(plain):
        return "what was learned here reads for meaning: `pip install 'convenor[meaning]'`, or `convenor learn` without"
    return f"learned from {plain['questions']:,} past partnerships of this book up to {plain['until']}"


def _readable(plain: dict[str, Any]) -> bool:
    """False where the model reads texts for what they mean, and here that cannot be."""
    return from_plain(plain).reads_meaning is False or installed()


def as_plain(learned: Learned) -> dict[str, Any]:
    """The model and what is known of it, as names and numbers."""
    return {
        "until": learned.until.isoformat(),
        "questions": learned.questions,
        "calibrated": learned.calibrated,
        "brier": learned.brier,
        "base": learned.base,
        "reliability": [list(row) for row in learned.reliability],
        "seed": learned.seed,
        **to_plain(learned.model),
    }


def _last_day(history: History, until: dt.date) -> dt.date:
    """The last day on which an item began, `until` at most: what comes after it is no lesson."""
    known: list[dt.date] = [day for day in history.start_n.tolist() if day is not None]
    return min([until, *([max(known)] if known else [])])


def _year(day: dt.date) -> float:
    return float(years_of(np.array([day], "datetime64[D]"))[0])


def _learned(lessons: list[Lesson], *, until: dt.date, questions: int, seed: int) -> Learned:
    last = range(max(1, len(lessons) - HELD_OUT), len(lessons))
    held_out = [(fitted(lessons[:at], whole=True, use=IN_BOOKS), lessons[at]) for at in last]
    model = calibrated(fitted(lessons, whole=True, use=IN_BOOKS), held_out)
    chance_x, joined_x = _forecasts(model, held_out)
    known = len(chance_x) > 0
    return Learned(
        model=model,
        until=until,
        questions=questions,
        calibrated=model.intercept is not None,
        brier=brier(chance_x, joined_x) if known else None,
        base=brier(np.full(len(joined_x), joined_x.mean()), joined_x) if known else None,
        reliability=tuple(reliability(chance_x, joined_x)) if known else (),
        seed=seed,
    )


def _forecasts(model: Model, held_out: list[tuple[Model, Lesson]]) -> tuple[Any, Any]:
    """Probabilities of the held-out years and what happened, over all who could be ranked."""
    chance, joined = [np.zeros(0)], [np.zeros(0, bool)]
    for earlier, lesson in held_out:
        allowed = lesson.allowed_qa & lesson.natural_q[:, None]
        logit = model.slope * log_shares(earlier, lesson)[allowed] + (model.intercept or 0.0)
        chance.append(0.5 * (1 + np.tanh(0.5 * logit)))
        joined.append(lesson.truth_qa[allowed])
    return np.concatenate(chance), np.concatenate(joined)
