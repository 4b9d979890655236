"""CORDIS: the European Union's research consortia, who coordinated and who took part, with what contribution.

Two files belong together and may come in any order: projects give activities, texts and topics; organisations give
actors and who took part. Both layouts are read: H2020 and FP7 (`id`, `programme`, `endOfParticipation`) and Horizon
Europe's `project.csv` and `organization.csv` (`legalBasis`, `organisationID`, `nutsCode`). Contact columns are dropped
at the door.
Layouts: https://data.europa.eu/data/datasets/cordis-eu-research-projects-under-horizon-europe-2021-2027.
"""

import csv
import re
from collections.abc import Callable, Iterator

from convenor.errors import SourceError
from convenor.evidence import values
from convenor.evidence.guard import Input, personal
from convenor.evidence.guard.sheet import Line, find_delimiter, lines
from convenor.evidence.sources import Record, Reject
from convenor.model.codes import CORDIS_KIND, Relation
from convenor.model.evidence import evidence_id

name = "cordis"
title = "CORDIS"
licence = "European Union, reuse with attribution (Commission Decision 2011/833/EU)"
homepage = "https://cordis.europa.eu"
good_for = "which firms, universities and public bodies researched what together in Europe, with which EU contribution"

USE_BY_YEARS = 3  # MODEL.md section 1

_PROJECTS = frozenset({"id", "acronym", "title", "objective", "startDate"})
_ORGANISATIONS = frozenset({"projectID", "role", "name", "activityType", "country"})
_DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_BYTE_ORDER_MARK = "\ufeff"

Cells = dict[str, str]


class _Bad(Exception):
    """What makes a row go to quarantine; `held` is what a reviewer may release."""

    def __init__(self, code: str, message: str, held: Record | None = None) -> None:
        self.code, self.held = code, held
        super().__init__(message)


def sniff(head: bytes, file: str) -> bool:
    """By the column names of the first line."""
    return _reader(_first_line(head.decode("utf-8", "replace"))) is not None


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per project, or per organisation in a project."""
    header: list[str] | None = None
    make: Callable[[Cells, str], Record] | None = None
    for line in lines(file):
        if isinstance(line, Reject):
            yield line
        elif header is None or make is None:
            header, make = line.cells, _make(line, file)
        else:
            yield _record(line, header, make)


def _first_line(text: str) -> list[str]:
    first = re.split(r"\r\n|\r|\n", text.lstrip(_BYTE_ORDER_MARK), maxsplit=1)[0]
    return next(csv.reader([first], delimiter=find_delimiter(first)), [])


def _reader(names: list[str]) -> Callable[[Cells, str], Record] | None:
    if set(names) >= _PROJECTS:
        return _project
    return _participation if set(names) >= _ORGANISATIONS else None


def _make(line: Line, file: Input) -> Callable[[Cells, str], Record]:
    make = _reader(line.cells)
    place = f"line {line.number}"
    if make is None:
        message = f"has not the columns of CORDIS projects or organisations: {', '.join(line.cells)[:200]}"
        raise SourceError(message, source=file.file, locator=place, code="cordis.columns")
    if len(set(line.cells)) < len(line.cells):
        raise SourceError("names a column twice", source=file.file, locator=place, code="csv.duplicate_column")
    return make


def _record(line: Line, header: list[str], make: Callable[[Cells, str], Record]) -> Record | Reject:
    position = f"line {line.number}"
    if wrong := line.misfit(header):
        return wrong
    try:
        record = make(dict(zip(header, line.cells, strict=True)), position)
    except _Bad as bad:
        return Reject(position, bad.code, str(bad), line.text, bad.held)
    record.text = lambda: line.text
    return record


def _project(cells: Cells, position: str) -> Record:
    number, heading = cells["id"].strip(), cells["title"].strip()
    if not number:
        raise _Bad("cordis.missing_id", "the project has no id")
    heading = heading or cells["acronym"].strip()
    if not heading:
        raise _Bad("cordis.missing_title", f"project {number} has neither title nor acronym")
    texts = [("title", heading), ("acronym", cells["acronym"].strip()), ("description", cells["objective"].strip())]
    texts = [(field, text) for field, text in texts if text]
    everything = "\n".join(text for _, text in texts)
    words = values.fold(everything)
    activity = f"cordis:{number}"
    start, end = _day(cells, "startDate"), _day(cells, "endDate")
    last = end or start
    updated = cells.get("contentUpdateDate", "").strip()
    row = (activity, heading, words, start, end, cells.get("status", "").strip(), "", updated or None)
    made = Record(
        locator=number,
        rows={
            "activities": [row],
            "texts": [(activity, field, "en", text) for field, text in texts],
            "tags": _tags(activity, cells),
            "money": _budget(activity, start, cells),
        },
        use_by=values.years_later(last, USE_BY_YEARS) if last else None,
        key=activity,
        updated=updated,
        position=position,
        source=f"{title} {cells.get('frameworkProgramme', '').strip()}".strip(),
    )
    if found := personal(everything):
        raise _Bad("privacy.personal_data_suspected", f"holds what looks like a person's detail ({found})", made)
    return made


def _participation(cells: Cells, position: str) -> Record:
    project, label = cells["projectID"].strip(), " ".join(cells["name"].split())
    pic = (cells.get("organisationID") or cells.get("id") or "").strip()
    if not project:
        raise _Bad("cordis.missing_id", "the row names no project")
    if not pic and not label:
        raise _Bad("cordis.nameless", f"project {project}: the row has neither an organisation's id nor its name")
    actor = f"pic:{pic}" if pic else values.actor_id("", label)
    role = cells["role"].strip()
    relation = Relation.COORDINATOR if role.lower() == "coordinator" else Relation.PARTICIPANT
    activity, place = f"cordis:{project}", values.country(cells["country"])
    contribution = _amount(cells, "ecContribution")
    key = evidence_id(activity, actor, relation.value)
    claim = (
        key, actor, relation.value, activity, contribution, "EUR" if contribution else None, place, None, None,
        cells.get("projectAcronym", "").strip(),
    )  # fmt: skip
    body = (actor, label or pic, values.kind(CORDIS_KIND, cells["activityType"].strip()), place, None, None)
    return Record(
        locator=f"{project}/{pic or label}",
        rows={"actors": [body], "evidence": [claim]},
        key=key,
        updated=cells.get("contentUpdateDate", "").strip(),
        position=position,
    )


def _tags(activity: str, cells: Cells) -> list[tuple[object, ...]]:
    topics = _split(cells.get("topics", ""))
    programmes = _split(cells.get("programme") or cells.get("legalBasis") or "")
    return [
        (activity, scheme, code, None, 1 / len(codes))
        for scheme, codes in (("topic", topics), ("programme", programmes))
        for code in codes
    ]


def _split(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def _budget(activity: str, start: str | None, cells: Cells) -> list[tuple[object, ...]]:
    total = _amount(cells, "ecMaxContribution")
    return [(activity, "budget", start, float(total), "EUR", None, None)] if total else []


def _day(cells: Cells, column: str) -> str | None:
    text = cells.get(column, "").strip()
    try:
        return values.day(text) if text else None
    except ValueError as error:
        raise _Bad("date.invalid", f"{column}: {error}") from None


def _amount(cells: Cells, column: str) -> str | None:
    """The number as published, with a decimal point; Horizon Europe's files write a comma."""
    text = cells.get(column, "").strip()
    if not text:
        return None
    text = text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text
    try:
        values.amount(text)
    except ValueError as error:
        raise _Bad("amount.invalid", f"{column}: {error}") from None
    return text
