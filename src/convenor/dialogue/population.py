"""Population shares from UNHCR's demographics table (refugees and others of concern by sex and age)."""

import csv
from pathlib import Path

from convenor.errors import SourceError

AGES = {"0_4": "0-4", "5_11": "5-11", "12_17": "12-17", "18_59": "18-59", "60": "60+"}
ADULT = ("18_59", "60")
SEXES = {"f": "women", "m": "men"}
CHILD_SEXES = {"f": "female", "m": "male"}


def unhcr_shares(
    file: str | Path, *, asylum: str = "", origin: str = "", year: int | None = None, adults: bool = True
) -> dict[str, dict[str, float]]:
    """People of concern by sex and by age, as `population` for `convene`.

    Args:
        file: UNHCR's demographics as CSV (columns year, coo_iso, coa_iso, f_18_59, m_18_59 and the like).
        asylum: ISO 3166 alpha-3 of the country where they live; empty is all.
        origin: ISO 3166 alpha-3 of the country they come from; empty is all.
        year: Year of the table; None takes the latest that has a breakdown.
        adults: Only those of 18 and over, who are asked as a rule.

    Returns:
        {"sex": {...}, "age": {...}} in numbers of people.

    Raises:
        SourceError: The columns are missing, or no row with a breakdown matches.

    Limits:
        Only people whose sex and age were recorded are counted; "other" ages are left out.
    """
    wanted = [f"{sex}_{age}" for sex in SEXES for age in (ADULT if adults else AGES)]
    by_year: dict[int, dict[str, float]] = {}
    for row in _rows(Path(file), wanted):
        if (not asylum or row["coa_iso"] == asylum) and (not origin or row["coo_iso"] == origin):
            sums = by_year.setdefault(int(float(row["year"])), dict.fromkeys(wanted, 0.0))
            for name in wanted:
                sums[name] += float(row[name] or 0)
    full = {when: sums for when, sums in by_year.items() if sum(sums.values()) > 0}
    chosen = full.get(year if year is not None else max(full, default=0))
    if chosen is None:
        raise SourceError(
            f"has no breakdown for asylum {asylum or 'any'}, origin {origin or 'any'}, year {year or 'any'}",
            source=Path(file).name,
            code="population.absent",
        )
    return _shares(chosen, SEXES if adults else CHILD_SEXES)


def _rows(file: Path, wanted: list[str]) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = {"year", "coo_iso", "coa_iso", *wanted} - set(reader.fieldnames or ())
            if missing:
                raise SourceError(f"lacks columns {sorted(missing)}", source=file.name, code="csv.columns")
            return list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"cannot be read ({error})", source=file.name) from error


def _shares(sums: dict[str, float], sexes: dict[str, str]) -> dict[str, dict[str, float]]:
    sex = {word: sum(n for name, n in sums.items() if name[0] == key) for key, word in sexes.items()}
    ages = {name[2:] for name in sums}
    age = {word: sum(n for name, n in sums.items() if name[2:] == key) for key, word in AGES.items() if key in ages}
    return {"sex": sex, "age": age}
