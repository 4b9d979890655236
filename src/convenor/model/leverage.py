"""Leverage: who can move whom, through whom, with which instrument. Nearest term: position–salience–influence models.

Nothing here is a prediction: a forecast is what three simple rules make of positions that somebody entered or assumed.
"""

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File

from convenor.errors import OutcomeError
from convenor.model.account import Range, read_range
from convenor.model.codes import Basis, Instrument, Marking, Power
from convenor.model.evidence import Evidence
from convenor.model.notebook import shown
from convenor.model.reading import Node

COLUMNS = ("actor", "position", "influence", "salience")  # and, where known: name, source, why, basis
LARGEST = 10_000_000  # bytes of a table of positions: it is written by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where one target stands on the outcome, how much it counts and how much it cares.

    Attributes:
        actor: Id of the target: a body, an office or a community, never a private person.
        name: Its name.
        position: From opposes (-1) to supports (1).
        influence: How much it can do about the outcome [0, 1].
        salience: How much of that it would spend on this outcome [0, 1].
        source: Key among the outcome's sources, or a page; empty where an analyst assumed it.
        why: From what it follows, in a sentence.
        basis: Entered, evidence or assumed.
    """

    actor: str
    name: str = ""
    position: Range
    influence: Range
    salience: Range
    source: str = ""
    why: str = ""
    basis: Basis = Basis.ASSUMED

    def __post_init__(self) -> None:
        for field, low in (("position", -1.0), ("influence", 0.0), ("salience", 0.0)):
            value: Range = getattr(self, field)
            if value.low < low or value.high > 1:
                raise ValueError(
                    f"{field} of '{self.actor}' must lie in {low:g} to 1, found {value.low} to {value.high}"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A chain of at most three evidenced ties from a partner to a target.

    Attributes:
        actors: Ids from the partner to the target.
        names: Their names.
        relations: One tie between each two.
        evidence: Ids of the rows behind each tie.
        strength: Product of the ties' strengths [0, 1]; strengths by relation are assumed.
    """

    actors: tuple[str, ...]
    names: tuple[str, ...]
    relations: tuple[str, ...]
    evidence: tuple[tuple[str, ...], ...]
    strength: float

    @property
    def words(self) -> str:
        """The path in one line, as in "A (informs) › B (mediates) › C"."""
        parts = [f"{name} ({relation})" for name, relation in zip(self.names, self.relations, strict=False)]
        return " › ".join([*parts, self.names[-1]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One partner uses one instrument on one target.

    Attributes:
        actor: Id of the partner.
        name: Its name.
        target: Id of the target.
        target_name: Its name.
        capability: What it uses.
        instrument: Through which means.
        power: Hard or soft.
        shift: By how much it moves the target's position, towards support.
        backlash: By how much it moves the target and its friends the other way; 0 for soft means.
        cost: In units of one ordinary effort.
        path: The strongest path; others may add to it.
    """

    actor: str
    name: str
    target: str
    target_name: str
    capability: str
    instrument: Instrument
    power: Power
    shift: Range
    backlash: Range
    cost: Range
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What three simple rules make of the same positions; none of them is a probability.

    Attributes:
        mean: Weighted mean, the compromise model [-1, 1].
        median: Weighted median [-1, 1].
        bargain: Weighted Nash bargaining [-1, 1].
        low: Least weighted mean over the ranges.
        high: Greatest.
    """

    mean: float
    median: float
    bargain: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MixPoint:
    """The best mix under one ceiling of hard means.

    Attributes:
        ceiling: Largest share of the spending that may be hard [0, 1].
        hard: Share that is.
        mean: Weighted mean that it leads to.
        cost: What it spends.
        pushes: Number of pushes.
    """

    ceiling: float
    hard: float
    mean: float
    cost: float
    pushes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What is lost when some bodies are not in the network.

    Attributes:
        label: Who is removed, in words.
        ids: Their ids.
        mean: Weighted mean of the best mix without them.
        lost: How much less that is.
        paths: Number of paths that are gone.
    """

    label: str
    ids: tuple[str, ...]
    mean: float
    lost: float
    paths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leverage:
    """The best mix of instruments on the targets of one outcome under a budget.

    Attributes:
        outcome: Id of the outcome.
        title: Its title.
        as_of: Date of reckoning.
        positions: Where the targets stand.
        before: Forecast without any push.
        after: Forecast with the mix.
        pushes: The mix, the largest shift of the whole first.
        paths: Strongest paths to each target.
        frontier: Best mix under each ceiling of hard means.
        removals: What is lost without some bodies, the dearest first.
        unreached: Names of targets that no partner reaches in three ties.
        budget: What may be spent.
        ceiling: Largest hard share allowed [0, 1].
        proof: What the solver proved.
        fact: The one fact that makes the mix differ from that of another context; empty where none was compared.
        assumed: Sentences: what was assumed.
        rows: Evidence of the ties on the paths.
        marking: Highest marking of what went in.
    """

    outcome: str
    title: str
    as_of: dt.date
    positions: tuple[Position, ...]
    before: Forecast
    after: Forecast
    pushes: tuple[Push, ...]
    paths: tuple[Path, ...]
    frontier: tuple[MixPoint, ...] = ()
    removals: tuple[Removal, ...] = ()
    unreached: tuple[str, ...] = ()
    budget: float
    ceiling: float = 1.0
    proof: str = ""
    fact: str = ""
    assumed: tuple[str, ...] = ()
    rows: tuple[Evidence, ...] = ()
    marking: Marking = Marking.CLEAR

    @property
    def gain(self) -> float:
        """By how much the mix raises the weighted mean."""
        return self.after.mean - self.before.mean

    def _repr_html_(self) -> str:
        return shown(
            f"Leverage: {self.title}",
            f"Weighted mean {self.before.mean:+.2f} before, {self.after.mean:+.2f} after {len(self.pushes)} pushes; "
            f"{self.budget:g} efforts; shifts and costs are assumed.",
            ("who", "with", "on", "shift", "through"),
            [
                (p.name, p.capability, p.target_name, f"{p.shift.low:.3f} to {p.shift.high:.3f}", p.path.words)
                for p in self.pushes
            ],
        )


def read_position(node: Node) -> Position:
    """One entry of the block `targets` of an outcome file.

    Raises:
        OutcomeError: Names the line and the field, and says what would be right.
    """
    basis = node.choice("basis", Basis, Basis.ASSUMED)
    wide = Range(low=0.0, high=1.0)  # what nobody entered may be anything
    target = Position(
        actor=node.text("actor"),
        name=node.text("name", ""),
        position=read_range(node, "position", low=-1, high=1, basis=basis) or Range(low=-1.0, high=1.0),
        influence=read_range(node, "influence", low=0, high=1, basis=basis) or wide,
        salience=read_range(node, "salience", low=0, high=1, basis=basis) or wide,
        source=node.text("source", ""),
        why=node.text("why", ""),
        basis=basis,
    )
    node.done()
    return target


def read_table(file: str | File) -> tuple[Position, ...]:
    """Positions from a CSV table with the columns actor, position, influence, salience; a range is "0.2 to 0.5".

    Raises:
        OutcomeError: Names the file, the line and the column, and says what would be right.
    """
    path = File(file)
    try:
        if path.stat().st_size > LARGEST:
            raise OutcomeError(
                f"larger than {LARGEST:,} bytes; a table of positions is written by hand", file=str(path)
            )
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OutcomeError(f"cannot be read as UTF-8 text: {error}", file=str(path)) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if lacking:
        raise OutcomeError(f"has no column {', '.join(lacking)}; needs {', '.join(COLUMNS)}", file=str(path), line=1)
    return tuple(_row(row, path, reader.line_num) for row in reader)


def _row(row: Mapping[str, str | None], file: File, line: int) -> Position:
    basis = row.get("basis") or Basis.ENTERED.value
    try:
        return Position(
            actor=(row["actor"] or "").strip(),
            name=row.get("name") or "",
            position=_read(row, "position", Basis(basis)),
            influence=_read(row, "influence", Basis(basis)),
            salience=_read(row, "salience", Basis(basis)),
            source=row.get("source") or "",
            why=row.get("why") or "",
            basis=Basis(basis),
        )
    except ValueError as error:
        raise OutcomeError(str(error), file=str(file), line=line) from error


def _read(row: Mapping[str, str | None], name: str, basis: Basis) -> Range:
    parts = (row[name] or "").replace("to", " ").split()
    try:
        ends = [float(part) for part in parts]
    except ValueError:
        ends = []
    if len(ends) not in (1, 2):
        raise ValueError(f"{name}: expected a number, or two as in 0.2 to 0.5, found '{(row[name] or '')[:40]}'")
    return Range(low=ends[0], high=ends[-1], basis=basis)
