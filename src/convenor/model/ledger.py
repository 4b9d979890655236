"""Ledger: promises made, kept and broken; signs of life; who left and why. Reliability comes from here alone."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from convenor.model.codes import Marking
from convenor.model.stake import Light


class Kept(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    RELEASED = "released"  # set aside by both sides; counts neither way


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise of one body to another.

    Attributes:
        id: Key that both sides use.
        by: Actor id of who promised.
        to: Actor id of whom it was promised to.
        what: The promise in words.
        made: Day on which it was made.
        due: Day by which it is to be kept.
        state: Open, kept, broken or released.
        settled: Day on which it was kept, broken or released.
        evidence: What shows it: a page, a document, a handover; must be there for kept and broken.
        commitment: Id of the plan's commitment; empty where there is none.
    """

    id: str
    by: str
    to: str
    what: str
    made: dt.date
    due: dt.date
    state: Kept = Kept.OPEN
    settled: dt.date | None = None
    evidence: str = ""
    commitment: str = ""

    def __post_init__(self) -> None:
        if self.by == self.to:
            raise ValueError(f"promise {self.id}: {self.by} cannot promise to itself")
        if self.due < self.made:
            raise ValueError(f"promise {self.id}: due {self.due} is before it was made, {self.made}")
        if (self.state is Kept.OPEN) != (self.settled is None):
            raise ValueError(f"promise {self.id}: 'settled' is the day on which it ceased to be open")
        if self.settled is not None and self.settled < self.made:
            raise ValueError(f"promise {self.id}: settled {self.settled} is before it was made, {self.made}")
        if self.state in (Kept.KEPT, Kept.BROKEN) and not self.evidence.strip():
            raise ValueError(f"promise {self.id}: {self.state} needs 'evidence': what shows it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A sign of life: a body was seen at work on this day."""

    who: str
    date: dt.date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A body left, and why."""

    who: str
    date: dt.date
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError(f"exit of {self.who}: needs a reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Everything that was promised and what came of it, for one outcome."""

    outcome: str
    promises: tuple[Promise, ...] = ()
    signs: tuple[Sign, ...] = ()
    exits: tuple[Exit, ...] = ()
    marking: Marking = Marking.AMBER_STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """How one body kept its promises to another (or to all: `to` is empty), up to the date of reckoning.

    Attributes:
        by: Who promised.
        to: To whom; empty is to anybody.
        kept: Promises kept.
        broken: Promises broken.
        overdue: Open ones past their due day: counted apart until somebody says what became of them.
        ratio: Mean of the Beta posterior, (kept + 1) / (kept + broken + 2); None is unknown: nothing is settled yet.
        low: 5% bound.
        high: 95% bound.
    """

    by: str
    to: str = ""
    kept: int = 0
    broken: int = 0
    overdue: int = 0
    ratio: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """When a body was last seen at work, and its light.

    Attributes:
        who: Actor id.
        light: Green, amber (365 days without activity), red (730), grey (nothing dated on file).
        last: Last day of activity up to the date of reckoning; None where nothing dated is on file.
        days: Days since; None likewise.
        left: Day on which it left; None where it is still in.
        reason: Why it left; empty for all others.
    """

    who: str
    light: Light
    last: dt.date | None = None
    days: int | None = None
    left: dt.date | None = None
    reason: str = ""
