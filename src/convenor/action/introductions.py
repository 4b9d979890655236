"""Ties that a book holds beyond those that a partnership carries: who knows whom, as far as pages say so."""

import datetime as dt

import narwhals as nw

from convenor.action.paths import Step
from convenor.model.codes import Relation
from convenor.store import Store


def read_ties(book: Store, as_of: dt.date) -> tuple[tuple[Step, ...], dict[str, str]]:
    """Stated ties that count on a day, and the names of their bodies; nothing of or about a hidden body."""
    rows = book.table("evidence").filter(
        nw.col("relation") == Relation.TIE.value,
        nw.col("start").is_null() | (nw.col("start") <= nw.lit(as_of)),
        nw.col("use_by").is_null() | (nw.col("use_by") >= nw.lit(as_of)),
    )
    found = book.rows(rows.select("id", "actor", "object", "unit", "value").sort("id"))
    names, hidden = _bodies(book)
    steps = tuple(
        Step(source=r["actor"], target=r["object"], relation=r["unit"] or r["value"] or "tied", evidence=(r["id"],))
        for r in found
        if r["actor"] in names and r["object"] in names and not {r["actor"], r["object"]} & hidden
    )
    return steps, {key: name for key, name in names.items() if key not in hidden}


def _bodies(book: Store) -> tuple[dict[str, str], set[str]]:
    """Name of each body that has one, and the ids of those that hide themselves."""
    names: dict[str, str] = {}
    hidden: set[str] = set()
    for row in book.rows(book.table("actors").select("id", "name", "marks").sort("id", "name")):
        names.setdefault(row["id"], row["name"] or row["id"])
        if "hidden" in (row["marks"] or "").split(","):
            hidden.add(row["id"])
    return names, hidden
