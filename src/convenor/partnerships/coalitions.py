"""Coalitions as bit masks: the arithmetic that every kernel over all 2^n coalitions shares.

Coalition S is the integer whose bit i is set where player i is in; an array of shape (2**n,) says something of each.
"""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Numbers = TypeVar("Numbers", FloatArray, IntArray)

MOST_PLAYERS = 24  # 2**24 numbers are 134 MB; beyond that a table of all coalitions is the wrong tool
PRIME = 2**58 - 27  # sums of 24 residues stay below 2**63; larger than any minor of a 0/1 matrix of 24 rows (Hadamard)
SPREAD = 0x1E3779B97F4A7C5 % PRIME  # any large odd number: its powers stand in for random residues


def as_game(values: npt.ArrayLike) -> tuple[FloatArray, int]:
    """A game as floats, and its number of players.

    Args:
        values: Worth of each coalition, shape (2**n,), index = bit mask of players; `values[0]` is 0.

    Returns:
        The values as float64, and n [1, 24].

    Raises:
        ValueError: The length is no power of two, n is outside [1, 24], `values[0]` is not 0, or a value is not finite.

    Example:
        >>> as_game([0, 1, 1, 3])[1]
        2
    """
    game = np.asarray(values, dtype=np.float64)
    n = game.size.bit_length() - 1
    if game.ndim != 1 or game.size != 1 << n:
        raise ValueError(f"a game has shape (2**n,), found {game.shape}")
    if not 1 <= n <= MOST_PLAYERS:
        raise ValueError(f"a game over all coalitions has 1 to {MOST_PLAYERS} players, found {n}")
    if not np.isfinite(game).all():
        raise ValueError("every coalition needs a finite value")
    if game[0] != 0:
        raise ValueError(f"values[0], of the coalition of nobody, must be 0, found {game[0]}")
    return game, n


def coalition_sums(x_a: Numbers) -> Numbers:
    """What each coalition receives together.

    Args:
        x_a: What each player receives, shape (n,).

    Returns:
        Sums, shape (2**n,); the first is 0.

    Example:
        >>> coalition_sums(np.array([1.0, 2.0])).tolist()
        [0.0, 1.0, 2.0, 3.0]
    """
    sums = np.zeros(1 << len(x_a), dtype=x_a.dtype)
    for i, x in enumerate(x_a):
        np.add(sums[: 1 << i], x, out=sums[1 << i : 2 << i])
    return sums


def members(masks: npt.ArrayLike, n: int) -> BoolArray:
    """Who is in each coalition.

    Args:
        masks: Bit masks, shape (s,).
        n: Number of players.

    Returns:
        True where the player is in, shape (s, n).

    Example:
        >>> members([5], 3).tolist()
        [[True, False, True]]
    """
    mask_s = np.asarray(masks, dtype=np.int64)
    return (mask_s[:, None] >> np.arange(n) & 1).astype(bool)


def spanned(basis: list[int], n: int) -> tuple[BoolArray, int]:
    """Coalitions whose payment is settled once those of `basis` are.

    A coalition is settled where its 0/1 vector lies in the span of the basis. The rank is exact: elimination runs
    modulo a prime above every minor. The span is tested with one vector of the null space: it errs with chance 2**-34.

    Args:
        basis: Bit masks whose payment is settled.
        n: Number of players [1, 24].

    Returns:
        True where the coalition's payment is settled, shape (2**n,), and the rank of the basis [0, n].

    Example:
        >>> settled, rank = spanned([0b111, 0b001], 3)
        >>> np.flatnonzero(settled).tolist(), rank
        ([0, 1, 6, 7], 2)
    """
    rows = _reduced(basis, n)
    null = [0 if i in rows else pow(SPREAD, i + 1, PRIME) for i in range(n)]
    for pivot, row in rows.items():
        null[pivot] = -sum(row[i] * null[i] for i in range(n) if i not in rows) % PRIME
    sums = coalition_sums(np.array(null, dtype=np.int64))
    return sums % PRIME == 0, len(rows)


def _reduced(basis: list[int], n: int) -> dict[int, list[int]]:
    """Reduced row echelon form modulo PRIME: pivot column to row."""
    rows: dict[int, list[int]] = {}
    for mask in basis:
        row = [mask >> i & 1 for i in range(n)]
        for pivot, other in rows.items():
            row = [(a - row[pivot] * b) % PRIME for a, b in zip(row, other, strict=True)]
        lead = next((i for i, a in enumerate(row) if a), None)
        if lead is None:
            continue
        inverse = pow(row[lead], -1, PRIME)
        row = [a * inverse % PRIME for a in row]
        for pivot, other in rows.items():
            rows[pivot] = [(a - other[lead] * b) % PRIME for a, b in zip(other, row, strict=True)]
        rows[lead] = row
    return rows
