"""What is counted about one partnership, as the noun `Measures`: reach, means, worst shortfall, likeness.

The pillars, which ask again, are added by `pillars`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from convenor.model.codes import Instrument, Power, Tier
from convenor.model.measures import Measures
from convenor.model.outcome import Outcome
from convenor.model.partnership import Member, Partnership
from convenor.model.stake import Stake
from convenor.partnerships import candidates
from convenor.partnerships.dropouts import DRAWS, delivering, effects, members_only, worst_shortfall
from convenor.partnerships.likeness import likenesses
from convenor.partnerships.measures import power_mix
from convenor.partnerships.problem import BoolArray, FloatArray
from convenor.partnerships.reach import Field, fields, reached

POWERS = (Power.HARD, Power.SOFT, Power.UNKNOWN)  # in the order of the columns of `measures.power_mix`


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What measures are taken against, the same for all sets that are compared.

    Attributes:
        outcome: The question.
        stakes: Everybody on file, in the order of the rows of all arrays here.
        offers: Amounts, shape (n_stakes, n_needs).
        reach: What there is to reach and who reaches it.
        alive_da: Who delivers in each draw, shape (n_draws, n_stakes).
    """

    outcome: Outcome
    stakes: tuple[Stake, ...]
    offers: FloatArray
    reach: tuple[Field, ...]
    alive_da: BoolArray

    def inside(self, ids: set[str]) -> BoolArray:
        """Who of everybody is among these, shape (n_stakes,)."""
        return np.array([stake.actor.id in ids for stake in self.stakes], bool)


def ground(outcome: Outcome, stakes: Sequence[Stake], seed: int = 0) -> Ground:
    """What all sets of these stakes are measured against."""
    reliability_a = np.array([_reliability(stake, outcome.needs) for stake in stakes], float)
    return Ground(
        outcome=outcome,
        stakes=tuple(stakes),
        offers=candidates.amounts(outcome, stakes),
        reach=fields(outcome, stakes),
        alive_da=delivering(reliability_a, DRAWS, np.random.default_rng(seed)),
    )


def counted(base: Ground, partnership: Partnership) -> Measures:
    """The measures of a partnership, pillars left out."""
    inside_a = base.inside({member.stake.actor.id for member in supplying(partnership)})
    reach, index = reached(base.reach, inside_a)
    return Measures(
        reach=reach,
        reach_index=index,
        means=means(partnership.members),
        es95=worst(base, inside_a),
        likeness=likenesses(base.outcome, partnership.members),
    )


def supplying(partnership: Partnership) -> list[Member]:
    """Members that supply: core and contributor."""
    return [member for member in partnership.members if member.tier in (Tier.CORE, Tier.CONTRIBUTOR)]


def means(members: Sequence[Member]) -> tuple[tuple[str, str, float], ...]:
    """Shares of use by instrument and by hard, soft or unknown power, largest first."""
    instruments = list(Instrument)
    used = [
        (use.amount, held[use.capability])
        for member in members
        for held in [candidates.offers(member.stake.actor)]
        for use in member.uses
    ]
    if not used:
        return ()
    share_ip = power_mix(
        np.array([amount for amount, _ in used]),
        np.array([instruments.index(offer.instrument) for _, offer in used]),
        np.array([POWERS.index(offer.power) for _, offer in used]),
        len(instruments),
    )
    found = [(instruments[i].value, POWERS[p].value, float(share_ip[i, p])) for i, p in np.argwhere(share_ip > 0)]
    return tuple(sorted(found, key=lambda row: (-row[2], row[0], row[1])))


def worst(base: Ground, inside_a: BoolArray) -> float:
    """Mean shortfall of the effect in the worst 5% of failures [0, 1]."""
    from convenor.partnerships.problem import Problem

    column = {capability: c for c, capability in enumerate(base.outcome.needs)}
    steps = tuple((s.weight, tuple((column[c], need) for c, need in s.needs)) for s in base.outcome.steps)
    problem = Problem(offers_ac=base.offers, cost_a=np.zeros(len(base.stakes)), steps=steps)
    in_da = members_only(np.flatnonzero(inside_a).tolist(), base.alive_da)
    return worst_shortfall(effects(problem, in_da))


def _reliability(stake: Stake, needs: Sequence[str]) -> float:
    """Mean reliability of the needed offers of which one is known; NaN where none is."""
    known = [
        o.reliability for c, o in candidates.offers(stake.actor).items() if c in needs and o.reliability is not None
    ]
    return float(np.mean(known)) if known else float("nan")
