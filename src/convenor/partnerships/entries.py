"""From accounts to numbers: what each partner has at stake, entered or assumed, as ranges and as draws from them.

What nobody entered is a range common to its kind, marked assumed, in units of what joining costs; never read off the
chance of joining. Amounts in different units are never summed.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from convenor.model.account import AMOUNTS, Account, Range, over
from convenor.model.actor import Actor
from convenor.model.codes import PRIVATE, PUBLIC, Basis, Kind, Relation
from convenor.model.outcome import Outcome
from convenor.model.stake import Stake
from convenor.partnerships.candidates import offers
from convenor.partnerships.coalitions import FloatArray

COSTS = "times what joining costs it"  # unit of whoever has no account and no known cost
BUDGET = "in the unit of the budget"  # unit of costs that were entered without an account

# What full success is worth, in multiples of what joining costs: wide on purpose, nobody measured it. Those who answer
# for public safety or bear the harm have the widest range.
WORTH = {"public": (2.0, 50.0), "private": (1.0, 20.0), "community": (2.0, 50.0), "other": (1.0, 30.0)}
LOSS = (1.0, 2.0)  # what is lost by failing, in multiples of the cost: what was put in, up to twice that
RELIABILITY = (0.5, 1.0)  # without a ledger of promises (MODEL, section 4)
AVERSION = (0.0, 1.0)  # a unit of bad-case loss is felt as nothing to its full amount
NOTHING = Range(low=0.0, high=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one body has at stake, every number a range.

    Attributes:
        actor: Its id.
        unit: Unit of all amounts, in words.
        worth: What full success is worth to it.
        cost: What joining costs it.
        side: Gain of its own from being in.
        apart: Gain of its own from being out.
        loss: What it loses if it fails.
        reliability: Chance that it delivers.
        aversion: What a unit of bad-case loss is felt as.
        share: Part of the pooled loss as entered; None is in proportion to the loss.
        sources: Keys of the outcome's sources behind the amounts.
        why: From what entered amounts follow, in words.
        assumed: What was assumed about it, each as a clause.
    """

    actor: str
    unit: str
    worth: Range
    cost: Range
    side: Range
    apart: Range
    loss: Range
    reliability: Range
    aversion: Range
    share: float | None = None
    sources: tuple[str, ...] = ()
    why: str = ""
    assumed: tuple[str, ...] = ()

    @property
    def basis(self) -> Basis:
        """The weakest basis among worth and cost."""
        bases = {self.worth.basis, self.cost.basis}
        return next(b for b in (Basis.ASSUMED, Basis.EVIDENCE, Basis.ENTERED) if b in bases)

    @property
    def guessed(self) -> bool:
        """True where neither worth nor cost was put down by anybody."""
        return not self.why and not self.sources and self.basis is Basis.ASSUMED


def entries(outcome: Outcome, stakes: Sequence[Stake], *, day: dt.date, scenario: str = "") -> tuple[Entry, ...]:
    """What each of these bodies has at stake on a day, under a scenario or none.

    Args:
        outcome: The question with its accounts.
        stakes: Whose numbers are wanted.
        day: Amounts of which day.
        scenario: Id of a scenario; empty is none.

    Raises:
        KeyError: No scenario of that id.
    """
    accounts = outcome.accounts.on(day, scenario)
    held = [_account(accounts, stake, day) for stake in stakes]
    kin = _kin(held, stakes)
    return tuple(
        _entry(outcome, stake.actor, account, kin.get((stake.actor.kind, account.unit)))
        for stake, account in zip(stakes, held, strict=True)
    )


def group_entry(outcome: Outcome, name: str, *, day: dt.date, scenario: str = "") -> Entry | None:
    """The entry of a body or group that has an account and no stake on file, as `group:NAME`; None without one."""
    account = outcome.accounts.on(day, scenario).get(name)
    return None if account is None else _entry(outcome, Actor(id=name, name=name), account, None)


def drawn(ranges: Sequence[Range], draws: int, rng: np.random.Generator) -> FloatArray:
    """Draws from ranges, each on its own, shape (draws, n); the first row holds the middles.

    Example:
        >>> drawn([Range(low=1.0, high=3.0)], 1, np.random.default_rng(0)).tolist()
        [[2.0]]
    """
    low_a, high_a = np.array([r.low for r in ranges]), np.array([r.high for r in ranges])
    place_da = rng.random((draws, len(ranges)))
    place_da[0] = 0.5
    return np.asarray(low_a + place_da * (high_a - low_a), dtype=np.float64)


