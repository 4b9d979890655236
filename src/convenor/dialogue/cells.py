"""Small cells: which counts may be shown, so that no count of 1 to 9 people is seen or follows by subtraction.

Primary suppression hides the small counts; complementary suppression hides enough others that every hidden sum covers
at least ten people. Method: Willenborg and de Waal, Elements of Statistical Disclosure Control (2001), chapter 4.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from convenor.model.dialogue import LEAST

Counts = NDArray[np.intp]
Mask = NDArray[np.bool_]


def shown_cells(total_a: Counts, parts_ga: Sequence[Counts], *, least: int = LEAST) -> tuple[Mask, list[Mask]]:
    """Which counts of one statement may be shown.

    Args:
        total_a: Counts of everyone by answer, shape (answers,).
        parts_ga: One table per way of parting everyone into groups, shape (groups, answers); the last row of each is
            the rest, who are in no group: it is never shown, but it counts. Columns sum to `total_a`.
        least: People in the smallest cell that may be shown.

    Returns:
        Masks of the same shapes, True where the count may be shown.
    """
    total = (total_a == 0) | (total_a >= least)
    parts = [(counts == 0) | (counts >= least) for counts in parts_ga]
    for mask in parts:
        mask[-1] = False
    changed = True
    while changed:
        changed = False
        for counts, mask in zip(parts_ga, parts, strict=True):
            for a in range(len(total_a)):
                changed |= _protect(total, mask, counts, a, least)
    return total, parts


def rounded(share: float, people: int) -> float:
    """A share on a grid so coarse that one person's answer does not show [0, 1].

    A step stands for at least five people, up to steps of a tenth.

    Example:
        >>> rounded(0.8333, 26), rounded(0.8333, 126), rounded(0.8333, 5000)
        (0.8, 0.85, 0.83)
    """
    step = _step(people)
    return round(round(share / step) * step, 2)


def rounded_down(share: float, people: int) -> float:
    """The same for a lower bound, which must not rise by rounding.

    Example:
        >>> rounded_down(0.8833, 26), rounded_down(0.6, 26), rounded_down(0.8833, 5000)
        (0.8, 0.6, 0.88)
    """
    step = _step(people)
    return round(math.floor(share / step + 1e-9) * step, 2)


def _step(people: int) -> float:
    return next((step for step in (0.01, 0.02, 0.05) if step * people >= LEAST / 2), 0.1)


def _protect(total: Mask, mask: Mask, counts: Counts, a: int, least: int) -> bool:
    """Hide one more count of a column where the hidden ones follow from the shown; True where one was hidden."""
    hidden = ~mask[:, a] & (counts[:, a] > 0)
    number, people = int(hidden.sum()), int(counts[hidden, a].sum())
    covered = number == 0 or (number >= 2 and people >= least)
    if covered if total[a] else number >= 1:  # all shown would add up to a hidden total
        return False
    candidates = np.flatnonzero(mask[:, a] & (counts[:, a] > 0))
    if len(candidates):
        mask[candidates[np.argmin(counts[candidates, a])], a] = False
        return True
    was, total[a] = bool(total[a]), False
    return was
