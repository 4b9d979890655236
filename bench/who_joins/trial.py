"""A trial: what every method may see of the past and of the questions, and apart from it the truth."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One past activity or consortium, as published.

    Attributes:
        year: Year of its start.
        start: Start [years, with the month as a fraction where it is known].
        title: Title.
        text: Objective or description.
        members: Keys of the organisations that took part.
        lead: Key of the coordinator, or of the reporting organisation; empty is unknown.
        places: ISO 3166 codes of the places it serves (not the seats of its members).
        purposes: Scheme:code of its sectors or topics.
        roles: Roles of each member, in the order of `members`.
        id: As published; empty where nobody asks for it.
    """

    year: int
    start: float
    title: str
    text: str
    members: tuple[str, ...]
    lead: str
    places: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a planner has of a new activity, and nothing else.

    Attributes:
        title: Title.
        text: Objective or description.
        lead: Key of the coordinator or reporter.
        lead_country: ISO 3166 code of the lead's seat; empty is unknown.
        known: Keys of members already in, the lead left out.
        places: ISO 3166 codes of the places it serves.
        purposes: Scheme:code of its sectors.
    """

    title: str
    text: str
    lead: str
    lead_country: str = ""
    known: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Body:
    """What the past says of one organisation: names, seat, kind (the source's own code)."""

    names: tuple[str, ...]
    country: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Questions `q`, actors `a` (candidates), and the truth by slice.

    Attributes:
        past: Activities before the cut.
        questions: What may be asked with.
        actors: Candidate keys, sorted.
        bodies: One per candidate.
        as_of: Year of the cut.
        cut: The cut [years]; all of the past started before it.
        truth_qa: Who really joined.
        allowed_qa: By slice, who may be ranked; truth outside it does not count.
        clusters_q: Questions of one activity carry the same number: they are drawn together in the bootstrap.
        notes: Counts to print.
    """

    past: tuple[Activity, ...]
    questions: tuple[Question, ...]
    actors: tuple[str, ...]
    bodies: tuple[Body, ...]
    as_of: int
    cut: float
    truth_qa: BoolArray
    allowed_qa: dict[str, BoolArray]
    clusters_q: NDArray[np.int64]
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def index(self) -> dict[str, int]:
        """Place of each candidate."""
        return {actor: a for a, actor in enumerate(self.actors)}
