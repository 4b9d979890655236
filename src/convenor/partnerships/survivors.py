"""Who is left when partners fail: the distribution of the effect beside the distribution of the loss.

Same failures as in risk.py. A step that needs every partner breaks more often the more partners it has, while each
partner's loss is diluted: both are shown.
"""

import numpy as np

from convenor.partnerships.risk import FloatArray, given_factor

MOST_TABLED = 20  # partners whose 2**n sets of survivors are tabled


def survivors(fail_a: FloatArray, correlation: float) -> FloatArray:
    """How likely it is that exactly these partners deliver: to be multiplied with the effect of each set.

    `survivors(...) @ effect_m` is the expected effect under failures; the chance that a weakest-link step breaks is the
    sum over the sets where it does. It can rise while everybody's loss is diluted.

    Args:
        fail_a: Chance of failing, shape (n,) [0, 1], n at most 20.
        correlation: Of the partners' fortunes [0, 1].

    Returns:
        Probabilities, shape (2**n,), index = bit mask of those who deliver; they sum to 1.

    Raises:
        ValueError: More than 20 partners, or a number is out of its range.

    Example:
        >>> survivors(np.array([0.1, 0.5]), 0.0).round(2).tolist()  # nobody, the first, the second, both
        [0.05, 0.45, 0.05, 0.45]
    """
    if not ((fail_a >= 0) & (fail_a <= 1)).all() or not 0 <= correlation <= 1:
        raise ValueError(f"chances and correlations lie in [0, 1], found {fail_a.tolist()} and {correlation}")
    if len(fail_a) > MOST_TABLED:
        raise ValueError(f"{len(fail_a)} partners have too many sets of survivors; {MOST_TABLED} is the most")
    prob_m = np.zeros(1 << len(fail_a))
    if correlation == 1.0:
        order = np.argsort(-fail_a, kind="stable")  # the least reliable fails first
        mask_u = (prob_m.size - 1) - np.concatenate([[0], np.cumsum(1 << order)])
        prob_m[mask_u] = -np.diff(np.concatenate([[1.0], fail_a[order], [0.0]]))
        return prob_m
    for chance_a, weight in zip(*given_factor(fail_a, correlation), strict=True):
        table_m = np.full(1, weight)
        for chance in chance_a:
            table_m = np.concatenate([table_m * chance, table_m * (1.0 - chance)])
        prob_m += table_m
    return prob_m
