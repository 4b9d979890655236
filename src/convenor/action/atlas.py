"""Outlines of countries as plain pictures: Natural Earth at 1:110 million (public domain), degrees to page units."""

import csv
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Point = tuple[float, float]
Ring = tuple[Point, ...]

LEAST = 24.0  # degrees across: nearer, a coarse outline looks like a mistake
MARGIN = 0.12  # of the frame's size, round what must be seen
SOUTH, NORTH = -58.0, 80.0  # beyond lies nobody's home


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A window on the earth and the page that shows it: plate carrée, true to scale at its middle latitude.

    Attributes:
        west: Western edge [degrees].
        east: Eastern edge [degrees].
        south: Southern edge [degrees].
        north: Northern edge [degrees].
        width: Width of the page [units].
    """

    west: float
    east: float
    south: float
    north: float
    width: float

    @property
    def scale(self) -> float:
        """Units per degree of longitude."""
        return self.width / (self.east - self.west)

    @property
    def stretch(self) -> float:
        """Units per degree of latitude."""
        return self.scale / math.cos(math.radians((self.south + self.north) / 2))

    @property
    def height(self) -> float:
        """Height of the page [units]."""
        return round((self.north - self.south) * self.stretch, 1)

    def at(self, lon: float, lat: float) -> Point:
        """Where a place lies on the page [units]."""
        return round((lon - self.west) * self.scale, 1), round((self.north - lat) * self.stretch, 1)

    def shows(self, ring: Ring) -> bool:
        """True where part of a ring's box lies in the window."""
        lons, lats = [p[0] for p in ring], [p[1] for p in ring]
        return max(lons) > self.west and min(lons) < self.east and max(lats) > self.south and min(lats) < self.north


def outline(code: str) -> tuple[Ring, ...]:
    """Rings of (longitude, latitude) of a country, cut at 180 degrees; empty for one too small for the scale."""
    return _world().get(code, ())


def codes() -> tuple[str, ...]:
    """Every country that has an outline."""
    return tuple(sorted(_world()))


def centre(code: str) -> Point | None:
    """Middle of a country's largest part, or its largest town where it has no outline; None for an unknown code."""
    rings = outline(code)
    if rings:
        return _middle(max(rings, key=lambda ring: abs(_area(ring))))
    return _largest_towns().get(code)


def frame(points: Sequence[Point], width: float) -> Frame:
    """The window that holds all points with a margin; the whole earth where they lie far apart.

    Args:
        points: (longitude, latitude); at least one.
        width: Width of the page [units].
    """
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    tall = (max(lats) - min(lats)) * (1 + 2 * MARGIN)
    span = max((max(lons) - min(lons)) * (1 + 2 * MARGIN), 1.3 * tall, LEAST)
    if max(lons) - min(lons) > 150:
        return Frame(west=-170, east=180, south=SOUTH, north=NORTH, width=width)
    west = min(max((min(lons) + max(lons) - span) / 2, -180.0), 180 - span)
    middle, half = (min(lats) + max(lats)) / 2, max(tall, span / 2.4) / 2
    south = min(max(middle - half, SOUTH), NORTH - 2 * half)
    return Frame(west=west, east=west + span, south=south, north=south + 2 * half, width=width)


def box(code: str) -> tuple[Point, ...]:
    """South-western and north-eastern corner of a country's largest part; its centre where it has no outline."""
    rings = outline(code)
    if not rings:
        middle = centre(code)
        return (middle,) if middle else ()
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    lons, lats = [p[0] for p in largest], [p[1] for p in largest]
    return (min(lons), min(lats)), (max(lons), max(lats))


def path(rings: Iterable[Ring], window: Frame) -> str:
    """Path data of the rings that lie in a window; empty where none does."""
    parts = []
    for ring in rings:
        if window.shows(ring):
            points = [window.at(*point) for point in ring]
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(parts)


def _area(ring: Ring) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


def _middle(ring: Ring) -> Point:
    """Centre of area; the mean of the corners where the area is nothing."""
    area = _area(ring)
    if abs(area) < 1e-9:
        return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = x0 * y1 - x1 * y0
        x, y = x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return round(x / (6 * area), 2), round(y / (6 * area), 2)


@cache
def _world() -> dict[str, tuple[Ring, ...]]:
    text = files("convenor").joinpath("data", "world.json").read_text(encoding="utf-8")
    return {
        code: tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings)
        for code, rings in json.loads(text).items()
    }


@cache
def _largest_towns() -> dict[str, Point]:
    """Where the largest town of each country lies (GeoNames)."""
    text = files("convenor").joinpath("data", "towns.csv").read_text(encoding="utf-8")
    found: dict[str, Point] = {}
    for row in csv.DictReader(text.splitlines()):  # the largest first
        found.setdefault(row["country"], (float(row["lon"]), float(row["lat"])))
    return found
