"""Filled ballots read back, and batches merged: what is entered apart comes together, or the conflict is listed."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from convenor.dialogue.ballot import FORMAT, REGISTER, fingerprint
from convenor.dialogue.conversation import Conversation, conversation_of
from convenor.dialogue.tables import read_table
from convenor.errors import SourceError
from convenor.model.dialogue import Mode, Statement

MAX_BYTES = 1_000_000  # a filled ballot of 2,000 statements has about 20 kB
MAX_STATEMENTS = 100_000
COLUMNS, CONSENT = ("participant", "statement", "vote"), "consent"
Answer = TypeVar("Answer", int, str)
WORDS = {"agree": 1, "disagree": -1, "pass": 0, "1": 1, "+1": 1, "-1": -1, "0": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One filled ballot.

    Attributes:
        voter: Pseudonym, or the organisation's name.
        votes: (statement id, 1 agree / 0 pass / -1 disagree), by statement.
        strata: (dimension, category) as stated.
        consent: True where an organisation agreed to be shown.
        source: File, and line where it was entered by hand.
    """

    voter: str
    votes: tuple[tuple[str, int], ...]
    strata: tuple[tuple[str, str], ...] = ()
    consent: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Ballots that came back together.

    Attributes:
        ballots: The good ones.
        refused: Sentences: which file or line was left out, and why.
    """

    ballots: tuple[Filled, ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two batches that say different things of one participant; nothing of it counts until somebody decides.

    Attributes:
        voter: Whose ballot.
        about: Statement id, or "dimension" of a stratum.
        said: (source, answer) of each.
    """

    voter: str
    about: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Merged:
    """Batches brought together.

    Attributes:
        conversation: Votes without conflict.
        strata: Strata without conflict, as `convene` takes them.
        consented: Organisations that agreed to be shown.
        conflicts: What is contradictory, by voter.
        refused: What was left out, and why.
    """

    conversation: Conversation
    strata: dict[str, dict[str, str]]
    consented: frozenset[str]
    conflicts: tuple[Conflict, ...]
    refused: tuple[str, ...] = ()


def read_register(folder: str | Path) -> dict[str, Any]:
    """The register that `make_ballots` wrote.

    Raises:
        SourceError: Absent, or not a register.
    """
    register = _json(Path(folder) / REGISTER)
    if register.get("format") != FORMAT or not isinstance(register.get("ballots"), list):
        raise SourceError("is not a register of ballots", source=REGISTER, code="ballot.register")
    return register


def read_ballots(files: Iterable[str | Path], register: Mapping[str, Any], *, today: dt.date) -> Batch:
    """Filled ballots: files saved by the form, and CSV tables entered from sheets (participant, statement, vote).

    A file that cannot be read, a pseudonym that was not given out, or an unknown statement is refused and named; the
    others are kept.

    Raises:
        SourceError: The deletion date has passed.
    """
    if today > dt.date.fromisoformat(str(register["delete_by"])):
        raise SourceError(
            f"votes were promised to be deleted on {register['delete_by']}; delete them, or ask anew",
            source=REGISTER,
            code="votes.expired",
        )
    ballots: list[Filled] = []
    refused: list[str] = []
    for path in map(Path, files):
        try:
            found = _table(path) if path.suffix == ".csv" else [_saved(path)]
        except SourceError as error:
            refused.append(str(error))
            continue
        for ballot in found:
            why = _wrong(ballot, register)
            if why:
                refused.append(f"{ballot.source}: {why}")
            else:
                ballots.append(ballot)
    return Batch(ballots=tuple(ballots), refused=tuple(refused))


def merge(batches: Sequence[Batch], register: Mapping[str, Any]) -> Merged:
    """Batches as one conversation, whatever their order; what contradicts is listed and does not count."""
    said: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    consented: set[str] = set()
    for ballot in (ballot for batch in batches for ballot in batch.ballots):
        for statement, vote in ballot.votes:
            said.setdefault((ballot.voter, "vote", statement), set()).add((ballot.source, str(vote)))
        for dimension, category in ballot.strata:
            said.setdefault((ballot.voter, "stratum", dimension), set()).add((ballot.source, category))
        if ballot.consent:
            consented.add(ballot.voter)
    agreed = {key: answers for key, answers in said.items() if len({answer for _, answer in answers}) == 1}
    conflicts = [
        Conflict(voter=voter, about=about, said=tuple(sorted(answers)))
        for (voter, kind, about), answers in sorted(said.items())
        if (voter, kind, about) not in agreed
    ]
    only = {key: next(iter(answers))[1] for key, answers in agreed.items()}
    strata: dict[str, dict[str, str]] = {}
    for (voter, kind, about), answer in sorted(only.items()):
        if kind == "stratum":
            strata.setdefault(voter, {})[about] = answer
    rows = [(voter, about, int(answer)) for (voter, kind, about), answer in sorted(only.items()) if kind == "vote"]
    statements = [Statement(id=str(row["id"]), text=str(row["text"])) for row in register["statements"]]
    return Merged(
        conversation=conversation_of(rows, statements, title=str(register.get("title", ""))),
        strata=strata,
        consented=frozenset(consented),
        conflicts=tuple(conflicts),
        refused=tuple(sorted({text for batch in batches for text in batch.refused})),
    )


