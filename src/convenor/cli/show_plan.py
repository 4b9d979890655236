"""What the terminal shows of a plan, a ledger and a health check: a screenful at 80 columns."""

from pathlib import Path

import typer

from convenor.action.brief import brief, first
from convenor.action.exports.json import as_data
from convenor.action.health import Health
from convenor.action.labels import short_name
from convenor.action.ledger import Conflict
from convenor.action.network import marking
from convenor.action.words import window
from convenor.cli.doors import printable, say
from convenor.model.ledger import Ledger, Track
from convenor.model.plan import Plan

WIDTH = 100  # widest line; narrower terminals fold it


def show_plan(plan: Plan, written: list[Path], *, json: bool) -> None:
    """Whom to call, what to mend first, what can be shown early, what to begin within two weeks."""
    if json:
        say({**as_data(plan), "reports": [str(file) for file in written]}, "", json=True)
        return
    page = brief(plan, marking(plan).value)
    lines = ["", page.title, page.head, "", page.reach]
    lines += [
        "",
        "Mend first",
        *(line for n, (what, do) in enumerate(page.losses, 1) for line in (f"  {n}. {what}", f"     Do: {do}.")),
    ]
    lines += ["", "Call, in this order"]
    for n, call in enumerate(page.calls, 1):
        lines.append(f"  {n}. {call.whom}: {call.ask}")
        lines.append(f"     Through: {call.through or 'no tie on file: write directly'}")
        lines.append(f"     Begin with: {call.opener or 'nothing current on file'}")
    lines += ["", "Within 90 days", *(f"  · {line}" for line in page.soon)]
    lines += [
        "",
        "Begin within two weeks",
        *(f"  · {a.what} ({a.owner}, {window(a.start, a.end)})" for a in first(plan)),
    ]
    lines += ["", "Missing", *(f"  · {line}" for line in page.missing)] if page.missing else []
    promises = sum(bool(each.capability) for each in plan.commitments)
    lines += ["", f"{len(plan.approaches)} calls, {promises} promises, {len(plan.actions)} actions, each with an owner "
              "and a window."]  # fmt: skip
    lines += [track_line(track) for track in plan.tracks]
    folded = [fold for line in lines for fold in _folded(line)]
    say({}, "\n".join([*folded, *(f"Report: {file.absolute()}" for file in written)]), json=False)


def _folded(line: str) -> list[str]:
    """The line in pieces of the terminal's width at most, set in as its beginning is."""
    from shutil import get_terminal_size
    from textwrap import wrap

    stands = len(line) - len(line.lstrip(" "))
    inset = " " * (stands + (3 if line.lstrip(" ")[1:2] == "." else 2 if line.lstrip(" ").startswith("· ") else 0))
    return wrap(line, min(get_terminal_size().columns, WIDTH), subsequent_indent=inset) or [""]


def show_ledger(ledger: Ledger, tracks: tuple[Track, ...], conflicts: tuple[Conflict, ...], *, json: bool) -> None:
    """How promises were kept, pair by pair, who left, and what two editions disagree on."""
    if json:
        data = {"ledger": as_data(ledger), "tracks": as_data(tracks), "conflicts": as_data(conflicts)}
        say(data, "", json=True)
        return
    lines = [track_line(track) for track in tracks] or ["The ledger holds no promise yet."]
    lines += [f"left: {left.who} on {left.date}: {left.reason}" for left in ledger.exits]
    lines += [f"conflict: {c.entry}, {c.field}: '{c.ours}' or '{c.theirs}'" for c in conflicts]
    say({}, "\n".join(lines), json=False)


def track_line(track: Track) -> str:
    """One pair in a line."""
    late = f", {track.overdue} overdue" if track.overdue else ""
    counted = f"{track.kept} kept, {track.broken} broken{late}"
    if track.ratio is None or track.low is None or track.high is None:
        return f"{track.by} to {track.to}: unknown ({counted})"
    return f"{track.by} to {track.to}: {track.ratio:.0%}, range {track.low:.0%} to {track.high:.0%} ({counted})"


def show_health(found: Health, *, json: bool) -> None:
    """Each partner's mean, then the statements to talk about first."""
    if json:
        say(as_data(found), "", json=True)
        return
    typer.echo("Partner: mean of 0 to 3")
    for partner, mean, left_out in found.partners:
        blank = f", {left_out} left out" if left_out else ""
        typer.echo(f"  {printable(short_name(partner))}: {'no answer' if mean is None else f'{mean:.1f}'}{blank}")
    typer.echo("Talk about first (lowest to highest answer)")
    for each in found.talk_first[:5]:
        typer.echo(f"  {each.low} to {each.high}, mean {each.mean:.1f}: {printable(each.statement)}")
