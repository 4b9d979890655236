"""Bilateral remittance estimates of the World Bank (KNOMAD): how much money people send home, from where to where.

A matrix: countries that send go down, countries that receive go across, millions of US dollars. They are estimates
reckoned from migrant stocks and incomes, not reported flows: so their basis is 'assumed'.
"""

import re
from collections.abc import Iterable, Iterator

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.guard.sheet import Line, first_rows, sheets
from convenor.evidence.measures import Row, measure, told
from convenor.evidence.sources import Record, Reject
from convenor.model.codes import Basis
from convenor.model.countries import country_code

name = "remittances"
title = "World Bank bilateral remittances"
licence = "CC BY 4.0 (World Bank, KNOMAD)"
homepage = "https://www.knomad.org/data/remittances"
good_for = "how much money a diaspora sends home: which origins and hosts are tied by it"
basis = Basis.ASSUMED

SERIES = "remittances"
MILLION = 1e6
_CORNER = re.compile(r"receiving\s*\(across\)\s*/\s*sending\s*\(down\)", re.IGNORECASE)
_YEAR = re.compile(r"\b(20[0-9]{2})\b")
_MILLIONS = re.compile(r"million", re.IGNORECASE)
_TOTALS = frozenset({"WORLD", "TOTAL"})


def sniff(head: bytes, file: str) -> bool:
    """By the corner of the matrix: receiving across, sending down."""
    return any(_is_corner(row) for _, _, rows in first_rows(head) for row in rows[:10])


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per country that sends, from the sheets that hold the matrix."""
    found = False
    for sheet in sheets(file):
        heading: list[str] | None = None
        title_row = ""
        for line in sheet.rows():
            if isinstance(line, Reject):
                yield line
            elif heading is None:
                heading = line.cells if _is_corner(line.cells) else None
                title_row += "" if heading else f" {line.cells[0]}"
            elif len([cell for cell in line.cells if cell.strip()]) > 1 and line.cells[0].strip() not in _TOTALS:
                found = True
                yield _record(line, heading, _when(title_row, file), MILLION if _MILLIONS.search(title_row) else 1.0)
    if not found:
        raise SourceError("holds the matrix's corner but no line", source=file.file, code="remittances.empty")


def _is_corner(cells: list[str]) -> bool:
    return bool(cells) and _CORNER.search(cells[0]) is not None


def _when(text: str, file: Input) -> int:
    year = _YEAR.search(text) or _YEAR.search(file.file.replace("_", " "))
    if year is None:
        message = "does not say its year above the matrix; write it there, as in 'Estimates for 2017 (millions of US$)'"
        raise SourceError(message, source=file.file, code="remittances.year")
    return int(year[1])


def _record(line: Line, heading: list[str], when: int, factor: float) -> Record | Reject:
    place, host = f"line {line.number}", line.cells[0].strip()
    try:
        rows = _rows(host, zip(heading[1:], line.cells[1:], strict=False), when, factor)
    except ValueError as error:
        return Reject(place, "number.invalid", str(error), line.text)
    if not rows:
        return Reject(place, "remittances.empty", "holds no number", line.text)
    return Record(locator=f"{when}/{host}", rows={"measures": rows}, position=place, text=lambda: line.text)


def _rows(host: str, cells: Iterable[tuple[str, str]], when: int, factor: float) -> list[Row]:
    place, rows = country_code(host), []
    named = ((name.strip(), cell) for name, cell in cells)
    for label, value in told((name, cell) for name, cell in named if name and name not in _TOTALS):
        origin = country_code(label)
        where = " / ".join(part for part in ("" if place else host, "" if origin else f"to {label}") if part)
        key = {"origin": origin, "place": place, "location": where}
        rows.append(measure("bilateral remittances", SERIES, when, value * factor, "USD", **key))
    return rows
