"""From a question to one checked partnership: the best set of a field, or why there is none."""

from collections.abc import Sequence

import numpy as np

from convenor.errors import Infeasible, SolverError
from convenor.model.outcome import Outcome
from convenor.model.partnership import Partnership
from convenor.model.stake import Stake
from convenor.partnerships.candidates import Field, field, usual_only

CRITERIA = 3  # fewest members, cheapest, highest salience: by which ties are told apart in what is shown whole


def propose(
    outcome: Outcome, field: Field, stakes: Sequence[Stake], seconds: float, seed: int, criteria: int = CRITERIA
) -> Partnership:
    """The best set of a field as a partnership, checked, without findings.

    Raises:
        Infeasible: No set meets the terms, or none moves a step.
        SolverError: The solver found no set in time, or one that the checker refuses.
    """
    from convenor.partnerships import cover
    from convenor.partnerships.assemble import assemble
    from convenor.partnerships.check import broken
    from convenor.partnerships.shortfall import unmet_needs, unmet_terms

    rng = np.random.default_rng(seed)
    chosen = cover.select(field.problem, seconds=seconds, rng=rng, criteria=criteria)
    if chosen.status == "infeasible":
        raise Infeasible(unmet_terms(outcome, field))
    if chosen.status == "no answer":
        raise SolverError("time ran out before a set was found", chosen.seconds)
    if wrong := broken(field.problem, chosen.chosen):
        raise SolverError(f"the checker refused the set: {'; '.join(wrong)}", chosen.seconds)
    if chosen.effect <= 1e-9:
        raise Infeasible(unmet_needs(outcome, field))
    return assemble(outcome, field, chosen, stakes, rng)


def attempt(
    outcome: Outcome, field: Field, stakes: Sequence[Stake], seconds: float, seed: int
) -> Partnership | str:  # fmt: skip
    """A partnership for comparison, or why there is none."""
    try:
        return propose(outcome, field, stakes, seconds, seed, criteria=1)  # fewest members; no more is shown of it
    except Infeasible as error:
        return "; ".join(error.missing)
    except SolverError as error:
        return str(error)


def usual_set(
    outcome: Outcome, whole: Field, stakes: Sequence[Stake], seconds: float, seed: int
) -> tuple[Partnership | str, str]:
    """The contrast: usual partners at the same terms; where they cannot meet the floors, without, and why not."""
    same = attempt(outcome, usual_only(outcome, whole), stakes, seconds, seed)
    if not isinstance(same, str) or not outcome.terms.floors:
        return same, ""
    freed = outcome.change(floors=(), newcomers=0.0)
    return attempt(freed, usual_only(freed, whole), stakes, seconds, seed), same


def softer_sets(
    outcome: Outcome, stakes: Sequence[Stake], ceilings: Sequence[float], seconds: float, seed: int
) -> list[tuple[float, Partnership | str]]:
    """The best set under each ceiling on the hard share, or why there is none."""
    found = []
    for ceiling in ceilings:
        terms = outcome.change(hard_share=ceiling)
        found.append((ceiling, attempt(terms, field(terms, stakes), stakes, seconds, seed)))
    return found
