"""IATI activities, versions 1.01 to 2.03: who funded, extended and implemented what, where, when, for how much.

Standard: https://iatistandard.org/en/iati-standard/203/activity-standard/. One `iati-activity` is one record. Version
1.x wrote words where 2.x has codes (Funding is 1, D is 3, start-planned is 1) and bare texts where 2.x has narratives;
both are understood wherever they stand, for converters mix them. `contact-info` is never read.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from convenor.errors import SourceError
from convenor.evidence import values
from convenor.evidence.guard import Input, personal
from convenor.evidence.sources import Record, Reject
from convenor.model.codes import IATI_KIND, IATI_ROLE, Relation
from convenor.model.evidence import evidence_id

if TYPE_CHECKING:
    from convenor.evidence.guard.markup import Element

name = "iati"
title = "IATI activities"
licence = "IATI publisher's open licence, as published"
homepage = "https://iatistandard.org"
good_for = "who funds, runs and receives aid activities, in which sector and country, since when"

NEWEST = (2, 3)
USE_BY_YEARS = 3  # MODEL.md section 1: three years after the end of what was done
EARLIEST, HORIZON = (
    1950,
    30,
)  # a start before this year, or more years ahead than this, is a placeholder (1900, 2050, 9999)
MAX_SHARE = 100.0  # percent
MAX_IDENTIFIER = 500  # characters (100 files of 2021: 97)
MAX_LABEL = 120  # characters of a name or identifier where it is only shown

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DATES = {
    "1": "1", "2": "2", "3": "3", "4": "4",
    "start-planned": "1", "start-actual": "2", "end-planned": "3", "end-actual": "4",
}  # fmt: skip
_TRANSACTIONS = {  # version 1.x TransactionType to 2.x
    "c": "2", "d": "3", "e": "4", "if": "1", "ir": "5", "lr": "6", "r": "7", "qp": "8", "qs": "9", "cg": "10",
}  # fmt: skip
_TRANSACTION_TYPES = frozenset(str(i) for i in range(1, 14))
_STATUSES = frozenset("123456")
_SECTOR = {"": "dac", "1": "dac", "2": "dac", "dac": "dac", "dac-3": "dac"}
_MARKER = {"": "marker", "1": "marker", "dac": "marker"}
_TAG = {"2": "sdg", "3": "sdg"}
_ELEMENTS = (
    "iati-identifier reporting-org title description participating-org other-identifier activity-status"
    " activity-date contact-info activity-scope recipient-country recipient-region location sector tag"
    " country-budget-items humanitarian-scope policy-marker collaboration-type default-flow-type"
    " default-finance-type default-aid-type default-tied-status budget planned-disbursement capital-spend"
    " transaction document-link related-activity legacy-data conditions result crs-add fss activity-website"
)
_KNOWN = frozenset(_ELEMENTS.split())

Row = tuple[object, ...]


def sniff(head: bytes, file: str) -> bool:
    """Any markup: IATI is the only source that reads it, and says best what an error page saved as .xml is."""
    return head.lstrip()[:1] == b"<"


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per activity, in the order of the file."""
    from convenor.evidence.guard import markup

    _check_root(markup.root(file), file)
    span = f"{EARLIEST}-01-01", f"{date.today().year + HORIZON}-12-31"
    for item in markup.records(file, "iati-activity"):
        if isinstance(item, Reject):
            yield item
            continue
        position, element = item
        try:
            record = _Activity(element, span).record(position)
            record.text = partial(markup.text_of, element)
            yield record
        except _Bad as bad:
            identifier = " ".join((element.findtext("iati-identifier") or "?").split())
            yield Reject(_named(position, identifier), bad.code, str(bad), markup.text_of(element), bad.held)


def _named(position: str, identifier: str) -> str:
    return f"{position} ({identifier[:MAX_LABEL]})"


