"""Partnerships: who together can reach the outcome. `compose` is the verb; the other files are kernels and words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from convenor.errors import Infeasible, SolverError

if TYPE_CHECKING:
    from convenor.model.outcome import Outcome
    from convenor.model.partnership import Partnership
    from convenor.model.stake import Stake
    from convenor.partnerships.candidates import Field

__all__ = ["compose"]

FORCE = 0.5  # a larger hard share is called primary reliance on force (M27)


def compose(
    outcome: "Outcome",
    stakes: "Sequence[Stake]",
    dialogues: Sequence[object] = (),
    *,
    seconds: float = 10.0,
    seed: int = 0,
) -> "list[Partnership]":
    """The partnership that gets furthest towards an outcome at its terms, with what follows from it.

    Candidates are the 300 of highest salience, the 100 newcomers of highest salience, those with a stake by exposure,
    and `must`. The solver's answer is verified by a separate checker and carries its bound.

    Args:
        outcome: The question, terms included.
        stakes: Who has a stake, from `trace` or made by hand; each carries its actor.
        dialogues: What was said, from `convene`: the reality check of the gate; the selection does not read it.
        seconds: Time for the main selection [s]; the contrast and the alternatives get as much again in all.
        seed: Chance for the search among very many candidates and for a sampled expectation.

    Returns:
        Partnerships, best first; for now the best one.

    Raises:
        Infeasible: No set meets the terms, or none moves a step; says what is missing and whose toolbox holds it.
        SolverError: The solver found no set in time, or one that the checker refuses.

    Limits:
        Effect is how far the steps are covered, not a chance of success. What nobody entered or published is not seen.
        Reliability, risk and what each partner gains are not reckoned here.

    Source:
        docs/how-it-is-reckoned/selection.md.
    """
    from convenor.partnerships.candidates import field
    from convenor.partnerships.findings import findings
    from convenor.partnerships.gate import gate

    stakes = [stake for stake in stakes if stake.outcome == outcome.id] if _mixed(outcome, stakes) else list(stakes)
    whole = field(outcome, stakes)
    best = _propose(outcome, whole, stakes, seconds, seed)
    usual, unmet = _usual(outcome, whole, stakes, seconds / 3, seed)
    softer = []
    if best.hard > FORCE:
        for ceiling in (FORCE, 0.0):
            terms = outcome.change(hard_share=ceiling)
            softer.append((ceiling, _attempt(terms, field(terms, stakes), stakes, seconds / 3, seed)))
    best = replace(best, gate=gate(outcome, best.members, stakes, dialogues))
    best = replace(best, findings=findings(best, stakes, usual=usual, unmet=unmet, softer=softer))
    return [best if isinstance(usual, str) else replace(best, usual=usual)]


def _usual(
    outcome: "Outcome", whole: "Field", stakes: "Sequence[Stake]", seconds: float, seed: int
) -> "tuple[Partnership | str, str]":  # fmt: skip
    """The contrast: usual partners at the same terms; where they cannot meet the floors, without, and why not."""
    from convenor.partnerships.candidates import usual_only

    same = _attempt(outcome, usual_only(outcome, whole), stakes, seconds, seed)
    if not isinstance(same, str) or not outcome.terms.floors:
        return same, ""
    freed = outcome.change(floors=(), newcomers=0.0)
    return _attempt(freed, usual_only(freed, whole), stakes, seconds, seed), same


def _mixed(outcome: "Outcome", stakes: "Sequence[Stake]") -> bool:
    """True where some stakes are in other outcomes."""
    named = {stake.outcome for stake in stakes}
    return outcome.id in named and len(named) > 1


def _propose(
    outcome: "Outcome", field: "Field", stakes: "Sequence[Stake]", seconds: float, seed: int, criteria: int = 3
) -> "Partnership":  # fmt: skip
    """The best set of a field as a partnership, checked, without findings."""
    import numpy as np

    from convenor.partnerships.assemble import assemble
    from convenor.partnerships.check import broken
    from convenor.partnerships.cover import select
    from convenor.partnerships.shortfall import unmet_needs, unmet_terms

    rng = np.random.default_rng(seed)
    chosen = select(field.problem, seconds=seconds, rng=rng, criteria=criteria)
    if chosen.status == "infeasible":
        raise Infeasible(unmet_terms(outcome, field))
    if chosen.status == "no answer":
        raise SolverError("time ran out before a set was found", chosen.seconds)
    if wrong := broken(field.problem, chosen.chosen):
        raise SolverError(f"the checker refused the set: {'; '.join(wrong)}", chosen.seconds)
    if chosen.effect <= 1e-9:
        raise Infeasible(unmet_needs(outcome, field))
    return assemble(outcome, field, chosen, stakes, rng)


def _attempt(
    outcome: "Outcome", field: "Field", stakes: "Sequence[Stake]", seconds: float, seed: int
) -> "Partnership | str":  # fmt: skip
    """A partnership for comparison, or why there is none."""
    try:
        return _propose(outcome, field, stakes, seconds, seed, criteria=1)  # fewest members; no more is shown of it
    except Infeasible as error:
        return "; ".join(error.missing)
    except SolverError as error:
        return str(error)
