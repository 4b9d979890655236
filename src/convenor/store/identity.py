"""Who is who when a book is read: ids that a judgement merged are read as the one that stays.

Rows keep the id they were published with; each read looks it up. Withdraw the judgement, and the next read shows two
bodies again. Under a marking only merges between ids that open rows show count: nothing closed joins what is open.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw

ACTOR_COLUMNS = {  # columns of each table that may hold an actor's id
    "actors": ("id",), "evidence": ("actor", "object"), "activities": ("reporter",), "money": ("provider", "receiver"),
    "events": ("actor", "target"),
}  # fmt: skip

Query = Callable[[str], Sequence[tuple[Any, ...]]]
Lazy = nw.LazyFrame[Any]

MERGES = "SELECT subject, object FROM judgements WHERE kind = 'merge' AND withdrawn IS NULL ORDER BY date, id"


def identities(query: Query, only: Iterable[str] | None = None) -> dict[str, str]:
    """Id that stays, by each id that is read as it.

    Args:
        query: Runs SQL and gives the rows.
        only: Ids that may be joined; all where None.
    """
    merges = query(MERGES)
    if only is not None and merges:
        open_ids = set(only)
        merges = [(a, b) for a, b in merges if a in open_ids and b in open_ids]
    return staying(merges)


def staying(merges: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    """The id that stays for every id of (subject, object) pairs, in their order; circles end with the first pair.

    Example:
        >>> staying([("a", "b"), ("b", "c"), ("c", "a")])
        {'a': 'c', 'b': 'c'}
    """
    parent: dict[str, str] = {}

    def last(key: str) -> str:
        while key in parent:
            key = parent[key]
        return key

    for subject, stays in merges:
        one, other = last(subject), last(stays)
        if one != other:
            parent[one] = other
    return {key: last(key) for key in parent}


def as_one(frame: Lazy, table: str, merged: Lazy) -> Lazy:
    """The table with every merged id as the one that stays.

    Args:
        frame: The table as published.
        table: Its name.
        merged: Two columns, `merged_id` and `merged_into`.
    """
    names = frame.collect_schema().names()
    for column in ACTOR_COLUMNS.get(table, ()):
        joined = frame.join(merged, left_on=column, right_on="merged_id", how="left")
        one = nw.coalesce(nw.col("merged_into"), nw.col(column))
        frame = joined.with_columns(one.alias(column)).select(*names)
    return frame


def columns_of(merged: Mapping[str, str]) -> dict[str, list[str]]:
    """The mapping as columns of a table."""
    return {"merged_id": list(merged), "merged_into": list(merged.values())}
