"""Who is who before who joins: keys of an archive that are one body, found from names before the cut alone."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from convenor.evidence.resolve import resolve
from convenor.store import connect
from who_joins.iati import Party, Row

BY_NAME = "name:"  # before keys that are a name, as in a book


def one_key_each(rows: Sequence[Row], train_to: int) -> list[Row]:
    """The rows with every key as the one that stays; what starts after the year has no say in who is who."""
    stays = _staying(party for row in rows if row.year <= train_to for party in row.parties)
    return [
        replace(
            row,
            reporter=stays.get(row.reporter, row.reporter),
            parties=tuple(replace(p, key=stays.get(p.key, p.key)) for p in row.parties),
        )
        for row in rows
    ]


def _staying(parties: Iterable[Party]) -> dict[str, str]:
    """Key that stays by each key that gives way."""
    found = sorted({(party.key, party.name or party.key) for party in parties})
    ids = {_id(key, name): key for key, name in found}
    with connect() as book:
        columns = {"id": [_id(*pair) for pair in found], "name": [name for _, name in found]}
        book.append("actors", columns, load="past")
        resolve(book)
        return {ids[one]: ids[other] for one, other in book.merged().items()}


def _id(key: str, name: str) -> str:
    return BY_NAME + key if key == name else key
