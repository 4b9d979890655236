"""Outcome: the state of the world we want, and the terms of the question. Nearest term: IATI result of type outcome."""

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

from convenor.errors import OutcomeError
from convenor.model.account import Accounts
from convenor.model.capability import capabilities
from convenor.model.codes import Basis, Modality, Right
from convenor.model.countries import country_code
from convenor.model.leverage import Position
from convenor.model.notebook import shown
from convenor.model.reading import parse_yaml, read_yaml

FLOOR_GROUPS = ("public", "private", "women_led", "local", "diaspora")
"""What a floor can count, besides `sector:CODE`, `kind:KIND` and `group:NAME` (an affected group)."""

RULES = ("security indicator", "prosperity indicator", "hard power", "inclusion")
"""What a signed waiver can set aside; inclusion for all affected groups, or `inclusion: GROUP` for one."""

HALF_OPEN_PERIOD = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the theory of change.

    Attributes:
        name: What happens, as a sentence.
        needs: (capability, amount): amount 1 is one leading provider, or several lesser ones.
        weight: Share of the outcome that rests on this step; shares of all steps sum to 1.
        serves: Indicators that it moves, by name or by kind (security, prosperity); empty is a step without a theory.
        basis: Entered by the convener, or assumed.
    """

    name: str
    needs: tuple[tuple[str, float], ...]
    weight: float
    serves: tuple[str, ...] = ()
    basis: Basis = Basis.ENTERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A group that bears the harm, and must be heard."""

    group: str
    why: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """How one will know: a security and a prosperity indicator are both asked for."""

    kind: str
    name: str
    baseline: float | None = None
    target: float | None = None
    unit: str = ""
    date: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """At least so many, or such a share, of the members.

    Attributes:
        of: One of `FLOOR_GROUPS`, `sector:CODE`, `kind:KIND` or `group:NAME`.
        count: Number of members.
        share: Share of members [0, 1].
        modality: For an affected group: how it must be in.
        right: For an affected group: the least decision right.
    """

    of: str
    count: int = 0
    share: float = 0.0
    modality: Modality | None = None
    right: Right | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What any partnership must respect. All are linear in who is in.

    Attributes:
        budget: Most that joining may cost in all; None is no limit.
        size: Most members (core and contributor).
        floors: Least numbers or shares by group.
        hard_share: Most that hard offers may make of all used amounts [0, 1].
        newcomers: Least share of members at `distance` or farther from the convener's mission [0, 1].
        distance: Mission distance that makes a newcomer [0, 1].
        must: Actor ids that are in.
        must_not: Actor ids that are out.
        apart: Pairs of actor ids that cannot sit together.
        cost_weight: What one unit of cost takes off the effect (mu).
    """

    budget: float | None = None
    size: int | None = None
    floors: tuple[Floor, ...] = ()
    hard_share: float | None = None
    newcomers: float = 0.0
    distance: float = 0.5
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    cost_weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """Share of one group in the affected population, to hold the composition against.

    Attributes:
        dimension: "sex", "age", "region", "displaced", or a word of the user's own.
        group: The group, as members' groups are named ("women").
        share: [0, 1].
        low: Lower bound [0, share]; the share itself where it is exact.
        high: Upper bound [share, 1].
        source: Key of a source, or in words.
        basis: Entered by the user, or evidence (a published table).
    """

    dimension: str
    group: str
    share: float
    low: float
    high: float
    source: str = ""
    basis: Basis = Basis.ENTERED

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.share <= self.high <= 1:
            raise OutcomeError(
                f"'{self.group}': 0 <= {self.low} <= {self.share} <= {self.high} <= 1 does not hold", field="population"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A signed reason for leaving a rule aside; one mechanism for every rule."""

    rule: str
    reason: str
    by: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Blockage:
    """A process that is known to lose cases: of `total`, `lost` fell out. Ranked before money."""

    what: str
    lost: int
    total: int
    date: str
    source: str
    action: str = ""
    owner: str = ""
    days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page or data set that an outcome file cites."""

    title: str
    site: str = ""
    date: str = ""
    url: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A security outcome, asked as of a date.

    Attributes:
        id: Short key.
        title: One line, as a state of the world.
        text: A paragraph that says what is meant.
        convener: Id or name of who asks.
        as_of: Date of reckoning; later rows are invisible.
        places: Countries by ISO 3166 code or name, which are matched; p-codes and names of other places.
        period: First and last day of the work; either may be open.
        steps: Theory of change.
        affected: Groups that bear the harm.
        indicators: At least one of kind security and one of kind prosperity, or a waiver.
        terms: Limits of the answer.
        waivers: Signed reasons.
        blockages: Known process fall-out.
        sources: Pages the file cites, by key.
        accounts: What success, cost and failure mean to whom, as entered.
        targets: Whose position matters, and where each stands.
        population: Shares of groups in the affected population, from the file or from a table in the book.
    """

    id: str
    title: str
    text: str = ""
    convener: str = ""
    as_of: dt.date = field(default_factory=dt.date.today)
    places: tuple[str, ...] = ()
    period: tuple[dt.date | None, dt.date | None] = HALF_OPEN_PERIOD
    steps: tuple[Step, ...]
    affected: tuple[Affected, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    terms: Terms = Terms()
    waivers: tuple[Waiver, ...] = ()
    blockages: tuple[Blockage, ...] = ()
    sources: tuple[tuple[str, Source], ...] = ()
    accounts: Accounts = Accounts()
    population: tuple[Benchmark, ...] = ()
    targets: tuple[Position, ...] = ()

    def __post_init__(self) -> None:
        if not self.id or not self.title:
            raise OutcomeError("an outcome needs an id and a title", field="id")
        if not self.steps or not any(step.needs for step in self.steps):
            raise OutcomeError("needs at least one step with at least one capability", field="steps")
        kinds = {indicator.kind for indicator in self.indicators}
        for kind in ("security", "prosperity"):
            if kind not in kinds and not self.waived(f"{kind} indicator"):
                raise OutcomeError(
                    f"no {kind} indicator; add one, or a waiver with rule '{kind} indicator', reason, by and date",
                    field="indicators",
                )

        known = kinds | {indicator.name for indicator in self.indicators}
        for i, step in enumerate(self.steps, 1):
            if strange := [name for name in step.serves if name not in known]:
                raise OutcomeError(
                    f"no indicator is called {strange}; known: {sorted(known)}", field=f"steps[{i}].serves"
                )
        names = {step.name for step in self.steps}
        for scenario in self.accounts.scenarios:
            if unknown := [name for name in scenario.stops if name not in names]:
                raise OutcomeError(
                    f"no step is called {unknown}; known: {sorted(names)}", field="worth.scenarios.stops"
                )

    def _repr_html_(self) -> str:
        return shown(
            self.title,
            f"Asked as of {self.as_of}, for {', '.join(self.places) or 'no place'}.",
            ("step", "weight", "needs", "basis"),
            [
                (s.name, f"{s.weight:.0%}", "; ".join(f"{c} {n:g}" for c, n in s.needs), s.basis.value)
                for s in self.steps
            ],
        )

    @classmethod
    def read(cls, file: str | Path) -> "Outcome":
        """Read an `outcome.yaml`.

        Raises:
            OutcomeError: Names the file, the line and the field, and says what would be right.
        """
        from convenor.model.outcome_file import from_node

        return from_node(read_yaml(file))

    @classmethod
    def parse(cls, text: str, name: str = "text") -> "Outcome":
        """Read an outcome from YAML text; `name` is what errors call it."""
        from convenor.model.outcome_file import from_node

        return from_node(parse_yaml(text, name))

    @property
    def needs(self) -> tuple[str, ...]:
        """Ids of all needed capabilities, sorted, each once."""
        return tuple(sorted({capability for step in self.steps for capability, _ in step.needs}))

    @property
    def unlinked(self) -> tuple[str, ...]:
        """Needed capabilities that no indicator waits for: steps that say what to do and not what it should move."""
        linked = {capability for step in self.steps if step.serves for capability, _ in step.needs}
        return tuple(capability for capability in self.needs if capability not in linked)

    @property
    def factors(self) -> dict[str, tuple[str, ...]]:
        """The fields of power that the outcome rests on: instrument to needed capabilities, widest field first."""
        fields: dict[str, list[str]] = {}
        for capability in self.needs:
            row = capabilities().get(capability)
            fields.setdefault(row.instrument.value if row else "unknown", []).append(capability)
        return {name: tuple(held) for name, held in sorted(fields.items(), key=lambda f: (-len(f[1]), f[0]))}

    @property
    def countries(self) -> tuple[str, ...]:
        """ISO 3166 alpha-2 codes of the places that are countries, by code in capitals or by name.

        Codes that ISO leaves to users (XA) stand for themselves.
        """
        codes = (_country(place) for place in self.places)
        return tuple(dict.fromkeys(code for code in codes if code))

    def waived(self, rule: str) -> bool:
        """True where a signed reason sets this rule aside."""
        return any(w.rule.casefold() == rule.casefold() for w in self.waivers)

    def change(self, **terms: object) -> "Outcome":
        """The same question with other terms: `outcome.change(budget=5, size=8)`."""
        return replace(self, terms=replace(self.terms, **terms))  # type: ignore[arg-type]


def _country(place: str) -> str:
    if len(place) > 3:
        return country_code(place)
    if not (place.isalpha() and place.isupper()):
        return ""
    return country_code(place) or (place if len(place) == 2 else "")
