"""What was done turned into what can be done: the amount of an offer from the ranks of past work (docs: toolbox)."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

ENOUGH = 10  # actors that must have shown a capability before their ranks spread over the whole of [0, 1]
SPAN = 2.0  # needs of one outcome that a body is counted for in all, as leading providers; assumed


def amounts(shown_a: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Amount of one capability that each actor can bring, with its interval, shape (a,) each.

    a = 0.5 + min(1, m / 10) * (q - 0.5), with q = (rank - 1/2) / m over the m actors that showed the capability, ties
    averaged. While m < 10 the interval is [a, 1]; else it is the amount itself.

    Args:
        shown_a: Recency-weighted number of items in which the actor showed the capability [0..]; 0 is never.

    Returns:
        (amount, low, high), each in [0, 1]; zero where the capability was never shown.

    Example:
        >>> amounts(np.array([0.0, 2.0, 1.0]))[0].round(2).tolist()
        [0.0, 0.55, 0.45]
    """
    has = shown_a > 0
    m = int(has.sum())
    amount = np.zeros(len(shown_a))
    if m:
        q = (_ranks(shown_a[has]) - 0.5) / m
        amount[has] = 0.5 + min(1.0, m / ENOUGH) * (q - 0.5)
    high = np.where(has, 1.0 if m < ENOUGH else amount, 0.0)
    return amount, amount.copy(), high


def _ranks(value_x: FloatArray) -> FloatArray:
    """Ranks from 1, ties averaged (scipy's `rankdata` costs a second to import)."""
    _, inverse, count = np.unique(value_x, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[inverse], dtype=np.float64)


def spread(amount_ac: FloatArray, span: float = SPAN) -> FloatArray:
    """Factor by which each actor's amounts are scaled so that they sum to at most `span`, shape (a,).

    Who has led in eight kinds of work has not led in all eight at once. Without this, two or three bodies with offices
    everywhere are reckoned to meet every need of every outcome.

    Args:
        amount_ac: Amounts of the outcome's needed capabilities, shape (a, c).
        span: Leading providers that one body stands for, at most.

    Example:
        >>> spread(np.array([[1.0, 1.0, 1.0, 1.0], [0.5, 0.0, 0.0, 0.0]])).tolist()
        [0.5, 1.0]
    """
    total_a = amount_ac.sum(axis=1)
    return np.asarray(np.where(total_a > span, span / np.maximum(total_a, span), 1.0))
