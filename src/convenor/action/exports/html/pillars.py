"""The three pillars, how far the partners reach, and how like the affected population they are."""

from dataclasses import dataclass

from convenor.action.words import listed, percent, start
from convenor.model.measures import Likeness, Pillar, Reach
from convenor.model.partnership import Partnership


@dataclass(frozen=True, slots=True)
class Leg:
    """One pillar and what falls without it."""

    name: str
    says: str
    without: str
    effect: str
    tail: str
    reach: str
    moves: str
    exposed: str


@dataclass(frozen=True, slots=True)
class Pillars:
    """Everything that the section prints."""

    finding: str
    legs: tuple[Leg, ...]
    reach: tuple[tuple[str, float, str, str, str, str], ...]
    likeness: tuple[tuple[str, str, str, str, str, str], ...]
    unknown: str


def pillars(partnership: Partnership) -> Pillars | None:
    """The section on measures; None where nothing was counted."""
    measures = partnership.measures
    if measures is None:
        return None
    return Pillars(
        finding=_finding(measures.pillars),
        legs=tuple(_leg(each) for each in measures.pillars),
        reach=tuple(_reach(each) for each in measures.reach),
        likeness=tuple(_likeness(each) for each in measures.likeness if each.population is not None),
        unknown=listed([each.group for each in measures.likeness if each.population is None], 12),
    )


def points(change: float | None) -> str:
    """A change between shares, in points; a word where there is none to tell."""
    if change is None:
        return "not reckoned"
    if abs(change) < 5e-4:
        return "no change"
    value = round(100 * change)
    return f"{value:+d} {'point' if abs(value) == 1 else 'points'}" if value else "under one point"


def _leg(each: Pillar) -> Leg:
    moves = [f"{word} {listed(names, 4)}" for word, names in (("in:", each.joins), ("out:", each.leaves)) if names]
    effect = (
        "no set keeps the terms" if each.effect is None else f"{percent(each.effect)} ({points(each.effect_change)})"
    )
    return Leg(
        start(each.name), each.says, each.without, effect, points(each.es95_change), points(each.reach_change),
        "; ".join(moves), listed(each.exposed, 4),
    )  # fmt: skip


def _reach(each: Reach) -> tuple[str, float, str, str, str, str]:
    return each.kind, each.share, listed(each.covered, 8), listed(each.missing, 6), each.note, each.basis.value


def _likeness(each: Likeness) -> tuple[str, str, str, str, str, str]:
    members = f"{each.members} of {each.of} ({percent(each.low)} to {percent(each.high)})"
    gap = points(each.gap)
    if each.gap_low is not None and each.gap_high is not None:
        gap += f" ({round(100 * each.gap_low):+d} to {round(100 * each.gap_high):+d})"
    return each.dimension, each.group, members, percent(each.population or 0.0), gap, each.source or each.note


def _finding(legs: tuple[Pillar, ...]) -> str:
    known = [each for each in legs if each.effect_change is not None]
    fails = [each.name for each in legs if each.effect is None]
    if fails:
        return f"Without the {listed(fails)} pillar no set keeps the terms."
    if not known:
        return "What each pillar carries was not reckoned."
    worst = min(known, key=lambda each: each.effect_change or 0.0)
    if abs(worst.effect_change or 0.0) < 0.005:
        return "No pillar carries the effect alone: left out one at a time, none costs a point."
    if (worst.effect_change or 0.0) > 0:
        return "No pillar carries the effect: left out one at a time, the effect only rises, for terms fall with them."
    fall = points(-(worst.effect_change or 0.0)).removeprefix("+")
    return f"The {worst.name} pillar carries most: without it the effect falls by {fall}."
