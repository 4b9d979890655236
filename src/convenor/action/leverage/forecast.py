"""Where positions, influence and salience lead: the compromise model, a median and a bargaining baseline. Pure."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
STEPS = 2001  # grid of the bargaining baseline: a thousandth of the scale


def weighted_mean(position_t: FloatArray, weight_t: FloatArray) -> float:
    """The compromise model: positions weighted by influence times salience.

    Args:
        position_t: Position of each target [-1, 1], shape (t,).
        weight_t: Influence times salience [0..], shape (t,).

    Returns:
        Expected outcome [-1, 1]; 0 where nobody counts.

    Source:
        Van den Bos (1991); did best among the models compared in Thomson et al. (2006), The European Union Decides,
        chapter 10, as their comparison is commonly cited.

    Example:
        >>> weighted_mean(np.array([-1.0, 1.0]), np.array([1.0, 3.0]))
        0.5
    """
    total = weight_t.sum()
    return float(position_t @ weight_t / total) if total > 0 else 0.0


def weighted_median(position_t: FloatArray, weight_t: FloatArray) -> float:
    """The position that at most half of the weight lies below and at most half above (Black 1958); ties in the middle.

    Example:
        >>> weighted_median(np.array([-1.0, 0.2, 1.0]), np.array([1.0, 1.0, 1.0]))
        0.2
    """
    if weight_t.sum() <= 0:
        return 0.0
    order = np.argsort(position_t, kind="stable")
    position_t, below_t = position_t[order], np.cumsum(weight_t[order]) / weight_t.sum()
    at = int(np.searchsorted(below_t, 0.5 - 1e-12))
    exactly = abs(below_t[at] - 0.5) < 1e-12 and at + 1 < len(position_t)
    return float((position_t[at] + position_t[at + 1]) / 2) if exactly else float(position_t[at])


def bargain(position_t: FloatArray, weight_t: FloatArray) -> float:
    """Weighted Nash bargaining: the outcome with the largest product of what it is worth to each.

    An outcome is worth 2 less its distance, so that the worst that the scale allows is worth nothing: what happens
    without an agreement is seldom on file.

    Args:
        position_t: Position of each target [-1, 1], shape (t,).
        weight_t: Influence times salience [0..], shape (t,).

    Source:
        Nash (1950), Econometrica 18; weights as bargaining power after Binmore (1987).

    Example:
        >>> bargain(np.array([-1.0, 1.0]), np.array([1.0, 1.0]))
        0.0
    """
    if weight_t.sum() <= 0:
        return 0.0
    outcome_x = np.linspace(-1.0, 1.0, STEPS)
    worth_xt = 2 - np.abs(outcome_x[:, None] - position_t[None, :])
    product_x = np.log(np.maximum(worth_xt, 1e-9)) @ weight_t
    best = product_x >= product_x.max() - 1e-9
    return round(float(outcome_x[best].mean()), 9)
