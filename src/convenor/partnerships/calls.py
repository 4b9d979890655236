"""Whom to call first: the join order of a partnership as steps, what must be promised, and what starts it."""

import numpy as np

from convenor.model.worth import Call, Joining
from convenor.partnerships.coalitions import BoolArray, FloatArray
from convenor.partnerships.deal import Deal
from convenor.partnerships.effects import effect_of, effects_table, in_force
from convenor.partnerships.entries import COSTS
from convenor.partnerships.join import WIDTH, JoinOrder, critical_masses, join_order, join_order_searched, pivotal_sets
from convenor.partnerships.stability import summable
from convenor.partnerships.utility import utility_table
from convenor.partnerships.ways import ways
from convenor.partnerships.words import figure, join

TABLED = 18  # members all of whose sets are looked at; above, a search with a bound
SEARCHED = 150  # members above whom no order is looked for
WORK = 2500  # sets kept per size times members: a search of 100 takes about three seconds
MOST_MASSES = 2000  # critical masses listed
FEW = 1  # ways told in a sentence


def joining(deal: Deal) -> Joining:
    """The order, its guarantees, and every minimal critical mass where all sets can be looked at."""
    n = len(deal.members)
    if not 0 < n <= SEARCHED:
        return Joining(reach=f"{n} members: an order is looked for among 1 to {SEARCHED}")
    own = bool(summable(deal))  # in different units each is measured in what joining costs it
    scale_a = np.array([(entry.cost.middle or entry.worth.middle or 1.0) if own else 1.0 for entry in deal.entries])
    worth_a = np.array([entry.worth.middle for entry in deal.entries]) / scale_a
    inside_a = inside(deal) / scale_a
    if n > TABLED:
        width = max(1, min(WIDTH, WORK // n))
        found = join_order_searched(lambda member_da: _gains(deal, member_da, worth_a, inside_a), n, width=width)
        masses: tuple[tuple[int, ...], ...] | None = None
    else:
        table_am, force_m = _table(deal, worth_a, inside_a)
        found = join_order(table_am)
        masses = pivotal_sets(table_am, force_m) if deal.count_k else critical_masses(table_am)
    return _told(deal, found, masses, scale_a)


def inside(deal: Deal) -> FloatArray:
    """What being in adds beyond success, at the middles: side less cost, bad case and what being out would give."""
    held = deal.entries
    added = [entry.side.middle - entry.cost.middle - entry.apart.middle for entry in held]
    return np.asarray(np.array(added) - deal.bargain.tail_da[0], dtype=np.float64)


def _table(deal: Deal, worth_a: FloatArray, inside_a: FloatArray) -> tuple[FloatArray, BoolArray]:
    """What each has under every set, shape (n, 2**n), and under which sets the agreement binds."""
    force_m = in_force(deal.marked_ka, deal.count_k) if deal.count_k else np.ones(1 << len(worth_a), bool)
    effect_m = effects_table(deal.middle_ac, deal.steps) * force_m
    return utility_table(effect_m, worth_a, inside_a, force_m=force_m), force_m


def _gains(deal: Deal, member_da: BoolArray, worth_a: FloatArray, inside_a: FloatArray) -> FloatArray:
    """What each would gain by joining next, shape (d, n)."""
    amount_ac = deal.middle_ac
    supply_dc = member_da @ amount_ac
    before_d = effect_of(supply_dc, deal.steps)
    after_da = np.column_stack([effect_of(supply_dc + amount_ac[a], deal.steps) for a in range(len(amount_ac))])
    return np.asarray(worth_a * (after_da - before_d[:, None]) + inside_a, dtype=np.float64)


def _told(deal: Deal, found: JoinOrder, masses: tuple[tuple[int, ...], ...] | None, scale_a: FloatArray) -> Joining:
    gains = _along(deal, found.order)
    summed = not summable(deal)
    calls = tuple(
        _call(deal, a, gain, pledge * float(scale_a[a]), k)
        for k, (a, gain, pledge) in enumerate(zip(found.order, gains, found.guarantee_k, strict=True))
    )
    names = [member.stake.actor.name for member in deal.members]
    listed = (masses or ())[:MOST_MASSES]
    total = sum(call.guarantee for call in calls)
    return Joining(
        calls=calls,
        guarantee=total if summed else None,
        bound=found.bound if summed else None,
        masses=tuple(tuple(deal.ids[a] for a in mass) for mass in listed),
        reach=_reach(len(names), masses),
        text=_text(deal, calls, masses, names, total if summed else None),
    )


def _along(deal: Deal, order: tuple[int, ...]) -> list[float]:
    """What each gains at its turn, in its own unit."""
    inside_a, gains = inside(deal), []
    member_a = np.zeros(len(order), bool)
    force_a = np.array(deal.count_k)

    def state() -> tuple[float, bool]:
        binds = bool((deal.marked_ka[:, member_a].sum(axis=1) >= force_a).all())
        return float(effect_of(deal.middle_ac[member_a].sum(axis=0, keepdims=True), deal.steps)[0]) * binds, binds

    before, _ = state()
    for a in order:
        member_a[a] = True
        after, binds = state()
        gains.append(deal.entries[a].worth.middle * (after - before) + binds * float(inside_a[a]))
        before = after
    return gains


def _call(deal: Deal, a: int, gain: float, pledge: float, place: int) -> Call:
    entry, name = deal.entries[a], deal.members[a].stake.actor.name
    unit = entry.unit
    if pledge > 0 and entry.guessed:
        says = f"by what is assumed of it, down by {amount(pledge, unit)} until the others are in; ask it"
    elif pledge > 0:
        says = f"joins at a loss now: promise it {amount(pledge, unit)} until the others are in"
    else:
        says = f"gains {amount(gain, unit)} by joining now" if gain > 0 else "loses nothing by joining now"
    text = f"{'First' if place == 0 else 'Then'} {name}: {says}."
    return Call(actor=deal.ids[a], gain=gain, guarantee=pledge, unit=unit, text=text)


def amount(value: float, unit: str) -> str:
    """A number with its unit, as part of a sentence."""
    return f"{figure(value)} {unit}"


def _reach(n: int, masses: tuple[tuple[int, ...], ...] | None) -> str:
    if masses is None:
        return (
            f"{n} members: the best sets of each size followed, with a bound; critical masses only to {TABLED} members"
        )
    more = f"; the first {MOST_MASSES:,} of {len(masses):,} are listed" if len(masses) > MOST_MASSES else ""
    return f"all {1 << n:,} sets of members looked at, at the middle of all ranges{more}"


def _text(
    deal: Deal, calls: tuple[Call, ...], masses: tuple[tuple[int, ...], ...] | None, names: list[str],
    total: float | None,
) -> str:  # fmt: skip
    first = join([names[deal.ids.index(call.actor)] for call in calls], 6)
    need = [call for call in calls if call.guarantee > 0]
    if not need:
        said = f"Call in this order and nobody loses by joining: {first}."
    else:
        sum_ = f", {amount(total, calls[0].unit)} in all" if total is not None and calls[0].unit != COSTS else ""
        wait = f"{len(need)} of {len(calls)} would join at a loss unless promised something{sum_}"
        given = "With what is assumed about them, " if any(entry.guessed for entry in deal.entries) else ""
        said = f"Call in this order: {first}. {given}{wait}."
    if masses is None:
        return said
    if not masses:
        return f"{said} No set of simultaneous commitments starts it at the middle of all ranges."
    if masses == ((),):
        return f"{said} Nobody need commit before the others."
    told = ways(masses[:MOST_MASSES], names, most=6)
    more = f"; or one of {len(told) - FEW} other sorts of set" if len(told) > FEW else ""
    return f"{said} Together or not at all: {'; or '.join(told[:FEW])}{more}."
