"""Votes kept in a folder of their own, under pseudonyms good for one conversation, until their deletion date."""

import datetime as dt
import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from convenor.dialogue.conversation import Conversation
from convenor.dialogue.polis import read_export, write_export
from convenor.dialogue.polis_own import export_of
from convenor.errors import SourceError

SIDECAR, DELETE_BY = "format.json", "delete-by"
TOKEN_BYTES = 8


def pseudonymous(conversation: Conversation, token: Callable[[], str] | None = None) -> Conversation:
    """The same votes under new pseudonyms, in an order that says nothing of the old one; no list of who is who is made.

    Args:
        conversation: Votes under whatever names.
        token: Makes a pseudonym; by default from the system's source of secrets.
    """
    make = token or (lambda: secrets.token_hex(TOKEN_BYTES))
    names = [make() for _ in conversation.participants]
    order = np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.intp)
    return replace(conversation.select(order), participants=tuple(sorted(names)))


def keep(conversation: Conversation, folder: str | Path, *, delete_by: dt.date) -> None:
    """Write votes as a Polis export whose sidecar carries the day on which they are to be deleted."""
    export = export_of(conversation)
    stated = {**json.loads(export.sidecars[SIDECAR]), DELETE_BY: delete_by.isoformat()}
    write_export(replace(export, sidecars={SIDECAR: json.dumps(stated, indent=2).encode()}), folder)


def kept(folder: str | Path, *, today: dt.date) -> Conversation:
    """Votes that were kept.

    Raises:
        SourceError: Their deletion date has passed, or they cannot be read.
    """
    refuse_expired(folder, today=today)
    return read_export(folder).conversation


def refuse_expired(folder: str | Path, *, today: dt.date) -> None:
    """Nothing where votes may still be read, or carry no deletion date.

    Raises:
        SourceError: Their deletion date has passed.
    """
    day = _delete_by(Path(folder))
    if day is not None and today > day:
        message = f"were to be deleted on {day.isoformat()}: delete them (forget), or ask participants anew"
        raise SourceError(message, source=str(folder), code="votes.expired")


def forget(folder: str | Path, *, today: dt.date) -> int:
    """Delete kept votes whose day has passed; returns the number of files deleted."""
    day = _delete_by(Path(folder))
    if day is None or today <= day:
        return 0
    export = read_export(folder)
    names = [*(table.name for table in export.tables.values()), *export.sidecars]
    for name in names:
        (Path(folder) / name).unlink()
    return len(names)


def _delete_by(folder: Path) -> dt.date | None:
    try:
        stated = json.loads((folder / SIDECAR).read_bytes())
        return dt.date.fromisoformat(stated[DELETE_BY]) if DELETE_BY in stated else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError) as error:
        raise SourceError("has no deletion date that can be read", source=SIDECAR, code="json.unreadable") from error
