"""Reading the table `measures`: how many people or dollars, the latest known up to a year."""

from typing import Any

import narwhals as nw

from convenor.store import Store

_KEPT = ("series", "origin", "place", "sex", "age", "year", "unit", "source", "licence", "basis")


def latest(
    book: Store, series: str, until: int, *, origins: tuple[str, ...] = (), places: tuple[str, ...] = ()
) -> nw.LazyFrame[Any]:
    """Numbers of a series by origin and place, for each pair and source its last year up to `until`.

    Series are 'migrant stock', 'remittances' and, of UNHCR, 'refugees', 'asylum seekers', 'internally displaced',
    'stateless', 'returned refugees', 'returned internally displaced', 'others of concern',
    'others in need of protection', 'host community'. Places inside a country are summed.

    Args:
        book: An open book.
        series: Which.
        until: Last year that may be seen, as the outcome's `as_of` says.
        origins: ISO 3166 alpha-2 of where people come from; all when empty.
        places: ISO 3166 alpha-2 of where they are; all when empty.

    Returns:
        Columns series, origin, place, sex, age, year, unit, source, licence, basis, value. Under an empty sex and age
        stands the total; where a source splits by sex and age those cells stand beside it, and are not to be added to
        it. An empty origin or place is no country (stateless, unknown, a region).

    Example:
        `book.rows(latest(book, "remittances", 2017, origins=("SO",)))`
    """
    rows = book.table("measures").filter(nw.col("series") == series, nw.col("year") <= until)
    if origins:
        rows = rows.filter(nw.col("origin").is_in(list(origins)))
    if places:
        rows = rows.filter(nw.col("place").is_in(list(places)))
    once = rows.group_by("id", "location", *_KEPT).agg(value=nw.col("value").max())  # editions under another file name
    last = once.group_by("source", "origin", "place").agg(year=nw.col("year").max())
    return (
        once.join(last, on=["source", "origin", "place", "year"])
        .group_by(*_KEPT)
        .agg(value=nw.col("value").sum())
        .sort("origin", "place", "source", "sex", "age")
    )


def composition(book: Store, series: str, until: int, place: str, *, origins: tuple[str, ...] = ()) -> dict[str, Any]:
    """Who the people of a series in a country are: counts by sex and age, of those whose sex and age is published.

    Args:
        book: An open book.
        series: As in `latest`.
        until: Last year that may be seen.
        place: ISO 3166 alpha-2 of the country.
        origins: Only people from there; all when empty.

    Returns:
        total (people, all), known (people whose sex is published), sex {sex: people}, age {age: people}, years (the
        years that went in, sorted), source and licence; all numbers 0 and texts empty where the book holds nothing.
        Only sources that split by sex are counted, so that no one is counted twice.
    """
    rows = book.rows(latest(book, series, until, origins=origins, places=(place,)))
    split = {row["source"] for row in rows if row["sex"]}
    rows = [row for row in rows if row["source"] in split]
    cells = [row for row in rows if row["sex"]]
    return {
        "total": sum(row["value"] for row in rows if not row["sex"] and not row["age"]),
        "known": sum(row["value"] for row in cells),
        "sex": _summed(cells, "sex"),
        "age": _summed(cells, "age"),
        "years": sorted({row["year"] for row in rows}),
        "source": ", ".join(sorted(split)),
        "licence": ", ".join(sorted({row["licence"] for row in rows})),
    }


def _summed(cells: list[dict[str, Any]], field: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in cells:
        found[row[field]] = found.get(row[field], 0.0) + row["value"]
    return dict(sorted(found.items()))
