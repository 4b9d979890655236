"""Audiences: everyone, found groups and declared strata as rows of weights, and who of them may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convenor.dialogue.cells import shown_cells
from convenor.dialogue.conversation import FloatArray
from convenor.dialogue.groups import Grouping
from convenor.dialogue.weights import Dimension
from convenor.model.dialogue import LEAST, Audience

IntArray = NDArray[np.intp]
LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Room:
    """Audiences in the order of rows of every `_gs` array.

    Attributes:
        audiences: Everyone first, then found groups, then strata.
        member_gp: Who is in which, shape (audiences, participants).
        parts: Rows that part everyone: one tuple for the found groups, one for each dimension.
        small: Names of strata with too few people to be counted by themselves.
    """

    audiences: tuple[Audience, ...]
    member_gp: NDArray[np.bool_]
    parts: tuple[tuple[int, ...], ...]
    small: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the audiences in order."""
        return tuple(audience.name for audience in self.audiences)

    def others(self, one: int) -> IntArray:
        """The audiences that stand against one of its own kind: the other groups, or categories of its dimension."""
        part = next((part for part in self.parts if one in part), ())
        return np.array([row for row in part if row != one], dtype=np.intp)


def room(people: int, grouping: Grouping | None, dims: Sequence[Dimension], *, anonymous: bool) -> Room:
    """Everyone, the groups that were found, and the strata that people declared.

    Args:
        people: Number of participants.
        grouping: Found groups; None where none were looked for.
        dims: Declared dimensions.
        anonymous: True leaves out strata under `LEAST` people, whose votes would show.
    """
    audiences = [Audience(name="all", kind="all", people=people)]
    members = [np.ones(people, dtype=bool)]
    parts: list[tuple[int, ...]] = []
    small: list[str] = []
    found = _found(grouping) if grouping is not None else []
    declared = [_declared(dim, anonymous, small) for dim in dims]
    for rows in (found, *declared):
        if rows:
            parts.append(tuple(range(len(audiences), len(audiences) + len(rows))))
            audiences += [audience for audience, _ in rows]
            members += [member_p for _, member_p in rows]
    return Room(audiences=tuple(audiences), member_gp=np.array(members), parts=tuple(parts), small=tuple(small))


def counts(votes_ps: FloatArray, member_gp: NDArray[np.bool_]) -> IntArray:
    """Agreeing, disagreeing and passing people, shape (3, audiences, statements)."""
    member = member_gp.astype(float)
    return np.stack([np.rint(member @ (votes_ps == answer)).astype(np.intp) for answer in (1, -1, 0)])


def shown_counts(counts_ags: IntArray, parts: Sequence[tuple[int, ...]]) -> NDArray[np.bool_]:
    """Which counts may be shown in anonymous mode, same shape; row 0 is everyone."""
    shown = np.zeros(counts_ags.shape, dtype=bool)
    for s in range(counts_ags.shape[2]):
        total_a = counts_ags[:, 0, s]
        tables = [np.vstack([c := counts_ags[:, list(part), s].T, total_a - c.sum(axis=0)]) for part in parts]
        shown[:, 0, s], masks = shown_cells(total_a, tables)
        for part, mask in zip(parts, masks, strict=True):
            shown[:, list(part), s] = mask[:-1].T
    return shown


def _found(grouping: Grouping) -> list[tuple[Audience, NDArray[np.bool_]]]:
    out = []
    for g, stability in enumerate(grouping.stability_g):
        member_p = grouping.label_p == g
        people = int(member_p.sum())
        out.append(
            (Audience(name=f"group {LETTERS[g]}", kind="found", people=people, stability=float(stability)), member_p)
        )
    return out


def _declared(dim: Dimension, anonymous: bool, small: list[str]) -> list[tuple[Audience, NDArray[np.bool_]]]:
    out = []
    for c, category in enumerate(dim.categories):
        member_p = dim.codes_p == c
        number, name = int(member_p.sum()), f"{dim.name}: {category}"
        if 0 < number < LEAST and anonymous:
            small.append(name)
        elif number:
            out.append((Audience(name=name, kind="declared", people=number), member_p))
    return out
