"""Membership lists: who belongs to an alliance, call, register or association, of which kind and country, since when.

Recognised by the header, in several languages: a name, and a day of joining or leaving; or a name with a kind or
country where the header or a title speaks of members, signatories or supporters. The list is one activity, in which
each member takes part. Lists of persons are refused.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

from convenor.errors import SourceError
from convenor.evidence import values
from convenor.evidence.guard import Input, personal
from convenor.evidence.guard.privacy import has_address
from convenor.evidence.guard.sheet import Line, Sheet, as_csv, first_rows, sheets
from convenor.evidence.headers import LOOKED_AT, Header, Words, corrected, find_header, plain_header
from convenor.evidence.sources import Reading, Record, Reject
from convenor.model.codes import Kind, Marking, Relation
from convenor.model.countries import country_code
from convenor.model.evidence import evidence_id

name = "members"
title = "Membership list"
licence = "as stated by its owner"
homepage = "https://www.w3.org/TR/tabular-data-primer/"
good_for = "who belongs to an alliance, call, register or association, since when, and who left"
marking = Marking.AMBER_STRICT  # whether a list is published is for its owner to say
fields = ("name", "category", "country", "joined", "left", "ignore")

USE_BY_YEARS = 3  # after leaving; belonging itself does not age
MAX_NAME = 300  # characters
EARLIEST = "1800"

_WORDS = Words.of(
    person=r"(?:first|last|given|family|middle) ?names?|surname|prenom|apellido|date of birth|birth ?date|passport",
    dropped=r"contact|e ?mail|phone|telefono|\btel\b|\bmobile\b|address|adresse|direccion|\burl\b|\bweb|website|link",
    work=r"activit|implement|donor|bailleur|cluster|province|region|district|governorate|p ?code|\badm\d|capabilit"
    r"|amount|project|start|\bsector.*activit|role\b|vote|score|population|\bevent",
    left=r"^(?:date )?left\b|\bleft (?:on|in|date)|leave|leaving|\bexit|withdr[ae]w|delisted|expelled|resign"
    r"|date of (?:leaving|exit)|member until|austritt|sortie|depart\b|baja\b|salida|вихід|выход|вибу",
    joined=r"joined|join date|joining|member since|membership (?:date|start)|signed|signature|signing|accession"
    r"|adhesion|mitglied seit|beitritt|eintritt|first listed"
    r"|fecha de (?:ingreso|firma)|ingreso|приєдн|вступ|присоед|تاريخ الانضمام",
    country=r"\bcountry\b|^land$|\bpays\b|\bpais\b|\biso ?[23]?\b|headquarter|\bhq\b"
    r"|країн|стран|البلد|الدولة|nationality",
    category=r"categor|kategorie|\btypes?\b|\bkind\b|\bnature\b|\btipo\b|sector|secteur|stakeholder group"
    r"|membership class|тип|вид|نوع",
    name=r"^(?:the )?(?:full |official |organi[sz]ation |company |member |legal |entity )?names?(?: of .*)?$|^nom\b"
    r"|^nombre\b|^назва|^название|^الاسم|organi[sz]ation|organismo|compan(?:y|ies)|entreprise|empresa|\bmembers?\b"
    r"|membre|miembro|signator|supporter|participant|institution|entity|association|організац|организац|член|منظمة"
    r"|العضو",
)
_BELONGING = re.compile(
    r"\bmembers?\b|membership|signator|supporter|adherent|membres?\b|miembros?\b|firmantes?|член|أعضاء|اعضاء"
)
_KINDS = (  # of what a list calls a category or nature; the first that fits
    (Kind.DIASPORA, r"diaspora"),
    (Kind.UNION, r"union\b(?!.*europ)|syndicat|sindicato|labou?r\b"),
    (Kind.RESEARCH, r"universi|research|recherche|academ|ecole|school|think ?tank|institut"),
    (Kind.FOUNDATION, r"foundation|fondation|fundacion"),
    (
        Kind.ASSOCIATION,
        r"association professionnelle|chamber|chambre|business association|federation|trade association|industry",
    ),
    (
        Kind.INTERGOVERNMENTAL,
        r"international organi[sz]ation|organisation internationale|intergovernment|united nations|\bigo\b",
    ),
    (Kind.LOCAL_STATE, r"local|collectivite|municip|\bcit(?:y|ies)\b|etat federe|subnational|region"),
    (Kind.COMPANY, r"compan|entreprise|empresa|private|business|\bfirm|corporat|\bsme\b|enterprise"),
    (Kind.NGO, r"\bngo|\bong\b|non ?profit|but non lucratif|civil society|civil|association|charity|forum"),
    (Kind.STATE, r"\bstate|\betat\b|government|gouvern|public|ministr|\bue\b|country"),
)
_KIND = [(kind, re.compile(words)) for kind, words in _KINDS]


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A list: its id and title, and the columns of each field."""

    id: str
    title: str
    header: Header
    kept: tuple[bool, ...]

    def cells(self, line: Line) -> dict[str, list[str]]:
        """Texts that are not empty by field, in the order of the columns."""
        found: dict[str, list[str]] = {}
        for cell, field in zip(line.cells, self.header.fields, strict=False):
            if field and (text := " ".join(cell.split())):
                found.setdefault(field, []).append(text)
        return found


