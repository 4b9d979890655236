"""What loses effort whoever joins: processes that lose cases, single points of failure, gaps, doubled work (M37).

In the order in which to mend it: a process that loses most of what enters comes before anything that costs money, and
within each kind what money would mend comes last.
"""

import datetime as dt

from convenor.action.chosen import named, offer_of, suppliers
from convenor.action.labels import capability, capability_label, short_name
from convenor.action.words import listed, number, percent, start, when
from convenor.model.codes import Basis, Instrument
from convenor.model.outcome import Blockage, Outcome
from convenor.model.partnership import Finding, Gap, Member, Partnership
from convenor.model.plan import Inefficiency, Waste
from convenor.model.reading import parse_date

SLIVER = 0.05  # share of a need whose lack, or of the effect whose loss, is no finding
DOUBLED = 1.5  # offers of so many times the need are called overlap
MOST = 5  # single points and overlaps that are shown
MONEY = frozenset({Instrument.FINANCIAL})
WINDOWS = {
    Waste.SINGLE_POINT: (14, 45),
    Waste.GAP: (3, 21),
    Waste.OVERLAP: (14, 45),
}  # days after the date of reckoning


def inefficiencies(partnership: Partnership) -> tuple[Inefficiency, ...]:
    """All of them, in the order in which to mend them; each ends in an action with owner and window.

    Limits: a process is known to lose cases only where somebody counted and the outcome file says so.
    """
    kinds = (_fall_outs(partnership), _single_points(partnership), _gaps(partnership), _overlaps(partnership))
    return tuple(each for found in kinds for each in sorted(found, key=lambda e: (e.money, -e.size)))


def visible(blockage: Blockage, as_of: dt.date) -> bool:
    """True where a count was published by the date of reckoning, or carries no date that can be read."""
    try:
        return parse_date(blockage.date) <= as_of
    except ValueError:
        return True


def _fall_outs(partnership: Partnership) -> list[Inefficiency]:
    outcome = partnership.outcome
    return [
        Inefficiency(kind=Waste.FALL_OUT, size=each.lost / each.total, finding=_fall_out(outcome, each))
        for each in outcome.blockages
        if visible(each, outcome.as_of)
    ]


def _fall_out(outcome: Outcome, blockage: Blockage) -> Finding:
    on = f" by {when(blockage.date)}" if blockage.date else ""
    return Finding(
        topic="blockage",
        text=f"{blockage.lost:,} of {blockage.total:,} {blockage.what}{on}.",
        action=blockage.action or "Find out at which point cases fall out and mend it before adding partners or money.",
        owner=blockage.owner or "programme lead",
        start=outcome.as_of + dt.timedelta(days=1),
        end=outcome.as_of + dt.timedelta(days=max(1, blockage.days)),
        evidence=(blockage.source,) if blockage.source else (),
    )


def _single_points(partnership: Partnership) -> list[Inefficiency]:
    alone: dict[str, list[str]] = {}
    for row in partnership.coverage:
        if len(row.by) == 1:
            alone.setdefault(row.by[0][0], []).append(row.capability)
    found = [member for member in suppliers(partnership) if member.stake.actor.id in alone and member.without > SLIVER]
    found = sorted(found, key=lambda member: -member.without)[:MOST]
    return [
        Inefficiency(
            kind=Waste.SINGLE_POINT,
            size=min(1.0, member.without),
            money=all(_money(key) for key in alone[member.stake.actor.id]),
            finding=_single_point(partnership, member, list(dict.fromkeys(alone[member.stake.actor.id]))),
        )
        for member in found
    ]


