"""Stake: what an actor has shown that it cares about. Nearest term: position–salience–influence models."""

from dataclasses import dataclass

from convenor.model.actor import Actor
from convenor.model.codes import Stance
from convenor.model.evidence import Evidence


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
        reasons: Why it is on the list: (signal, strength in its rows [0, 1]).
        evidence: The rows behind the score.
        exposure: Path outcome > harm > who bears it > actor, for stakes without a track record.
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
    reasons: tuple[tuple[str, float], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    exposure: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence and not self.exposure:
            raise ValueError(f"stake of {self.actor.id}: no evidence and no exposure path; name it as a gap instead")
        if not 0 <= self.salience <= 1:
            raise ValueError(f"stake of {self.actor.id}: salience {self.salience} is outside [0, 1]")

    @property
    def flagged(self) -> str:
        """Why this actor is proposed only by `must`: 'party', 'rival', 'absent', 'sanctioned', or empty."""
        if "sanctioned" in self.actor.marks:
            return "sanctioned"
        return "" if self.stance is Stance.PARTNER else self.stance.value
