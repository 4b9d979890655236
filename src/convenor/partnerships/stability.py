"""Whether a partnership holds: each test by name, in which share of the draws it holds, and how far it was looked.

Tests of section 7 of the model: they speak of utilities. What speaks of money to share out stands in division.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convenor.model.account import Range
from convenor.model.stake import Stake
from convenor.model.worth import Payment, Stability, Verdict
from convenor.partnerships.candidates import amounts, proposable
from convenor.partnerships.coalitions import BoolArray, FloatArray
from convenor.partnerships.deal import Deal
from convenor.partnerships.effects import effect_of
from convenor.partnerships.entries import COSTS, Entry, entries
from convenor.partnerships.utility import TOLERANCE, internal_stability, transfers
from convenor.partnerships.words import join, percent

SURE = 0.95  # share of the draws from which a test is said to hold (or, below 5%, to fail)
NAMED = 5  # outsiders named


def verdicts(deal: Deal, stakes: Sequence[Stake], rivals: Sequence[Sequence[str]] = ()) -> tuple[Stability, ...]:
    """The tests on utilities, by name.

    Args:
        deal: The partnership with everybody's numbers.
        stakes: All on file: who outside would want in.
        rivals: Alternatives, as ids of their supplying members.
    """
    return (
        _rationality(deal),
        _internal(deal),
        _potential(deal),
        _external(deal, stakes),
        _rival(deal, stakes, rivals),
    )


def payments(deal: Deal) -> tuple[Payment, ...]:
    """The transfers that would make everybody stay, smallest first, at the middle of all ranges."""
    if summable(deal) or all(entry.guessed for entry in deal.entries):
        return ()  # amounts that are all assumed are no ground to ask anybody for money
    bargain, ids, unit = deal.bargain, deal.ids, deal.units[0]
    return tuple(
        Payment(payer=ids[t.payer], receiver=ids[t.receiver], amount=t.amount, unit=unit)
        for t in transfers(bargain.value_da[0], bargain.outside_da[0])
    )


def summable(deal: Deal) -> str:
    """Why the members' amounts must not be summed; empty where they may be."""
    if len(deal.units) > 1:
        return f"amounts are in {len(deal.units)} units ({'; '.join(deal.units)}): enter all in one to compare them"
    return ""


def stays(deal: Deal) -> BoolArray:
    """In which draws leaving gains a member nothing, shape (d, n)."""
    return _at_least(deal.bargain.value_da, deal.bargain.outside_da)


def rational(deal: Deal) -> BoolArray:
    """In which draws being in is worth at least what it has alone, and at least nothing, shape (d, n)."""
    return _at_least(deal.bargain.value_da, np.maximum(0.0, deal.bargain.alone_da))


def _at_least(value_da: FloatArray, bar_da: FloatArray) -> BoolArray:
    scale_da = np.maximum(1.0, np.maximum(np.abs(value_da), np.abs(bar_da)))
    return np.asarray(value_da >= bar_da - TOLERANCE * scale_da, dtype=bool)


def _rationality(deal: Deal) -> Stability:
    bar_da = np.maximum(0.0, deal.bargain.alone_da)
    fails = _names(deal, ~rational(deal)[0])
    return _tested(
        "individual rationality", rational(deal), deal.bargain.value_da - bar_da, deal,
        "one look at each member, alone and inside, without transfers",
        "Each member has at least as much inside as alone" if not fails
        else f"{join(fails)} would have less inside than alone, or than by doing nothing",
    )  # fmt: skip