def _single_point(partnership: Partnership, member: Member, alone: list[str]) -> Finding:
    name = short_name(member.stake.actor.name)
    spare = _substitutes(partnership, member, alone)
    ask = f"Ask {listed(spare, 3)} to stand by for it" if spare else f"Look for a second source beside {name}"
    return _finding(
        partnership, Waste.SINGLE_POINT,
        f"Only {name} brings {listed([capability_label(key).split(':')[0] for key in alone], 3)}; without it "
        f"{percent(member.without)} of the outcome is lost.",
        f"{ask}, and agree what happens if it stops.",
        "partnership manager",
        evidence=tuple(row for key in alone if (offer := offer_of(member, key)) for row in offer.evidence),
        about=member.stake.actor.id,
    )  # fmt: skip


def _substitutes(partnership: Partnership, member: Member, alone: list[str]) -> list[str]:
    """Other members that could bring it too; never a flagged one."""
    others = (other for other in partnership.members if other is not member and not other.stake.flagged)
    return [short_name(m.stake.actor.name) for m in others if any(offer_of(m, key) for key in alone)]


def _gaps(partnership: Partnership) -> list[Inefficiency]:
    needs = {row.capability: row.need for row in partnership.coverage}
    return [
        Inefficiency(
            kind=Waste.GAP,
            size=min(1.0, gap.shortfall / needs.get(gap.capability, gap.shortfall)),
            money=_money(gap.capability),
            finding=_gap(partnership, gap),
        )
        for gap in partnership.gaps
        if gap.shortfall > SLIVER * needs.get(gap.capability, 1.0)
    ]


def _gap(partnership: Partnership, gap: Gap) -> Finding:
    label = capability_label(gap.capability).split(":")[0]
    kinds = listed([kind.value for kind in gap.sectors])
    such = f" (such as {gap.examples})" if gap.examples else ""
    return _finding(
        partnership, Waste.GAP,
        f"The partnership is short of {label}; waiting for it: {listed(list(gap.steps), 3)}.",
        f"Look among {kinds}{such}." if kinds else f"Ask the members who could bring {label}.",
        "programme lead",
    )  # fmt: skip


def _overlaps(partnership: Partnership) -> list[Inefficiency]:
    needs: dict[str, float] = {}
    for row in partnership.coverage:
        needs[row.capability] = max(needs.get(row.capability, 0.0), row.need)
    found = []
    for key, need in needs.items():
        held = [(m, offer) for m in suppliers(partnership) if (offer := offer_of(m, key)) and offer.amount > 0]
        total = sum(offer.amount for _, offer in held)
        if len(held) > 1 and total >= DOUBLED * need:
            finding = _overlap(partnership, key, total / need, [member for member, _ in held])
            found.append(
                Inefficiency(kind=Waste.OVERLAP, size=min(1.0, 1 - need / total), money=_money(key), finding=finding)
            )
    return sorted(found, key=lambda each: -each.size)[:MOST]


def _overlap(partnership: Partnership, key: str, times: float, holders: list[Member]) -> Finding:
    names = listed([short_name(member.stake.actor.name) for member in holders], 4)
    label = capability_label(key).split(":")[0]
    rows = tuple(row for member in holders if (offer := offer_of(member, key)) for row in offer.evidence)
    return _finding(
        partnership, Waste.OVERLAP,
        f"{start(number(len(holders)))} members hold {label}, {times:.1f} times what is needed: {names}.",
        f"Agree who leads on {label}, and who works where, before work starts.",
        "partnership manager", evidence=rows, basis=Basis.ASSUMED,
    )  # fmt: skip


def _finding(
    partnership: Partnership, kind: Waste, text: str, action: str, owner: str, *,
    evidence: tuple[str, ...] = (), basis: Basis = Basis.EVIDENCE, about: str = "",
) -> Finding:  # fmt: skip
    first, last = (partnership.outcome.as_of + dt.timedelta(days=days) for days in WINDOWS[kind])
    return Finding(
        topic=kind.value, text=text, action=action, owner=owner, start=first, end=last,
        evidence=tuple(dict.fromkeys(evidence)), basis=basis, about=about or named(partnership, owner),
    )  # fmt: skip


def _money(key: str) -> bool:
    row = capability(key)
    return row is not None and row.instrument in MONEY
