"""What the terminal says about leverage and about the watch."""

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from convenor.action.exports.json import as_data
from convenor.action.labels import short_label
from convenor.cli.doors import printable, say
from convenor.model.leverage import Leverage

WIDTH, PATHS = 100, 8


def show_leverage(found: Leverage, report: Path | None, *, json: bool) -> None:
    """Forecast, mix, paths, and what is lost without some."""
    if json:
        say({**as_data(found), "report": str(report) if report else None}, "", json=True)
        return
    before, after = found.before, found.after
    typer.echo(f"\n{printable(found.title)}, as of {found.as_of}\n")
    typer.echo(
        f"Weighted mean {before.mean:+.2f} before and {after.mean:+.2f} after the mix (median {before.median:+.2f}, "
        f"{after.median:+.2f}; bargaining {before.bargain:+.2f}, {after.bargain:+.2f}); {found.proof}.\n"
        "Shifts, costs and strengths of ties are assumed; this predicts nothing.\n"
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("who", "with", "on", "shift"):
        table.add_column(name, overflow="fold")
    for push in found.pushes:
        table.add_row(
            printable(push.name)[:40], f"{short_label(push.capability)} ({push.power.value})",
            printable(push.target_name)[:40], f"{push.shift.low:.3f} to {push.shift.high:.3f}",
        )  # fmt: skip
    console = Console(markup=False, highlight=False)
    console.print(table, width=min(console.width, WIDTH))
    _lines("Through whom", [path.words for path in found.paths[:PATHS]])
    _lines("Hard means", [f"at most {p.ceiling:.0%}: {p.mean:+.3f}" for p in found.frontier])
    gain = found.gain if found.gain > 1e-9 else float("inf")
    _lines("Without", [f"{r.label}: {r.lost / gain:.0%} of the move lost, {r.paths} paths" for r in found.removals])
    _lines("Nobody reaches", list(found.unreached))
    _lines("What makes the difference to the other context", [found.fact] if found.fact else [])
    if report is not None:
        typer.echo(f"\nReport: {report.absolute()}")


def _lines(title: str, lines: list[str]) -> None:
    if lines:
        typer.echo("\n".join([f"\n{title}", *(f"  · {printable(line)}" for line in lines)]))
