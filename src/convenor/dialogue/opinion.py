"""Opinion: what everybody would answer to every statement, with its uncertainty.

The model is in `factors.py`. Here: one order whatever the order of rows, the number of axes by held-out log loss,
chances of each answer, and going on from earlier draws when votes arrive.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from os import cpu_count
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from convenor.dialogue.canonical import Order, canonical_order
from convenor.dialogue.conversation import FloatArray
from convenor.dialogue.factors import Draws, Float32, joined, sample

IntArray = NDArray[np.intp]
Found = TypeVar("Found")
RANKS = (2, 6, 12)  # numbers of axes tried
CHAINS, BURN, SWEEPS, THIN = 4, 60, 100, 2  # per chain: sweeps before the first draw, then every second of so many
TRIED = 60  # sweeps before the first draw, and of draws, when the number of axes is chosen
LARGE = 4_000_000  # above so many cells half the chains run, and the largest number of axes is not tried
HELD_OUT = 0.1  # share of votes held out to choose the number of axes
MANY = 10  # cells that are more than this part of the table are looked up in the whole of it
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
        rank = before.rank if before is not None else choose_rank(turned_ps, seed=seed, sweeps=min(sweeps, TRIED))
    large = votes_ps.size > LARGE
    axes = rank

    def drawn(chain: int) -> Draws:
        rng = np.random.default_rng([seed, chain])
        start = None if before is None else _turned(_grown(before, chain, votes_ps.shape, rng), order)
        wait = burn if before is None else burn // 2
        return sample(turned_ps, rank=axes, rng=rng, burn=wait, sweeps=sweeps, thin=thin, start=start)

    parts = _at_once(drawn, range(chains or (CHAINS // 2 if large else CHAINS)))
    return Opinions(draws=_restored(joined(parts), order), order=order, rank=rank, votes_ps=votes_ps)


def choose_rank(votes_ps: FloatArray, *, seed: int = 0, ranks: tuple[int, ...] = RANKS, sweeps: int = TRIED) -> int:
    """The number of axes that best foretells a tenth of the votes from the others, by log loss."""
    row, column = np.nonzero(~np.isnan(votes_ps) & (votes_ps != 0))
    if len(row) < LEAST_VOTES:
        return ranks[0]
    rng = np.random.default_rng(seed)
    held = rng.permutation(len(row))[: max(1, int(HELD_OUT * len(row)))]
    known_ps = votes_ps.copy()
    known_ps[row[held], column[held]] = np.nan

    def loss(rank: int) -> float:
        draws = sample(known_ps, rank=rank, rng=np.random.default_rng(seed), burn=sweeps, sweeps=sweeps, thin=2)
        (decided_n,) = _decided(draws, row[held], column[held])
        right_n = np.where(votes_ps[row[held], column[held]] > 0, decided_n, 1 - decided_n)
        return float(-np.log(np.maximum(right_n, 1e-9)).mean())

    tried = ranks[: -1 if votes_ps.size > LARGE else None]
    return tried[int(np.argmin(_at_once(loss, tried)))]


def chances(opinions: Opinions, row: IntArray, column: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Chance that a participant agrees, passes, disagrees, for given cells.

    Args:
        opinions: From `fit`.
        row: Rows of the cells, shape (cells,).
        column: Columns of the cells, likewise.

    Returns:
        Chances of agreeing, passing and disagreeing [0, 1], each of shape (cells,); they sum to 1.
    """
    agree_n, pass_n = _shared(opinions, row, column, _answers)
    return agree_n, pass_n, 1 - agree_n - pass_n


def agreement_if_decided(opinions: Opinions, row: IntArray, column: IntArray) -> FloatArray:
    """Chance that a participant who does not pass agrees [0, 1], for given cells; shape (cells,)."""
    return _shared(opinions, row, column, _decided)[0]


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


def _inclination(place_pk: Float32, item_sk: Float32) -> FloatArray:
    return (place_pk @ item_sk.T).astype(float)


def _at_once(work: Callable[[int], Found], items: Sequence[int]) -> list[Found]:
    """Work done for each item, on as many threads as there are processors; results in the order of the items.

    Each thread multiplies its small matrices by itself: linear algebra that takes all processors for every product
    spends its time waiting where others work too.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1), ThreadPoolExecutor(max_workers=max(1, min(len(items), cpu_count() or 1))) as pool:
        return list(pool.map(work, items))


def _shared(
    opinions: Opinions, row: IntArray, column: IntArray,
    answered: Callable[[Draws, IntArray, IntArray], tuple[FloatArray, ...]],
) -> tuple[FloatArray, ...]:  # fmt: skip
    """Answers of cells, those who voted the same sharing one: what tells twins apart in the draws is chance alone."""
    twin_p, statements = opinions.order.twin_p, opinions.votes_ps.shape[1]
    asked_m, place_n = np.unique(twin_p[row] * statements + column, return_inverse=True)
    class_m, column_m = np.divmod(asked_m, statements)
    size_c = np.bincount(twin_p)
    start_c = np.cumsum(size_c) - size_c
    size_m = size_c[class_m]
    cell_k = np.repeat(np.arange(len(asked_m)), size_m)
    which_k = np.arange(len(cell_k)) - np.repeat(np.cumsum(size_m) - size_m, size_m)
    row_k = np.argsort(twin_p, kind="stable")[start_c[class_m[cell_k]] + which_k]
    answers = answered(opinions.draws, row_k, column_m[cell_k])
    means = [np.bincount(cell_k, weights=answer_k, minlength=len(asked_m)) / size_m for answer_k in answers]
    return tuple(mean_m[place_n] for mean_m in means)


def _decided(draws: Draws, row: IntArray, column: IntArray) -> tuple[FloatArray]:
    """Mean over draws of agreement if decided."""
    decided_n = np.zeros(len(row))
    for place_pk, vote_sk in zip(draws.place_dpk, draws.vote_dsk, strict=True):
        decided_n += _chance(place_pk, vote_sk, row, column)
    return (decided_n / len(draws.place_dpk),)


def _answers(draws: Draws, row: IntArray, column: IntArray) -> tuple[FloatArray, FloatArray]:
    """Means over draws of agreement and of passing."""
    agree_n, pass_n = np.zeros(len(row)), np.zeros(len(row))
    for place_pk, vote_sk, pass_sk in zip(draws.place_dpk, draws.vote_dsk, draws.pass_dsk, strict=True):
        skip_n = _chance(place_pk, pass_sk, row, column)
        agree_n += _chance(place_pk, vote_sk, row, column) * (1 - skip_n)
        pass_n += skip_n
    return agree_n / len(draws.place_dpk), pass_n / len(draws.place_dpk)


def _chance(place_pk: Float32, item_sk: Float32, row: IntArray, column: IntArray) -> FloatArray:
    """Chance of an answer in some cells; where they are many, by way of the whole table."""
    if len(row) * MANY > len(place_pk) * len(item_sk):
        inclined_n = np.take(place_pk.astype(float) @ item_sk.T.astype(float), row * len(item_sk) + column)
    else:
        inclined_n = np.einsum("nk,nk->n", place_pk[row].astype(float), item_sk[column].astype(float))
    return np.asarray(ndtr(inclined_n))


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


def _added(last_dnk: Float32, number: int, rng: np.random.Generator) -> Float32:
    chosen = rng.integers(last_dnk.shape[1], size=number - last_dnk.shape[1])
    return np.concatenate([last_dnk, last_dnk[:, chosen]], axis=1)
