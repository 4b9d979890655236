"""What happens at the outcome's places: spikes told once, cooperation before and after a date, base rates.

`watch` reads and reckons; `tell_once` also writes down what was told. `spike` and `shares` are kernels.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from convenor.action.labels import place as place_name
from convenor.action.watch.alerts import fresh, gone, keep, standing
from convenor.action.watch.pairs import cooperation
from convenor.action.watch.rates import base_rates
from convenor.action.watch.rows import Columns, agreements, day, harm, highest, marking, number, reach, sources
from convenor.action.watch.spike import BEFORE, DAYS, FloatArray, is_spike, tail, windows
from convenor.model.evidence import evidence_id
from convenor.model.outcome import Outcome
from convenor.model.partnership import Finding
from convenor.model.watch import Alert, Cell, Deaths, Pair, Series, Watch, Window
from convenor.store import Store

__all__ = ["base_rates", "cooperation", "tell_once", "watch"]

SHOWN = 36  # windows of a series on the page: three years
FEWEST = 3  # events in a cell that is shown by itself
REACTION = dt.timedelta(days=3)  # window of an alert's action
ROWS = 100  # events named as evidence of an alert
BoolArray = npt.NDArray[np.bool_]

OWNER = "partnership lead, with the security focal point"


def watch(
    book: Store, outcome: Outcome, *, as_of: dt.date | None = None, pairs: Sequence[Pair] = (), rates: bool = True,
    marks: Sequence[tuple[dt.date, str]] = (),
) -> Watch:  # fmt: skip
    """What happens at the outcome's places, and whether the last thirty days are out of the ordinary.

    Each data set is reckoned by itself, for two of them tell the same event. The last window ends on the last day that
    the data set holds, at the latest on the day of reckoning.

    Args:
        book: The open book.
        outcome: The question; its places that are countries are watched.
        as_of: Day of reckoning; the outcome's own where None.
        pairs: Answers of `cooperation`, for the page.
        rates: False leaves the base rates out.
        marks: Dates of the partnership, for the page.

    Returns:
        Series, spikes with action, owner and window, cells of the map, base rates.

    Limits:
        Reported events only, at the level of countries; the newest days are under-reported and are revised. A quiet
        place where nobody reports looks like peace. A spike is a reason to call, never a forecast.
    """
    today = as_of or outcome.as_of
    found = harm(book, outcome.countries, today)
    known = reach(book, today)
    alerts, series = [], []
    for place in outcome.countries:
        for source in sorted(set(found["source"][found["place"] == place])):
            own = _of(found, place, source)
            series.append(_series(own, place, source, known[source]))
            if series[-1].tested and (alert := _alert(own, outcome.id, place, source, known[source][1], today)):
                alerts.append(alert)
    told = standing(book, outcome.id)
    used = [found, agreements(book)] if rates else [found]
    cells, few = _cells(found, max((last for _, last in known.values()), default=0))
    return Watch(
        outcome=outcome.id, title=outcome.title, as_of=today, places=outcome.countries, series=tuple(series),
        alerts=fresh(alerts, told), standing=tuple(alerts),
        withdrawn=tuple(_withdrawal(row) for row in gone(told, lambda row: _holds(found, row))), pairs=tuple(pairs),
        rates=base_rates(book, until=today) if rates else (), cells=cells, few=few, marks=tuple(marks),
        assumed=_assumed(outcome, series), sources=(*sources(*used), *((each.source, each.licence) for each in pairs)),
        marking=highest([marking(*used), *(each.marking for each in pairs)]),
    )  # fmt: skip


def tell_once(book: Store, found: Watch) -> None:
    """Write down that the new alerts and the withdrawn ones were told, so that they are not told again."""
    rows = standing(book, found.outcome)
    lost = [row for row in rows if _withdrawal(row) in found.withdrawn]
    keep(book, found.outcome, found.alerts, lost, found.as_of)


def _of(found: Columns, place: str, source: str) -> Columns:
    own_e = (found["place"] == place) & (found["source"] == source) & (found["end"] - found["start"] < DAYS)
    return {name: column[own_e] for name, column in found.items()}


def _series(own: Columns, place: str, source: str, known: tuple[int, int]) -> Series:
    first, last = known
    n = min(SHOWN, (last - first + 1) // DAYS)
    shown = tuple(_window(own, last, at) for at in reversed(range(n)))
    return Series(place=place, source=source, windows=shown, tested=n > BEFORE)


def _window(own: Columns, last: int, at: int = 0) -> Window:
    """The window that ends so many windows before the last one."""
    end = last - at * DAYS
    inside_e = (own["start"] <= end) & (own["start"] > end - DAYS)
    low, best, high = (int(np.nansum(own[name][inside_e].astype(float))) for name in ("low", "best", "high"))
    deaths = Deaths(low=low, best=best, high=high)
    return Window(start=day(end - DAYS + 1), end=day(end), events=int(inside_e.sum()), deaths=deaths)


def _counts(own: Columns, last: int) -> dict[str, FloatArray]:
    """Events and deaths, best count, in the last window and the twelve before it."""
    best_e = np.nan_to_num(own["best"].astype(float))
    return {
        "events": windows(own["start"], last, BEFORE + 1),
        "deaths": windows(own["start"], last, BEFORE + 1, best_e),
    }


def _spikes(counts: dict[str, FloatArray]) -> list[str]:
    return [measure for measure, count_w in counts.items() if is_spike(int(count_w[0]), count_w[1:])]


def _alert(own: Columns, outcome: str, place: str, source: str, last: int, today: dt.date) -> Alert | None:
    counts = _counts(own, last)
    above = _spikes(counts)
    if not above:
        return None
    window = _window(own, last)
    usual, deaths = (float(counts[measure][1:].mean()) for measure in ("events", "deaths"))
    rows = tuple(str(key) for key in own["id"][_inside(own, window)][:ROWS])
    return Alert(
        id=evidence_id("alert", outcome, place, source, window.start.isoformat()), place=place, source=source,
        measure=" and ".join(above), window=window, expected=usual, expected_deaths=deaths,
        p=min(tail(int(counts[measure][0]), counts[measure][1:]) for measure in above),
        finding=_finding(window, (usual, deaths), place, source, today, rows),
    )  # fmt: skip


def _inside(own: Columns, window: Window) -> BoolArray:
    return np.asarray((own["start"] >= number(window.start)) & (own["start"] <= number(window.end)))


def _finding(
    window: Window, usual: tuple[float, float], place: str, source: str, today: dt.date, rows: tuple[str, ...]
) -> Finding:
    where = place_name(place)
    return Finding(
        topic="spike",
        text=f"{where}, {window.start} to {window.end}: {window.events:,} violent events, {window.deaths.words}; usual"
        f" in thirty days of the year before: {usual[0]:.1f} events, {usual[1]:.1f} deaths ({source}).",
        action=f"Call the partners at work in {where}: are their people safe, does the plan still stand, which step"
        " waits; then tell all members.",
        owner=OWNER, start=today, end=today + REACTION, evidence=rows,
    )  # fmt: skip


def _holds(found: Columns, row: dict[str, Any]) -> bool:
    """True where a window that was told is still a spike in the book as it is."""
    return bool(_spikes(_counts(_of(found, row["place"], row["source"]), number(row["end"]))))


def _withdrawal(row: dict[str, Any]) -> str:
    return (
        f"Taken back: {place_name(row['place'])}, {row['start']} to {row['end']}, {row['measure']} ({row['source']}). "
        f"A newer edition changed or took out what it rested on (then {row['found']:,})."
    )


def _cells(found: Columns, last: int) -> tuple[tuple[Cell, ...], int]:
    """Cells of a tenth of a degree with three events or more in the last year; the number of all others."""
    year_e = found["start"] > last - 365
    placed_e = year_e & ~np.isnan(found["lat"].astype(float)) & ~np.isnan(found["lon"].astype(float))
    where, count_c = np.unique(
        np.column_stack([found["lat"][placed_e].astype(float), found["lon"][placed_e].astype(float)]), axis=0,
        return_counts=True,
    )  # fmt: skip
    cells = tuple(
        Cell(lat=float(lat), lon=float(lon), events=int(n))
        for (lat, lon), n in zip(where, count_c, strict=True)
        if n >= FEWEST
    )
    return cells, int(year_e.sum()) - sum(cell.events for cell in cells)


def _assumed(outcome: Outcome, series: Sequence[Series]) -> tuple[str, ...]:
    said = []
    if not outcome.countries:
        said.append("The question names no country by its code: nothing is watched.")
    for each in series:
        if not each.tested:
            where = f"{place_name(each.place)}, {each.source}"
            said.append(f"{where}: less than thirteen windows on file, so no spike is tested.")
    for code in outcome.countries:
        if not any(each.place == code for each in series):
            said.append(f"{place_name(code)}: no event on file up to the day of reckoning. This is not peace.")
    return (*said, "Events that last longer than thirty days are not counted in windows.")
