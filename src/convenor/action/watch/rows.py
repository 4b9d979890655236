"""What the watch reads from a book: events up to a day, each once, by data set."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from convenor.model.codes import Marking
from convenor.store import Store

Columns = dict[str, npt.NDArray[Any]]

EPOCH = dt.date(1970, 1, 1)
HARM = "material conflict"
COUNTS = ("dyad year", "conflict year", "year")  # kinds of rows that stand for a year, not for a day
COLUMNS = (
    "id", "kind", "quad", "source", "licence", "load", "marking", "place", "start", "end", "lat", "lon", "low", "best",
    "high", "count",
)  # fmt: skip


def number(day: dt.date) -> int:
    """A day as a number."""
    return (day - EPOCH).days


def day(at: int) -> dt.date:
    """The day of a number."""
    return EPOCH + dt.timedelta(days=int(at))


def harm(book: Store, places: Sequence[str], until: dt.date) -> Columns:
    """Events of material conflict at some places up to a day, without rows that stand for a year."""
    frame = book.table("events").filter(
        nw.col("quad") == HARM, nw.col("place").is_in(list(places)), nw.col("start") <= until,
        ~nw.col("kind").is_in(list(COUNTS)),
    )  # fmt: skip
    return once(book, frame)


def once(book: Store, frame: "nw.LazyFrame[Any]", *more: str) -> Columns:
    """Rows of events, each as the file that was loaded last tells it; `start` and `end` as numbers of days."""
    found = book.fetch(frame.select(*COLUMNS, *more))
    order = {row["id"]: n for n, row in enumerate(book.rows(book.table("loads").select("id")))}
    rank_e = np.array([order.get(load, -1) for load in found["load"]], dtype=np.int64)
    last: dict[str, int] = {}
    for at in np.argsort(rank_e, kind="stable"):
        last[found["id"][at]] = int(at)
    kept = np.array(sorted(last.values()), dtype=np.int64)
    found = {name: column[kept] for name, column in found.items()}
    return found | {name: _days(found[name]) for name in ("start", "end")}


def reach(book: Store, until: dt.date) -> dict[str, tuple[int, int]]:
    """First and last day of each data set of daily events up to a day, wherever they happened."""
    frame = book.table("events").filter(
        nw.col("quad") == HARM, ~nw.col("kind").is_in(list(COUNTS)), nw.col("start") <= until
    )
    grouped = frame.group_by("source").agg(first=nw.col("start").min(), last=nw.col("start").max())
    return {row["source"]: (number(row["first"]), number(row["last"])) for row in book.rows(grouped)}


def agreements(book: Store) -> Columns:
    """Signed agreements, each once; `intensity` is 1 where one ended."""
    return once(book, book.table("events").filter(nw.col("kind") == "peace agreement"), "intensity")


def marking(*columns: Columns) -> Marking:
    """The highest marking of some rows; what carries none counts as the most closed."""
    known = {each.value: each for each in Marking}
    return highest(known.get(mark, Marking.RED) for column in columns for mark in set(column["marking"]))


def highest(marks: Iterable[Marking]) -> Marking:
    """The most closed of some markings; open where there is none."""
    return max(marks, key=list(Marking).index, default=Marking.CLEAR)


def sources(*columns: Columns) -> tuple[tuple[str, str], ...]:
    """(data set, licence) of some rows."""
    return tuple(sorted({pair for c in columns for pair in zip(c["source"], c["licence"], strict=True)}))


def _days(column: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Numbers of days; -1 where a day is missing (no event is that old)."""
    if not column.size:
        return np.zeros(0, dtype=np.int64)
    known = column.astype("datetime64[D]")
    return np.where(np.isnat(known), -1, known.astype(np.int64))
