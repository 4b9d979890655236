"""The question asked again under other terms: a quick answer with its bound, beside the set that was proposed.

Where the set proposed still keeps the terms and reaches as far as any, it stays: no change is shown where none is due.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from convenor.model.choices import Option
from convenor.model.outcome import Outcome
from convenor.model.stake import Stake
from convenor.partnerships import cover
from convenor.partnerships.candidates import Field, field, speaking
from convenor.partnerships.check import Reckoning, broken, reckon
from convenor.partnerships.problem import IntArray, Problem
from convenor.partnerships.words import label

EQUAL = 1e-6  # effects this near count as the same (MODEL, section 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The best set of a field at its terms.

    Attributes:
        field: Who could be chosen.
        chosen: Rows of the members.
        reckoning: What they reach, by the plain checker.
        bound: No set has a higher value.
        proof: "optimal" or "certified gap of x%".
    """

    field: Field
    chosen: IntArray
    reckoning: Reckoning
    bound: float
    proof: str

    @property
    def effect(self) -> float:
        """How far the set gets [0, 1]."""
        return self.reckoning.effect

    @property
    def names(self) -> dict[str, str]:
        """Name of each member by its id."""
        return {self.field.stakes[a].actor.id: self.field.stakes[a].actor.name for a in self.chosen.tolist()}


def ask(
    outcome: Outcome, stakes: Sequence[Stake], *, keep: Iterable[str] = (), seconds: float = 2.0, seed: int = 0
) -> Answer | None:
    """The best set of these stakes under the outcome's terms; None where no set keeps them.

    Args:
        outcome: The question, with the terms to ask it under.
        stakes: Who is on file.
        keep: Ids of a set that is kept where nothing reaches farther.
        seconds: Time limit [s].
        seed: Chance for a quick search.
    """
    if set(outcome.terms.must) - {stake.actor.id for stake in stakes}:
        return None
    return best_of(field(outcome, stakes), keep=keep, seconds=seconds, seed=seed)


def best_of(
    found: Field, *, problem: Problem | None = None, keep: Iterable[str] = (), seconds: float = 2.0, seed: int = 0
) -> Answer | None:
    """The best set of a field; `problem` is its own, or one with more cuts over the same candidates."""
    asked = found.problem if problem is None else problem
    chosen = cover.select(asked, seconds=seconds, rng=np.random.default_rng(seed), criteria=1)
    if chosen.status in ("infeasible", "no answer"):
        return None
    members = np.array(chosen.chosen, np.int64)
    held = rows(found, keep)
    if len(held) and not broken(asked, held) and reckon(asked, held).value >= chosen.value - EQUAL:
        members = held
    if broken(asked, members):
        return None
    proof = "optimal" if chosen.status == "optimal" else f"certified gap of {100 * chosen.gap:.2g}%"
    return Answer(field=found, chosen=members, reckoning=reckon(asked, members), bound=chosen.bound, proof=proof)


def rows(field: Field, ids: Iterable[str]) -> IntArray:
    """Rows of these ids among the candidates; empty unless all of them are candidates."""
    place = {stake.actor.id: a for a, stake in enumerate(field.stakes)}
    found = [place.get(i, -1) for i in ids]
    return np.array(sorted(found) if -1 not in found else [], np.int64)


def option(name: str, answer: Answer, outcome: Outcome, ours: Answer | None = None) -> Option:
    """A set in figures, beside the one proposed."""
    theirs = answer.names
    mine = ours.names if ours is not None else theirs
    problem = answer.field.problem
    return Option(
        label=name,
        ids=tuple(theirs),
        names=tuple(theirs.values()),
        effect=answer.effect,
        bound=max(answer.effect, answer.bound + problem.mu * answer.reckoning.cost),
        proof=answer.proof,
        cost=answer.reckoning.cost,
        hard=answer.reckoning.hard,
        inclusion=sum(
            any(speaking(answer.field.stakes[a].actor, affected.group) for a in answer.chosen.tolist())
            for affected in outcome.affected
        ),
        joins=tuple(name for key, name in theirs.items() if key not in mine),
        leaves=tuple(name for key, name in mine.items() if key not in theirs),
        lost=() if ours is None else lost(outcome, answer, ours),
    )


def lost(outcome: Outcome, answer: Answer, ours: Answer) -> tuple[str, ...]:
    """Needs, in words, of which the other set uses more: those that a step waits for here."""
    used_c, mine_c = (each.reckoning.use_ac.sum(axis=0) for each in (answer, ours))
    return tuple(label(need) for c, need in enumerate(outcome.needs) if used_c[c] < mine_c[c] - EQUAL)
