"""Plain tables of actors and offers: what an organisation knows itself, one actor or one offer a row, CSV or Excel.

All rows are entered by their owner and marked TLP:AMBER+STRICT. A cell that cannot be is told with its row and column,
and its row held; the others load.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

from convenor.errors import SourceError
from convenor.evidence import values
from convenor.evidence.guard import Input, personal
from convenor.evidence.guard.privacy import has_address
from convenor.evidence.guard.sheet import Line, Sheet, as_csv, first_rows, sheets
from convenor.evidence.headers import LOOKED_AT, Header, Words, corrected, find_header, plain_header
from convenor.evidence.sources import Reading, Record, Reject
from convenor.model.actor import MARKS
from convenor.model.capability import capabilities
from convenor.model.codes import Basis, Kind, Marking, Relation
from convenor.model.countries import country_code
from convenor.model.entered import Entered
from convenor.model.evidence import evidence_id

name = "tables"
title = "Own table of actors and offers"
licence = "as stated by its owner"
homepage = "https://www.w3.org/TR/tabular-data-primer/"
good_for = "what you know yourself: who is there, what each can bring, how much of it, at what cost"
marking = Marking.AMBER_STRICT
basis = Basis.ENTERED
fields = (
    "actor", "id", "kind", "country", "home", "mission", "marks", "capability", "what", "amount", "low", "high", "cost",
    "reliability", "place", "since", "until", "ignore",
)  # fmt: skip

USE_BY_YEARS = 3  # MODEL.md section 1
MAX_NAME, MAX_WORDS = 300, 2_000  # characters of a name, and of a text
_NUMBERS = ("amount", "low", "high", "cost", "reliability")

_WORDS = Words.of(
    dropped=r"contact|e ?mail|phone|telefono|\btel\b|\bmobile\b|address|adresse|direccion|\burl\b|\bweb|website",
    joined=r"joined|member since|signed|signature|adhesion",
    work=r"cluster|implement|donor|bailleur|p ?code|\badm\d|\bevent|fatalit|\bdyad|conflict|\bvotes?\b",
    capability=r"capabilit|capacidad|capacite|\boffers?\b|\boffre|oferta|can (?:do|bring|provide)|спроможн|قدرة",
    reliability=r"reliab|fiabil|fiabilidad|надійн|chance (?:of|that)",
    amount=r"^amount|share of (?:the )?need|^share$|\bcoverage|^level$|montant|cantidad|обсяг|كمية",
    low=r"^low\b|lower|\bmin(?:imum)?\b|at least|^low",
    high=r"^high\b|upper|\bmax(?:imum)?\b|at most",
    cost=r"\bcosts?\b|\bcout|\bcoste?o?\b|price|вартіст|تكلفة",
    marks=r"^marks?$|^flags?$|^tags?$",
    mission=r"mission|purpose|mandate|mandat\b|proposito|\bgoals?\b|місія",
    since=r"^since$|^from$|start|debut|inicio|^date$",
    until=r"^until$|^to$|\bend\b|\bfin\b",
    home=r"country of origin|^home|home country|origin",
    kind=r"\bkinds?\b|\btypes?\b|categor|\btipo\b|тип|вид|نوع",
    country=r"\bcountry\b|\bpays\b|\bpais\b|\biso ?[23]?\b|країн|البلد",
    place=r"^place|where|location|lieu\b|lugar",
    what=r"what|descri|details?|notes?$|remarks?",
    id=r"^id$|identifier|org id|^key$",
    actor=r"\bactors?\b|acteur|organi[sz]ation|organismo|^name$|^nom$|^nombre$|partner|^who$|entity|institution|compan"
    r"|актор|організац|назва|الجهة|المنظمة",
)


@dataclass(slots=True)
class _Table:
    """A table on its way in: its header, and what was seen."""

    label: str
    header: Header
    seen: Counter[str] = field(default_factory=Counter)

    def cells(self, line: Line) -> dict[str, str]:
        """Texts that are not empty by field, and how each column is called."""
        pairs = zip(line.cells, self.header.fields, strict=False)
        return {field: text for cell, field in pairs if field in fields and (text := " ".join(cell.split()))}

    def column(self, field: str) -> str:
        """What a column is called."""
        at = self.header.fields.index(field) if field in self.header.fields else -1
        return self.header.names[at] if at >= 0 else field

    def kept(self, line: Line) -> str:
        """The row's text without what is dropped at the door."""
        dropped = [field == "dropped" for field in self.header.fields]
        return as_csv(["" if i < len(dropped) and dropped[i] else cell for i, cell in enumerate(line.cells)])


