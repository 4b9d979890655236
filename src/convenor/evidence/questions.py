"""Pairs that wait for a person, put as questions about bodies: the one whose answer would move most rows first.

What an answer changes is the rows of the lesser of the two, which would be read under the other; how much of it is to
be expected is that times the chance that they are one. All pairs of a body are one question.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from convenor.model.judgement import Judgement
from convenor.store import Store


@dataclass(frozen=True, slots=True)
class Doubt:
    """One pair of a question.

    Attributes:
        other: Id of the lesser body.
        name: What it is called.
        rows: Rows of evidence under it.
        judgement: The waiting judgement, with score and reasons.
    """

    other: str
    name: str
    rows: int
    judgement: Judgement

    @property
    def moved(self) -> float:
        """Rows that are to be expected to move."""
        return self.rows * (self.judgement.score or 0.0)


@dataclass(frozen=True, slots=True)
class Question:
    """Which of these are this body?

    Attributes:
        body: Its id.
        name: What it is called.
        rows: Rows of evidence under it.
        doubts: Those that may be the same, most rows to be expected first.
    """

    body: str
    name: str
    rows: int
    doubts: tuple[Doubt, ...]

    @property
    def moved(self) -> float:
        """Rows that are to be expected to move by its answers."""
        return sum(doubt.moved for doubt in self.doubts)


def questions(book: Store, unsure: Sequence[Judgement]) -> tuple[Question, ...]:
    """Waiting pairs by body, the question that would move most rows first.

    Args:
        book: An open book.
        unsure: Judgements that wait, as `waiting` or `resolve` gives them.
    """
    merged = book.merged()
    ends = [(merged.get(made.subject, made.subject), merged.get(made.object, made.object), made) for made in unsure]
    ids = sorted({key for one, other, _ in ends for key in (one, other)})
    rows, names = _rows(book, ids), names_in(book, ids)
    asked: dict[str, dict[str, Judgement]] = defaultdict(dict)
    for one, other, made in ends:
        body, lesser = sorted((one, other), key=lambda key: (-rows.get(key, 0), key.startswith("name:"), key))
        if body != lesser and (lesser not in asked[body] or _score(made) > _score(asked[body][lesser])):
            asked[body][lesser] = made
    found = [
        Question(body, names.get(body, body), rows.get(body, 0), _doubts(pairs, rows, names))
        for body, pairs in asked.items()
    ]
    return tuple(sorted((q for q in found if q.doubts), key=lambda q: (-q.moved, q.body)))


def settled(asked: Sequence[Question], first: int) -> float:
    """Share of the rows at stake that the first questions hold [0, 1]; 1 where nothing is at stake."""
    everything = sum(question.moved for question in asked)
    return sum(question.moved for question in asked[:first]) / everything if everything else 1.0


def _doubts(pairs: dict[str, Judgement], rows: dict[str, int], names: dict[str, str]) -> tuple[Doubt, ...]:
    found = [Doubt(key, names.get(key, key), rows.get(key, 0), made) for key, made in pairs.items()]
    return tuple(sorted(found, key=lambda doubt: (-doubt.moved, -_score(doubt.judgement), doubt.other)))


def _score(made: Judgement) -> float:
    return made.score or 0.0


def _rows(book: Store, ids: Iterable[str]) -> dict[str, int]:
    frame = book.table("evidence").filter(nw.col("actor").is_in(list(ids))).group_by("actor").agg(n=nw.len())
    return {row["actor"]: row["n"] for row in book.rows(frame)}


def names_in(book: Store, ids: Iterable[str]) -> dict[str, str]:
    """The name that stands most often under each id; the id itself only where nothing else does."""
    frame = book.table("actors").filter(nw.col("id").is_in(list(ids))).group_by("id", "name").agg(n=nw.len())
    found: dict[str, str] = {}
    for row in sorted(book.rows(frame), key=lambda row: (_is_id(row), -row["n"], row["name"] or "")):
        found.setdefault(row["id"], row["name"] or row["id"])
    return found


def _is_id(row: dict[str, Any]) -> bool:
    return bool((row["name"] or row["id"]).casefold() == row["id"])
