"""Ballots from the command line: made from a table of statements, read back from what was returned."""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from convenor.cli.doors import DONE, IN_PART, printable, say
from convenor.cli.heard import STRATA
from convenor.dialogue.ballot import make_ballots
from convenor.dialogue.keep import keep
from convenor.dialogue.returned import Merged, merge, read_ballots, read_register
from convenor.dialogue.statements import forms_from
from convenor.dialogue.tables import Table, write_table
from convenor.errors import OutcomeError
from convenor.model.dialogue import Mode

SAID = {"1": "agree", "0": "pass", "-1": "disagree"}
SUFFIXES = (".json", ".csv")


def make(
    statements: Path, out: Path, *, invited: int | None, organisations: Sequence[str], title: str, delete_by: str,
    ask: Sequence[str], json: bool,
) -> int:  # fmt: skip
    """Write the ballots, and say where they are and what to do with them."""
    if (invited is None) == (not organisations):
        raise OutcomeError("say how many are invited (--invited 40), or name the organisations (--organisation NAME)")
    forms = forms_from(
        statements,
        conversation=re.sub(r"[^a-z0-9]+", "-", statements.stem.lower()).strip("-") or "dialogue",
        title=title or statements.stem,
        delete_by=day(delete_by),
        mode=Mode.ATTRIBUTED if organisations else Mode.ANONYMOUS,
        strata=tuple(map(_asked, ask)),
    )
    files = make_ballots(forms, out, invited=list(organisations) or invited or 0)
    number, languages = len(organisations) or invited or 0, [form.language for form in forms]
    data = {"folder": str(out), "ballots": number, "languages": languages, "files": len(files), "delete_by": delete_by}
    text = (
        f"{number} ballots in {', '.join(languages)}, each a form to fill in a browser and a sheet to print: {out}\n"
        f"Give each participant one number. Who got which is written down nowhere: keep it so.\n"
        f"Read them back: convenor ballot {out} --returned FOLDER --out VOTES"
    )
    say(data, text, json=json)
    return DONE


def read(folder: Path, out: Path, *, returned: Sequence[Path], json: bool) -> int:
    """Bring returned batches together, keep what is not contradictory, and list what is."""
    register = read_register(folder)
    today = dt.date.today()
    batches = [read_ballots(_files(path), register, today=today) for path in returned]
    merged = merge(batches, register)
    conversation = merged.conversation
    if register.get("mode") == Mode.ATTRIBUTED.value:
        rows = [n for n, who in enumerate(conversation.participants) if who in merged.consented]
        conversation = conversation.select(np.array(rows, dtype=np.intp))
    keep(conversation, out, delete_by=dt.date.fromisoformat(str(register["delete_by"])))
    _keep_strata(merged, out)
    silent = len(merged.conversation.participants) - len(conversation.participants)
    conflicts = [
        {"voter": c.voter, "about": c.about, "said": [list(pair) for pair in c.said]} for c in merged.conflicts
    ]
    data = {
        "folder": str(out), "participants": len(conversation.participants), "conflicts": conflicts,
        "refused": list(merged.refused), "without_consent": silent,
    }  # fmt: skip
    say(data, "\n".join(_lines(merged, len(conversation.participants), silent, out)), json=json)
    return IN_PART if merged.conflicts or merged.refused or silent else DONE


def day(text: str) -> dt.date:
    """A date as typed.

    Raises:
        OutcomeError: It is none.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise OutcomeError(f"'{printable(text)}' is not a date; write 2026-06-30", field="delete-by") from None


def _lines(merged: Merged, people: int, silent: int, out: Path) -> list[str]:
    lines = [f"{people} participants; votes kept in {out}, to be deleted by the date on the ballots."]
    if silent:
        lines.append(f"{silent} organisations did not consent to be shown and are left out.")
    if merged.conflicts:
        lines.append(f"{len(merged.conflicts)} answers contradict each other and do not count until somebody decides:")
        for row in merged.conflicts:
            answers = "; ".join(f"{source}: {SAID.get(answer, answer)}" for source, answer in row.said)
            lines.append(f"  {row.voter}, {row.about}: {answers}")
    lines += [f"  left out: {text}" for text in merged.refused]
    lines.append(f"Next: convenor convene {out} --report said.html")
    return lines


def _asked(text: str) -> tuple[str, tuple[str, ...]]:
    """Dimension and categories from "sex: women, men"."""
    name, colon, rest = text.partition(":")
    categories = tuple(part.strip() for part in rest.split(",") if part.strip())
    if not colon or not name.strip() or len(categories) < 2:
        raise OutcomeError(f"'{printable(text)}': write a dimension and its categories, 'sex: women, men'", field="ask")
    return name.strip(), categories


def _files(path: Path) -> list[Path]:
    """The answers in a batch: one file, or every answer file of a folder."""
    return sorted(file for file in path.iterdir() if file.suffix in SUFFIXES) if path.is_dir() else [path]


def _keep_strata(merged: Merged, out: Path) -> None:
    """What participants stated of themselves, under the same pseudonyms; no file where they stated nothing."""
    names = sorted({name for row in merged.strata.values() for name in row})
    if names:
        rows = [(who, *(row.get(name, "") for name in names)) for who, row in sorted(merged.strata.items())]
        write_table(Table(name=STRATA, rows=(("participant", *names), *rows)), out)
