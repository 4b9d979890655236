"""From a question to an answer on the screen and in a report: the place where stakes, partnerships and action meet."""

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from convenor.action import write
from convenor.action.exports.json import as_data
from convenor.cli.doors import say, shipped_cases
from convenor.cli.heard import heard
from convenor.cli.show import show_partnership
from convenor.cli.show_choices import say_ready, show_choices, show_gate
from convenor.cli.show_who import known_as, show_identities
from convenor.cli.show_worth import show_worth
from convenor.errors import OutcomeError
from convenor.model.choices import Choices
from convenor.model.outcome import Outcome
from convenor.partnerships import compose
from convenor.partnerships.benchmark import with_benchmarks
from convenor.partnerships.whatif import what_if
from convenor.stakes import draft, traced
from convenor.store import Store, connect


def answer(
    book: Store, outcome: Outcome, *, report: Path | None, seconds: float = 10.0, dialogues: Sequence[Path] = (),
    as_asked: Outcome | None = None, choices: bool = False, ready: bool = False, note: str = "",
    json: bool = False,
) -> None:  # fmt: skip
    """Trace, compose, show, and write the report; `as_asked` is the question before it was changed.

    A `note` on the edition stands among what is assumed, so that every form of the answer carries it.
    """
    began = time.monotonic()
    outcome = with_benchmarks(book, outcome)
    found = traced(book, outcome)
    stakes = list(found.stakes)
    said = heard(dialogues, outcome, quiet=json)
    best = compose(outcome, stakes, said, choices=choices, seconds=seconds)[0]
    if as_asked is not None and as_asked.terms != outcome.terms:
        best = replace(best, choices=replace(best.choices or Choices(), change=what_if(as_asked, outcome, stakes)))
    best = replace(best, unheld=found.gaps, identities=known_as(book, best.ids, [s.actor.id for s in stakes]))
    best = replace(best, ready=True) if ready else best
    best = replace(best, assumed=(note, *best.assumed)) if note else best
    if report is not None:
        write(best, report)
    if json:
        say({**as_data(best), "report": str(report) if report else None}, "", json=True)
        return
    show_partnership(best)
    if best.gate is not None:
        show_gate(best.gate)
    if best.worth is not None:
        show_worth(best.worth, best)
    if best.choices is not None:
        show_choices(best.choices)
    show_identities(best.identities)
    say_ready(best.ready)
    taken = time.monotonic() - began
    typer.echo(f"\n{len(stakes):,} candidates weighed in {taken:.1f} s.")
    if report is not None:
        typer.echo(f"Report: {report.absolute()}")


def first_question(title: str, *, book: Path | None, blank: bool) -> str:
    """A commented outcome file for a title; from the worked cases, and from a book where one is named."""
    today = dt.date.today()
    if not title.strip():
        raise OutcomeError('write the outcome in one line, as in "Safe markets in Gao"', field="title")
    if blank:
        return draft.blank(title, today=today)
    cases = [Outcome.read(folder / "outcome.yaml") for folder in shipped_cases()]
    if book is None:
        return draft.draft(title, cases=cases, today=today)
    with connect(book, new=False) as opened:
        return draft.draft(title, opened, cases, today=today)