class _Bad(Exception):
    """What makes a row go to quarantine."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def sniff(head: bytes, file: str) -> bool:
    """By a header that names actors and what they can bring, or their kind and mission."""
    return any(not hidden and _header(rows, {}) is not None for _, hidden, rows in first_rows(head))


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per row: an actor, with an offer where the row has one.

    Raises:
        SourceError: No sheet names actors.
    """
    found = 0
    for table in sheets(file):
        rows = [line.cells for line in islice(_lines(table), LOOKED_AT + 1)]
        header = _header(rows, dict(file.columns))
        if header is not None and not (table.hidden and found):
            found += 1
            yield from _rows(file, table, header)
    if not found:
        message = "names no column of actors; say which it is with --map 'X=actor,Y=capability,Z=amount'"
        raise SourceError(message, source=file.file, code="tables.columns")


def _lines(table: Sheet) -> Iterator[Line]:
    return (row for row in table.rows() if isinstance(row, Line))


def _header(rows: list[list[str]], said: dict[str, str]) -> Header | None:
    """The header of a table of actors or offers; None where the rows are something else."""
    header = find_header(rows, _WORDS)
    if said:
        wanted = {plain_header(text) for text in said}
        at = next((i for i, row in enumerate(rows) if wanted & {plain_header(cell) for cell in row}), None)
        if at is None:
            return None
        names = tuple(" ".join(cell.split()) for cell in rows[at])
        words = {text: "" if word.lower() == "ignore" else word.lower() for text, word in said.items()}
        chosen, _ = corrected(names, tuple(_WORDS.field(text) for text in names), words)
        return Header(row=at, names=names, fields=_once(chosen)) if "actor" in chosen else None
    if header is None or {"joined", "work"} & set(header.fields) or "actor" not in header.fields:
        return None
    held = set(header.fields)
    known = "capability" in held or ("kind" in held and held & {"mission", "marks", "cost", "reliability", "home"})
    plain = plain_header(header.names[header.fields.index("actor")]) in ("actor", "actors") and "kind" in held
    return Header(row=header.row, names=header.names, fields=_once(header.fields)) if known or plain else None


