"""What the names of bodies say: what they are for, and whom they are like. Pure kernels.

A body with one row on file has no record to speak of, but it has a name: an "organization for migration" has to do with
a text on migrants, the "ministry of health of Mali" is like the ministry that the convener works with in Niger.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse

from convenor.stakes.corpus import counts_as_stem, stem, tokens

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LONGEST = 8  # words of a name that is looked for in a text
FAINT = 0.01  # likeness to companions below which there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of the actors `a`, read once; t stems.

    Attributes:
        called: Actors by each of their names.
        column: Column of each stem.
        share_at: Rarity of each stem in the actor's names; rows sum to 1, or 0 without a stem.
        unit_at: The same at unit length.
    """

    called: dict[str, IntArray] = field(repr=False)
    column: dict[bytes, int] = field(repr=False)
    share_at: sparse.csr_array
    unit_at: sparse.csr_array


def read_names(names_a: Sequence[Iterable[str]]) -> Names:
    """Index the names of actors; a stem weighs the more, the fewer of them carry it.

    Args:
        names_a: Names of each actor, folded.
    """
    called: dict[str, list[int]] = {}
    rows: list[int] = []
    columns: list[int] = []
    column: dict[bytes, int] = {}
    for a, names in enumerate(names_a):
        for name in names:
            called.setdefault(name, []).append(a)
        held = sorted({found for name in names for found in _stems(name)})
        rows += [a] * len(held)
        columns += [column.setdefault(one, len(column)) for one in held]
    n_actors = len(names_a)
    held_t = np.bincount(columns, minlength=len(column)) if columns else np.zeros(len(column))
    rarity_t = np.log((1 + n_actors) / (1 + held_t)) + 1
    table = sparse.csr_array((rarity_t[columns], (rows, columns)), shape=(n_actors, len(column)))
    return Names(
        called={name: np.array(actors, np.int64) for name, actors in called.items()},
        column=column,
        share_at=_scaled(table, np.asarray(table.sum(axis=1), float)),
        unit_at=_scaled(table, np.sqrt(np.asarray(table.power(2).sum(axis=1), float))),
    )


def named(names: Names, text: str) -> FloatArray:
    """1 where a name of the actor stands in the text (folded, whole words, at most eight), shape (a,)."""
    words = text.split()
    found_a = np.zeros(names.share_at.shape[0])
    for length in range(1, LONGEST + 1):
        for start in range(len(words) - length + 1):
            actors = names.called.get(" ".join(words[start : start + length]))
            if actors is not None:
                found_a[actors] = 1.0
    return found_a


def told(names: Names, text: str) -> FloatArray:
    """Share of the words of the actor's names, by their rarity, that stand in the text [0, 1], shape (a,)."""
    asked_t = np.zeros(len(names.column))
    asked_t[[names.column[one] for one in _stems(text) if one in names.column]] = 1.0
    return np.asarray(names.share_at @ asked_t)


def kin(names: Names, weight_a: FloatArray) -> FloatArray:
    """Log of the mean likeness of the actor's names to those of others, shape (a,).

    Args:
        names: The names.
        weight_a: How much each of the others counts; nobody is kin to itself.
    """
    share_a = weight_a / max(float(weight_a.sum()), 1e-12)
    unit = names.unit_at
    itself_a = np.asarray(unit.power(2).sum(axis=1)) * share_a
    return np.asarray(np.log(np.maximum(unit @ (unit.T @ share_a) - itself_a, 0.0) + FAINT))


def _stems(text: str) -> set[bytes]:
    return {stem(word) for word in tokens(text) if counts_as_stem(word)}


def _scaled(table: sparse.csr_array, length_a: FloatArray) -> sparse.csr_array:
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(length_a, 1e-12)) @ table)
