"""Places by the names that people use: countries (ISO 3166), regions that conflicts are named by, towns.

Towns: GeoNames (CC BY 4.0), those of 30,000 people or more. Regions: a short list of our own.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from convenor.model.words import fold

_NEAR = r"\b(?:in|of|to|at|near|from|around|off|for|between|on|along|across|und|en|à|de)\s+(?:the\s+)?"
_ORDINARY = """
    nice mobile reading bath split police march hope enterprise independence liberty victoria concord santiago peace
    most same bar bor man san union east west north south central safe clean fair orange salt media date campana come
    dig fishers forest gap hit libertad mesa metro minas mission pueblo sur tank university voluntari
"""  # towns that are also ordinary words


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that a text names.

    Attributes:
        name: As it is written in our list.
        countries: Codes of the countries it lies in, ISO 3166 alpha-2.
        lat: Latitude [degrees]; None for a country or a region.
        lon: Longitude [degrees].
    """

    name: str
    countries: tuple[str, ...]
    lat: float | None = None
    lon: float | None = None


@cache
def countries() -> dict[str, str]:
    """Name of each country by its ISO 3166 alpha-2 code."""
    return {row["code"]: row["name"] for row in _rows("countries.csv")}


def named_countries(text: str) -> list[str]:
    """Codes of the countries that a text names, in its order; of two names that overlap the longer one counts.

    Example:
        >>> named_countries("Borders between South Sudan and the Central African Republic")
        ['SS', 'CF']
    """
    plain, found = fold(text), []
    for code, name in sorted(countries().items(), key=lambda pair: -len(pair[1])):
        match = re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", plain)
        if match:
            found.append((match.start(), code))
            plain = plain[: match.start()] + "·" * (match.end() - match.start()) + plain[match.end() :]
    return [code for _, code in sorted(found)]


def named_places(text: str) -> list[Place]:
    """Regions and towns that a text names, in its order; a country that it names decides between towns of one name.

    Example:
        >>> [(place.name, place.countries) for place in named_places("Safe markets in Gao")]
        [('Gao', ('ML',))]

    Limits:
        Only capitalised words are looked at. Of two towns of one name the larger is meant, unless the text names the
        country of the other.
    """
    within = set(named_countries(text))
    states = {fold(name) for name in countries().values()}
    found: list[tuple[int, Place]] = []
    rest = text
    for name in _candidates(text):
        if name not in rest:
            continue
        place = _region(fold(name)) or (_town(fold(name), within) if _may_be_town(name, text) else None)
        if place and fold(name) not in states:
            found.append((text.find(name), place))
        if place or fold(name) in states:
            rest = rest.replace(name, " ")  # "Cabo" in "Cabo Delgado" is no town of its own
    return [place for _, place in sorted(found, key=lambda pair: pair[0])]


def town(name: str, within: str = "") -> Place | None:
    """The largest town of this name, in a country where one is given; None where the list has none."""
    return _town(fold(name), {within} if within else set())


def _candidates(text: str) -> list[str]:
    """Runs of up to four words that begin with a capital, the longest first."""
    words = [(m.start(), m.end()) for m in re.finditer(r"[^\W\d_][\w'’-]*", text)]
    runs = []
    for first in range(len(words)):
        for last in range(first, min(first + 4, len(words))):
            run = text[words[first][0] : words[last][1]]
            if run[:1].isupper() and text[words[last][0]].isupper():
                runs.append(run)
    return sorted(dict.fromkeys(runs), key=lambda run: (-len(run.split()), text.find(run)))


def _may_be_town(name: str, text: str) -> bool:
    """An ordinary or short word is a town only after a word such as "in"."""
    if re.search(_NEAR + re.escape(name) + r"\b", text):
        return not _is_ordinary(name) or not text.istitle()
    return not _is_ordinary(name) and len(name) > 3


def _is_ordinary(name: str) -> bool:
    return fold(name) in _ORDINARY.split()


def _region(plain: str) -> Place | None:
    row = _regions().get(plain)
    return None if row is None else Place(name=row["name"], countries=tuple(row["countries"].split()))


def _town(plain: str, within: set[str]) -> Place | None:
    rows = _towns().get(plain, [])
    if not rows:
        return None
    row = next((row for row in rows if row["country"] in within), rows[0])
    return Place(name=row["name"], countries=(row["country"],), lat=float(row["lat"]), lon=float(row["lon"]))


@cache
def _regions() -> dict[str, dict[str, str]]:
    return {fold(row["name"]): row for row in _rows("regions.csv")}


@cache
def _towns() -> dict[str, list[dict[str, str]]]:
    """Towns by folded name, the largest first."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in _rows("towns.csv"):
        found.setdefault(fold(row["name"]), []).append(row)
    return found


def _rows(name: str) -> list[dict[str, str]]:
    text = files("convenor").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
