"""A book seen through a marking: rows more closed than it are not there, and neither are bodies that must not be shown.

A body that a closed row marks as hidden or sanctioned, or calls a party, a rival or absent, is left out whole: without
that row it would pass for somebody one may call.
"""

from typing import Any

import narwhals as nw

from convenor.model.codes import Marking, Relation, Stance
from convenor.store.schema import TABLES

NAMES_A_BODY = {  # columns of each table that hold an actor's id
    "actors": ("id",), "evidence": ("actor", "object"), "activities": ("reporter",), "money": ("provider", "receiver"),
    "events": ("actor", "target"),
}  # fmt: skip
SPEAKS_AGAINST = frozenset({"hidden", "sanctioned"})

Lazy = nw.LazyFrame[Any]


def seen(frame: Lazy, table: str, ceiling: Marking, closed: list[str]) -> Lazy:
    """The rows of a table that may be seen under a marking; a row without a marking counts as closed."""
    if table not in TABLES:
        return frame
    frame = frame.filter(nw.col("marking").is_in(open_to(ceiling)))
    for column in NAMES_A_BODY.get(table, ()) if closed else ():
        frame = frame.filter(nw.col(column).is_null() | ~nw.col(column).is_in(closed))
    return frame


def open_to(ceiling: Marking) -> list[str]:
    """Markings at most as closed as this one."""
    order = list(Marking)
    return [marking.value for marking in order[: order.index(ceiling) + 1]]


def against(actors: list[dict[str, Any]], evidence: list[dict[str, Any]], ceiling: Marking) -> list[str]:
    """Ids of bodies that are left out whole.

    Args:
        actors: Rows with id, marks and marking: all that carry a mark.
        evidence: Rows with actor, relation, value and marking: marks, stances and exits.
        ceiling: The marking that the book is seen through.
    """
    seen_by_all = set(open_to(ceiling))
    closed = set()
    for row in actors:
        marks = set((row["marks"] or "").split(","))
        if "hidden" in marks or (row["marking"] not in seen_by_all and marks & SPEAKS_AGAINST):
            closed.add(row["id"])
    for row in evidence:
        if row["marking"] not in seen_by_all and _is_against(row["relation"], row["value"] or ""):
            closed.add(row["actor"])
    return sorted(closed)


def _is_against(relation: str, value: str) -> bool:
    if relation == Relation.MARK:
        return value in SPEAKS_AGAINST
    return relation == Relation.LEFT or (relation == Relation.STANCE and value != Stance.PARTNER)
