"""Countries by their ISO 3166 codes, with the names that people use."""

import csv
import re
from functools import cache
from importlib.resources import files

from convenor.model.words import fold


@cache
def countries() -> dict[str, str]:
    """Name of each country by its ISO 3166 alpha-2 code."""
    text = files("convenor").joinpath("data", "countries.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


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
