"""Who the affected are, from the book: shares by sex and age among the displaced of the outcome's countries (M17).

Read from tables that count them (UNHCR demographics); what the outcome file states itself is never replaced.
"""

import datetime as dt
from dataclasses import replace

from convenor.model.codes import Basis
from convenor.model.outcome import Benchmark, Outcome
from convenor.model.places import countries
from convenor.store import Store
from convenor.store.measures import composition

SERIES = "internally displaced"
YOUNG, OLDER = ("0-4", "5-11", "12-17"), ("60+",)


def with_benchmarks(book: Store, outcome: Outcome) -> Outcome:
    """The question with the shares that the book holds, beside those that its file states.

    Args:
        book: An open book.
        outcome: The question; a year is seen when it is over on `as_of`.

    Returns:
        The same outcome where the book counts nobody in its countries.
    """
    stated = {bench.group.casefold() for bench in outcome.population}
    found = [bench for bench in _counted(book, outcome) if bench.group.casefold() not in stated]
    return replace(outcome, population=(*outcome.population, *found)) if found else outcome


def _counted(book: Store, outcome: Outcome) -> list[Benchmark]:
    last = outcome.as_of.year - (outcome.as_of < dt.date(outcome.as_of.year, 12, 31))
    parts = [composition(book, SERIES, last, place) for place in outcome.countries]
    known = sum(part["known"] for part in parts)
    total = max(known, sum(part["total"] for part in parts))
    if not known:
        return []
    where = ", ".join(countries().get(p, p) for p, part in zip(outcome.countries, parts, strict=True) if part["known"])
    years = sorted({year for part in parts for year in part["years"]})
    sources = sorted({part["source"] for part in parts if part["source"]})
    source = f"{', '.join(sources)}: {SERIES}, {where}, {', '.join(str(year) for year in years)}"
    women = sum(part["sex"].get("female", 0.0) for part in parts)
    ages = [(age, people) for part in parts for age, people in part["age"].items() if age != "unknown"]
    young, older = (sum(people for age, people in ages if age in band) for band in (YOUNG, OLDER))
    aged = sum(people for _, people in ages)
    found = [_benchmark("sex", "women", women, known, total, source)]
    if aged:
        found.append(_benchmark("age", "young people", young, aged, total, source))
        found.append(_benchmark("age", "older people", older, aged, total, source))
    return found


def _benchmark(dimension: str, group: str, people: float, known: float, total: float, source: str) -> Benchmark:
    """Share among those of whom it is known; the bounds hold whatever the others are."""
    unknown = max(0.0, total - known)
    return Benchmark(
        dimension=dimension, group=group, share=people / known, low=people / (known + unknown),
        high=(people + unknown) / (known + unknown), source=source, basis=Basis.EVIDENCE,
    )  # fmt: skip
