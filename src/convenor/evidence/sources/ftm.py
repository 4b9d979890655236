"""FollowTheMoney: bodies, who belongs to and who owns whom, who takes part in which project, who is under sanctions.

JSON lines, one entity a line, as `ftm` and OpenSanctions write them. Private persons are dropped at the door, and with
them every link that ends in one: so the file is read twice, first for the ids of its bodies. An id that the file does
not describe might be a person's, so a link to it is left out, too.
Model: https://followthemoney.tech/explorer/ (version 4).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from convenor.evidence import values
from convenor.evidence.guard import Input, personal
from convenor.evidence.guard.jsonlines import Entry, entries
from convenor.evidence.sources import Record, Reject
from convenor.model.codes import Kind, Marking, Relation
from convenor.model.evidence import evidence_id

name = "ftm"
title = "FollowTheMoney"
licence = "as stated by its publisher"
homepage = "https://followthemoney.tech"
good_for = "who is on a sanctions list, who owns or belongs to whom, which bodies a company register knows"
marking = Marking.AMBER_STRICT  # some publishers allow no commercial use; none can be told from the file
gathers = True

USE_BY_YEARS = 3  # after the last known day (docs: how it is reckoned, section 1)
MAX_ID = 200  # characters

BODIES = {
    "Company": Kind.COMPANY, "PublicBody": Kind.STATE, "Organization": Kind.UNKNOWN, "LegalEntity": Kind.UNKNOWN,
}  # fmt: skip
_OTHERS = (
    "Address Airplane Analyzable Article Asset Associate Audio BankAccount Call CallForTenders Contract ContractAward"
    " Control CourtCase CourtCaseParty CryptoWallet Debt Directorship Document Documentation EconomicActivity Email"
    " Employment Event Family Folder HyperText Identification Image Interest Interval License Mention Message Note"
    " Occupancy Package Page Pages Passport Payment PlainText Position RealEstate Representation Risk Security Similar"
    " Succession Table TaxRoll Territory Thing Trip UnknownLink UserAccount Value Vehicle Vessel Video Workbook"
)
_TOPIC_KIND = {  # FollowTheMoney topics that say more than the schema, the narrowest first
    "gov.igo": Kind.INTERGOVERNMENTAL, "gov.muni": Kind.LOCAL_STATE, "gov.soe": Kind.COMPANY, "mil": Kind.MILITARY,
    "pol.party": Kind.PARTY, "pol.union": Kind.UNION, "gov": Kind.STATE, "corp.public": Kind.COMPANY,
    "fin.bank": Kind.COMPANY,
}  # fmt: skip
_PERSONAL = frozenset({"birthDate", "firstName", "lastName", "gender", "passportNumber", "nationality", "deathDate"})
_ROLES = (  # beginnings of words in a project participant's role
    ("coordinat", Relation.COORDINATOR), ("lead", Relation.COORDINATOR), ("fund", Relation.FUNDING),
    ("donor", Relation.FUNDING), ("implement", Relation.IMPLEMENTING), ("contract", Relation.IMPLEMENTING),
)  # fmt: skip


class _Bad(Exception):
    """What makes an entity go to quarantine."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(slots=True)
class _Known:
    """What the first reading found: ids of bodies and projects, and which bodies a sanction names."""

    bodies: set[str] = field(default_factory=set)
    projects: set[str] = field(default_factory=set)
    sanctioned: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Entity:
    """One line, its properties as lists of text."""

    id: str
    schema: str
    given: dict[str, list[str]]
    updated: str

    def all(self, *names: str) -> list[str]:
        return list(dict.fromkeys(v for name in names for v in self.given.get(name, ())))

    def first(self, *names: str) -> str:
        return next(iter(self.all(*names)), "")

    @property
    def actor(self) -> str:
        return _actor(self.id)