def _entry(outcome: Outcome, actor: Actor, account: Account, kin: Range | None) -> Entry:
    cost, unit, said = _cost(outcome, actor, account)
    worth, more = _worth(actor, account, cost, unit, kin)
    loss = account.loss or Range(low=LOSS[0] * cost.low, high=LOSS[1] * cost.high)
    reliability, kept = _reliability(actor, account)
    said += more
    if account.loss is None and cost.high > 0:
        said += ("by failing it loses what joining cost it, up to twice that",)
    return Entry(
        actor=actor.id,
        unit=unit,
        worth=worth,
        cost=cost,
        side=account.side or NOTHING,
        apart=account.outside or NOTHING,
        loss=loss,
        reliability=reliability,
        aversion=account.aversion or Range(low=AVERSION[0], high=AVERSION[1]),
        share=account.share,
        sources=(account.source,) if account.source else (),
        why=account.why,
        assumed=(*said, *kept),
    )


def _cost(outcome: Outcome, actor: Actor, account: Account) -> tuple[Range, str, tuple[str, ...]]:
    """Cost, unit, and what was assumed: the account's, else what is known of the actor, else 1 of its own."""
    unit = account.unit or outcome.accounts.unit
    if account.cost is not None:
        return account.cost, unit or BUDGET, _marked(account.cost, "what joining costs it")
    parts = [actor.cost, *(offer.cost for c, offer in offers(actor).items() if c in outcome.needs)]
    known = [part for part in parts if part is not None]
    if known and not account.unit:
        total = sum(known)
        return Range(low=total, high=total, basis=Basis.ENTERED), unit or BUDGET, ()
    if account.worth is not None:
        guess = Range(low=0.0, high=account.worth.high)
        return guess, unit or BUDGET, ("joining costs it anything from nothing to what success is worth",)
    return (
        Range(low=1.0, high=1.0),
        COSTS,
        ("all its amounts are multiples of what joining costs it, which nobody entered",),
    )


def _worth(
    actor: Actor, account: Account, cost: Range, unit: str, kin: Range | None
) -> tuple[Range, tuple[str, ...]]:  # fmt: skip
    if account.worth is not None:
        return account.worth, _marked(account.worth, "what success is worth to it")
    if kin is not None and unit != COSTS:
        return kin, ("success is worth to it what others of its kind entered",)
    low, high = WORTH[_group(actor.kind)]
    base = cost if cost.high > 0 else Range(low=1.0, high=1.0)
    said = f"success is worth {low:g} to {high:g} times what joining costs, as for all its kind"
    return Range(low=low * base.low, high=high * base.high), (said,)


def _account(accounts: dict[str, Account], stake: Stake, day: dt.date) -> Account:
    """The body's account in the question, completed by its dossier's, completed by that of its kind."""
    actor = stake.actor
    own, common = accounts.get(actor.id, Account(actor=actor.id)), accounts.get(f"kind:{actor.kind.value}")
    return replace(over(over(own, _named(stake, day)), common), actor=actor.id)


def _named(stake: Stake, day: dt.date) -> Account:
    """What the body itself named, by the rows behind its stake; of two rows the later one."""
    rows = [row for row in stake.evidence if row.relation == Relation.ACCOUNT and (row.start or day) <= day]
    rows.sort(key=lambda row: row.start or dt.date.min)
    held = {row.object: Range.parse(row.value, row.basis) for row in rows if row.object in AMOUNTS}
    said = f"named by itself ({rows[-1].source})" if rows else ""
    return Account(
        actor=stake.actor.id,
        unit=rows[-1].unit if rows else "",
        why=said,
        worth=held.get("worth"),
        cost=held.get("cost"),
        side=held.get("side"),
        outside=held.get("outside"),
        loss=held.get("loss"),
        reliability=held.get("reliability"),
        aversion=held.get("aversion"),
    )


def _kin(held: Sequence[Account], stakes: Sequence[Stake]) -> dict[tuple[Kind, str], Range]:
    """From the least to the most that bodies of a kind entered for success, by kind and unit."""
    known: dict[tuple[Kind, str], list[Range]] = {}
    for account, stake in zip(held, stakes, strict=True):
        if account.worth is not None:
            known.setdefault((stake.actor.kind, account.unit), []).append(account.worth)
    return {key: Range(low=min(r.low for r in rs), high=max(r.high for r in rs)) for key, rs in known.items()}


def _reliability(actor: Actor, account: Account) -> tuple[Range, tuple[str, ...]]:
    if account.reliability is not None:
        return account.reliability, _marked(account.reliability, "how surely it delivers")
    known = [offer.reliability for offer in actor.offers if offer.reliability is not None]
    if known:
        return Range(low=min(known), high=max(known), basis=Basis.EVIDENCE), ()
    low, high = RELIABILITY
    return Range(low=low, high=high), (
        f"for want of a record of promises, it delivers in {low:.0%} to {high:.0%} of cases",
    )


def _marked(amount: Range, what: str) -> tuple[str, ...]:
    return (f"{what} is an analyst's range",) if amount.basis is Basis.ASSUMED else ()


def _group(kind: Kind) -> str:
    if kind in PUBLIC:
        return "public"
    if kind in PRIVATE:
        return "private"
    return "community" if kind in (Kind.COMMUNITY, Kind.MOVEMENT, Kind.DIASPORA) else "other"
