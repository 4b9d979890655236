"""Rows of the table `measures`: numbers of people or money, by origin and place."""

import math
from collections.abc import Iterable
from functools import partial
from typing import TypeVar

from convenor.evidence import values
from convenor.model.evidence import evidence_id

Row = tuple[str, str, str, str, str, str, str, int, float, str]
"""id, series, origin, place, location, sex, age, year, value, unit: the columns of the table in their order."""

T = TypeVar("T")

MAX_YEAR = 2200
MIN_YEAR = 1900


def measure(
    source: str, series: str, year: int, value: float, unit: str, *, origin: str = "", place: str = "",
    location: str = "", sex: str = "", age: str = "",
) -> Row:  # fmt: skip
    """One number. The same cell of the same source has the same id in every edition."""
    key = evidence_id(source, series, origin, place, location, sex, age, str(year))
    return key, series, origin, place, location, sex, age, year, value, unit


people = partial(measure, unit="people")


def count(text: str) -> float | None:
    """A number of a table's cell; None where the cell is empty or says that nothing is known.

    Raises:
        ValueError: Neither, or below zero.

    Example:
        >>> count("30.0"), count(" "), count("-"), count("..")
        (30.0, None, None, None)
    """
    if text in _ZERO:  # most cells of these tables
        return 0.0
    stripped = text.strip()
    if stripped in _NOTHING:
        return None
    found = values.amount(stripped)
    if found < 0:
        raise ValueError(f"'{text[:40]}' is below zero")
    return found


def year(text: str) -> int:
    """A year as a table writes it, 2010 or 2010.0.

    Raises:
        ValueError: No year between 1900 and 2200.
    """
    found = values.amount(text)
    if not math.isfinite(found) or found != int(found) or not MIN_YEAR <= found <= MAX_YEAR:
        raise ValueError(f"'{text[:40]}' is not a year; write four digits")
    return int(found)


def told(cells: Iterable[tuple[T, str]]) -> list[tuple[T, float]]:
    """Of labelled cells those that say a number other than zero; of a line of zeros one, so that it counts as read.

    Raises:
        ValueError: A cell that is no number.
    """
    known = [(label, value) for label, text in cells if (value := count(text)) is not None]
    return [(label, value) for label, value in known if value] or known[:1]


_NOTHING = frozenset({"", "-", "–", "..", "...", "*", "n/a", "N/A", "NA"})
_ZERO = frozenset({"0", "0.0"})
