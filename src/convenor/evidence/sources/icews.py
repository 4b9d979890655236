"""ICEWS: coded events (tab separated), or counts of events per pair of countries and year.

Columns as in the Dataverse files (20 of the events, 24 of the dyad-years). Event sentences are not kept, and names of
persons neither: who holds an office is read as the country that it is an office of.
"""

import re
from collections.abc import Iterator

from convenor.errors import SourceError
from convenor.evidence import values
from convenor.evidence.events import CONFLICT, COOPERATION, degrees, event, plover
from convenor.evidence.guard import Input
from convenor.evidence.guard.sheet import Line, first_rows, first_sheet
from convenor.evidence.measures import count, year
from convenor.evidence.sources import Record, Reject
from convenor.model.countries import country_code

name = "icews"
title = "ICEWS coded events"
licence = "CC0 1.0 (Lockheed Martin, Harvard Dataverse)"
homepage = "https://dataverse.harvard.edu/dataverse/icews"
good_for = "who cooperated with or opposed whom, by date: the cooperation of a pair before and after"

_EVENTS = frozenset({"event id", "event date", "source name", "cameo code", "intensity", "target name"})
_YEARS = frozenset({"i", "j", "year", "verbcoop", "matlcoop", "verbconf", "matlconf"})
_ROLE = re.compile(r".+ \([^()]+\)")  # "Police (Kenya)": an office or a group of people
_BODY = re.compile(  # words of an organisation's name
    r"\b(?:nations|union|league|council|commission|committee|organi[sz]ation|association|ministry|court|tribunal|bank"
    r"|fund|agency|party|front|army|movement|forces?|congress|parliament|assembly|senate|government|university|company"
    r"|corporation|red cross|red crescent|church|police|state|brigades?|office|department|secretariat|group|alliance"
    r"|federation|coalition|authority|institute|foundation|society|media|news|press)\b",
    re.IGNORECASE,
)
_OF_STATE = ("government", "executive", "ministry", "military", "diplomatic", "legislative", "judicial")
_QUADS = dict(zip(("verbcoop", "matlcoop", "verbconf", "matlconf"), (*COOPERATION, *CONFLICT), strict=True))


def sniff(head: bytes, file: str) -> bool:
    """By the column names of the first line."""
    rows = first_rows(head)[0][2]
    names = {cell.strip().lower() for cell in rows[0]} if rows else set()
    return names >= _EVENTS or names >= _YEARS


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per event, or per pair and year."""
    header: list[str] | None = None
    for line in first_sheet(file):
        if isinstance(line, Reject):
            yield line
        elif header is None:
            header = [cell.strip().lower() for cell in line.cells]
            if not (set(header) >= _EVENTS or set(header) >= _YEARS):
                raise SourceError("has not the columns of ICEWS", source=file.file, code="icews.columns")
        else:
            yield _record(line, header)


def _record(line: Line, header: list[str]) -> Record | Reject:
    place = f"line {line.number}"
    if wrong := line.misfit(header):
        return wrong
    cells = dict(zip(header, line.cells, strict=True))
    try:
        record = _event(cells) if "event id" in cells else _year(cells)
    except ValueError as error:
        return Reject(place, "icews.value", str(error), line.text)
    record.position, record.text = place, lambda: line.text
    return record


def _event(cells: dict[str, str]) -> Record:
    key, day = cells["event id"].strip(), values.day(cells["event date"])
    if not key:
        raise ValueError("Event ID is empty")
    kind, quad = plover(cells["cameo code"])
    (one, name_one), (two, name_two) = (
        _named(*(cells.get(f"{side} {part}", "").strip() for part in ("name", "sectors", "country")))
        for side in ("source", "target")
    )
    row = event(
        "icews", (key,), kind, quad, day, day, actor=one, name=name_one, target=two, target_name=name_two,
        place=country_code(cells.get("country", "")), location=cells.get("province", "").strip(),
        lat=degrees(cells.get("latitude", ""), 90), lon=degrees(cells.get("longitude", ""), 180),
        intensity=values.amount(cells["intensity"]) if cells["intensity"].strip() else None,
    )  # fmt: skip
    return Record(locator=key, rows={"events": [row]})


def _year(cells: dict[str, str]) -> Record:
    """Four counts of one pair in one year; a count of nothing is left out unless all four are."""
    when = year(cells["year"])
    one, two = cells["i"].strip(), cells["j"].strip()
    if not one or not two:
        raise ValueError("i or j is empty")
    counts = {quad: int(count(cells[column]) or 0) for column, quad in _QUADS.items()}
    rows = [
        event(
            "icews years", (one, two, str(when), quad), "year", quad, f"{when}-01-01", f"{when}-12-31",
            actor=_body(one), name=one, target=_body(two), target_name=two, count=number,
        )
        for quad, number in counts.items()
        if number or not any(counts.values())
    ]  # fmt: skip
    return Record(locator=f"{one}/{two}/{when}", rows={"events": rows})


def _named(label: str, sectors: str, country: str) -> tuple[str, str]:
    """Id and name of one side. What looks like a person's name is left out; of its state the government stays."""
    if country_code(label) or _ROLE.fullmatch(label) or _BODY.search(label) or len(label.split()) == 1:
        return _body(label), label
    if country_code(country) and any(word in sectors.lower() for word in _OF_STATE):
        return _body(country), country
    return "", ""


def _body(label: str) -> str:
    """Id of a body by its name; a country is its government."""
    code = country_code(label)
    return f"gov:{code}" if code else values.actor_id("", label) if label else ""
