"""ACLED's events, from the user's own export; no row of them ships with convenor, for the terms of use do not allow it.

Columns as in the export file and the API (2025); `inter1` may be a number or a text. Notes are not kept: they may name
persons.
"""

from collections.abc import Iterator
from datetime import datetime

from convenor.errors import SourceError
from convenor.evidence import values
from convenor.evidence.events import deaths, degrees, event
from convenor.evidence.guard import Input
from convenor.evidence.guard.sheet import Line, first_rows, first_sheet
from convenor.evidence.sources import Record, Reject
from convenor.model.countries import country_code

name = "acled"
title = "ACLED events, the user's own export"
licence = "ACLED terms of use; the user's own account"
homepage = "https://acleddata.com"
good_for = "what happens at a place this week: battles, attacks on civilians, protests, with reported deaths"

QUADS = {
    "battles": "material conflict", "violence against civilians": "material conflict",
    "explosions/remote violence": "material conflict", "riots": "material conflict", "protests": "material conflict",
    "strategic developments": "",
}  # fmt: skip
AGREEMENT = "agreement"
_COLUMNS = frozenset({"event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "country", "fatalities"})
_DATES = ("%Y-%m-%d", "%d %B %Y", "%d-%b-%y", "%d/%m/%Y")

marking = "TLP:AMBER+STRICT"


def sniff(head: bytes, file: str) -> bool:
    """By the column names of the first line."""
    rows = first_rows(head)[0][2]
    return bool(rows) and {cell.strip().lower() for cell in rows[0]} >= _COLUMNS


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per event."""
    header: list[str] | None = None
    for line in first_sheet(file):
        if isinstance(line, Reject):
            yield line
        elif header is None:
            header = [cell.strip().lower() for cell in line.cells]
            if not set(header) >= _COLUMNS:
                raise SourceError("has not the columns of an ACLED export", source=file.file, code="acled.columns")
        else:
            yield _record(line, header)


def _record(line: Line, header: list[str]) -> Record | Reject:
    place = f"line {line.number}"
    if wrong := line.misfit(header):
        return wrong
    cells = dict(zip(header, line.cells, strict=True))
    try:
        day, dead = _day(cells["event_date"]), deaths(cells["fatalities"])
        lat, lon = degrees(cells.get("latitude", ""), 90), degrees(cells.get("longitude", ""), 180)
    except ValueError as error:
        return Reject(place, "acled.value", str(error), line.text)
    key, kind = cells["event_id_cnty"].strip(), cells["event_type"].strip()
    if not key:
        return Reject(place, "acled.value", "event_id_cnty is empty", line.text)
    one, two = cells["actor1"].strip(), cells.get("actor2", "").strip()
    sub = cells["sub_event_type"].strip()
    quad = "verbal cooperation" if sub.lower() == AGREEMENT else QUADS.get(kind.lower(), "")
    row = event(
        "acled", (key,), sub.lower() or kind.lower(), quad, day, day, actor=values.actor_id("", one) if one else "",
        name=one, target=values.actor_id("", two) if two else "", target_name=two,
        place=country_code(cells["country"]), location=cells.get("admin1", "").strip(), lat=lat, lon=lon, low=dead,
        best=dead, high=dead, title=kind,
    )  # fmt: skip
    return Record(
        locator=key, rows={"events": [row]}, position=place, updated=cells.get("timestamp", ""), text=lambda: line.text
    )


def _day(text: str) -> str:
    """A date in one of the forms of the export.

    Raises:
        ValueError: None of them.
    """
    for form in _DATES:
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()
        except ValueError:
            continue
    return values.day(text)
