"""What is held for a person to look at: shown with its place and reason, then released into the book or dropped.

A decision is a judgement on the record's text: the same text in a later edition of the file goes the same way.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from convenor.errors import ConvenorError, NotFoundError
from convenor.evidence.hiding import KEEPER
from convenor.evidence.judgement import judgement, keep
from convenor.model.evidence import evidence_id
from convenor.model.judgement import Judgement, JudgementKind
from convenor.store import Store
from convenor.store.schema import TABLES

DROPPED = "review.dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One record in quarantine.

    Attributes:
        id: By which it is named; any beginning that fits one record alone will do.
        file: Where it stands.
        position: Place in the file.
        code: Why it is held.
        message: The same in words.
        text: As it stood; empty once it was dropped.
        releasable: It is sound but for what a reviewer decides.
    """

    id: str
    file: str
    position: str
    code: str
    message: str
    text: str
    releasable: bool


def held(book: Store, *, code: str = "", file: str = "") -> list[Held]:
    """What is held, by code, file and position; dropped records are no longer among it.

    Args:
        book: An open book.
        code: Only codes that begin so, such as 'privacy'.
        file: Only this file.
    """
    rows = book.rows(book.table("quarantine").sort("code", "file", "position", "id"))
    kept = [row for row in rows if row["code"] != DROPPED and (row["code"] or "").startswith(code)]
    return [
        Held(
            **{name: row[name] or "" for name in ("id", "file", "position", "code", "message", "text")},
            releasable=bool(row["rows"]),
        )
        for row in kept
        if file in ("", row["file"])
    ]


def fingerprint(text: str) -> str:
    """Subject of a judgement on a held record: a hash of its text."""
    return evidence_id("held", text)


def release(
    book: Store, *names: str, by: str = KEEPER, reasons: Sequence[str] = (), date: dt.date | None = None
) -> int:
    """Let held records into the book. Returns how many.

    Raises:
        NotFoundError: No record is held under that id, or several begin so.
        ConvenorError: The record is broken: mend the file; or the book has a record with its identifier.
    """
    found = [_found(book, name) for name in names]
    with book.transaction():
        for row in found:
            _enter(book, row)
            book.delete("quarantine", id=[row["id"]])
            book.recount(row["load"], loaded=1, quarantined=-1)
        keep(book, _said(JudgementKind.RELEASE, found, by, reasons, date))
        book.complete()
    return len(found)


def drop(book: Store, *names: str, by: str = KEEPER, reasons: Sequence[str] = (), date: dt.date | None = None) -> int:
    """Throw the text of held records away for good; that something stood there remains. Returns how many.

    Raises:
        NotFoundError: No record is held under that id, or several begin so.
    """
    found = [_found(book, name) for name in names]
    with book.transaction():
        book.delete("quarantine", id=[row["id"] for row in found])
        kept = ("id", "load", "file", "position")
        columns = {name: [row[name] for row in found] for name in kept}
        book.append("quarantine", columns, code=DROPPED, message="a reviewer dropped it", text="", rows="")
        keep(book, _said(JudgementKind.DROP, found, by, reasons, date))
    return len(found)


def _said(
    kind: JudgementKind, rows: list[dict[str, Any]], by: str, reasons: Sequence[str], date: dt.date | None
) -> list[Judgement]:
    return [judgement(kind, fingerprint(row["text"]), by=by, reasons=reasons, date=date) for row in rows]


def _found(book: Store, name: str) -> dict[str, Any]:
    """The raw row; `held` shows names of hidden bodies blanked, here they count."""
    rows = book.rows(book.table("quarantine", hidden=True))
    rows = [row for row in rows if row["code"] != DROPPED]
    fitting = [row for row in rows if name and row["id"].startswith(name)]
    if len(fitting) != 1:
        known = sorted(row["id"] for row in rows)
        what = "held record" if not fitting else f"single held record ({len(fitting)} begin so)"
        raise NotFoundError(what, name, [r["id"] for r in fitting][:3] or get_close_matches(name, known, 3, 0.3))
    return fitting[0]


def packed(record: Any, shared: dict[str, str | None]) -> str:
    """A record as JSON for the quarantine: its rows, its key, and what all rows share."""
    return json.dumps({"key": record.key, "shared": shared, "rows": record.rows}, ensure_ascii=False, default=str)


def _enter(book: Store, row: dict[str, Any]) -> None:
    if not row["rows"]:
        where = f"{row['file']}, {row['position']}"
        raise ConvenorError(f"{where}: cannot be released ({row['code']}); mend the file and load it again")
    made = json.loads(row["rows"])
    table = "activities" if "activities" in made["rows"] else "evidence"
    if made["key"] and book.lookup(table, "id", [made["key"]], ("load",)):
        raise ConvenorError(f"{row['file']}, {row['position']}: the book has a record with its identifier already")
    for name, rows in made["rows"].items():
        columns = [dict(zip(TABLES[name], item, strict=True)) if isinstance(item, list) else item for item in rows]
        given = [made["shared"] | {"load": row["load"]} | item for item in columns]
        if given:
            book.append(name, {column: [item.get(column) for item in given] for column in given[0]})
