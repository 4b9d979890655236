"""How often a row like this one came before, in about eight bytes a row: a sheet of millions of rows has to fit."""

from collections import Counter

import numpy as np
import numpy.typing as npt

BLOCK = 65_536  # rows remembered one by one, before they are sorted away


class Repeats:
    """Counts rows by hash: fresh ones in a set, older ones in sorted blocks, and those that came again by name."""

    def __init__(self, block: int = BLOCK) -> None:
        self._block = block
        self._fresh: set[int] = set()
        self._older: list[npt.NDArray[np.int64]] = []  # each more than twice as long as the next
        self._again: Counter[int] = Counter()

    def before(self, row: int) -> int:
        """How often this hash came before; from now on once more."""
        if row in self._again:
            self._again[row] += 1
            return self._again[row] - 1
        if row in self._fresh or any(_holds(block, row) for block in self._older):
            self._again[row] = 2
            return 1
        self._fresh.add(row)
        if len(self._fresh) >= self._block:
            self._sort_away()
        return 0

    def _sort_away(self) -> None:
        block = np.fromiter(self._fresh, dtype=np.int64, count=len(self._fresh))
        self._fresh.clear()
        while self._older and len(self._older[-1]) <= 2 * len(block):
            block = np.concatenate([self._older.pop(), block])
        block.sort()
        self._older.append(block)


def _holds(block: npt.NDArray[np.int64], row: int) -> bool:
    at = int(np.searchsorted(block, row))
    return at < len(block) and int(block[at]) == row
