"""The track record: everything that was done up to a date, as arrays.

An *item* is one thing done: an activity that actors took part in, or an offer that a dossier states. Items later than
the date of reckoning are left out here, once, so that nothing above can see them.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
from scipy import sparse

from convenor.model.capability import capabilities
from convenor.model.codes import PARTICIPATION, Relation
from convenor.model.words import fold
from convenor.stakes.match import shown
from convenor.store import Store

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
TextArray = npt.NDArray[np.object_]
BoolArray = npt.NDArray[np.bool_]

CLOSENESS = {Relation.FUNDING: 0, Relation.ACCOUNTABLE: 1, Relation.EXTENDING: 2}  # to the work; all other roles 3

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Items and who took part in them. Axis letters: n items, a actors, c capabilities, r rows of evidence.

    Attributes:
        items_n: Id of each item: the activity's, or the offer's row, shape (n,).
        words_n: Folded text of each item, shape (n,).
        age_n: Years from the item's last known day to the date of reckoning [0..]; NaN where undated.
        here_n: 1 where the item names a country of the outcome, 0 where only others, .5 where none.
        shows_nc: 1 where the item shows the capability, sparse (n, c).
        capabilities_c: Ids of the capabilities, shape (c,).
        actors_a: Ids of the actors, shape (a,).
        item_r: Item of each row of evidence, shape (r,).
        actor_r: Actor of each row of evidence, shape (r,).
        evidence_r: Id of each row of evidence, shape (r,).
        doer_r: True where the actor did the work, False where it paid for it or only answered for it, shape (r,).
        funder_r: True where the actor paid for it, shape (r,).
    """

    items_n: TextArray
    words_n: TextArray
    age_n: FloatArray
    here_n: FloatArray
    shows_nc: sparse.csr_array
    capabilities_c: TextArray
    actors_a: TextArray
    item_r: IntArray
    actor_r: IntArray
    evidence_r: TextArray
    doer_r: BoolArray
    funder_r: BoolArray

    @property
    def took_part_na(self) -> sparse.csr_array:
        """1 where the actor took part in the item in any role, sparse (n, a)."""
        return self._incidence(np.ones(len(self.item_r), bool))

    @property
    def did_na(self) -> sparse.csr_array:
        """1 where the actor did the work of the item, sparse (n, a)."""
        return self._incidence(self.doer_r)

    @property
    def paid_na(self) -> sparse.csr_array:
        """1 where the actor paid for the item, sparse (n, a)."""
        return self._incidence(self.funder_r)

    def _incidence(self, which_r: BoolArray) -> sparse.csr_array:
        shape = (len(self.words_n), len(self.actors_a))
        where = (self.item_r[which_r], self.actor_r[which_r])
        made = sparse.csr_array((np.ones(int(which_r.sum())), where), shape=shape)
        made.data[:] = 1.0
        return made


def read_history(book: Store, as_of: dt.date, countries: Sequence[str] = (), also: Iterable[str] = ()) -> History:
    """All items up to `as_of`, placeholders and hidden bodies left out.

    Args:
        book: An open book.
        as_of: Date of reckoning; rows that start later are invisible. Undated rows stay, and earn nothing for recency.
        countries: ISO 3166 alpha-2 codes of the outcome.
        also: Ids of actors to list even when they took part in nothing: those of whom a dossier speaks.
    """
    done = book.fetch(_until(book.table("activities"), as_of).select("id", "words", "start", "end"))
    offers = book.fetch(_offers(book, as_of))
    known = {item: row for row, item in enumerate(done["id"])}
    parts = book.fetch(_participations(book, as_of))
    inside = np.array([known.get(item, -1) for item in parts["object"]], dtype=np.int64)
    rows = inside >= 0
    actor_ids = np.concatenate([parts["actor"][rows], offers["actor"]])
    actors_a, actor_r = _index(actor_ids, set(also), left_out=_unlisted(book))
    listed = actor_r >= 0
    item_r = np.concatenate([inside[rows], len(known) + np.arange(len(offers["id"]), dtype=np.int64)])
    close_r = np.array([CLOSENESS.get(r, 3) for r in parts["relation"][rows]] + [3] * len(offers["id"]), dtype=np.int64)
    return History(
        items_n=np.concatenate([done["id"], offers["id"]]),
        words_n=np.concatenate([done["words"], _words(offers)]),
        age_n=_ages(done, offers, as_of),
        here_n=np.concatenate([_here(book, known, countries), _offer_here(offers, countries)]),
        shows_nc=_shows(book, known, offers),
        capabilities_c=np.array(sorted(capabilities()), dtype=object),
        actors_a=actors_a,
        item_r=item_r[listed],
        actor_r=actor_r[listed],
        evidence_r=np.concatenate([parts["id"][rows], offers["id"]])[listed],
        doer_r=_doers(item_r, close_r, len(known) + len(offers["id"]))[listed],
        funder_r=(close_r == 0)[listed],
    )


