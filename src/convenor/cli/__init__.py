"""The command line: one command per verb, and the chores. Exit codes: 0 done, 2 wrong input, 3 done in part."""

from pathlib import Path
from typing import Annotated

import typer

from convenor.cli.doors import JSON, BookPath, OutcomePath, door, progress, say, shipped_case
from convenor.errors import OutcomeError

app = typer.Typer(
    name="convenor",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Name a security outcome; find everyone with a stake in it, and the partnership that can reach it.",
)

DONE, WRONG, IN_PART = 0, 2, 3
ReportPath = Annotated[Path | None, typer.Option("--report", help="Write a report here; the suffix picks the form.")]


@app.command()
@door
def load(
    files: Annotated[list[Path], typer.Argument(help="Files or archives; the format is recognised by content.")],
    book: BookPath,
    json: JSON = False,
) -> int:
    """Read files into a book. What is broken is kept aside with its place and reason, and does not stop the rest."""
    from convenor.cli.show import show_load
    from convenor.evidence import load as load_files
    from convenor.store import connect

    with connect(book) as opened, progress(quiet=json) as moved:
        report = load_files(opened, *files, progress=moved)
    show_load(report, book, json=json)
    if not report.errors:
        return DONE
    return IN_PART if report.loaded or report.skipped else WRONG


@app.command()
@door
def book(book: BookPath, json: JSON = False) -> int:
    """What a book holds: activities, participations, actors, and each source with its licence."""
    from convenor.cli.show import show_book
    from convenor.store import connect

    with connect(book, new=False) as opened:
        show_book(opened, json=json)
    return DONE


@app.command()
@door
def unload(
    source: Annotated[str, typer.Argument(help="Name of a source or of a loaded file, as `convenor book` lists it.")],
    book: BookPath,
    json: JSON = False,
) -> int:
    """Take a source, or one file of it, out of a book again."""
    from convenor.evidence import unload as unload_source
    from convenor.store import connect

    with connect(book, new=False) as opened:
        taken = unload_source(opened, source)
    say({"unloaded": source, "rows": taken}, f"{source}: {taken:,} rows of evidence taken out.", json=json)
    return DONE


@app.command()
@door
def sources(json: JSON = False) -> int:
    """Which sources can be read, what each is good for, and its licence."""
    from convenor.cli.show import show_sources
    from convenor.evidence.sources import sources as registered

    show_sources(registered().values(), json=json)
    return DONE


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
            f"{out} written. Edit it, then: convenor compose {out} --book B",
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
    from convenor.cli.show import show_stakes
    from convenor.model.outcome import Outcome
    from convenor.stakes import trace as find
    from convenor.store import connect

    asked = Outcome.read(outcome)
    with connect(book, new=False) as opened:
        stakes = find(opened, asked)
    show_stakes(stakes, asked, top=top, json=json)
    return DONE


@app.command()
@door
def compose(
    outcome: OutcomePath,
    book: BookPath,
    report: ReportPath = None,
    without: Annotated[list[str] | None, typer.Option(help="An actor id that is out; may be repeated.")] = None,
    with_: Annotated[list[str] | None, typer.Option("--with", help="An actor id that is in; may be repeated.")] = None,
    budget: Annotated[float | None, typer.Option(help="Most that joining may cost.")] = None,
    size: Annotated[int | None, typer.Option(help="Most members.")] = None,
    seconds: Annotated[float, typer.Option(help="Time for the solver.")] = 10.0,
    json: JSON = False,
) -> int:
    """The partnership that gets farthest, beside the one your usual partners could make."""
    from convenor.cli.answer import answer
    from convenor.cli.doors import changed
    from convenor.model.outcome import Outcome
    from convenor.store import connect

    asked = changed(Outcome.read(outcome), must=with_, must_not=without, budget=budget, size=size)
    with connect(book, new=False) as opened:
        answer(opened, asked, report=report, seconds=seconds, json=json)
    return DONE


@app.command()
@door
def convene(
    folder: Annotated[Path, typer.Argument(help="Folder of a Polis export, or a CSV table of votes.")],
    mode: Annotated[str, typer.Option(help="anonymous, or attributed: organisations on the record.")] = "anonymous",
    strata: Annotated[Path | None, typer.Option(help="CSV table: participant, and a column per dimension.")] = None,
    sign: Annotated[
        int | None, typer.Option(help="1 where agree is +1, -1 where it is -1, if files do not say.")
    ] = None,
    consented: Annotated[bool, typer.Option("--consented", help="Everybody agreed beforehand to be shown.")] = False,
    report: ReportPath = None,
    json: JSON = False,
) -> int:
    """What participants share, what divides them, and who must be heard."""
    from convenor.action import write
    from convenor.cli.show import show_dialogue
    from convenor.dialogue import convene as hold

    dialogue = hold(folder, mode=mode, strata=strata, consented=consented, sign=sign)
    if report is not None:
        write(dialogue, report)
    show_dialogue(dialogue, json=json)
    return DONE


@app.command()
@door
def demo(
    case: Annotated[str, typer.Argument(help="Name of a worked case.")] = "ukraine",
    report: ReportPath = None,
    json: JSON = False,
) -> int:
    """A worked case from beginning to end: no account, no network, under a minute."""
    from convenor.cli.answer import answer
    from convenor.evidence import load as load_files
    from convenor.model.outcome import Outcome
    from convenor.store import connect

    folder = shipped_case(case)
    target = report or Path(f"convenor-{case}.html")
    with connect() as opened:
        with progress(quiet=json) as moved:
            load_files(opened, *sorted(f for f in folder.glob("*.yaml") if f.name != "outcome.yaml"), progress=moved)
        answer(opened, Outcome.read(folder / "outcome.yaml"), report=target, json=json)
    if not json:
        typer.echo(
            f"\nTry next:\n  open {target} in a browser\n  cp {folder / 'outcome.yaml'} my.yaml   # change the question"
            "\n  convenor load FILES --book my.duckdb   # your own aid data, consortia, dossiers"
            "\n  convenor compose my.yaml --book my.duckdb --report my.html"
        )
    return DONE
