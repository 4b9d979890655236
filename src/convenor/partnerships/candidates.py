"""From stakes to a selection problem: who may be proposed, what each costs, and the terms as arrays.

Candidates are the top by salience, the top newcomers, those reached by exposure, and `must`. Parties to the
conflict, rivals, absent and sanctioned bodies come in by `must` only; hidden bodies and placeholders likewise.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from convenor.errors import Infeasible
from convenor.model.actor import Actor, Offer, Representation
from convenor.model.codes import Kind, Modality, Power, Right
from convenor.model.outcome import Floor, Outcome
from convenor.model.stake import Stake
from convenor.partnerships.problem import BoolArray, FloatArray, Problem, Quota

TOP = 300  # candidates by salience (MODEL, section 6)
TOP_NEWCOMERS = 100  # newcomers by salience (MODEL, section 6)
FLOOR_BEST = 20  # of each sort that a floor asks for: a floor nobody ranks for cannot be met
PLAIN_COST = 1.0  # cost of joining where nobody's is known: every member counts as one

STRONG = (Modality.REPRESENTATION, Modality.COMMISSION, Modality.WORKSHOP, Modality.DECISION)
"""Modalities that carry weight in the gate (MODEL, section 10); each meets a demand for a weaker one."""

_GROUPS: dict[str, Callable[[Actor], bool]] = {
    "public": lambda actor: actor.public,
    "private": lambda actor: actor.private,
    "women_led": lambda actor: "women_led" in actor.marks,
    "local": lambda actor: "local" in actor.marks,
    "diaspora": lambda actor: actor.kind is Kind.DIASPORA or bool(actor.home),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The candidates of one question, in the order of their ids.

    Attributes:
        stakes: Who may be chosen.
        costs: Cost of joining, per candidate.
        assumed_costs: Ids of those whose cost nobody entered.
        problem: The same as arrays, with all terms.
    """

    stakes: tuple[Stake, ...]
    costs: tuple[float, ...]
    assumed_costs: frozenset[str]
    problem: Problem


def field(outcome: Outcome, stakes: Sequence[Stake]) -> Field:
    """The selection problem of an outcome.

    Raises:
        Infeasible: Somebody in `must` has no stake on file.
    """
    unknown = sorted(set(outcome.terms.must) - {stake.actor.id for stake in stakes})
    if unknown:
        raise Infeasible(f"'{name}' stands in must but is not on file" for name in unknown)
    chosen = tuple(sorted(_candidates(outcome, stakes), key=lambda stake: stake.actor.id))
    costs, assumed = _costs(outcome, chosen, stakes)
    return Field(stakes=chosen, costs=costs, assumed_costs=assumed, problem=_problem(outcome, chosen, costs))


def usual_only(outcome: Outcome, whole: Field) -> Field:
    """The same question asked of usual partners alone; `must` stays."""
    keep = [i for i, stake in enumerate(whole.stakes) if stake.usual or stake.actor.id in outcome.terms.must]
    stakes, costs = tuple(whole.stakes[i] for i in keep), tuple(whole.costs[i] for i in keep)
    problem = _problem(outcome, stakes, costs)
    return Field(stakes=stakes, costs=costs, assumed_costs=whole.assumed_costs, problem=problem)


def offers(actor: Actor) -> dict[str, Offer]:
    """The largest offer of each capability."""
    found: dict[str, Offer] = {}
    for offer in actor.offers:
        if offer.capability not in found or offer.amount > found[offer.capability].amount:
            found[offer.capability] = offer
    return found


def amounts(outcome: Outcome, stakes: Sequence[Stake], bound: str = "amount") -> FloatArray:
    """Amounts on offer, shape (n_candidates, n_needs), or their `low` or `high` bounds."""
    amounts_ac = np.zeros((len(stakes), len(outcome.needs)))
    for a, stake in enumerate(stakes):
        held = offers(stake.actor)
        for c, capability in enumerate(outcome.needs):
            if capability in held:
                amounts_ac[a, c] = getattr(held[capability], bound)
    return amounts_ac


def counts_for(floor: Floor, actor: Actor) -> bool:
    """True where an actor counts towards a floor."""
    if floor.of in _GROUPS:
        return _GROUPS[floor.of](actor)
    word, _, value = floor.of.partition(":")
    if word == "kind":
        return actor.kind.value.casefold() == value.casefold()
    if word == "sector":
        return any(purpose.startswith(value) and share > 0 for purpose, share in actor.purposes)
    return any(_speaks(seat, value, floor.modality, floor.right) for seat in actor.represents)


def _speaks(seat: Representation, group: str, modality: Modality | None, right: Right | None) -> bool:
    if seat.group.casefold() != group.casefold():
        return False
    rights = list(Right)
    if right is not None and (seat.right is None or rights.index(seat.right) < rights.index(right)):
        return False
    return modality is None or seat.modality is modality or (modality not in STRONG and seat.modality in STRONG)


