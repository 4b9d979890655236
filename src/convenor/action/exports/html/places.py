"""Where it happens and where the partners come from: a map, with the same as a table."""

from collections import Counter
from dataclasses import dataclass

from convenor.action import atlas
from convenor.action.words import count, listed, number, start
from convenor.model.partnership import Partnership
from convenor.model.places import countries, named_places, town

WIDTH = 640.0
MOST_NAMES = 9  # names of homes on the map; the table has them all
NEAR = 12.0  # units per degree: from afar the towns of a country lie on one another
LETTER, LINE = 7.2, 15.0  # size of 12.5-unit text: mean letter, line


@dataclass(frozen=True, slots=True)
class Land:
    """One country's outline on the page."""

    path: str
    style: str
    name: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A home of partners, or a town of the question."""

    x: float
    y: float
    radius: float
    style: str
    label: str
    label_x: float = 0.0
    label_y: float = 0.0
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Places:
    """The map, its table, and the finding."""

    width: float
    height: float
    lands: tuple[Land, ...]
    dots: tuple[Dot, ...]
    rows: tuple[tuple[str, str, str], ...]
    finding: str
    unplaced: int


def places(partnership: Partnership) -> Places:
    """The section on places; without any place on file it has no map."""
    asked = partnership.outcome.countries
    homes = Counter(m.stake.actor.country for m in partnership.members if m.stake.actor.country)
    points = [p for code in asked for p in atlas.box(code)] + [p for code in homes if (p := atlas.centre(code))]
    unplaced = len(partnership.members) - sum(homes.values())
    rows = _rows(partnership)
    if not points:
        return Places(0, 0, (), (), rows, "No place of the question or of a partner is on file.", unplaced)
    window = atlas.frame(points, WIDTH)
    return Places(
        WIDTH,
        window.height,
        tuple(_lands(asked, homes, window)),
        tuple(_dots(partnership, homes, window)),
        rows,
        _finding(partnership, homes),
        unplaced,
    )


def _lands(asked: tuple[str, ...], homes: "Counter[str]", window: atlas.Frame) -> list[Land]:
    names = countries()
    lands = []
    for code in atlas.codes():
        drawn = atlas.path(atlas.outline(code), window)
        if drawn:
            style = "asked" if code in asked else "home" if code in homes else "land"
            lands.append(Land(drawn, style, names.get(code, code)))
    return sorted(lands, key=lambda land: ("land", "home", "asked").index(land.style))


def _dots(partnership: Partnership, homes: "Counter[str]", window: atlas.Frame) -> list[Dot]:
    """Towns of the question, then homes of partners, the most partners first; names only where there is room."""
    names = countries()
    dots: list[Dot] = []
    taken: list[tuple[float, ...]] = [
        (x - 9, y - 9, x + 9, y + 9) for code in homes if (p := atlas.centre(code)) for x, y in (window.at(*p),)
    ]
    for place, lon, lat in _towns(partnership) if window.scale > NEAR else ():
        dots.append(_named(*window.at(lon, lat), 4.5, "town", place, window, taken))
    for n, (code, bodies) in enumerate(sorted(homes.items(), key=lambda pair: (-pair[1], pair[0]))):
        middle = atlas.centre(code)
        if middle is None:
            continue
        label = f"{names.get(code, code)}, {bodies}" if n < MOST_NAMES else ""
        radius = round(5 + 2.5 * bodies**0.5, 1)
        dots.append(_named(*window.at(*middle), radius, "homes", label, window, taken))
    return dots


def _towns(partnership: Partnership) -> list[tuple[str, float, float]]:
    """Towns among the places of the question, or named in its title."""
    outcome = partnership.outcome
    inside = next(iter(outcome.countries), "")
    found = {p.name: p for p in named_places(outcome.title)}
    for name in outcome.places:
        known = None if name.upper() in countries() else town(name, inside)
        if known is not None and known.countries[0] in outcome.countries:
            found[known.name] = known
    return [(p.name, p.lon, p.lat) for p in found.values() if p.lat is not None and p.lon is not None]


def _named(
    x: float, y: float, radius: float, style: str, label: str, window: atlas.Frame, taken: list[tuple[float, ...]]
) -> Dot:
    """A dot with its name at the first of four sides where it covers no other name; without a name where none is."""
    long = LETTER * len(label)
    sides = (
        (x + radius + 6, y + 4, "start"), (x - radius - 6, y + 4, "end"),
        (x, y - radius - 7, "middle"), (x, y + radius + 16, "middle"),
    )  # fmt: skip
    for at_x, at_y, anchor in sides if label else ():
        left = at_x - {"start": 0.0, "middle": long / 2, "end": long}[anchor]
        box = (left, at_y - LINE + 3, left + long, at_y + 3)
        inside = box[0] > 2 and box[2] < window.width - 2 and box[1] > 2 and box[3] < window.height - 2
        if inside and not any(_meet(box, other) for other in taken):
            taken.append(box)
            return Dot(x, y, radius, style, label, round(at_x, 1), round(at_y, 1), anchor)
    return Dot(x, y, radius, style, "")


def _meet(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _rows(partnership: Partnership) -> tuple[tuple[str, str, str], ...]:
    """(country, whether the outcome is there, partners at home there)."""
    names = countries()
    asked = partnership.outcome.countries
    at_home: dict[str, list[str]] = {code: [] for code in asked}
    for member in partnership.members:
        at_home.setdefault(member.stake.actor.country or "", []).append(member.stake.actor.name)
    return tuple(
        (names.get(code, code) or "country not on file", "yes" if code in asked else "", "; ".join(at_home[code]))
        for code in sorted(at_home, key=lambda code: (code not in asked, -len(at_home[code]), code))
    )


def _finding(partnership: Partnership, homes: "Counter[str]") -> str:
    asked = partnership.outcome.countries
    if not partnership.members:
        return "There is no partner, so the map shows only where the outcome is wanted."
    near = sum(n for code, n in homes.items() if code in asked)
    where = listed([countries().get(code, code) for code in asked], 4) if asked else ""
    if not where:
        return f"The question names no country; partners come from {count(len(homes), 'country', 'countries')}."
    if not near:
        return f"No partner with a country on file is at home in {where}: ask who there is missing."
    of = count(len(partnership.members), "partner")
    return f"{start(number(near))} of {of} {'is' if near == 1 else 'are'} at home in {where}."
