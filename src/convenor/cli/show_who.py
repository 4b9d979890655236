"""Who is who on the screen: bodies that are read from several records, with the reasons and how to part them again."""

from collections.abc import Iterable, Sequence
from itertools import islice

import typer

from convenor.cli.doors import printable
from convenor.cli.screen import tell
from convenor.model.identity import Alias, Identity
from convenor.store import Store

MOST = 12  # bodies that an answer carries
KINDS = 3  # kinds of source from which a candidate that is no partner is told of, too
WHOLE = 1  # bodies told record by record on the screen; the report tells all
REASONS = 2  # of each record


def known_as(book: Store, partners: Sequence[str], candidates: Iterable[str]) -> tuple[Identity, ...]:
    """Partners that are read from several records, and candidates that so many kinds of source name."""
    from convenor.evidence.identities import identities

    found = identities(book, {*partners, *candidates})
    told = (one for one in found if one.actor in partners or len(one.sources) >= KINDS)
    return tuple(islice(told, MOST))


def show_identities(found: Sequence[Identity]) -> None:
    """The first body record by record, the others in a line each; nothing where none is joined."""
    if not found:
        return
    typer.echo("\nOne body under several names")
    for one in found[:WHOLE]:
        tell(f"  · {headline(one)}:", hanging="    ")
        for record in one.records:
            tell(f"    {_line(record)}", hanging="      ")
        first = one.records[1].id
        tell(f"    Is one of them another body? convenor resolve --book B --apart '{one.actor}={first}' parts the two.",
             hanging="      ")  # fmt: skip
    for one in found[WHOLE:]:
        tell(f"  · {headline(one)}", hanging="    ")


def headline(one: Identity) -> str:
    """What was joined, in one line."""
    kinds = "one kind of source" if len(one.sources) == 1 else f"{len(one.sources)} kinds of source"
    return f"{one.name} is one body in {len(one.records)} records of {kinds}"


def _line(record: Alias) -> str:
    name = printable(record.names[0])
    where = ", ".join(record.sources)
    if record.stays:
        return f"{record.id}: '{name}', {where}"
    sure = "a person said so" if record.score is None else f"{record.score:.2f} sure"
    return f"{record.id}: '{name}', {where}; {sure}: {'; '.join(record.reasons[:REASONS])}"
