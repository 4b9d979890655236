"""Bridging: where even the least convinced audience agrees, what divides, and what sets one audience apart.

Audiences are found groups and declared strata. A share is what an audience would answer if everybody in it had voted:
votes that were cast count as they are, the others by the model, and people are drawn again with random weights (the
Bayesian bootstrap; Rubin, 1981, Annals of Statistics 9) with half an agreeing and half a disagreeing person added
(Jeffreys), so that unanimity of ten is not certainty.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convenor.dialogue.conversation import FloatArray
from convenor.dialogue.opinion import Opinions, draw_answers

IntArray = NDArray[np.intp]
AGREED = 0.6  # least share that may be called common ground (docs/how-it-is-reckoned/dialogue.md)
BOUND = 0.05  # level of the bound
VETO = 1 / 3  # an audience of which surely this share disagrees blocks common ground
APART = 0.1  # least difference, surely, of what is called characteristic
PRIOR = 0.5  # people added on each side (Jeffreys)
DRAWS, FEWER, LARGE = 120, 40, 4_000_000  # draws used; fewer above so many cells


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rates:
    """What each audience would answer, draw by draw.

    Attributes:
        agree_dgs: Share that agrees, shape (draws, audiences, statements) [0, 1].
        disagree_dgs: Share that disagrees, likewise.
    """

    agree_dgs: FloatArray
    disagree_dgs: FloatArray

    def only(self, rows: slice) -> "Rates":
        """Some of the audiences."""
        return Rates(agree_dgs=self.agree_dgs[:, rows], disagree_dgs=self.disagree_dgs[:, rows])


def rates(opinions: Opinions, weights_gp: FloatArray, rng: np.random.Generator, *, census: bool = False) -> Rates:
    """Shares that agree and disagree in each audience, with their uncertainty.

    Args:
        opinions: From `opinion.fit`.
        weights_gp: What each participant counts for in each audience, 0 outside it; shape (audiences, participants).
        rng: Chance, spent in the order of `opinions.order`.
        census: True where the participants are all there are (organisations on the record): no drawing again.
    """
    number = len(opinions.draws.place_dpk)
    wanted = DRAWS if opinions.votes_ps.size <= LARGE else FEWER
    chosen = np.unique(np.linspace(0, number - 1, min(wanted, number)).astype(int))
    agree, disagree = [], []
    for draw in chosen:
        agree_ps, disagree_ps = draw_answers(opinions, int(draw))
        drawn_gp = weights_gp if census else weights_gp * _again(opinions, rng)
        whole_g = drawn_gp.sum(axis=1)
        scale_g = whole_g / np.maximum((weights_gp > 0).sum(axis=1), 1)
        ends_ga = np.zeros((len(weights_gp), 2)) if census else rng.gamma(PRIOR, 1, (len(weights_gp), 2))
        ends_ga = ends_ga * scale_g[:, None]
        total_g = np.maximum(whole_g + ends_ga.sum(axis=1), 1e-300)
        agree.append((drawn_gp @ agree_ps + ends_ga[:, :1]) / total_g[:, None])
        disagree.append((drawn_gp @ disagree_ps + ends_ga[:, 1:]) / total_g[:, None])
    return Rates(agree_dgs=np.array(agree), disagree_dgs=np.array(disagree))


def worst_bound(side_dgs: FloatArray) -> tuple[FloatArray, IntArray]:
    """5% bound of the share in the worst audience, and which that is, per statement.

    Args:
        side_dgs: Share on one side, shape (draws, audiences, statements).

    Returns:
        Bounds [0, 1] and indices of audiences, each of shape (statements,).
    """
    low_gs = np.quantile(side_dgs, BOUND, axis=0)
    return low_gs.min(axis=0), np.argmin(low_gs, axis=0)


def vetoes(against_dgs: FloatArray) -> NDArray[np.bool_]:
    """Which audiences block a statement: surely a third of them are against it; shape (audiences, statements)."""
    return np.asarray(np.quantile(against_dgs, BOUND, axis=0) >= VETO)


def common_ground(side_dgs: FloatArray, against_dgs: FloatArray) -> NDArray[np.bool_]:
    """Which statements are common ground on one side; shape (statements,).

    Args:
        side_dgs: Share on that side, shape (draws, audiences, statements).
        against_dgs: Share on the other side, likewise.
    """
    low_s, _ = worst_bound(side_dgs)
    return np.asarray((low_s >= AGREED) & ~vetoes(against_dgs).any(axis=0))


def apart(side_dgs: FloatArray, one: int, others: IntArray) -> tuple[FloatArray, FloatArray]:
    """How much more one audience is on a side than the mean of others: mean and 5% bound, per statement."""
    more_ds = side_dgs[:, one] - side_dgs[:, others].mean(axis=1)
    return more_ds.mean(axis=0), np.quantile(more_ds, BOUND, axis=0)


def standing(rates_found: Rates) -> FloatArray:
    """A score by which all statements can be put in order: the worst audience's bound, on the better side [0, 1]."""
    return np.maximum(worst_bound(rates_found.agree_dgs)[0], worst_bound(rates_found.disagree_dgs)[0])


def places_moved(before_s: FloatArray, after_s: FloatArray) -> IntArray:
    """How many places each statement moves in the order when its score changes; shape (statements,)."""
    return np.asarray(np.abs(_places(before_s) - _places(after_s)), dtype=np.intp)


def _places(score_s: FloatArray) -> IntArray:
    out = np.empty(len(score_s), dtype=np.intp)
    out[np.argsort(-score_s, kind="stable")] = np.arange(len(score_s))
    return out


def _again(opinions: Opinions, rng: np.random.Generator) -> FloatArray:
    """Random weights of mean 1 per participant, the same whatever the order of rows."""
    out_p = np.empty(len(opinions.order.rows))
    out_p[opinions.order.rows] = rng.exponential(size=len(out_p))
    return out_p
