"""Exposure: how easily a row of votes could be tied to a person, asked before any row may leave the house."""

import numpy as np

from convenor.dialogue.conversation import Conversation, FloatArray
from convenor.errors import SourceError

KNOWN = 5  # votes that somebody who knows a participant may know
TRIES = 20


def singled_out(votes_ps: FloatArray, rng: np.random.Generator, *, known: int = KNOWN) -> float:
    """Share of participants whom `known` of their votes, picked at random, tell from everybody else [0, 1].

    Source:
        Unicity, after de Montjoye et al. (2013), Scientific Reports 3.
    """
    seen_ps = ~np.isnan(votes_ps)
    able = np.flatnonzero(seen_ps.sum(axis=1) >= 1)
    if not len(able):
        return 0.0
    alone = 0
    for _ in range(TRIES):
        for p in rng.choice(able, size=min(len(able), 100), replace=False):
            mine = np.flatnonzero(seen_ps[p])
            picked = rng.choice(mine, size=min(known, len(mine)), replace=False)
            alone += int((votes_ps[:, picked] == votes_ps[p, picked]).all(axis=1).sum()) == 1
    return alone / (TRIES * min(len(able), 100))


def rows_for_export(conversation: Conversation, *, allow: bool, seed: int = 0) -> tuple[Conversation, float]:
    """The conversation and the share that could be singled out, where rows are allowed to leave.

    Raises:
        SourceError: `allow` is False; the message says what share could be singled out.
    """
    unique = singled_out(conversation.votes_ps, np.random.default_rng(seed))
    if not allow:
        raise SourceError(
            f"rows of participants stay here: five known votes would single out {unique:.0%} of them; "
            "allow it by the switch that says so, if every participant knows",
            source=conversation.title or "the conversation",
            code="rows.withheld",
        )
    return conversation, unique
