"""Commands of the room action, on power: who can move whom."""

from pathlib import Path
from typing import Annotated

import typer

from convenor.cli.doors import DONE, JSON, ReportPath, app, door, shipped_case, waiting
from convenor.errors import OutcomeError


@app.command()
@door
def leverage(
    outcome: Annotated[Path | None, typer.Argument(help="The question, an outcome.yaml with its targets.")] = None,
    book: Annotated[Path | None, typer.Option("--book", help="The book with the evidence.")] = None,
    case: Annotated[str, typer.Option("--case", help="A worked case instead of a question and a book.")] = "",
    positions: Annotated[
        Path | None, typer.Option(help="CSV table: actor, position, influence, salience; instead of the targets.")
    ] = None,
    budget: Annotated[float, typer.Option(help="Most that may be spent, in ordinary efforts.")] = 12.0,
    ceiling: Annotated[float | None, typer.Option(help="Largest hard share of the spending, 0 to 1.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="Id or name of who is left out; may be repeated.")] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="Let all bodies push, not the partners alone.")] = False,
    against: Annotated[Path | None, typer.Option(help="The same goal in another context: another question.")] = None,
    report: ReportPath = None,
    json: JSON = False,
) -> int:
    """Who can move whom, through whom, with which instrument; soft and hard under one budget."""
    from convenor.action import write
    from convenor.action.leverage import leverage as find
    from convenor.cli.planning import opened_book
    from convenor.cli.show_levers import show_leverage
    from convenor.model.leverage import read_table
    from convenor.model.outcome import Outcome
    from convenor.partnerships import compose
    from convenor.stakes import trace
    from convenor.stakes.called import filed, find_all

    if bool(case) == (outcome is not None and book is not None):
        raise OutcomeError("name a question and a book (my.yaml --book B), or --case NAME", field="leverage")
    file = shipped_case(case) / "outcome.yaml" if case else outcome
    assert file is not None  # noqa: S101  (one of the two was named)
    with opened_book(book, file.parent if case else None, quiet=json) as opened, waiting("weighing", quiet=json):
        asked = filed(opened, Outcome.read(file))
        out = [name for each in without or () for name in find_all(opened, each)]
        stakes = trace(opened, asked)
        other = None
        if against is not None:
            there = filed(opened, Outcome.read(against))
            known = trace(opened, there)
            other = compose(there, known)[0], known
        found = find(
            compose(asked, stakes)[0], stakes, positions=read_table(positions) if positions else (), budget=budget,
            ceiling=ceiling, without=out, everyone=everyone, against=other,
        )  # fmt: skip
    if report is not None:
        write(found, report)
    show_leverage(found, report, json=json)
    return DONE
