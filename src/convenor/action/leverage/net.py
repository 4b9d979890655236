"""Ties on file as a network of influence: who reaches which target, through whom, with which share."""

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from convenor.action.leverage.context import BOTH_WAYS, Context, relations
from convenor.action.leverage.reach import influence, joined, paths
from convenor.model.leverage import Path

FloatArray = npt.NDArray[np.float64]
OPPOSES = "opposes"


class Net:
    """Ties as matrices, and what follows from them; some bodies pass nothing on."""

    def __init__(self, where: Context, without: Collection[str]) -> None:
        ends = (end for a, _, b in where.ties for end in (a, b))
        self.where, self.targets = where, list(where.positions)
        self.ids = sorted({*self.targets, *ends, *(actor for actor, _ in where.means)})
        self.at = {key: n for n, key in enumerate(self.ids)}
        self.closed = tuple(self.at[target] for target in self.targets)  # who is to be moved passes nothing on
        self.barred = self.closed + tuple(self.at[key] for key in without if key in self.at)
        self.soft_aa, self.hard_aa = self._strengths()
        self.tie = self._ties()
        columns = [self.at[target] for target in self.targets]
        self.reach_at = self._reach(columns)
        self.soft_at = influence(self.reach_at)
        self.hard_at = influence(np.maximum(self.reach_at, self.hard_aa[:, columns]))

    def trails(self, actor: str, target: str, *, hard: bool) -> tuple[Path, ...]:
        """Paths, the strongest first; force also goes straight along a tie of opposition."""
        found = paths(self.soft_aa, self.at[actor], self.at[target], barred=self.barred)
        told = [self._path([self.ids[n] for n in trail], value, against=False) for value, trail in found]
        direct = float(self.hard_aa[self.at[actor], self.at[target]])
        if hard and direct > 0:
            told.append(self._path([actor, target], direct, against=True))
        return tuple(sorted(told, key=lambda path: (-path.strength, len(path.actors), path.actors)))

    def share(self, actor: str, target: str, trails: Sequence[Path], *, hard: bool) -> float:
        """Part of all influence on a target that an actor has, less what went through bodies that are left out."""
        row, column = self.at[actor], self.targets.index(target)
        whole = float(self.reach_at[row, column])
        now = joined([path.strength for path in trails if OPPOSES not in path.relations])
        left = min(1.0, now / whole) if whole > 0 else 1.0
        return float((self.hard_at if hard else self.soft_at)[row, column]) * left

    def _strengths(self) -> tuple[FloatArray, FloatArray]:
        """Strength of ties that persuade, and of those that only force goes through, each shape (a, a)."""
        soft_aa, hard_aa = np.zeros((len(self.ids),) * 2), np.zeros((len(self.ids),) * 2)
        for one, relation, two in self.where.ties:
            held, a, b = hard_aa if relation == OPPOSES else soft_aa, self.at[one], self.at[two]
            held[a, b] = max(held[a, b], relations()[relation])
            if relation in BOTH_WAYS:
                held[b, a] = max(held[b, a], relations()[relation])
        return soft_aa, hard_aa

    def _ties(self) -> dict[tuple[str, str, bool], tuple[float, str, tuple[str, ...]]]:
        """The strongest tie from one to another, by whether it is opposition: (strength, relation, rows)."""
        held: dict[tuple[str, str, bool], tuple[float, str, tuple[str, ...]]] = {}
        for (one, relation, two), rows in self.where.ties.items():
            ways = [(one, two), (two, one)] if relation in BOTH_WAYS else [(one, two)]
            for a, b in ways:
                tie = (relations()[relation], relation, rows)
                key = (a, b, relation == OPPOSES)
                held[key] = max(held.get(key, tie), tie)
        return held

    def _reach(self, columns: Sequence[int]) -> FloatArray:
        """Reach of every body on every target, with nobody left out, shape (a, t)."""
        rows = [[self._joined(a, t) for t in columns] for a in range(len(self.ids))]
        return np.array(rows, dtype=np.float64).reshape(len(self.ids), len(columns))

    def _joined(self, one: int, target: int) -> float:
        return joined([value for value, _ in paths(self.soft_aa, one, target, barred=self.closed)])

    def _path(self, ids: Sequence[str], strength: float, *, against: bool) -> Path:
        ties = [self.tie[one, two, against] for one, two in zip(ids, ids[1:], strict=False)]
        return Path(
            actors=tuple(ids),
            names=tuple(self.where.names.get(key, key) for key in ids),
            relations=tuple(relation for _, relation, _ in ties),
            evidence=tuple(rows for _, _, rows in ties),
            strength=strength,
        )