def speaking(actor: Actor, group: str) -> bool:
    """True where an actor represents an affected group, in whatever way."""
    return any(_speaks(seat, group, None, None) for seat in actor.represents)


def words_of(floor: Floor) -> str:
    """A floor in words, as one would say "no ... candidate"."""
    word, _, value = floor.of.partition(":")
    plain = {"women_led": "women-led", "kind": value, "sector": f"sector {value}"}
    if word != "group":
        return plain.get(word, word)
    asked = [part.value for part in (floor.modality, floor.right) if part is not None]
    return f"'{value}'-representing" + (f" ({', '.join(asked)})" if asked else "")


def _candidates(outcome: Outcome, stakes: Sequence[Stake]) -> list[Stake]:
    terms = outcome.terms
    free = [stake for stake in stakes if stake.actor.id not in terms.must_not and proposable(stake)]
    free.sort(key=lambda stake: (-stake.salience, stake.actor.id))
    newcomers = [stake for stake in free if not stake.usual][:TOP_NEWCOMERS]
    exposed = [stake for stake in free if stake.exposure]
    forced = [stake for stake in stakes if stake.actor.id in terms.must]
    floored = [s for floor in terms.floors for s in [s for s in free if counts_for(floor, s.actor)][:FLOOR_BEST]]
    return list({stake.actor.id: stake for stake in (*free[:TOP], *newcomers, *exposed, *floored, *forced)}.values())


def proposable(stake: Stake) -> bool:
    """False for those who come in by `must` alone: flagged, hidden or placeholder bodies."""
    return not stake.flagged and not stake.actor.marks & {"hidden", "placeholder"}


def _costs(
    outcome: Outcome, chosen: Sequence[Stake], stakes: Sequence[Stake]
) -> tuple[tuple[float, ...], frozenset[str]]:
    """Cost of joining: as entered, else the median of the kind's known costs, else of all, else one per member."""
    known = {s.actor.id: cost for s in stakes if (cost := _known_cost(outcome, s.actor)) is not None}
    by_kind: dict[Kind, list[float]] = {}
    for stake in stakes:
        if stake.actor.id in known:
            by_kind.setdefault(stake.actor.kind, []).append(known[stake.actor.id])
    usual = {kind: median(costs) for kind, costs in by_kind.items()}
    anybody = median(known.values()) if known else PLAIN_COST
    costs = tuple(known.get(s.actor.id, usual.get(s.actor.kind, anybody)) for s in chosen)
    return costs, frozenset(s.actor.id for s in chosen if s.actor.id not in known)


def _known_cost(outcome: Outcome, actor: Actor) -> float | None:
    parts = [actor.cost, *(o.cost for c, o in offers(actor).items() if c in outcome.needs)]
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def _problem(outcome: Outcome, stakes: Sequence[Stake], costs: Sequence[float]) -> Problem:
    terms, place = outcome.terms, {stake.actor.id: i for i, stake in enumerate(stakes)}
    column = {capability: c for c, capability in enumerate(outcome.needs)}
    apart = [(place[a], place[b]) for a, b in terms.apart if a in place and b in place]
    return Problem(
        offers_ac=amounts(outcome, stakes),
        cost_a=np.array(costs, float),
        steps=tuple((step.weight, tuple((column[c], need) for c, need in step.needs)) for step in outcome.steps),
        mu=terms.cost_weight,
        budget=np.inf if terms.budget is None else terms.budget,
        size=terms.size,
        quotas=quotas(outcome, stakes),
        hard_ac=tagged(outcome, stakes, Power.HARD),
        hard_share=terms.hard_share,
        apart_p2=np.array(apart, np.int64).reshape(-1, 2),
        must=tuple(place[name] for name in terms.must),
        salience_a=np.array([stake.salience for stake in stakes]),
    )


def tagged(outcome: Outcome, stakes: Sequence[Stake], power: Power) -> BoolArray:
    """Which offers carry this tag, shape (n_candidates, n_needs)."""
    held = [offers(stake.actor) for stake in stakes]
    return np.array(
        [[c in own and own[c].power is power for c in outcome.needs] for own in held], bool
    ).reshape(len(stakes), len(outcome.needs))  # fmt: skip


def quotas(outcome: Outcome, stakes: Sequence[Stake]) -> tuple[Quota, ...]:
    """Floors and the share of newcomers, as masks."""
    found = [
        Quota(
            name=words_of(floor),
            mask_a=np.array([counts_for(floor, stake.actor) for stake in stakes], bool),
            count=floor.count,
            share=floor.share,
        )
        for floor in outcome.terms.floors
    ]
    if outcome.terms.newcomers:
        far = [stake.distance is not None and stake.distance >= outcome.terms.distance for stake in stakes]
        share = outcome.terms.newcomers
        found.append(Quota(name="newcomer", mask_a=np.array(far, bool), share=share))
    return tuple(found)
