"""Who is tied to whom: the picture of the network, the table beside it, and who could introduce you."""

from collections import Counter
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

import numpy as np

from convenor.action.exports.html.register import Chips, Register, stakes
from convenor.action.labels import SHAPES, shape, short_name
from convenor.action.picture import FloatArray, IntArray, place_names, spread
from convenor.action.text import clean
from convenor.model.actor import Actor
from convenor.model.partnership import Partnership

MOST_NAMES = 10  # beyond ten names a picture is read no more; numbers lead to the table
MOST_BETWEEN = 6  # go-betweens drawn
RADIUS, LETTER, LINE = 13.0, 14.0, 17.0

WORDS = {  # relation: (line, arrow, said of the tied body, said the other way round)
    "funds": ("funds", True, "which funds it", "which it funds"),
    "supplies": ("supplies", True, "which supplies it", "which it supplies"),
    "regulates": ("rules", True, "which regulates it", "which it regulates"),
    "opposes": ("opposes", True, "which opposes it", "which it opposes"),
    "allied": ("works", False, "allied with it", "allied with it"),
    "took part together": ("works", False, "which has worked with it", "which has worked with it"),
}
OTHER = ("works", False, "tied to it", "tied to it")


@dataclass(frozen=True, slots=True)
class Link:
    """One evidenced tie."""

    source: str
    target: str
    relation: str
    chips: Chips

    @property
    def style(self) -> str:
        """Name of the line's style."""
        return WORDS.get(self.relation, OTHER)[0]

    @property
    def arrow(self) -> bool:
        """True where the tie runs one way."""
        return WORDS.get(self.relation, OTHER)[1]


@dataclass(frozen=True, slots=True)
class Mark:
    """One body in the picture."""

    number: str  # of the partner; a letter for a go-between
    partner: bool
    name: str
    shape: str
    x: float
    y: float
    label: str = ""
    label_x: float = 0.0
    label_y: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line, ended at the rims of its marks."""

    style: str
    arrow: bool
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture at one format."""

    key: str
    width: int
    height: int
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """All evidenced ties, the two drawings, who has none, and what was left out."""

    links: tuple[tuple[str, str, str, Chips], ...]
    drawings: tuple[Drawing, ...]
    alone: tuple[tuple[int, str, str], ...]
    styles: tuple[str, ...]
    shapes: tuple[tuple[str, str], ...]
    between: tuple[tuple[str, str], ...]
    unproved: int


def links(partnership: Partnership, register: Register) -> tuple[list[Link], int]:
    """Ties with live evidence, each once, and the number of ties that have none."""
    found: dict[tuple[str, str, str], Link] = {}
    unproved = 0
    for actor in _actors(partnership).values():
        for tie in actor.ties:
            ends = (actor.id, tie.to) if WORDS.get(tie.relation, OTHER)[1] else tuple(sorted((actor.id, tie.to)))
            if not register.counts(tie.evidence):
                unproved += 1
            elif tie.to != actor.id:
                key = (ends[0], ends[1], tie.relation)
                found.setdefault(key, Link(*key, register.cite(tie.evidence)))
    return list(found.values()), unproved


def ties(partnership: Partnership, register: Register) -> Ties:
    """The section on ties."""
    every, unproved = links(partnership, register)
    actors, members = _actors(partnership), partnership.ids
    between = _between(every, set(members), register)
    shown = {*members, *between}
    drawn = [link for link in every if link.source in shown and link.target in shown]
    tied = {end for link in drawn for end in (link.source, link.target)}
    nodes = [key for key in (*members, *between) if key in tied]
    numbers = {key: n for n, key in enumerate(members, start=1)}
    formats = (("wide", 1040, _tall(len(nodes), 1040)), ("tall", 420, _tall(len(nodes), 420)))
    names = {key: clean(register.names.get(key, key), 120) for key in {*nodes, *members}}
    letters = dict(zip(between, "ABCDEFGH", strict=False))
    bodies = [
        Mark(str(numbers.get(k) or letters[k]), k in numbers, names[k], shape(actors[k].kind), 0, 0) for k in nodes
    ]
    order = _prominent(nodes, drawn)
    return Ties(
        links=tuple((names[link.source], link.relation, names[link.target], link.chips) for link in drawn),
        drawings=tuple(_draw(key, w, h, bodies, nodes, drawn, order) for key, w, h in formats) if nodes else (),
        alone=tuple((numbers[k], names[k], shape(actors[k].kind)) for k in members if k not in tied),
        styles=tuple(dict.fromkeys(link.style for link in drawn)),
        shapes=tuple(dict.fromkeys(SHAPES[actors[k].kind] for k in nodes)),
        between=tuple((letters[key], names[key]) for key in nodes if key not in numbers),
        unproved=unproved,
    )


BY_HABIT = 1.5  # ties from the convener that a usual partner without a tie on file counts as
UNREACHED = float("inf")


def through(target: str, partnership: Partnership, every: list[Link], register: Register) -> tuple[str, Chips] | None:
    """Who could introduce the convener to a body: itself, a body it is tied to, or else a usual partner."""
    you = _convener(partnership)
    far = _distances(you, partnership, every)
    found = []
    for link in every:
        other = link.target if link.source == target else link.source
        known = other in register.names or other == you
        nearer = far.get(other, UNREACHED) < far.get(target, UNREACHED)
        if target in (link.source, link.target) and known and nearer and link.style != "opposes":
            found.append((far[other], other, link))
    if not found:
        return None
    _, other, link = min(found, key=lambda item: item[0])
    if other == you:
        return f"your own tie with it ({link.relation})", link.chips
    words = WORDS.get(link.relation, OTHER)[2 if link.source == other else 3]
    return f"{short_name(register.names[other])}, {words}", link.chips


