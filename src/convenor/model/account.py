"""Accounts: what success, cost and failure mean to each actor, as somebody entered it. What nobody knows is a range.

They stand in an outcome file under `worth`; amounts may change on a day (`since`, `until`) or in a scenario.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from convenor.model.codes import Basis, Marking
from convenor.model.reading import Node

AMOUNTS = ("worth", "cost", "side", "outside", "loss", "reliability", "aversion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A number that somebody knows, or the two ends between which it lies.

    Attributes:
        low: Lower end.
        high: Upper end; equal to `low` where the number is known.
        basis: Entered by its owner, read from a source, or assumed.
    """

    low: float
    high: float
    basis: Basis = Basis.ASSUMED

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"a range runs from low to high, found {self.low} to {self.high}")

    @classmethod
    def parse(cls, text: str, basis: Basis = Basis.ASSUMED) -> "Range":
        """Read the value of an `account` row: 'LOW..HIGH', or one number.

        Example:
            >>> Range.parse("0.2..0.5").high
            0.5
        """
        low, _, high = text.partition("..")
        return cls(low=float(low), high=float(high or low), basis=basis)

    @property
    def middle(self) -> float:
        """Half way between the ends; shown beside them, never instead of them."""
        return (self.low + self.high) / 2

    @property
    def known(self) -> bool:
        """True where both ends are the same."""
        return self.low == self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one actor gains, pays and may lose, as entered; what is None was not entered.

    Attributes:
        actor: Id of the actor, or "kind:KIND" for all of a kind that have none of their own.
        worth: What full success is worth to it (b); who stays out gains from success too.
        cost: What joining costs it.
        side: Gain of its own from being in, beyond success; negative is a burden.
        outside: Gain of its own from being out, beyond success.
        loss: What it loses if it fails to deliver (L) [0..).
        reliability: Chance that it delivers [0, 1].
        aversion: What a unit of bad-case loss is felt as (lambda) [0..).
        share: Part of the pooled loss that it bears [0, 1]; None is in proportion to `loss`.
        unit: Unit of its amounts where it is not the unit of all; such amounts are never summed with others'.
        since: First day on which these amounts hold.
        until: Last day.
        source: Key among the outcome's sources; empty where an analyst assumed it.
        why: From what the amounts follow, in a sentence.
    """

    actor: str
    worth: Range | None = None
    cost: Range | None = None
    side: Range | None = None
    outside: Range | None = None
    loss: Range | None = None
    reliability: Range | None = None
    aversion: Range | None = None
    share: float | None = None
    unit: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    source: str = ""
    why: str = ""

    def holds(self, day: dt.date) -> bool:
        """True on the days for which these amounts were entered."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Something expected or supposed, which changes amounts: "the plenary lets Marange export".

    Attributes:
        id: One word.
        title: What happens, as a sentence.
        why: On what the expectation rests.
        source: Key among the outcome's sources.
        since: First day on which it could be expected; a question asked earlier does not know it.
        stops: Names of steps that nobody can move any more.
        accounts: Amounts that replace the entered ones; what they leave out stays as it was.
    """

    id: str
    title: str
    why: str = ""
    source: str = ""
    since: dt.date | None = None
    stops: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """All that was entered about worth, cost and risk in one question.

    Attributes:
        unit: Unit of all amounts, with currency and year where it is money; empty is "what joining costs one member".
        marking: How closely the amounts are held; what somebody types is TLP:AMBER+STRICT unless it says otherwise.
        grant: Transferable money that somebody put on the table (G); None where nobody did: then no core is reckoned.
        correlation: How far the partners' fortunes go together [0, 1]; None is assumed.
        in_force: (what is counted, least number): with fewer the agreement binds nobody and reaches nothing.
        entered: One account per actor and period.
        scenarios: What may come.
    """

    unit: str = ""
    marking: Marking = Marking.AMBER_STRICT
    grant: Range | None = None
    correlation: Range | None = None
    in_force: tuple[tuple[str, int], ...] = ()
    entered: tuple[Account, ...] = ()
    scenarios: tuple[Scenario, ...] = ()

    @property
    def empty(self) -> bool:
        """True where nobody entered anything."""
        return not (self.entered or self.scenarios or self.grant)

    def on(self, day: dt.date, scenario: str = "") -> dict[str, Account]:
        """Amounts in force on a day, by actor, under a scenario or none.

        Raises:
            KeyError: No scenario of that id.
        """
        held: dict[str, Account] = {}
        for account in self.entered:
            if account.holds(day):
                held[account.actor] = over(account, held.get(account.actor))
        for account in self.scenario(scenario, day).accounts:
            held[account.actor] = over(account, held.get(account.actor))
        return held

    def scenario(self, name: str, day: dt.date) -> Scenario:
        """A scenario by its id; one that changes nothing where none is named, or where nobody could expect it yet.

        Raises:
            KeyError: No scenario of that id.
        """
        found = {each.id: each for each in self.scenarios}[name] if name else Scenario(id="", title="")
        return found if found.since is None or found.since <= day else Scenario(id="", title="")


def over(new: Account, old: Account | None) -> Account:
    """One account, with what it leaves out taken from another."""
    if old is None:
        return new
    kept = {f.name: getattr(old, f.name) for f in fields(new) if getattr(new, f.name) in (None, "")}
    return replace(new, **kept)


def read_accounts(node: Node) -> Accounts:
    """The block `worth` of an outcome file.

    Raises:
        OutcomeError: Names the line and the field, and says what would be right.
    """
    in_force = node.node("in_force")
    accounts = Accounts(
        unit=node.text("unit", ""),
        marking=node.choice("marking", Marking, Marking.AMBER_STRICT),
        grant=read_range(node, "grant", low=0),
        correlation=read_range(node, "correlation", low=0, high=1),
        in_force=tuple((str(of), int(in_force.number(str(of), low=1, high=1000))) for of in in_force.data),
        entered=tuple(_account(each) for each in node.nodes("accounts")),
        scenarios=tuple(_scenario(each) for each in node.nodes("scenarios")),
    )
    if twice := _twice([scenario.id for scenario in accounts.scenarios]):
        raise node.error("scenarios", f"'{twice}' stands there twice; give each scenario its own id")
    node.done()
    return accounts


def _scenario(node: Node) -> Scenario:
    scenario = Scenario(
        id=node.text("id"),
        title=node.text("title"),
        why=node.text("why", ""),
        source=node.text("source", ""),
        since=node.date("since"),
        stops=node.texts("stops"),
        accounts=tuple(_account(each) for each in node.nodes("accounts")),
    )
    node.done()
    return scenario


def _account(node: Node) -> Account:
    basis = node.choice("basis", Basis, Basis.ASSUMED)
    amounts = {key: read_amount(node, key, key, basis) for key in AMOUNTS}
    since, until = node.date("since"), node.date("until", last=True)
    if since and until and until < since:
        raise node.error("until", f"{until} is before {since}")
    account = Account(
        actor=node.text("actor"),
        **amounts,
        share=node.maybe_number("share", low=0, high=1),
        unit=node.text("unit", ""),
        since=since,
        until=until,
        source=node.text("source", ""),
        why=node.text("why", ""),
    )
    node.done()
    return account


def read_amount(node: Node, key: str, of: str, basis: Basis = Basis.ENTERED) -> Range | None:
    """One of `AMOUNTS` under a key, within what it may be; None where the key is absent."""
    low = None if of in ("side", "outside") else 0.0
    return read_range(node, key, low=low, high=1.0 if of == "reliability" else None, basis=basis)


def read_range(
    node: Node, key: str, *, low: float | None = None, high: float | None = None, basis: Basis = Basis.ENTERED
) -> Range | None:
    """A number, or two of them: [low, high]; None where the key is absent."""
    value = node.raw(key)
    if value is None:
        return None
    ends = value if isinstance(value, list) else [value, value]
    least, most = -1e15 if low is None else low, 1e15 if high is None else high
    if len(ends) != 2 or any(isinstance(end, bool) or not isinstance(end, (int, float)) for end in ends):
        raise node.error(key, "expected a number, or two as in [0.2, 0.5]")
    if not least <= ends[0] <= ends[1] <= most:
        raise node.error(key, f"{ends[0]} to {ends[1]} does not rise, or lies outside {least:g} to {most:g}")
    return Range(low=float(ends[0]), high=float(ends[1]), basis=basis)


def _twice(names: Iterable[str]) -> str:
    seen: set[str] = set()
    return next((name for name in names if name in seen or seen.add(name)), "")  # type: ignore[func-returns-value]
