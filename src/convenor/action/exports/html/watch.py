"""The page of a watch: spikes with what to do, events over time, cooperation before and after, the map, base rates."""

import datetime as dt
from dataclasses import dataclass

from convenor.action import atlas
from convenor.action.labels import place as place_name
from convenor.action.words import count, day, listed, percent, start, window
from convenor.model.places import countries
from convenor.model.watch import Pair, Rate, Series, Watch

LEFT, WIDE = 40.0, 360.0  # of a picture 420 units wide
TOP, TALL = 22.0, 112.0
MAP = 640.0


@dataclass(frozen=True, slots=True)
class Bar:
    """Thirty days on the page: events as a bar, deaths as a bar with its bounds."""

    x: float
    width: float
    y: float
    height: float
    deaths_y: float
    deaths_height: float
    low_y: float
    high_y: float
    middle: float
    last: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """One series: bars, the dates that are marked, and the same as a table."""

    title: str
    finding: str
    bars: tuple[Bar, ...]
    marks: tuple[tuple[float, str, str], ...]
    top: str
    deaths_top: str
    first: str
    last: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a date: where its share and interval lie, and its counts in words."""

    label: str
    at: float
    low: float
    high: float
    y: float
    words: str
    counts: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Couple:
    """One pair before and after."""

    title: str
    source: str
    finding: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Map:
    """Outlines and cells of events."""

    height: float
    lands: tuple[tuple[str, str], ...]
    dots: tuple[tuple[float, float, float], ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is printed."""

    title: str
    as_of: str
    marking: str
    finding: str
    calls: tuple[tuple[str, str, str, str], ...]
    withdrawn: tuple[str, ...]
    charts: tuple[Chart, ...]
    couples: tuple[Couple, ...]
    map: Map | None
    map_finding: str
    rates: tuple[tuple[str, str, str], ...]
    rates_finding: str
    assumed: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]


def page(found: Watch) -> Page:
    """The page of one watch."""
    return Page(
        title=found.title,
        as_of=day(found.as_of),
        marking=found.marking.value,
        finding=_finding(found),
        calls=tuple(
            (a.finding.text, a.finding.action, a.finding.owner, window(a.finding.start, a.finding.end))
            for a in found.standing
        ),
        withdrawn=found.withdrawn,
        charts=tuple(_chart(series, found) for series in found.series if series.windows),
        couples=tuple(_couple(pair) for pair in found.pairs),
        map=_map(found),
        map_finding=_map_finding(found),
        rates=_rates(found.rates),
        rates_finding=_rates_finding(found.rates),
        assumed=found.assumed,
        sources=found.sources,
    )


def _finding(found: Watch) -> str:
    if found.standing:
        where = listed(list(dict.fromkeys(place_name(a.place) for a in found.standing)), 3)
        return f"Out of the ordinary: {where}. Deaths are shown by the best count, with the lowest and the highest."
    if any(series.tested for series in found.series):
        return "No window of thirty days that ends the data is out of the ordinary."
    return "Too little is on file to say what is ordinary here."


def _chart(series: Series, found: Watch) -> Chart:
    shown = series.windows
    step = WIDE / len(shown)
    most = max(1, max(each.events for each in shown))
    most_dead = max(1, max(each.deaths.high for each in shown))
    spiked = any(a.place == series.place and a.source == series.source for a in found.standing)
    bars = []
    for n, each in enumerate(shown):
        tall, dead = TALL * each.events / most, TALL * each.deaths.best / most_dead
        bars.append(
            Bar(
                x=round(LEFT + n * step + 0.8, 1), width=round(step - 1.6, 1), y=round(TOP + TALL - tall, 1),
                height=round(tall, 1), deaths_y=round(TOP + TALL - dead, 1), deaths_height=round(dead, 1),
                low_y=round(TOP + TALL * (1 - each.deaths.low / most_dead), 1),
                high_y=round(TOP + TALL * (1 - each.deaths.high / most_dead), 1),
                middle=round(LEFT + (n + 0.5) * step, 1), last=spiked and n == len(shown) - 1,
            )
        )  # fmt: skip
    first, last = shown[0].start, shown[-1].end
    return Chart(
        title=f"{place_name(series.place)}: {series.source}",
        finding=_series_finding(series),
        bars=tuple(bars),
        marks=tuple(mark for mark in (_mark(when, what, first, last) for when, what in found.marks) if mark),
        top=f"{most:,}",
        deaths_top=f"{most_dead:,}",
        first=day(first),
        last=day(last),
        rows=tuple((window(w.start, w.end), f"{w.events:,}", w.deaths.words) for w in reversed(shown)),
    )


