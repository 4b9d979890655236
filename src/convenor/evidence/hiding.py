"""A body that asked not to be shown: found by id or name, hidden by a judgement, shown again when it is withdrawn.

What follows from it is done by the store (`store.veil`), for every room and every export.
"""

import datetime as dt
from collections.abc import Sequence
from difflib import get_close_matches

from convenor.errors import NotFoundError
from convenor.evidence.judgement import judgement, keep, read_judgements, withdraw
from convenor.evidence.values import plain
from convenor.model.judgement import Judgement, JudgementKind
from convenor.store import Store

KEEPER = "keeper of the book"


def hide(
    book: Store, actor: str, *, by: str = KEEPER, reasons: Sequence[str] = (), date: dt.date | None = None
) -> list[Judgement]:
    """Keep a body out of every output from now on, under every id that has this id or name.

    The book need not know the body yet: its name then waits for the file that brings it.

    Args:
        book: An open book.
        actor: Id or name, in any spelling of case and accents.
        by: Who decided: a function, not a person's name.
        reasons: Why.
        date: Day of the decision; today when None.

    Returns:
        The judgements, one for each id.

    Raises:
        ValueError: `actor` is empty.
    """
    asked = " ".join(actor.split())
    if not asked:
        raise ValueError("name the body to hide, by its id or name")
    found = _named(book, asked) or {f"name:{plain(asked)}": asked}
    made = [
        judgement(JudgementKind.HIDE, key, name, by=by, reasons=reasons, date=date)
        for key, name in sorted(found.items())
    ]
    with book.transaction():
        keep(book, made)
    return made


def show(book: Store, actor: str, *, date: dt.date | None = None) -> list[Judgement]:
    """Take back that a body is hidden.

    Returns:
        The judgements that were withdrawn.

    Raises:
        NotFoundError: No such body is hidden by a judgement; names the nearest.
    """
    asked = " ".join(actor.split())
    hidden = read_judgements(book, JudgementKind.HIDE)
    called = {plain(asked)}
    found = [made for made in hidden if made.subject == asked or plain(made.object) in called]
    if not found:
        known = sorted({made.object or made.subject for made in hidden})
        raise NotFoundError("hidden body", asked, get_close_matches(asked, known, 3, 0.3) or known)
    with book.transaction():
        withdraw(book, found, date=date)
    return found


def _named(book: Store, asked: str) -> dict[str, str]:
    """Ids with this id or name, each with the name it was found by."""
    wanted = plain(asked)
    rows = book.rows(book.table("actors", hidden=True).select("id", "name").unique())
    return {row["id"]: row["name"] or asked for row in rows if row["id"] == asked or plain(row["name"] or "") == wanted}
