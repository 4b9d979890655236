"""Commands of the room evidence: what is on file."""

from pathlib import Path
from typing import Annotated

import typer

from convenor.cli.doors import DONE, IN_PART, JSON, WRONG, BookPath, app, door, progress, say


@app.command()
@door
def load(
    files: Annotated[list[Path], typer.Argument(help="Files or archives; the format is recognised by content.")],
    book: BookPath,
    columns: Annotated[
        str, typer.Option("--map", metavar="HEADER=WORD,...", help="What columns of a sheet mean, as Partner=org.")
    ] = "",
    encoding: Annotated[
        str, typer.Option(help="Of text that is neither UTF-8 nor UTF-16, as windows-1251; guessed otherwise.")
    ] = "",
    licence: Annotated[str, typer.Option(help="Terms under which the data may be reused, as CC-BY-4.0.")] = "",
    json: JSON = False,
) -> int:
    """Read files into a book. What is broken is kept aside with its place and reason, and does not stop the rest."""
    from convenor.cli.readings import read_map
    from convenor.cli.show import show_load
    from convenor.evidence import load as load_files
    from convenor.evidence.doubles import doubles
    from convenor.store import connect

    with connect(book, sparing=True) as opened, progress(quiet=json) as moved:
        words = read_map(columns)
        report = load_files(opened, *files, progress=moved, columns=words, encoding=encoding, licence=licence)
        twice = doubles(opened)
    show_load(report, book, doubles=twice, json=json)
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
