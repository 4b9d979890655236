"""The sampler: posterior draws of a hierarchical factor model of votes, in which passing is a third answer.

A participant p has a position u_p, a statement s a height c_s and a slope v_s; with pass as an answer of its own:

    passes on s          when   d_s + w_s . (a_p, u_p) + noise > 0
    agrees, if decided,  when   c_s + a_p + v_s . u_p + noise > 0                   a_p is acquiescence

Positions, slopes and heights have normal priors whose means and covariances are learned; the means may depend on which
statements a participant was shown (who comes when is not chance). The noise is standard normal, so every step of the
Gibbs sampler is a draw from a known distribution (Albert and Chib, 1993, Journal of the American Statistical
Association 88; for the hierarchy Salakhutdinov and Mnih, 2008, Proceedings of ICML). Chains wander slowly: several
short ones from different starts foretell votes as well as one long one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from convenor.dialogue.conversation import FloatArray
from convenor.dialogue.normals import draw_normals, draw_prior

Float32 = NDArray[np.float32]
SPREAD = 0.3  # standard deviation of starting positions and slopes
TINY = 1e-300
VIEWS = 3  # components of who was shown what, on which prior means depend
DAMP = 5.0  # votes added to each row and column before components are taken, so that sparse ones do not lead


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draws:
    """Posterior draws.

    Attributes:
        place_dpk: Participants: column 0 is 1, column 1 acquiescence, then axes; shape (draws, participants, rank + 2).
        vote_dsk: Statements when decided: height, 1, slopes; shape (draws, statements, rank + 2).
        pass_dsk: Statements for passing: height, then slopes; likewise.
    """

    place_dpk: Float32
    vote_dsk: Float32
    pass_dsk: Float32


@dataclass(slots=True)
class _Block:
    """One kind of answer: where it was given, its statements' numbers, and their prior."""

    mask_ps: Float32
    cell_n: NDArray[np.intp]
    answer_n: FloatArray
    free: NDArray[np.intp]
    item_sk: FloatArray
    centre_sk: FloatArray
    precision: FloatArray


def sample(
    votes_ps: FloatArray, *, rank: int, rng: np.random.Generator, burn: int, sweeps: int, thin: int = 1,
    start: Draws | None = None,
) -> Draws:  # fmt: skip
    """Posterior draws of one chain.

    Args:
        votes_ps: 1 agree, 0 pass, -1 disagree, NaN unseen, shape (participants, statements).
        rank: Number of opinion axes [1..].
        rng: Chance.
        burn: Sweeps before the first draw is kept.
        sweeps: Sweeps from which draws are kept.
        thin: Every so many of them is kept.
        start: Draws to go on from (their last one); of the same rank, with rows and columns in the same order.
    """
    people, statements = votes_ps.shape
    place_pk = np.hstack([np.ones((people, 1)), rng.normal(0, SPREAD, (people, rank + 1))])
    blocks = _blocks(votes_ps, rank, rng)
    if start is not None:
        place_pk = start.place_dpk[-1].astype(float)
        blocks[0].item_sk, blocks[1].item_sk = start.vote_dsk[-1].astype(float), start.pass_dsk[-1].astype(float)
    shown_pq, shown_sq = views(~np.isnan(votes_ps))
    prior = draw_prior(place_pk[:, 1:], shown_pq, rng)
    kept: list[tuple[Float32, Float32, Float32]] = []
    for sweep in range(burn + sweeps):
        latent = [_latent(block, place_pk, rng) for block in blocks]
        place_pk[:, 1:] = _places(blocks, latent, *prior, rng)
        for block, latent_ps in zip(blocks, latent, strict=True):
            block.item_sk[:, block.free] = _items(block, latent_ps, place_pk, rng)
            block.centre_sk, block.precision = draw_prior(block.item_sk[:, block.free], shown_sq, rng)
        prior = draw_prior(place_pk[:, 1:], shown_pq, rng)
        if sweep >= burn and (sweep - burn) % thin == 0:
            kept.append((place_pk.astype("f4"), blocks[0].item_sk.astype("f4"), blocks[1].item_sk.astype("f4")))
    return joined([Draws(place_dpk=a[None], vote_dsk=b[None], pass_dsk=c[None]) for a, b, c in kept])


def joined(parts: list[Draws]) -> Draws:
    """Draws of several chains as one set."""
    return Draws(
        place_dpk=np.concatenate([part.place_dpk for part in parts]),
        vote_dsk=np.concatenate([part.vote_dsk for part in parts]),
        pass_dsk=np.concatenate([part.pass_dsk for part in parts]),
    )


