"""Have enough committed? An agreement that binds with so many signatures, and those who have signed so far.

Those inside are a critical mass where some of them, enough to bind, are each no worse off than without it.
Effects only grow with members, so that dropping whoever loses, again and again, finds such a set if there is one.

Source: critical mass after Schelling (1978), Micromotives and Macrobehavior, ch. 3.
"""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from convenor.model.codes import Relation
from convenor.model.outcome import Outcome
from convenor.model.stake import Stake
from convenor.model.worth import Threshold, Verdict
from convenor.partnerships.candidates import amounts, proposable
from convenor.partnerships.coalitions import BoolArray, FloatArray
from convenor.partnerships.deal import DRAWS, marks, steps_of
from convenor.partnerships.effects import MOST_TABLED, effect_of, effects_table, in_force
from convenor.partnerships.entries import drawn, entries
from convenor.partnerships.join import pivotal_sets
from convenor.partnerships.problem import Step
from convenor.partnerships.stability import SURE
from convenor.partnerships.utility import TOLERANCE, utility_table
from convenor.partnerships.ways import ways
from convenor.partnerships.words import join, percent

FEW = 2  # ways told in a sentence


def threshold(
    outcome: Outcome, stakes: Sequence[Stake], *, day: dt.date | None = None, draws: int = DRAWS, seed: int = 0,
    committed: Sequence[str] | None = None,
) -> Threshold | None:  # fmt: skip
    """Whether those who have committed are a critical mass, and every set on file that would be.

    Args:
        outcome: The question; `accounts.in_force` says how many of whom it takes.
        stakes: All on file on the day.
        day: Amounts of which day; None is the day of the question.
        draws: Draws from the ranges.
        seed: Chance.
        committed: Ids of those who have; None is everybody on file who joined and has not left.

    Returns:
        The finding; None where any number of members will do.
    """
    if not outcome.accounts.in_force:
        return None
    stakes = [s for s in stakes if "hidden" not in s.actor.marks]  # neither named nor counted
    joined = {s.actor.id for s in stakes if _joined(s)} if committed is None else set(committed)
    counting = [s for s in stakes if marks(outcome, [s])[0].any() and (proposable(s) or s.actor.id in joined)]
    counting.sort(key=lambda s: (s.actor.id not in joined, -s.salience, s.actor.id))
    counting = counting[:MOST_TABLED]
    others = [s for s in stakes if s.actor.id in joined and s not in counting]
    ids = [s.actor.id for s in counting]
    in_a = np.array([i in joined for i in ids], bool)
    share, sets = _reckoned(outcome, counting, others, in_a, day or outcome.as_of, draws, seed)
    names = [s.actor.name for s in counting]
    marked_ka, count_k = marks(outcome, counting)
    kinds = [of.partition(":")[2] or of for of, _ in outcome.accounts.in_force]
    short = tuple((kind, int((row & in_a).sum()), n) for kind, row, n in zip(kinds, marked_ka, count_k, strict=True))
    told = ways(sets, names)
    return Threshold(
        committed=tuple(i for i, inside in zip(ids, in_a, strict=True) if inside),
        verdict=Verdict.HOLDS if share >= SURE else Verdict.FAILS if share <= 1 - SURE else Verdict.DEPENDS,
        share=share,
        short=short,
        pivotal=tuple(tuple(ids[a] for a in each) for each in sets),
        ways=told,
        reach=f"all sets of {len(ids)} bodies on file, at the middle of all ranges; {draws:,} draws for the share",
        text=_text(short, share, told, len(ids)),
    )


def _joined(stake: Stake) -> bool:
    """True for who has joined and not left, by the rows behind the stake."""
    relations = {row.relation for row in stake.evidence}
    return Relation.JOINED in relations and Relation.LEFT not in relations and not stake.flagged


def _reckoned(
    outcome: Outcome, counting: Sequence[Stake], others: Sequence[Stake], in_a: BoolArray, day: dt.date, draws: int,
    seed: int,
) -> tuple[float, tuple[tuple[int, ...], ...]]:  # fmt: skip
    """Share of the draws in which those inside are a critical mass, and every minimal set that would be."""
    if not counting:
        return 0.0, ()
    steps, rng = steps_of(outcome), np.random.default_rng(seed)
    held = entries(outcome, counting, day=day)
    low_ac, middle_ac, high_ac = (amounts(outcome, counting, bound) for bound in ("low", "amount", "high"))
    base_c = amounts(outcome, others).sum(axis=0)
    marked_ka, count_k = marks(outcome, counting)
    worth_da, cost_da, side_da, apart_da = (
        drawn([getattr(entry, name) for entry in held], draws, rng) for name in ("worth", "cost", "side", "apart")
    )
    brought_dac = low_ac + rng.random((draws, *low_ac.shape)) * (high_ac - low_ac)
    brought_dac[0] = middle_ac
    added_da = side_da - cost_da - apart_da
    share = float(holding(in_a, brought_dac, base_c, steps, worth_da, added_da, marked_ka, count_k).mean())
    force_m = in_force(marked_ka, count_k)
    effect_m = effects_table(middle_ac, steps, base_c=base_c) * force_m
    return share, pivotal_sets(utility_table(effect_m, worth_da[0], added_da[0], force_m=force_m), force_m)


def holding(
    in_a: BoolArray, brought_dac: FloatArray, base_c: FloatArray, steps: Sequence[Step], worth_da: FloatArray,
    added_da: FloatArray, marked_ka: BoolArray, count_k: Sequence[int],
) -> BoolArray:  # fmt: skip
    """In which draws some of those inside, enough to bind, are each no worse off than without the agreement.

    Args:
        in_a: Who has committed, shape (n,).
        brought_dac: What each can bring, shape (d, n, n_capabilities).
        base_c: What others supply in any case, shape (n_capabilities,).
        steps: Weight, and needs as (column, amount).
        worth_da: What full success is worth, shape (d, n).
        added_da: What being in adds beyond success, shape (d, n).
        marked_ka: Who counts towards each number, shape (n_marks, n).
        count_k: How many it takes.

    Returns:
        True where there is such a set, shape (d,).
    """
    member_da = np.tile(in_a, (len(worth_da), 1))
    for _ in range(len(in_a) + 1):
        force_d = ((member_da @ marked_ka.T.astype(float)) >= np.array(count_k)).all(axis=1)
        effect_d = effect_of((member_da[:, :, None] * brought_dac).sum(axis=1) + base_c, steps)
        gain_da = worth_da * effect_d[:, None] + added_da
        loses_da = member_da & (gain_da < -TOLERANCE)
        if not (loses_da.any(axis=1) & force_d).any():
            break
        member_da &= ~loses_da
    return np.asarray(force_d & ~loses_da.any(axis=1), dtype=bool)


def _text(short: tuple[tuple[str, int, int], ...], share: float, told: tuple[str, ...], n: int) -> str:
    counts = join([f"{have} of {need} needed ({kind})" for kind, have, need in short])
    found = "a critical mass" if share >= SURE else "below critical mass" if share <= 1 - SURE else "near critical mass"
    said = f"Committed: {counts}. That is {found}; in {percent(share)} of the draws nobody in it loses"
    if not told:
        return f"{said}. No set of the {n} bodies on file that count would be enough."
    more = f"; or {len(told) - FEW} other sorts of set" if len(told) > FEW else ""
    return f"{said}. Enough would be: {'; or '.join(told[:FEW])}{more}."
