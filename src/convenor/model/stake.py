"""Stake: what an actor has shown that it cares about. Nearest term: position–salience–influence models."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from convenor.model.actor import Actor
from convenor.model.codes import Kind, Stance
from convenor.model.evidence import Evidence
from convenor.model.notebook import shown

AMBER_DAYS, RED_DAYS = 365, 730  # without activity, as on the UN's platform of partnerships (PRACTICE: activity light)


class Light(StrEnum):
    """How long ago the last activity on file ended, seen from the date of reckoning."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


def light(last: dt.date | None, as_of: dt.date) -> Light:
    """Green within 365 days, amber from then on, red from 730; grey where no day is on file.

    Example:
        >>> light(dt.date(2023, 1, 1), dt.date(2024, 1, 1)).value
        'amber'
    """
    if last is None:
        return Light.GREY
    days = (as_of - last).days
    return Light.RED if days >= RED_DAYS else Light.AMBER if days >= AMBER_DAYS else Light.GREEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """One actor's stake in one outcome, with the rows that carry it.

    Attributes:
        actor: The actor itself, so that `compose` needs no book.
        outcome: Id of the outcome.
        salience: How much past work says that the actor would take part [0, 1]; a rank unless `calibrated`.
        calibrated: True where salience is a probability learned from the book's own history.
        position: Opposes (-1) to supports (1); None is unknown.
        stance: Partner, party, rival or absent.
        influence: [0, 1]; None is unknown.
        surprise: How unusual this kind of actor is here [bits]; None where nothing comparable is on file.
        distance: Mission distance to the convener [0, 1]; None where either profile is unknown.
        usual: An earlier tie to the convener, or nearer in mission than the median.
        newcomer_rate: Share of partners in past partnerships on such outcomes who were new to who led them [0, 1]: the
            base rate beside `usual`; None where none compares.
        reasons: What speaks for it: (signal, share of all that speaks for it [0, 1]).
        parts: Contribution of every signal to the score: (signal, log-odds above the mean candidate); they sum to the
            score but for a constant.
        evidence: The rows behind the score, most telling first.
        exposure: Path outcome > harm > who bears it > actor, for stakes without a track record.
        last: Last day of activity on file, as of the date of reckoning; None is unknown.
        light: How long ago that was.
    """

    actor: Actor
    outcome: str
    salience: float
    calibrated: bool = False
    position: float | None = None
    stance: Stance = Stance.PARTNER
    influence: float | None = None
    surprise: float | None = None
    distance: float | None = None
    usual: bool = False
    newcomer_rate: float | None = None
    reasons: tuple[tuple[str, float], ...] = ()
    parts: tuple[tuple[str, float], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    exposure: tuple[str, ...] = ()
    last: dt.date | None = None
    light: Light = Light.GREY

    def __post_init__(self) -> None:
        if not self.evidence and not self.exposure:
            raise ValueError(f"stake of {self.actor.id}: no evidence and no exposure path; name it as a gap instead")
        if not 0 <= self.salience <= 1:
            raise ValueError(f"stake of {self.actor.id}: salience {self.salience} is outside [0, 1]")

    @property
    def base_rate(self) -> float | None:
        """Share of past partnerships on such outcomes that had such a body [0, 1]; None where none compares."""
        return None if self.surprise is None else float(2.0**-self.surprise)

    @property
    def flagged(self) -> str:
        """Why this actor is proposed only by `must`: 'party', 'rival', 'absent', 'sanctioned', or empty."""
        if "sanctioned" in self.actor.marks:
            return "sanctioned"
        return "" if self.stance is Stance.PARTNER else self.stance.value

    def _repr_html_(self) -> str:
        kind = "a calibrated probability" if self.calibrated else "a rank, not a probability"
        return shown(
            self.actor.name,
            f"{self.actor.kind.value}, {'usual' if self.usual else 'new'}; stake {self.salience:.2f}, {kind}.",
            ("row", "start", "source", "licence"),
            [(e.title or e.value or e.object, e.start, e.source, e.licence) for e in self.evidence],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheld:
    """A kind of actor that the harm falls on and that nobody on file is: a gap, not a stake.

    Attributes:
        outcome: Id of the outcome.
        who: What such a body is called, as in "war-risk insurer".
        kinds: Its kinds.
        path: Outcome > harm > who bears it.
        evidence: The rows that say that the harm falls on it.
        searched: How many bodies were looked through.
    """

    outcome: str
    who: str
    kinds: tuple[Kind, ...]
    path: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    searched: int = 0

    @property
    def words(self) -> str:
        """The gap in one line, as in "no war-risk insurer on file (searched 217)"."""
        return f"no {self.who} on file (searched {self.searched:,})"
