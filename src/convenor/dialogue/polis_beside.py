"""What Polis would show of the same votes, for comparison: its groups, and the statements that represent each."""

from collections.abc import Sequence

import numpy as np

from convenor.dialogue.conversation import FloatArray
from convenor.dialogue.measures import group_counts, polis
from convenor.model.dialogue import LEAST, PolisGroup, Side


def polis_groups(votes_ps: FloatArray, statements: Sequence[str]) -> tuple[PolisGroup, ...]:
    """Polis's groups, largest first, in so far as they may be shown; empty where it would find one group only.

    A group under `LEAST` people is not described, and no statement is named on which fewer than `LEAST` of a group
    voted. Sizes are withheld together, where one of them, or the rest who are in no group, is small.

    Args:
        votes_ps: 1 agree, 0 pass, -1 disagree, NaN unseen, shape (participants, statements).
        statements: Ids of the statements.
    """
    if min(votes_ps.shape) < 2:
        return ()
    found = polis(votes_ps)
    size_g = np.bincount(found.label_p[found.label_p >= 0])
    if len(size_g) < 2:
        return ()
    rest = len(votes_ps) - int(size_g.sum())
    shown = size_g.min() >= LEAST and not 0 < rest < LEAST
    voted_gs = group_counts(votes_ps, found.label_p)[2]
    return tuple(
        PolisGroup(
            name=f"Polis {number}",
            people=int(size_g[g]) if shown else None,
            represented=tuple(
                (statements[s], Side.AGREE if agrees else Side.DISAGREE)
                for s, agrees in found.representative[g]
                if size_g[g] >= LEAST and voted_gs[g, s] >= LEAST
            ),
        )
        for number, g in enumerate(map(int, np.argsort(-size_g, kind="stable")), start=1)
    )
