"""What `convenor learn` shows: from how much it learned, and how right it was on years that it had not seen."""

from pathlib import Path

import typer

from convenor.cli.doors import say
from convenor.stakes.kept import FEWEST, Learned, as_plain


def show_learned(learned: Learned | None, book: Path, *, json: bool) -> None:
    """How right the probabilities were, bin by bin; or why nothing was learned."""
    if json:
        say({"learned": None if learned is None else as_plain(learned)}, "", json=True)
        return
    if learned is None:
        typer.echo(
            f"{book} holds fewer than {FEWEST} past partnerships with a known lead whose partners had been seen before."
            "\nNothing was learned; stakes stay ranks. Load more activities, then learn again."
        )
        return
    typer.echo(f"Learned from {learned.questions:,} past partnerships up to {learned.until}; kept in {book}.")
    if not learned.calibrated or learned.brier is None:
        typer.echo("One year alone could be learned from: stakes stay ranks until there are two.")
        return
    typer.echo(f"Brier score {learned.brier:.5f} on years it had not seen (base rate alone {learned.base:.5f}).")
    typer.echo("\n   said   happened   candidates")
    for said, happened, count in learned.reliability:
        typer.echo(f"  {said:>5.1%}      {happened:>5.1%}   {count:>10,}")
    typer.echo("\nIt predicts who takes part if things go on as on file, not who should.")
