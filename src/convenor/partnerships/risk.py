"""Loss alone against loss together: what pooling the risk of failure does for each partner.

One-factor Gaussian model: partner i fails to deliver with a given chance and then loses a given amount; given the
common factor, failures are independent. The pooled loss is reckoned by dynamic programming on a lattice, not by drawing
lots.

Source: Vasicek (1987), Probability of loss on loan portfolio; conditional recursion after Andersen, Sidenius and Basu
(2003), Risk 16(11); expected shortfall after Acerbi and Tasche (2002), Journal of Banking and Finance 26.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

UNITS = 1000  # lattice units that the sum of all losses is cut into
NODES = 128  # even steps up to correlation SHARP: 64 Gauss-Hermite nodes put ES95 off by up to .0058 of the total
SPAN = 6.5  # they reach this many standard deviations to either side, beyond which lie 8e-11 of all cases
SHARP = 0.95  # above it the chance of failure is nearly a step in the common factor
STEPS = 512  # equal-probability nodes above SHARP
LEVEL = 0.95  # expected shortfall is the mean of the worst 5%
WORSE = 1e-9  # of the largest loss: a benefit below minus this counts as worse off


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRisk:
    """Each partner's loss alone and together; all in money, shape (n,).

    Attributes:
        mean_alone_a: Expected loss alone.
        mean_shared_a: Expected part of the pooled loss.
        tail_alone_a: Expected shortfall alone (ES95).
        tail_shared_a: Part of the pooled loss's expected shortfall.
        benefit_mean_a: Alone less shared, on the mean; sums to 0 at every correlation.
        benefit_tail_a: Alone less shared, on ES95; sums to 0 at correlation 1.
        worse_a: True where either benefit is negative.
    """

    mean_alone_a: FloatArray
    mean_shared_a: FloatArray
    tail_alone_a: FloatArray
    tail_shared_a: FloatArray
    benefit_mean_a: FloatArray
    benefit_tail_a: FloatArray
    worse_a: BoolArray


def share_risk(
    loss_a: FloatArray,
    fail_a: FloatArray,
    correlation: float,
    *,
    share_a: FloatArray | None = None,
    level: float = LEVEL,
) -> SharedRisk:
    """What each partner loses alone, what it bears of the pooled loss, and who is worse off.

    Args:
        loss_a: What each loses if it fails [money], shape (n,) [0..).
        fail_a: Chance of failing to deliver, 1 - reliability, shape (n,) [0, 1].
        correlation: Of the partners' fortunes through the common factor [0, 1].
        share_a: Part of the pooled loss that each bears, shape (n,), sums to 1; None is in proportion to `loss_a`.
        level: Share of cases left out of the tail [0, 1); 0.95 gives ES95.

    Returns:
        Losses and benefits per partner.

    Raises:
        ValueError: Shapes differ, or a number is out of its range.

    Example:
        >>> risk = share_risk(np.array([100.0, 100.0]), np.array([0.1, 0.1]), 0.0)
        >>> risk.tail_alone_a.round(1).tolist(), risk.tail_shared_a.round(1).tolist()
        ([100.0, 100.0], [60.0, 60.0])
    """
    _check(loss_a, fail_a, correlation, level)
    share_a = _shares(loss_a, share_a)
    mean_alone_a = fail_a * loss_a
    tail_alone_a = loss_a * np.minimum(1.0, fail_a / (1.0 - level))
    mean_shared_a = share_a * mean_alone_a.sum()  # the mean of a sum needs no distribution
    tail_shared_a = share_a * _pooled_tail(loss_a, fail_a, correlation, level, tail_alone_a)
    benefit_mean_a, benefit_tail_a = mean_alone_a - mean_shared_a, tail_alone_a - tail_shared_a
    return SharedRisk(
        mean_alone_a=mean_alone_a,
        mean_shared_a=mean_shared_a,
        tail_alone_a=tail_alone_a,
        tail_shared_a=tail_shared_a,
        benefit_mean_a=benefit_mean_a,
        benefit_tail_a=benefit_tail_a,
        worse_a=np.minimum(benefit_mean_a, benefit_tail_a) < -WORSE * loss_a.max(),
    )


def dilution(
    loss_a: FloatArray,
    fail_a: FloatArray,
    correlation_r: FloatArray,
    *,
    share_a: FloatArray | None = None,
    level: float = LEVEL,
) -> FloatArray:
    """How much of each partner's bad case pooling takes away, at each correlation: the dilution curve.

    Args:
        loss_a: What each loses if it fails [money], shape (n,).
        fail_a: Chance of failing, shape (n,) [0, 1].
        correlation_r: Correlations to show, shape (n_correlations,) [0, 1].
        share_a: Part of the pooled loss that each bears; None is in proportion to `loss_a`.
        level: Share of cases left out of the tail [0, 1).

    Returns:
        1 - ES shared / ES alone, shape (n_correlations, n); negative where pooling makes it worse; NaN (not to be
        shown) where the partner has no bad case alone.

    Raises:
        ValueError: As `share_risk`.

    Example:
        >>> dilution(np.full(20, 5.0), np.full(20, 0.1), np.array([0.0, 1.0]))[:, 0].round(2).tolist()
        [0.74, 0.0]
    """
    curve_ra = np.full((len(correlation_r), len(loss_a)), np.nan)
    for r, correlation in enumerate(correlation_r):
        risk = share_risk(loss_a, fail_a, float(correlation), share_a=share_a, level=level)
        np.divide(risk.benefit_tail_a, risk.tail_alone_a, out=curve_ra[r], where=risk.tail_alone_a > 0)
    return curve_ra


def pooled_loss(
    loss_a: FloatArray, fail_a: FloatArray, correlation: float, *, units: int = UNITS
) -> tuple[FloatArray, FloatArray]:
    """The distribution of the sum of all losses.

    Each loss is split between its two neighbouring lattice units so that its mean is kept. At correlation 1 everybody
    fails in order of unreliability, and the distribution is exact, off the lattice.

    Args:
        loss_a: What each loses if it fails [money], shape (n,) [0..).
        fail_a: Chance of failing, shape (n,) [0, 1].
        correlation: Of the partners' fortunes [0, 1].
        units: Lattice units that the sum of all losses is cut into [1..].

    Returns:
        Amounts [money], rising, and their probabilities, which sum to 1.

    Raises:
        ValueError: Shapes differ, or a number is out of its range.

    Example:
        >>> amount_u, prob_u = pooled_loss(np.array([1.0, 1.0]), np.array([0.5, 0.5]), 0.0, units=2)
        >>> amount_u.tolist(), prob_u.tolist()
        ([0.0, 1.0, 2.0], [0.25, 0.5, 0.25])
    """
    _check(loss_a, fail_a, correlation, LEVEL)
    total = float(loss_a.sum())
    if correlation == 1.0 or total == 0.0:
        return _in_step(loss_a, fail_a)
    fail_ja, weight_j = given_factor(fail_a, correlation)
    prob_u: FloatArray = _convolve(loss_a / total * units, fail_ja) @ weight_j
    prob_u = np.trim_zeros(prob_u, "b") / prob_u.sum()
    return np.arange(len(prob_u), dtype=np.float64) * (total / units), prob_u


def expected_shortfall(amount_u: FloatArray, prob_u: FloatArray, level: float = LEVEL) -> float:
    """Mean loss in the worst cases; where an amount straddles the level it is split.

    Args:
        amount_u: Amounts, rising, shape (u,).
        prob_u: Their probabilities, shape (u,), sum to 1.
        level: Share of cases left out [0, 1); 0 gives the plain mean.

    Returns:
        Expected shortfall, in the unit of the amounts.

    Example:
        >>> expected_shortfall(np.array([0.0, 10.0]), np.array([0.9, 0.1]), 0.95)
        10.0
        >>> round(expected_shortfall(np.array([0.0, 10.0]), np.array([0.98, 0.02]), 0.95), 6)
        4.0
    """
    beyond_u = np.minimum(np.cumsum(prob_u[::-1]), 1.0 - level)[::-1]  # chance of this amount or more, within the tail
    return float(np.diff(beyond_u, append=0.0) @ -amount_u / (1.0 - level))


def given_factor(fail_a: FloatArray, correlation: float) -> tuple[FloatArray, FloatArray]:
    """Chance of failing for given values of the common factor, and the weights of these values.

    Args:
        fail_a: Chance of failing, shape (n,) [0, 1].
        correlation: [0, 1).

    Returns:
        Chances, shape (n_nodes, n), and weights, shape (n_nodes,), which sum to 1; one node at correlation 0.

    Example:
        >>> fail_ja, weight_j = given_factor(np.array([0.1]), 0.3)
        >>> round(float(weight_j @ fail_ja[:, 0]), 6)
        0.1
    """
    from scipy.special import ndtr, ndtri

    if correlation == 0.0:
        return fail_a[None], np.ones(1)
    if correlation <= SHARP:
        node_j = np.linspace(-SPAN, SPAN, NODES)
        weight_j = np.exp(-(node_j**2) / 2)
        weight_j /= weight_j.sum()
    else:
        node_j, weight_j = ndtri((np.arange(STEPS) + 0.5) / STEPS), np.full(STEPS, 1.0 / STEPS)
    drift_j = np.sqrt(correlation) * node_j[:, None]
    fail_ja: FloatArray = ndtr((ndtri(fail_a)[None] - drift_j) / np.sqrt(1.0 - correlation))
    return fail_ja, weight_j


def _convolve(unit_a: FloatArray, fail_ja: FloatArray) -> FloatArray:
    """Distribution of the sum of losses in lattice units, per node: add one partner at a time, the smallest first."""
    whole_a = np.floor(unit_a + 1e-9).astype(np.int64)  # 1e-9: an amount that is a whole number but for rounding
    part_a = np.maximum(unit_a - whole_a, 0.0)
    reach, reaches = 1, int((whole_a + (part_a > 0)).sum()) + 1
    prob_uj = np.zeros((reaches, len(fail_ja)))  # lattice first: every slice below is one run of memory
    prob_uj[0] = 1.0
    fails_uj, moved_uj = np.empty_like(prob_uj), np.empty_like(prob_uj)  # allocated once: half the time goes there
    for i in np.argsort(unit_a, kind="stable"):
        whole, part = int(whole_a[i]), float(part_a[i])
        now, fails, moved = prob_uj[:reach], fails_uj[:reach], moved_uj[:reach]
        np.multiply(now, fail_ja[:, i], out=fails)
        now -= fails
        if part > 0:
            np.multiply(fails, part, out=moved)
            prob_uj[whole + 1 : whole + 1 + reach] += moved
            fails -= moved
        prob_uj[whole : whole + reach] += fails
        reach += whole + (part > 0)
    return prob_uj


def _in_step(loss_a: FloatArray, fail_a: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Correlation 1: whoever is less reliable fails first, so there are at most n + 1 cases."""
    order = np.argsort(-fail_a, kind="stable")
    amount_u = np.concatenate([[0.0], np.cumsum(loss_a[order])])
    prob_u = -np.diff(np.concatenate([[1.0], fail_a[order], [0.0]]))
    return amount_u, prob_u


