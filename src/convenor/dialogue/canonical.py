"""One order for the same votes: so that results depend neither on the order of rows nor on names, nor on the sign.

Rows and columns are told apart by colour refinement of the bipartite graph of votes (Weisfeiler and Leman, 1968):
each takes the multiset of (neighbour's colour, vote) as its new colour. What stays equal is interchangeable.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convenor.dialogue.conversation import FloatArray

Colours = NDArray[np.uint64]
ROUNDS = 4  # enough to tell rows apart in every conversation tried; more changes nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How votes were put in order.

    Attributes:
        rows: Old index of each new row.
        columns: Old index of each new column.
        sign: -1 where agree and disagree were swapped, so that agreement is at least as frequent; else 1.
        twin_p: Class of each (old) row; rows of a class voted the same and cannot be told apart.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    sign: int
    twin_p: NDArray[np.intp]


def canonical_order(votes_ps: FloatArray) -> Order:
    """The order of rows and columns, and the sign, that the same votes always get.

    Args:
        votes_ps: 1 agree, 0 pass, -1 disagree, NaN unseen, shape (participants, statements).
    """
    signs = (1,) if np.nansum(votes_ps) > 0 else (-1,) if np.nansum(votes_ps) < 0 else (1, -1)
    orders = [_order(votes_ps, sign) for sign in signs]
    return min(orders, key=lambda found: found[0])[1]


def _order(votes_ps: FloatArray, sign: int) -> tuple[tuple[int, ...], Order]:
    """The order at one sign, with a key by which two signs can be compared where agreement does not decide."""
    turned_ps = votes_ps * sign
    rows, columns = _colours(turned_ps)
    key = (int(rows.sum(dtype=np.uint64)), int(columns.sum(dtype=np.uint64)))
    order = np.argsort(rows, kind="stable"), np.argsort(columns, kind="stable")
    twin_p = np.unique(rows, return_inverse=True)[1]
    return key, Order(rows=order[0], columns=order[1], sign=sign, twin_p=twin_p)


def _colours(votes_ps: FloatArray) -> tuple[Colours, Colours]:
    masks = [votes_ps == answer for answer in (-1, 0, 1)]
    rows = np.zeros(votes_ps.shape[0], dtype=np.uint64)
    columns = np.zeros(votes_ps.shape[1], dtype=np.uint64)
    for _ in range(ROUNDS):
        seen_by_row, seen_by_column = rows.copy(), columns.copy()
        for answer, mask in enumerate(masks):
            seen_by_row += _gathered(mask, columns, answer)
            seen_by_column += _gathered(mask.T, rows, answer)
        rows, columns = _mixed(seen_by_row), _mixed(seen_by_column)
    return rows, columns


def _gathered(mask: NDArray[np.bool_], colours: Colours, answer: int) -> Colours:
    """Sum over neighbours of a hash of (colour, answer), modulo 2^64: the same in whatever order."""
    salted = _mixed(colours * np.uint64(3) + np.uint64(answer + 1))
    return np.asarray(mask @ salted, dtype=np.uint64)


def _mixed(values: Colours) -> Colours:
    """A hash of each value (SplitMix64; Steele, Lea and Flood, 2014)."""
    with np.errstate(over="ignore"):
        x = values + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(x ^ (x >> np.uint64(31)))
