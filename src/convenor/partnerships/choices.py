"""All choices beside the set proposed, within a time limit: the most asked-for first, what was left out named."""

import time
from collections.abc import Sequence

import numpy as np

from convenor.model.choices import Choices, Replacement, Robustness
from convenor.model.outcome import Outcome
from convenor.model.partnership import Partnership
from convenor.model.stake import Stake
from convenor.partnerships.again import Answer, option, rows
from convenor.partnerships.alternatives import DELTA, alternatives, cheapest, fewest
from convenor.partnerships.candidates import field
from convenor.partnerships.check import reckon
from convenor.partnerships.counted import supplying
from convenor.partnerships.frontier import Clock, cost_frontier, hard_frontier, inclusion_frontier
from convenor.partnerships.prices import prices, relaxations
from convenor.partnerships.robust import ranges, robustness
from convenor.partnerships.whatif import additions, replacement

EACH = 1.0  # most time for one question [s]
LAST = 0.35  # share of the time kept for robustness


def choices(
    outcome: Outcome, partnership: Partnership, stakes: Sequence[Stake], *, seconds: float = 10.0, seed: int = 0
) -> Choices:
    """Alternatives, replacements, frontiers, prices, additions, robustness of a proposed set.

    Args:
        outcome: The question.
        partnership: The set proposed for it.
        stakes: Everybody on file.
        seconds: Time for all of it [s]; a section that has begun may take `EACH` more.
        seed: Chance for the draws.

    Returns:
        The choices; `left_out` says what the time did not allow.
    """
    began = time.perf_counter()
    found = field(outcome, stakes)
    members = rows(found, [member.stake.actor.id for member in supplying(partnership)])
    best = Answer(field=found, chosen=members, reckoning=reckon(found.problem, members), bound=partnership.bound,
                  proof=partnership.proof)  # fmt: skip

    def go() -> bool:
        return time.perf_counter() - began < seconds * (1 - LAST)

    others = list(alternatives(found, best, seconds=EACH)) if go() else []
    few, cheap = (kind(found, best, seconds=EACH) if go() else None for kind in (fewest, cheapest))
    frontiers = tuple(
        frontier(outcome, found, best, go=go, seconds=EACH)
        for frontier in (hard_frontier, cost_frontier, inclusion_frontier)
        if go()
    )
    priced = prices(outcome, stakes, best, go=go, seconds=EACH)
    told = _replacements(outcome, best, go)
    late = _late(outcome, stakes, best, frontiers=len(frontiers), priced=len(priced), told=len(told), go=go)
    left = max(1.0, seconds - (time.perf_counter() - began))
    assumed = _robustness(outcome, best, left / 2, seed, assumed_only=True)
    return Choices(
        alternatives=tuple(option(f"alternative {i}", each, outcome, best) for i, each in enumerate(others, 1)),
        fewest=None if few is None else option("fewest partners", few, outcome, best),
        cheapest=None if cheap is None else option("cheapest", cheap, outcome, best),
        frontiers=frontiers,
        prices=priced,
        missing=additions(found, best),
        replacements=told,
        assumed=assumed,
        robustness=_robustness(outcome, best, left / 2 if assumed else left, seed, assumed_only=False),
        delta=DELTA,
        left_out=late,
        seconds=time.perf_counter() - began,
    )


def _late(
    outcome: Outcome, stakes: Sequence[Stake], best: Answer, *, frontiers: int, priced: int, told: int, go: Clock
) -> tuple[str, ...]:  # fmt: skip
    """What the time did not allow, in words."""
    if go():
        return ()
    terms, partners = len(list(relaxations(outcome, stakes))) - priced, len(best.chosen) - told
    words = ["the last points of a frontier"] if partners and not priced else []
    words += [f"{3 - frontiers} of 3 frontiers"] if frontiers < 3 else []
    words += [f"the price of {terms} terms"] if terms > 0 else []
    words += [f"substitutes of {partners} partners"] if partners > 0 else []
    return tuple(f"{each}, for want of time: allow more seconds" for each in words)


def _replacements(outcome: Outcome, best: Answer, go: Clock) -> tuple[Replacement, ...]:
    names = list(best.names)
    order = np.argsort([reckon(best.field.problem, best.chosen[best.chosen != a]).effect for a in best.chosen])
    told = []
    for place in order.tolist():
        if not go():
            break
        told.append(replacement(outcome, best.field, best, names[place], seconds=EACH))
    return tuple(told)


def _robustness(
    outcome: Outcome, best: Answer, seconds: float, seed: int, *, assumed_only: bool
) -> Robustness | None:  # fmt: skip
    moving = ranges(outcome, best.field, assumed_only=assumed_only)
    return None if moving is None else robustness(best.field, best, moving, seconds=seconds, seed=seed)
