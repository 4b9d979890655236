"""The track record: everything that was done up to a date, as arrays.

Items later than the date of reckoning are left out here, once, so that nothing above can see them.
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
from convenor.stakes.items import Items, read_items, read_words
from convenor.store import Store

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
TextArray = npt.NDArray[np.object_]
BoolArray = npt.NDArray[np.bool_]
DayArray = npt.NDArray[np.datetime64]

CLOSENESS = {Relation.FUNDING: 0, Relation.ACCOUNTABLE: 1, Relation.EXTENDING: 2}  # to the work; all other roles 3

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Items and who took part in them. Axis letters: n items, a actors, c capabilities, g places, r rows of evidence.

    Attributes:
        items_n: Id of each item: the activity's, or the offer's row, shape (n,).
        text_n: Place of each item's text in the corpus of the book, shape (n,).
        words_n: Folded text of each item, shape (n,); empty where nobody asked for it.
        start_n: First day of each item; NaT where undated, shape (n,).
        last_n: Last known day of each item, at most the date of reckoning; NaT where undated, shape (n,).
        age_n: Years from the item's last known day to the date of reckoning [0..]; NaN where undated.
        here_n: 1 where the item names a country of the outcome, 0 where only others, .5 where none.
        places_ng: 1 where the item names the country, sparse (n, g).
        places_g: ISO 3166 codes, shape (g,).
        lead_n: Actor that led the item (its coordinator, else its reporter); -1 where none of the actors did.
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
    text_n: IntArray
    words_n: TextArray
    start_n: DayArray
    last_n: DayArray
    age_n: FloatArray
    here_n: FloatArray
    places_ng: sparse.csr_array
    places_g: TextArray
    lead_n: IntArray
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

    @property
    def last_a(self) -> DayArray:
        """Last known day of anything that the actor took part in; NaT where undated, shape (a,)."""
        day_r = self.last_n[self.item_r]
        dated_r = ~np.isnat(day_r)
        last_a = np.full(len(self.actors_a), np.iinfo(np.int64).min)
        np.maximum.at(last_a, self.actor_r[dated_r], day_r[dated_r].astype(np.int64))
        return last_a.view("datetime64[D]")

    def _incidence(self, which_r: BoolArray) -> sparse.csr_array:
        shape = (len(self.items_n), len(self.actors_a))
        where = (self.item_r[which_r], self.actor_r[which_r])
        made = sparse.csr_array((np.ones(int(which_r.sum())), where), shape=shape)
        made.data[:] = 1.0
        return made


def read_history(
    book: Store,
    as_of: dt.date,
    countries: Sequence[str] = (),
    also: Iterable[str] = (),
    *,
    items: Items | None = None,
    words: bool = True,
) -> History:
    """All items up to `as_of`, placeholders and hidden bodies left out.

    Args:
        book: An open book.
        as_of: Date of reckoning; rows that start later are invisible. Undated rows stay, and earn nothing for recency.
        countries: ISO 3166 alpha-2 codes of the outcome.
        also: Ids of actors to list even when they took part in nothing: those of whom a dossier speaks.
        items: What the items say, where it was read already.
        words: False leaves the texts unread.
    """
    items = items or read_items(book)
    fields = ("id", "start", "end", "reporter")
    done = book.fetch(_until(book.table("activities"), as_of).select(*fields).sort("id"))
    offers = book.fetch(_offers(book, as_of))
    items_n = np.concatenate([done["id"], offers["id"]])
    known = {item: row for row, item in enumerate(done["id"])}
    parts = book.fetch(_participations(book, as_of))
    inside = np.array([known.get(item, -1) for item in parts["object"]], dtype=np.int64)
    rows = inside >= 0
    actors_a, actor_r = _index(np.concatenate([parts["actor"][rows], offers["actor"]]), set(also), _unlisted(book))
    listed = actor_r >= 0
    item_r = np.concatenate([inside[rows], len(known) + np.arange(len(offers["id"]), dtype=np.int64)])
    relation_r = np.concatenate([parts["relation"][rows], offers["relation"]])
    close_r = np.array([CLOSENESS.get(r, 3) for r in relation_r], dtype=np.int64)
    place = {item: n for n, item in enumerate(items.ids)}
    text_n = np.array([place[item] for item in items_n], np.int64)
    places_ng, places_g = _places(book, known, offers)
    start_n, last_n = _days(done, offers, as_of)
    return History(
        items_n=items_n,
        text_n=text_n,
        words_n=read_words(book)[text_n] if words else np.zeros(0, object),
        start_n=start_n,
        last_n=last_n,
        age_n=_ages(last_n, as_of),
        here_n=_here(places_ng, places_g, countries),
        places_ng=places_ng,
        places_g=places_g,
        lead_n=_leads(done, actors_a, item_r, actor_r, relation_r, len(items_n)),
        shows_nc=_shows(items, text_n),
        capabilities_c=np.array(sorted(capabilities()), dtype=object),
        actors_a=actors_a,
        item_r=item_r[listed],
        actor_r=actor_r[listed],
        evidence_r=np.concatenate([parts["id"][rows], offers["id"]])[listed],
        doer_r=_doers(item_r, close_r, len(items_n))[listed],
        funder_r=(close_r == 0)[listed],
    )


def _doers(item_r: IntArray, close_r: IntArray, n: int) -> BoolArray:
    """Who did the work: the implementing bodies; where none is named, the extending ones, else the accountable ones."""
    closest_n = np.zeros(n, dtype=np.int64)
    np.maximum.at(closest_n, item_r, close_r)
    return np.asarray((close_r > 0) & (close_r == closest_n[item_r]))


def _leads(
    done: dict[str, Any], actors_a: TextArray, item_r: IntArray, actor_r: IntArray, relation_r: TextArray, n: int
) -> IntArray:
    """Who led each item: its coordinator where one is named, else the body that reports it."""
    place = {name: a for a, name in enumerate(actors_a)}
    lead_n = np.full(n, -1, dtype=np.int64)
    lead_n[: len(done["id"])] = [place.get(name, -1) for name in done["reporter"]]
    led = (relation_r == str(Relation.COORDINATOR)) & (actor_r >= 0)
    lead_n[item_r[led]] = actor_r[led]
    return lead_n


def _until(table: nw.LazyFrame[Any], as_of: dt.date) -> nw.LazyFrame[Any]:
    return table.filter(nw.col("start").is_null() | (nw.col("start") <= nw.lit(as_of)))


def _participations(book: Store, as_of: dt.date) -> nw.LazyFrame[Any]:
    rows = book.table("evidence").filter(nw.col("relation").is_in([str(r) for r in PARTICIPATION]))
    return _until(rows, as_of).select("id", "actor", "object", "relation").sort("id", "actor", "object")


def _offers(book: Store, as_of: dt.date) -> nw.LazyFrame[Any]:
    rows = book.table("evidence").filter(nw.col("relation") == str(Relation.OFFERS))
    return _until(rows, as_of).select("id", "actor", "object", "relation", "place", "start", "end").sort("id")


def _unlisted(book: Store) -> set[str]:
    """Ids that are never candidates: placeholders, and bodies that chose to hide themselves."""
    marked = book.rows(book.table("actors").filter(nw.col("marks") != "").select("id", "marks"))
    return {row["id"] for row in marked if {"placeholder", "hidden"} & set(row["marks"].split(","))}


def _index(ids: TextArray, also: set[str], left_out: set[str]) -> tuple[TextArray, IntArray]:
    names = sorted((set(ids.tolist()) | also) - left_out)
    place = {name: i for i, name in enumerate(names)}
    return np.array(names, dtype=object), np.array([place.get(i, -1) for i in ids], dtype=np.int64)


def _days(done: dict[str, Any], offers: dict[str, Any], as_of: dt.date) -> tuple[DayArray, DayArray]:
    """First and last known day of each item; work that still goes on ends on the date of reckoning."""
    start, end = (
        np.concatenate([done[name].astype("datetime64[D]"), offers[name].astype("datetime64[D]")])
        for name in ("start", "end")
    )
    return start, np.where(np.isnat(end), start, np.minimum(end, np.datetime64(as_of, "D")))


def _ages(last_n: DayArray, as_of: dt.date) -> FloatArray:
    """Years since the last known day [0..]; NaN where undated."""
    age = (np.datetime64(as_of, "D") - last_n).astype(float) / DAYS_A_YEAR
    return np.where(np.isnat(last_n), np.nan, np.maximum(age, 0.0))


def _places(book: Store, known: dict[str, int], offers: dict[str, Any]) -> tuple[sparse.csr_array, TextArray]:
    """Which countries each item names, and their codes."""
    tags = book.table("tags").filter(nw.col("scheme") == "country")
    named = book.fetch(tags.select("activity", "code"))
    pairs = {
        (known[item], str(code).upper())
        for item, code in zip(named["activity"], named["code"], strict=True)
        if item in known and code
    }
    pairs |= {(len(known) + n, str(place)[:2].upper()) for n, place in enumerate(offers["place"]) if place}
    codes = sorted({code for _, code in pairs})
    column = {code: g for g, code in enumerate(codes)}
    at = np.array(sorted((n, column[code]) for n, code in pairs), dtype=np.int64).reshape(-1, 2)
    shape = (len(known) + len(offers["id"]), len(codes))
    return sparse.csr_array((np.ones(len(at)), (at[:, 0], at[:, 1])), shape=shape), np.array(codes, dtype=object)


def _here(places_ng: sparse.csr_array, places_g: TextArray, countries: Sequence[str]) -> FloatArray:
    """1 in one of the countries, .5 where no country is named, 0 elsewhere; 1 throughout when none was asked for."""
    if not countries:
        return np.ones(places_ng.shape[0])
    asked_g = np.isin(places_g, list(countries)).astype(float)
    named_n = np.diff(places_ng.indptr) > 0
    return np.where(places_ng @ asked_g > 0, 1.0, np.where(named_n, 0.0, 0.5))


def _shows(items: Items, text_n: IntArray) -> sparse.csr_array:
    shape = (len(items.ids), len(capabilities()))
    table = sparse.csr_array((np.ones(len(items.shows)), (items.shows[:, 0], items.shows[:, 1])), shape=shape)
    return sparse.csr_array(table[text_n])