def _once(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The first column of each field."""
    return tuple(
        "" if field and field in columns[:i] and field != "dropped" else field for i, field in enumerate(columns)
    )


def _rows(file: Input, table: Sheet, header: Header) -> Iterator[Record | Reject]:
    pairs = tuple((n, f) for n, f in zip(header.names, header.fields, strict=True) if f in fields)
    rest = tuple(n for n, f in zip(header.names, header.fields, strict=True) if n and f not in fields)
    how = "said" if file.columns else "header"
    file.readings.append(Reading(file=file.file, sheet=table.name, source=name, how=how, columns=pairs, left_out=rest))
    held = _Table(label=f"{file.file}/{table.name}" if table.name else file.file, header=header)
    count = 0
    for line in table.rows():
        if isinstance(line, Reject):
            yield line
            continue
        count += 1
        if count > header.row + 1:
            where = f"sheet '{table.name}', row" if table.name else "line"
            yield _record(line, f"{where} {line.number}", held)


def _record(line: Line, position: str, table: _Table) -> Record | Reject:
    cells = table.cells(line)
    try:
        record = _entry(cells, table, position)
    except _Bad as bad:
        return Reject(position, bad.code, str(bad), table.kept(line))
    for column, text in cells.items():
        if detail := personal(text) or ("e-mail address" if has_address(text) else ""):
            what = f"column '{table.column(column)}': holds what looks like a person's detail ({detail})"
            return Reject(position, "privacy.personal_data_suspected", what, table.kept(line), held=record)
    record.text = lambda: table.kept(line)
    return record


def _entry(cells: dict[str, str], table: _Table, position: str) -> Record:
    label = cells.get("actor", "")
    if not values.plain(label):
        raise _Bad("tables.nameless", f"column '{table.column('actor')}': is empty; a row is about an actor")
    for column, text in cells.items():
        if len(text) > (MAX_NAME if column == "actor" else MAX_WORDS):
            raise _Bad("tables.too_long", f"column '{table.column(column)}': has {len(text):,} characters")
    actor, country = _id(cells, table), _country(cells, "country", table)
    marks = _marks(cells, table)
    body = (actor, label, _kind(cells, table), country, _country(cells, "home", table), ",".join(marks) or None)
    since, until = _day(cells, "since", table), _day(cells, "until", table)
    if since and until and until < since:
        raise _Bad("date.order", f"column '{table.column('until')}': {until} is before {since}")
    made = [(Relation.MARK, "", mark, "") for mark in marks]
    if "mission" in cells:
        made.append((Relation.MISSION, "", cells["mission"], ""))
    if offer := _offer(cells, table):
        made.append((Relation.OFFERS, offer[0], cells.get("what", ""), offer[1]))
    place = cells.get("place", "") or country or ""
    claims = {}
    for relation, thing, value, unit in made:
        dates = (since, until) if relation is Relation.OFFERS else (None, None)
        parts = (table.label, actor, relation.value, thing, value, unit, place, *(day or "" for day in dates))
        key = evidence_id(*parts, str(table.seen[repr(parts)]) if relation is Relation.OFFERS else "")
        table.seen[repr(parts)] += 1
        claims[key] = (key, actor, relation.value, thing, value, unit, place, *dates, label)
    last = until or since
    rows: dict[str, list[tuple[object, ...]]] = {"actors": [body], "evidence": list(claims.values())}
    return Record(
        locator=position, rows=rows, position=position, source=f"{title}: {table.label}",
        use_by=values.years_later(last, USE_BY_YEARS) if last else None,
    )  # fmt: skip


def _id(cells: dict[str, str], table: _Table) -> str:
    """The id that the table gives, else one made from the name."""
    given = cells.get("id", "")
    if any(c.isspace() for c in given) or not given.isprintable() or len(given) > MAX_NAME:
        message = f"'{given[:40]}' is not an id; write one word, as in village_council"
        raise _Bad("tables.id", f"column '{table.column('id')}': {message}")
    return given or values.actor_id("", cells["actor"])


def _kind(cells: dict[str, str], table: _Table) -> str:
    text = cells.get("kind", "")
    known = {kind.value.lower(): kind.value for kind in Kind}
    plain = values.plain(text)
    if text and plain not in known:
        near = get_close_matches(plain, known, 1, 0.7)
        hint = f"did you mean {known[near[0]]}?" if near else f"use one of: {', '.join(known.values())}"
        raise _Bad("tables.unknown_kind", f"column '{table.column('kind')}': '{text[:40]}' is no kind of actor; {hint}")
    return known.get(plain, Kind.UNKNOWN.value)


def _country(cells: dict[str, str], column: str, table: _Table) -> str | None:
    text = cells.get(column, "")
    code = country_code(text)
    if text and not code:
        message = f"'{text[:40]}' is no country; write its name or two letters, as in CH"
        raise _Bad("tables.unknown_country", f"column '{table.column(column)}': {message}")
    return code or None


def _marks(cells: dict[str, str], table: _Table) -> list[str]:
    marks = [
        mark.strip().lower().replace(" ", "_") for mark in re.split(r"[;,]", cells.get("marks", "")) if mark.strip()
    ]
    if unknown := next((mark for mark in marks if mark not in MARKS), None):
        message = f"'{unknown[:40]}' is no mark; use: {', '.join(sorted(MARKS))}"
        raise _Bad("tables.unknown_mark", f"column '{table.column('marks')}': {message}")
    return sorted(set(marks))


def _offer(cells: dict[str, str], table: _Table) -> tuple[str, str] | None:
    """Capability and numbers of the offer; None where the row has none."""
    text = cells.get("capability", "")
    numbers = {column: _number(cells[column], column, table) for column in _NUMBERS if column in cells}
    if not text:
        if numbers:
            column = table.column(next(iter(numbers)))
            raise _Bad("tables.no_capability", f"column '{column}': a number needs a capability in its row")
        return None
    known = capabilities()
    plain = values.plain(text)
    named = {values.plain(item.label): key for key, item in known.items()} | {values.plain(key): key for key in known}
    if plain not in named:
        near = [named[word] for word in get_close_matches(plain, named, 3, 0.5)]
        hint = f"did you mean {' or '.join(dict.fromkeys(near))}?" if near else "see the page 'toolbox'"
        message = f"'{text[:60]}' is not in the table of capabilities; {hint}"
        raise _Bad("tables.unknown_capability", f"column '{table.column('capability')}': {message}")
    try:
        said = Entered(share=numbers.pop("amount", None), **numbers)
    except ValueError as error:
        column = next((c for c in _NUMBERS if str(error).startswith((c, "share" if c == "amount" else c))), "amount")
        raise _Bad("tables.number", f"column '{table.column(column)}': {error}") from None
    return named[plain], said.unit()


def _number(text: str, column: str, table: _Table) -> float:
    """A number, with a point or a comma before decimals, or a percentage."""
    plain = text.replace(",", ".") if re.fullmatch(r"\d+,\d+", text) else text
    try:
        value = values.amount(plain.removesuffix("%"))
    except ValueError as error:
        raise _Bad("tables.number", f"column '{table.column(column)}': {error}") from None
    return value / 100 if plain.endswith("%") else value


def _day(cells: dict[str, str], column: str, table: _Table) -> str | None:
    text = cells.get(column, "")
    if not text:
        return None
    try:
        return values.day(f"{text}-01-01" if re.fullmatch(r"\d{4}", text) else text)
    except ValueError as error:
        raise _Bad("date.invalid", f"column '{table.column(column)}': {error}") from None
