"""The tables of a dialogue's report: each row one statement or one part of the participants, with its words."""

from dataclasses import dataclass

from convenor.action.words import listed, percent, start
from convenor.model.dialogue import Audience, Dialogue, Margin, Side, Tally

ALL = "all"
WITHHELD = "·"


@dataclass(frozen=True, slots=True)
class Shared:
    """A statement that is common ground."""

    text: str
    side: str
    share: float
    low: float
    worst: str
    weighted: float | None
    polis: float | None


@dataclass(frozen=True, slots=True)
class Divided:
    """A statement that divides: at which ends who stands, and who blocks it."""

    text: str
    most: str
    most_share: float
    least: str
    least_share: float
    veto: str


@dataclass(frozen=True, slots=True)
class Apart:
    """What sets one audience apart: (text, side, its share, the others')."""

    audience: str
    rows: tuple[tuple[str, str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What one stratum has to be heard on: (text, its share, everybody's), or how to hear it."""

    audience: str
    size: str
    rows: tuple[tuple[str, str, str], ...]
    vetoes: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """One category of participants against the population."""

    dimension: str
    category: str
    people: str
    share: float | None
    population: float | None
    gap: str
    weighted: str
    note: str


@dataclass(frozen=True, slots=True)
class Everything:
    """Every statement with every audience: share that agrees, and counts of agree, disagree, pass."""

    audiences: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]


class Texts(dict[str, str]):
    """Words of each statement by its id; where the export has none, its number says so."""

    def __init__(self, dialogue: Dialogue) -> None:
        super().__init__({row.id: row.text.strip() or self.__missing__(row.id) for row in dialogue.statements})

    def __missing__(self, key: str) -> str:
        return key if " " in key else f"Statement {key} (its text is not on file)"  # some tables hold texts as ids


def plain(audience: str) -> str:
    """Name of an audience as one says it: "everyone", "group A", "women (sex)"."""
    if audience == ALL:
        return "everyone"
    dimension, colon, category = audience.partition(": ")
    return f"{category} ({dimension})" if colon else audience


def shared(dialogue: Dialogue, texts: Texts) -> tuple[Shared, ...]:
    """Common ground, surest first."""
    words = {Side.AGREE: "agree", Side.DISAGREE: "against it"}
    return tuple(
        Shared(texts[row.statement], words[row.side], row.share, row.low, plain(row.worst), row.weighted, row.polis)
        for row in dialogue.common
    )


def divided(dialogue: Dialogue, texts: Texts) -> tuple[Divided, ...]:
    """What divides, widest first."""
    return tuple(
        Divided(texts[row.statement], plain(row.most[0]), row.most[1], plain(row.least[0]), row.least[1],
                listed([plain(name) for name in row.veto], 3))
        for row in dialogue.divides
    )  # fmt: skip


def apart(dialogue: Dialogue, texts: Texts) -> tuple[Apart, ...]:
    """What sets each audience apart from the others of its kind."""
    names = list(dict.fromkeys(row.audience for row in dialogue.characteristic))
    return tuple(
        Apart(
            start(plain(name)),
            tuple(
                (texts[row.statement], "agree" if row.side is Side.AGREE else "against it", row.share, row.others)
                for row in dialogue.characteristic
                if row.audience == name
            ),
        )
        for name in names
    )


def heard(dialogue: Dialogue, texts: Texts) -> tuple[Heard, ...]:
    """Every declared stratum: what it has to be heard on, or how to hear it at all."""
    tallies = {(row.audience, row.statement): row for row in dialogue.tallies}
    out = []
    for row in dialogue.must_hear:
        said = dialogue.said(row.audience)
        pressing = [
            (texts[key], leaning(tallies.get((row.audience, key))), leaning(tallies.get((ALL, key))))
            for key in row.statements
        ]
        vetoes = tuple(texts[key] for key in (said.vetoes if said is not None else ()))
        absent = said is not None and said.people == 0
        size = _size(next((each for each in dialogue.audiences if each.name == row.audience), None), absent)
        out.append(Heard(start(plain(row.audience)), size, tuple(pressing), vetoes, start(row.note)))
    return tuple(out)


def polis_rows(dialogue: Dialogue, texts: Texts) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Each of Polis's groups with its size, and the statements that represent it: (text, side)."""
    words = {Side.AGREE: "agree", Side.DISAGREE: "against it"}
    return tuple(
        (
            f"{row.name}, {f'{row.people:,} people' if row.people is not None else 'number withheld'}",
            tuple((texts[key], words[side]) for key, side in row.represented),
        )
        for row in dialogue.polis
    )


def leaning(tally: Tally | None) -> str:
    """Which way an audience leans: "70% agree", "60% against it", or that nothing may be said."""
    if tally is None or tally.share is None or tally.against is None:
        return "too few to say"
    return f"{percent(tally.against)} against it" if tally.against > tally.share else f"{percent(tally.share)} agree"


def missing(dialogue: Dialogue) -> tuple[Part, ...]:
    """Who took part, against the population."""
    return tuple(_part(row) for row in (dialogue.weights.margins if dialogue.weights is not None else ()))


def everything(dialogue: Dialogue, texts: Texts) -> Everything | None:
    """All statements with all audiences; None where nothing may be shown."""
    names = list(dict.fromkeys(row.audience for row in dialogue.tallies))
    if not names:
        return None
    cells = {(row.statement, row.audience): row for row in dialogue.tallies}
    rows = tuple(
        (row.id, texts[row.id], tuple(_cell(cells[row.id, name]) for name in names)) for row in dialogue.statements
    )
    return Everything(tuple(start(plain(name)) for name in names), rows)


def _cell(tally: Tally) -> tuple[str, str]:
    counts = [WITHHELD if n is None else str(n) for n in (tally.agree, tally.disagree, tally.passed)]
    return ("–" if tally.share is None else percent(tally.share)), " / ".join(counts)


def _part(row: Margin) -> Part:
    gap = ""
    if row.gap is not None:
        middle, low, high = (round(100 * x) for x in row.gap)
        gap = f"{middle:+d} points ({low:+d} to {high:+d})".replace("-", "−")
    weighted = "" if row.weighted is None else percent(row.weighted)
    people = "withheld" if row.people is None else f"{row.people:,}"
    note = {"absent": "nobody took part", "no benchmark": "no population share on file"}.get(row.note, row.note)
    return Part(row.dimension, row.category, people, row.share, row.population, gap, weighted, note)


def _size(audience: Audience | None, absent: bool) -> str:
    if absent:
        return "nobody took part"
    if audience is None or audience.people is None:
        return "number withheld"
    return f"{audience.people:,} took part"
