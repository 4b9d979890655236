"""Countries as tables of numbers write them: ISO 3166 alpha-3 codes, and the names of the United Nations and the World
Bank. Names that are kept in `data/country_names.csv` were taken from those tables' own headings."""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files

from convenor.model.places import countries
from convenor.model.words import fold

_NOT_WORD = re.compile(r"[\W_]+")


def by_code(alpha3: str) -> str:
    """ISO 3166 alpha-2 of an alpha-3 code; '' where there is none (stateless, unknown).

    Example:
        >>> by_code("SOM"), by_code("XXA")
        ('SO', '')
    """
    return _codes().get(alpha3.strip().upper(), "")


@lru_cache(maxsize=4_096)
def by_name(name: str) -> str:
    """ISO 3166 alpha-2 of a country's name; '' for a region, a total or an unknown name.

    Example:
        >>> by_name("Congo, Dem. Rep."), by_name("Bolivia (Plurinational State of)"), by_name("WORLD")
        ('CD', 'BO', '')
    """
    return _names().get(_plain(name), "")


def _plain(name: str) -> str:
    return _NOT_WORD.sub(" ", fold(name)).strip()


@cache
def _rows() -> list[dict[str, str]]:
    text = files("convenor").joinpath("data", "country_names.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _codes() -> dict[str, str]:
    return {row["alpha3"]: row["code"] for row in _rows()}


@cache
def _names() -> dict[str, str]:
    found = {_plain(name): code for code, name in countries().items()}
    for row in _rows():
        found.update({_plain(name): row["code"] for name in row["other_names"].split("|") if name})
    return found