def _check_root(root: "Element", file: Input) -> None:
    tag, version = str(root.tag), (root.get("version") or "").strip()
    if tag != "iati-activities":
        like = "an HTML page, perhaps an error message" if tag.lower().endswith("html") else f"'{tag[:60]}'"
        message = f"looks like {like}; fetch a file whose root is iati-activities"
        raise SourceError(message, source=file.file, locator="line 1", code="iati.not_iati")
    parts = version.split(".")
    if not version:
        return
    if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts) or len(parts) > 2:
        raise _unsupported(version, file)
    number = (int(parts[0]), int(parts[1]) if len(parts) == 2 else 0)
    if not (1, 0) <= number <= NEWEST:
        raise _unsupported(version, file)


def _unsupported(version: str, file: Input) -> SourceError:
    message = f"is IATI version '{version[:20]}'; versions 1.01 to 2.03 are read"
    return SourceError(message, source=file.file, locator="iati-activities", code="iati.version_unsupported")


class _Bad(Exception):
    """What makes a record go to quarantine; `held` is what a reviewer may release."""

    def __init__(self, code: str, message: str, held: Record | None = None) -> None:
        self.code, self.held = code, held
        super().__init__(message)


class _Activity:
    """One activity on its way from elements to rows. Its methods fill the lists that `record` hands over."""

    def __init__(self, element: "Element", span: tuple[str, str]) -> None:
        self.earliest, self.latest = span
        self.lang = (element.get(_LANG) or "").lower()
        self.currency = (element.get("default-currency") or "").strip()
        self.children: dict[str, list[Element]] = {}
        self.warnings: list[tuple[str, str]] = []
        self.suspected = ""  # what in the texts looks like a person's detail
        for child in element:
            self.children.setdefault(child.tag, []).append(child)
        named = self.children.get("iati-identifier")
        self.identifier = " ".join((named[0].text or "").split()) if named else ""
        if not self.identifier:
            raise _Bad("iati.missing_identifier", "has no iati-identifier; without one it cannot be cited")
        if len(self.identifier) > MAX_IDENTIFIER:
            raise _Bad("iati.identifier_too_long", f"has an iati-identifier of {len(self.identifier):,} characters")
        self.id = f"iati:{self.identifier}"
        self.updated = self._stamp((element.get("last-updated-datetime") or "").strip())
        self.rows: dict[str, list[Row]] = {
            table: [] for table in ("activities", "texts", "tags", "money", "actors", "evidence")
        }

    def record(self, position: str) -> Record:
        """All rows of the activity.

        Raises:
            _Bad: Something the standard forbids, or text that looks like a person's detail.
        """
        made = None
        try:
            made = self._made(position)
        except _Bad:
            if not self.suspected:
                raise
        if made is not None and not self.suspected:
            return made
        message = f"holds what looks like a person's detail ({self.suspected})"
        raise _Bad("privacy.personal_data_suspected", message, made)

    def _made(self, position: str) -> Record:
        self._warn_unknown_elements()
        heading, words = self._texts()
        start, end, use_by = self._dates()
        place = self._places()
        self._sectors()
        self._markers()
        self._money()
        reporter, publisher = self._reporter()
        self._participants(heading, place, start, end)
        status = self._code("activity-status")
        if status and status not in _STATUSES:
            self._unknown("activity-status", status)
        self.rows["activities"].append((self.id, heading, words, start, end, status, reporter, self.updated or None))
        return Record(
            locator=self.identifier,
            rows=self.rows,
            use_by=use_by,
            warnings=self.warnings,
            key=self.id,
            updated=self.updated,
            position=_named(position, self.identifier),
            source=f"{title} of {publisher or reporter}" if publisher or reporter else title,
            licence=f"{licence} ({reporter})" if reporter else licence,
        )

    def _all(self, tag: str) -> list["Element"]:
        return self.children.get(tag, [])

    def _code(self, tag: str) -> str:
        found = self.children.get(tag)
        return (found[0].get("code") or "").strip() if found else ""

    def _warn_unknown_elements(self) -> None:
        for tag in self.children:
            if tag not in _KNOWN:
                self.warnings.append(("iati.unknown_element", f"{tag} is not an element of the standard; left out"))

    def _unknown(self, what: str, code: str) -> None:
        self.warnings.append(("iati.unknown_code", f"{what} '{code[:40]}' is not in the code list; kept as it is"))

    # texts ---------------------------------------------------------------------------------------------------------

    def _texts(self) -> tuple[str, str]:
        found = [
            (tag, *text)
            for tag in ("title", "description")
            for part in self._all(tag)
            for text in self._narratives(part)
        ]
        titles = [(lang, text) for field, lang, text in found if field == "title"]
        if not titles:
            raise _Bad("iati.missing_title", "has no title with text")
        everything = "\n".join(text for _, _, text in found)
        words = values.fold(everything)
        self.suspected = personal(everything)
        self.rows["texts"] = [(self.id, field, lang, text) for field, lang, text in found]
        return next((text for lang, text in titles if lang[:2] == "en"), titles[0][1]), words

    def _narratives(self, part: "Element") -> list[tuple[str, str]]:
        """(language, text) of every narrative, or of the element itself as version 1.x has it."""
        default = part.get(_LANG) or self.lang
        pairs = [(child.get(_LANG) or default, child.text) for child in part.iterchildren("narrative")]
        if not pairs:
            pairs = [(default, part.text)]
        return [(lang.lower(), stripped) for lang, text in pairs if text and (stripped := text.strip())]

    def _name(self, part: "Element") -> str:
        """The one text of an element, the English one where there are several."""
        count = len(part)
        if count == 0 or (
            count == 1 and part[0].tag == "narrative"
        ):  # nearly always, in 120,000 calls for 10,000 records
            text = part[0].text if count else part.text
            return text.strip() if text else ""
        pairs = self._narratives(part)
        return next((text for lang, text in pairs if lang[:2] == "en"), pairs[0][1] if pairs else "")

    # dates ---------------------------------------------------------------------------------------------------------

    def _dates(self) -> tuple[str | None, str | None, str | None]:
        found: dict[str, str] = {}
        for part in self._all("activity-date"):
            kind = _DATES.get((part.get("type") or "").strip().lower(), "")
            text = part.get("iso-date") or ""
            if kind and text.strip():
                found.setdefault(kind, self._day(text, "activity-date"))
        start = self._sane(found.get("2")) or self._sane(found.get("1"))
        end = self._sane(found.get("4")) or self._sane(found.get("3"))
        if start and end and end < start:
            self.warnings.append(("date.order", f"ends {end}, before it starts {start}"))
        last = end or start or (values.day(self.updated) if self.updated else None)
        return start, end, values.years_later(last, USE_BY_YEARS) if last else None

    def _stamp(self, text: str) -> str:
        """When the record was last changed; '' where that is no date, lest nonsense count as the newest."""
        try:
            return text if text and values.day(text) else ""
        except ValueError:
            self.warnings.append(("date.unread", f"last-updated-datetime '{text[:40]}' is not a date; left empty"))
            return ""

    def _day(self, text: str, what: str) -> str:
        try:
            return values.day(text)
        except ValueError as error:
            raise _Bad("date.invalid", f"{what}: {error}") from None

    def _sane(self, day: str | None) -> str | None:
        if day and not self.earliest <= day <= self.latest:
            self.warnings.append(("date.placeholder", f"{day} stands for 'not known'; left empty"))
            return None
        return day

    # places, sectors, markers --------------------------------------------------------------------------------------

    def _places(self) -> str:
        """Tags for countries, regions and locations; returns the first country."""
        countries = self._all("recipient-country")
        within = [] if countries else self._of_transactions("recipient-country")
        for part in countries or within:
            code = values.country(part.get("code") or "")
            if code:
                self._tag("country", code, self._name(part), None if within else self._share(part, len(countries)))
        regions = self._all("recipient-region")
        for part in regions:
            vocabulary = (part.get("vocabulary") or "1").strip()
            scheme = "region" if vocabulary == "1" else f"region:{vocabulary}"
            self._tag(scheme, (part.get("code") or "").strip(), self._name(part), self._share(part, len(regions)))
        for part in self._all("location"):
            self._location(part)
        first = next((row for row in self.rows["tags"] if row[1] == "country"), None)
        return str(first[2]) if first else ""

    def _of_transactions(self, tag: str) -> list["Element"]:
        """What version 2.x lets a publisher say for each transaction instead of for the activity; each code once."""
        found: dict[tuple[str | None, str | None], Element] = {}
        for transaction in self._all("transaction"):
            for part in transaction.iterchildren(tag):
                found.setdefault((part.get("vocabulary"), part.get("code")), part)
        return list(found.values())

    def _location(self, part: "Element") -> None:
        label, code = "", ""
        for child in part:
            if child.tag == "name":
                label = self._name(child)
            elif child.tag in ("location-id", "gazetteer-entry"):
                code = (child.get("code") or child.text or "").strip()
            elif child.tag == "point" and not code:
                code = _rounded((child.findtext("pos") or "").split())
            elif child.tag == "coordinates" and not code:
                code = _rounded([child.get("latitude") or "", child.get("longitude") or ""])
        if code or label:
            self._tag("location", code, label, None)

    def _sectors(self) -> None:
        sectors = self._all("sector")
        within = [] if sectors else self._of_transactions("sector")
        vocabularies = [(part.get("vocabulary") or "").strip().lower() for part in sectors or within]
        for part, vocabulary in zip(sectors or within, vocabularies, strict=True):
            code = (part.get("code") or "").strip()
            if not code:
                continue
            scheme = _SECTOR.get(vocabulary) or f"sector:{vocabulary}"
            if scheme == "dac" and not (code.isascii() and code.isdigit() and len(code) in (3, 5) and code[0] != "0"):
                self._unknown("sector", code)
            share = None if within else self._share(part, vocabularies.count(vocabulary))
            self._tag(scheme, code, self._name(part), share)

    def _markers(self) -> None:
        tags = self.rows["tags"]
        for part in self._all("policy-marker"):
            vocabulary = part.get("vocabulary") or ""
            scheme = _MARKER.get(vocabulary.strip().lower()) or f"marker:{vocabulary.strip().lower()}"
            tags.append((self.id, scheme, part.get("code") or "", part.get("significance") or "", None))
        for part in self._all("tag"):
            vocabulary = (part.get("vocabulary") or "").strip()
            self._tag(
                _TAG.get(vocabulary) or f"tag:{vocabulary}", (part.get("code") or "").strip(), self._name(part), None
            )
        for part in self._all("humanitarian-scope"):
            self._tag("humanitarian-scope", (part.get("code") or "").strip(), self._name(part), None)

    def _tag(self, scheme: str, code: str, label: str, share: float | None) -> None:
        if code or label:
            self.rows["tags"].append((self.id, scheme, code, label, share))

    def _share(self, part: "Element", siblings: int) -> float | None:
        """Part of the activity [0, 1]; the only one of its list has all of it, unless it says otherwise."""
        text = (part.get("percentage") or "").strip()
        if not text:
            return 1.0 if siblings == 1 else None
        share = _fraction(text)
        if share is None:
            self.warnings.append(("share.invalid", f"percentage '{text[:40]}' is not in 0 to 100; left empty"))
        return share

    # money ---------------------------------------------------------------------------------------------------------

    def _money(self) -> None:
        for part in self._all("budget"):
            when, value = None, None
            for child in part:
                if child.tag == "value":
                    value = child
                elif child.tag == "period-start":
                    when = self._moment(child, "budget")
            self._sum("budget", when, value, None, None)
        for part in self._all("transaction"):
            self._transaction(part)

    def _transaction(self, part: "Element") -> None:
        kind, when, value, provider, receiver = "", None, None, None, None
        for child in part:
            tag = child.tag
            if tag == "transaction-type":
                code = (child.get("code") or "").strip()
                kind = _TRANSACTIONS.get(code.lower(), code)
                if kind not in _TRANSACTION_TYPES:
                    self._unknown("transaction-type", code)
            elif tag == "transaction-date":
                when = self._moment(child, "transaction")
            elif tag == "value":
                value = child
            elif tag == "provider-org":
                provider = self._party(child)
            elif tag == "receiver-org":
                receiver = self._party(child)
        self._sum(kind, when, value, provider, receiver)

    def _party(self, part: "Element") -> str | None:
        return values.actor_id(part.get("ref") or "", "") or values.actor_id("", self._name(part)) or None

    def _moment(self, part: "Element", what: str) -> str | None:
        text = part.get("iso-date")
        if not text or text.isspace():
            return None
        day = self._day(text, what)
        return day if self.earliest <= day <= self.latest else self._sane(day)

    def _sum(
        self, kind: str, when: str | None, value: "Element | None", provider: str | None, receiver: str | None
    ) -> None:
        if value is None:
            self.warnings.append(("amount.missing", f"a {kind or 'transaction'} has no value; left out"))
            return
        try:
            number = values.amount(value.text or "")
        except ValueError as error:
            raise _Bad("amount.invalid", f"{'budget' if kind == 'budget' else 'transaction'}: {error}") from None
        if number < 0:
            self.warnings.append(("amount.negative", f"{number:g} is below zero, as a reversal may be"))
        currency = (value.get("currency") or self.currency).strip()
        self.rows["money"].append((self.id, kind, when, number, currency, provider, receiver))

    # actors --------------------------------------------------------------------------------------------------------

    def _reporter(self) -> tuple[str, str]:
        """Id and name of the organisation that publishes the activity."""
        for part in self._all("reporting-org"):
            return self._actor(part), self._name(part)[:MAX_LABEL]
        return "", ""

    def _actor(self, part: "Element") -> str:
        """Id of the organisation; its name and kind become a row."""
        row = _organisation(part.get("ref") or "", self._name(part), part.get("type") or "")
        if row[0] and row not in self.rows["actors"]:
            self.rows["actors"].append(row)
        return row[0]

    def _participants(self, heading: str, place: str, start: str | None, end: str | None) -> None:
        seen = set()
        for part in self._all("participating-org"):
            actor = self._actor(part)
            if not actor:
                self.warnings.append(("iati.nameless", "a participating-org has neither reference nor name; left out"))
                continue
            code = (part.get("role") or "").strip()
            relation = IATI_ROLE.get(code.lower())
            if relation is None:
                self._unknown("role", code)
            word = relation.value if relation else code or Relation.PARTICIPANT.value
            key = evidence_id(self.id, actor, word)
            if key not in seen:
                seen.add(key)
                self.rows["evidence"].append((key, actor, word, self.id, None, None, place, start, end, heading))


