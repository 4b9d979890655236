"""Commands of the room action: the plan, the ledger of promises, the health check."""

from pathlib import Path
from typing import Annotated

import typer

from convenor.cli.doors import DONE, IN_PART, JSON, app, door, say, shipped_case
from convenor.errors import ConvenorError, OutcomeError


@app.command()
@door
def plan(
    outcome: Annotated[Path | None, typer.Argument(help="The question, an outcome.yaml.")] = None,
    book: Annotated[Path | None, typer.Option("--book", help="The book with the evidence.")] = None,
    case: Annotated[str, typer.Option("--case", help="A worked case instead of a question and a book.")] = "",
    report: Annotated[
        list[Path] | None, typer.Option("--report", help="Write here; the suffix picks the form; may be repeated.")
    ] = None,
    agreement: Annotated[Path | None, typer.Option(help="Write the draft agreement here: .md or .docx.")] = None,
    ledger: Annotated[Path | None, typer.Option(help="The ledger of promises, a YAML file.")] = None,
    edition: Annotated[str, typer.Option(help="restricted, or public: from rows marked CLEAR alone.")] = "restricted",
    dialogue: Annotated[list[Path] | None, typer.Option(help="Folder of votes on it; may be repeated.")] = None,
    seconds: Annotated[float, typer.Option(help="Time for the solver.")] = 10.0,
    json: JSON = False,
) -> int:
    """Whom to call and what to say, who promises what, who does what by when."""
    from convenor.cli.planning import make_plan, opened_book, refuse_unknown, write_all
    from convenor.cli.show_plan import show_plan

    if bool(case) == (outcome is not None and book is not None):
        raise OutcomeError("name a question and a book (convenor plan my.yaml --book B), or --case NAME", field="plan")
    refuse_unknown([*(report or ()), *([agreement] if agreement else [])])
    file = shipped_case(case) / "outcome.yaml" if case else outcome
    assert file is not None  # noqa: S101  (one of the two was named)
    with opened_book(book, file.parent if case else None, quiet=json) as opened:
        made = make_plan(
            opened, file, edition=edition, ledger=ledger, dialogues=dialogue or (), seconds=seconds, quiet=json
        )
    written = write_all(made, report or [], agreement)
    show_plan(made, written, json=json)
    return DONE


@app.command()
@door
def ledger(
    files: Annotated[list[Path], typer.Argument(help="One ledger, or two editions of it to bring together.")],
    base: Annotated[Path | None, typer.Option(help="The last edition that both sides had.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the ledger that was brought together here.")] = None,
    as_of: Annotated[str, typer.Option(help="Day of reckoning, as 2025-06-30; today when left out.")] = "",
    json: JSON = False,
) -> int:
    """How promises were kept; two editions edited apart become one, and what they disagree on is listed."""
    import datetime as dt

    from convenor.action.ledger import Conflict, as_text, merge, read_ledger, tracks
    from convenor.cli.show_plan import show_ledger
    from convenor.model.reading import parse_date

    try:
        day = parse_date(as_of, last=True) if as_of else dt.date.today()
    except ValueError as error:
        raise ConvenorError(f"--as-of: {error}; write it as 2025-06-30") from error
    first, *others = [read_ledger(file) for file in files]
    before = read_ledger(base) if base else None
    conflicts: list[Conflict] = []
    for other in others:
        first, found = merge(first, other, before)
        conflicts += found
    if out is not None:
        if out.exists():
            raise OutcomeError("exists already; name another file", file=str(out))
        out.write_text(as_text(first), encoding="utf-8")
    show_ledger(first, tracks(first, day), tuple(conflicts), json=json)
    return IN_PART if conflicts else DONE


@app.command()
@door
def health(
    answers: Annotated[Path | None, typer.Argument(help="The filled form; left out, an empty form is shown.")] = None,
    partner: Annotated[list[str] | None, typer.Option(help="A partner of the empty form; may be repeated.")] = None,
    json: JSON = False,
) -> int:
    """The health check of a partnership: twenty statements, scored per partner, with the spread."""
    from convenor.action.health import form, read_answers
    from convenor.action.health import health as check
    from convenor.cli.planning import read_text
    from convenor.cli.show_plan import show_health

    if answers is None:
        empty = form(partner or ["partner 1", "partner 2"])
        say({"form": empty}, empty.replace("\r\n", "\n").rstrip(), json=json)
        return DONE
    show_health(check(read_answers(read_text(answers), answers.name)), json=json)
    return DONE
