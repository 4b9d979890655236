"""A shared grant: can it be divided so that no group of members would rather share it among themselves?

The shared-grant game, v(T) = the most that T can make of the grant: only where transferable money was really entered.
Everything here is in the unit of the grant, at the middle of all ranges.
"""

import numpy as np

from convenor.errors import SolverError
from convenor.model.codes import Power
from convenor.model.worth import Division, Stability, Verdict
from convenor.partnerships.candidates import tagged
from convenor.partnerships.coalitions import FloatArray, coalition_sums
from convenor.partnerships.deal import Deal
from convenor.partnerships.effects import effects_table
from convenor.partnerships.entries import COSTS
from convenor.partnerships.game import cost_of_stability, nucleolus
from convenor.partnerships.grant_game import grant_game
from convenor.partnerships.problem import Problem
from convenor.partnerships.shared_grant import stable_payments
from convenor.partnerships.stability import summable

EXACT = 14  # members to which the game is tabled and the nucleolus found; above, least payments with bounds
SMALL = 1e-6  # of v(N): a cost of stability below this is none
NO_GRANT = "no transferable value: core not meaningful, see internal stability"

Named = tuple[Stability, Stability]
"""Core, and cost of stability."""


def division(deal: Deal, *, seconds: float = 2.0, seed: int = 0) -> tuple[Division | None, Named]:
    """How the grant could be divided, and the two tests that speak of it.

    Args:
        deal: The partnership with everybody's numbers.
        seconds: Time for partnerships too large to table [s].
        seed: Chance for the search.
    """
    grant = deal.outcome.accounts.grant
    if grant is None or not grant.middle > 0:
        return None, (_void("core", NO_GRANT), _void("cost of stability", NO_GRANT))
    if why := summable(deal) or _other_unit(deal):
        return None, (_void("core", f"not reckoned: {why}"), _void("cost of stability", f"not reckoned: {why}"))
    cost_a = np.array([entry.cost.middle for entry in deal.entries])
    if len(deal.members) <= EXACT:
        return _exact(deal, grant.middle, cost_a)
    return _bounded(deal, grant.middle, cost_a, seconds, seed)


def granted(effect_m: FloatArray, cost_a: FloatArray, grant: float) -> FloatArray:
    """The shared-grant game from the effect of every set: the most that each set, or a part of it, makes of the grant.

    Args:
        effect_m: Effect of each set, shape (2**n,).
        cost_a: Cost of joining, shape (n,), in the unit of the grant.
        grant: The grant.

    Returns:
        Values, shape (2**n,), never negative.

    Example:
        >>> granted(np.array([0.0, 1.0, 1.0, 1.0]), np.array([1.0, 3.0]), 10.0).tolist()
        [0.0, 9.0, 7.0, 9.0]
    """
    value_m = np.maximum(0.0, grant * effect_m - coalition_sums(cost_a))
    for i in range(len(cost_a)):  # the best part of a set: with or without each member in turn
        half = value_m.reshape(-1, 2, 1 << i)
        np.maximum(half[:, 1], half[:, 0], out=half[:, 1])
    return value_m


def _exact(deal: Deal, grant: float, cost_a: FloatArray) -> tuple[Division, Named]:
    value_m = granted(effects_table(deal.middle_ac, deal.steps), cost_a, grant)
    fits = float(value_m[1 << np.arange(len(cost_a))].sum()) <= float(value_m[-1]) + SMALL
    share_a, cost = nucleolus(value_m, imputations=fits), cost_of_stability(value_m)
    concept = "nucleolus" if fits else "prenucleolus"  # alone worth more than together: nobody's floor can be kept
    reach = f"exact over all {value_m.size:,} groups of members"
    return _told(deal, grant, float(value_m[-1]), concept, share_a, (cost, cost), reach)


def _bounded(deal: Deal, grant: float, cost_a: FloatArray, seconds: float, seed: int) -> tuple[Division | None, Named]:
    stakes = [member.stake for member in deal.members]
    problem = Problem(
        offers_ac=deal.middle_ac,
        cost_a=cost_a,
        steps=deal.steps,
        hard_ac=tagged(deal.outcome, stakes, Power.HARD),
    )
    try:
        found = stable_payments(grant_game(problem, grant), rng=np.random.default_rng(seed), seconds=seconds)
    except SolverError as error:
        return None, (_void("core", f"not reckoned: {error}"), _void("cost of stability", f"not reckoned: {error}"))
    reach = (
        f"{found.coalitions:,} groups written down, {found.proofs} proofs; between {found.low:.3g} and {found.high:.3g}"
    )
    return _told(deal, grant, found.whole, "least payments found", found.payment_a, (found.low, found.high), reach)


def _told(
    deal: Deal, grant: float, whole: float, concept: str, share_a: FloatArray, cost: tuple[float, float], reach: str
) -> tuple[Division, Named]:
    unit, small = deal.units[0], SMALL * max(1.0, whole)
    low, high = cost
    verdict = Verdict.HOLDS if high <= small else Verdict.FAILS if low > small else Verdict.DEPENDS
    core = {
        Verdict.HOLDS: "The grant can be divided so that no group of members would rather share it among themselves.",
        Verdict.FAILS: "However it is divided, some group of members could do better by itself: each can be replaced.",
        Verdict.DEPENDS: "Whether the grant can be divided so that no group would leave was not settled in the time.",
    }[verdict]
    bill = f"{high:.3g} {unit} of outside money, paid only if all stay, would make leaving pay for nobody."
    bill = "No outside money is needed for that." if verdict is Verdict.HOLDS else bill
    made = Division(
        grant=grant,
        whole=whole,
        concept=concept,
        payments=tuple(zip(deal.ids, share_a.tolist(), strict=True)),
        low=low,
        high=high,
        unit=unit,
        reach=reach,
        text=f"Of a grant of {grant:.3g} the members can make {whole:.3g} {unit}. {core} {bill}",
    )
    share = None if verdict is Verdict.DEPENDS else float(verdict is Verdict.HOLDS)
    return made, (
        Stability(name="core", game="shared grant", verdict=verdict, share=share, margin=None, reach=reach, text=core),
        Stability(
            name="cost of stability", game="shared grant", verdict=verdict, share=share, margin=None, reach=reach,
            text=bill,
        ),
    )  # fmt: skip


def _other_unit(deal: Deal) -> str:
    unit = deal.outcome.accounts.unit
    if deal.units == (COSTS,):
        return "nobody entered what joining costs in the unit of the grant"
    return "" if not unit or deal.units == (unit,) else f"the grant is in {unit}, the members' costs are not"


def _void(name: str, why: str) -> Stability:
    return Stability(
        name=name, game="shared grant", verdict=Verdict.NOT_MEANINGFUL, share=None, margin=None,
        text=f"{why[0].upper()}{why[1:]}.",
    )  # fmt: skip
