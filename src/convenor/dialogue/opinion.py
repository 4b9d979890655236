"""Opinion: what everybody would answer to every statement, with its uncertainty.

The model is in `factors.py`. Here: one order whatever the order of rows, the number of axes by held-out log loss,
chances of each answer, and going on from earlier draws when votes arrive.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from convenor.dialogue.canonical import Order, canonical_order
from convenor.dialogue.conversation import FloatArray
from convenor.dialogue.factors import Draws, joined, sample

IntArray = NDArray[np.intp]
RANKS = (2, 6, 12)  # numbers of axes tried
CHAINS, BURN, SWEEPS, THIN = 4, 60, 100, 2  # per chain: sweeps before the first draw, then every second of so many
LARGE = 4_000_000  # above so many cells half the chains run, and the largest number of axes is not tried
HELD_OUT = 0.1  # share of votes held out to choose the number of axes
LEAST_VOTES = 200  # fewer votes cannot tell one number of axes from another


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opinions:
    """Posterior draws in the order of the conversation's own rows and columns.

    Attributes:
        draws: Positions and statements.
        order: The order in which they were drawn; chance that belongs to a row is drawn in it.
        rank: Number of opinion axes.
        votes_ps: The votes that were learned from.
    """

    draws: Draws
    order: Order
    rank: int
    votes_ps: FloatArray


def fit(
    votes_ps: FloatArray, *, rank: int | None = None, seed: int = 0, chains: int | None = None, burn: int = BURN,
    sweeps: int = SWEEPS, thin: int = THIN, before: Opinions | None = None,
) -> Opinions:  # fmt: skip
    """Learn what everybody would answer.

    Args:
        votes_ps: 1 agree, 0 pass, -1 disagree, NaN unseen, shape (participants, statements).
        rank: Number of opinion axes [1..]; None chooses by held-out log loss among the votes.
        seed: Chance; the same votes and seed give the same answer, in whatever order the rows come.
        chains: Number of chains [1..], each of which starts elsewhere; None takes four, two where there are very many
            votes.
        burn: Sweeps of a chain before its first draw.
        sweeps: Sweeps of a chain from which draws are kept.
        thin: Every so many draws is kept.
        before: Opinions on fewer votes of a conversation whose first rows and columns these are: each chain goes on
            from them, and needs half the sweeps before its first draw.

    Returns:
        Posterior draws in the order of `votes_ps`.
    """
    order = canonical_order(votes_ps)
    turned_ps = votes_ps[np.ix_(order.rows, order.columns)] * order.sign
    if rank is None:
        rank = before.rank if before is not None else choose_rank(turned_ps, seed=seed)
    large = votes_ps.size > LARGE
    parts = []
    for chain in range(chains or (CHAINS // 2 if large else CHAINS)):
        rng = np.random.default_rng([seed, chain])
        start = None if before is None else _turned(_grown(before, chain, votes_ps.shape, rng), order)
        wait = burn if before is None else burn // 2
        parts.append(sample(turned_ps, rank=rank, rng=rng, burn=wait, sweeps=sweeps, thin=thin, start=start))
    return Opinions(draws=_restored(joined(parts), order), order=order, rank=rank, votes_ps=votes_ps)


def choose_rank(votes_ps: FloatArray, *, seed: int = 0, ranks: tuple[int, ...] = RANKS, sweeps: int = 60) -> int:
    """The number of axes that best foretells a tenth of the votes from the others, by log loss."""
    row, column = np.nonzero(~np.isnan(votes_ps) & (votes_ps != 0))
    if len(row) < LEAST_VOTES:
        return ranks[0]
    rng = np.random.default_rng(seed)
    held = rng.permutation(len(row))[: max(1, int(HELD_OUT * len(row)))]
    known_ps = votes_ps.copy()
    known_ps[row[held], column[held]] = np.nan
    loss_r = []
    for rank in ranks[: -1 if votes_ps.size > LARGE else None]:
        draws = sample(known_ps, rank=rank, rng=np.random.default_rng(seed), burn=sweeps, sweeps=sweeps, thin=2)
        decided_n, _, _ = _answers(draws, row[held], column[held])
        right_n = np.where(votes_ps[row[held], column[held]] > 0, decided_n, 1 - decided_n)
        loss_r.append(float(-np.log(np.maximum(right_n, 1e-9)).mean()))
    return ranks[int(np.argmin(loss_r))]


def chances(opinions: Opinions, row: IntArray, column: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Chance that a participant agrees, passes, disagrees, for given cells.

    Args:
        opinions: From `fit`.
        row: Rows of the cells, shape (cells,).
        column: Columns of the cells, likewise.

    Returns:
        Chances of agreeing, passing and disagreeing [0, 1], each of shape (cells,); they sum to 1.
    """
    _, agree_n, pass_n = _shared(opinions, row, column)
    return agree_n, pass_n, 1 - agree_n - pass_n