def sniff(head: bytes, file: str) -> bool:
    """An object with a schema and properties in its first line, or in the part of it that is seen."""
    first = head.lstrip().split(b"\n", 1)[0]
    return first.startswith(b"{") and b'"schema"' in first and (b'"properties"' in first or len(first) > 60_000)


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per body, project, link and sanction, in the order of the file."""
    known = _first_reading(file)
    for entry in entries(file):
        if isinstance(entry, Reject):
            yield entry
            continue
        try:
            yield _record(_entity(entry.data), known, entry)
        except _Bad as bad:
            yield Reject(f"line {entry.number}", bad.code, str(bad), entry.text)


def _first_reading(file: Input) -> _Known:
    known = _Known()
    for entry in entries(file):
        if isinstance(entry, Reject):
            continue
        try:
            entity = _entity(entry.data)
        except _Bad:
            continue
        if entity.schema in BODIES and not _is_person(entity) and entity.first("name"):
            known.bodies.add(entity.id)
        elif entity.schema == "Project":
            known.projects.add(entity.id)
        elif entity.schema == "Sanction" and not entity.first("endDate"):
            known.sanctioned.update(entity.all("entity"))
    return known


def _entity(data: dict[str, Any]) -> _Entity:
    key, schema, given = data.get("id"), data.get("schema"), data.get("properties")
    if not isinstance(key, str) or not key.strip() or len(key) > MAX_ID:
        raise _Bad("ftm.missing_id", f"has no id, or one that is no text of up to {MAX_ID} characters")
    if not isinstance(schema, str) or (schema not in _READERS and schema not in _LEFT_OUT):
        raise _Bad("ftm.unknown_schema", f"has the schema {str(schema)[:60]!r}, which FollowTheMoney does not know")
    if not isinstance(given, dict):
        raise _Bad("ftm.malformed", "has no properties")
    lists = {name: [v for v in _listed(found) if isinstance(v, str) and v.strip()] for name, found in given.items()}
    updated = next((v for v in (data.get("last_change"), data.get("last_seen")) if isinstance(v, str)), "")
    return _Entity(key.strip(), schema, lists, updated)


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _record(entity: _Entity, known: _Known, entry: Entry) -> Record | Reject:
    place = f"line {entry.number}"
    if entity.schema == "Person" or _is_person(entity):
        return _left_out(place, "ftm.person")
    if entity.schema in _LEFT_OUT:
        return _left_out(place, "ftm.not_kept")
    made = _READERS[entity.schema](entity, known)
    if made is None:
        return _left_out(place, "ftm.other_end_unknown")
    made.position, made.updated, made.text = place, entity.updated, lambda: entry.text
    if found := personal(_texts(made)):
        message = f"holds what looks like a person's detail ({found})"
        return Reject(place, "privacy.personal_data_suspected", message, entry.text, held=made)
    return made


def _left_out(place: str, code: str) -> Record:
    return Record(locator=place, rows={}, position=place, warnings=[(code, "left out; nothing of it is kept")])


def _is_person(entity: _Entity) -> bool:
    """A legal entity of unknown kind with a birthday or a first name is a person."""
    return entity.schema == "LegalEntity" and not _PERSONAL.isdisjoint(entity.given)


def _texts(record: Record) -> str:
    return "\n".join(v for rows in record.rows.values() for row in rows for v in row if isinstance(v, str))


# what each schema becomes -------------------------------------------------------------------------------------------


def _body(entity: _Entity, known: _Known) -> Record:
    names = [" ".join(found.split()) for found in entity.all("name")]
    if not names:
        raise _Bad("ftm.nameless", "the body has no name")
    topics = entity.all("topics")
    listed = "sanction" in topics
    kind = next((k for topic, k in _TOPIC_KIND.items() if topic in topics), BODIES[entity.schema])
    marks = "sanctioned" if listed or entity.id in known.sanctioned else None
    rows: dict[str, list[tuple[Any, ...]]] = {
        "actors": [(entity.actor, names[0], kind.value, _country(entity) or None, None, marks)]
    }
    others = [" ".join(found.split()) for found in (*names[1:], *entity.all("alias", "previousName", "abbreviation"))]
    claims = []
    if others:
        claims.append(_claim(entity, Relation.ALIAS, value="\n".join(dict.fromkeys(others)), key="alias"))
    if listed:
        claims.append(_claim(entity, Relation.MARK, value="sanctioned", key="topic", title=entity.first("program")))
    if claims:
        rows["evidence"] = claims
    return Record(locator=entity.id, rows=rows, key=claims[0][0] if claims else "")


def _sanction(entity: _Entity, known: _Known) -> Record | None:
    """The flag of M28: a claim with authority, programme and days; the body's mark comes with the body."""
    under = [key for key in entity.all("entity") if key in known.bodies]
    if not under:
        return None
    authority, programme = entity.first("authority"), entity.first("program", "reason")
    start, end = _day(entity, "startDate", "listingDate"), _day(entity, "endDate")
    claims = [
        _claim(entity, Relation.MARK, actor=key, value="sanctioned", object=authority, key=key, title=programme,
               start=start, end=end, place=entity.first("country").upper())
        for key in under
    ]  # fmt: skip
    return Record(locator=entity.id, rows={"evidence": claims}, key=claims[0][0])


