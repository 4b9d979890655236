"""Commands of the room action, on the place: spikes, cooperation before and after, base rates."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convenor.cli.doors import DONE, JSON, OutcomePath, ReportPath, app, door
from convenor.errors import ConvenorError, OutcomeError

if TYPE_CHECKING:
    from convenor.model.watch import Pair
    from convenor.store import Store

READ = Annotated[Path, typer.Option("--book", help="The book with the events.")]
AS_OF = Annotated[str, typer.Option("--as-of", help="Day of reckoning, as 2025-06-30; today when left out.")]
SINCE = Annotated[str, typer.Option("--since", help='First day of "after", as 2025-06-30.')]


@app.command()
@door
def watch(
    outcome: OutcomePath,
    book: READ,
    as_of: AS_OF = "",
    pair: Annotated[
        list[str] | None, typer.Option(help="Two whose cooperation is compared, as A=B; may be repeated.")
    ] = None,
    since: SINCE = "",
    report: ReportPath = None,
    json: JSON = False,
) -> int:
    """Say once when violence at the outcome's places leaves the ordinary; silent when nothing changed."""
    from convenor.action import write
    from convenor.action.watch import tell_once
    from convenor.action.watch import watch as look
    from convenor.cli.show_watch import show_watch
    from convenor.model.outcome import Outcome
    from convenor.store import connect

    asked, today = Outcome.read(outcome), _day(as_of, "--as-of") or dt.date.today()
    begun = _day(since, "--since") or asked.period[0]
    if pair and begun is None:
        raise OutcomeError("--pair needs --since DATE, for the question has no first day", field="watch")
    with connect(book, new=False) as opened:
        pairs = [found for words in pair or () for found in _pairs(opened, words, begun or today, today)]
        marks = [(begun, "start")] if begun else []
        found = look(opened, asked, as_of=today, pairs=pairs, marks=marks, rates=report is not None)
        if report is not None:
            write(found, report)
        show_watch(found, json=json)
        tell_once(opened, found)
    return DONE


@app.command()
@door
def cooperation(
    one: Annotated[str, typer.Argument(help="An actor's id or name, or a country.")],
    other: Annotated[str, typer.Argument(help="The other.")],
    since: SINCE,
    book: READ,
    as_of: AS_OF = "",
    json: JSON = False,
) -> int:
    """How two got on before a date and from it on: share of cooperative events, with its interval."""
    from convenor.action.watch import cooperation as compare
    from convenor.cli.show_watch import show_pairs
    from convenor.store import connect

    first = _day(since, "--since")
    assert first is not None  # noqa: S101  (an option without a default)
    with connect(book, new=False) as opened:
        found = compare(opened, one, other, first, until=_day(as_of, "--as-of"))
    show_pairs(found, json=json)
    return DONE


@app.command()
@door
def baserates(
    book: READ,
    feature: Annotated[list[str] | None, typer.Option(help="A provision, as gender; may be repeated.")] = None,
    json: JSON = False,
) -> int:
    """Of peace agreements with such and such provisions, how many ended within five years; no prediction."""
    from convenor.action.watch import base_rates
    from convenor.action.watch.rates import left_out
    from convenor.cli.show_watch import show_rates
    from convenor.store import connect

    with connect(book, new=False) as opened:
        show_rates(base_rates(opened, feature or ()), left_out(opened), json=json)
    return DONE


def _day(text: str, option: str) -> dt.date | None:
    """A day as a person writes it; None where nothing was written."""
    from convenor.model.reading import parse_date

    try:
        return parse_date(text, last=option == "--as-of") if text else None
    except ValueError as error:
        raise ConvenorError(f"{option}: {error}; write it as 2025-06-30") from error


def _pairs(book: "Store", words: str, since: dt.date, until: dt.date) -> "tuple[Pair, ...]":
    from convenor.action.watch import cooperation as compare

    one, sign, other = (part.strip() for part in words.partition("="))
    if not (one and sign and other):
        raise OutcomeError(f"'{words[:80]}' is no pair; write --pair A=B", field="--pair")
    return compare(book, one, other, since, until=until)