def _distances(you: str, partnership: Partnership, every: list[Link]) -> dict[str, float]:
    """How many ties each body is from the convener; a usual partner without one is known by habit.

    Whoever introduces is nearer than whom it introduces, so that no chain of introductions goes in a circle.
    """
    near: dict[str, set[str]] = {}
    for link in every:
        if link.style != "opposes":
            near.setdefault(link.source, set()).add(link.target)
            near.setdefault(link.target, set()).add(link.source)
    far: dict[str, float] = {}
    queue = [(0.0, you), *((BY_HABIT, m.stake.actor.id) for m in partnership.members if m.stake.usual)]
    heapify(queue)
    while queue:
        steps, body = heappop(queue)
        if body not in far:
            far[body] = steps
            for other in near.get(body, ()):
                heappush(queue, (steps + 1.0, other))
    return far


def _actors(partnership: Partnership) -> dict[str, Actor]:
    return {stake.actor.id: stake.actor for stake in stakes(partnership)}


def _convener(partnership: Partnership) -> str:
    """Id of the convener: the question may give its name instead."""
    given = partnership.outcome.convener
    by_name = {actor.name.casefold(): key for key, actor in _actors(partnership).items()}
    return by_name.get(given.casefold(), given)


def _between(every: list[Link], members: set[str], register: Register) -> list[str]:
    """Known bodies outside the partnership that are tied to two of its members or more, most ties first."""
    reach = Counter[str]()
    for link in every:
        for inner, outer in ((link.source, link.target), (link.target, link.source)):
            if inner in members and outer not in members and outer in register.names:
                reach[outer] += 1
    return [key for key, n in sorted(reach.items(), key=lambda item: (-item[1], item[0])) if n > 1][:MOST_BETWEEN]


def _prominent(nodes: list[str], drawn: list[Link]) -> list[int]:
    """Which marks are named: most ties first, then as the partners are ordered."""
    degree = Counter(end for link in drawn for end in (link.source, link.target))
    return sorted(range(len(nodes)), key=lambda i: (-degree[nodes[i]], i))[:MOST_NAMES]


def _tall(n: int, width: int) -> int:
    """Height that gives each mark about the same room in either drawing, between fixed bounds."""
    return int(np.clip(40 * n, 130, 560)) if width > 600 else int(np.clip(46 * n, 180, 900))


def _draw(
    key: str, width: int, height: int, bodies: list[Mark], nodes: list[str], drawn: list[Link], order: list[int]
) -> Drawing:
    at = {node: i for i, node in enumerate(nodes)}
    edges_e2 = np.array([(at[link.source], at[link.target]) for link in drawn], dtype=np.int64).reshape(-1, 2)
    margin_2 = np.array([width / 9, RADIUS + 20])
    xy_n2 = spread(edges_e2, len(nodes), width=width, height=height, margin_2=margin_2, gap=3.4 * RADIUS)
    marks = [replace(body, x=_r(x), y=_r(y)) for body, (x, y) in zip(bodies, xy_n2, strict=True)]
    marks = _named(marks, xy_n2, edges_e2, order, width, height)
    lines = (_line(link, xy_n2[a], xy_n2[b]) for link, (a, b) in zip(drawn, edges_e2, strict=True))
    return Drawing(key, width, height, tuple(marks), tuple(lines))


def _named(
    marks: list[Mark], xy_n2: FloatArray, edges_e2: IntArray, order: list[int], width: int, height: int
) -> list[Mark]:
    names = [short_name(marks[i].name, 30 if width > 600 else 22) for i in order]
    size_l2 = np.array([(text_width(name), LINE) for name in names]).reshape(-1, 2)
    boxes_l4, shown_l = place_names(
        xy_n2, size_l2, np.array(order, dtype=np.int64), edges_e2, width=width, height=height, radius=RADIUS
    )
    for i, name, box_4, shown in zip(order, names, boxes_l4, shown_l, strict=True):
        if shown:
            marks[i] = replace(marks[i], label=name, label_x=_r((box_4[0] + box_4[2]) / 2), label_y=_r(box_4[3] - 4))
    return marks


def _line(link: Link, from_2: FloatArray, to_2: FloatArray) -> Line:
    run_2 = to_2 - from_2
    unit_2 = run_2 / max(float(np.hypot(*run_2)), 1e-9)
    start_2, end_2 = from_2 + unit_2 * (RADIUS + 1), to_2 - unit_2 * (RADIUS + (4 if link.arrow else 1))
    return Line(link.style, link.arrow, _r(start_2[0]), _r(start_2[1]), _r(end_2[0]), _r(end_2[1]))


def text_width(text: str) -> float:
    """Width of a name in bold system sans at `LETTER` units, a little more than it will need."""
    import unicodedata

    widths = {"narrow": 0.34, "wide": 1.05, "capital": 0.74, "small": 0.62}
    kinds = (
        "wide" if unicodedata.east_asian_width(c) in "WF" or c in "mwMW@%"
        else "narrow" if c in "iljtfrI.,:;'’|()[] "
        else "capital" if c.isupper() or ord(c) > 0x2000
        else "small"
        for c in text
    )  # fmt: skip
    return LETTER * sum(widths[kind] for kind in kinds) + 4


def _r(value: float) -> float:
    return round(float(value), 1)
