"""From a selection to a `Partnership`: members and reasons, who covers what, gaps, mix, what was assumed."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from convenor.model.codes import Kind, Marking, Power, Tier
from convenor.model.outcome import Outcome
from convenor.model.partnership import Coverage, Gap, Member, Partnership, Use
from convenor.model.stake import Stake
from convenor.partnerships.assumed import DRAWS, EXACT_MEMBERS, assumptions
from convenor.partnerships.candidates import Field, amounts, offers, proposable, tagged
from convenor.partnerships.check import broken, reckon
from convenor.partnerships.cover import Selection
from convenor.partnerships.problem import BoolArray, FloatArray, Problem
from convenor.partnerships.words import examples, join, label, percent, sectors

HEARD = 3  # consulted bodies per affected group that no supplier speaks for
HOLDERS = 8  # names shown per gap


def assemble(
    outcome: Outcome,
    field: Field,
    chosen: Selection,
    stakes: Sequence[Stake],
    rng: np.random.Generator,
) -> Partnership:
    """The partnership that a selection stands for, without findings and contrast.

    Args:
        outcome: The question.
        field: Its candidates.
        chosen: Who was selected.
        stakes: All stakes on file, for holders of what is missing and for groups to be heard.
        rng: Chance for the expected effect of large partnerships.
    """
    suppliers = _suppliers(outcome, field, chosen)
    heard = _heard(outcome, suppliers, stakes)
    members = (*suppliers, *heard)
    inside = {member.stake.actor.id for member in members}
    coverage = _coverage(outcome, field, chosen)
    spoken = {seat.group.casefold() for member in members for seat in member.stake.actor.represents}
    used_ac = chosen.use_ac
    total = float(used_ac.sum())
    shown = [*field.stakes, *(member.stake for member in heard)]
    return Partnership(
        outcome=outcome,
        members=members,
        effect=round(chosen.effect, 9),
        effect_range=tuple(_effect_at(outcome, field, chosen, bound) for bound in ("low", "high")),  # type: ignore[arg-type]
        expected=_expected(field, chosen, rng),
        bound=round(chosen.effect + max(0.0, chosen.bound - chosen.value), 9),
        proof="optimal" if chosen.status == "optimal" else f"certified gap of {100 * chosen.gap:.2g}%",
        cost=float(field.problem.cost_a[list(chosen.chosen)].sum()),
        mix=_mix(outcome, field, used_ac),
        hard=_share(used_ac, tagged(outcome, field.stakes, Power.HARD), total),
        unknown=_share(used_ac, tagged(outcome, field.stakes, Power.UNKNOWN), total),
        coverage=coverage,
        gaps=_gaps(outcome, coverage, field, stakes, inside),
        assumed=assumptions(outcome, field, stakes, suppliers, chosen.settled),
        candidates=len(field.stakes),
        unheard=tuple(a.group for a in outcome.affected if a.group.casefold() not in spoken),
        outside=_outside(outcome, stakes, inside),
        marking=_marking(shown),
    )


def _suppliers(outcome: Outcome, field: Field, chosen: Selection) -> tuple[Member, ...]:
    """Members that supply, the ones whose loss costs most first."""
    loss = {a: _loss(field.problem, chosen, a) for a in chosen.chosen}
    most = max(loss.values(), default=0.0)
    leads = _leads(field.problem, chosen)
    forced = set(outcome.terms.must)
    members = []
    for a in sorted(chosen.chosen, key=lambda a: (-round(loss[a], 9), field.stakes[a].actor.id)):
        stake, uses = field.stakes[a], _uses(outcome, chosen.use_ac[a])
        core = a in leads or (loss[a] > 0 and loss[a] >= most / 2)
        members.append(
            Member(
                stake=stake,
                tier=Tier.CORE if core else Tier.CONTRIBUTOR,
                uses=uses,
                without=loss[a],
                reason=_reason(outcome, stake, uses, _goes(field.problem, chosen, a, loss[a])),
                forced=stake.actor.id in forced,
            )
        )
    return tuple(members)


def _loss(problem: Problem, chosen: Selection, leaver: int) -> float:
    """Effect lost when one leaves and nobody replaces it."""
    stay = [a for a in chosen.chosen if a != leaver]
    return max(0.0, chosen.effect - reckon(problem, stay).effect)


def _leads(problem: Problem, chosen: Selection) -> set[int]:
    """Those that supply more than half of a need."""
    needed = [(c, need) for _, needs in problem.steps for c, need in needs]
    return {a for a in chosen.chosen for c, need in needed if chosen.use_ac[a, c] > need / 2}


def _uses(outcome: Outcome, use_c: FloatArray) -> tuple[Use, ...]:
    used = [Use(capability=c, amount=round(float(u), 6)) for c, u in zip(outcome.needs, use_c, strict=True) if u > 1e-9]
    return tuple(sorted(used, key=lambda use: (-use.amount, use.capability)))


def _goes(problem: Problem, chosen: Selection, leaver: int, loss: float) -> str:
    """What goes with a member, in words: reach, or else the terms that would no longer hold."""
    if loss >= 0.0005:
        return f"without it the reach falls from {percent(chosen.effect)} to {percent(chosen.effect - loss)}"
    free = replace(problem, must=())
    terms = [line.split(":")[0] for line in broken(free, [a for a in chosen.chosen if a != leaver])]
    if terms:
        return f"without it the reach stays as it is, but the floor for {join(terms)} is not kept"
    return "without it the reach stays as it is"


def _reason(outcome: Outcome, stake: Stake, uses: tuple[Use, ...], goes: str) -> str:
    """One sentence from what is known: what it brings first, what goes with it, whether it is a usual partner."""
    brings = "supplies nothing that is needed"
    if uses:
        more = f" and {len(uses) - 1} more" if len(uses) > 1 else ""
        brings = f"brings {label(uses[0].capability)}{more} (for: {_steps_of(outcome, uses[0].capability)})"
    forced = "; in by must" if stake.actor.id in outcome.terms.must else ""
    known = "a usual partner of the convener" if stake.usual else "a newcomer to the convener"
    flag = f"; flagged: {stake.flagged}" if stake.flagged else ""
    return f"{stake.actor.name} {brings}; {goes}; {known}{forced}{flag}."


def _steps_of(outcome: Outcome, capability: str) -> str:
    return "; ".join(step.name for step in outcome.steps if any(c == capability for c, _ in step.needs))


def _heard(outcome: Outcome, suppliers: Sequence[Member], stakes: Sequence[Stake]) -> tuple[Member, ...]:
    """Bodies on file that speak for an affected group for which no supplier speaks: consulted, supplying nothing."""
    terms, inside = outcome.terms, {member.stake.actor.id for member in suppliers}
    barred = set(terms.must_not) | {a for pair in terms.apart for a in pair if inside & set(pair)}
    spoken = {seat.group.casefold() for member in suppliers for seat in member.stake.actor.represents}
    found: dict[str, Member] = {}
    for affected in outcome.affected:
        if affected.group.casefold() in spoken:
            continue
        bodies = [
            stake for stake in stakes
            if proposable(stake) and stake.actor.id not in barred | inside and speaks_for(stake, affected.group)
        ]  # fmt: skip
        for stake in sorted(bodies, key=lambda stake: (-stake.salience, stake.actor.id))[:HEARD]:
            reason = f"{stake.actor.name} speaks for {affected.group}, which is affected; no supplying member does."
            found.setdefault(stake.actor.id, Member(stake=stake, tier=Tier.CONSULTED, reason=reason))
    return tuple(found.values())


def speaks_for(stake: Stake, group: str) -> bool:
    """True where an actor represents an affected group, in whatever way."""
    return any(seat.group.casefold() == group.casefold() for seat in stake.actor.represents)


def _coverage(outcome: Outcome, field: Field, chosen: Selection) -> tuple[Coverage, ...]:
    column = {capability: c for c, capability in enumerate(outcome.needs)}
    rows = []
    for step in outcome.steps:
        for capability, need in step.needs:
            use_a = chosen.use_ac[:, column[capability]]
            total = float(use_a.sum())
            scale = min(1.0, need / total) if total > 0 else 0.0
            order = sorted(np.flatnonzero(use_a > 1e-9), key=lambda a: (-use_a[a], field.stakes[a].actor.id))
            by = tuple((field.stakes[a].actor.id, round(float(use_a[a]) * scale, 6)) for a in order)
            got = round(min(need, total), 6)
            rows.append(Coverage(step=step.name, capability=capability, need=need, got=got, by=by))
    return tuple(rows)


def _gaps(
    outcome: Outcome, coverage: Sequence[Coverage], field: Field, stakes: Sequence[Stake], inside: set[str]
) -> tuple[Gap, ...]:  # fmt: skip
    scarcer = _scarcer(outcome, coverage, field)
    short: dict[str, list[Coverage]] = {}
    for row in coverage:
        if row.need - row.got > 1e-6:
            short.setdefault(row.capability, []).append(row)
    gaps = []
    for capability, rows in short.items():
        held = [stake for stake in stakes if stake.actor.id not in inside and capability in offers(stake.actor)]
        held.sort(key=lambda stake: (bool(stake.flagged), -stake.salience, stake.actor.id))
        kinds = sectors(capability) or _kinds(held)
        gaps.append(
            Gap(
                capability=capability,
                shortfall=round(max(row.need - row.got for row in rows), 6),
                steps=tuple(row.step for row in rows),
                sectors=kinds,
                examples=examples(capability),
                holders=tuple(
                    f"{stake.actor.name} ({stake.flagged})" if stake.flagged else stake.actor.name
                    for stake in held[:HOLDERS] if "hidden" not in stake.actor.marks
                ),
                behind=scarcer.get(capability, ()),
            )
        )  # fmt: skip
    return tuple(sorted(gaps, key=lambda gap: bool(gap.behind)))


def _scarcer(outcome: Outcome, coverage: Sequence[Coverage], field: Field) -> dict[str, tuple[str, ...]]:
    """For each need that falls short: what keeps all its steps from moving before it would, if all candidates came."""
    column = {capability: c for c, capability in enumerate(outcome.needs)}
    could_c = field.problem.offers_ac.sum(axis=0)
    short = {(row.step, row.capability) for row in coverage if row.need - row.got > 1e-6}
    waits: dict[str, list[set[str]]] = {}
    for step in outcome.steps:
        most = {c: min(1.0, float(could_c[column[c]]) / need) for c, need in step.needs}
        least = min(most.values(), default=1.0)
        first = {c for c, share in most.items() if share <= least + 1e-9}
        got = {row.capability: row.got / row.need for row in coverage if row.step == step.name}
        for capability, _ in step.needs:
            if (step.name, capability) in short:
                stuck = capability not in first and got[capability] >= least - 1e-6
                waits.setdefault(capability, []).append(first if stuck else set())
    return {c: tuple(sorted(set().union(*sets))) for c, sets in waits.items() if all(sets)}


def _kinds(held: Sequence[Stake]) -> tuple[Kind, ...]:
    return tuple(sorted({stake.actor.kind for stake in held}))


def _outside(outcome: Outcome, stakes: Sequence[Stake], inside: set[str]) -> tuple[Stake, ...]:
    """Left out, but to be known of: the convener, bodies of an affected group or a diaspora, and flagged ones."""
    groups = [affected.group for affected in outcome.affected]
    return tuple(
        stake for stake in stakes
        if stake.actor.id not in inside
        and "hidden" not in stake.actor.marks
        and (
            stake.flagged
            or stake.actor.answers_to(outcome.convener)
            or stake.actor.kind is Kind.DIASPORA
            or stake.actor.home
            or any(speaks_for(stake, group) for group in groups)
        )
    )  # fmt: skip


def _mix(outcome: Outcome, field: Field, used_ac: FloatArray) -> tuple[tuple[str, float], ...]:
    """Share of used amounts by instrument; what is untagged counts as unknown."""
    total, shares = float(used_ac.sum()), dict[str, float]()
    for a, c in zip(*np.nonzero(used_ac), strict=True):
        instrument = offers(field.stakes[a].actor)[outcome.needs[c]].instrument.value
        shares[instrument] = shares.get(instrument, 0.0) + float(used_ac[a, c]) / total
    return tuple(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _share(used_ac: FloatArray, mask_ac: BoolArray, total: float) -> float:
    return float(used_ac[mask_ac].sum()) / total if total > 0 else 0.0


def _effect_at(outcome: Outcome, field: Field, chosen: Selection, bound: str) -> float:
    """Effect of the members when every amount is at its low, or its high, bound."""
    problem = replace(field.problem, offers_ac=amounts(outcome, field.stakes, bound))
    return round(reckon(problem, chosen.chosen).effect, 9)


def _expected(field: Field, chosen: Selection, rng: np.random.Generator) -> float | None:
    """Mean effect if each member joins with its calibrated salience; None where one salience is only a rank."""
    stakes = [field.stakes[a] for a in chosen.chosen]
    if not stakes or not all(stake.calibrated for stake in stakes):
        return None
    chance_a = np.array([stake.salience for stake in stakes])
    who = np.array(chosen.chosen)
    if len(who) <= EXACT_MEMBERS:
        total = 0.0
        for joins in itertools.product((False, True), repeat=len(who)):
            joined = np.array(joins, bool)
            weight = float(np.where(joined, chance_a, 1 - chance_a).prod())
            total += weight * reckon(field.problem, who[joined]).effect if weight > 0 else 0.0
        return total
    draws_da = rng.random((DRAWS, len(who))) < chance_a
    ways, times = np.unique(draws_da, axis=0, return_counts=True)
    effects = [reckon(field.problem, who[way]).effect for way in ways]
    return float(np.dot(effects, times) / DRAWS)


def _marking(stakes: Sequence[Stake]) -> Marking:
    """Highest marking of the evidence that went in."""
    order = list(Marking)
    marks = [row.marking for stake in stakes for row in stake.evidence]
    return max(marks, key=order.index, default=Marking.CLEAR)
