"""The numbered evidence of a report: a row gets its number where the page first cites it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from convenor.action.labels import capability_label
from convenor.action.text import host, web_address
from convenor.action.words import day, digits, start, when
from convenor.model.codes import PARTICIPATION, Basis, Marking, Relation
from convenor.model.evidence import Evidence
from convenor.model.outcome import Source
from convenor.model.partnership import Partnership
from convenor.model.stake import Stake

MOST_CHIPS = 4  # a fifth breaks the line of a table's cell; the rest is counted in words
MOST_ROWS = 600  # about 0.6 MB of table; the whole is in the JSON export

SAYS = {
    Relation.FUNDING: "Funded", Relation.ACCOUNTABLE: "Answered for", Relation.EXTENDING: "Managed",
    Relation.IMPLEMENTING: "Carried out", Relation.COORDINATOR: "Coordinated", Relation.PARTICIPANT: "Took part in",
    Relation.MEMBER: "Belongs to", Relation.OFFERS: "Brings", Relation.GAINS: "Gains", Relation.RISKS: "Risks",
    Relation.TIE: "Has a tie with", Relation.REPRESENTS: "Speaks for", Relation.STANCE: "Takes the stance",
    Relation.JOINED: "Joined", Relation.LEFT: "Left", Relation.MISSION: "Is for",
    Relation.MARK: "Is marked",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chips:
    """What stands behind one statement: rows, how many more there are, and the basis where it is not evidence.

    Numbers are given when the page prints a key, so that they rise down the page.
    """

    keys: tuple[str, ...] = ()
    more: int = 0
    absent: int = 0
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the evidence table, ready to print."""

    number: int
    claim: str
    actor: str
    source: str
    site: str
    link: str
    locator: str
    date: str
    licence: str
    use_by: str
    basis: str
    marking: str
    expired: bool


@dataclass(slots=True)
class Register:
    """Rows and pages that a partnership rests on, numbered as they are cited."""

    partnership: Partnership
    names: dict[str, str] = field(init=False)
    _rows: dict[str, Evidence] = field(init=False)
    _pages: dict[str, Source] = field(init=False)
    _said: dict[str, list[str]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = list(stakes(self.partnership))
        self.names = {stake.actor.id: stake.actor.name for stake in known}
        self._rows = {row.id: row for stake in known for row in stake.evidence}
        self._rows |= {row.id: row for gap in self.partnership.unheld for row in gap.evidence}
        self._pages = dict(self.partnership.outcome.sources)

    def cite(self, keys: Iterable[str], *, says: str = "", basis: Basis = Basis.EVIDENCE) -> Chips:
        """The rows behind one statement, live ones first.

        Args:
            keys: Ids of rows, or keys of the outcome's sources.
            says: What is claimed, for pages that the outcome cites: they carry no claim of their own.
            basis: Basis of the statement; anything but evidence is printed as a word beside the numbers.
        """
        wanted = [key for key in dict.fromkeys(keys) if key]
        known = sorted((key for key in wanted if key in self._rows or key in self._pages), key=self.expired)
        for key in known:
            if key in self._pages and says and says not in self._said.setdefault(key, []):
                self._said[key].append(says)
        word = "" if basis is Basis.EVIDENCE else basis.value
        return Chips(tuple(known[:MOST_CHIPS]), max(0, len(known) - MOST_CHIPS), len(wanted) - len(known), word)

    def number(self, key: str) -> int:
        """The row's number, given at first use [1..]."""
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def expired(self, key: str) -> bool:
        """True for a row past its use-by date on the date of reckoning."""
        row = self._rows.get(key)
        return row is not None and row.expired(self.partnership.outcome.as_of)

    def counts(self, keys: Iterable[str]) -> bool:
        """True when at least one of the rows is on file and not expired (what is expired does not count)."""
        return any((key in self._rows or key in self._pages) and not self.expired(key) for key in keys)

    def table(self) -> tuple[Row, ...]:
        """All cited rows by number, then the partners' other rows, at most `MOST_ROWS`."""
        for member in self.partnership.members:
            for row in member.stake.evidence:
                if len(self._numbers) < MOST_ROWS:
                    self.number(row.id)
        return tuple(self._line(key, n) for key, n in self._numbers.items())

    @property
    def left_out(self) -> int:
        """Rows of the partners that the table does not show."""
        rows = {row.id for member in self.partnership.members for row in member.stake.evidence}
        return len(rows - set(self._numbers))

    def _line(self, key: str, n: int) -> Row:
        if key in self._rows:
            return self._evidence(self._rows[key], n)
        page = self._pages[key]
        said = "; ".join(self._said.get(key, [])) or page.title
        link = web_address(page.url)
        return Row(
            n, said, "", page.title, page.site or host(link), link, "", when(page.date), page.licence, "",
            Basis.EVIDENCE.value, Marking.CLEAR.value, False,
        )  # fmt: skip

    def _evidence(self, row: Evidence, n: int) -> Row:
        link = web_address(row.locator)
        dates = [day(date) for date in (row.start, row.end) if date is not None]
        page = row.title if row.title and row.relation not in PARTICIPATION else row.source
        return Row(
            n, self._claim(row), self.names.get(row.actor, row.actor), page, host(link), link,
            "" if link else row.locator, " to ".join(dict.fromkeys(dates)), row.licence,
            day(row.use_by) if row.use_by else "", row.basis.value, row.marking.value,
            row.expired(self.partnership.outcome.as_of),
        )  # fmt: skip

    def _claim(self, row: Evidence) -> str:
        says = SAYS[Relation(row.relation)] if row.relation in set(Relation) else start(row.relation)
        thing = row.object
        if row.relation in PARTICIPATION:
            thing = f"“{row.title}”" if row.title else row.object
        elif row.relation == Relation.OFFERS:
            thing = capability_label(row.object)
        elif row.relation == Relation.TIE:
            thing = self.names.get(row.object, row.object)
        elif row.relation in (Relation.JOINED, Relation.LEFT, Relation.MISSION):
            thing = ""
        value = " ".join(part for part in (digits(row.value), row.unit) if part)
        claim = f"{says} {thing}".strip()
        return f"{claim}: {value}" if value and value != thing else claim


def stakes(partnership: Partnership) -> Iterator[Stake]:
    """Every stake that the partnership carries: members, those left out, and the usual set's members."""
    yield from (member.stake for member in partnership.members)
    yield from partnership.outside or ()
    if partnership.usual is not None:
        yield from stakes(partnership.usual)
