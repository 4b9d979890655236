"""Commands for what not everybody may see: bodies that hide themselves, records held for a person to look at."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from convenor.cli.doors import DONE, JSON, BookPath, app, door, printable, say

if TYPE_CHECKING:
    from convenor.evidence.review import Held

By = Annotated[str, typer.Option("--by", help="Who decides: a function, not a person's name.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in a few words; stays on file.")]
KEEPER = "keeper of the book"
SHOWN = 20  # records shown in the terminal; --json gives all
WIDTH = 300  # characters of a record's text shown


@app.command()
@door
def hide(
    actor: Annotated[str, typer.Argument(help="Id or name of the body.")],
    book: BookPath,
    by: By = KEEPER,
    reason: Reason = "",
    undo: Annotated[bool, typer.Option("--undo", help="Show it again.")] = False,
    json: JSON = False,
) -> int:
    """Keep a body out of every output from now on, under every id and name; --undo shows it again."""
    from convenor.evidence.hiding import hide as hide_body
    from convenor.evidence.hiding import show
    from convenor.store import connect

    with connect(book, new=False) as opened:
        why = [reason] if reason else []
        made = show(opened, actor) if undo else hide_body(opened, actor, by=by, reasons=why)
    word = "shown again" if undo else "hidden from every output from now on"
    data = {"actor": actor, "hidden": not undo, "ids": [found.subject for found in made], "by": by, "reason": reason}
    text = f"{actor}: {word}, under {len(made)} ids." if len(made) > 1 else f"{actor}: {word}."
    say(data, text if undo else f"{text}\nReports that were written before still show it: write them again.", json=json)
    return DONE


@app.command()
@door
def review(
    book: BookPath,
    release: Annotated[list[str] | None, typer.Option("--release", metavar="ID", help="Let it into the book.")] = None,
    drop: Annotated[list[str] | None, typer.Option("--drop", metavar="ID", help="Throw its text away.")] = None,
    code: Annotated[str, typer.Option("--code", help="Only codes that begin so, as 'privacy'.")] = "",
    file: Annotated[str, typer.Option("--file", help="Only this file.")] = "",
    by: By = KEEPER,
    reason: Reason = "",
    json: JSON = False,
) -> int:
    """What is held and why, and pairs of bodies to judge; --release lets a record in, --drop throws its text away."""
    from convenor.cli.who import as_lines, as_row, as_rows
    from convenor.evidence.questions import questions
    from convenor.evidence.resolve import waiting
    from convenor.evidence.review import drop as drop_held
    from convenor.evidence.review import held
    from convenor.evidence.review import release as release_held
    from convenor.store import connect

    why = [reason] if reason else []
    with connect(book, new=False) as opened:
        let_in = release_held(opened, *release, by=by, reasons=why) if release else 0
        dropped = drop_held(opened, *drop, by=by, reasons=why) if drop else 0
        found = held(opened, code=code, file=file)
        pairs = waiting(opened)
        asked = questions(opened, pairs)
    data = {"released": let_in, "dropped": dropped, "held": [asdict(row) for row in found]}
    data |= {"pairs": [as_row(made) for made in pairs], "questions": as_rows(asked)}
    say(data, "\n".join([_shown(found, let_in, dropped), *as_lines(asked)]), json=json)
    return DONE


def _shown(found: "Sequence[Held]", let_in: int, dropped: int) -> str:
    lines = [f"{let_in} released, {dropped} dropped."] if let_in or dropped else []
    lines.append(f"{len(found):,} records are held." if found else "Nothing is held.")
    for row in found[:SHOWN]:
        text = " ".join(printable(row.text).split())
        hint = "" if row.releasable else "; mend the file to load it"
        lines += [
            "",
            f"{row.id[:8]}  {printable(row.file)}, {printable(row.position)}",
            f"  {row.code}: {printable(row.message)}{hint}",
            f"  {text[:WIDTH]}{'…' if len(text) > WIDTH else ''}",
        ]
    if len(found) > SHOWN:
        lines.append(f"\n{len(found) - SHOWN:,} more; narrow with --code or --file, or take --json.")
    if any(row.releasable for row in found):
        lines.append("\nconvenor review --release ID lets one in, --drop ID throws its text away.")
    return "\n".join(lines)