def _internal(deal: Deal) -> Stability:
    fails = _names(deal, ~stays(deal)[0])
    return _tested(
        "internal stability", stays(deal), deal.bargain.value_da - deal.bargain.outside_da, deal,
        f"{len(deal.members) + 1} effects reckoned: all, and all but each one; several leaving at once are not seen",
        "Nobody would do better by leaving and letting the others carry on" if not fails
        else leaving_in_words(deal),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Leavers:
    """Who falls short of internal stability at the middle of all ranges, by why; places of members.

    Attributes:
        never: The others reach as far without it: no worth of success would hold it.
        unknown: It depends on what success is worth to it, which nobody entered.
        entered: By amounts that somebody put down.
    """

    never: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    entered: tuple[int, ...] = ()


def leavers(deal: Deal) -> Leavers:
    """Who would leave at the middle of all ranges, and why one may say so."""
    reached, short = deal.bargain.effects, np.flatnonzero(~stays(deal)[0])
    adds_a = float(reached.all_d[0]) - reached.without_da[0]
    never = tuple(int(a) for a in short if adds_a[a] <= TOLERANCE)
    unknown = tuple(int(a) for a in short if a not in never and deal.entries[a].guessed)
    return Leavers(never=never, unknown=unknown, entered=tuple(int(a) for a in short if a not in never + unknown))


def leaving_in_words(deal: Deal) -> str:
    """The same as the beginning of a sentence or two."""
    found, parts = leavers(deal), []
    names = [member.stake.actor.name for member in deal.members]
    if found.entered:
        parts.append(f"{join([names[a] for a in found.entered])} would do better by leaving and riding free")
    if found.never:
        who = join([names[a] for a in found.never])
        parts.append(f"success alone is no reason to stay for {who}: the others reach as far")
    if found.unknown:
        who = join([names[a] for a in found.unknown])
        parts.append(f"for {who} it turns on what success is worth to them, which nobody entered")
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}"


def _tested(name: str, holds_da: BoolArray, margin_da: FloatArray, deal: Deal, reach: str, said: str) -> Stability:
    share = float(holds_da.all(axis=1).mean())
    worst_d = margin_da.min(axis=1)
    return Stability(
        name=name,
        game="utilities",
        verdict=_verdict(share),
        share=share,
        margin=None if summable(deal) else _spread(worst_d),
        fails=tuple(deal.ids[a] for a in np.flatnonzero(~holds_da[0])),
        reach=f"{reach}; {len(holds_da):,} draws from the ranges",
        text=f"{said} (middle of all ranges). For all members it holds in {percent(share)} of the draws.",
    )


def _potential(deal: Deal) -> Stability:
    name, game = "potential internal stability", "utilities with transfers"
    if why := summable(deal):
        return _void(name, game, f"Not reckoned: {why}.")
    gap_da = deal.bargain.value_da - deal.bargain.outside_da
    margin_d = gap_da.sum(axis=1)
    share = float(_at_least(margin_d, np.zeros_like(margin_d)).mean())
    costs = " (as if joining cost everybody the same)" if deal.units == (COSTS,) else ""
    can = internal_stability(margin_d[:1], np.zeros(1)).holds
    said = "What all gain together is enough" if can else "What all gain together is not enough"
    return Stability(
        name=name,
        game=game,
        verdict=_verdict(share),
        share=share,
        margin=_spread(margin_d),
        reach=f"{len(deal.members) + 1} effects reckoned; exact; {len(margin_d):,} draws from the ranges",
        text=f"{said} to make each stay by transfers{costs}; it is in {percent(share)} of the draws.",
    )


def _external(deal: Deal, stakes: Sequence[Stake]) -> Stability:
    """Who outside would gain by joining, at the middle of all ranges, and for what share of its range of worth."""
    inside = {member.stake.actor.id for member in deal.members}
    others = [s for s in stakes if s.actor.id not in inside and proposable(s)]
    if not others:
        return _void("external stability", "utilities", "Nobody else is on file.")
    held = entries(deal.outcome, others, day=deal.day, scenario=deal.scenario)
    adds_a = _added(deal, others)
    share_a = np.array([_wants(entry, adds) for entry, adds in zip(held, adds_a, strict=True)])
    keen = sorted(np.flatnonzero(share_a > 0.5), key=lambda a: (-share_a[a], others[a].actor.id))
    names = [others[a].actor.name for a in keen]
    share = 1.0 - float(share_a.max(initial=0.0))
    return Stability(
        name="external stability",
        game="utilities",
        verdict=_verdict(share),
        share=share,
        margin=None,
        fails=tuple(others[a].actor.id for a in keen),
        reach=f"each of {len(others):,} candidates outside alone, the keenest counts; losses not shared with them",
        text=f"{join(names, NAMED)} would gain by coming in, over most of what success may be worth to them."
        if names else "Nobody outside would gain by coming in over most of what success may be worth to them.",
    )  # fmt: skip


