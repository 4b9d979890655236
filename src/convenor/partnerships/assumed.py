"""What a proposal takes for granted, in plain sentences: costs, amounts, tags and weights that nobody entered."""

from collections.abc import Sequence

from convenor.model.codes import Basis, Power
from convenor.model.outcome import Outcome
from convenor.model.partnership import Member
from convenor.model.stake import Stake
from convenor.partnerships.candidates import Field, offers
from convenor.partnerships.words import join, label

EXACT_MEMBERS = 12  # up to here the expected effect is summed over all 2^n ways of joining
DRAWS = 4_000  # above it, sampled; standard error of a value in [0, 1] at most 0.008


def assumptions(
    outcome: Outcome, field: Field, stakes: Sequence[Stake], suppliers: Sequence[Member], settled: bool
) -> tuple[str, ...]:
    """What stands on an assumption, in plain sentences."""
    found = _convener(outcome, stakes)
    names = [m.stake.actor.name for m in suppliers if m.stake.actor.id in field.assumed_costs]
    if names and (outcome.terms.budget is not None or outcome.terms.cost_weight):
        found.append(
            f"Nobody entered what joining costs {join(names)}: "
            "the median of its kind, or 1 a member, is assumed, and it counts against the budget."
        )
    elif names:
        found.append(
            f"What joining costs is assumed for {len(names)} of {len(suppliers)} members; it only breaks ties."
        )
    guessed = [
        member.stake.actor.name
        for member in suppliers
        if any(offers(member.stake.actor)[use.capability].basis is Basis.ASSUMED for use in member.uses)
    ]
    if guessed:
        found.append(f"How much each can bring is assumed, in whole or in part, for {join(guessed)}.")
    untagged = [label(u.capability) for m in suppliers for u in m.uses
                if offers(m.stake.actor)[u.capability].power is Power.UNKNOWN]  # fmt: skip
    if untagged:
        found.append(f"Hard or soft is not known for {join(sorted(set(untagged)))}; it counts as unknown, not as soft.")
    if any(not member.stake.calibrated for member in suppliers):
        found.append("Salience is a rank here, not a probability of joining; the expected effect is not reckoned.")
    if any(member.stake.calibrated for member in suppliers) and len(suppliers) > EXACT_MEMBERS:
        found.append(f"The expected effect is sampled with {DRAWS:,} draws (standard error at most 0.008).")
    if not settled:
        found.append("Other sets may reach as far with as few members and matter to more: not settled to the last.")
    if any(step.basis is Basis.ASSUMED for step in outcome.steps):
        found.append("Weights of some steps are assumed.")
    return tuple(found)


def _convener(outcome: Outcome, stakes: Sequence[Stake]) -> list[str]:
    """What "usual" and "new" mean where nobody on file convenes."""
    asks = outcome.convener.casefold()
    if any(asks in (stake.actor.id.casefold(), stake.actor.name.casefold()) for stake in stakes):
        return []
    who = f"'{outcome.convener}' convenes, but nothing is on file under that name" if asks else "No convener is named"
    return [f"{who}: usual is who often took part in work on such outcomes, not who knows the convener."]
