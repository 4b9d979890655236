"""Which row of a sheet is its header, and what each column means: by words in several languages, or as a person says.

A source brings its `Words`: for each field the patterns of headers that mean it. Headers are compared in lower case,
without accents, marks and line breaks, and with "camelCase" taken apart. The header is the row, or the pair of rows
one above the other, that names most fields; titles and notes above it name none. Pure: rows in, columns out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from convenor.model.words import fold

LOOKED_AT = 30  # rows in which a header is looked for; the deepest seen is row 14
LONGEST = 90  # characters of a header; longer cells are notes

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD = re.compile(r"[\W_]+")

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Words:
    """Patterns of a source's fields, in the order in which they are tried; the first that fits names the field."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    @classmethod
    def of(cls, **fields: str) -> "Words":
        """From one regular expression a field, in small letters; accents in it are dropped as those of headers are."""
        return cls(tuple((name, re.compile(fold(text))) for name, text in fields.items()))

    def field(self, header: str) -> str:
        """The field that a header means, '' where none.

        Example:
            >>> Words.of(org=r"partner|organisation").field("Name of  Organisation *")
            'org'
        """
        plain = plain_header(header)
        if not plain or len(header) > LONGEST:
            return ""
        return next((name for name, pattern in self.patterns if pattern.search(plain)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where a sheet's header stands and what it says.

    Attributes:
        row: Place of its last row among the rows given [0..]; what comes after is data.
        names: Text of each column's header.
        fields: Field of each column, '' where it means nothing to the source.
    """

    row: int
    names: tuple[str, ...]
    fields: tuple[str, ...]


def plain_header(text: str) -> str:
    """A header as plain words.

    Example:
        >>> plain_header("Organisation *"), plain_header("projectID"), plain_header("Date de début")
        ('organisation', 'project id', 'date de debut')
    """
    return _NOT_WORD.sub(" ", fold(_CAMEL.sub(" ", text))).strip()


def find_header(rows: Sequence[Row], words: Words, *, least: int = 2) -> Header | None:
    """The row or pair of rows that names most fields; None where none names `least` different ones.

    Args:
        rows: The first rows of a sheet.
        words: What the source looks for.
        least: Different fields that a header names at least.
    """
    best, score = None, (0, 0)
    for at in range(min(len(rows), LOOKED_AT)):
        for names in _candidates(rows, at):
            fields = tuple(words.field(name) for name in names)
            found = {field for field in fields if field}
            distinct = len({plain_header(name) for name in names if name})
            if len(found) < least or distinct < least or len(found) * 6 < len([n for n in names if n]):
                continue
            worth = (len(found), sum(map(bool, fields)))
            if worth > score:
                best, score = Header(row=at, names=names, fields=fields), worth
    return best


def _candidates(rows: Sequence[Row], at: int) -> list[tuple[str, ...]]:
    """The row alone, and over it the row above where the row's own cells are empty."""
    row = tuple(" ".join(cell.split()) for cell in rows[at])
    if at == 0:
        return [row]
    above = [" ".join(cell.split()) for cell in rows[at - 1]]
    width = max(len(row), len(above))
    above += [""] * (width - len(above))
    own = (*row, *("" for _ in range(width - len(row))))
    both = tuple(mine or over for mine, over in zip(own, above, strict=True))
    return [row] if both == own else [row, both]


def corrected(header: Row, fields: Row, said: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Fields of columns as a person says, and the names that the sheet does not have.

    Args:
        header: Text of each column's header.
        fields: What was read or guessed.
        said: Header to field; a field that a person gives to some columns is taken from all others.
    """
    wanted = {plain_header(name): field for name, field in said.items()}
    names = [plain_header(name) for name in header]
    given = set(wanted.values())
    made = tuple(wanted.get(name, "" if field in given else field) for name, field in zip(names, fields, strict=True))
    return made, tuple(name for name in said if plain_header(name) not in names)
