"""What a proposal takes for granted, in plain sentences: costs, amounts, tags and weights that nobody entered."""

from collections.abc import Sequence

from convenor.model.codes import Basis, Power
from convenor.model.outcome import RULES, Outcome
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
    found = [*_convener(outcome, stakes), *_strangers(outcome, stakes), *_idle_waivers(outcome)]
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
    asks = outcome.convener
    if any(stake.actor.answers_to(asks) for stake in stakes):
        return []
    who = f"'{asks}' convenes, but nothing is on file under that name" if asks else "No convener is named"
    return [f"{who}: usual is who often took part in work on such outcomes, not who knows the convener."]


def _strangers(outcome: Outcome, stakes: Sequence[Stake]) -> list[str]:
    """Whom the terms keep out or apart though they are no candidates: a slip, or a list that serves all questions."""
    terms, known = outcome.terms, {stake.actor.id for stake in stakes}
    named = dict.fromkeys([*terms.must_not, *(name for pair in terms.apart for name in pair)])
    absent = [f"'{name}'" for name in named if name not in known]
    return (
        [f"Not among the candidates: {join(absent)}; terms that name them keep nobody out or apart."] if absent else []
    )


def _idle_waivers(outcome: Outcome) -> list[str]:
    """Waivers of what is no rule here: a slip, or a reason that is only to stay on file."""
    idle = [w.rule for w in outcome.waivers if w.rule.partition(":")[0].strip().casefold() not in RULES]
    return [f"The waiver of '{rule}' sets nothing aside: rules are {join(RULES)}." for rule in idle]
