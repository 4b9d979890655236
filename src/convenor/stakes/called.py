"""Whom a person means: bodies of a book by id, by an id that was merged into another, or by name."""

from collections.abc import Mapping
from dataclasses import replace

from convenor.errors import NotFoundError
from convenor.model.outcome import Outcome
from convenor.stakes.registry import Body, read_bodies
from convenor.store import Store

LONGEST = 200  # letters of a name that is compared
NEARLY = 60.0  # likeness of spelling [0, 100] from which a name may be meant


def find_body(bodies: Mapping[str, Body], asked: str) -> str:
    """Id of a body by its id or name; empty where the book does not know it."""
    return next(iter(_called(asked, bodies, {})), "")


def filed(book: Store, outcome: Outcome, bodies: Mapping[str, Body] | None = None) -> Outcome:
    """The same question with the ids under which the book reads the bodies that its terms name, and its convener.

    A person may write an id, an id that was merged into another, or a name, in capitals or not. Whom the book does not
    know stays as written.

    Args:
        book: An open book.
        outcome: The question.
        bodies: The bodies by id, where they were read already.
    """
    terms = outcome.terms
    if not (outcome.convener or terms.must or terms.must_not or terms.apart):
        return outcome
    held, merged = read_bodies(book) if bodies is None else bodies, book.merged()

    def ids(asked: str) -> list[str]:
        return _called(asked, held, merged) or [asked]

    asks = ids(outcome.convener)[0]
    convener = held[asks].name if asks in held and asks != outcome.convener else outcome.convener
    return replace(outcome, convener=convener).change(
        must=tuple(dict.fromkeys(ids(asked)[0] for asked in terms.must)),
        must_not=tuple(dict.fromkeys(name for asked in terms.must_not for name in ids(asked))),
        apart=tuple((ids(one)[0], ids(other)[0]) for one, other in terms.apart),
    )


def unknown_convener(outcome: Outcome, bodies: Mapping[str, Body]) -> str:
    """What to know where nobody on file convenes, in a sentence; empty where somebody does. The question is `filed`."""
    means = "usual is who often took part in work on such outcomes, not who knows the convener"
    if not outcome.convener:
        return f"No convener is named: {means}."
    if find_body(bodies, outcome.convener):
        return ""
    near = " or ".join(_near(outcome.convener, bodies))
    return f"Nobody on file is called '{outcome.convener}'{f' (perhaps {near})' if near else ''}: {means}."


def find_all(book: Store, asked: str) -> list[str]:
    """Ids of all bodies of this id or name, as `filed` reads it.

    Raises:
        NotFoundError: Nobody is called so; it names who is called nearly so.
    """
    bodies = read_bodies(book)
    found = _called(asked, bodies, book.merged())
    if not found:
        raise NotFoundError("body on file", asked, _near(asked, bodies))
    return found


def _near(asked: str, bodies: Mapping[str, Body]) -> list[str]:
    """At most three names that are spelt nearly so."""
    from rapidfuzz import fuzz, process

    names = {name.casefold(): name for body in bodies.values() for name in body.names}
    found = process.extract(asked[:LONGEST].casefold(), names.keys(), scorer=fuzz.ratio, limit=3, score_cutoff=NEARLY)
    return [names[name] for name, _, _ in found]


def _called(asked: str, bodies: Mapping[str, Body], merged: Mapping[str, str]) -> list[str]:
    """Ids of all bodies of this id or name; the one that most rows speak of first."""
    code = asked.strip().casefold()
    for key in (asked, code):
        if merged.get(key, key) in bodies:
            return [merged.get(key, key)]
    found = [key for key, body in bodies.items() if body.name.casefold() == code]
    if not found:  # an earlier or a foreign name
        found = [key for key, body in bodies.items() if any(name.casefold() == code for name in body.names)]
    return sorted(found, key=lambda key: (-bodies[key].names.total(), key))
