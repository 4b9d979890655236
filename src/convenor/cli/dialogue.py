"""Commands of the room dialogue: what participants said."""

from pathlib import Path
from typing import Annotated

import typer

from convenor.cli.doors import DONE, JSON, ReportPath, app, door


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