def agreement_if_decided(opinions: Opinions, row: IntArray, column: IntArray) -> FloatArray:
    """Chance that a participant who does not pass agrees [0, 1], for given cells; shape (cells,)."""
    return _shared(opinions, row, column)[0]


def draw_answers(opinions: Opinions, draw: int) -> tuple[FloatArray, FloatArray]:
    """Chances of agreeing and of disagreeing in one draw, with the votes that were cast in place of chances.

    Returns:
        Two arrays of shape (participants, statements) [0, 1].
    """
    draws, votes_ps = opinions.draws, opinions.votes_ps
    decides_ps = 1 - ndtr(_inclination(draws.place_dpk[draw], draws.pass_dsk[draw]))
    agrees_ps = decides_ps * ndtr(_inclination(draws.place_dpk[draw], draws.vote_dsk[draw]))
    seen_ps = ~np.isnan(votes_ps)
    agree_ps = np.where(seen_ps, votes_ps == 1, agrees_ps)
    return agree_ps, np.where(seen_ps, votes_ps == -1, decides_ps - agrees_ps)


def _inclination(place_pk: NDArray[np.float32], item_sk: NDArray[np.float32]) -> FloatArray:
    return (place_pk @ item_sk.T).astype(float)


def _shared(opinions: Opinions, row: IntArray, column: IntArray) -> tuple[FloatArray, ...]:
    """Answers of cells, those who voted the same sharing one: what tells twins apart in the draws is chance alone."""
    twin_p = opinions.order.twin_p
    by_class = np.argsort(twin_p, kind="stable")
    size_c = np.bincount(twin_p)
    start_c = np.cumsum(size_c) - size_c
    size_n = size_c[twin_p[row]]
    cell_m = np.repeat(np.arange(len(row)), size_n)
    place_m = np.arange(len(cell_m)) - np.repeat(np.cumsum(size_n) - size_n, size_n)
    answers = _answers(opinions.draws, by_class[start_c[twin_p[row[cell_m]]] + place_m], column[cell_m])
    return tuple(np.bincount(cell_m, weights=answer_m, minlength=len(row)) / size_n for answer_m in answers)


def _answers(draws: Draws, row: IntArray, column: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Means over draws: agreement if decided, agreement, passing."""
    decided_n, agree_n, pass_n = np.zeros(len(row)), np.zeros(len(row)), np.zeros(len(row))
    for place_pk, vote_sk, pass_sk in zip(draws.place_dpk, draws.vote_dsk, draws.pass_dsk, strict=True):
        there = place_pk[row]
        yes_n = ndtr(np.einsum("nk,nk->n", there, vote_sk[column]).astype(float))
        skip_n = ndtr(np.einsum("nk,nk->n", there, pass_sk[column]).astype(float))
        decided_n += yes_n
        agree_n += yes_n * (1 - skip_n)
        pass_n += skip_n
    number = len(draws.place_dpk)
    return decided_n / number, agree_n / number, pass_n / number


def _restored(draws: Draws, order: Order) -> Draws:
    """Draws in the order of the votes as given."""
    return _turned(draws, replace(order, rows=np.argsort(order.rows), columns=np.argsort(order.columns)))


def _turned(draws: Draws, order: Order) -> Draws:
    """Rows and columns in another order; a swap of agree and disagree turns heights, slopes and acquiescence round."""
    place_dpk = draws.place_dpk[:, order.rows]
    vote_dsk, pass_dsk = draws.vote_dsk[:, order.columns], draws.pass_dsk[:, order.columns]
    if order.sign < 0:
        place_dpk, vote_dsk, pass_dsk = place_dpk.copy(), -vote_dsk, pass_dsk.copy()
        vote_dsk[:, :, 1] *= -1
        place_dpk[:, :, 1] *= -1
        pass_dsk[:, :, 1] *= -1
    return Draws(place_dpk=place_dpk, vote_dsk=vote_dsk, pass_dsk=pass_dsk)


def _grown(before: Opinions, chain: int, shape: tuple[int, ...], rng: np.random.Generator) -> Draws:
    """One earlier draw with rows and columns added: newcomers start at a place of somebody who is there."""
    draw = -1 - chain * max(1, len(before.draws.place_dpk) // CHAINS) % len(before.draws.place_dpk)
    return Draws(
        place_dpk=_added(before.draws.place_dpk[draw][None], shape[0], rng),
        vote_dsk=_added(before.draws.vote_dsk[draw][None], shape[1], rng),
        pass_dsk=_added(before.draws.pass_dsk[draw][None], shape[1], rng),
    )


def _added(last_dnk: NDArray[np.float32], number: int, rng: np.random.Generator) -> NDArray[np.float32]:
    chosen = rng.integers(last_dnk.shape[1], size=number - last_dnk.shape[1])
    return np.concatenate([last_dnk, last_dnk[:, chosen]], axis=1)
