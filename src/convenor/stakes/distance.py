"""Mission distance: how far apart what two bodies are for lies. Square root of the Jensen-Shannon divergence (base 2).

A metric on profiles: 0 for identical ones, symmetric, 1 for those that share no purpose, and no way round is shorter.
"""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def mission_distance(p_c: FloatArray, q_c: FloatArray) -> float:
    """Distance between two mission profiles [0-1]: 0 for the same mission, 1 for nothing in common.

    Args:
        p_c: Weight per purpose or capability [0..], shape (c,); shares are taken of its sum.
        q_c: The other profile, shape (c,).

    Returns:
        Distance [0-1]; NaN where a profile is empty (all zero): an unknown mission is neither near nor far.

    Raises:
        ValueError: The profiles differ in length, or hold a weight that is negative or not finite.

    Example:
        >>> round(mission_distance(np.array([1.0, 1.0]), np.array([1.0, 0.0])), 3)
        0.558

    Source:
        Endres and Schindelin (2003), IEEE Transactions on Information Theory 49(7): the root is a metric.
    """
    return float(distances(np.atleast_2d(p_c), q_c)[0])


def distances(profiles_ac: FloatArray, profile_c: FloatArray) -> FloatArray:
    """Mission distance of many actors to one profile.

    Args:
        profiles_ac: Weight per purpose or capability of each actor [0..], shape (a, c).
        profile_c: The profile to compare with, shape (c,).

    Returns:
        Distance of each actor [0-1], shape (a,); NaN where a profile is empty.

    Raises:
        ValueError: The shapes do not fit, or a weight is negative or not finite.
    """
    if profiles_ac.ndim != 2 or profile_c.shape != profiles_ac.shape[1:]:
        raise ValueError(f"profiles of shape {profiles_ac.shape} do not fit one of shape {profile_c.shape}")
    p_ac, q_c = _shares(profiles_ac), _shares(profile_c)
    middle_ac = (p_ac + q_c) / 2
    divergence_a = (_relative(p_ac, middle_ac) + _relative(np.broadcast_to(q_c, p_ac.shape), middle_ac)) / 2
    return np.asarray(np.sqrt(np.clip(divergence_a, 0.0, 1.0)), dtype=np.float64)  # rounding may leave [0, 1] by 1e-16


def _shares(weights: FloatArray) -> FloatArray:
    """Each row divided by its sum; NaN where the sum is zero."""
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("a mission profile holds finite weights of at least 0")
    largest = weights.max(axis=-1, keepdims=True, initial=0.0)
    scaled = np.divide(
        weights, largest, out=np.full(weights.shape, np.nan), where=largest > 0
    )  # the sum cannot overflow
    return np.asarray(scaled / scaled.sum(axis=-1, keepdims=True), dtype=np.float64)


def _relative(p_ac: FloatArray, middle_ac: FloatArray) -> FloatArray:
    """Kullback-Leibler divergence of each row to the middle [bits], where 0 log 0 = 0; half the least number is 0."""
    ratio_ac = np.divide(p_ac, middle_ac, out=np.ones(p_ac.shape), where=(p_ac > 0) & (middle_ac > 0))
    return np.asarray((p_ac * np.log2(ratio_ac)).sum(axis=-1), dtype=np.float64)
