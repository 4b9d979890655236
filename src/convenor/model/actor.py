"""Actor: anyone who can act, and what it can bring. Nearest standard terms: IATI participating-org, HXL `#org`."""

from dataclasses import dataclass

from convenor.model.codes import PRIVATE, PUBLIC, Basis, Instrument, Kind, Modality, Phase, Power, Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One capability that an actor can bring.

    Attributes:
        capability: Id in the table of capabilities.
        amount: Share of one full need that this actor covers alone [0, 1], or as entered.
        low: Lower bound of the amount.
        high: Upper bound of the amount.
        power: Hard, soft or unknown.
        instrument: Through which means.
        what: What was seen, in words.
        reliability: Chance that a promise is kept [0, 1]; None is unknown (no ledger of promises).
        cost: What this offer adds to the cost of joining; None is unknown.
        evidence: Ids of the rows behind it.
        basis: Basis of the amount.
    """

    capability: str
    amount: float
    low: float = 0.0
    high: float = 1.0
    power: Power = Power.UNKNOWN
    instrument: Instrument = Instrument.UNKNOWN
    what: str = ""
    reliability: float | None = None
    cost: float | None = None
    evidence: tuple[str, ...] = ()
    basis: Basis = Basis.ASSUMED

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.amount <= self.high:
            raise ValueError(f"offer of {self.capability}: {self.low} <= {self.amount} <= {self.high} does not hold")


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """That an actor speaks for an affected group, how, when and with what right."""

    group: str
    modality: Modality | None = None
    phases: tuple[Phase, ...] = ()
    right: Right | None = None
    evidence: tuple[str, ...] = ()

    @classmethod
    def parse(cls, group: str, value: str, evidence: tuple[str, ...] = ()) -> "Representation":
        """Read the value of a `represents` row: 'modality; phase, phase; right', each part empty where unknown.

        Example:
            >>> Representation.parse("herders", "consultation; prepare, negotiate; heard").right
            <Right.HEARD: 'heard'>
        """
        modality, phases, right = (*(part.strip() for part in value.split(";")), "", "", "")[:3]
        return cls(
            group=group,
            modality=Modality(modality) if modality in list(Modality) else None,
            phases=tuple(Phase(p) for p in (p.strip() for p in phases.split(",")) if p in list(Phase)),
            right=Right(right) if right in list(Right) else None,
            evidence=evidence,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """An evidenced link to another actor.

    Attributes:
        to: Id of the other.
        name: What it is called; empty where it is on the same list.
        relation: Funds, supplies, allied, regulates, opposes, took part together.
        weight: How often.
        evidence: Ids of the rows that show it.
    """

    to: str
    name: str = ""
    relation: str
    weight: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A ministry, firm, NGO, diaspora network or village council; never a private person.

    Attributes:
        id: org-id where one is published, else a key made from the name.
        name: As published.
        kind: Sort of body.
        country: ISO 3166 alpha-2 of its seat; empty is unknown.
        home: For diaspora bodies, the country of origin.
        mission: What it says it is for, in its own or an analyst's words.
        purposes: Mission profile: (purpose, share), shares sum to 1; empty is unknown.
        offers: What it can bring.
        represents: Affected groups it speaks for.
        ties: Evidenced links to other actors.
        marks: Words of `MARKS`: women_led (self-identified only), local, sanctioned, hidden, placeholder.
        cost: Cost of joining on the outcome's scale; None is unknown.
    """

    id: str
    name: str
    kind: Kind = Kind.UNKNOWN
    country: str = ""
    home: str = ""
    mission: str = ""
    purposes: tuple[tuple[str, float], ...] = ()
    offers: tuple[Offer, ...] = ()
    represents: tuple[Representation, ...] = ()
    ties: tuple[Tie, ...] = ()
    marks: frozenset[str] = frozenset()
    cost: float | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.name:
            raise ValueError(f"an actor needs an id and a name, not id={self.id!r}, name={self.name!r}")
        if unknown := self.marks - MARKS:
            raise ValueError(f"actor {self.id}: unknown marks {sorted(unknown)}; known are {sorted(MARKS)}")

    @property
    def public(self) -> bool:
        """A state, local state, military or intergovernmental body."""
        return self.kind in PUBLIC

    @property
    def private(self) -> bool:
        """A company, a business association or a platform."""
        return self.kind in PRIVATE

    def answers_to(self, word: str) -> bool:
        """True where a person who writes this means the body: its id or its name, in capitals or not."""
        return word.casefold() in (self.id.casefold(), self.name.casefold())


MARKS = frozenset({"women_led", "local", "sanctioned", "hidden", "placeholder"})
