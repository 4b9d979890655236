"""Who could introduce you: the shortest way of evidenced ties from the convener to a body."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_TIES = 3  # a longer way is no introduction

SAID = {  # relation: (said of who holds the tie, said of whom it points at)
    "funds": ("which funds it", "which it funds"),
    "supplies": ("which supplies it", "which it supplies"),
    "regulates": ("which regulates it", "which it regulates"),
    "commands": ("which commands it", "which it commands"),
    "informs": ("which informs it", "which it informs"),
    "mediates": ("which mediates with it", "with which it mediates"),
    "member": ("which is a member of it", "of which it is a member"),
    "kin": ("kin to it", "kin to it"),
    "allied": ("allied with it", "allied with it"),
    "took part together": ("which has worked with it", "which has worked with it"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One evidenced tie, as it was said: `source` funds, supplies, is allied with … `target`."""

    source: str
    target: str
    relation: str
    evidence: tuple[str, ...] = ()

    def words(self, of: str) -> str:
        """What the other end is to `of`, as "which funds it"."""
        says = SAID.get(self.relation, ("tied to it", "tied to it"))
        return says[0] if of == self.target else says[1]


def way(start: str, target: str, steps: Iterable[Step], barred: frozenset[str] = frozenset()) -> Sequence[Step]:
    """The shortest way of at most `MOST_TIES` ties; of equally short ones the first by name. Empty where there is none.

    Args:
        start: Who wants to be introduced.
        target: To whom.
        steps: Evidenced ties; those that oppose are left aside.
        barred: Bodies that must not be asked to introduce anybody.
    """
    beside: dict[str, list[tuple[str, Step]]] = {}
    for step in steps:
        if step.relation != "opposes":
            beside.setdefault(step.source, []).append((step.target, step))
            beside.setdefault(step.target, []).append((step.source, step))
    queue: deque[tuple[str, tuple[Step, ...]]] = deque([(start, ())])
    seen = {start}
    while queue:
        at, gone = queue.popleft()
        if at == target:
            return gone
        if len(gone) < MOST_TIES:
            for other, step in sorted(beside.get(at, []), key=lambda pair: (pair[0], pair[1].relation)):
                if other not in seen and (other not in barred or other == target):
                    seen.add(other)
                    queue.append((other, (*gone, step)))
    return ()
