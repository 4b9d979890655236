"""What a reader may see: the book through a marking, and the question without what only its owner may know."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import narwhals as nw

from convenor.errors import ConvenorError
from convenor.model.account import Accounts
from convenor.model.codes import Marking
from convenor.model.outcome import Outcome
from convenor.model.plan import Edition
from convenor.store import Store

CEILING = {Edition.PUBLIC: Marking.CLEAR, Edition.RESTRICTED: Marking.AMBER_STRICT}
"""TLP:RED is for the eyes of those it was sent to: it enters no file."""

PUBLIC_NOTE = "This is a public edition, reckoned anew from public rows; its numbers may differ from a restricted one."


def read_edition(word: str) -> Edition:
    """The edition of this name.

    Raises:
        ConvenorError: There is none.
    """
    if word not in list(Edition):
        raise ConvenorError(f"no edition is called '{word}'; use: {', '.join(Edition)}")
    return Edition(word)


def seen_by(book: Store, edition: Edition) -> Store:
    """The book as readers of this edition may see it."""
    return book.edition(CEILING[edition])


def made_public(
    book: Store, edition: str, *questions: Outcome, dialogues: Sequence[Path] = ()
) -> tuple[Store, tuple[Outcome, ...], bool]:
    """Book and questions as everybody may see them where a public edition is asked for; else as they are.

    Raises:
        ConvenorError: No such edition, or a dialogue beside a public one.
    """
    if read_edition(edition) is not Edition.PUBLIC:
        return book, questions, False
    if dialogues:
        raise ConvenorError("a public edition shows no dialogue; leave it out")
    seen = seen_by(book, Edition.PUBLIC)
    return seen, tuple(question_for(each, seen, Edition.PUBLIC) for each in questions), True


def question_for(outcome: Outcome, book: Store, edition: Edition) -> Outcome:
    """The question as it may be printed: a public one names no body that is not in the public rows.

    What partners entered of their gains and losses, and signed reasons, stay with their owner. The words of the
    question are printed as they stand: who asks for a public edition has read them.
    """
    if edition is not Edition.PUBLIC:
        return outcome
    named = {*outcome.terms.must, *outcome.terms.must_not, *(key for pair in outcome.terms.apart for key in pair)}
    rows = book.table("actors").filter(nw.col("id").is_in(sorted(named))).select("id") if named else None
    known = {row["id"] for row in book.rows(rows)} if rows is not None else set()
    return replace(
        outcome,
        accounts=Accounts(),
        waivers=tuple(w for w in outcome.waivers if w.rule in ("security indicator", "prosperity indicator")),
        terms=replace(
            outcome.terms,
            must=tuple(key for key in outcome.terms.must if key in known),
            must_not=tuple(key for key in outcome.terms.must_not if key in known),
            apart=tuple(pair for pair in outcome.terms.apart if set(pair) <= known),
        ),
    )
