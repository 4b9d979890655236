"""Conversation: who voted how on what, as arrays; what every kernel of this room starts from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from convenor.model.dialogue import Statement

FloatArray = NDArray[np.float64]
Ballot = tuple[str, str, int]
AGREE, PASS, DISAGREE = 1, 0, -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conversation:
    """Votes of participants on statements.

    Attributes:
        participants: Ids, pseudonyms or names of organisations; the rows.
        statements: The columns.
        votes_ps: 1 agree, 0 pass, -1 disagree, NaN unseen, shape (participants, statements).
        times_ps: When each vote that counts was cast [ms since 1970], NaN where unknown; same shape.
        title: The topic.
        description: What participants were told.
        exported: Opinion group that the exporter found for each participant; None where blank.
        notes: What a reader of the votes has to know: rows left out, conflicts.
    """

    participants: tuple[str, ...]
    statements: tuple[Statement, ...]
    votes_ps: FloatArray
    times_ps: FloatArray
    title: str = ""
    description: str = ""
    exported: tuple[str | None, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        shape = (len(self.participants), len(self.statements))
        if self.votes_ps.shape != shape or self.times_ps.shape != shape:
            raise ValueError(f"votes have shape {self.votes_ps.shape}; participants and statements say {shape}")
        if not np.isin(self.votes_ps[~np.isnan(self.votes_ps)], (DISAGREE, PASS, AGREE)).all():
            raise ValueError("a vote is 1 (agree), 0 (pass), -1 (disagree) or NaN (unseen)")
        for name, ids in (("participant", self.participants), ("statement", [row.id for row in self.statements])):
            if len(set(ids)) != len(ids):
                raise ValueError(f"{name} ids repeat; each names one row or column")

    @property
    def accepted(self) -> "Conversation":
        """Without statements that a moderator took out, nor participants who then have no vote."""
        kept_s = np.array([row.accepted for row in self.statements], dtype=bool)
        votes_ps = self.votes_ps[:, kept_s]
        return self.select(np.flatnonzero((~np.isnan(votes_ps)).any(axis=1)), np.flatnonzero(kept_s))

    def select(self, rows_p: NDArray[np.intp], columns_s: NDArray[np.intp] | None = None) -> "Conversation":
        """Some participants, and some statements, in the order given."""
        columns = np.arange(len(self.statements)) if columns_s is None else columns_s
        return replace(
            self,
            participants=tuple(self.participants[i] for i in rows_p),
            statements=tuple(self.statements[i] for i in columns),
            votes_ps=self.votes_ps[np.ix_(rows_p, columns)],
            times_ps=self.times_ps[np.ix_(rows_p, columns)],
            exported=tuple(self.exported[i] for i in rows_p) if self.exported else (),
        )


def conversation_of(
    ballots: Iterable[Ballot], statements: Iterable[Statement] = (), *, title: str = "", notes: tuple[str, ...] = ()
) -> Conversation:
    """A conversation from (participant, statement id, vote) rows; a later row for the same pair counts.

    Args:
        ballots: Votes: 1 agree, 0 pass, -1 disagree.
        statements: The statements in their order; ids met in the ballots alone are added without a text.
        title: The topic.
        notes: What a reader of the votes has to know.
    """
    last = {(who, what): vote for who, what, vote in ballots}
    known = {row.id: row for row in statements}
    for what in sorted({what for _, what in last} - known.keys(), key=natural):
        known[what] = Statement(id=what)
    people = sorted({who for who, _ in last}, key=natural)
    votes_ps = matrix_of(last, people, list(known))
    return Conversation(
        participants=tuple(people),
        statements=tuple(known.values()),
        votes_ps=votes_ps,
        times_ps=np.full_like(votes_ps, np.nan),
        title=title,
        notes=notes,
    )


def matrix_of(cells: Mapping[tuple[str, str], float], rows: list[str], columns: list[str]) -> FloatArray:
    """Cells as a matrix, NaN where there is none; shape (rows, columns)."""
    row, column = {who: i for i, who in enumerate(rows)}, {what: i for i, what in enumerate(columns)}
    out_ps = np.full((len(rows), len(columns)), np.nan)
    for (who, what), value in cells.items():
        out_ps[row[who], column[what]] = value
    return out_ps


def natural(name: str) -> tuple[int, int, str]:
    """Order in which a person counts: 2 before 10, numbers before words."""
    return (0, int(name), name) if name.isascii() and name.isdigit() else (1, 0, name)
