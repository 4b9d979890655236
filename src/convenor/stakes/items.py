"""What the items of a book say: their terms, counted, and the capabilities they show; kept while its rows stand.

An *item* is one thing done: an activity that actors took part in, or an offer that a dossier states. Reading all texts
is the slow part of a trace (5 s of 21 MB), and no question changes it.
"""

from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt

from convenor.model.capability import capabilities
from convenor.model.codes import Relation
from convenor.model.words import fold
from convenor.stakes.corpus import Corpus, read_texts
from convenor.stakes.match import shown
from convenor.store import Store

IntArray = npt.NDArray[np.int64]
TextArray = npt.NDArray[np.object_]

WORTH_KEEPING = 200  # items; of fewer all is read again in no time


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Items in the order of their ids, activities before offers.

    Attributes:
        ids: Id of each item: the activity's, or the offer's row of evidence.
        activities: How many of them are activities.
        corpus: Terms of each item's text.
        shows: (item, place of the capability among the sorted ids of all), one row a pair, shape (s, 2).
    """

    ids: tuple[str, ...]
    activities: int
    corpus: Corpus
    shows: IntArray


def read_items(book: Store) -> Items:
    """What the items say; read once, and found again in the book as long as its rows stand."""
    offers = book.count("evidence") and book.rows(_offers(book).select(n=nw.len()))[0]["n"]
    if book.count("activities") + offers < WORTH_KEEPING:
        return _read(book)
    state = _state(book)
    block = book.kept("items", state=state)
    if block is not None:
        return _from_bytes(block)
    items = _read(book)
    book.keep("items", _to_bytes(items), state=state)
    return items


def read_words(book: Store) -> TextArray:
    """Folded text of every activity and offer, in the order of `Items.ids`."""
    done = book.fetch(book.table("activities").select("id", "words").sort("id"))
    offers = book.fetch(_offers(book).select("id", "value", "title").sort("id"))
    stated = [fold(f"{value} {title}") for value, title in zip(offers["value"], offers["title"], strict=True)]
    return np.concatenate([done["words"].astype(object), np.array(stated, dtype=object)])


def _read(book: Store) -> Items:
    done = book.fetch(book.table("activities").select("id").sort("id"))
    offers = book.fetch(_offers(book).select("id", "object").sort("id"))
    ids = (*done["id"].tolist(), *offers["id"].tolist())
    column = {capability: j for j, capability in enumerate(sorted(capabilities()))}
    row = {item: n for n, item in enumerate(done["id"])}
    pairs = book.fetch(shown(book).select("activity", "capability"))
    listed = {
        (row[item], column[capability])
        for item, capability in zip(pairs["activity"], pairs["capability"], strict=True)
        if item in row
    }
    listed |= {(len(row) + n, column[c]) for n, c in enumerate(offers["object"]) if c in column}
    shows = np.array(sorted(listed), dtype=np.int64).reshape(-1, 2)
    return Items(ids=ids, activities=len(row), corpus=read_texts(read_words(book)), shows=shows)


def _offers(book: Store) -> nw.LazyFrame[Any]:
    return book.table("evidence").filter(nw.col("relation") == str(Relation.OFFERS))


def _state(book: Store) -> str:
    """The book's state, and the table of capabilities with which it was read."""
    table = blake2b(repr(sorted(capabilities().items())).encode(), digest_size=8).hexdigest()
    return f"{book.state()} {table}"


def _to_bytes(items: Items) -> bytes:
    block = BytesIO()
    ids = np.frombuffer("\x00".join(items.ids).encode(), np.uint8)
    corpus = np.frombuffer(items.corpus.to_bytes(), np.uint8)
    np.savez(block, ids=ids, activities=np.array(items.activities), corpus=corpus, shows=items.shows)
    return block.getvalue()


def _from_bytes(block: bytes) -> Items:
    with np.load(BytesIO(block), allow_pickle=False) as held:
        ids = tuple(held["ids"].tobytes().decode().split("\x00"))
        corpus = Corpus.from_bytes(held["corpus"].tobytes())
        return Items(ids=ids, activities=int(held["activities"]), corpus=corpus, shows=held["shows"])
