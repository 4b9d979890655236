"""CSV tables of a folder, cell for cell, so that what was read can be written again without loss."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from convenor.errors import SourceError

MAX_BYTES = 500_000_000  # 6,000 participants x 2,000 statements make a matrix of about 25 MB
MAX_CELL = 1_000_000  # characters; a description of a conversation has a few thousand
BOM = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A CSV file: its rows as text, and how it was written.

    Attributes:
        name: File name, as found.
        rows: Cells, header included.
        newline: Line end of the file.
        bom: True where it began with a byte order mark.
        declared: A first line that is a comment ("# vote-convention: ..."), without its line end; empty where none.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    newline: str = "\n"
    bom: bool = False
    declared: str = ""

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.rows[0] if self.rows else ()

    def records(self) -> list[dict[str, str]]:
        """Rows below the header by column name; short rows are filled with empty text."""
        width = len(self.header)
        return [dict(zip(self.header, (*row, *[""] * (width - len(row))), strict=False)) for row in self.rows[1:]]


def read_table(path: Path) -> Table:
    """One CSV file.

    Raises:
        SourceError: Unreadable, too large, not UTF-8, holds NUL, or an unclosed quote.
    """
    text = _text(path)
    bom, text = text.startswith(BOM), text.removeprefix(BOM)
    newline = "\r\n" if "\r\n" in text else "\n"
    declared = ""
    if text.startswith("#"):
        declared, _, text = text.partition("\n")
        declared = declared.rstrip("\r")
    csv.field_size_limit(MAX_CELL)
    try:
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise SourceError(f"is not CSV ({error})", source=path.name, code="csv.unreadable") from error
    return Table(name=path.name, rows=rows, newline=newline, bom=bom, declared=declared)


def write_table(table: Table, folder: Path) -> None:
    """Write a table as it was read."""
    out = io.StringIO(newline="")
    if table.declared:
        out.write(table.declared + table.newline)
    csv.writer(out, lineterminator=table.newline).writerows(table.rows)
    (folder / table.name).write_bytes(((BOM if table.bom else "") + out.getvalue()).encode("utf-8"))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SourceError(f"has more than {MAX_BYTES:,} bytes", source=path.name, code="file.too-large")
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror})", source=path.name) from error
    except UnicodeDecodeError as error:
        raise SourceError(f"is not UTF-8 (byte {error.start})", source=path.name, code="text.encoding") from error
    if "\0" in text:
        raise SourceError("holds NUL characters", source=path.name, code="text.nul")
    return text
