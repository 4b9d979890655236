"""One row of a response sheet, turned into an activity with its bodies, its clusters and its places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from convenor.evidence import values
from convenor.evidence.guard import personal
from convenor.evidence.guard.privacy import has_address
from convenor.evidence.guard.sheet import Line, as_csv
from convenor.evidence.sources import Record, Reject
from convenor.evidence.sources.hxl.columns import Layout, is_cross
from convenor.evidence.sources.hxl.when import Period, month_number, of_month, span
from convenor.evidence.sources.hxl.words import clusters, org_kind, role, status
from convenor.model.codes import Kind, Relation
from convenor.model.countries import country_code
from convenor.model.evidence import evidence_id

USE_BY_YEARS = 3  # MODEL.md section 1
MAX_LABEL = 300  # characters of a name
_SEVERAL = re.compile(r"\s*[;|\n]\s*")
_ACRONYMS = re.compile(r"[A-Z][A-Za-z&-]{1,9}(?:\s?,\s?[A-Z][A-Za-z&-]{1,9})+")  # "CARE, IRC, UNHCR"
_CAPITALS = re.compile(  # "WFP / UNHCR", "DRC and NRC"; "SOS/CV" is one
    r"[A-Z]{2,10}(?:(?:\s*,\s*|\s+(?:/|and|et|y|e|&)\s+)[A-Z]{2,10}){1,20}"
)
_BETWEEN = re.compile(r"\s*,\s*|\s+(?:/|and|et|y|e|&)\s+")
_PCODE = re.compile(r"([A-Z]{2,3})[-_ ]?[0-9]")
_COORDINATES = re.compile(r"-?[0-9]{1,3}\.[0-9]{3,}")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[, \u00a0\u202f][0-9]{3}){1,6}")  # 12,500 people; nobody counts half ones
_NOBODY = frozenset(
    ("", "n a", "na", "none", "nil", "no", "tbd", "tbc", "unknown", "aucun", "ninguno", "ninguna", "x", "0")
)
_NUMBER_NOTHING = frozenset(("", "-", "–", "n/a", "na", "nil", "none", "tbd", "tbc", "x", "?", "nd", "n.a."))
_RELATION = {
    "org": Relation.IMPLEMENTING, "partner": Relation.IMPLEMENTING, "lead": Relation.ACCOUNTABLE,
    "donor": Relation.FUNDING,
}  # fmt: skip
_LEVELS = ("1", "2", "3")
_HEADED = {"crossed": "sector", "marked": "places"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What all rows of a sheet have in common.

    Attributes:
        label: Name of the file, and of the sheet where there are several.
        layout: What its columns mean.
        country: Where the sheet as a whole plays, ISO 3166; '' is unknown.
        period: When, as a whole.
        day_first: 3/4/2022 is the third of April.
        sector: Of all its rows, where no column says it; '' is unknown.
    """

    label: str
    layout: Layout
    country: str
    period: Period
    day_first: bool
    sector: str = ""

    @property
    def strict(self) -> bool:
        """Somebody said what the columns are, so a cell that does not fit is wrong; of a guess the guess may be."""
        return self.layout.how != "guess"


