"""What else could be done: other sets, what effect costs in another coin, who replaces whom, how firm it stands."""

from collections.abc import Callable
from dataclasses import dataclass

from convenor.action.words import count, listed, number, percent, quantity, start
from convenor.model.choices import Choices, Frontier, Option, Replacement, Stays
from convenor.model.partnership import Partnership

MOST_ROWS = 12  # rows of a table of candidates
NAMES = 6  # names said in one cell


@dataclass(frozen=True, slots=True)
class Line:
    """One other set beside the one proposed."""

    label: str
    effect: str
    share: float
    partners: str
    cost: str
    hard: str
    groups: str
    change: str
    lost: str


@dataclass(frozen=True, slots=True)
class Knee:
    """One point of a frontier, placed."""

    x: float
    y: float
    limit: str
    effect: str
    note: str
    here: bool


@dataclass(frozen=True, slots=True)
class Front:
    """One frontier: a picture of steps and its table."""

    key: str
    name: str
    axis: str
    knees: tuple[Knee, ...]
    points: str
    here: tuple[float, float] | None
    ends: tuple[str, str]
    assumed: bool
    finding: str


@dataclass(frozen=True, slots=True)
class Leave:
    """What happens when one partner is not to be had."""

    key: str
    name: str
    alone: str
    effect: str
    share: float
    joins: str
    swaps: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that the section prints."""

    finding: str
    lines: tuple[Line, ...]
    fronts: tuple[Front, ...]
    prices: tuple[tuple[str, str, str, str], ...]
    free: str
    missing: tuple[tuple[str, str, str], ...]
    leaves: tuple[Leave, ...]
    stays: tuple[tuple[str, float, bool], ...]
    firm: str
    varied: tuple[str, ...]
    left_out: tuple[str, ...]
    effect: float


def options(partnership: Partnership) -> Options | None:
    """The section on choices; None where they were not asked for."""
    choices = partnership.choices
    if choices is None:
        return None
    others = [*choices.alternatives, *(each for each in (choices.fewest, choices.cheapest) if each)]
    return Options(
        finding=_finding(choices),
        lines=(_here(partnership), *(_line(each, choices) for each in others)),
        fronts=tuple(_front(each, n, partnership) for n, each in enumerate(choices.frontiers)),
        prices=tuple(
            (each.term, each.relaxed, _points(each.gain), listed(each.joins, NAMES) or "nobody new")
            for each in choices.prices
            if each.gain > 5e-4
        ),
        free=listed([each.term for each in choices.prices if each.gain <= 5e-4], 12),
        missing=tuple(
            (each.name, _points(each.gain), listed(each.barred, 3) or "nothing")
            for each in choices.missing[:MOST_ROWS]
            if each.gain > 5e-4
        ),
        leaves=tuple(_leave(each) for each in choices.replacements),
        stays=tuple((each.name, each.share, each.member) for each in _stays(choices)),
        firm=_firm(choices),
        varied=choices.robustness.varied if choices.robustness else (),
        left_out=choices.left_out,
        effect=partnership.effect,
    )


def _points(gain: float) -> str:
    """A change of the effect in points."""
    points = round(100 * gain)
    if abs(gain) < 5e-4:
        return "nothing"
    if points == 0:
        return "under one point"
    return f"{'+' if points > 0 else ''}{points} {'point' if abs(points) == 1 else 'points'}"


def _here(partnership: Partnership) -> Line:
    gate = partnership.gate
    groups = len(partnership.outcome.affected) - len(partnership.unheard) if gate else 0
    working = sum(bool(member.uses) for member in partnership.members)
    return Line(
        "Proposed", percent(partnership.effect), partnership.effect, str(working),
        quantity(round(partnership.cost, 3)), percent(partnership.hard), str(groups), "", "",
    )  # fmt: skip


def _line(option: Option, choices: Choices) -> Line:
    extra = {id(choices.fewest): "Fewest partners", id(choices.cheapest): "Cheapest"}.get(id(option))
    parts = [
        f"{word} {listed(names, NAMES)}" for word, names in (("in:", option.joins), ("out:", option.leaves)) if names
    ]
    return Line(
        extra or start(option.label), percent(option.effect), option.effect, str(len(option.ids)),
        quantity(round(option.cost, 3)), percent(option.hard), str(option.inclusion),
        "; ".join(parts) or "the same set", listed(option.lost, 3),
    )  # fmt: skip


def _front(frontier: Frontier, n: int, partnership: Partnership) -> Front:
    """Limits along the bottom, effect upwards; where no set exists there is no point, and the table says why."""
    limits = [point.limit for point in frontier.points]
    least, most = (min(limits), max(limits)) if limits else (0.0, 1.0)
    width = (most - least) or 1.0
    share = frontier.name == "hard share"

    def say(limit: float) -> str:
        return percent(limit) if share else quantity(round(limit, 3))

    def at(limit: float, effect: float) -> tuple[float, float]:
        return round(44 + 340 * (limit - least) / width, 1), round(16 + 150 * (1 - effect), 1)

    knees = []
    for point in frontier.points:
        x, y = at(point.limit, point.option.effect if point.option else 0.0)
        effect = percent(point.option.effect) if point.option else "no set"
        knees.append(Knee(x, y, say(point.limit), effect, point.note, point.option is not None))
    drawn = [knee for knee in knees if knee.here]
    steps = []
    for i, knee in enumerate(drawn):
        if i:
            steps.append(f"{knee.x},{drawn[i - 1].y}")
        steps.append(f"{knee.x},{knee.y}")
    own = {"hard share": partnership.hard, "cost": partnership.cost}.get(frontier.name)
    here = at(own, partnership.effect) if own is not None and least <= own <= most else None
    return Front(
        f"fr{n}", start(frontier.name), frontier.axis, tuple(knees), " ".join(steps), here, (say(least), say(most)),
        frontier.basis != "evidence", _front_finding(frontier, say),
    )  # fmt: skip


def _front_finding(frontier: Frontier, say: Callable[[float], str]) -> str:
    reached = [point for point in frontier.points if point.option]
    if not reached:
        return "No set reaches anything at any limit."
    first, best = reached[0], max(reached, key=lambda point: point.option.effect if point.option else 0.0)
    low, high = (percent(point.option.effect) for point in (first, best) if point.option)
    if low == high:
        return f"The effect stays at {low} over the whole range."
    lost = f" {first.note}" if first.note else ""
    return f"{low} at {say(first.limit)}, {high} at {say(best.limit)}.{lost}"


def _leave(each: Replacement) -> Leave:
    return Leave(
        each.actor, each.name, percent(each.without), "no set" if each.effect is None else percent(each.effect),
        each.effect or 0.0, listed(each.joins, NAMES) or "nobody",
        tuple((name, percent(effect)) for _, name, effect in each.swaps[:3]), each.note,
    )  # fmt: skip


def _stays(choices: Choices) -> tuple[Stays, ...]:
    return choices.robustness.stays[: 2 * MOST_ROWS] if choices.robustness else ()


def _firm(choices: Choices) -> str:
    firm = choices.robustness
    if firm is None:
        return ""
    low, middle, high = firm.effect
    return (
        f"Over {count(firm.draws, 'draw')} of the inputs the proposed set reaches {percent(middle)} "
        f"({percent(low)} to {percent(high)} in nine of ten), and in {percent(firm.same)} of them no other set does "
        f"better; what it misses against the best is {percent(firm.regret[0])} on average. {firm.note}"
    ).strip()


def _finding(choices: Choices) -> str:
    near = len(choices.alternatives)
    first = (
        f"{start(count(near, 'other set comes', 'other sets come'))} within {percent(choices.delta)} of the best effect"
        if near
        else "No other set comes near the best effect"
    )
    binding = [each for each in choices.prices if each.gain > 5e-4]
    dear = f"; the dearest term is {binding[0].term} ({_points(binding[0].gain)})" if binding else ""
    alone = [each for each in choices.replacements if each.effect is None]
    fall = f"; {number(len(alone))} cannot be replaced" if alone else ""
    return f"{first}{dear}{fall}."
