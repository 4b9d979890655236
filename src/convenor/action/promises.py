"""How promises were kept: the Beta posterior of a kept-ratio; a kernel, numbers in, numbers out.

Source: uniform prior, Bayes and Laplace; mean (kept + 1) / (kept + broken + 2), Laplace's rule of succession.
"""

LEVEL = 0.9  # of the interval: 5% lie below it and 5% above


def kept_ratio(kept: int, broken: int, level: float = LEVEL) -> tuple[float, float, float] | None:
    """Mean and interval of the chance that the next promise is kept; None (unknown) where nothing is settled yet.

    Args:
        kept: Promises kept [0..].
        broken: Promises broken [0..].
        level: Probability that the interval holds [0, 1).

    Returns:
        (mean, low, high), each in [0, 1], of Beta(kept + 1, broken + 1).

    Raises:
        ValueError: A count is negative, or `level` is outside [0, 1).

    Example:
        >>> kept_ratio(0, 0) is None
        True
        >>> [round(x, 3) for x in kept_ratio(3, 1)]
        [0.667, 0.343, 0.924]
    """
    if kept < 0 or broken < 0 or not 0 <= level < 1:
        raise ValueError(f"counts are at least 0 and the level lies in [0, 1): {kept}, {broken}, {level}")
    if kept + broken == 0:
        return None
    from scipy.special import betaincinv  # 0.1 s, needed only where a ledger holds something

    low, high = (float(betaincinv(kept + 1, broken + 1, q)) for q in ((1 - level) / 2, (1 + level) / 2))
    return (kept + 1) / (kept + broken + 2), low, high
