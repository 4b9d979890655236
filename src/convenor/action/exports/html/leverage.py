"""The page on leverage: where it stands, the mix that moves it, through whom, and what is lost without some."""

from dataclasses import dataclass

from convenor.action.labels import capability_label
from convenor.action.text import host, web_address
from convenor.action.words import count, day, listed, number, percent, start
from convenor.model.codes import Power
from convenor.model.evidence import Evidence
from convenor.model.leverage import Leverage, Path, Push

MOST_PATHS = 24
LEFT, WIDE = 40.0, 340.0  # of a picture 420 units wide
RULES = (("mean", "weighted mean"), ("median", "weighted median"), ("bargain", "bargaining"))


@dataclass(frozen=True, slots=True)
class Rule:
    """One forecast before and after, placed on the scale."""

    name: str
    before: str
    after: str
    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class Move:
    """One push in words."""

    who: str
    means: str
    hard: bool
    target: str
    shift: str
    backlash: str
    cost: str
    path: tuple[tuple[str, str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Trail:
    """One path: (name, tie to the next, numbers of its rows), and how strong it is."""

    links: tuple[tuple[str, str, tuple[int, ...]], ...]
    strength: str


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one target stands, with the bounds placed on the scale."""

    name: str
    position: str
    influence: str
    salience: str
    basis: str
    why: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is printed."""

    title: str
    as_of: str
    marking: str
    finding: str
    fact: str
    rules: tuple[Rule, ...]
    moves: tuple[Move, ...]
    trails: tuple[Trail, ...]
    more: int
    stands: tuple[Stand, ...]
    front: str
    knees: tuple[tuple[float, float, str, str, str, str], ...]
    ends: tuple[str, str]
    front_finding: str
    removals: tuple[tuple[str, float, str, str], ...]
    removal_finding: str
    unreached: str
    proof: str
    budget: str
    ceiling: str
    assumed: tuple[str, ...]
    rows: tuple[tuple[int, str, str, str, str, str], ...]


def page(found: Leverage) -> Page:
    """The page of one answer on leverage."""
    numbers = {row.id: n for n, row in enumerate(found.rows, start=1)}
    front, knees, ends = _front(found)
    return Page(
        title=found.title,
        as_of=day(found.as_of),
        marking=found.marking.value,
        finding=_finding(found),
        fact=found.fact,
        rules=_rules(found),
        moves=tuple(_move(each, numbers) for each in found.pushes),
        trails=tuple(Trail(_links(path, numbers), f"{path.strength:.2f}") for path in found.paths[:MOST_PATHS]),
        more=max(0, len(found.paths) - MOST_PATHS),
        stands=tuple(
            Stand(
                each.name or _name(found, each.actor), _signed(each.position.low, each.position.high),
                _span(each.influence.low, each.influence.high), _span(each.salience.low, each.salience.high),
                each.basis.value, each.why, _at(each.position.low), _at(each.position.high),
            )
            for each in found.positions
        ),
        front=front,
        knees=knees,
        ends=ends,
        front_finding=_front_finding(found),
        removals=_removals(found),
        removal_finding=_removal_finding(found),
        unreached=listed(found.unreached, 8),
        proof=found.proof,
        budget=f"{found.budget:g}",
        ceiling=percent(found.ceiling),
        assumed=found.assumed,
        rows=tuple(_row(row, numbers[row.id]) for row in found.rows),
    )  # fmt: skip


def _row(row: Evidence, n: int) -> tuple[int, str, str, str, str, str]:
    link, date = web_address(row.locator), day(row.start) if row.start else ""
    says = row.value or row.title or row.object
    return n, says, row.title or row.source, link, host(link), ", ".join(part for part in (date, row.licence) if part)


def _name(found: Leverage, key: str) -> str:
    """A body's name, from the paths that lead to it."""
    for path in found.paths:
        if key in path.actors:
            return path.names[path.actors.index(key)]
    return key


def _at(position: float) -> float:
    return round(LEFT + WIDE * (position + 1) / 2, 1)


def _span(low: float, high: float) -> str:
    return f"{low:.2g}" if low == high else f"{low:.2g} to {high:.2g}"


def _signed(low: float, high: float) -> str:
    return f"{low:+.2f}" if low == high else f"{low:+.2f} to {high:+.2f}"


def _rules(found: Leverage) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            label, f"{getattr(found.before, key):+.2f}", f"{getattr(found.after, key):+.2f}",
            _at(getattr(found.before, key)), _at(getattr(found.after, key)), 40 + 36.0 * n,
        )
        for n, (key, label) in enumerate(RULES)
    )  # fmt: skip