LOCAL = ("11", "24")  # IATI OrganisationType: local government, partner-country-based NGO


@lru_cache(maxsize=65_536)
def _organisation(ref: str, label: str, kind: str) -> tuple[str, str, str, None, None, str | None]:
    """A row of the table of actors; its id is '' where there is neither reference nor name."""
    actor = values.actor_id(ref, label)
    mark = "local" if kind.strip() in LOCAL else None
    if values.is_placeholder(label, not actor.startswith("name:")):
        mark = "placeholder"
    return actor, label or ref.strip(), values.kind(IATI_KIND, kind.strip()), None, None, mark


@lru_cache(maxsize=4_096)
def _fraction(percentage: str) -> float | None:
    """Share [0, 1] of a percentage, None where it is not in 0 to 100."""
    try:
        percent = values.amount(percentage.rstrip("%"))
    except ValueError:
        return None
    return percent / MAX_SHARE if 0 <= percent <= MAX_SHARE else None


def _rounded(position: list[str]) -> str:
    """'lat,lon' to two decimals (about a kilometre), or '' where it is not a place on earth."""
    if len(position) != 2:
        return ""
    try:
        latitude, longitude = (values.amount(text.rstrip(",")) for text in position)
    except ValueError:
        return ""
    return f"{latitude:.2f},{longitude:.2f}" if abs(latitude) <= 90 and abs(longitude) <= 180 else ""
