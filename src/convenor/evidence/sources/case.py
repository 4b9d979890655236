"""Dossiers: a YAML file in which somebody writes down who can do what, each fact with the page that says so.

Format `case/1`, told with an example in docs/sources/case.md. A file is read whole or refused whole: it is written by
hand, and whoever wrote it is the one who can mend it.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from convenor.errors import OutcomeError, SourceError
from convenor.evidence import values
from convenor.evidence.guard import Input
from convenor.evidence.sources import Record, Reject, Row
from convenor.model.account import AMOUNTS, read_amount
from convenor.model.actor import MARKS
from convenor.model.capability import capabilities
from convenor.model.codes import Basis, Kind, Marking, Modality, Phase, Relation, Right, Stance
from convenor.model.evidence import evidence_id
from convenor.model.reading import Node, parse_yaml

name = "case"
title = "Dossier written by hand"
licence = "as stated by its owner"
homepage = "https://yaml.org/spec/1.2.2/"
good_for = "What you know yourself: who offers what, gains, risks and ties, each with the page that says so."

VERSION = "case/1"
MAX_TEXT = 500_000  # characters; the largest file that ships has 45,000
USE_BY_YEARS = 3  # after the last day on which a fact is known to have held (docs: how it is reckoned, section 1)

_HEAD = re.compile(rb"""^convenor:[ \t]*["']?case/1["']?[ \t]*(\#[^\n]*)?\r?$""", re.MULTILINE)
_COUNTRY = re.compile(r"[A-Z]{2}")
_UNFIT = re.compile("[\x00\ud800-\udfff]")  # NUL and half characters, which no table keeps


class TieKind(StrEnum):
    """What one body is to another."""

    FUNDS = "funds"
    SUPPLIES = "supplies"
    ALLIED = "allied"
    REGULATES = "regulates"
    OPPOSES = "opposes"
    COMMANDS = "commands"
    INFORMS = "informs"
    MEDIATES = "mediates"
    MEMBER = "member"
    KIN = "kin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that a fact cites; `first` and `last` are the days its date allows, None where it shows no date."""

    title: str
    site: str
    url: str
    licence: str
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What stands at the top of the file and holds for every row."""

    title: str
    licence: str
    marking: Marking
    compiled: dt.date
    place: str
    pages: dict[str, Page]


def sniff(head: bytes, file: str) -> bool:
    """True when a line of the head says `convenor: case/1`."""
    return _HEAD.search(head) is not None


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per actor, in the order of the file.

    Raises:
        SourceError: The file is too large, not YAML, or a field is wrong; names the line and the field.
    """
    try:
        records = list(_records(parse_yaml(file.text(limit=MAX_TEXT), file.file)))
    except OutcomeError as error:
        place = ", ".join(part for part in (f"line {error.line}" if error.line else "", error.field) if part)
        raise SourceError(error.message, source=file.file, locator=place, code="case.invalid") from error
    yield from records


def _records(top: Node) -> Iterator[Record]:
    if top.text("convenor") != VERSION:
        raise top.error("convenor", f"expected {VERSION}")
    dossier = _dossier(top)
    seen: dict[str, int] = {}
    for node in top.nodes("actors"):
        record = _actor(node, dossier)
        if record.locator in seen:
            raise node.error(
                "id", f"'{record.locator}' stands in line {seen[record.locator]} already; give one its own"
            )
        seen[record.locator] = node.line
        yield record
    if not seen:
        raise top.error("actors", "is missing; a dossier describes at least one actor")
    top.done()


def _dossier(top: Node) -> Dossier:
    compiled = top.date("compiled", last=True)
    if compiled is None:
        raise top.error("compiled", "is missing; write the day on which the file was last looked over, as 2025-06-30")
    licence = top.text("licence", "as stated by its owner")
    pages = top.node("sources")
    return Dossier(
        title=top.text("title"),
        licence=licence,
        marking=top.choice("marking", Marking, Marking.AMBER_STRICT),
        compiled=compiled,
        place=top.text("place", ""),
        pages={str(key): _page(pages.node(str(key)), licence) for key in pages.data},
    )


def _page(node: Node, licence: str) -> Page:
    page = Page(
        title=node.text("title"),
        site=node.text("site", ""),
        url=node.text("url", ""),
        licence=node.text("licence", licence),
        first=node.date("date"),
        last=node.date("date", last=True),
    )
    node.text("note", "")  # for whoever reads the file
    node.done()
    return page


def _actor(node: Node, dossier: Dossier) -> Record:
    actor = node.text("id")
    if not actor or any(c.isspace() for c in actor):
        raise node.error("id", f"'{actor}' is not an id; write one word, as in village_council")
    rows = {"actors": [_body(node, actor, dossier)], "evidence": _once(_claims(node, actor, dossier))}
    node.done()
    for row in (*rows["actors"], *rows["evidence"]):
        if column := next((key for key, value in row.items() if isinstance(value, str) and _UNFIT.search(value)), ""):
            raise node.error("id", f"'{actor}' has a character in its {column} that is not text")
    where = f"line {node.line}"
    return Record(locator=actor, rows=rows, position=where, source=dossier.title, licence=dossier.licence)


def _body(node: Node, actor: str, dossier: Dossier) -> Row:
    marks = node.texts("marks")
    if unknown := next((mark for mark in marks if mark not in MARKS), None):
        raise node.error("marks", f"'{unknown}' is not known; use: {', '.join(sorted(MARKS))}")
    return {
        "id": actor,
        "name": node.text("name"),
        "kind": node.choice("kind", Kind, Kind.UNKNOWN).value,
        "country": _country(node, "country"),
        "home": _country(node, "home"),
        "marks": ",".join(marks),
        **_coded(node, dossier),
    }


def _claims(node: Node, actor: str, dossier: Dossier) -> Iterator[Row]:
    if mission := node.text("mission", ""):
        yield _stated(node, dossier, actor, Relation.MISSION, mission)
    if node.raw("stance") is not None:
        yield _stated(node, dossier, actor, Relation.STANCE, node.choice("stance", Stance).value)
    for mark in node.texts("marks"):
        yield _stated(node, dossier, actor, Relation.MARK, mark)
    for fact in node.nodes("offers"):
        yield _offer(fact, dossier, actor)
    for relation in (Relation.GAINS, Relation.RISKS):
        for fact in node.nodes(relation.value):
            yield _cited(fact, dossier, actor, relation, value=fact.text("what"))
    for fact in node.nodes("account"):
        yield _account(fact, dossier, actor)
    for fact in node.nodes("ties"):
        kind, to, what = fact.choice("relation", TieKind), fact.text("to"), fact.text("what", "")
        yield _cited(fact, dossier, actor, Relation.TIE, object=to, value=what, unit=kind.value)
    for fact in node.nodes("represents"):
        yield _cited(fact, dossier, actor, Relation.REPRESENTS, object=fact.text("group"), value=_voice(fact))
    for relation, reason in ((Relation.JOINED, "basis"), (Relation.LEFT, "reason")):
        if node.raw(relation.value) is not None:
            yield _passage(node.node(relation.value), dossier, actor, relation, reason)


def _offer(fact: Node, dossier: Dossier, actor: str) -> Row:
    capability = fact.text("capability")
    if capability not in capabilities():
        near = get_close_matches(capability, capabilities(), 3)
        hint = f"did you mean {' or '.join(near)}?" if near else "see the page 'toolbox'"
        raise fact.error("capability", f"'{capability}' is not in the table of capabilities; {hint}")
    amount = fact.maybe_number("amount", low=0, high=1)
    row = _cited(fact, dossier, actor, Relation.OFFERS, object=capability, value=fact.text("what", ""),
                 unit="" if amount is None else f"share {amount:g}")  # fmt: skip
    if amount is not None:
        row["basis"] = Basis.ENTERED.value
    return row


def _account(fact: Node, dossier: Dossier, actor: str) -> Row:
    """What success, cost or failure means to the body, as the body itself named it."""
    of = fact.text("of")
    if of not in AMOUNTS:
        raise fact.error("of", f"'{of}' is not known; use: {', '.join(AMOUNTS)}")
    amount = read_amount(fact, "value", of)
    if amount is None:
        raise fact.error("value", "is missing; write a number, or a range as in [0.2, 0.5]")
    row = _cited(fact, dossier, actor, Relation.ACCOUNT, object=of, value=f"{amount.low:.12g}..{amount.high:.12g}",
                 unit=fact.text("unit", ""))  # fmt: skip
    return row | {"basis": Basis.ENTERED.value}


def _voice(fact: Node) -> str:
    """How a group is in: 'modality; phases; right', each part empty where unknown (`Representation.parse`)."""
    modality = fact.choice("modality", Modality).value if fact.raw("modality") is not None else ""
    phases = fact.texts("phases")
    if unknown := next((phase for phase in phases if phase not in list(Phase)), None):
        raise fact.error("phases", f"'{unknown}' is not known; use: {', '.join(Phase)}")
    right = fact.choice("right", Right).value if fact.raw("right") is not None else ""
    return f"{modality}; {', '.join(phases)}; {right}"


def _passage(fact: Node, dossier: Dossier, actor: str, relation: Relation, reason: str) -> Row:
    """Joining or leaving: a dated event, which does not age."""
    page = _page_of(fact, dossier)
    day = fact.date("date")
    if day is None:
        raise fact.error("date", f"is missing; leave '{relation}' out where the day is not known")
    row = _row(dossier, actor, relation, object=dossier.title, value=fact.text(reason, ""), start=day)
    fact.done()
    return row | _credit(page, fact)


def _cited(
    fact: Node, dossier: Dossier, actor: str, relation: Relation, *, object: str = "", value: str = "", unit: str = ""
) -> Row:
    """A fact with its page, which ages."""
    page = _page_of(fact, dossier)
    place = fact.text("place", dossier.place)
    row = _row(dossier, actor, relation, object=object, value=value, unit=unit, place=place) | _span(
        fact, page, dossier
    )
    fact.done()
    return row | _credit(page, fact)


def _span(fact: Node, page: Page, dossier: Dossier) -> Row:
    """First and last day on which the fact is known to have held, and until when it counts as current.

    The last day is `until`, else the day of the page. Without any date the day on which the file was compiled counts.
    """
    since, until = fact.date("since"), fact.date("until", last=True)
    if since and until and until < since:
        raise fact.error("until", f"{until} is before {since}")
    days = (fact.date("since", last=True), page.last)
    held = until or max((day for day in days if day), default=dossier.compiled)
    seen_later = page.last if since and page.last and page.last > since else None
    return {
        "start": _iso(since or page.first),
        "end": _iso(until or seen_later),
        "use_by": values.years_later(held.isoformat(), USE_BY_YEARS),
    }


def _stated(node: Node, dossier: Dossier, actor: str, relation: Relation, value: str) -> Row:
    """What the file's author says of the body as a whole: coded, not read from a page."""
    return _row(dossier, actor, relation, value=value) | {"title": dossier.title} | _coded(node, dossier)


def _row(
    dossier: Dossier, actor: str, relation: Relation, *, object: str = "", value: str = "", unit: str = "",
    place: str = "", start: dt.date | None = None,
) -> Row:  # fmt: skip
    return {
        "actor": actor,
        "relation": relation.value,
        "object": object,
        "value": value,
        "unit": unit,
        "place": place,
        "start": _iso(start),
        "end": None,
        "use_by": None,
        "marking": dossier.marking.value,
        "basis": Basis.EVIDENCE.value,
    }


def _credit(page: Page, fact: Node) -> Row:
    locator = page.url or f"line {fact.line}"
    return {"title": page.title, "source": page.site or page.title, "locator": locator, "licence": page.licence}


def _coded(node: Node, dossier: Dossier) -> Row:
    return {
        "source": dossier.title,
        "locator": f"line {node.line}",
        "licence": dossier.licence,
        "use_by": None,
        "marking": dossier.marking.value,
        "basis": Basis.ASSUMED.value,
    }


def _page_of(fact: Node, dossier: Dossier) -> Page:
    key = fact.text("source")
    if key not in dossier.pages:
        near = get_close_matches(key, dossier.pages, 1)
        hint = f"did you mean '{near[0]}'?" if near else f"add '{key}: {{title: …, url: …}}' under sources"
        raise fact.error("source", f"'{key}' is not among the sources of this file; {hint}")
    return dossier.pages[key]


def _country(node: Node, key: str) -> str:
    code = node.text(key, "")
    if code and not _COUNTRY.fullmatch(code):
        raise node.error(key, f"'{code}' is not a country; write its two letters, as in CH")
    return code


def _once(claims: Iterator[Row]) -> list[Row]:
    """Rows with their ids; a claim written twice is kept once."""
    parts = ("actor", "relation", "object", "value", "unit", "place", "start", "end", "source", "locator")
    named = {evidence_id(name, *(row[part] or "" for part in parts)): row for row in claims}
    return [{"id": key, **row} for key, row in named.items()]


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
