"""Partnerships: who together can reach the outcome. `compose` is the verb; the other files are kernels and words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convenor.model.outcome import Outcome
    from convenor.model.partnership import Partnership
    from convenor.model.stake import Stake

__all__ = ["compose"]

FORCE = 0.5  # a larger hard share is called primary reliance on force (M27)


def compose(
    outcome: "Outcome",
    stakes: "Sequence[Stake]",
    dialogues: Sequence[object] = (),
    *,
    choices: bool = False,
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
        choices: Also reckon alternatives, frontiers, the price of each term, substitutes and robustness.
        seconds: Time for the main selection [s]; the contrast gets as much again in all, the choices likewise.
        seed: Chance for the search among very many candidates and for a sampled expectation.

    Returns:
        Partnerships, best first; for now the best one.

    Raises:
        Infeasible: No set meets the terms, or none moves a step; says what is missing and whose toolbox holds it.
        SolverError: The solver found no set in time, or one that the checker refuses.

    Limits:
        Effect is how far the steps are covered, not a chance of success. What nobody entered or published is not seen.
        What each gains and risks follows from amounts entered or assumed: it is no forecast of what anybody will do.

    Source:
        docs/how-it-is-reckoned/selection.md.
    """
    from convenor.partnerships.candidates import field
    from convenor.partnerships.counted import counted, ground
    from convenor.partnerships.findings import findings
    from convenor.partnerships.gate import gate
    from convenor.partnerships.pillars import pillars
    from convenor.partnerships.propose import propose, softer_sets, usual_set
    from convenor.partnerships.worth import marking, worth
    from convenor.partnerships.worth_findings import worth_findings

    stakes = [stake for stake in stakes if stake.outcome == outcome.id] if _mixed(outcome, stakes) else list(stakes)
    whole = field(outcome, stakes)
    best = propose(outcome, whole, stakes, seconds, seed)
    usual, unmet = usual_set(outcome, whole, stakes, seconds / 3, seed)
    softer = softer_sets(outcome, stakes, (FORCE, 0.0), seconds / 3, seed) if best.hard > FORCE else []
    best = replace(best, gate=gate(outcome, best.members, stakes, dialogues))
    base = ground(outcome, stakes, seed)
    best = replace(best, measures=replace(counted(base, best), pillars=pillars(base, best, seed=seed)))
    best = replace(best, findings=findings(best, stakes, usual=usual, unmet=unmet, softer=softer))
    if choices:
        from convenor.partnerships.choices import choices as reckoned

        best = replace(best, choices=reckoned(outcome, best, stakes, seconds=seconds, seed=seed))
    rivals = [other.ids for other in best.choices.alternatives] if best.choices else []
    found = worth(best, stakes, rivals=rivals, seed=seed)
    more = worth_findings(best, found, seed=seed)
    best = replace(best, worth=found, marking=marking(best), findings=(*best.findings, *more))
    return [best if isinstance(usual, str) else replace(best, usual=usual)]


def _mixed(outcome: "Outcome", stakes: "Sequence[Stake]") -> bool:
    """True where some stakes are in other outcomes."""
    named = {stake.outcome for stake in stakes}
    return outcome.id in named and len(named) > 1
