"""What a source is: one module per format, registered under the entry point `convenor.sources`.

A source module has the names of `Source`. It sees a `guard.Input` (an opened, measured, harmless stream) and yields a
`Record` for each good record and a `Reject` for each bad one; it raises `SourceError` when the whole file is wrong.
Sources do not know each other, nor the store.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any, Protocol, cast

__all__ = ["Reading", "Record", "Reject", "Source", "sources"]

Row = dict[str, Any]


@dataclass(slots=True)
class Record:
    """One good record: its rows by table. Dates are ISO text, None is unknown.

    Attributes:
        locator: Place inside the file: the record's own identifier, or its line.
        rows: Table to rows. A row is a dictionary of column to value (columns as in `store.schema`, provenance left out
            but for `use_by`, `locator`, `source`, `licence`, `marking` and `basis` where they differ from the
            record's), or, where speed counts, a tuple of all columns of `store.schema.TABLES` in their order.
        use_by: ISO date of the last day on which the record counts as current; None never expires.
        warnings: (code, message): loaded, but worth a look.
        key: The id by which the book knows the record again: of its activity, else of its first row of evidence. Of two
            records with one key the later `updated` stays and the other goes to quarantine. '' is never compared.
        updated: When its owner last changed it, as text that sorts by time; '' is the oldest.
        position: Where it stands in the file, for a person; the locator when empty.
        source: The published data set, where it is not the source's title.
        licence: Where it is not the source's.
        text: Gives the record as it stands in the file; only good until the next record is read.

    A record without rows is left out on purpose (a private person, say): it is counted under its warnings' codes, and
    nothing of it is kept.
    """

    locator: str
    rows: Mapping[str, Sequence[Row | tuple[Any, ...]]]
    use_by: str | None = None
    warnings: list[tuple[str, str]] = field(default_factory=list)
    key: str = ""
    updated: str = ""
    position: str = ""
    source: str | None = None
    licence: str | None = None
    text: Callable[[], str] | None = None


@dataclass(slots=True)
class Reject:
    """One bad record: where, why, and its text as it stood.

    Attributes:
        position: Where it stands in the file.
        code: What is wrong, in the form `family.what`.
        message: What is wrong and what to do.
        text: The record as it stood.
        held: What enters the book once a reviewer releases it; None where nothing could.
    """

    position: str
    code: str
    message: str
    text: str
    held: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a sheet was read, so that a person can see what was guessed and correct it.

    Attributes:
        file: Name of the file.
        sheet: Name of the sheet; '' where there is one.
        source: Short key of the source.
        how: 'tags', 'guess', 'said' (a person said it) or 'header'.
        columns: (header, meaning) of each column that is read; the meanings are the words of `--map`.
        notes: What else was taken from the sheet as a whole.
        left_out: Headers of columns that are not kept.
    """

    file: str
    sheet: str
    source: str
    how: str
    columns: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


class Source(Protocol):
    """The names that a source module has.

    One that reads sheets may have `fields`, the words of `--map` that it knows, and `advice(head, file)`, which says
    how to name the columns of a table that nobody recognises.

    It may also have `marking` and `basis`, where its rows are not evidence published under an open licence, and
    `gathers = True` where the records of one file name several data sets, so that a load goes by the source's title.
    """

    name: str  # short key, as in the registry
    title: str  # what a person calls it
    licence: str  # of the published data; 'as stated by its owner' for the user's own
    homepage: str
    good_for: str  # one sentence: which questions it answers

    def sniff(self, head: bytes, file: str) -> bool:
        """True when the first bytes (as UTF-8) and the file's name say that it can read this; no two sources may."""

    def read(self, file: Any) -> Iterator[Record | Reject]:
        """Records in the order of the file."""


@cache
def sources() -> Mapping[str, Source]:
    """All registered sources by name, those of other packages included; looked up once, for it takes milliseconds."""
    found = {entry.name: cast(Source, entry.load()) for entry in entry_points(group="convenor.sources")}
    return MappingProxyType(dict(sorted(found.items())))