def _added(deal: Deal, others: Sequence[Stake]) -> FloatArray:
    """What each outsider adds to the effect, shape (n_others,)."""
    total_c = deal.middle_ac.sum(axis=0)
    before = float(effect_of(total_c[None], deal.steps)[0])
    return effect_of(total_c + amounts(deal.outcome, others), deal.steps) - before


def _wants(entry: Entry, adds: float) -> float:
    """Share of the range of worth in which joining gains more than it costs, the other amounts at their middles."""
    need = entry.cost.middle + entry.apart.middle - entry.side.middle
    if need < -TOLERANCE:
        return 1.0
    if adds <= TOLERANCE:
        return 0.0
    bar, width = need / adds, entry.worth.high - entry.worth.low
    return float(entry.worth.middle > bar) if width == 0 else min(1.0, max(0.0, (entry.worth.high - bar) / width))


def _rival(deal: Deal, stakes: Sequence[Stake], rivals: Sequence[Sequence[str]]) -> Stability:
    """Whether an alternative is better for every one of its own members, at the middle of all ranges."""
    known = {stake.actor.id: stake for stake in stakes} | {m.stake.actor.id: m.stake for m in deal.members}
    sets = [tuple(ids) for ids in rivals if set(ids) <= set(known) and set(ids) != set(deal.ids) and ids]
    if not sets:
        return _void("no rival set", "utilities", "No alternatives were worked out; ask for them to run this test.")
    better = [ids for ids in sets if _all_gain(deal, [known[i] for i in ids])]
    names = [join([known[i].actor.name for i in ids]) for ids in better[:2]]
    return Stability(
        name="no rival set",
        game="utilities",
        verdict=Verdict.FAILS if better else Verdict.HOLDS,
        share=float(not better),
        margin=None,
        fails=tuple(dict.fromkeys(i for ids in better for i in ids)),
        reach=f"{len(sets)} alternatives near the best were tried, at the middle of all ranges",
        text=f"All of these would rather be among themselves: {'; or '.join(names)}." if better
        else f"Of {len(sets)} alternatives none is better for every one of its own members.",
    )  # fmt: skip


def _all_gain(deal: Deal, rival: Sequence[Stake]) -> bool:
    """True where each member of the rival set has more in it than under the partnership, in or out."""
    reach = float(effect_of(amounts(deal.outcome, rival).sum(axis=0, keepdims=True), deal.steps)[0])
    ours, now = float(deal.bargain.effects.all_d[0]), dict(zip(deal.ids, deal.bargain.value_da[0], strict=True))
    for stake, entry in zip(rival, entries(deal.outcome, rival, day=deal.day, scenario=deal.scenario), strict=True):
        there = entry.worth.middle * reach + entry.side.middle - entry.cost.middle
        here = now.get(stake.actor.id, entry.worth.middle * ours + entry.apart.middle)
        if there <= here + TOLERANCE * max(1.0, abs(here)):
            return False
    return True


def _void(name: str, game: str, text: str) -> Stability:
    return Stability(name=name, game=game, verdict=Verdict.NOT_MEANINGFUL, share=None, margin=None, text=text)


def _verdict(share: float) -> Verdict:
    return Verdict.HOLDS if share >= SURE else Verdict.FAILS if share <= 1 - SURE else Verdict.DEPENDS


def _spread(value_d: FloatArray) -> Range:
    """From the 5% to the 95% point of the draws."""
    low, high = np.quantile(value_d, [0.05, 0.95])
    return Range(low=float(low), high=float(high))


def _names(deal: Deal, which_a: BoolArray) -> list[str]:
    return [deal.members[a].stake.actor.name for a in np.flatnonzero(which_a)]
