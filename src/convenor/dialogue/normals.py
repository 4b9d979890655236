"""Draws from many normal distributions at once, and from their hierarchical priors; chance comes in as a generator."""

import numpy as np
from numpy.typing import NDArray

from convenor.dialogue.conversation import FloatArray

Float32 = NDArray[np.float32]
AT_ONCE = 256  # normals: 256 x 14 x 14 x 4 bytes is 0.2 MB
LEAST_SQUARE = 1e-6  # of a diagonal of Cholesky's factor: rounding must not make it negative


def draw_normals(need_kkn: Float32, pull_kn: Float32, rng: np.random.Generator) -> Float32:
    """One draw from each of n normals of precision `need` and mean need^-1 pull.

    Cholesky's factorisation runs over all n at once, column by column, since k is small and n is not; a few hundred at
    a time, so that they stay in the processor's cache.

    Args:
        need_kkn: Precisions, symmetric and positive definite, shape (k, k, n); only the lower half is read.
        pull_kn: Precision times mean, shape (k, n).
        rng: Chance.

    Returns:
        Draws, shape (n, k).
    """
    k, n = pull_kn.shape
    noise_kn = rng.standard_normal((n, k), dtype=np.float32).T
    out_nk = np.empty((n, k), dtype=np.float32)
    for start in range(0, n, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        out_nk[part] = _drawn(need_kkn[:, :, part], pull_kn[:, part], noise_kn[:, part]).T
    return out_nk


def _drawn(need: Float32, pull_kn: Float32, noise_kn: Float32) -> Float32:
    """Mean plus noise of each normal, by forward and backward substitution through Cholesky's factor."""
    k = len(pull_kn)
    lower = np.zeros(need.shape, dtype=np.float32)
    x = np.array(pull_kn, dtype=np.float32, order="C")
    for j in range(k):
        column = need[j:, j] - np.einsum("iln,ln->in", lower[j:, :j], lower[j, :j])
        root = np.sqrt(np.maximum(column[0], LEAST_SQUARE))
        lower[j:, j] = column / root
        x[j] = (x[j] - np.einsum("ln,ln->n", lower[j, :j], x[:j])) / root
    x += noise_kn
    for j in reversed(range(k)):
        x[j] = (x[j] - np.einsum("ln,ln->n", lower[j + 1 :, j], x[j + 1 :])) / lower[j, j]
    return x


def draw_prior(rows_nk: FloatArray, given_nq: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """A draw of the means and the precision of a normal that rows come from; means depend linearly on what is given.

    Prior: matrix-normal for the coefficients and Wishart for the precision, each of weight one.

    Args:
        rows_nk: Rows, shape (n, k).
        given_nq: What the mean of each row depends on, first column 1; shape (n, q).
        rng: Chance.

    Returns:
        Means, shape (n, k), and the precision, shape (k, k).

    Source:
        Minka (2000), Bayesian linear regression, with the conjugate prior.
    """
    n, k = rows_nk.shape
    weight_qq = given_nq.T @ given_nq + np.eye(given_nq.shape[1])
    best_qk = np.linalg.solve(weight_qq, given_nq.T @ rows_nk)
    spread_kk = np.eye(k) + rows_nk.T @ rows_nk - best_qk.T @ weight_qq @ best_qk
    precision = draw_wishart(n + k, np.asarray(np.linalg.inv((spread_kk + spread_kk.T) / 2), dtype=float), rng)
    left = np.linalg.cholesky(weight_qq)
    right = np.linalg.cholesky(precision)
    noise_qk = rng.standard_normal(best_qk.shape)
    drawn_qk = best_qk + np.linalg.solve(left.T, np.linalg.solve(right.T, noise_qk.T).T)
    return given_nq @ drawn_qk, precision


def draw_wishart(freedom: int, scale: FloatArray, rng: np.random.Generator) -> FloatArray:
    """A draw from a Wishart distribution by Bartlett's decomposition (1934); mean freedom * scale."""
    k = len(scale)
    lower = np.tril(rng.standard_normal((k, k)), -1)
    lower[np.diag_indices(k)] = np.sqrt(rng.chisquare(freedom - np.arange(k)))
    root = np.linalg.cholesky((scale + scale.T) / 2) @ lower
    return np.asarray(root @ root.T)
