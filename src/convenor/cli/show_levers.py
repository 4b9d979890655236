"""What the terminal says about leverage and about the watch."""

from pathlib import Path

import typer

from convenor.action.exports.json import as_data
from convenor.action.labels import short_label
from convenor.cli.doors import printable, say
from convenor.cli.screen import draw, listed, table, tell
from convenor.model.leverage import Leverage

PATHS = 8  # paths told


def show_leverage(found: Leverage, report: Path | None, *, json: bool) -> None:
    """Forecast, mix, paths, and what is lost without some."""
    if json:
        say({**as_data(found), "report": str(report) if report else None}, "", json=True)
        return
    before, after = found.before, found.after
    typer.echo("")
    tell(f"{found.title}, as of {found.as_of}")
    tell(
        f"Weighted mean {before.mean:+.2f} before and {after.mean:+.2f} after the mix (median {before.median:+.2f}, "
        f"{after.median:+.2f}; bargaining {before.bargain:+.2f}, {after.bargain:+.2f}); {found.proof}."
    )
    tell("Shifts, costs and strengths of ties are assumed; this predicts nothing.")
    typer.echo("")
    rows = table("who", "with", "on", "shift")
    for push in found.pushes:
        rows.add_row(
            printable(push.name)[:40], f"{short_label(push.capability)} ({push.power.value})",
            printable(push.target_name)[:40], f"{push.shift.low:.3f} to {push.shift.high:.3f}",
        )  # fmt: skip
    draw(rows)
    listed("Through whom", [path.words for path in found.paths[:PATHS]])
    listed("Hard means", [f"at most {p.ceiling:.0%}: {p.mean:+.3f}" for p in found.frontier])
    gain = found.gain if found.gain > 1e-9 else float("inf")
    listed("Without", [f"{r.label}: {r.lost / gain:.0%} of the move lost, {r.paths} paths" for r in found.removals])
    listed("Nobody reaches", list(found.unreached))
    listed("What makes the difference to the other context", [found.fact] if found.fact else [])
    if report is not None:
        typer.echo(f"\nReport: {report.absolute()}")
