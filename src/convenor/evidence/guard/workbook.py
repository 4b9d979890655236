"""Excel workbooks (.xlsx, ECMA-376) read sheet by sheet and row by row, with flat memory.

A workbook is a zip of XML, and both have their guards here; so it is read by these, and no further parser is trusted:
of two stock readers one ends the process when a cell stands in the last corner of a sheet (python-calamine 0.9.1 asks
for 400 GB at once), the other fails with errors of every kind on a broken style sheet (openpyxl 3.1). Of a cell its
value is taken, of a formula what it last gave; nothing is calculated, and no link is followed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from convenor.errors import SourceError
from convenor.evidence.guard.archives import parts
from convenor.evidence.guard.files import Input
from convenor.evidence.guard.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_MERGED,
    MAX_RATIO,
    MAX_ROW_TEXT,
    MAX_ROWS,
    MAX_SHARED,
    MAX_SHARED_TEXT,
    MAX_SHEETS,
    SHEET_RATIO_FROM,
)
from convenor.evidence.guard.markup import Element
from convenor.evidence.guard.parts import elements
from convenor.evidence.guard.serials import DateStyles, moment, number
from convenor.evidence.guard.sheet import Line, Sheet, as_csv
from convenor.evidence.sources import Reject

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_MERGED = re.compile(
    rb"""<(?:\w{1,20}:)?mergeCell\s[^<>]{0,200}?ref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OVERLAP = 300  # bytes of a piece kept for a tag that goes on in the next


@dataclass(slots=True)
class Workbook:
    """An open workbook: its sheets in order, and what their cells share."""

    file: Input
    parts: dict[str, Input]
    size: int
    styles: DateStyles = field(default_factory=DateStyles)
    texts: list[str] = field(default_factory=list)
    given: int = 0  # characters handed out so far

    def give(self, amount: int) -> None:
        """Count what leaves; a small file that gives endless text is a bomb.

        Raises:
            SourceError: More than `MAX_RATIO` times the file.
        """
        self.given += amount
        if self.given > SHEET_RATIO_FROM and self.given > MAX_RATIO * self.size:
            message = f"gives more than {MAX_RATIO} times its size in text, as a bomb does; save it as CSV"
            raise SourceError(message, source=self.file.file, code="archive.ratio")


