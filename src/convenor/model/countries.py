"""The code of a country, from whatever a table calls it: two letters, three letters, or a name.

Codes: ISO 3166-1 alpha-2 and alpha-3, and XK for Kosovo. Other names: as UN agencies and the World Bank write them, and
French and Spanish ones where they differ.
"""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files

from convenor.model.words import fold

_NOT_WORD = re.compile(r"[\W_]+")
_EUROPEAN = {"EL": "GR", "UK": "GB"}  # codes of the European Union's tables that ISO does not know


@lru_cache(maxsize=16_384)
def country_code(text: str) -> str:
    """ISO 3166 alpha-2 code of a country that stands alone in a cell; '' where it is none.

    Example:
        >>> [country_code(t) for t in ("ss", "NGA", "Côte d'Ivoire", "Korea, Rep.", "EL", "Atlantis")]
        ['SS', 'NG', 'CI', 'KR', 'GR', '']
    """
    up = text.strip().upper()
    up = _EUROPEAN.get(up, up)
    codes = _codes()
    if len(up) <= 3 and up in codes:
        return codes[up]
    return _names().get(_plain(text), "")


@cache
def _codes() -> dict[str, str]:
    """Both kinds of code to the two letters."""
    rows = _rows("countries.csv")
    return {row["code"]: row["code"] for row in rows} | {row["iso3"]: row["code"] for row in rows}


@cache
def _names() -> dict[str, str]:
    found = {_plain(row["name"]): row["code"] for row in _rows("countries.csv")}
    for row in _rows("country_names.csv"):
        found.update({_plain(name): row["code"] for name in row["other_names"].split("|")})
    return found


def _plain(name: str) -> str:
    return _NOT_WORD.sub(" ", fold(name)).strip()


def _rows(name: str) -> list[dict[str, str]]:
    text = files("convenor").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
