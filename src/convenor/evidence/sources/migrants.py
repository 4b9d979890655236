"""International migrant stock by destination and origin (United Nations, Department of Economic and Social Affairs).

One line per year and destination, one column per origin, people born or with a passport there: how large a diaspora is.
"""

from collections.abc import Iterator

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.guard.sheet import Line, first_rows, first_sheet
from convenor.evidence.measures import Row, people, told, year
from convenor.evidence.sources import Record, Reject
from convenor.model.countries import country_code

name = "migrants"
title = "UN international migrant stock"
licence = "CC BY 3.0 IGO (United Nations, DESA, Population Division)"
homepage = "https://www.un.org/development/desa/pd/content/international-migrant-stock"
good_for = "how many people from one country live in another: where a diaspora is, and how large"

SERIES = "migrant stock"
_HEAD = ("year", "dest")
_REGIONS = frozenset({"Caribbean", "Melanesia", "Micronesia", "Polynesia", "South America"})  # no countries
_SOME = 20  # origins in the heading from which it is believed to be this table


def sniff(head: bytes, file: str) -> bool:
    """By a first line of 'Year', 'Dest' and many countries."""
    rows = first_rows(head)[0][2]
    return bool(rows) and _is_heading(rows[0])


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per year and destination."""
    heading: list[str] | None = None
    for line in first_sheet(file):
        if isinstance(line, Reject):
            yield line
        elif heading is None:
            heading = line.cells
            if not _is_heading(heading) or len(set(heading)) < len(heading):
                message = "has not the columns Year, Dest and one per origin, each once"
                raise SourceError(message, source=file.file, locator=f"line {line.number}", code="migrants.columns")
        else:
            yield _record(line, heading)


def _is_heading(cells: list[str]) -> bool:
    first = tuple(cell.strip().lower() for cell in cells[:2])
    return first == _HEAD and sum(bool(country_code(cell)) for cell in cells[2:]) >= _SOME


def _record(line: Line, heading: list[str]) -> Record | Reject:
    place = f"line {line.number}"
    if wrong := line.misfit(heading):
        return wrong
    try:
        rows = _rows(line.cells, heading)
    except ValueError as error:
        return Reject(place, "number.invalid", str(error), line.text)
    if not rows:
        return Reject(place, "migrants.empty", "holds no number", line.text)
    where = f"{line.cells[0]}/{line.cells[1]}"
    return Record(locator=where, rows={"measures": rows}, position=place, text=lambda: line.text)


def _rows(cells: list[str], heading: list[str]) -> list[Row]:
    when, destination = year(cells[0]), cells[1].strip()
    place = "" if destination in _REGIONS else country_code(destination)
    found = []
    for origin, value in told(zip(heading[2:], cells[2:], strict=True)):
        code = country_code(origin)
        where = " / ".join(p for p in ("" if place else destination, "" if code else f"from {origin.strip()}") if p)
        found.append(people("un migrant stock", SERIES, when, value, origin=code, place=place, location=where))
    return found