def _doers(item_r: IntArray, close_r: IntArray, n: int) -> BoolArray:
    """Who did the work: the implementing bodies; where none is named, the extending ones, else the accountable ones."""
    closest_n = np.zeros(n, dtype=np.int64)
    np.maximum.at(closest_n, item_r, close_r)
    return np.asarray((close_r > 0) & (close_r == closest_n[item_r]))


def _until(table: nw.LazyFrame[Any], as_of: dt.date) -> nw.LazyFrame[Any]:
    return table.filter(nw.col("start").is_null() | (nw.col("start") <= nw.lit(as_of)))


def _participations(book: Store, as_of: dt.date) -> nw.LazyFrame[Any]:
    rows = book.table("evidence").filter(nw.col("relation").is_in([str(r) for r in PARTICIPATION]))
    return _until(rows, as_of).select("id", "actor", "object", "relation")


def _offers(book: Store, as_of: dt.date) -> nw.LazyFrame[Any]:
    rows = book.table("evidence").filter(nw.col("relation") == str(Relation.OFFERS))
    return _until(rows, as_of).select("id", "actor", "object", "value", "title", "place", "start", "end")


def _unlisted(book: Store) -> set[str]:
    """Ids that are never candidates: placeholders, and bodies that chose to hide themselves."""
    marked = book.rows(book.table("actors").filter(nw.col("marks") != "").select("id", "marks"))
    return {row["id"] for row in marked if {"placeholder", "hidden"} & set(row["marks"].split(","))}


def _index(ids: TextArray, also: set[str], left_out: set[str]) -> tuple[TextArray, IntArray]:
    names = sorted((set(ids.tolist()) | also) - left_out)
    place = {name: i for i, name in enumerate(names)}
    return np.array(names, dtype=object), np.array([place.get(i, -1) for i in ids], dtype=np.int64)


def _ages(done: dict[str, Any], offers: dict[str, Any], as_of: dt.date) -> FloatArray:
    """Years since the last known day; work that still goes on has age 0."""
    start = np.concatenate([_days(done["start"]), _days(offers["start"])])
    end = np.concatenate([_days(done["end"]), _days(offers["end"])])
    last = np.where(np.isnat(end), start, np.minimum(end, np.datetime64(as_of, "D")))
    age = (np.datetime64(as_of, "D") - last).astype(float) / DAYS_A_YEAR
    return np.where(np.isnat(last), np.nan, np.maximum(age, 0.0))


def _days(column: npt.NDArray[Any]) -> npt.NDArray[np.datetime64]:
    return column.astype("datetime64[D]")


def _words(offers: dict[str, Any]) -> TextArray:
    rows = zip(offers["value"], offers["title"], strict=True)
    return np.array([fold(f"{value} {title}") for value, title in rows], dtype=object)


def _here(book: Store, known: dict[str, int], countries: Sequence[str]) -> FloatArray:
    """1 in one of the countries, .5 where no country is named, 0 elsewhere; 1 throughout when none was asked for."""
    if not countries:
        return np.ones(len(known))
    tags = book.table("tags").filter(nw.col("scheme") == "country")
    named = book.fetch(tags.select("activity", "code"))
    here = np.full(len(known), 0.5)
    places = [(known[item], code) for item, code in zip(named["activity"], named["code"], strict=True) if item in known]
    here[[row for row, _ in places]] = 0.0
    here[[row for row, code in places if str(code).upper() in countries]] = 1.0
    return here


def _offer_here(offers: dict[str, Any], countries: Sequence[str]) -> FloatArray:
    if not countries:
        return np.ones(len(offers["id"]))
    return np.array([1.0 if p[:2] in countries else 0.0 if p else 0.5 for p in offers["place"]], dtype=float)


def _shows(book: Store, known: dict[str, int], offers: dict[str, Any]) -> sparse.csr_array:
    column = {capability: j for j, capability in enumerate(sorted(capabilities()))}
    pairs = book.fetch(shown(book).select("activity", "capability"))
    listed = [
        (known[item], column[capability])
        for item, capability in zip(pairs["activity"], pairs["capability"], strict=True)
        if item in known
    ]
    listed += [(len(known) + row, column[c]) for row, c in enumerate(offers["object"]) if c in column]
    at = np.array(sorted(set(listed)), dtype=np.int64).reshape(-1, 2)
    shape = (len(known) + len(offers["id"]), len(column))
    return sparse.csr_array((np.ones(len(at)), (at[:, 0], at[:, 1])), shape=shape)
