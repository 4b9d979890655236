"""What a person says of a sheet's columns, and how a sheet was read, for the terminal."""

import csv
from collections.abc import Iterable
from typing import Any

import typer

from convenor.cli.doors import printable
from convenor.errors import SourceError
from convenor.evidence.sources import Reading

_HOW = {
    "tags": "by its HXL tags",
    "guess": "by guessing; please look whether this is right",
    "said": "as --map says",
    "header": "by its header",
}
_SHOWN = 30  # columns listed of a sheet


def read_map(text: str) -> dict[str, str]:
    """Header to word, from 'Partner=org,Cluster=sector'; a pair with a comma stands in double quotes.

    Raises:
        SourceError: A pair without '='.

    Example:
        >>> read_map('Partner=org,"Name, full=acronym"')
        {'Partner': 'org', 'Name, full': 'acronym'}
    """
    pairs = next(csv.reader([text.replace("\n", " ")], skipinitialspace=True), []) if text.strip() else []
    found = {}
    for pair in pairs:
        header, equals, word = pair.rpartition("=")
        if not equals or not header.strip() or not word.strip():
            message = f"'{pair[:60]}' is not HEADER=WORD; write as in --map 'Partner=org,Cluster=sector'"
            raise SourceError(message, source="--map", code="map.unreadable")
        found[header.strip()] = word.strip()
    return found


def show_readings(readings: Iterable[Reading]) -> None:
    """Each sheet: how it was read, which column means what, and how to say it better where it was guessed."""
    for reading in readings:
        name = f"{reading.file}, sheet '{reading.sheet}'" if reading.sheet else reading.file
        typer.echo(f"  {printable(name)}: read {_HOW.get(reading.how, reading.how)}")
        columns = [f"{header} → {meaning}" for header, meaning in reading.columns[:_SHOWN] if meaning != "never kept"]
        typer.echo(f"         {printable('; '.join(columns))}")
        for note in reading.notes:
            typer.echo(f"         {printable(note)}")
        if reading.how == "guess":
            typer.echo(
                "         if that is wrong, load it again with --map 'HEADER=WORD,...'; this reading is then replaced"
            )


def as_rows(readings: Iterable[Reading]) -> list[dict[str, Any]]:
    """The same as data."""
    return [
        {
            "file": reading.file, "sheet": reading.sheet, "source": reading.source, "how": reading.how,
            "columns": dict(reading.columns), "notes": list(reading.notes), "left_out": list(reading.left_out),
        }
        for reading in readings
    ]  # fmt: skip