def _move(push: Push, numbers: dict[str, int]) -> Move:
    return Move(
        push.name, capability_label(push.capability), push.power is Power.HARD, push.target_name,
        f"{push.shift.low:.3f} to {push.shift.high:.3f}",
        f"{push.backlash.low:.3f} to {push.backlash.high:.3f}" if push.backlash.high > 0 else "none",
        _span(push.cost.low, push.cost.high), _links(push.path, numbers),
    )  # fmt: skip


def _links(path: Path, numbers: dict[str, int]) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    ties = [*zip(path.relations, path.evidence, strict=True), ("", ())]
    return tuple(
        (name, relation, tuple(numbers[key] for key in rows if key in numbers)[:3])
        for name, (relation, rows) in zip(path.names, ties, strict=True)
    )


def _front(found: Leverage) -> tuple[str, tuple[tuple[float, float, str, str, str, str], ...], tuple[str, str]]:
    """Points of the frontier, scaled between the forecast before and the best one."""
    means = [found.before.mean, *(point.mean for point in found.frontier)]
    low, high = min(means), max(means)
    size = (high - low) or 1.0
    knees = tuple(
        (
            round(LEFT + WIDE * point.ceiling, 1), round(16 + 140 * (high - point.mean) / size, 1),
            percent(point.ceiling), f"{point.mean:+.3f}", percent(point.hard), f"{point.cost:g}",
        )
        for point in found.frontier
    )  # fmt: skip
    return " ".join(f"{x},{y}" for x, y, *_ in knees), knees, (f"{high:+.3f}", f"{low:+.3f}")


def _front_finding(found: Leverage) -> str:
    if not found.frontier:
        return "No frontier was reckoned."
    soft, best = found.frontier[0], max(found.frontier, key=lambda point: point.mean)
    if best.mean - soft.mean < 1e-6:
        return "Hard means add nothing here: the best mix without them moves as much as any."
    share = (soft.mean - found.before.mean) / (best.mean - found.before.mean)
    return f"Without any hard means the mix still moves {percent(share)} as much as the best one."


def _removals(found: Leverage) -> tuple[tuple[str, float, str, str], ...]:
    rows = []
    for each in found.removals:
        share = each.lost / found.gain if found.gain > 1e-9 else 0.0
        rows.append((each.label, min(1.0, max(0.0, share)), percent(max(0.0, share)), number(each.paths)))
    return tuple(rows)


def _removal_finding(found: Leverage) -> str:
    women = next((each for each in found.removals if each.label == "women's bodies"), None)
    if found.gain <= 1e-9 or not found.removals:
        return "No mix moves anything, so nothing is lost."
    if women is None:
        first = found.removals[0]
        return f"{start(first.label)} would be missed most: {percent(first.lost / found.gain)} of the move is lost."
    lost = percent(max(0.0, women.lost) / found.gain)
    return f"Without women's bodies {lost} of the move and {count(women.paths, 'path')} are lost, all others kept."


def _finding(found: Leverage) -> str:
    if not found.pushes:
        return "No partner has means and a path to any target: look for go-betweens before anything else."
    who = listed(list(dict.fromkeys(push.name for push in found.pushes)), 4)
    return (
        f"{start(count(len(found.pushes), 'push', 'pushes'))} by {who} would move the weighted mean from "
        f"{found.before.mean:+.2f} to {found.after.mean:+.2f}, if what was assumed holds."
    )
