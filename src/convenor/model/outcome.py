"""Outcome: the state of the world we want, and the terms of the question. Nearest term: IATI result of type outcome."""

import datetime as dt
import difflib
from dataclasses import dataclass, field, replace
from pathlib import Path

from convenor.errors import OutcomeError
from convenor.model.account import Accounts, read_accounts
from convenor.model.capability import capabilities
from convenor.model.codes import Basis, Modality, Right
from convenor.model.countries import country_code
from convenor.model.leverage import Position, read_position
from convenor.model.notebook import shown
from convenor.model.reading import Node, parse_yaml, read_yaml

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
        places: ISO 3166 alpha-2 codes, p-codes or names of places; the codes are matched.
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
        return _outcome(read_yaml(file))

    @classmethod
    def parse(cls, text: str, name: str = "text") -> "Outcome":
        """Read an outcome from YAML text; `name` is what errors call it."""
        return _outcome(parse_yaml(text, name))

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


def _outcome(top: Node) -> Outcome:
    steps = _steps(top)
    indicators = top.node("indicators")
    kinds = {
        kind: tuple(_indicator(node, kind) for node in indicators.nodes(kind)) for kind in ("security", "prosperity")
    }
    indicators.done()
    period = top.node("period")
    start, end = period.date("start"), period.date("end", last=True)
    period.done()
    try:
        outcome = Outcome(
            id=top.text("id"),
            title=top.text("title"),
            text=top.text("text", ""),
            convener=top.text("convener", ""),
            as_of=top.date("as_of", last=True) or dt.date.today(),
            places=top.texts("places"),
            period=(start, end),
            steps=steps,
            affected=tuple(_affected(node) for node in top.nodes("affected")),
            indicators=kinds["security"] + kinds["prosperity"],
            terms=_terms(top.node("terms")),
            waivers=tuple(_waiver(node) for node in top.nodes("waivers")),
            blockages=tuple(_blockage(node) for node in top.nodes("blockages")),
            sources=tuple((key, _source(top.node("sources").node(key))) for key in top.node("sources").data),
            accounts=read_accounts(top.node("worth")),
            population=tuple(_benchmark(node) for node in top.nodes("population")),
            targets=tuple(read_position(node) for node in top.nodes("targets")),
        )
    except OutcomeError as error:
        raise error if error.file else top.error(error.field, error.message) from None
    top.done()
    return outcome


def _steps(top: Node) -> tuple[Step, ...]:
    read = []
    for node in top.nodes("steps"):
        needs, listed = node.raw("needs"), []
        if isinstance(needs, list):
            listed = [(name, 1.0) for name in node.texts("needs")]
        elif needs is not None:
            amounts = node.node("needs")
            listed = [(str(name), amounts.number(str(name), low=1e-6, high=1000)) for name in amounts.data]
        if not listed:
            raise node.error("needs", "is missing; list the capabilities, as in [mediation, monitoring]")
        for name, _ in listed:
            if name not in capabilities():
                near = difflib.get_close_matches(name, list(capabilities()), 3, 0.4)
                hint = f"did you mean {' or '.join(near)}?" if near else "`convenor capabilities` lists them"
                raise node.error("needs", f"'{name}' is not a capability; {hint}")
        weight, basis = node.number("weight", 1.0, low=1e-6, high=1e6), node.choice("basis", Basis, Basis.ENTERED)
        serves = node.texts("serves")
        read.append(Step(name=node.text("name"), needs=tuple(listed), weight=weight, serves=serves, basis=basis))
        node.done()
    total = sum(step.weight for step in read)
    return tuple(replace(step, weight=step.weight / total) for step in read)


def _affected(node: Node) -> Affected:
    group = Affected(group=node.text("group"), why=node.text("why", ""), source=node.text("source", ""))
    node.done()
    return group


def _indicator(node: Node, kind: str) -> Indicator:
    indicator = Indicator(
        kind=kind,
        name=node.text("name"),
        baseline=node.maybe_number("baseline"),
        target=node.maybe_number("target"),
        unit=node.text("unit", ""),
        date=node.text("date", ""),
        source=node.text("source", ""),
    )
    node.done()
    return indicator


def _terms(node: Node) -> Terms:
    size = node.maybe_number("size", low=1, high=1000)
    apart = node.raw("apart") or []
    if not isinstance(apart, list) or any(not isinstance(pair, list) or len(pair) != 2 for pair in apart):
        raise node.error("apart", "expected pairs of actor ids, as in [[a, b], [c, d]]")
    terms = Terms(
        budget=node.maybe_number("budget", low=0),
        size=None if size is None else int(size),
        floors=tuple(_floor(floor) for floor in node.nodes("floors")),
        hard_share=node.maybe_number("hard_share", low=0, high=1),
        newcomers=node.number("newcomers", 0.0, low=0, high=1),
        distance=node.number("distance", 0.5, low=0, high=1),
        must=node.texts("must"),
        must_not=node.texts("must_not"),
        apart=tuple((str(a), str(b)) for a, b in apart),
        cost_weight=node.number("cost_weight", 0.0, low=0),
    )
    if both := set(terms.must) & set(terms.must_not):
        raise node.error("must_not", f"{sorted(both)} stand in must and in must_not; leave each in one")
    node.done()
    return terms


def _floor(node: Node) -> Floor:
    of = node.text("of")
    if of not in FLOOR_GROUPS and not of.startswith(("sector:", "kind:", "group:")):
        raise node.error(
            "of", f"'{of}' is not known; use {', '.join(FLOOR_GROUPS)}, sector:CODE, kind:KIND or group:NAME"
        )
    count, share = node.number("count", 0, low=0, high=1000), node.number("share", 0.0, low=0, high=1)
    if not count and not share:
        raise node.error("count", "is missing; write count: 1, or share: 0.2")
    floor = Floor(
        of=of,
        count=int(count),
        share=share,
        modality=node.choice("modality", Modality) if node.raw("modality") else None,
        right=node.choice("right", Right) if node.raw("right") else None,
    )
    node.done()
    return floor


def _benchmark(node: Node) -> Benchmark:
    share = node.number("share", low=0, high=1)
    benchmark = Benchmark(
        dimension=node.text("dimension"),
        group=node.text("group"),
        share=share,
        low=node.number("low", share, low=0, high=share),
        high=node.number("high", share, low=share, high=1),
        source=node.text("source", ""),
    )
    node.done()
    return benchmark


def _waiver(node: Node) -> Waiver:
    date = node.date("date")
    if date is None:
        raise node.error("date", "is missing; a waiver carries the day on which it was signed")
    waiver = Waiver(rule=node.text("rule"), reason=node.text("reason"), by=node.text("by"), date=date)
    node.done()
    return waiver


def _blockage(node: Node) -> Blockage:
    lost, total = int(node.number("lost", low=0)), int(node.number("total", low=1))
    if lost > total:
        raise node.error("lost", f"{lost} of {total}: more were lost than there were")
    blockage = Blockage(
        what=node.text("what"),
        lost=lost,
        total=total,
        date=node.text("date", ""),
        source=node.text("source"),
        action=node.text("action", ""),
        owner=node.text("owner", ""),
        days=int(node.number("days", 30, low=1, high=3650)),
    )
    node.done()
    return blockage


def _source(node: Node) -> Source:
    source = Source(
        title=node.text("title"),
        site=node.text("site", ""),
        date=node.text("date", ""),
        url=node.text("url", ""),
        licence=node.text("licence", ""),
    )
    node.done()
    return source
