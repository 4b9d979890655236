"""Watch: what happens at the outcome's place, and what changed between two since a date. Nearest term: indicators.

Counts of reported events. Nothing here predicts, and nothing says what caused what.
"""

import datetime as dt
from dataclasses import dataclass

from convenor.model.account import Range
from convenor.model.codes import Marking
from convenor.model.notebook import shown
from convenor.model.partnership import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """Deaths by the lowest, best and highest count, as published: all three, always."""

    low: int = 0
    best: int = 0
    high: int = 0

    @property
    def words(self) -> str:
        """In one line, as in "12 deaths (10 to 15)"."""
        return f"{self.best:,} death{'' if self.best == 1 else 's'} ({self.low:,} to {self.high:,})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Events of thirty days.

    Attributes:
        start: First day.
        end: Last day.
        events: Events that began in it.
        deaths: Deaths in them.
    """

    start: dt.date
    end: dt.date
    events: int
    deaths: Deaths = Deaths()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Events at one place as one data set tells them; two data sets are never added, for both tell the same event.

    Attributes:
        place: ISO 3166 alpha-2.
        source: The data set.
        windows: Thirty days each, the oldest first.
        tested: True where the year before the last window is on file.
    """

    place: str
    source: str
    windows: tuple[Window, ...]
    tested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A spike, told once.

    Attributes:
        id: The same for the same spike.
        place: ISO 3166 alpha-2.
        source: The data set.
        measure: "events", "deaths" or "events and deaths": what is above expectation.
        window: Thirty days in which it happened.
        expected: Mean of events in the twelve windows before.
        expected_deaths: Mean of deaths, best count, in the same.
        p: Chance of so many or more, had nothing changed [0, 1]; of the two measures the lesser one.
        finding: In words, with action, owner role and window.
    """

    id: str
    place: str
    source: str
    measure: str
    window: Window
    expected: float
    expected_deaths: float
    p: float
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Events between two in one stretch of time.

    Attributes:
        verbal: Events of verbal cooperation.
        material: Of material cooperation.
        against: Of verbal or material conflict.
        drawn: Events in the sample.
        share: Share of cooperation in the sample with its 95% interval [0, 1]; None where there is no event.
    """

    verbal: int
    material: int
    against: int
    drawn: int = 0
    share: Range | None = None
    best: float = 0.0

    @property
    def total(self) -> int:
        """All events that belong to one of the four corners."""
        return self.verbal + self.material + self.against


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Cooperation of two before and after a date.

    Attributes:
        one: Name of the one.
        other: Name of the other.
        source: The data set.
        since: The first day that counts as after.
        before: Events before it.
        after: Events from it on.
        change: Difference of the shares, after less before [-1, 1].
        interval: Its 95% interval; None where one side has no event.
        seed: Of the sample.
        first: First day on file.
        last: Last day on file.
        licence: Of the rows.
        marking: Highest marking of the rows.
    """

    one: str
    other: str
    source: str
    since: dt.date
    before: Period
    after: Period
    change: float = 0.0
    interval: Range | None = None
    seed: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    licence: str = ""
    marking: Marking = Marking.CLEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many agreements of one kind ended within five years.

    Attributes:
        code: Provision; '' is all agreements.
        label: In words.
        having: True for those with it, False for those without.
        total: Agreements that could be followed.
        ended: Of these, ended within five years.
        share: 95% interval of the share [0, 1]; None where there is none.
    """

    code: str
    label: str
    having: bool
    total: int
    ended: int
    share: Range | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Events in a tenth of a degree, three or more.

    Attributes:
        lat: Latitude [degrees].
        lon: Longitude [degrees].
        events: How many.
    """

    lat: float
    lon: float
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What happens at an outcome's places.

    Attributes:
        outcome: Id of the outcome.
        title: Its title.
        as_of: Date of reckoning; later rows are invisible.
        places: ISO 3166 alpha-2.
        series: Events by place and data set.
        alerts: Spikes that are told now for the first time.
        standing: Spikes in the last window, told or not.
        withdrawn: Sentences: alerts whose events a newer edition changed or took out.
        pairs: Cooperation before and after.
        rates: Base rates of agreements.
        cells: Where events were, three or more in a cell, in the last year.
        few: Events of the last year in cells of fewer than three, or without a place.
        marks: (day, what): dates of the partnership.
        assumed: Sentences: what was assumed, and what is not shown.
        sources: (title, licence) of what went in.
        marking: Highest marking of what went in.
    """

    outcome: str
    title: str
    as_of: dt.date
    places: tuple[str, ...]
    series: tuple[Series, ...] = ()
    alerts: tuple[Alert, ...] = ()
    standing: tuple[Alert, ...] = ()
    withdrawn: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    rates: tuple[Rate, ...] = ()
    cells: tuple[Cell, ...] = ()
    few: int = 0
    marks: tuple[tuple[dt.date, str], ...] = ()
    assumed: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    marking: Marking = Marking.CLEAR

    def _repr_html_(self) -> str:
        return shown(
            f"Watch: {self.title}",
            f"{len(self.standing)} spikes in the last thirty days on file, as of {self.as_of}.",
            ("place", "data set", "above", "events", "expected", "deaths", "expected", "chance"),
            [
                (
                    a.place, a.source, a.measure, f"{a.window.events:,}", f"{a.expected:.1f}", a.window.deaths.words,
                    f"{a.expected_deaths:.1f}", f"{a.p:.2g}",
                )
                for a in self.standing
            ],
        )  # fmt: skip
