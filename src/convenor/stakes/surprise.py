"""How unusual it is to meet this sort of actor in work of this sort, in bits."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def surprise(present_a: FloatArray, n: int) -> FloatArray:
    """-log2((k + 1/2) / (n + 1)): the information in meeting such an actor [bits], shape (a,).

    Args:
        present_a: Of the past partnerships, how many had an actor of the same kind and place [0..n], shape (a,).
        n: Number of past partnerships looked at.

    Example:
        >>> surprise(np.array([7.0, 0.0]), 7).round(2).tolist()
        [0.09, 4.0]
    """
    return np.asarray(-np.log2((present_a + 0.5) / (n + 1)))
