"""Ties that events show: who took part together with whom, and who opposes whom, from the table `events`.

Counts up to the day of reckoning, either direction. Cooperation that is at least as frequent as conflict ties two
together; more conflict than cooperation is opposition. Fewer than three events say nothing.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import narwhals as nw

from convenor.model.codes import Basis, Marking, Relation
from convenor.model.evidence import Evidence, evidence_id
from convenor.store import Store

LEAST = 3  # events
MOST = 12  # ties kept per body, the most frequent first
CURRENT = dt.timedelta(days=3 * 365)  # after the last event, as for whatever was done
TOGETHER, OPPOSES = "took part together", "opposes"
COOPERATION, CONFLICT = ("verbal cooperation", "material cooperation"), ("verbal conflict", "material conflict")

Rows = Sequence[Mapping[str, Any]]


def encounters(book: Store, bodies: Collection[str], as_of: dt.date) -> dict[str, list[Evidence]]:
    """Ties of each body as evidence, one row per other body; empty where the book holds no events.

    Args:
        book: The open book.
        bodies: Ids that are on file; an event with anybody else is left out.
        as_of: Later events are invisible.
    """
    together: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in _counted(book, as_of):
        one, other = row["actor"], row["target"]
        if one in bodies and other in bodies and one != other:
            together[min(one, other), max(one, other)].append(row)
    ties: dict[str, list[tuple[int, Evidence]]] = defaultdict(list)
    for (one, other), rows in together.items():
        n = sum(int(row["n"]) for row in rows)
        if n >= LEAST:
            ties[one].append((n, _tie(one, other, rows)))
            ties[other].append((n, _tie(other, one, rows)))
    return {body: _strongest(found) for body, found in ties.items()}


def joined(said: Mapping[str, list[Evidence]], more: Mapping[str, list[Evidence]]) -> dict[str, list[Evidence]]:
    """What dossiers say and, after it, what events show of those whom the dossier does not tie already."""
    both = {body: list(rows) for body, rows in said.items()}
    for body, rows in more.items():
        told = {row.object for row in both.get(body, ()) if row.relation == Relation.TIE}
        both.setdefault(body, []).extend(row for row in rows if row.object not in told)
    return both


def _counted(book: Store, as_of: dt.date) -> Rows:
    """Events between two by corner, source and marking; one that two files hold counts once."""
    told = book.table("events").filter(
        nw.col("start") <= as_of, nw.col("actor") != "", nw.col("target") != "",
        nw.col("quad").is_in([*COOPERATION, *CONFLICT]),
    )  # fmt: skip
    keys = ("actor", "target", "quad", "source", "licence", "marking")
    once = told.group_by("id", *keys).agg(
        n=nw.col("count").max(), start=nw.col("start").min(), retrieved=nw.col("retrieved").max()
    )
    counted = once.group_by(*keys).agg(
        n=nw.col("n").sum(), first=nw.col("start").min(), last=nw.col("start").max(),
        retrieved=nw.col("retrieved").max(),
    )  # fmt: skip
    return book.rows(counted.sort(*keys))


def _tie(one: str, other: str, rows: Rows) -> Evidence:
    with_, against = (sum(int(row["n"]) for row in rows if row["quad"] in quads) for quads in (COOPERATION, CONFLICT))
    first, last = min(row["first"] for row in rows), max(row["last"] for row in rows)
    relation = TOGETHER if with_ >= against else OPPOSES
    words = f"{with_:,} events of cooperation and {against:,} of conflict on file, {first.year} to {last.year}"
    order = [str(marking) for marking in Marking]
    return Evidence(
        id=evidence_id("encounter", one, other, relation, str(with_), str(against), last.isoformat()), actor=one,
        relation=Relation.TIE, object=other, value=words, unit=relation, start=first, end=last, title=words,
        source="; ".join(sorted({row["source"] for row in rows})), locator=f"events between {one} and {other}",
        licence="; ".join(sorted({row["licence"] for row in rows})), retrieved=max(row["retrieved"] for row in rows),
        use_by=last + CURRENT, marking=Marking(max((row["marking"] for row in rows), key=order.index)),
        basis=Basis.EVIDENCE,
    )  # fmt: skip


def _strongest(found: list[tuple[int, Evidence]]) -> list[Evidence]:
    return [row for _, row in sorted(found, key=lambda pair: (-pair[0], pair[1].object))[:MOST]]