def _link(one: str, other: str, word: str, value: str) -> Callable[[_Entity, _Known], Record | None]:
    """A tie between each of the ones and each of the others, both bodies of this file."""

    def made(entity: _Entity, known: _Known) -> Record | None:
        claims = [
            _claim(entity, Relation.TIE, actor=a, object=_actor(b), unit=word, value=entity.first(value, "role"),
                   key=f"{a}\x1f{b}", start=_day(entity, "startDate", "date"), end=_day(entity, "endDate"))
            for a in entity.all(one) for b in entity.all(other) if a in known.bodies and b in known.bodies and a != b
        ]  # fmt: skip
        return _aged(entity, claims)

    return made


def _project(entity: _Entity, known: _Known) -> Record:
    heading = " ".join(entity.first("name").split())
    if not heading:
        raise _Bad("ftm.nameless", "the project has no name")
    texts = [("title", heading)] + [("description", t) for t in entity.all("description", "goal", "summary")]
    words = values.fold("\n".join(text for _, text in texts))
    start, end = _day(entity, "startDate", "date"), _day(entity, "endDate")
    activity = entity.actor
    places = [code.upper() for code in entity.all("country")]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "activities": [(activity, heading, words, start, end, entity.first("status"), "", entity.updated or None)],
        "texts": [(activity, kept, "", text) for kept, text in texts],
        "tags": [(activity, "country", code, None, 1 / len(places)) for code in places],
    }  # fmt: skip
    return Record(locator=entity.id, rows=rows, key=activity, use_by=_use_by(end or start))


def _participation(entity: _Entity, known: _Known) -> Record | None:
    role = entity.first("role")
    relation = next((r for start, r in _ROLES if role.lower().startswith(start)), Relation.PARTICIPANT)
    claims = [
        _claim(entity, relation, actor=a, object=_actor(b), value=role, key=f"{a}\x1f{b}",
               start=_day(entity, "startDate", "date"), end=_day(entity, "endDate"))
        for a in entity.all("participant") for b in entity.all("project") if a in known.bodies and b in known.projects
    ]  # fmt: skip
    return _aged(entity, claims)


def _aged(entity: _Entity, claims: list[tuple[Any, ...]]) -> Record | None:
    if not claims:
        return None
    last = _day(entity, "endDate") or _day(entity, "startDate", "date")
    return Record(locator=entity.id, rows={"evidence": claims}, key=claims[0][0], use_by=_use_by(last))


def _claim(
    entity: _Entity, relation: Relation, *, key: str, actor: str = "", object: str = "", value: str = "",
    unit: str = "", place: str = "", start: str | None = None, end: str | None = None, title: str = "",
) -> tuple[Any, ...]:  # fmt: skip
    """A row of evidence; its id holds the entity's, so that the same entity read twice is known again."""
    made = evidence_id("ftm", entity.id, relation.value, key)
    who = _actor(actor) if actor else entity.actor
    return made, who, relation.value, object, value or None, unit or None, place or None, start, end, title or None


def _actor(key: str) -> str:
    return f"ftm:{key}"


def _country(entity: _Entity) -> str:
    code = entity.first("mainCountry", "jurisdiction", "country")[:2].upper()
    return code if code.isalpha() and code.isascii() else ""


def _day(entity: _Entity, *properties: str) -> str | None:
    """The first date that is whole or a year, or a month, of which the first day counts."""
    for text in entity.all(*properties):
        try:
            return values.day(f"{text[:10]}-01-01"[:10] if len(text) in (4, 7) else text)
        except ValueError:
            raise _Bad("date.invalid", f"'{text[:40]}' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD") from None
    return None


def _use_by(last: str | None) -> str | None:
    return values.years_later(last, USE_BY_YEARS) if last else None


_READERS: dict[str, Callable[[_Entity, _Known], Record | None]] = {
    **dict.fromkeys(BODIES, _body),
    "Membership": _link("member", "organization", "member", "role"),
    "Ownership": _link("owner", "asset", "owns", "percentage"),
    "Project": _project,
    "ProjectParticipant": _participation,
    "Sanction": _sanction,
}
_LEFT_OUT = frozenset({*_OTHERS.split(), "Person"})