class _Bad(Exception):
    """What makes a row go to quarantine."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def sniff(head: bytes, file: str) -> bool:
    """By the header of one of the sheets, or by what is written above it."""
    return any(not hidden and _header(rows) is not None for _, hidden, rows in first_rows(head))


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per member.

    Raises:
        SourceError: No sheet is a list of members, or it is one of persons.
    """
    found = False
    for table in sheets(file):
        rows = [line.cells for line in islice(_lines(table), LOOKED_AT + 1)]
        header = _header(rows, dict(file.columns))
        if header is None or (table.hidden and found):
            continue
        found = True
        yield from _members(file, table, rows, header)
    if not found:
        message = (
            "names no column of members and their kind, country or day of joining; say so with --map 'X=name,Y=joined'"
        )
        raise SourceError(message, source=file.file, code="members.columns")


def _lines(table: Sheet) -> Iterator[Line]:
    return (row for row in table.rows() if isinstance(row, Line))


def _header(rows: list[list[str]], said: dict[str, str] | None = None) -> Header | None:
    """The header of a list of members, None where the rows are something else."""
    if any(cell.strip().startswith("#") for row in rows[:LOOKED_AT] for cell in row):
        return None
    header = find_header(rows, _WORDS)
    if said:
        return _said(rows, header, said)
    if header is None or "name" not in header.fields or "work" in header.fields:
        return None
    held = set(header.fields)
    spoken = " ".join(plain_header(cell) for row in rows[: header.row + 1] for cell in row)
    dated = bool(held & {"joined", "left"})
    return header if dated or (held & {"category", "country"} and _BELONGING.search(spoken)) else None


def _said(rows: list[list[str]], header: Header | None, said: dict[str, str]) -> Header | None:
    wanted = {plain_header(name) for name in said}
    at = next((i for i, row in enumerate(rows) if wanted & {plain_header(cell) for cell in row}), None)
    if at is None and header is None:
        return None
    place = header.row if at is None and header else at or 0
    names = tuple(" ".join(cell.split()) for cell in rows[place])
    guessed = tuple(_WORDS.field(text) for text in names)
    chosen, _ = corrected(names, guessed, {k: "" if v.lower() == "ignore" else v.lower() for k, v in said.items()})
    return Header(row=place, names=names, fields=chosen) if "name" in chosen else None


def _members(file: Input, table: Sheet, rows: list[list[str]], header: Header) -> Iterator[Record | Reject]:
    if "person" in header.fields:
        message = "is a list of persons; convenor keeps organisations, offices and communities, never private persons"
        raise SourceError(message, source=file.file, locator=f"line {header.row + 1}", code="members.persons")
    heading = _title(file.file, rows[: header.row])
    kept = tuple(field != "dropped" for field in header.fields)
    listed = _List(id=f"members:{values.plain(file.file)}", title=heading, header=header, kept=kept)
    pairs = tuple((n, f) for n, f in zip(header.names, header.fields, strict=True) if f in fields)
    rest = tuple(n for n, f in zip(header.names, header.fields, strict=True) if n and f not in fields)
    how = "said" if file.columns else "header"
    file.readings.append(Reading(file=file.file, sheet=table.name, source=name, how=how, columns=pairs, left_out=rest))
    seen: Counter[str] = Counter()
    first, count = True, 0
    for line in table.rows():
        if isinstance(line, Reject):
            yield line
            continue
        count += 1
        if count <= header.row + 1:
            continue
        item = _record(line, f"{'row' if file.is_zip else 'line'} {line.number}", listed, seen, first=first)
        first = first and isinstance(item, Reject)
        yield item


