"""Agreement between organisations on the record: who votes like whom, over the statements that both voted on."""

import numpy as np
from numpy.typing import NDArray

from convenor.dialogue.conversation import FloatArray


def agreement(votes_ps: FloatArray) -> tuple[FloatArray, NDArray[np.intp]]:
    """Share of equal votes for each pair, and on how many statements it rests.

    Args:
        votes_ps: 1 agree, 0 pass, -1 disagree, NaN unseen, shape (participants, statements).

    Returns:
        Shares [0, 1], NaN where a pair voted on nothing together, and numbers of statements; both of shape
        (participants, participants).

    Example:
        >>> share_pp, both_pp = agreement(np.array([[1.0, 1.0, -1.0], [1.0, -1.0, np.nan]]))
        >>> share_pp[0, 1], both_pp[0, 1]
        (np.float64(0.5), np.int64(2))
    """
    seen_ps = (~np.isnan(votes_ps)).astype(float)
    both_pp = seen_ps @ seen_ps.T
    same_pp = sum((votes_ps == answer).astype(float) @ (votes_ps == answer).astype(float).T for answer in (-1, 0, 1))
    share_pp = np.where(both_pp > 0, same_pp / np.maximum(both_pp, 1), np.nan)
    return share_pp, both_pp.astype(np.intp)
