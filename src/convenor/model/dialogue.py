"""Dialogue: what participants said, where they meet and what divides them. Nearest term: Polis conversation.

In anonymous mode the noun holds aggregates only: no row of a person can leave through it, whatever writes it down.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from convenor.model.codes import Basis, Marking
from convenor.model.notebook import shown

LEAST = 10  # people in a cell that may be shown (SAFETY.md); smaller ones are suppressed
TOO_FEW = "too few voices to split"
HALF = 0.5  # more than this share of an audience is most of it


class Mode(StrEnum):
    """Organisations on the record, or people whose votes are shown in aggregate only."""

    ATTRIBUTED = "attributed"
    ANONYMOUS = "anonymous"


class Side(StrEnum):
    """On which side of a statement people meet."""

    AGREE = "agree"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence that people vote on.

    Attributes:
        id: As in the conversation.
        text: As written; empty where the export has none.
        accepted: False where a moderator took it out; True where accepted or not yet looked at.
        meta: About the conversation itself, by the convener's mark.
    """

    id: str
    text: str = ""
    accepted: bool = True
    meta: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Everyone, an opinion group that was found, or a stratum that was declared.

    Attributes:
        name: "all", "group A", or "dimension: category" as declared.
        kind: "all", "found" or "declared".
        people: Participants in it; None where fewer than `LEAST` anonymous ones.
        stability: For a found group: mean chance that two of its members stay together when participants are drawn
            again [0, 1].
    """

    name: str
    kind: str
    people: int | None
    stability: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How one audience voted on one statement. A count of None is suppressed, not zero.

    Attributes:
        statement: Id of the statement.
        audience: Name of the audience.
        agree: People who agreed.
        disagree: People who disagreed.
        passed: People who passed.
        share: Share that agrees, of those who did or would answer, by the model [0, 1]; None where nothing may be said.
        low: 5% bound of that share.
        high: 95% bound of that share.
        against: Share that disagrees, likewise.
    """

    statement: str
    audience: str
    agree: int | None = None
    disagree: int | None = None
    passed: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    against: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonGround:
    """A statement on which even the least convinced audience agrees (or disagrees).

    Attributes:
        statement: Id of the statement.
        side: Agree, or disagree.
        low: 5% bound of the share on that side in the worst audience [0, 1].
        worst: Name of that audience.
        share: Share on that side among all participants, unweighted [0, 1].
        weighted: The same, weighted to the population; None without a population.
        polis: Polis's group-aware consensus, for comparison; None where no groups are known.
    """

    statement: str
    side: Side
    low: float
    worst: str
    share: float
    weighted: float | None = None
    polis: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Divide:
    """A statement that sets audiences apart; where one of them blocks what most want, that is a veto.

    Attributes:
        statement: Id of the statement.
        most: Audience that agrees most, and its share [0, 1].
        least: Audience that agrees least, and its share [0, 1].
        veto: Audiences whose disagreement keeps it from being common ground though most agree.
    """

    statement: str
    most: tuple[str, float]
    least: tuple[str, float]
    veto: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """A statement that sets one audience apart from the others.

    Attributes:
        audience: Whose mark it is.
        statement: Id of the statement.
        side: On which side that audience stands.
        share: Share of the audience on that side [0, 1].
        others: Share of the others on that side [0, 1].
        low: 5% bound of the difference.
    """

    audience: str
    statement: str
    side: Side
    share: float
    others: float
    low: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MustHear:
    """What one stratum has to be heard on, whatever its size; or that it has to be asked in person.

    Attributes:
        audience: Name of the stratum.
        statements: Ids, most pressing first; empty where nothing may be shown.
        note: What to do, in words.
    """

    audience: str
    statements: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one declared stratum said, as far as it may be shown: for the reality check and the gate.

    Attributes:
        audience: Name of the stratum, "dimension: category" as declared.
        people: Participants in it; None where suppressed, 0 where nobody took part.
        wants: (statement id, share that agrees [0, 1]) of what surely most of it wants, most pressing first.
        refuses: (statement id, share that disagrees [0, 1]) of what most of it is against, likewise.
        vetoes: Ids of statements that it keeps from being common ground though most of all participants agree.
        note: What to do where nothing or too little may be shown, in words; else empty.
    """

    audience: str
    people: int | None
    wants: tuple[tuple[str, float], ...] = ()
    refuses: tuple[tuple[str, float], ...] = ()
    vetoes: tuple[str, ...] = ()
    note: str = ""

    @property
    def heard(self) -> bool:
        """True where it said something that may be shown."""
        return bool(self.wants or self.refuses or self.vetoes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """Who took part, against the population: one category of one dimension.

    Attributes:
        dimension: What the category is about: sex, region, displaced.
        category: The category.
        people: Participants in it; None where suppressed.
        share: Their share of all participants who stated it [0, 1]; None where suppressed.
        population: Share of the population [0, 1]; None where no benchmark is on file.
        weighted: Share after weighting [0, 1]; None where not weighted.
        gap: Share minus population, with its 90% interval (gap, low, high); None without both.
        note: "absent", "no benchmark" or empty.
    """

    dimension: str
    category: str
    people: int | None
    share: float | None = None
    population: float | None = None
    weighted: float | None = None
    gap: tuple[float, float, float] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How participants were weighted to the population.

    Attributes:
        margins: One row a category.
        effective: Effective number of participants (Kish).
        design: Design effect: what weighting costs in precision; 1 is nothing.
        trimmed: Participants whose weight was cut; None where 1 to 9 anonymous ones.
        largest: Largest weight, 1 being the mean.
        absent: "dimension: category" of the population with no participant: named, never imputed.
        basis: Entered by the user, or evidence (a published table).
        source: Where the population shares come from.
    """

    margins: tuple[Margin, ...] = ()
    effective: float = 0.0
    design: float = 1.0
    trimmed: int | None = 0
    largest: float = 1.0
    absent: tuple[str, ...] = ()
    basis: Basis = Basis.ENTERED
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """Votes that counted for less, and why.

    Attributes:
        kind: "near-duplicates", "burst" or "stratum cap".
        people: How many participants it concerns; None where fewer than `LEAST` anonymous ones.
        factor: What each of their votes counted for [0, 1]; None where it would tell a number that is withheld.
        why: One sentence.
        moved: Most places that any statement moves in the common-ground order when they are left out.
    """

    kind: str
    people: int | None
    factor: float | None
    why: str
    moved: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A place on the opinion map: one organisation on the record, or at least `LEAST` anonymous people.

    Attributes:
        x: First axis of opinion; scaled so that the map fits [-1, 1].
        y: Second axis.
        people: How many stand there.
        audience: Found group that most of them belong to; empty where none was found.
        name: The organisation; empty in anonymous mode.
    """

    x: float
    y: float
    people: int
    audience: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Agreement between organisations on the record.

    Attributes:
        names: Organisations, in the order of rows and columns.
        agreement: Share of statements both voted on where their votes are the same [0, 1]; None without any.
        together: Number of statements that both voted on.
        votes: (organisation, statement id, 1 agree / 0 pass / -1 disagree), as consented.
    """

    names: tuple[str, ...]
    agreement: tuple[tuple[float | None, ...], ...]
    together: tuple[tuple[int, ...], ...]
    votes: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolisGroup:
    """A group as Polis would draw it, for comparison with ours.

    Attributes:
        name: "Polis 1", the largest first.
        people: Participants in it; None where suppressed.
        represented: (statement id, side) that represents it by Polis's measure, strongest first.
    """

    name: str
    people: int | None
    represented: tuple[tuple[str, Side], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """One dialogue, as it may be shown.

    Attributes:
        title: The conversation's topic.
        outcome: Id of the outcome it is about; empty where none.
        mode: Attributed or anonymous.
        people: Participants with at least one vote.
        votes: Votes that count: the last one of each participant on each statement.
        statements: What was voted on.
        audiences: Everyone, found groups, declared strata.
        tallies: How each audience voted; small cells suppressed.
        common: Common ground, surest first.
        divides: What divides, widest first.
        characteristic: What sets each audience apart.
        must_hear: For every declared stratum.
        weights: Representative weighting; None without strata.
        discounts: What was discounted, and why.
        dots: The opinion map; empty where no map may be drawn.
        matrix: Agreement of organisations on the record; None in anonymous mode.
        ask: (statement id, reason): what to ask next, most useful first.
        shared: Ids of statements that every one shared, where fewer than `LEAST` voices consented to show them.
        notes: Sentences a reader needs: why no groups are drawn, what was left out.
        polis: Groups as Polis would draw them, for comparison; empty where it finds one only, and on the record.
        rank: Number of opinion axes that the model kept.
        period: Days of the first and the last vote that counts; None where no vote has a date.
        marking: Traffic-light marking.
    """

    title: str = ""
    outcome: str = ""
    mode: Mode = Mode.ANONYMOUS
    people: int
    votes: int
    statements: tuple[Statement, ...]
    audiences: tuple[Audience, ...] = ()
    tallies: tuple[Tally, ...] = ()
    common: tuple[CommonGround, ...] = ()
    divides: tuple[Divide, ...] = ()
    characteristic: tuple[Characteristic, ...] = ()
    must_hear: tuple[MustHear, ...] = ()
    weights: Weights | None = None
    discounts: tuple[Discount, ...] = ()
    dots: tuple[Dot, ...] = ()
    matrix: Matrix | None = None
    ask: tuple[tuple[str, str], ...] = ()
    shared: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    polis: tuple[PolisGroup, ...] = ()
    rank: int = 0
    period: tuple[dt.date, dt.date] | None = None
    marking: Marking = Marking.AMBER_STRICT

    def __post_init__(self) -> None:
        if self.mode is Mode.ANONYMOUS:
            self._refuse_small_cells()

    def _repr_html_(self) -> str:
        return shown(
            self.title or "Dialogue",
            f"{self.people:,} people, {self.votes:,} votes, {len(self.statements):,} statements, "
            f"{len(self.groups) or 'no'} opinion groups; common ground:",
            ("statement", "side", "share of all", "at least, in the worst audience", "that audience"),
            [(self.text(c.statement), c.side, f"{c.share:.0%}", f"{c.low:.0%}", c.worst) for c in self.common],
        )

    @property
    def groups(self) -> tuple[Audience, ...]:
        """The opinion groups that were found; empty where none are stable."""
        return tuple(audience for audience in self.audiences if audience.kind == "found")

    def text(self, statement: str) -> str:
        """Words of a statement by its id; empty where unknown."""
        return next((row.text for row in self.statements if row.id == statement), "")

    def heard(self, stratum: str) -> MustHear | None:
        """What a declared stratum has to be heard on, by its name or its category ("women")."""
        wanted = stratum.casefold()
        for row in self.must_hear:
            if wanted in (row.audience.casefold(), row.audience.casefold().partition(": ")[2]):
                return row
        return None

    def said(self, stratum: str) -> Said | None:
        """What a declared stratum said, by its name or its category ("women"); None where it was never declared."""
        asked = self.heard(stratum)
        if asked is None:
            return None
        first = {statement: place for place, statement in enumerate(asked.statements)}
        known = [tally for tally in self.tallies if tally.audience == asked.audience and tally.share is not None]
        known.sort(key=lambda row: (first.get(row.statement, len(first)), -max(row.share or 0, row.against or 0)))
        people = next((row.people for row in self.audiences if row.name == asked.audience), None)
        absent = self.weights is not None and asked.audience in self.weights.absent
        return Said(
            audience=asked.audience,
            people=0 if absent else people,
            wants=tuple((t.statement, t.share or 0.0) for t in known if (t.low or 0.0) > HALF),
            refuses=tuple((t.statement, t.against) for t in known if t.against is not None and t.against > HALF),
            vetoes=tuple(row.statement for row in self.divides if asked.audience in row.veto),
            note=asked.note,
        )

    def _refuse_small_cells(self) -> None:
        if self.matrix is not None:
            raise ValueError("an anonymous dialogue has no matrix of participants; use mode attributed, with consent")
        counts = [(f"tally of {t.statement} by {t.audience}", c) for t in self.tallies for c in _counts(t)]
        counts += [(f"audience {a.name}", a.people) for a in self.audiences if a.kind != "all"]
        counts += [("a dot of the map", dot.people) for dot in self.dots]
        counts += [(f"discount: {row.kind}", row.people) for row in self.discounts]
        counts += [(row.name, row.people) for row in self.polis]
        for where, count in counts:
            if count is not None and 0 < count < LEAST:
                raise ValueError(f"{where} shows {count} people; anonymous cells have at least {LEAST}: suppress it")


def _counts(tally: Tally) -> tuple[int | None, ...]:
    return tally.agree, tally.disagree, tally.passed
