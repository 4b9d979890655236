"""The bodies of a book by id: one name, kind and country out of the several that sources publish."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import narwhals as nw

from convenor.model.actor import MARKS
from convenor.model.codes import Basis, Kind, Marking, Relation
from convenor.model.evidence import Evidence
from convenor.store import Store

SAID = (
    Relation.REPRESENTS, Relation.STANCE, Relation.MISSION, Relation.TIE, Relation.GAINS, Relation.RISKS,
    Relation.JOINED, Relation.LEFT, Relation.ACCOUNT,
)  # fmt: skip
"""Relations that a dossier states of a body as a whole, beside what it did and offers."""


_ISSUED = re.compile(r"[a-z]{2,3}-[a-z0-9_]+(?=-)|[a-z]+(?=:)")


def scheme_of(key: str) -> str:
    """The scheme of an id: the list that issued it, else the shape of a publisher's own code, else that it is a name.

    Scheme is what the Open Contracting Data Standard calls the prefix that org-id.guide gives to a list of bodies.

    Example:
        >>> [scheme_of(key) for key in ("gb-chc-202918", "pic:999997930", "se-6", "00187", "name:plan 9", "plan 9")]
        ['gb-chc', 'pic', 'a-9', '9', 'name', 'name']
    """
    if issued := _ISSUED.match(key):
        return issued.group()
    if " " in key or not any(letter.isdigit() for letter in key):
        return "name"
    return re.sub(r"[^\W\d]+", "a", re.sub(r"\d+", "9", key))


@dataclass
class Body:
    """What the sources call an actor, counted; once one of its properties was asked, nothing is counted any more.

    Where a source gives no name but the id, the id is one of the `codes`, and the name only of a body that has none.
    """

    names: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    home: str = ""
    marks: set[str] = field(default_factory=set)

    @cached_property
    def name(self) -> str:
        """The name most often published; the shorter of two that are equally frequent, then by alphabet."""
        return min(self.names, key=lambda n: (-self.names[n], len(n), n), default="")

    @cached_property
    def kind(self) -> Kind:
        """The kind most often published."""
        return Kind(min(self.kinds, key=lambda k: (-self.kinds[k], k))) if self.kinds else Kind.UNKNOWN

    @cached_property
    def country(self) -> str:
        """The country most often published."""
        return min(self.countries, key=lambda c: (-self.countries[c], c), default="")


def read_bodies(book: Store) -> dict[str, Body]:
    """Every body of the book by id."""
    known, merged = {kind.value for kind in Kind}, book.merged()
    bodies: dict[str, Body] = defaultdict(Body)
    columns = ("id", "name", "kind", "country", "home", "marks")
    frame = book.table("actors").group_by(*columns).agg(n=nw.len())
    for row in book.rows(frame):
        body, n = bodies[row["id"]], row["n"]
        called = row["name"] or row["id"]
        (body.codes if _is_id(called, row["id"], merged) else body.names)[called] += n
        if row["kind"] in known and row["kind"] != Kind.UNKNOWN:
            body.kinds[row["kind"]] += n
        if row["country"]:
            body.countries[row["country"]] += n
        body.home = body.home or row["home"] or ""
        body.marks |= MARKS & set((row["marks"] or "").split(","))
    for body in bodies.values():
        body.names = body.names or body.codes
    return dict(bodies)


def _is_id(called: str, stays: str, merged: dict[str, str]) -> bool:
    """True where a source wrote an id of the body in the place of its name; what holds no digit may well be a name."""
    code = called.casefold()
    return merged.get(code, code) == stays and any(letter.isdigit() for letter in code)


def unseen(book: Store, as_of: dt.date) -> set[str]:
    """Bodies whose every dated row is later than a day: they are not on file yet, whatever stands undated of them."""
    first = book.table("evidence").group_by("actor").agg(first=nw.col("start").min())
    return {row["actor"] for row in book.rows(first.filter(nw.col("first") > nw.lit(as_of)).select("actor"))}


def read_said(book: Store, as_of: dt.date) -> dict[str, list[Evidence]]:
    """Dossier rows by actor id, up to `as_of`."""
    rows = book.table("evidence").filter(nw.col("relation").is_in([str(r) for r in SAID]))
    said: dict[str, list[Evidence]] = defaultdict(list)
    for evidence in _evidence(book, rows.filter(nw.col("start").is_null() | (nw.col("start") <= nw.lit(as_of)))):
        said[evidence.actor].append(evidence)
    return dict(said)


def read_evidence(book: Store, ids: Sequence[str]) -> dict[str, Evidence]:
    """Rows of evidence by id."""
    if not ids:
        return {}
    wanted = book.frame({"wanted": list(ids)})
    rows = book.table("evidence").join(wanted, left_on="id", right_on="wanted")
    return {evidence.id: evidence for evidence in _evidence(book, rows)}


def _evidence(book: Store, frame: nw.LazyFrame) -> list[Evidence]:  # type: ignore[type-arg]
    texts = ("id", "actor", "relation", "object", "value", "unit", "place", "title", "source", "locator", "licence")
    fields = (*texts, "start", "end", "retrieved", "use_by", "marking", "basis")
    made = []
    for row in book.rows(frame.select(*fields).sort("id")):
        words = {name: row[name] or "" for name in texts}
        made.append(Evidence(**{**row, **words, "marking": Marking(row["marking"]), "basis": Basis(row["basis"])}))
    return made