def views(seen_ps: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """Who was shown what, in a few numbers per participant and per statement, first column 1.

    Returns:
        Arrays of shapes (participants, q) and (statements, q): one, the log of the number of votes, and leading
        components of the pattern, each standardised.
    """
    seen = seen_ps.astype(float)
    row, column = seen.sum(axis=1), seen.sum(axis=0)
    scaled = seen / np.sqrt(np.outer(row + DAMP, column + DAMP))
    values, vectors = np.linalg.eigh(scaled.T @ scaled)
    axes_sq = vectors[:, np.argsort(-values)[:VIEWS]]
    return _standard(np.c_[np.log1p(row), scaled @ axes_sq]), _standard(np.c_[np.log1p(column), axes_sq])


def _standard(columns: FloatArray) -> FloatArray:
    spread = columns.std(axis=0)
    scaled = (columns - columns.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0)
    return np.hstack([np.ones((len(columns), 1)), np.where(spread > 1e-9, scaled, 0.0)])


def _blocks(votes_ps: FloatArray, rank: int, rng: np.random.Generator) -> list[_Block]:
    seen_ps = ~np.isnan(votes_ps)
    columns = np.arange(rank + 2)
    vote = _block(votes_ps, seen_ps & (votes_ps != 0), np.delete(columns, 1), rank + 2, rng)
    vote.item_sk[:, 1] = 1.0
    return [vote, _block(np.where(votes_ps == 0, 1.0, -1.0), seen_ps, columns, rank + 2, rng)]


def _block(
    answers_ps: FloatArray, mask_ps: NDArray[np.bool_], free: NDArray[np.intp], width: int, rng: np.random.Generator
) -> _Block:
    cell_n = np.flatnonzero(mask_ps)
    statements = mask_ps.shape[1]
    return _Block(
        mask_ps=mask_ps.astype("f4"),
        cell_n=cell_n,
        answer_n=answers_ps.ravel()[cell_n],
        free=free,
        item_sk=rng.normal(0, SPREAD, (statements, width)),
        centre_sk=np.zeros((statements, len(free))),
        precision=np.eye(len(free)),
    )


def _latent(block: _Block, place_pk: FloatArray, rng: np.random.Generator) -> Float32:
    """A draw of the noisy inclination behind each answer: normal, cut to the side of the answer; 0 where none."""
    mean_ps = place_pk.astype("f4") @ block.item_sk.astype("f4").T
    side_n = mean_ps.ravel()[block.cell_n] * block.answer_n
    tail_n = np.maximum(ndtr(side_n) * rng.random(len(side_n)), TINY)
    latent_ps = np.zeros(block.mask_ps.shape, dtype="f4")
    latent_ps.ravel()[block.cell_n] = block.answer_n * (side_n - ndtri(tail_n))
    return latent_ps


def _places(
    blocks: list[_Block], latent: list[Float32], centre_pk: FloatArray, precision: FloatArray, rng: np.random.Generator
) -> Float32:
    need_kkp = np.empty((*precision.shape, len(centre_pk)), dtype="f4")
    need_kkp[:] = precision[:, :, None]
    pull_kp = (precision @ centre_pk.T).astype("f4")
    for block, latent_ps in zip(blocks, latent, strict=True):
        slope_ks = block.item_sk[:, 1:].T.astype("f4")
        pull_kp += slope_ks @ latent_ps.T - _add_squares(need_kkp, block.mask_ps, slope_ks, block.item_sk[:, 0])
    return draw_normals(need_kkp, pull_kp, rng)


def _items(block: _Block, latent_ps: Float32, place_pk: FloatArray, rng: np.random.Generator) -> Float32:
    given_kp = place_pk[:, block.free].T.astype("f4")
    fixed_p = place_pk[:, 1] if len(block.free) < place_pk.shape[1] else np.zeros(len(place_pk))
    need_kks = np.empty((*block.precision.shape, latent_ps.shape[1]), dtype="f4")
    need_kks[:] = block.precision[:, :, None]
    pull_ks = (block.precision @ block.centre_sk.T).astype("f4")
    pull_ks += given_kp @ latent_ps - _add_squares(need_kks, block.mask_ps.T, given_kp, fixed_p)
    return draw_normals(need_kks, pull_ks, rng)


def _add_squares(need_kkn: Float32, mask_nm: Float32, vectors_km: Float32, factor_m: FloatArray) -> Float32:
    """Add to each node its neighbours' outer products; returns the sum of factor times vector, shape (k, nodes).

    Only the lower half of `need_kkn` is kept up.
    """
    k = len(vectors_km)
    i, j = np.tril_indices(k)
    rows = np.concatenate([vectors_km[i] * vectors_km[j], vectors_km * factor_m.astype("f4")])
    summed = rows @ mask_nm.T
    for row, (a, b) in enumerate(zip(i, j, strict=True)):
        need_kkn[a, b] += summed[row]
    return np.asarray(summed[len(i) :])
