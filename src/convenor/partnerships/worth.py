"""Who gains, who risks, who would leave and whom to call first: all of it for one partnership, as one noun.

Formulas: docs/how-it-is-reckoned/utility.md, games.md and risk.md.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from convenor.model.account import Range
from convenor.model.codes import Marking, Relation
from convenor.model.partnership import Partnership
from convenor.model.stake import Stake
from convenor.model.worth import Exposure, Failures, MemberWorth, Worth
from convenor.partnerships.bargain import Pool
from convenor.partnerships.calls import inside, joining
from convenor.partnerships.coalitions import FloatArray
from convenor.partnerships.deal import CORRELATION, DRAWS, Deal, deal
from convenor.partnerships.division import division
from convenor.partnerships.effects import credit, effect_of
from convenor.partnerships.entries import COSTS
from convenor.partnerships.explain import paragraph, stability_in_words
from convenor.partnerships.failures import spread
from convenor.partnerships.losers import losers
from convenor.partnerships.stability import Leavers, leavers, leaving_in_words, payments, rational, stays, verdicts
from convenor.partnerships.threshold import threshold
from convenor.partnerships.words import percent

ORDERS = 2000  # of joining, drawn for a step with more than 16 suppliers
SAMPLED = 120_000  # orders times members at most, so that the credit of many is found in seconds
FEWEST = 400  # orders drawn at least
HIT = 3  # members named as hit by one's leaving
ENDS = (0.05, 0.95)  # of the draws: the range of a value


def worth(
    partnership: Partnership, stakes: Sequence[Stake], *, rivals: Sequence[Sequence[str]] = (),
    day: dt.date | None = None, scenario: str = "", draws: int = DRAWS, seconds: float = 2.0, seed: int = 0,
) -> Worth:  # fmt: skip
    """Everybody's side of a partnership, and whether the whole holds.

    Args:
        partnership: Members, their offers, and the question with its accounts.
        stakes: All on file: who outside would want in, who has committed.
        rivals: Alternatives, as ids of their supplying members.
        day: Amounts of which day; None is the day of the question.
        scenario: Id of one of the question's scenarios; empty is none.
        draws: Draws from the ranges.
        seconds: Time for the division of a grant among many [s].
        seed: Chance.

    Raises:
        KeyError: No scenario of that id.

    Limits:
        What follows from amounts entered or assumed; no forecast of what a body will do. A range that nobody entered
        is wide on purpose: read how often a test holds, not its middle.
    """
    dealt = deal(partnership, day=day, scenario=scenario, draws=draws, seed=seed)
    calls = joining(dealt)
    shared, money = division(dealt, seconds=seconds, seed=seed)
    tested = (*verdicts(dealt, stakes, rivals), *money)
    bill = losers(dealt, stakes, partnership.unheard)
    names = {s.actor.id: s.actor.name for s in stakes} | {m.stake.actor.id: m.stake.actor.name for m in dealt.members}
    leaving = leaving_in_words(dealt) if leavers(dealt) != Leavers() else ""
    return Worth(
        unit=dealt.units[0] if len(dealt.units) == 1 else "",
        scenario=scenario,
        members=_members(dealt, names, seed),
        tests=tested,
        payments=payments(dealt),
        joining=calls,
        threshold=threshold(partnership.outcome, stakes, day=day, draws=draws, seed=seed),
        division=shared,
        correlation=dealt.correlation,
        failures=_failures(dealt, seed),
        losers=bill.losers,
        mitigation=bill.mitigation,
        affordable=bill.affordable,
        draws=len(dealt.bargain.value_da),
        assumed=_assumed(dealt),
        text=stability_in_words(tested, leaving, calls, bill.losers, names),
    )


def marking(partnership: Partnership) -> Marking:
    """Highest marking of what went in, the amounts of the question included."""
    accounts, order = partnership.outcome.accounts, list(Marking)
    return partnership.marking if accounts.empty else max(partnership.marking, accounts.marking, key=order.index)


def _members(dealt: Deal, names: dict[str, str], seed: int) -> tuple[MemberWorth, ...]:
    """One entry per member, with its paragraph."""
    rng, bargain = np.random.default_rng(seed), dealt.bargain
    orders = max(FEWEST, min(ORDERS, SAMPLED // max(1, len(dealt.members))))
    part_a, error_a = credit(dealt.middle_ac, dealt.steps, rng=rng, orders=orders)
    low_a, high_a = (
        credit(amount_ac, dealt.steps, rng=rng, orders=orders // 4)[0] for amount_ac in (dealt.low_ac, dealt.high_ac)
    )
    staying_a, rational_a = stays(dealt).mean(axis=0), rational(dealt).mean(axis=0)
    hits, floor_a = _hits(dealt), _break_even(dealt)
    found = []
    for a, (member, entry) in enumerate(zip(dealt.members, dealt.entries, strict=True)):
        rows = {row.id: row for row in member.stake.evidence}
        made = MemberWorth(
            actor=entry.actor,
            unit=entry.unit,
            worth=entry.worth,
            cost=entry.cost,
            side=entry.side,
            apart=entry.apart,
            value=_range(bargain.value_da[:, a]),
            alone=_range(bargain.alone_da[:, a]),
            outside=_range(bargain.outside_da[:, a]),
            rational=float(rational_a[a]),
            stays=float(staying_a[a]),
            break_even=floor_a[a],
            credit=float(part_a[a]),
            credit_error=float(error_a[a]),
            credit_range=_about(low_a[a], high_a[a], part_a[a]),
            leaves=float(bargain.effects.without_da[0, a]),
            hit=tuple(dealt.ids[b] for b in hits[a]),
            pivotal=dealt.binds and not dealt.binding_a[a],
            gains=_said(member.stake, Relation.GAINS),
            risks=_said(member.stake, Relation.RISKS),
            exposure=_exposure(dealt, a),
            evidence=(*rows, *entry.sources),
            basis=entry.basis,
            assumed=entry.assumed,
        )
        found.append(_told(dealt, made, a, names))
    return tuple(found)


def _said(stake: Stake, relation: Relation) -> tuple[str, ...]:
    """What pages say, the latest first."""
    rows = [row for row in stake.evidence if row.relation == relation and row.value]
    return tuple(row.value for row in sorted(rows, key=lambda row: row.start or dt.date.min, reverse=True))


def _told(dealt: Deal, made: MemberWorth, a: int, names: dict[str, str]) -> MemberWorth:
    effect = float(dealt.bargain.effects.all_d[0])
    return replace(made, text=paragraph(dealt.members[a], dealt.entries[a], made, effect, names))


def _break_even(dealt: Deal) -> list[float | None]:
    """Least worth of full success at which staying pays, at the middles; None where the others reach as far."""
    reached = dealt.bargain.effects
    adds_a, pays_a = float(reached.all_d[0]) - reached.without_da[0], -inside(dealt)
    return [
        0.0 if pays <= 0 else float(pays / adds) if adds > 1e-9 else None
        for pays, adds in zip(pays_a, adds_a, strict=True)
    ]


def _hits(dealt: Deal) -> list[list[int]]:
    """Per member, the others whose own contribution shrinks most when it leaves, at the middles."""
    amount_ac, n = dealt.middle_ac, len(dealt.members)
    total_c = amount_ac.sum(axis=0)
    whole, without_a = dealt.bargain.effects.all_d[0], dealt.bargain.effects.without_da[0]
    found = []
    for a in range(n):
        both_b = effect_of(total_c - amount_ac[a] - amount_ac, dealt.steps)  # row b: without a and b
        lost_b = (whole - without_a) - (without_a[a] - both_b)
        lost_b[a] = 0.0
        order = np.argsort(-lost_b, kind="stable")[:HIT]
        found.append([int(b) for b in order if lost_b[b] > 0.005])
    return found


def _exposure(dealt: Deal, a: int) -> Exposure:
    each = next(pool for pool in dealt.pools if a in pool.who)
    i = each.who.index(a)
    ends = {
        key: Range(low=min(values), high=max(values))
        for key, values in {
            "mean_alone": _ends(each, "mean_alone_a", i),
            "mean_together": _ends(each, "mean_shared_a", i),
            "tail_alone": _ends(each, "tail_alone_a", i),
            "tail_together": _ends(each, "tail_shared_a", i),
        }.items()
    }
    curve_r = each.dilution_ra[:, i]
    shown = not np.isnan(curve_r).any()
    return Exposure(
        **ends,
        mean=(float(each.middle.mean_alone_a[i]), float(each.middle.mean_shared_a[i])),
        tail=(float(each.middle.tail_alone_a[i]), float(each.middle.tail_shared_a[i])),
        benefit_mean=float(each.middle.benefit_mean_a[i]),
        benefit_tail=float(each.middle.benefit_tail_a[i]),
        worse=bool(each.middle.worse_a[i]),
        dilution=tuple(zip(each.correlation_r.tolist(), curve_r.tolist(), strict=True)) if shown else (),
    )


def _ends(each: Pool, key: str, i: int) -> list[float]:
    return [float(getattr(risk, key)[i]) for risk in (each.low, each.middle, each.high)]


def _failures(dealt: Deal, seed: int) -> tuple[Failures, ...]:
    """The effect under failures at no, the middle and full correlation; reliabilities at their middles."""
    fail_a = np.array([1.0 - entry.reliability.middle for entry in dealt.entries])
    stopped = dealt.outcome.accounts.scenario(dealt.scenario, dealt.day).stops
    names = [step.name for step in dealt.outcome.steps if step.name not in stopped]
    found = []
    for correlation in sorted({0.0, round(dealt.correlation.middle, 3), 1.0}):
        rng = np.random.default_rng(seed)
        spread_ = spread(dealt.middle_ac, dealt.steps, fail_a, correlation, rng=rng)
        broken = tuple(zip(names, spread_.broken_k.tolist(), strict=True))
        found.append(
            Failures(
                correlation=correlation, mean=spread_.mean, low=spread_.low, median=spread_.median, broken=broken
            )
        )  # fmt: skip
    return tuple(found)


def _about(*parts: float) -> tuple[float, float]:
    """From the least to the most, free of what rounding leaves below nothing."""
    return max(0.0, float(min(parts))), max(0.0, float(max(parts)))


def _range(value_d: FloatArray) -> Range:
    low, high = np.quantile(value_d, ENDS)
    return Range(low=float(low), high=float(high))


def _assumed(dealt: Deal) -> tuple[str, ...]:
    """What was assumed for all."""
    said = []
    if dealt.outcome.accounts.correlation is None:
        low, high = percent(CORRELATION.low), percent(CORRELATION.high)
        said.append(f"How far the partners' fortunes go together is assumed to lie between {low} and {high}.")
    guessed = sum(entry.guessed for entry in dealt.entries)
    if guessed:
        said.append(
            f"Nobody entered what success is worth, or what joining costs, for {guessed} of {len(dealt.entries)}."
        )
    if dealt.units == (COSTS,):
        said.append("Sums over members count as if joining cost everybody the same, as the selection does.")
    return tuple(said)