def _pooled_tail(
    loss_a: FloatArray, fail_a: FloatArray, correlation: float, level: float, tail_alone_a: FloatArray
) -> float:
    """Expected shortfall of the pool: at most the sum of everybody's own, which it reaches at correlation 1."""
    most = float(tail_alone_a.sum())
    if correlation == 1.0:
        return most
    return min(most, expected_shortfall(*pooled_loss(loss_a, fail_a, correlation), level))  # the lattice may overshoot


def _shares(loss_a: FloatArray, share_a: FloatArray | None) -> FloatArray:
    if share_a is None:
        total = loss_a.sum()
        return loss_a / total if total > 0 else np.full(len(loss_a), 1.0 / max(len(loss_a), 1))
    if share_a.shape != loss_a.shape or (share_a < 0).any() or abs(share_a.sum() - 1.0) > 1e-9:
        raise ValueError(f"shares must not be negative and must sum to 1, found a sum of {share_a.sum():g}")
    return share_a


def _check(loss_a: FloatArray, fail_a: FloatArray, correlation: float, level: float) -> None:
    if loss_a.ndim != 1 or loss_a.shape != fail_a.shape or not len(loss_a):
        raise ValueError(f"losses and chances need one number per partner, found {loss_a.shape} and {fail_a.shape}")
    if not (np.isfinite(loss_a).all() and (loss_a >= 0).all()):
        raise ValueError("a loss is a finite amount of money, not negative")
    if not ((fail_a >= 0) & (fail_a <= 1)).all():
        raise ValueError("a chance of failing lies in [0, 1]")
    if not 0 <= correlation <= 1:
        raise ValueError(f"a correlation lies in [0, 1], found {correlation}")
    if not 0 <= level < 1:
        raise ValueError(f"a level lies in [0, 1), found {level}")
