"""What the terminal shows of who gains and who would leave: the tests by name, whom to call, who loses."""

import typer
from rich.console import Console
from rich.table import Table

from convenor.cli.doors import printable
from convenor.model.partnership import Partnership
from convenor.model.worth import Verdict, Worth

WIDTH = 100  # as in show.py
CALLS = 5  # first calls told
LOSERS = 5  # losers told


def show_worth(worth: Worth, partnership: Partnership) -> None:
    """A few lines: stability by name, the first calls, who loses."""
    typer.echo("\nDoes it hold?")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("test", "verdict", "of the draws"):
        table.add_column(name, justify="right" if name == "of the draws" else "left", overflow="fold")
    for test in worth.tests:
        share = "" if test.share is None else f"{test.share:.0%}"
        table.add_row(test.name, test.verdict.value, share)
    console = Console(markup=False, highlight=False)
    console.print(table, width=min(console.width, WIDTH))
    _said([test.text for test in worth.tests if test.verdict in (Verdict.FAILS, Verdict.DEPENDS) and test.fails])
    if worth.threshold is not None:
        _said([worth.threshold.text])
    if worth.joining.calls:
        typer.echo("\nWhom to call first")
        _said([call.text for call in worth.joining.calls[:CALLS]])
    if worth.losers:
        typer.echo("\nWho loses, or is not known to be spared")
        _said([f"{loser.why} {loser.mitigation}" for loser in worth.losers[:LOSERS]])
    names = {member.stake.actor.id: member.stake.actor.name for member in partnership.members}
    worse = [names[member.actor] for member in worth.members if member.exposure.worse]
    if worse:
        _said([f"Worse off by sharing the risk than alone: {'; '.join(worse)}."])


def _said(lines: list[str]) -> None:
    for line in lines:
        typer.echo(printable(f"  · {line}"))
