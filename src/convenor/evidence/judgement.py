"""Judgements in the book: words on records that change no record, and that can be taken back.

One judgement per kind, subject and object. Giving it again renews it; withdrawing keeps the row, with its day.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from convenor.model.evidence import evidence_id
from convenor.model.judgement import Judgement, JudgementKind
from convenor.store import Store


def judgement(
    kind: JudgementKind,
    subject: str,
    object: str = "",
    *,
    by: str,
    reasons: Sequence[str] = (),
    score: float | None = None,
    date: dt.date | None = None,
) -> Judgement:
    """A new judgement with its id; `date` is today when None."""
    return Judgement(
        id=evidence_id(kind, subject, object), kind=kind, subject=subject, object=object, by=by, score=score,
        reasons=tuple(reasons), date=date or dt.date.today(),
    )  # fmt: skip


def keep(book: Store, judgements: Iterable[Judgement]) -> int:
    """Write judgements into the book, each in place of an earlier one with its id. Returns how many.

    The caller may hold a transaction around this and other changes.
    """
    given = list({made.id: made for made in judgements}.values())
    book.delete("judgements", id=[made.id for made in given])
    columns: dict[str, Sequence[object]] = {
        "id": [made.id for made in given],
        "kind": [made.kind.value for made in given],
        "subject": [made.subject for made in given],
        "object": [made.object for made in given],
        "by": [made.by for made in given],
        "score": [made.score for made in given],
        "reasons": ["\n".join(" ".join(reason.split()) for reason in made.reasons) for made in given],
        "date": [made.date.isoformat() for made in given],
        "withdrawn": [made.withdrawn.isoformat() if made.withdrawn else None for made in given],
    }
    return book.append("judgements", columns)


def withdraw(book: Store, judgements: Iterable[Judgement], *, date: dt.date | None = None) -> int:
    """Take judgements back; they stay on file with the day. Returns how many."""
    day = date or dt.date.today()
    return keep(book, [replace(made, withdrawn=day) for made in judgements if made.withdrawn is None])


def read_judgements(book: Store, *kinds: JudgementKind, withdrawn: bool = False) -> list[Judgement]:
    """The judgements of these kinds (of all when none is named) that hold, by date and id.

    Args:
        book: An open book.
        kinds: Which.
        withdrawn: Also those that were taken back.
    """
    wanted = {kind.value for kind in kinds or JudgementKind}
    found = []
    for row in book.rows(book.table("judgements").sort("date", "id")):
        if row["kind"] in wanted and (withdrawn or row["withdrawn"] is None):
            row["kind"], row["object"] = JudgementKind(row["kind"]), row["object"] or ""
            row["reasons"] = tuple(line for line in (row["reasons"] or "").split("\n") if line)
            found.append(Judgement(**row))
    return found