class _Bad(Exception):
    """What makes a row go to quarantine."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def record(line: Line, position: str, sheet: Sheet, number: int) -> Record | Reject:
    """The record of a row, or what is wrong with it; contact columns are in neither.

    Args:
        line: The row.
        position: Where it stands, for a person.
        sheet: What its sheet says.
        number: How often a row like this came before [0..].
    """
    dropped = "dropped" in sheet.layout.fields
    text = as_csv(_kept(line.cells, sheet.layout)) if dropped else line.text
    row = _Row(line.cells, sheet, number)
    try:
        made = row.record(position)
    except _Bad as bad:
        return Reject(position, bad.code, str(bad), text)
    if row.personal:
        message = f"holds what looks like a person's detail ({row.personal})"
        return Reject(position, "privacy.personal_data_suspected", message, text, held=made)
    made.text = lambda: text
    return made


def _kept(cells: Sequence[str], layout: Layout) -> list[str]:
    fields = layout.fields + ("",) * (len(cells) - len(layout.fields))
    return ["" if field == "dropped" else cell for cell, field in zip(cells, fields, strict=False)]


class _Row:
    """One row on its way from cells to rows of tables."""

    def __init__(self, cells: Sequence[str], sheet: Sheet, number: int) -> None:
        self.sheet = sheet
        self.warnings: list[tuple[str, str]] = []
        self.personal = ""  # what in the row looks like a person's detail
        self.found: dict[str, list[str]] = {}
        for cell, field in zip(cells, sheet.layout.fields, strict=False):
            if field and (text := " ".join(cell.split()) if field not in ("org", "partner", "donor") else cell.strip()):
                self.found.setdefault(field, []).append(text)
        self._from_headers(cells)
        self.id = f"3w:{evidence_id(sheet.label, *cells, str(number))}"

    def _from_headers(self, cells: Sequence[str]) -> None:
        """Sectors and places that stand in headers, where the row has a cross below; the sheet's own sector."""
        fields = self.sheet.layout.fields
        self.found["sector"] = self.found.get("sector", []) + self.found.pop("sectors", [])
        for header, cell, field in zip(self.sheet.layout.names, cells, fields, strict=False):
            if field in _HEADED and is_cross(cell):
                self.found.setdefault(_HEADED[field], []).append(header)
        if self.sheet.sector and not self.found["sector"]:
            self.found["sector"] = [self.sheet.sector]

    def record(self, position: str) -> Record:
        """All rows of tables.

        Raises:
            _Bad: Nobody is named, nothing is said of what was done where, or a number or date is none.
        """
        bodies = self._bodies()
        texts, labels = self._texts()
        places, country = self._places()
        if not bodies:
            raise _Bad("hxl.nameless", "names no organisation; fill cells that were merged, or leave notes out")
        if not places and all(values.is_total(name) for *_, name in bodies):
            raise _Bad("hxl.empty", "is a total of the rows above")
        if not (labels or texts or places):
            raise _Bad("hxl.empty", "says neither what was done nor where")
        words = self._checked(bodies, texts, labels, places)
        start, end = self._dates()
        reached = self._reached()
        known = [name for label in labels for name in clusters(label)]
        heading = self._heading(texts, labels, places)
        last = end or start
        activity = (self.id, heading, " ".join([words, *known]), start, end, self._status(), bodies[0][1], None)
        return Record(
            locator=position,
            rows={
                "activities": [activity],
                "texts": [(self.id, field, "", text) for field, text in texts],
                "tags": [*self._clusters(labels), *[(self.id, *place) for place in places]],
                "actors": list(dict.fromkeys(self._actor(*body) for body in bodies)),
                "evidence": self._claims(bodies, heading, country, start, end, reached),
            },
            use_by=values.years_later(last, USE_BY_YEARS) if last else None,
            warnings=self.warnings,
            position=position,
        )

    def _one(self, field: str) -> str:
        return self.found.get(field, [""])[0]

    # bodies ----------------------------------------------------------------------------------------------------------

    def _bodies(self) -> list[tuple[str, str, str]]:
        """(field, actor id, name) of every body named, the organisation first."""
        made: list[tuple[str, str, str]] = []
        for field in ("org", "partner", "lead", "donor"):
            for cell in self.found.get(field, ()):
                made += [(field, values.actor_id("", name), name) for name in _names(cell)]
        if not any(field == "org" for field, _, _ in made) and (short := self._one("acronym")):
            made = [("org", values.actor_id("", name), name) for name in _names(short)] + made
        return [body for body in dict.fromkeys(made) if body[1]]

    def _actor(self, field: str, actor: str, name: str) -> tuple[object, ...]:
        kind, mark = org_kind(self._one("kind")) if field == "org" else (Kind.UNKNOWN, "")
        if values.is_placeholder(name, False):
            mark = "placeholder"
        return actor, self._full(field, name), kind.value, None, None, mark or None

    def _full(self, field: str, name: str) -> str:
        """With its short name in brackets, where the sheet has one: others name the body by it."""
        short = self._one("acronym") if field == "org" else ""
        known = values.plain(short) in values.plain(name).split() or values.plain(short) == values.plain(name)
        return f"{name} ({short})" if short and not known and len(short) < len(name) and len(short) <= 20 else name

    def _relation(self, field: str, bodies: list[tuple[str, str, str]]) -> Relation:
        """What a body did; who works through a partner answers for the work."""
        if field != "org":
            return _RELATION[field]
        said = role(self._one("role"))
        if said:
            return _RELATION[said]
        own = {actor for other, actor, _ in bodies if other == "org"}
        through = {actor for other, actor, _ in bodies if other == "partner"}
        return Relation.ACCOUNTABLE if through - own else Relation.IMPLEMENTING

    def _claims(
        self, bodies: list[tuple[str, str, str]], heading: str, country: str, start: str | None, end: str | None,
        reached: str,
    ) -> list[tuple[object, ...]]:  # fmt: skip
        made = {}
        for field, actor, _ in bodies:
            relation = self._relation(field, bodies).value
            key = evidence_id(self.id, actor, relation)
            unit = "people reached" if reached else None
            made[key] = (key, actor, relation, self.id, reached or None, unit, country, start, end, heading)
        return list(made.values())

    # what and where --------------------------------------------------------------------------------------------------

    def _texts(self) -> tuple[list[tuple[str, str]], list[str]]:
        """(field, text) of what was done, and the sector's labels."""
        fields = (("title", "activity"), ("title", "project"), ("description", "description"), ("sector", "subsector"))
        texts = [(name, text) for name, field in fields for text in self.found.get(field, ()) if not _nothing(text)]
        return texts, [text for text in self.found.get("sector", ()) if not _nothing(text)]

    def _checked(
        self, bodies: list[tuple[str, str, str]], texts: list[tuple[str, str]], labels: list[str],
        places: list[tuple[str, str, str | None, float | None]],
    ) -> str:  # fmt: skip
        """All texts as searched words; notes where one looks like a person's detail."""
        kept = [name for _, _, name in bodies] + [text for _, text in texts] + labels
        everything = "\n".join([*kept, *(str(label or code) for _, code, label, _ in places)])
        self.personal = personal(everything) or ("e-mail address" if has_address(everything) else "")
        return values.fold("\n".join([text for _, text in texts] + labels))

    def _heading(
        self, texts: list[tuple[str, str]], labels: list[str], places: list[tuple[str, str, str | None, float | None]]
    ) -> str:
        """What a person reads: the work, its sector, its place."""
        what = next((text for field, text in texts if field == "title"), "") or next((text for _, text in texts), "")
        label = labels[0] if labels else ""
        head = what if not label or label.lower() in what.lower() else f"{label}: {what}" if what else label
        where = next((label or code for scheme, code, label, _ in reversed(places) if scheme == "location"), "")
        if len(head) > MAX_LABEL:
            head = head[:MAX_LABEL].rsplit(" ", 1)[0] + " …"
        return f"{head} in {where}" if head and where else head or where

    def _clusters(self, labels: list[str]) -> list[tuple[object, ...]]:
        """A tag for each cluster with its share; a sector that we do not know keeps its own words."""
        made: list[tuple[str, str]] = []
        for label in labels:
            names = clusters(label)
            if not names:
                self.warnings.append(
                    ("hxl.unknown_sector", f"sector '{label[:60]}' is no cluster that we know; kept as it is")
                )
            made += [(name, label) for name in names] or [("", label)]
        made = list(dict.fromkeys(made))
        return [(self.id, "cluster", code, label, 1 / len(made)) for code, label in made]

    def _places(self) -> tuple[list[tuple[str, str, str | None, float | None]], str]:
        """(scheme, code, label, share) of the country and each level below it, and the country's code."""
        codes = [self._one(f"code{level}") for level in _LEVELS] + [self._one("code")]
        country = next((code for cell in self.found.get("country", ()) if (code := _country(cell))), "")
        country = country or next((code for cell in codes if (code := of_pcode(cell))), "") or self.sheet.country
        made: list[tuple[str, str, str | None, float | None]] = []
        for level in _LEVELS:
            label, code = self._one(f"place{level}"), self._one(f"code{level}")
            if label and not _nothing(label) and not _COORDINATES.search(label):
                made.append(("location", code, label, None))
            elif code:
                made.append(("location", code, None, None))
        site = self._one("site")
        if site and not _nothing(site) and not _COORDINATES.search(site):
            made.append(("location", "", site[:MAX_LABEL], None))
        made += [("location", "", place[:MAX_LABEL], None) for place in self.found.get("places", ())]
        if not made and codes[-1]:
            made.append(("location", codes[-1], None, None))
        return ([("country", country, None, 1.0)] if country else []) + made if made or self.found.get(
            "country"
        ) else made, country

    # when and how many -----------------------------------------------------------------------------------------------

    def _dates(self) -> tuple[str | None, str | None]:
        start, end = self._day("start"), self._day("end")
        if start or end:
            if start and end and end[1] < start[0]:
                self.warnings.append(("date.order", f"ends {end[1]}, before it starts {start[0]}"))
            return start[0] if start else None, end[1] if end else None
        if year := self._year():
            held = of_month(year, month_number(self._one("month")))
        else:
            held = self._day("date") or self._day("month") or self.sheet.period.span or ("", "")
        return held[0] or None, held[1] or None

    def _year(self) -> int:
        text = self._one("year")
        return int(text) if text.isascii() and text.isdigit() and 1990 <= int(text[:6]) <= 2100 else 0

    def _day(self, field: str) -> tuple[str, str] | None:
        text = self._one(field)
        if not text or _nothing(text):
            return None
        try:
            return span(text, self.sheet.period, self.sheet.day_first)
        except ValueError as error:
            if self.sheet.strict and text[:1].isdigit():
                raise _Bad("date.invalid", f"{field}: {error}") from None
            self.warnings.append(("date.unread", f"{field} '{text[:40]}' is not a date; left empty"))
            return None

    def _reached(self) -> str:
        """People reached, in digits as they stand."""
        text = self._one("reached")
        if text.lower() in _NUMBER_NOTHING:
            return ""
        if _THOUSANDS.fullmatch(text):
            text = re.sub(r"\D", "", text)
        try:
            if values.amount(text) >= 0:
                return text
            why = f"'{text[:40]}' people cannot be reached; write 0 or more"
        except ValueError as error:
            why = str(error)
        if self.sheet.strict:
            raise _Bad("number.invalid", f"reached: {why}")
        self.warnings.append(("number.unread", f"reached: {why}; left empty"))
        return ""

    def _status(self) -> str:
        return status(self._one("status"))


def of_pcode(code: str) -> str:
    """Country of a p-code, by its first two or three letters; '' where it has none.

    Example:
        >>> of_pcode("BF490304"), of_pcode("NGA036"), of_pcode("17")
        ('BF', 'NG', '')
    """
    found = _PCODE.match(code.strip().upper())
    return country_code(found[1]) if found else ""


def _country(cell: str) -> str:
    return country_code(cell) or of_pcode(cell)


def _names(cell: str) -> list[str]:
    """The bodies of a cell: one, or several with a semicolon, bar or line break between, or a list of short names."""
    parts = _SEVERAL.split(cell)
    if len(parts) == 1 and _ACRONYMS.fullmatch(cell.strip()):
        parts = cell.split(",")
    elif len(parts) == 1 and _CAPITALS.fullmatch(cell.strip()):
        parts = _BETWEEN.split(cell)
    names = (" ".join(part.split())[:MAX_LABEL] for part in parts)
    return [name for name in names if not _nothing(name)]


def _nothing(text: str) -> bool:
    return values.plain(text) in _NOBODY
