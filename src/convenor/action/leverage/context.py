"""A context as facts: positions, ties, means, limits. Where two contexts differ, one fact may turn the mix."""

import tomllib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from convenor.model.account import Range
from convenor.model.actor import Offer
from convenor.model.leverage import Position

Fact = tuple[str, ...]
Value = TypeVar("Value")
Kind = TypeVar("Kind", bound=Hashable)
BOTH_WAYS = frozenset({"allied", "member", "took part together"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """What one capability does to a position, as assumed."""

    shift: Range
    backlash: Range
    cost: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All facts on which a mix rests.

    Attributes:
        positions: Targets by id.
        ties: Rows behind each tie, by (from, relation, to).
        means: Offers that are levers, by (actor, capability).
        names: Names by id.
        budget: What may be spent.
        ceiling: Largest hard share [0, 1].
    """

    positions: Mapping[str, Position]
    ties: Mapping[tuple[str, str, str], tuple[str, ...]]
    means: Mapping[tuple[str, str], Offer]
    names: Mapping[str, str] = field(default_factory=dict)
    budget: float
    ceiling: float

    def facts(self) -> dict[Fact, object]:
        """Every fact with its value; names and rows are no facts of the mix."""
        held: dict[Fact, object] = {("budget",): self.budget, ("ceiling",): self.ceiling}
        held |= {("position", key): (p.position, p.influence, p.salience) for key, p in sorted(self.positions.items())}
        held |= {("tie", *key): True for key in sorted(self.ties)}
        held |= {("means", *key): (offer.amount, offer.power) for key, offer in sorted(self.means.items())}
        return held

    def with_fact(self, fact: Fact, other: "Context") -> "Context":
        """The same context with one fact as it is in another."""
        kind, key = fact[0], fact[1:]
        return Context(
            positions=_swap(self.positions, key[0], other.positions) if kind == "position" else self.positions,
            ties=_swap(self.ties, (key[0], key[1], key[2]), other.ties) if kind == "tie" else self.ties,
            means=_swap(self.means, (key[0], key[1]), other.means) if kind == "means" else self.means,
            names={**other.names, **self.names},
            budget=other.budget if kind == "budget" else self.budget,
            ceiling=other.ceiling if kind == "ceiling" else self.ceiling,
        )

    def words(self, fact: Fact) -> str:
        """A fact in words."""
        name = [self.names.get(part, part) for part in fact]
        if fact[0] == "position":
            return f"where {name[1]} stands"
        if fact[0] == "tie":
            return f"the tie “{name[1]} {fact[2]} {name[3]}”"
        if fact[0] == "means":
            return f"whether {name[1]} has {fact[2].replace('_', ' ')}"
        return f"the {fact[0]}" if fact[0] == "budget" else "the ceiling of hard means"


def turning_fact(here: Context, there: Context, solve: Callable[[Context], frozenset[Kind]]) -> str:
    """The one fact that, changed alone, makes the mix of here that of there; else the one that brings it nearest.

    Args:
        here: The context asked about.
        there: The other one.
        solve: The mix of a context, as a set of pushes.

    Returns:
        The fact in words; empty where both contexts give the same mix.
    """
    mine, theirs = solve(here), solve(there)
    if mine == theirs:
        return ""
    one, two = here.facts(), there.facts()
    differing = sorted(key for key in one.keys() | two.keys() if one.get(key) != two.get(key))
    ranked = [(-_alike(solve(here.with_fact(fact, there)), theirs), fact) for fact in differing]
    if not ranked:
        return ""
    near, fact = min(ranked)
    both = Context(
        positions=here.positions, ties=here.ties, means=here.means, names={**there.names, **here.names},
        budget=here.budget, ceiling=here.ceiling,
    )  # fmt: skip
    words = both.words(fact)
    return words if near == -1 else f"{words}, which brings it nearest; no single fact makes it the same"


def _alike(one: frozenset[Kind], two: frozenset[Kind]) -> float:
    """Jaccard's share of what both hold."""
    return len(one & two) / len(one | two) if one | two else 1.0


def _swap(mine: Mapping[Kind, Value], key: Kind, theirs: Mapping[Kind, Value]) -> dict[Kind, Value]:
    changed = {k: v for k, v in mine.items() if k != key}
    if key in theirs:
        changed[key] = theirs[key]
    return changed


@cache
def relations() -> dict[str, float]:
    """Strength of a tie by what it is [0, 1], assumed; a relation that is not listed carries nothing."""
    return {str(name): float(value) for name, value in _table()["relations"].items()}


@cache
def levers() -> dict[str, Lever]:
    """What each capability does to a position, assumed; a capability that is not listed moves nobody by itself."""
    found: dict[str, Lever] = {}
    for row in _table()["levers"]:
        shift, backlash, cost = (
            Range(low=float(low), high=float(high))
            for low, high in (row["shift"], row.get("backlash", (0.0, 0.0)), row["cost"])
        )
        found |= {name: Lever(shift=shift, backlash=backlash, cost=cost) for name in row["capabilities"]}
    return found


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("convenor").joinpath("data", "levers.toml").read_text(encoding="utf-8"))