def workbook(file: Input) -> Iterator[Sheet]:
    """The sheets of a workbook, hidden ones marked; a sheet is good until the next one is asked for.

    Raises:
        SourceError: Not a workbook, broken, unsafe, or with more of anything than `limits` allow.
    """
    with parts(file) as found:
        size = max(1, file.size) if file.size > 0 else max(1, sum(part.size for part in found.values()) // MAX_RATIO)
        book = Workbook(file, found, size)
        main = _main(book)
        listed, links = _listed(book, main), _links(book, main)
        book.styles = DateStyles.read(_named(book, main, "styles.xml"), since_1904=_since_1904(book, main))
        book.texts = _texts(book, main)
        there = [(name, hidden, found.get(links.get(link, ""))) for name, link, hidden in listed]
        if not any(part is not None and "chartsheet" not in part.file for *_, part in there):
            message = "lists sheets of cells that it does not hold; save it again as .xlsx, or as CSV"
            raise _refusal(book, message, "xlsx.no_sheet")
        for name, hidden, part in there:
            if part is not None and "chartsheet" not in part.file:
                yield Sheet(name=name, hidden=hidden, rows=_rows(book, part, name))


def is_workbook(file: Input) -> bool:
    """True where the document holds a workbook; a text document or a broken file does not."""
    with parts(file) as found:
        return any(name.lower().endswith("workbook.xml") for name in found)


def _main(book: Workbook) -> str:
    """Name of the workbook's own part."""
    named = [name for name in book.parts if name.lower().endswith("workbook.xml")]
    if not named:
        raise _refusal(book, "holds no workbook.xml; save it as .xlsx or .csv", "xlsx.not_a_workbook")
    return min(named, key=len)


def _named(book: Workbook, main: str, name: str) -> Input | None:
    folder = main.rpartition("/")[0]
    wanted = f"{folder}/{name}".lstrip("/").lower()
    return next((part for key, part in book.parts.items() if key.lower() == wanted), None)


def _listed(book: Workbook, main: str) -> list[tuple[str, str, bool]]:
    """(name, link, hidden) of each sheet."""
    found = []
    for element in elements(book.parts[main], "sheet"):
        link = element.get(_RELATION) or element.get(_STRICT_RELATION) or ""
        found.append((_clean(element.get("name") or ""), link, element.get("state", "visible") != "visible"))
        if len(found) > MAX_SHEETS:
            raise _refusal(book, f"has more than {MAX_SHEETS} sheets; split it", "xlsx.too_many_sheets")
    if not found:
        raise _refusal(book, "has no sheet", "xlsx.no_sheet")
    return found


def _links(book: Workbook, main: str) -> dict[str, str]:
    """Part of each link; what points out of the document is no part of it."""
    folder, _, name = main.rpartition("/")
    part = _named(book, main, f"_rels/{name}.rels")
    if part is None:
        raise _refusal(book, "does not say where its sheets are", "xlsx.no_sheet")
    found = {}
    for element in elements(part, "Relationship"):
        target = element.get("Target") or ""
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
        found[element.get("Id") or ""] = next((key for key in book.parts if key.lower() == path.lower()), "")
        if len(found) > MAX_SHEETS * 10:
            raise _refusal(book, "has too many parts", "xlsx.too_many_sheets")
    return found


def _since_1904(book: Workbook, main: str) -> bool:
    found = next(elements(book.parts[main], "workbookPr"), None)
    return found is not None and (found.get("date1904") or "").lower() in ("1", "true")


def _texts(book: Workbook, main: str) -> list[str]:
    part, found, size = _named(book, main, "sharedStrings.xml"), [], 0
    for element in elements(part, "si") if part is not None else ():
        text = _text(element)
        found.append(text)
        size += len(text)
        if len(found) > MAX_SHARED or size > MAX_SHARED_TEXT:
            message = f"shares more than {MAX_SHARED:,} texts or {MAX_SHARED_TEXT:,} characters; save it as CSV"
            raise _refusal(book, message, "xlsx.too_large")
    return found


# rows --------------------------------------------------------------------------------------------------------------


def _rows(book: Workbook, part: Input, name: str) -> Callable[[], Iterator[Line | Reject]]:
    def rows() -> Iterator[Line | Reject]:
        merged = _Merged(book, part)
        at = count = 0
        for element in elements(part, "row", until="sheetData"):
            given, before = element.get("r") or "", at
            at = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else at + 1
            if at <= before:
                raise _refusal(book, f"has row {at} behind row {before}; save it again, or as CSV", "xlsx.malformed")
            found = _cells(book, element, f"row {at}")
            if isinstance(found, Reject):
                yield found
                continue
            cells = merged.filled(at, found)
            if not any(cells):
                continue
            count += 1
            if count > MAX_ROWS:
                raise _refusal(book, f"has more than {MAX_ROWS:,} rows; split it", "xlsx.too_many_rows")
            size = sum(map(len, cells))
            book.give(size)
            if size > MAX_ROW_TEXT:
                message = f"has more than {MAX_ROW_TEXT:,} characters"
                yield Reject(f"row {at}", "xlsx.row_too_long", message, as_csv(cells)[:MAX_CELL])
                continue
            yield Line(at, cells, as_csv(cells))

    return rows


def _cells(book: Workbook, row: Element, place: str) -> list[str] | Reject:
    """Texts of a row by column; where it breaks the rules, what is wrong."""
    found: dict[int, str] = {}
    column, wrong = -1, ("", "")
    for cell in row.iterchildren("{*}c"):
        column = _column(cell.get("r") or "", column + 1)
        value = _value(book, cell)
        if not value:
            continue
        if column >= MAX_COLUMNS:
            message = f"has a value in column {column + 1:,}, at most {MAX_COLUMNS:,} are read"
            raise SourceError(message, source=book.file.file, locator=place, code="xlsx.too_many_columns")
        if column in found and found[column] != value:
            wrong = ("xlsx.duplicate_cell", f"gives the cell {cell.get('r')} twice")
        if len(value) > MAX_CELL:
            wrong = ("xlsx.field_too_long", f"a cell has more than {MAX_CELL:,} characters")
        found[column] = value
    cells = [found.get(i, "") for i in range(max(found, default=-1) + 1)]
    return Reject(place, *wrong, as_csv([cell[:MAX_CELL] for cell in cells])) if wrong[0] else cells


def _column(reference: str, default: int) -> int:
    """Number of a column [0..] from a reference as 'AB12'."""
    found = _REFERENCE.fullmatch(reference)
    return default if found is None else _letters(found[1].upper())


def _letters(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(book: Workbook, cell: Element) -> str:
    """What a cell shows, as text: numbers in digits, dates in ISO form, errors as nothing."""
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return _text(inline) if inline is not None else ""
    value = cell.findtext("{*}v") or ""
    match kind:
        case "s":
            place = int(value) if value.strip().isascii() and value.strip().isdigit() and len(value) < 10 else -1
            if not 0 <= place < len(book.texts):
                raise _refusal(book, f"points at the text '{value[:20]}', which is not in it", "xlsx.malformed")
            return book.texts[place]
        case "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value.strip(), "")
        case "e":
            return ""  # #N/A, #REF!: a formula that gave nothing
        case "str" | "d":
            return _clean(value)
    style = cell.get("s") or ""
    return moment(value, book.styles) if book.styles.is_date(style) else number(value)


def _text(element: Element) -> str:
    """Text of a string: its own, or that of its runs; how it is pronounced is left out."""
    found = [part.text or "" for part in element.iterchildren("{*}t")]
    for run in element.iterchildren("{*}r"):
        found += [part.text or "" for part in run.iterchildren("{*}t")]
    return _clean("".join(found))


def _clean(text: str) -> str:
    """Excel's `_x000D_` for characters that XML cannot hold; what is no character stays as it is written."""
    return _ESCAPED.sub(_unescaped, text).strip() if "_x" in text else text.strip()


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    fit = code in (9, 10, 13) or (code >= 32 and not 0xD800 <= code <= 0xDFFF and code not in (0x7F, 0xFFFE, 0xFFFF))
    return chr(code) if fit else found[0]


class _Merged:
    """Merged ranges, which stand behind the rows: their first cell's text counts for all their cells."""

    def __init__(self, book: Workbook, part: Input) -> None:
        found: list[tuple[int, int, int, int]] = []
        rest = b""
        for piece in part.chunks():
            piece = rest + piece
            for hit in _MERGED.finditer(piece):
                left, right = (_letters(hit[i].decode()) for i in (1, 3))
                found.append((int(hit[2]), int(hit[4]), left, min(right, MAX_COLUMNS - 1)))
            cut = piece.rfind(b"<")
            rest = piece[max(cut, len(piece) - _OVERLAP) :] if cut >= 0 else b""
            if len(found) > MAX_MERGED:
                raise _refusal(book, f"merges more than {MAX_MERGED:,} ranges; save it as CSV", "xlsx.too_many_merged")
        self._waiting = sorted(found, reverse=True)
        self._active: list[tuple[int, int, int, str]] = []  # last row, left, right, text

    def filled(self, at: int, cells: list[str]) -> list[str]:
        """The row with the text of the merged ranges that it crosses."""
        while self._waiting and self._waiting[-1][0] <= at:
            first, last, left, right = self._waiting.pop()
            text = cells[left] if first == at and left < len(cells) else ""
            if text and last >= at:
                self._active.append((last, left, right, text))
        if not self._active:
            return cells
        self._active = [kept for kept in self._active if kept[0] >= at]
        for _, left, right, text in self._active[:MAX_COLUMNS]:
            cells += [""] * (right + 1 - len(cells))
            cells[left : right + 1] = [own or text for own in cells[left : right + 1]]
        return cells


def _refusal(book: Workbook, message: str, code: str) -> SourceError:
    return SourceError(message, source=book.file.file, code=code)
