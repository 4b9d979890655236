"""Commands of the room dialogue: what participants said."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from convenor.cli.doors import DONE, JSON, ReportPath, app, door, waiting
from convenor.errors import OutcomeError


@app.command()
@door
def convene(
    folder: Annotated[Path, typer.Argument(help="Folder of a Polis export, or a CSV table of votes.")],
    mode: Annotated[str, typer.Option(help="anonymous, or attributed: organisations on the record.")] = "anonymous",
    strata: Annotated[
        Path | None, typer.Option(help="CSV table: participant, a column per dimension; strata.csv in FOLDER is found.")
    ] = None,
    population: Annotated[Path | None, typer.Option(help="CSV table: dimension, category, share or number.")] = None,
    source: Annotated[str, typer.Option(help="Where the population shares come from.")] = "",
    outcome: Annotated[str, typer.Option(help="Id of the outcome that it is about.")] = "",
    sign: Annotated[
        int | None, typer.Option(help="1 where agree is +1, -1 where it is -1, if files do not say.")
    ] = None,
    consented: Annotated[bool, typer.Option("--consented", help="Everybody agreed beforehand to be shown.")] = False,
    rows: Annotated[Path | None, typer.Option(help="Write the votes here as a Polis export, person by person.")] = None,
    rows_allowed: Annotated[
        bool, typer.Option("--rows-allowed", help="Every participant knows that rows will leave.")
    ] = False,
    report: ReportPath = None,
    json: JSON = False,
) -> int:
    """What participants share, what divides them, and who must be heard."""
    from convenor.action import write
    from convenor.cli.heard import strata_beside
    from convenor.cli.rows import write_rows
    from convenor.cli.show import show_dialogue
    from convenor.dialogue import convene as hold
    from convenor.dialogue.intake import population_from
    from convenor.dialogue.keep import refuse_expired

    refuse_expired(folder, today=dt.date.today())
    shares = population_from(population)
    if rows is not None:
        write_rows(folder, rows, allow=rows_allowed, sign=sign, quiet=json)
    with waiting("reckoning; a large conversation takes up to a minute", quiet=json):
        dialogue = hold(
            folder, mode=mode, strata=strata or strata_beside(folder), population=shares, outcome=outcome,
            consented=consented, sign=sign, source=source,
        )  # fmt: skip
    if report is not None:
        write(dialogue, report)
    show_dialogue(dialogue, json=json)
    return DONE


@app.command()
@door
def ballot(
    what: Annotated[Path, typer.Argument(help="Table of statements (id, en, fr, …); or a folder of ballots to read.")],
    out: Annotated[Path, typer.Option(help="Folder to write to: ballots, or votes read back.")],
    invited: Annotated[int | None, typer.Option(help="Number of invited participants; anonymous.")] = None,
    organisation: Annotated[
        list[str] | None, typer.Option(help="An invited organisation, on the record; may be repeated.")
    ] = None,
    title: Annotated[str, typer.Option(help="The question.")] = "",
    delete_by: Annotated[str, typer.Option(help="Day on which the votes are deleted: 2026-06-30.")] = "",
    ask: Annotated[list[str] | None, typer.Option(help="'sex: women, men'; may be repeated; all optional.")] = None,
    returned: Annotated[list[Path] | None, typer.Option(help="A batch that came back; may be repeated.")] = None,
    json: JSON = False,
) -> int:
    """Ballots to fill without a server: a form and a sheet each; and the filled ones read back."""
    from convenor.cli import ballots

    if what.is_dir():
        if not returned:
            raise OutcomeError("name what came back: --returned FOLDER or FILE", field="returned")
        return ballots.read(what, out, returned=returned, json=json)
    if not delete_by:
        raise OutcomeError("say when the votes will be deleted; it is printed on the ballot", field="delete-by")
    return ballots.make(
        what, out, invited=invited, organisations=organisation or (), title=title, delete_by=delete_by, ask=ask or (),
        json=json,
    )  # fmt: skip
