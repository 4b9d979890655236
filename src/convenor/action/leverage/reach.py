"""Who reaches whom through at most three evidenced ties. Pure: arrays in, arrays out."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
LONGEST = 3  # ties on a path; beyond it nobody can say who moved whom
KEPT = 40  # strongest paths kept between two bodies


def paths(
    strength_aa: FloatArray, start: int, end: int, *, barred: Sequence[int] = ()
) -> list[tuple[float, list[int]]]:
    """Every path of at most three ties without a circle, the strongest first.

    Args:
        strength_aa: Strength of the tie from one to another [0, 1], 0 for none, shape (a, a).
        start: Index of the partner.
        end: Index of the target.
        barred: Bodies through which no path may run.

    Returns:
        (product of strengths, indices from start to end), at most `KEPT`.
    """
    found: list[tuple[float, list[int]]] = []
    closed = set(barred)

    def walk(here: int, trail: list[int], product: float) -> None:
        for there in np.flatnonzero(strength_aa[here]).tolist():
            value = product * float(strength_aa[here, there])
            if there == end:
                found.append((value, [*trail, there]))
            elif len(trail) < LONGEST and there not in trail and there not in closed:
                walk(there, [*trail, there], value)

    if start != end:
        walk(start, [start], 1.0)
    return sorted(found, key=lambda pair: (-pair[0], len(pair[1]), pair[1]))[:KEPT]


def influence(reach_at: FloatArray) -> FloatArray:
    """Reach normalised per target: whose part of all the influence that reaches it.

    Args:
        reach_at: Reach of each actor on each target [0, 1], shape (a, t).

    Returns:
        Shape (a, t); each column sums to 1, or is 0 where nobody reaches the target.
    """
    total_t = reach_at.sum(axis=0)
    share_at = np.divide(reach_at, total_t, out=np.zeros_like(reach_at), where=total_t > 0)
    return np.asarray(share_at, dtype=np.float64)


def joined(strengths: Sequence[float]) -> float:
    """Reach over several paths as if each worked by itself: 1 - product of (1 - strength).

    Limits: paths that share a tie are not independent, so this is an upper end; shares per target are what is used.
    """
    return float(1 - np.prod([1 - value for value in strengths])) if strengths else 0.0
