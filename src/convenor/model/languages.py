"""Languages by country: what most people of a country, or its offices, speak.

Unicode CLDR 47 (territoryInfo; Unicode License v3): languages that are official in the whole country, or that at least
one in twenty speaks there. Estimates, some of them old: good enough to ask "who would understand us?", no census.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One language in one country.

    Attributes:
        language: ISO 639 code.
        name: In English.
        share: Share of the people who use it, first or second [0, 1].
        official: In the whole country.
    """

    language: str
    name: str
    share: float
    official: bool


@cache
def languages() -> dict[str, tuple[Spoken, ...]]:
    """Languages of each country by its ISO 3166 alpha-2 code, most spoken first."""
    text = files("convenor").joinpath("data", "languages.csv").read_text(encoding="utf-8")
    found: dict[str, list[Spoken]] = {}
    for row in csv.DictReader(text.splitlines()):
        spoken = Spoken(
            language=row["language"], name=row["name"], share=float(row["share"]), official=row["official"] == "1"
        )
        found.setdefault(row["country"], []).append(spoken)
    return {country: tuple(rows) for country, rows in found.items()}
