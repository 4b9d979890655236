"""What a source is: one module per format, registered under the entry point `convenor.sources`.

A source module has the names of `Source`. It sees a `guard.Input` (an opened, measured, harmless stream) and yields a
`Record` for each good record and a `Reject` for each bad one; it raises `SourceError` when the whole file is wrong.
Sources do not know each other, nor the store.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any, Protocol, cast

__all__ = ["Record", "Reject", "Source", "sources"]

Row = dict[str, Any]


@dataclass(slots=True)
class Record:
    """One good record: its rows by table, each a dictionary of column to value (dates as ISO text, None is unknown).

    Attributes:
        locator: Place inside the file: the record's own identifier, or its line.
        rows: Table to rows; columns as in `store.schema`, provenance left out but for `use_by` and `locator` where they
            differ from the record's.
        use_by: ISO date of the last day on which the record counts as current; None never expires.
        warnings: (code, message): loaded, but worth a look.
    """

    locator: str
    rows: dict[str, list[Row]]
    use_by: str | None = None
    warnings: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Reject:
    """One bad record: where, why, and its text as it stood."""

    position: str
    code: str
    message: str
    text: str


class Source(Protocol):
    """The names that a source module has."""

    name: str  # short key, as in the registry
    title: str  # what a person calls it
    licence: str  # of the published data; 'as stated by its owner' for the user's own
    homepage: str
    good_for: str  # one sentence: which questions it answers

    def sniff(self, head: bytes, file: str) -> bool:
        """True when the first bytes (and the file's name) say that this source can read it; no two may say so."""

    def read(self, file: Any) -> Iterator[Record | Reject]:
        """Records in the order of the file."""


def sources() -> dict[str, Source]:
    """All registered sources by name, those of other packages included."""
    found = {entry.name: cast(Source, entry.load()) for entry in entry_points(group="convenor.sources")}
    return dict(sorted(found.items()))
