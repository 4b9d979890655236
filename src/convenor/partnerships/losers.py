"""Who loses, partner or not, against today: the Pareto check, and what would make them whole (M35).

Partners by what they have inside; bodies and groups outside by their accounts; groups for whom nobody speaks and
nothing was entered are named as unknown, which is not the same as unharmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convenor.model.account import Range
from convenor.model.stake import Stake
from convenor.model.worth import Loser
from convenor.partnerships.deal import Deal
from convenor.partnerships.entries import COSTS, Entry, group_entry
from convenor.partnerships.measures import who_loses
from convenor.partnerships.stability import summable
from convenor.partnerships.words import figure

EDGES = (0.05, 0.95)  # of the draws: the range of a change
GROUP = "group:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Who loses, and what it takes to make them whole.

    Attributes:
        losers: Sure ones first.
        mitigation: Summed; None where units differ.
        affordable: Whether the others' gains suffice; None likewise.
    """

    losers: tuple[Loser, ...]
    mitigation: float | None
    affordable: bool | None


def losers(deal: Deal, stakes: Sequence[Stake], unheard: Sequence[str]) -> Bill:
    """Everybody who is, or may be, worse off than today.

    Args:
        deal: The partnership with everybody's numbers.
        stakes: All on file, for the names of bodies outside that have an account.
        unheard: Affected groups for whom no member speaks.
    """
    value_da = deal.bargain.value_da
    low_a, high_a = np.quantile(value_da, EDGES, axis=0)
    outside = _outside(deal, {s.actor.id for s in stakes if "hidden" in s.actor.marks})
    effect_d = deal.bargain.effects.all_d
    effect = float(effect_d.min()), float(effect_d.max())
    changes = [_change(entry, effect) for entry in outside]
    low_a = np.concatenate([low_a, [change.low for change in changes]])
    high_a = np.concatenate([high_a, [change.high for change in changes]])
    found = who_loses(low_a, high_a)
    everybody = [*deal.entries, *outside]
    names = {m.stake.actor.id: m.stake.actor.name for m in deal.members} | {s.actor.id: s.actor.name for s in stakes}
    named = [
        _loser(entry, names, Range(low=float(low_a[a]), high=float(high_a[a])), a < len(deal.members), bool(sure))
        for a, (entry, sure, may) in enumerate(zip(everybody, found.loses_a, found.may_lose_a, strict=True))
        if sure or (may and not entry.guessed)  # what is all assumed is no ground to alarm anybody
    ]
    entered = {entry.actor for entry in outside}
    unknown = [_unknown(group) for group in unheard if f"{GROUP}{group}" not in entered]
    summed = not summable(deal) and {entry.unit for entry in everybody} == set(deal.units)
    return Bill(
        losers=(*sorted(named, key=lambda loser: not loser.sure), *unknown),
        mitigation=found.mitigation if summed else None,
        affordable=found.affordable if summed else None,
    )


def _outside(deal: Deal, hidden: set[str]) -> list[Entry]:
    """Bodies and groups with an account of their own that are not members; hidden ones are not named."""
    inside, accounts = set(deal.ids) | hidden, deal.outcome.accounts.on(deal.day, deal.scenario)
    names = [name for name in accounts if name not in inside and not name.startswith("kind:")]
    found = [group_entry(deal.outcome, name, day=deal.day, scenario=deal.scenario) for name in names]
    return [entry for entry in found if entry is not None]


def _change(entry: Entry, effect: tuple[float, float]) -> Range:
    """What success and being out bring to somebody outside, against today."""
    return Range(
        low=entry.worth.low * effect[0] + entry.apart.low, high=entry.worth.high * effect[1] + entry.apart.high
    )


def _loser(entry: Entry, names: dict[str, str], change: Range, partner: bool, sure: bool) -> Loser:
    name = names.get(entry.actor, entry.actor.removeprefix(GROUP))
    how = "is worse off than today" if sure else "may be worse off than today"
    why = f"{name} {how}: {figure(change.low)} to {figure(change.high)} {entry.unit}"
    pledge = f"up to {figure(-change.low)} {entry.unit}"
    lower = " by bearing its costs" if entry.unit == COSTS else f" ({pledge})"
    mend = (
        f"Agree before it signs who makes {name} whole{lower}, or lower what joining asks of it."
        if partner else f"Ask {name} what would make it whole ({pledge}), and put the answer into the agreement."
    )  # fmt: skip
    return Loser(
        who=entry.actor, partner=partner, sure=sure, change=change, unit=entry.unit, why=f"{why}.", mitigation=mend
    )


def _unknown(group: str) -> Loser:
    return Loser(
        who=group, partner=False, sure=False, change=None, unit="",
        why=f"Nobody entered what this changes for {group}, and no member speaks for them: not known, not unharmed.",
        mitigation=f"Ask {group}, through a body of their own, what they would lose and what would make it good.",
    )  # fmt: skip
