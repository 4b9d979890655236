"""Leverage: who can move whom, through whom, with which instrument. `leverage` is the verb; beside it its kernels."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convenor.model.leverage import Leverage, Position
    from convenor.model.partnership import Partnership
    from convenor.model.stake import Stake

__all__ = ["leverage"]

BUDGET = 12.0  # ordinary efforts: about what a small team does in a quarter


def leverage(
    partnership: "Partnership",
    stakes: "Sequence[Stake]" = (),
    *,
    positions: "Sequence[Position]" = (),
    budget: float = BUDGET,
    ceiling: float | None = None,
    without: Collection[str] = (),
    everyone: bool = False,
    against: "tuple[Partnership, Sequence[Stake]] | None" = None,
    seconds: float = 10.0,
) -> "Leverage":
    """The best mix of instruments with which the partners move the targets of an outcome, under a budget.

    Args:
        partnership: Its members push; its outcome names the targets and where they stand.
        stakes: Everybody on file, from `trace`: go-betweens need not be partners.
        positions: Targets instead of the outcome's own.
        budget: Most that may be spent, in ordinary efforts.
        ceiling: Largest hard share of what is spent [0, 1]; None takes the outcome's term, or 1.
        without: Ids of bodies that neither push nor pass anything on.
        everyone: Let all bodies on file push, not the partners alone; parties to the conflict, rivals and sanctioned
            bodies never do.
        against: Another context of the same goal: names the one fact that makes its mix another.
        seconds: Time for each solution.

    Returns:
        Forecast before and after, the mix, paths with their evidence, the frontier of hard means, what is lost without
        some bodies.

    Raises:
        OutcomeError: The outcome names no target.

    Limits:
        Shifts, costs and strengths of ties are assumed by instrument and relation, as ranges; the mix is best for
        their middles. A forecast is what a rule makes of positions that somebody entered: no prediction.

    Source:
        docs/how-it-is-reckoned/leverage.md.
    """
    from convenor.action.leverage.tell import tell

    return tell(
        partnership, stakes, positions=positions, budget=budget, ceiling=ceiling, without=without,
        everyone=everyone, against=against, seconds=seconds,
    )  # fmt: skip
