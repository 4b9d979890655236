"""What the terminal shows of the watch: an alert with its action, cooperation of pairs, base rates."""

from collections.abc import Sequence

import typer

from convenor.action.exports.json import as_data
from convenor.cli.doors import printable, say
from convenor.cli.screen import draw, table, tell
from convenor.model.account import Range
from convenor.model.watch import Pair, Period, Rate, Watch

COUNTED = ("verbal", "material", "conflict")


def show_watch(found: Watch, *, json: bool) -> None:
    """New alerts and withdrawn ones; nothing at all where there is none."""
    if json:
        say(as_data(found), "", json=True)
        return
    for line in found.withdrawn:
        tell(line)
    for alert in found.alerts:
        act = alert.finding
        tell(f"ALERT  {act.text} Chance of so much in an ordinary month: {chance(alert.p)}.", hanging="  ")
        tell(f"  Do: {act.action}", hanging="  ")
        tell(f"  Who: {act.owner}. When: {act.start} to {act.end}.", hanging="  ")


def show_pairs(found: Sequence[Pair], *, json: bool) -> None:
    """Both sides of the date, counts first."""
    if json:
        say({"pairs": as_data(found)}, "", json=True)
        return
    if not found:
        typer.echo("No event between the two is on file in a data set that tells cooperation as well as conflict.")
    for pair in found:
        span = f"{pair.source}; {pair.first} to {pair.last}"
        tell(f"{pair.one} and {pair.other}, before {pair.since} and from then on ({span})")
        rows = table("", *COUNTED, "share of cooperation", right=COUNTED)
        for label, each in (("before", pair.before), ("after", pair.after)):
            rows.add_row(label, f"{each.verbal:,}", f"{each.material:,}", f"{each.against:,}", _share(each))
        draw(rows)
        if pair.interval:
            ends = f"{pair.interval.low:+.0%} to {pair.interval.high:+.0%}"
            tell(f"Difference {pair.change:+.0%} (95% interval {ends}). A change beside a date is no effect of it.")
        else:
            tell("One side of the date has no event, so there is no difference to tell.")


def show_rates(found: Sequence[Rate], left_out: tuple[int, int], *, json: bool) -> None:
    """A row per provision: with it and without it."""
    if json:
        late, unknown = left_out
        say({"rates": as_data(found), "signed_too_late": late, "last_day_unknown": unknown}, "", json=True)
        return
    if not found:
        typer.echo("The book holds no peace agreements that could be followed; load the UCDP Peace Agreement Dataset.")
        return
    rows = table("agreements", "with it: ended within 5 years", "without it")
    rows.add_row(found[0].label, rate(found[0]), "")
    for with_it, without in zip(found[1::2], found[2::2], strict=True):
        rows.add_row(printable(with_it.label), rate(with_it), rate(without))
    draw(rows)
    tell(
        f"Not counted: {left_out[0]} signed too late to be followed for five years, {left_out[1]} that ended on an"
        " unknown day. A count of the past with 95% intervals; it predicts nothing and shows no cause."
    )


def rate(each: Rate) -> str:
    """A rate with its counts and interval."""
    if each.share is None:
        return "none on file"
    return f"{each.ended} of {each.total}, {each.ended / each.total:.0%} ({_ends(each.share)})"


def chance(p: float) -> str:
    """A small probability in words."""
    return "less than 1 in 10,000" if p < 1e-4 else f"{p:.2g}"


def _share(period: Period) -> str:
    if period.share is None:
        return "no event"
    drawn = f", of {period.drawn:,} drawn" if period.drawn < period.total else ""
    return f"{period.best:.0%} ({_ends(period.share)}{drawn})"


def _ends(share: Range) -> str:
    return f"{share.low:.0%} to {share.high:.0%}"