def _mark(when: dt.date, what: str, first: dt.date, last: dt.date) -> tuple[float, str, str] | None:
    """Where a date stands, which way its word runs so that it stays on the page; None outside the picture."""
    if not first <= when <= last:
        return None
    share = (when - first).days / ((last - first).days + 1)
    return round(LEFT + WIDE * share, 1), "end" if share > 0.6 else "start", f"{what}, {day(when)}"


def _series_finding(series: Series) -> str:
    now, before = series.windows[-1], series.windows[-13:-1]
    said = f"{start(count(now.events, 'violent event'))} and {now.deaths.words} in the last thirty days on file"
    if not series.tested:
        return f"{said}; less than a year is on file to hold them against."
    usual, dead = (sum(v) / len(before) for v in ([w.events for w in before], [w.deaths.best for w in before]))
    return f"{said}; {usual:.1f} events and {dead:.1f} deaths in an ordinary one of the year before."


def _couple(pair: Pair) -> Couple:
    sides = []
    for n, (label, each) in enumerate((("before", pair.before), ("after", pair.after))):
        low, high = (each.share.low, each.share.high) if each.share else (0.0, 0.0)
        words = f"{percent(each.best)}, {percent(low)} to {percent(high)}" if each.share else "no event"
        drawn = f"; {each.drawn:,} of {each.total:,} events drawn" if each.drawn < each.total else ""
        sides.append(
            Side(
                label, _at(each.best), _at(low), _at(high), 34 + 38.0 * n, words + drawn,
                (f"{each.verbal:,}", f"{each.material:,}", f"{each.against:,}"),
            )
        )  # fmt: skip
    return Couple(f"{pair.one} and {pair.other}", pair.source, _couple_finding(pair), tuple(sides))


def _at(share: float) -> float:
    return round(LEFT + WIDE * share, 1)


def _couple_finding(pair: Pair) -> str:
    if pair.interval is None:
        return f"There is no event on one side of {day(pair.since)}, so there is nothing to compare."
    low, high, middle = (
        f"{100 * end:+.0f}".replace("-", "−") for end in (pair.interval.low, pair.interval.high, pair.change)
    )
    moved = "no clear change" if pair.interval.low <= 0 <= pair.interval.high else "a change"
    points = f"{middle} points ({low} to {high})"
    return f"{start(moved)} in the share of cooperation from {day(pair.since)} on: {points}. No effect is shown by it."


def _map(found: Watch) -> Map | None:
    points = [point for code in found.places for point in atlas.box(code)]
    if not points:
        return None
    window_ = atlas.frame(points, MAP)
    most = max((cell.events for cell in found.cells), default=1)
    drawn = [(code, atlas.path(atlas.outline(code), window_)) for code in atlas.codes()]
    lands = [("asked" if code in found.places else "land", path) for code, path in drawn if path]
    dots = [(*window_.at(c.lon, c.lat), round(2.5 + 11 * (c.events / most) ** 0.5, 1)) for c in found.cells]
    return Map(
        height=window_.height,
        lands=tuple(sorted(lands, key=lambda land: land[0] == "asked")),
        dots=tuple(sorted(dots, key=lambda dot: -dot[2])),
        rows=tuple(
            (f"{c.lat:.1f}, {c.lon:.1f}", f"{c.events:,}") for c in sorted(found.cells, key=lambda c: -c.events)[:30]
        ),
    )


def _map_finding(found: Watch) -> str:
    total = sum(cell.events for cell in found.cells)
    where = listed([countries().get(code, code) for code in found.places], 4)
    if not total and not found.few:
        return f"No violent event of the last year is on file for {where}." if where else "No place is watched."
    shown = f"{start(count(total, 'event'))} of the last year on file in {count(len(found.cells), 'cell')} of the map"
    return f"{shown}; {found.few:,} more in cells of fewer than three, or without a place, are not shown singly."


def _rates(rates: tuple[Rate, ...]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (with_it.label, _rate(with_it), _rate(without))
        for with_it, without in zip(rates[1::2], rates[2::2], strict=True)
    )


def _rate(rate: Rate) -> str:
    if rate.share is None:
        return "none on file"
    ends = f"{percent(rate.share.low)} to {percent(rate.share.high)}"
    return f"{rate.ended} of {rate.total}, {percent(rate.ended / rate.total)} ({ends})"


def _rates_finding(rates: tuple[Rate, ...]) -> str:
    if not rates:
        return "No peace agreements are on file; load the UCDP Peace Agreement Dataset to see how many held."
    return f"Of the agreements that could be followed for five years, {_rate(rates[0])} ended within them."