def _saved(path: Path) -> Filled:
    data = _json(path)
    votes, strata = data.get("votes"), data.get("strata", {})
    if data.get("format") != FORMAT or not isinstance(votes, dict) or not isinstance(strata, dict):
        raise SourceError("is not a filled ballot", source=path.name, code="ballot.format")
    if any(isinstance(vote, bool) or vote not in (-1, 0, 1) for vote in votes.values()):
        raise SourceError("holds a vote other than 1, 0 or -1", source=path.name, code="ballot.vote")
    return Filled(
        voter=str(data.get("voter", "")),
        votes=tuple(sorted((str(statement), int(vote)) for statement, vote in votes.items())),
        strata=tuple(sorted((str(name), str(category)) for name, category in strata.items())),
        consent=data.get("consent") == "yes",
        source=path.name,
    )


def _table(path: Path) -> list[Filled]:
    """Ballots entered by hand: participant, statement, vote (agree, disagree, pass); at will consent (yes), strata."""
    table = read_table(path)
    if not set(COLUMNS) <= set(table.header):
        raise SourceError("needs columns participant, statement, vote", source=path.name, code="csv.columns")
    votes: dict[str, dict[str, int]] = {}
    stated: dict[str, dict[str, str]] = {}
    for line, row in enumerate(table.records(), start=2):
        place, who, word = f"line {line}", row["participant"].strip(), row["vote"].strip().lower()
        if word not in WORDS:
            message = f"'{word[:40]}' is not agree, disagree or pass"
            raise SourceError(message, source=path.name, locator=place, code="ballot.vote")
        _once_only(votes.setdefault(who, {}), row["statement"].strip(), WORDS[word], path.name, place)
        for name in (name for name in table.header if name not in COLUMNS and row[name].strip()):
            _once_only(stated.setdefault(who, {}), name, row[name].strip(), path.name, place)
    return [_typed(path.name, who, given, stated.get(who, {})) for who, given in votes.items()]


def _once_only(said: dict[str, Answer], about: str, answer: Answer, source: str, place: str) -> None:
    if said.setdefault(about, answer) != answer:
        raise SourceError(f"says two things of '{about[:40]}'", source=source, locator=place, code="ballot.twice")


def _typed(source: str, who: str, given: dict[str, int], stated: dict[str, str]) -> Filled:
    strata = {name: value for name, value in stated.items() if name != CONSENT}
    return Filled(
        voter=who,
        votes=tuple(sorted(given.items())),
        strata=tuple(sorted(strata.items())),
        consent=stated.get(CONSENT) == "yes",
        source=source,
    )


def _wrong(ballot: Filled, register: Mapping[str, Any]) -> str:
    """Why a ballot is refused; empty where it is good."""
    if fingerprint(str(register["conversation"]), ballot.voter) not in set(register["ballots"]):
        return "its ballot was not given out for this conversation"
    unknown = sorted({statement for statement, _ in ballot.votes} - {str(row["id"]) for row in register["statements"]})
    if unknown:
        return f"it votes on statements that were not asked: {', '.join(unknown[:5])}"
    asked = {name: set(categories) for name, categories in register.get("strata", {}).items()}
    if any(category not in asked.get(name, set()) for name, category in ballot.strata):
        return "it states something about its voter that was not asked"
    if register.get("mode") == Mode.ATTRIBUTED.value and not ballot.consent and not ballot.source.endswith(".csv"):
        return "its organisation did not consent to be shown"
    return ""


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES * 50:
            raise SourceError("is far too large for a ballot", source=path.name, code="file.too-large")
        data = json.loads(path.read_bytes().decode("utf-8-sig"), object_pairs_hook=_once)
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror})", source=path.name) from error
    except (ValueError, RecursionError) as error:
        raise SourceError("is not JSON", source=path.name, code="json.unreadable") from error
    if not isinstance(data, dict):
        raise SourceError("is not a filled ballot", source=path.name, code="ballot.format")
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ValueError("a key stands twice")
    return out
