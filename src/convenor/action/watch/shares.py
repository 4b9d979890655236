"""Shares with intervals: Wilson's score interval, Newcombe's for a difference, and a pinned sample. Pure.

Wilson (1927), Journal of the American Statistical Association 22: 209-212; Newcombe (1998), Statistics in Medicine 17:
873-890, method 10.
"""

import math

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

Z = 1.959964  # standard normal, 97.5%
SAMPLE = 2_000  # events of a period that are drawn; fewer are taken whole


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95% score interval of a share; the whole of [0, 1] where nothing was counted.

    Example:
        >>> [round(bound, 3) for bound in wilson(0, 10)]
        [0.0, 0.278]
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return low, 1.0 if hits == n else min(1.0, middle + half)


def difference(hits: int, n: int, hits_after: int, n_after: int) -> tuple[float, float]:
    """95% interval of the second share less the first [-1, 1], from their two score intervals."""
    share, after = hits / n, hits_after / n_after
    (low, high), (low_after, high_after) = wilson(hits, n), wilson(hits_after, n_after)
    gap = after - share
    down = math.hypot(after - low_after, high - share)
    up = math.hypot(high_after - after, share - low)
    return max(-1.0, gap - down), min(1.0, gap + up)


def sample(count_q: IntArray, rng: np.random.Generator, most: int = SAMPLE) -> IntArray:
    """Events drawn without replacement, so that a pair with much press is not surer than its coding allows.

    Args:
        count_q: Events in each corner, shape (n_corners,).
        rng: Chance; the same seed draws the same.
        most: Events that are drawn.

    Returns:
        Drawn events in each corner, shape (n_corners,); all where there are no more than `most`.
    """
    if int(count_q.sum()) <= most:
        return count_q
    return np.asarray(rng.multivariate_hypergeometric(count_q, most, method="marginals"), dtype=np.int64)
