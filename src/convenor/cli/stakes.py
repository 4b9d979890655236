"""Commands of the room stakes: from a title to a question, and who has a stake in it."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from convenor.cli.doors import DONE, JSON, BookPath, OutcomePath, app, door, progress, say
from convenor.errors import OutcomeError


@app.command("capabilities")
@door
def capabilities_(
    word: Annotated[str, typer.Argument(help="Show only those whose id or label holds this word.")] = "",
    json: JSON = False,
) -> int:
    """The table of capabilities: the words that an outcome's steps may need."""
    from convenor.cli.show import show_capabilities

    show_capabilities(word, json=json)
    return DONE


@app.command()
@door
def new(
    title: Annotated[str, typer.Argument(help="The outcome in one line, as a state of the world.")],
    book: Annotated[Path | None, typer.Option("--book", help="Learn from the past activities of this book.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write here instead of on the screen.")] = None,
    blank: Annotated[bool, typer.Option("--blank", help="Propose nothing: only the form.")] = False,
    json: JSON = False,
) -> int:
    """A first question from a title: places, steps, needs, groups and indicators, each with why, to be edited."""
    from convenor.cli.answer import first_question

    text = first_question(title, book=book, blank=blank)
    if out is not None:
        if out.exists():
            raise OutcomeError("exists already; name another file, or delete it first", file=str(out))
        out.write_text(text, encoding="utf-8")
        say(
            {"outcome": text, "file": str(out)},
            f"{out} written. Edit it, then: convenor compose {out} --book {book or 'B'}",
            json=json,
        )
    else:
        say({"outcome": text, "file": None}, text.rstrip(), json=json)
    return DONE


@app.command()
@door
def trace(
    outcome: OutcomePath,
    book: BookPath,
    top: Annotated[int, typer.Option(help="How many to show.")] = 20,
    json: JSON = False,
) -> int:
    """Who has a stake in an outcome, and which rows say so."""
    from convenor.cli.show_stakes import show_stakes
    from convenor.model.outcome import Outcome
    from convenor.stakes import traced
    from convenor.stakes.kept import words_of
    from convenor.store import connect

    asked = Outcome.read(outcome)
    with connect(book, new=False) as opened:
        found, learned = traced(opened, asked), words_of(opened, asked.as_of)
    show_stakes(
        found.stakes, found.gaps, asked, top=top, searched=found.searched, learned=learned, note=found.note, json=json
    )
    return DONE


@app.command()
@door
def learn(
    book: BookPath,
    as_of: Annotated[str, typer.Option(help="Learn from what started up to this day; today by default.")] = "",
    seed: Annotated[int, typer.Option(help="Of the draw of past partnerships; the same seed gives the same.")] = 0,
    meaning: Annotated[
        bool, typer.Option("--meaning", help="Read texts for what they mean, not by words alone.")
    ] = False,
    json: JSON = False,
) -> int:
    """Learn who joins from this book's own past, so that stakes become probabilities."""
    from convenor.cli.show_learned import show_learned
    from convenor.stakes.kept import relearn
    from convenor.store import connect

    try:
        until = dt.date.fromisoformat(as_of) if as_of else dt.date.today()
    except ValueError:
        raise OutcomeError(f"'{as_of}' is not a date; write 2024-06-30", field="--as-of") from None
    with connect(book, new=False) as opened, progress(quiet=json or not meaning, counted=True) as moved:
        learned = relearn(
            opened, until, seed=seed, meaning=meaning, told=lambda done, of: moved(done, of, "reading for meaning")
        )
    show_learned(learned, book, json=json)
    return DONE
