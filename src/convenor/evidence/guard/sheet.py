"""Sheets, of a CSV file or of a workbook, read row by row. `sheets` and `first_rows` see no difference between the two.

CSV: delimiter found, byte order mark and mixed line ends understood, and what stock readers swallow refused: a NUL, a
quote that is never closed, a million columns, a cell of many megabytes.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from convenor.errors import SourceError
from convenor.evidence.guard.files import Input
from convenor.evidence.guard.limits import (
    HEAD,
    MAX_COLUMNS,
    MAX_FIELD,
    MAX_LINE,
    MAX_ROW_LINES,
    MAX_ROW_TEXT,
    MAX_ROWS,
    PREVIEW_CELL,
    PREVIEW_ROWS,
)
from convenor.evidence.sources import Reject

_DELIMITERS = ",;\t|"
_LOOK = 20  # lines in which the delimiter is looked for
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SHEET, _HIDDEN = "\x1e", "\x1f"  # begin a sheet's name in a preview, and mark it as hidden
_NOT_NAME = re.compile(r"[\x00-\x1f]+")
_BONES = bytes(byte if chr(byte) in '",;\t|\r\n' else ord("x") for byte in range(256))  # what csv takes rows apart by
_LINE_END = re.compile(r"\r\n|\n|\r(?!\Z)")  # a CR at the very end may be half of a CRLF
_MARKUP = re.compile(r"\s*(?:<[?!A-Za-z]|[{\[]\s*[\"{\[])")  # XML, a page saved from a browser, or JSON


@dataclass(slots=True)
class Line:
    """One row of a sheet: where it starts [1..], its cells, and its text as it stood."""

    number: int
    cells: list[str]
    text: str

    def misfit(self, header: list[str]) -> Reject | None:
        """What is wrong where the row has not as many cells as the header."""
        if len(self.cells) == len(header):
            return None
        message = f"has {len(self.cells)} cells where the header has {len(header)}"
        return Reject(f"line {self.number}", "csv.columns", message, self.text)


@dataclass(slots=True)
class Sheet:
    """One table of a file.

    Attributes:
        name: Of the sheet; '' is the one of a CSV file.
        hidden: Its author hid it.
        rows: Reads the rows that are not blank, from the first, each time it is called.
    """

    name: str
    hidden: bool
    rows: Callable[[], Iterator[Line | Reject]]


def sheets(file: Input) -> Iterator[Sheet]:
    """The sheets of a workbook, or the one of a CSV file; a sheet is good until the next one is asked for.

    Raises:
        SourceError: The file cannot be read, at once or while its rows are.
    """
    if file.is_zip:
        from convenor.evidence.guard.workbook import workbook

        yield from workbook(file)
    else:
        yield Sheet(name="", hidden=False, rows=lambda: lines(file))


def first_sheet(file: Input) -> Iterator[Line | Reject]:
    """The rows of the first sheet, for sources whose tables have one.

    Raises:
        SourceError: The file cannot be read.
    """
    found = sheets(file)  # held, for a workbook is open only as long
    yield from next(found).rows()


def first_rows(head: bytes) -> list[tuple[str, bool, list[list[str]]]]:
    """The first rows of each sheet, from what a source sees before it reads: (name, hidden, rows of cells).

    Args:
        head: `Input.head`: the first bytes of a CSV file, or a workbook's preview (`preview`). The last row may be cut.
    """
    text = head.decode("utf-8", "replace").lstrip("\ufeff")
    if _MARKUP.match(text):  # every source would look for a header in it: a tenth of the load of an archive of XML
        return [("", False, [])]
    if not text.startswith(_SHEET):
        return [("", False, _parsed(text, find_delimiter(text)))]
    found = []
    for part in text.split(_SHEET)[1:]:
        title, _, body = part.partition("\n")
        found.append((title.lstrip(_HIDDEN), title.startswith(_HIDDEN), _parsed(body, ",")))
    return found


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    if "\0" in text:
        return rows
    reader = csv.reader(_LINE_END.sub("\n", text).splitlines(keepends=True), delimiter=delimiter)
    csv.field_size_limit(MAX_LINE)
    try:
        for cells in reader:
            if any(cells):
                rows.append(cells)
            if len(rows) >= PREVIEW_ROWS:
                break
    except csv.Error:
        pass
    return rows


def preview(found: Iterator[Sheet]) -> bytes:
    """The first rows of every sheet as CSV, each sheet behind a line with its name."""
    parts: list[str] = []
    for sheet in found:
        name = _NOT_NAME.sub(" ", sheet.name)
        rows = [f"{_SHEET}{_HIDDEN if sheet.hidden else ''}{name}"]
        size = 0
        for row in sheet.rows():
            if isinstance(row, Reject):
                continue
            rows.append(as_csv([" ".join(cell[:PREVIEW_CELL].split()) for cell in row.cells]))
            size += len(rows[-1])
            if len(rows) > PREVIEW_ROWS or size > HEAD:
                break
        parts.append("\n".join(rows))
    return "\n".join(parts).encode("utf-8", "replace")


def as_csv(cells: list[str]) -> str:
    """A row as one line of CSV, a cell with odd characters in quotes."""
    made = io.StringIO()
    csv.writer(made, lineterminator="").writerow(cells)
    return made.getvalue()


def lines(file: Input, *, delimiter: str | None = None, encoding: str | None = None) -> Iterator[Line | Reject]:
    """The rows that are not blank; a row that breaks the rules of CSV or the limits is a `Reject`.

    Args:
        file: Where to read.
        delimiter: What stands between cells; found from the first lines when None.
        encoding: What to assume where the file does not say; UTF-8 when None.

    Raises:
        SourceError: A NUL, a quote that is never closed, too many columns or rows, bytes not in the encoding.
    """
    csv.field_size_limit(MAX_LINE)  # our own limit, `MAX_FIELD`, spares the row's neighbours; csv's does not
    feed = _Feed(file, encoding)
    reader = csv.reader(feed, delimiter=delimiter or find_delimiter(file.head.decode("utf-8", "replace")), strict=True)
    count = 0
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise feed.unclosed() from error
            yield Reject(f"line {feed.start}", "csv.malformed", f"breaks the rules of CSV: {error}", feed.text())
            continue
        if not any(map(str.strip, cells)):
            continue
        count += 1
        _check_size(cells, count, feed, file)
        if max(map(len, cells)) > MAX_FIELD or feed.cut:
            message = f"a cell has more than {MAX_FIELD:,} characters, or the row more than {MAX_ROW_TEXT:,}"
            yield Reject(f"line {feed.start}", "csv.field_too_long", message, feed.text())
            continue
        yield Line(feed.start, cells, feed.text())


def find_delimiter(head: str) -> str:
    """Comma, semicolon, tab or bar: the one that stands most often outside quotes in the first lines.

    Example:
        >>> find_delimiter('"a,b";c;d')
        ';'
    """
    start = "\n".join(re.split(r"\r\n|\r|\n", head)[:_LOOK])
    bare = _QUOTED.sub("", start)
    return max(_DELIMITERS, key=bare.count)


def _check_size(cells: list[str], count: int, feed: "_Feed", file: Input) -> None:
    if len(cells) > MAX_COLUMNS:
        raise SourceError(
            f"has {len(cells):,} columns, at most {MAX_COLUMNS:,} are read",
            source=file.file,
            locator=f"line {feed.start}",
            code="csv.too_many_columns",
        )
    if count > MAX_ROWS:
        raise SourceError(f"has more than {MAX_ROWS:,} rows; split it", source=file.file, code="csv.too_many_rows")


def _shortened(line: str) -> str:
    """The line with every run of characters that are no sign of CSV made one 'x'; in a second for 50 MB."""
    bones = line.encode("utf-8", "replace").translate(_BONES)
    while b"xx" in bones:
        bones = bones.replace(b"xx", b"x")
    return bones.decode("ascii")


class _Feed:
    """Physical lines for `csv.reader`, which remembers those of the row that is being read."""

    def __init__(self, file: Input, encoding: str | None) -> None:
        self._file = file
        self._lines = self._physical(encoding)
        self._row: list[str] = []
        self._number = 0
        self._size = 0
        self.start = 1
        self.cut = False  # whether the row that is being read was too long to be given whole

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._number += 1
        self._size += len(line)
        self._row.append(line)
        if len(self._row) > MAX_ROW_LINES or self._size > MAX_LINE:
            raise self.unclosed()
        if len(line) > MAX_ROW_TEXT:  # csv takes four bytes a character, twice over; the row is held anyway
            self.cut = True
            return _shortened(line)
        return line

    def begin(self) -> None:
        self.start, self._size, self.cut = self._number + 1, 0, False
        self._row.clear()

    def text(self) -> str:
        return "".join(self._row).rstrip("\r\n")

    def unclosed(self) -> SourceError:
        return SourceError(
            "opens a quote that is never closed; close it or remove it",
            source=self._file.file,
            locator=f"line {self.start}",
            code="csv.unclosed_quote",
        )

    def _physical(self, encoding: str | None) -> Iterator[str]:
        """Lines with their ends; the time grows with the length, also of a line of many megabytes."""
        parts: list[str] = []
        size = 0
        for piece in self._file.texts(encoding, guess=True):
            if "\0" in piece:
                raise self._refusal("holds a NUL; it is not a text file, or it is damaged", "csv.nul")
            if parts and parts[-1].endswith("\r"):  # perhaps the first half of a CRLF
                parts[-1], piece = parts[-1][:-1], "\r" + piece
            start = 0
            for end in _LINE_END.finditer(piece):
                parts.append(piece[start : end.end()])
                yield "".join(parts)
                start = end.end()
                parts.clear()
                size = 0
            parts.append(piece[start:])
            size += len(piece) - start
            if size > MAX_LINE:
                raise self._refusal("holds a line without end", "csv.line_too_long")
        if rest := "".join(parts):
            yield rest

    def _refusal(self, message: str, code: str) -> SourceError:
        return SourceError(message, source=self._file.file, locator=f"after line {self._number}", code=code)
