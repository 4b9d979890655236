"""Cooperation of two, before a date and after it: the share of cooperative events with its interval."""

import datetime as dt
from difflib import get_close_matches

import narwhals as nw
import numpy as np
import numpy.typing as npt

from convenor.action.watch.rows import Columns, day, marking, number, once
from convenor.action.watch.shares import difference, sample, wilson
from convenor.errors import NotFoundError
from convenor.model.account import Range
from convenor.model.codes import Basis
from convenor.model.places import countries
from convenor.model.watch import Pair, Period
from convenor.model.words import fold
from convenor.store import Store

CORNERS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
ONE_SIDED = "UCDP"  # data sets that code conflict alone: a share of cooperation in them would mean nothing
SEED = 38


def cooperation(
    book: Store, one: str, other: str, since: dt.date, *, until: dt.date | None = None, seed: int = SEED
) -> tuple[Pair, ...]:
    """How two got on before a date and from it on, one answer per data set.

    Args:
        book: The open book.
        one: An actor's id, its name as published, or a country's code or name (its government).
        other: Likewise.
        since: First day of "after": the start of the partnership, say.
        until: Later events are invisible.
        seed: Of the sample where there are more than 2,000 events.

    Raises:
        NotFoundError: No event on file has such an actor.

    Limits:
        What was reported, coded by machines or by people; a change beside a date is no effect of what began on it. A
        year's counts that span the date belong to neither side.
    """
    known = _names(book)
    ends = [_known(known, word) for word in (one, other)]
    forward = nw.col("actor").is_in(ends[0]) & nw.col("target").is_in(ends[1])
    back = nw.col("actor").is_in(ends[1]) & nw.col("target").is_in(ends[0])
    frame = book.table("events").filter((forward | back) & nw.col("quad").is_in(list(CORNERS)))
    found = once(book, frame if until is None else frame.filter(nw.col("start") <= until))
    names = [known[keys[0]] for keys in ends]
    by_year = [", by year" if kind == "year" else "" for kind in found["kind"]]
    kinds = np.array([source + year for source, year in zip(found["source"], by_year, strict=True)])
    return tuple(
        _pair(found, kinds == kind, names, str(kind), since, seed)
        for kind in sorted(set(kinds))
        if not str(kind).startswith(ONE_SIDED)
    )


def as_range(ends: tuple[float, float]) -> Range:
    """An interval reckoned from rows."""
    return Range(low=ends[0], high=ends[1], basis=Basis.EVIDENCE)


def _pair(
    found: Columns, own_e: npt.NDArray[np.bool_], names: list[str], source: str, since: dt.date, seed: int
) -> Pair:
    rng = np.random.default_rng(seed)
    cut = number(since)
    own = {name: column[own_e] for name, column in found.items()}
    before = _period(found, own_e & (found["end"] < cut), rng)
    after = _period(found, own_e & (found["start"] >= cut), rng)
    interval = None
    if before.drawn and after.drawn:
        hits = [round(each.best * each.drawn) for each in (before, after)]
        interval = as_range(difference(hits[0], before.drawn, hits[1], after.drawn))
    return Pair(
        one=names[0], other=names[1], source=source, since=since, before=before, after=after,
        change=after.best - before.best if interval else 0.0, interval=interval, seed=seed,
        first=day(own["start"].min()), last=day(own["end"].max()),
        licence="; ".join(sorted(set(own["licence"]))), marking=marking(own),
    )  # fmt: skip


def _period(found: Columns, inside_e: npt.NDArray[np.bool_], rng: np.random.Generator) -> Period:
    count_q = np.array([int(found["count"][inside_e & (found["quad"] == corner)].sum()) for corner in CORNERS])
    drawn_q = sample(count_q, rng)
    n, hits = int(drawn_q.sum()), int(drawn_q[:2].sum())
    verbal, material, *against = (int(count) for count in count_q)
    share = as_range(wilson(hits, n)) if n else None
    best = hits / n if n else 0.0
    return Period(verbal=verbal, material=material, against=sum(against), drawn=n, share=share, best=best)


def _known(known: dict[str, str], word: str) -> list[str]:
    """Ids that a word stands for."""
    code = next((c for c, name in countries().items() if fold(word) in (c.lower(), fold(name))), "")
    ids = [key for key in (word, f"gov:{code}") if key in known]
    ids = ids or [key for key, label in known.items() if fold(label) == fold(word)]
    if not ids:
        names = sorted(set(known.values()))
        raise NotFoundError("side of an event", word, get_close_matches(word, names, 3) or names)
    return ids


def _names(book: Store) -> dict[str, str]:
    """Name by id of all who are a side of an event."""
    found: dict[str, str] = {}
    for key, label in (("actor", "name"), ("target", "target_name")):
        frame = book.table("events").filter(nw.col(key) != "").group_by(key).agg(label=nw.col(label).max())
        found |= {row[key]: row["label"] or row[key] for row in book.rows(frame)}
    return found
