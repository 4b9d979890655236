"""What a reader may see: the book through a marking, and the question without what only its owner may know."""

from dataclasses import replace

import narwhals as nw

from convenor.errors import ConvenorError
from convenor.model.account import Accounts
from convenor.model.codes import Marking
from convenor.model.outcome import Outcome
from convenor.model.plan import Edition
from convenor.store import Store

CEILING = {Edition.PUBLIC: Marking.CLEAR, Edition.RESTRICTED: Marking.AMBER_STRICT}
"""TLP:RED is for the eyes of those it was sent to: it enters no file."""


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