def _title(file: str, above: list[list[str]]) -> str:
    """What stands above the header, else the file's name as words."""
    written = next((cell.strip() for row in above for cell in row if len(cell.strip()) > 8), "")
    return " ".join((written or re.sub(r"[_\W]+", " ", PurePath(file).stem)).split())[:MAX_NAME] or file


def _record(line: Line, position: str, listed: _List, seen: Counter[str], *, first: bool) -> Record | Reject:
    text = as_csv([cell for cell, kept in zip(line.cells, listed.kept, strict=False) if kept])
    cells = listed.cells(line)
    everything = "\n".join(cell for found in cells.values() for cell in found)
    detail = personal(everything) or ("e-mail address" if has_address(everything) else "")
    try:
        record = _member(cells, listed, position, seen, first=first and not detail)
    except _Bad as bad:
        return Reject(position, bad.code, str(bad), text)
    if detail:
        message = f"holds what looks like a person's detail ({detail})"
        return Reject(position, "privacy.personal_data_suspected", message, text, held=record)
    record.text = lambda: text
    return record


def _member(cells: dict[str, list[str]], listed: _List, position: str, seen: Counter[str], *, first: bool) -> Record:
    label = cells.get("name", [""])[0]
    if not values.plain(label):
        raise _Bad("members.nameless", "names no member")
    if values.is_total(label) and len(cells) == 1:  # a company of this name has a kind or a country
        raise _Bad("members.nameless", f"'{label[:40]}' is a total, and no member")
    if len(label) > MAX_NAME:
        raise _Bad("members.name_too_long", f"a name has {len(label):,} characters")
    actor = values.actor_id("", label)
    warnings: list[tuple[str, str]] = []
    country = next((code for cell in cells.get("country", ()) if (code := country_code(cell))), "")
    if cells.get("country") and not country:
        warnings.append(
            ("members.unknown_country", f"'{cells['country'][0][:40]}' is no country that we know; left empty")
        )
    joined, left = _day(cells, "joined"), _day(cells, "left")
    seen[actor] += 1
    key = evidence_id(listed.id, actor, Relation.MEMBER.value, str(seen[actor]))
    category = "; ".join(cells.get("category", ()))
    claim = (key, actor, Relation.MEMBER.value, listed.id, category or None, None, country, joined, left, listed.title)
    rows: dict[str, list[tuple[object, ...]]] = {
        "actors": [(actor, label, _kind(category).value, country or None, None, None)],
        "evidence": [claim],
    }
    if left:
        gone = evidence_id(listed.id, actor, Relation.LEFT.value, left)
        rows["evidence"].append(
            (gone, actor, Relation.LEFT.value, listed.title, None, None, country, left, None, listed.title)
        )
    if first:  # the list itself
        rows["activities"] = [(listed.id, listed.title, values.fold(listed.title), None, None, "", "", None)]
        rows["texts"] = [(listed.id, "title", "", listed.title)]
    return Record(
        locator=position, rows=rows, position=position, source=f"{title}: {listed.title}", warnings=warnings,
        use_by=values.years_later(left, USE_BY_YEARS) if left else None,
    )  # fmt: skip


def _kind(category: str) -> Kind:
    """Kind of body from its category and nature; 'unknown' where neither says.

    Example:
        >>> _kind("private-sector; Association professionnelle").value, _kind("civil-society; Université").value
        ('association', 'research')
    """
    plain = values.plain(category)
    return next((kind for kind, words in _KIND if words.search(plain)), Kind.UNKNOWN)


def _day(cells: dict[str, list[str]], field: str) -> str | None:
    """The first day given; a year or month alone is its first day."""
    for text in cells.get(field, ()):
        if values.plain(text) in ("", "n a", "none", "no", "yes", "present", "active", "member"):
            continue
        iso = re.sub(r"^(\d{4})$", r"\1-01-01", re.sub(r"^(\d{4}-\d{2})$", r"\1-01", text))
        if found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", iso):
            iso = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
        try:
            day = values.day(iso.replace(" ", "T", 1))
        except ValueError as error:
            raise _Bad("date.invalid", f"{field}: {error}") from None
        if day < EARLIEST:
            raise _Bad("date.invalid", f"{field}: '{text[:40]}' is before {EARLIEST}")
        return day
    return None
