"""Commands of the room partnerships: the proposed partnership, on your book or on a worked case."""

from pathlib import Path
from typing import Annotated

import typer

from convenor.cli.doors import DONE, JSON, BookPath, OutcomePath, ReportPath, app, door, progress, shipped_case

Choices = Annotated[
    bool, typer.Option("--choices", help="Also alternatives, frontiers, prices of terms, substitutes, robustness.")
]


@app.command()
@door
def compose(
    outcome: OutcomePath,
    book: BookPath,
    report: ReportPath = None,
    without: Annotated[list[str] | None, typer.Option(help="Id or name of who is out; may be repeated.")] = None,
    with_: Annotated[list[str] | None, typer.Option("--with", help="Id or name of who is in; may be repeated.")] = None,
    budget: Annotated[float | None, typer.Option(help="Most that joining may cost.")] = None,
    size: Annotated[int | None, typer.Option(help="Most members.")] = None,
    choices: Choices = False,
    ready: Annotated[
        bool, typer.Option("--ready", help="Mark it ready to sign; refused while a light is red.")
    ] = False,
    seconds: Annotated[float, typer.Option(help="Time for the solver.")] = 10.0,
    dialogue: Annotated[list[Path] | None, typer.Option(help="Folder of votes on it; may be repeated.")] = None,
    edition: Annotated[str, typer.Option(help="restricted, or public: from rows marked CLEAR alone.")] = "restricted",
    json: JSON = False,
) -> int:
    """The partnership that gets farthest, beside the one your usual partners could make."""
    from convenor.cli.answer import answer
    from convenor.cli.doors import changed
    from convenor.cli.edition import PUBLIC_NOTE, made_public
    from convenor.model.outcome import Outcome
    from convenor.stakes.called import filed, find_all
    from convenor.store import connect

    written = Outcome.read(outcome)
    with connect(book, new=False) as opened:
        as_asked = filed(opened, written)
        out = [name for asked in without or () for name in find_all(opened, asked)]
        inside = [find_all(opened, asked)[0] for asked in with_ or ()]
        asked = changed(as_asked, must=inside, must_not=out, budget=budget, size=size)
        seen, (asked, as_asked), public = made_public(opened, edition, asked, as_asked, dialogues=dialogue or ())
        answer(
            seen, asked, report=report, seconds=seconds, dialogues=dialogue or (), as_asked=as_asked,
            choices=choices, ready=ready, note=PUBLIC_NOTE if public else "", json=json,
        )  # fmt: skip
    return DONE


@app.command()
@door
def demo(
    case: Annotated[str, typer.Argument(help="Name of a worked case.")] = "ukraine",
    report: ReportPath = None,
    choices: Choices = False,
    json: JSON = False,
) -> int:
    """A worked case from beginning to end: no account, no network, under a minute."""
    from convenor.cli.answer import answer
    from convenor.evidence import load as load_files
    from convenor.evidence.resolve import resolve
    from convenor.model.outcome import Outcome
    from convenor.store import connect

    folder = shipped_case(case)
    target = report or Path(f"convenor-{case}.html")
    dossiers = sorted(f for f in folder.glob("*.yaml") if f.name != "outcome.yaml")
    with connect() as opened:
        with progress(quiet=json) as moved:
            load_files(opened, *dossiers, *sorted((folder / "records").glob("*")), progress=moved)
        resolve(opened)
        answer(opened, Outcome.read(folder / "outcome.yaml"), report=target, choices=choices, json=json)
    if not json:
        typer.echo(
            f"\nTry next:\n  open {target} in a browser\n  cp {folder / 'outcome.yaml'} my.yaml   # change the question"
            "\n  convenor load FILES --book my.duckdb   # your own aid data, consortia, dossiers"
            "\n  convenor compose my.yaml --book my.duckdb --report my.html"
            f"\n  convenor demo {case} --choices   # alternatives, substitutes, what each term costs"
        )
    return DONE
