"""Dialogues named beside a question: convened on the spot, so that what was said can be held against it."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from convenor.cli.doors import waiting
from convenor.dialogue import convene
from convenor.dialogue.keep import refuse_expired
from convenor.model.dialogue import Dialogue
from convenor.model.outcome import Outcome

STRATA = "strata.csv"


def heard(folders: Sequence[Path], outcome: Outcome, *, quiet: bool) -> list[Dialogue]:
    """What was said in each folder of votes, about this outcome."""
    with waiting("reckoning what was said", quiet=quiet or not folders):
        return [_heard(folder, outcome) for folder in folders]


def strata_beside(folder: Path) -> Path | None:
    """The table of who participants say they are that lies with the votes; None where there is none."""
    beside = folder / STRATA
    return beside if beside.is_file() else None


def _heard(folder: Path, outcome: Outcome) -> Dialogue:
    refuse_expired(folder, today=dt.date.today())
    return convene(folder, strata=strata_beside(folder), outcome=outcome.id)
