"""What `convene` is given, as a conversation: a Polis folder, a table of votes, or votes by participant."""

from collections.abc import Mapping
from pathlib import Path

from convenor.dialogue.conversation import Conversation, conversation_of
from convenor.dialogue.polis import read_export
from convenor.dialogue.sign import declared_sign, settle
from convenor.dialogue.tables import Table, read_table
from convenor.errors import SourceError

WORDS = {"agree": 1, "disagree": -1, "pass": 0}
NUMBERS = {"1": 1, "+1": 1, "-1": -1, "0": 0}
Given = str | Path | Conversation | Mapping[str, Mapping[str, int]]


def conversation_from(votes: Given, *, sign: int | None = None) -> Conversation:
    """The conversation behind whatever was given.

    Raises:
        SourceError: It cannot be read, or nobody says whether 1 means agree.
    """
    if isinstance(votes, Conversation):
        return votes
    if isinstance(votes, Mapping):
        turn = -1 if sign == -1 else 1
        return conversation_of((who, what, turn * vote) for who, row in votes.items() for what, vote in row.items())
    path = Path(votes)
    return read_export(path, sign=sign).conversation if path.is_dir() else _table_of_votes(read_table(path), sign)


def strata_from(strata: Mapping[str, Mapping[str, str]] | str | Path | None) -> dict[str, dict[str, str]]:
    """Strata by participant; from a CSV table every column but `participant` is a dimension.

    Raises:
        SourceError: The table has no column `participant`, or names one twice.
    """
    if strata is None:
        return {}
    if isinstance(strata, Mapping):
        return {who: dict(row) for who, row in strata.items()}
    table = read_table(Path(strata))
    if "participant" not in table.header:
        raise SourceError("has no column 'participant'", source=table.name, code="csv.columns")
    out: dict[str, dict[str, str]] = {}
    for line, row in enumerate(table.records(), start=2):
        who = row.pop("participant").strip()
        if who in out:
            raise SourceError(f"names '{who}' twice", source=table.name, locator=f"line {line}", code="csv.twice")
        out[who] = {name: value.strip() for name, value in row.items() if value.strip()}
    return out


def population_from(file: str | Path | None) -> dict[str, dict[str, float]]:
    """Population shares or numbers by dimension and category, from a CSV table: dimension, category, share.

    Raises:
        SourceError: A column is absent, a share is no number of 0 or more, or a category stands twice.
    """
    if file is None:
        return {}
    table = read_table(Path(file))
    if not {"dimension", "category", "share"} <= set(table.header):
        raise SourceError("needs columns dimension, category, share", source=table.name, code="csv.columns")
    out: dict[str, dict[str, float]] = {}
    for line, row in enumerate(table.records(), start=2):
        shares, category = out.setdefault(row["dimension"].strip(), {}), row["category"].strip()
        share = _share(row["share"])
        if share is None or category in shares:
            message = f"'{category}' stands twice" if share is not None else f"'{row['share'][:40]}' is no share"
            raise SourceError(message, source=table.name, locator=f"line {line}", code="csv.share")
        shares[category] = share
    return out


def _share(text: str) -> float | None:
    try:
        share = float(text.strip().removesuffix("%"))
    except ValueError:
        return None
    return share if 0 <= share < float("inf") else None


def _table_of_votes(table: Table, sign: int | None) -> Conversation:
    """A table with columns participant, statement, vote; votes in words tell their sign themselves."""
    if not {"participant", "statement", "vote"} <= set(table.header):
        raise SourceError("needs columns participant, statement, vote", source=table.name, code="csv.columns")
    records = table.records()
    words = {row["vote"].strip().lower() for row in records}
    declared = declared_sign(table.declared, table.name) if table.declared else 0
    turn = 1 if words <= WORDS.keys() else settle(sign or declared, 0, table.name)
    ballots, odd = [], 0
    for row in records:
        word = row["vote"].strip().lower()
        vote = WORDS.get(word, NUMBERS[word] * turn if word in NUMBERS else None)
        who, what = row["participant"].strip(), row["statement"].strip()
        if vote is None or not who or not what:
            odd += 1
        else:
            ballots.append((who, what, vote))
    notes = (f"{table.name}: {odd} rows hold no vote and were left out",) if odd else ()
    return conversation_of(ballots, notes=notes)
