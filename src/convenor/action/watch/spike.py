"""Is this window out of the ordinary? A count against twelve windows before it, overdispersion allowed for.

The quasi-Poisson of outbreak detection (Farrington et al. 1996, Journal of the Royal Statistical Society A 159:
547-563) with a negative binomial tail, because violence comes in clusters. Pure: counts in, chances out.
"""

import math

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

DAYS = 30  # of a window
BEFORE = 12  # windows that it is held against
LEVEL = 0.01  # chance below which it is a spike
LEAST = 3  # events or deaths above expectation: below, one event more would be an alarm


def windows(day_e: IntArray, end: int, n: int, weight_e: FloatArray | None = None) -> FloatArray:
    """Counts of events in windows of thirty days, the newest first.

    Args:
        day_e: Day of each event, as a number, shape (n_events,).
        end: Last day of the newest window.
        n: Number of windows.
        weight_e: What each event counts, its deaths say; 1 where None.

    Returns:
        Shape (n,).

    Example:
        >>> windows(np.array([100, 99, 70, 12]), 100, 3).tolist()
        [2.0, 1.0, 1.0]
    """
    at_e = (end - day_e) // DAYS
    inside = (at_e >= 0) & (at_e < n)
    weight = None if weight_e is None else weight_e[inside]
    return np.bincount(at_e[inside], weights=weight, minlength=n).astype(float)


def dispersion(before_w: FloatArray) -> float:
    """Variance over mean of the windows before, never below that of pure chance (1)."""
    mean = float(before_w.mean())
    return max(1.0, float(before_w.var(ddof=1)) / mean) if mean > 0 else 1.0


def tail(found: int, before_w: FloatArray) -> float:
    """Chance of so many or more, had nothing changed [0, 1].

    Negative binomial of mean m = (sum + 1/2) / n and variance phi (1 + 1/n) m: phi is the dispersion, 1/n the doubt
    about the mean. Where phi is 1 this is exactly the predictive distribution of a Poisson count under Jeffreys' prior.

    Args:
        found: Count of the window.
        before_w: Counts of the windows before, shape (n_windows,), at least two.
    """
    n = before_w.size
    mean = (float(before_w.sum()) + 0.5) / n
    spread = dispersion(before_w) * (1 + 1 / n)
    size, success = mean / (spread - 1), 1 / spread
    below_k = np.arange(found)
    log_k = np.array([math.lgamma(k + size) - math.lgamma(k + 1) for k in below_k])
    log_k += size * math.log(success) - math.lgamma(size) + below_k * math.log1p(-success)
    return float(min(1.0, max(0.0, 1 - math.fsum(np.exp(log_k)))))


def is_spike(found: int, before_w: FloatArray) -> bool:
    """True where a count is improbable and at least three above expectation."""
    return found - float(before_w.mean()) >= LEAST and tail(found, before_w) < LEVEL
