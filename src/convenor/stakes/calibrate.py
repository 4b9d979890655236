"""From scores to probabilities: Platt's sigmoid on predictions made by rolling origin, and how right it is.

Source: Platt (1999), Probabilistic outputs for support vector machines; Brier (1950), Monthly Weather Review 78(1).
"""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

EDGES = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 1.0)  # joinings are rare: narrow bins where most candidates are


def platt(logit_x: FloatArray, joined_x: BoolArray) -> tuple[float, float]:
    """Slope and intercept that make a sigmoid of the scores likeliest, by Newton's method.

    Args:
        logit_x: Scores, shape (x,); log shares of the softmax.
        joined_x: Whether each joined, shape (x,). Targets are smoothed as Platt has it, so that the fit stays finite.
    """
    hits, n = float(joined_x.sum()), len(joined_x)
    target_x = np.where(joined_x, (hits + 1) / (hits + 2), 1 / (n - hits + 2))
    design_x2 = np.column_stack([logit_x, np.ones(n)])
    beta = np.array([1.0, np.log((hits + 1) / (n - hits + 1)) - float(logit_x.mean())])
    for _ in range(50):
        chance_x = sigmoid(design_x2 @ beta)
        slope = design_x2.T @ (target_x - chance_x)
        bend = (design_x2 * (chance_x * (1 - chance_x))[:, None]).T @ design_x2 + 1e-6 * np.eye(2)
        step = np.linalg.solve(bend, slope)
        beta = beta + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))  # no leaps far from the solution
        if np.abs(step).max() < 1e-8:
            break
    return float(beta[0]), float(beta[1])


def brier(chance_x: FloatArray, joined_x: BoolArray) -> float:
    """Mean squared difference between probability and what happened [0, 1]; 0 is perfect."""
    return float(np.mean((chance_x - joined_x) ** 2))


def reliability(chance_x: FloatArray, joined_x: BoolArray) -> list[tuple[float, float, int]]:
    """Per bin of `EDGES`: mean probability, share that joined, and how many; empty bins are left out."""
    bin_x = np.clip(np.searchsorted(EDGES, chance_x, side="right") - 1, 0, len(EDGES) - 2)
    return [
        (float(chance_x[inside].mean()), float(joined_x[inside].mean()), int(inside.sum()))
        for inside in (bin_x == b for b in range(len(EDGES) - 1))
        if inside.any()
    ]


def sigmoid(value: FloatArray) -> FloatArray:
    """Logistic function, safe for large values of either sign."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * value)))
