"""Rows of participants leave the house only by an explicit switch, under new pseudonyms, with their risk said."""

from pathlib import Path

import typer

from convenor.dialogue.exposure import rows_for_export
from convenor.dialogue.intake import conversation_from
from convenor.dialogue.keep import pseudonymous
from convenor.dialogue.polis import write_export
from convenor.dialogue.polis_own import export_of


def write_rows(folder: Path, out: Path, *, allow: bool, sign: int | None, quiet: bool) -> float:
    """Write the votes as `polis-export/1` under new pseudonyms; returns the share that could be singled out [0, 1].

    Raises:
        SourceError: Not allowed; the message says what share of participants could be singled out.
    """
    conversation, singled = rows_for_export(conversation_from(folder, sign=sign), allow=allow)
    write_export(export_of(pseudonymous(conversation)), out)
    if not quiet:
        typer.echo(
            f"Rows of {len(conversation.participants):,} participants written to {out} under new pseudonyms. "
            f"Five known votes would single out {singled:.0%} of them.",
            err=True,
        )
    return singled
