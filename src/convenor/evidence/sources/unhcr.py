"""UNHCR's statistics of forcibly displaced and stateless people: how many by origin and asylum, by sex and age.

Two tables: population (one line a year, origin and asylum) and demographics (by place, with sex and age). They make
populations to compare a partnership with, and show who was received where.
Columns: https://www.unhcr.org/refugee-statistics (the tables of the R package `refugees`).
"""

from collections.abc import Callable, Iterator

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.guard.sheet import Line, first_rows, first_sheet
from convenor.evidence.measures import Row, people, told, year
from convenor.evidence.sources import Record, Reject
from convenor.model.countries import country_code

name = "unhcr"
title = "UNHCR refugee statistics"
licence = "CC BY 4.0 (UNHCR)"
homepage = "https://www.unhcr.org/refugee-statistics"
good_for = "how many displaced people of which origin live where, and their shares by sex and age"

SERIES = {  # columns of the population table
    "refugees": "refugees", "asylum_seekers": "asylum seekers", "returned_refugees": "returned refugees",
    "idps": "internally displaced", "returned_idps": "returned internally displaced", "stateless": "stateless",
    "ooc": "others of concern", "oip": "others in need of protection", "hst": "host community",
}  # fmt: skip
TYPES = {  # population types of the demographics table
    "REF": "refugees", "ASY": "asylum seekers", "RET": "returned refugees", "IDP": "internally displaced",
    "RDP": "returned internally displaced", "STA": "stateless", "OOC": "others of concern",
    "OIP": "others in need of protection", "HST": "host community",
}  # fmt: skip
_SEXES = {"f": "female", "m": "male"}
_AGES = {"0_4": "0-4", "5_11": "5-11", "12_17": "12-17", "18_59": "18-59", "60": "60+", "other": "unknown"}
_BOTH = frozenset({"year", "coo_iso", "coa_iso"})
_POPULATION = _BOTH | {"refugees", "asylum_seekers", "idps", "stateless"}
_DEMOGRAPHICS = _BOTH | {"pop_type", "location", "f_total", "m_total", "total"}

Cells = dict[str, str]


def sniff(head: bytes, file: str) -> bool:
    """By the column names of the first line."""
    rows = first_rows(head)[0][2]
    return bool(rows) and _table(rows[0]) is not None


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per line."""
    header: list[str] | None = None
    for line in first_sheet(file):
        if isinstance(line, Reject):
            yield line
        elif header is None:
            header, make = line.cells, _table(line.cells)
            if make is None or len(set(header)) < len(header):
                message = "has not the columns of UNHCR's population or demographics table, each once"
                raise SourceError(message, source=file.file, locator=f"line {line.number}", code="unhcr.columns")
        else:
            yield _record(line, header, make or _population)


def _table(names: list[str]) -> Callable[[Cells], list[Row]] | None:
    if set(names) >= _DEMOGRAPHICS:
        return _demographics
    return _population if set(names) >= _POPULATION else None


def _record(line: Line, header: list[str], make: Callable[[Cells], list[Row]]) -> Record | Reject:
    place = f"line {line.number}"
    if wrong := line.misfit(header):
        return wrong
    cells = dict(zip(header, line.cells, strict=True))
    try:
        rows = make(cells)
    except ValueError as error:
        return Reject(place, "number.invalid", str(error), line.text)
    if not rows:
        return Reject(place, "unhcr.empty", "holds no number", line.text)
    return Record(
        locator="/".join((cells["year"], cells["coo_iso"], cells["coa_iso"])),
        rows={"measures": rows},
        position=place,
        source="UNHCR demographics" if make is _demographics else "UNHCR population",
        text=lambda: line.text,
    )


def _population(cells: Cells) -> list[Row]:
    when = year(cells["year"])
    origin, place = country_code(cells["coo_iso"]), country_code(cells["coa_iso"])
    where = _unknown(cells, origin)
    return [
        people("unhcr population", series, when, value, origin=origin, place=place, location=where)
        for series, value in told((series, cells.get(column, "")) for column, series in SERIES.items())
    ]


def _demographics(cells: Cells) -> list[Row]:
    """Cells by sex and age, and the line's total under neither; unequal sums are the publisher's and stay."""
    when = year(cells["year"])
    series = TYPES.get(cells["pop_type"].strip(), cells["pop_type"].strip().lower())
    origin, place = country_code(cells["coo_iso"]), country_code(cells["coa_iso"])
    site = (cells["location"].strip(), cells.get("loc_type", ""), cells.get("acc_type", ""), _unknown(cells, origin))
    where = " / ".join(part for part in site if part)
    split = [(("", ""), cells["total"])] + [
        ((sex, years), cells.get(f"{letter}_{ages}", ""))
        for letter, sex in _SEXES.items()
        for ages, years in _AGES.items()
    ]
    return [
        people("unhcr demographics", series, when, value, origin=origin, place=place, location=where, sex=sex, age=age)
        for (sex, age), value in told(split)
    ]


def _unknown(cells: Cells, origin: str) -> str:
    """What stands for an origin that is no country: 'Stateless', 'Unknown'."""
    return "" if origin else cells.get("coo_name", "").strip() or cells["coo_iso"].strip()
