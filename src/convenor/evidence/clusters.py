"""From pairs to groups: who is one with whom, so that no chain of near misses makes one body of two.

Agglomeration by mean link (UPGMA): two groups join while the mean score over all pairs between them, pairs never
looked at counting as 0, is at least the threshold; the surest join first. Pairs said to be apart never share a group.
Pure: arrays in, arrays out.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

FAINT = 0.02  # scores below this count as 0: they would only make the sums long

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def join(
    n: int,
    left_p: IntArray,
    right_p: IntArray,
    score_p: FloatArray,
    *,
    threshold: float,
    apart: Iterable[tuple[int, int]] = (),
    claims: Sequence[Mapping[str, str]] = (),
) -> IntArray:
    """Group of each name, numbered from 0 in the order of first members.

    Args:
        n: Number of names.
        left_p: One name of each pair, shape (p,).
        right_p: The other, shape (p,).
        score_p: How sure it is that the two are one [0, 1], shape (p,).
        threshold: Least mean score at which groups join (0, 1].
        apart: Pairs that are never in one group.
        claims: What each name has one of, such as a number by register, n mappings or none; two that differ in one
            are never in one group.

    Example:
        >>> join(3, np.array([0, 1]), np.array([1, 2]), np.array([0.9, 0.6]), threshold=0.5).tolist()
        [0, 0, 1]
    """
    groups = _Groups(n, left_p, right_p, score_p, apart, claims)
    heap = [(-score, a, b) for a, b, score in zip(left_p.tolist(), right_p.tolist(), score_p.tolist(), strict=True)]
    heap = [(minus, a, b) for minus, a, b in heap if -minus >= threshold]
    heapq.heapify(heap)
    while heap:
        minus, a, b = heapq.heappop(heap)
        if groups.alive(a, b) and groups.mean(a, b) == -minus and not groups.barred(a, b):
            groups.merge(a, b)
            for c in groups.sums[a]:
                if groups.mean(a, c) >= threshold:
                    heapq.heappush(heap, (-groups.mean(a, c), a, c))
    return groups.labels()


class _Groups:
    """Groups in the making: sums of scores between them, members, and whom each must not meet."""

    def __init__(
        self,
        n: int,
        left_p: IntArray,
        right_p: IntArray,
        score_p: FloatArray,
        apart: Iterable[tuple[int, int]],
        claims: Sequence[Mapping[str, str]],
    ) -> None:
        self.sums: list[dict[int, float]] = [{} for _ in range(n)]
        for a, b, score in zip(left_p.tolist(), right_p.tolist(), score_p.tolist(), strict=True):
            if score >= FAINT:
                self.sums[a][b] = self.sums[b][a] = score
        self.claims = [dict(claim) for claim in claims] or [{} for _ in range(n)]
        self.members: list[list[int]] = [[i] for i in range(n)]
        self.enemies: list[set[int]] = [set() for _ in range(n)]
        for a, b in apart:
            self.enemies[a].add(b)
            self.enemies[b].add(a)

    def alive(self, a: int, b: int) -> bool:
        return bool(self.members[a]) and bool(self.members[b])

    def mean(self, a: int, b: int) -> float:
        return self.sums[a].get(b, 0.0) / (len(self.members[a]) * len(self.members[b]))

    def barred(self, a: int, b: int) -> bool:
        mine, theirs = self.claims[a], self.claims[b]
        differ = any(mine[what] != theirs[what] for what in mine.keys() & theirs.keys())
        return differ or not self.enemies[a].isdisjoint(self.members[b])

    def merge(self, a: int, b: int) -> None:
        """Group b into group a; what stood between them and others is added up."""
        self.members[a] += self.members[b]
        self.enemies[a] |= self.enemies[b]
        self.claims[a] |= self.claims[b]
        self.sums[a].pop(b, None)
        self.sums[b].pop(a, None)
        for c, total in self.sums[b].items():
            self.sums[a][c] = self.sums[c][a] = self.sums[a].get(c, 0.0) + total
            del self.sums[c][b]
        self.members[b], self.sums[b] = [], {}

    def labels(self) -> IntArray:
        label_n = np.zeros(len(self.members), dtype=np.int64)
        for number, members in enumerate(sorted((sorted(m) for m in self.members if m), key=lambda m: m[0])):
            label_n[members] = number
        return label_n
