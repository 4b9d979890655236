"""Agreement: a draft for partners to sign. What is not on file is a blank with a note; nothing is invented."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from convenor.model.codes import Marking


class Line(StrEnum):
    """What a line of the draft is."""

    FACT = "fact"  # from the plan: entered, evidence or assumed, as it says
    WORDING = "wording"  # proposed text, for counsel to change
    BLANK = "blank"  # not on file: to be filled by whoever knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """One line of a clause.

    Attributes:
        text: What it says; for a blank, what is to be filled in.
        kind: Fact, proposed wording or blank.
        note: Where it comes from, or who has to fill it.
    """

    text: str
    kind: Line
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause with its lines."""

    title: str
    lines: tuple[Provision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A draft partnering agreement.

    Attributes:
        title: Title of the outcome.
        outcome: Its id.
        as_of: Date of reckoning.
        marking: Highest marking of what went in.
        parties: (actor id, name) of those who would sign.
        clauses: In the order of the draft.
    """

    title: str
    outcome: str
    as_of: dt.date
    marking: Marking
    parties: tuple[tuple[str, str], ...]
    clauses: tuple[Clause, ...]

    @property
    def blanks(self) -> int:
        """How many lines somebody has to fill."""
        return sum(line.kind is Line.BLANK for clause in self.clauses for line in clause.lines)
