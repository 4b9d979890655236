"""Organisations on the record, compared one by one: the agreement matrix, and each one's answers as consented."""

from dataclasses import dataclass

from convenor.action.exports.html.dialogue.rows import Texts
from convenor.action.words import listed, percent
from convenor.model.dialogue import Dialogue, Matrix

STEPS = 5  # shades of agreement
MOST_NAMED = 8  # organisations named on one side of a statement
WORDS = {1: "agree", 0: "pass", -1: "disagree"}


@dataclass(frozen=True, slots=True)
class Cell:
    """Agreement of two organisations: in words, its shade from 0 to 4, and on how many statements it rests."""

    text: str
    shade: str
    together: int


@dataclass(frozen=True, slots=True)
class Split:
    """A statement on which organisations stand on both sides, each by name."""

    text: str
    agree: str
    against: str
    sides: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Compared:
    """The matrix in the order of likeness, and the answers: (statement, one word an organisation)."""

    names: tuple[str, ...]
    numbers: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    finding: str
    answers: tuple[tuple[str, tuple[str, ...]], ...]


def compared(dialogue: Dialogue, texts: Texts) -> Compared | None:
    """The matrix of a dialogue on the record; None in anonymous mode."""
    matrix = dialogue.matrix
    if matrix is None:
        return None
    order = _alike(matrix)
    given = {(who, key): vote for who, key, vote in matrix.votes}
    asked = [row.id for row in dialogue.statements]
    return Compared(
        names=tuple(matrix.names[i] for i in order),
        numbers=tuple(i + 1 for i in order),
        rows=tuple(tuple(_cell(matrix, i, j) for j in order) for i in order),
        finding=_finding(matrix),
        answers=tuple(
            (texts[key], tuple(WORDS.get(given.get((matrix.names[i], key), 9), "–") for i in order)) for key in asked
        ),
    )


def splits(dialogue: Dialogue, texts: Texts) -> tuple[Split, ...]:
    """Statements with organisations on both sides, the most even first; empty in anonymous mode."""
    out = []
    for row in dialogue.statements:
        votes = dialogue.matrix.votes if dialogue.matrix is not None else ()
        agree, against = ([who for who, key, vote in votes if (key, vote) == (row.id, side)] for side in (1, -1))
        if agree and against:
            sides = len(agree), len(against)
            out.append(Split(texts[row.id], listed(agree, MOST_NAMED), listed(against, MOST_NAMED), sides))
    return tuple(sorted(out, key=lambda split: (-min(split.sides), -sum(split.sides), split.text)))


def _alike(matrix: Matrix) -> list[int]:
    """An order in which each organisation stands next to the one of the rest that it agrees with most."""
    left = list(range(len(matrix.names)))
    order = [min(left, key=lambda i: sum(x or 0.0 for x in matrix.agreement[i]))] if left else []
    while len(order) < len(matrix.names):
        rest = [i for i in left if i not in order]
        order.append(max(rest, key=lambda i: (matrix.agreement[order[-1]][i] or 0.0, -i)))
    return order


def _cell(matrix: Matrix, i: int, j: int) -> Cell:
    if i == j:
        return Cell("", "self", matrix.together[i][j])
    share = matrix.agreement[i][j]
    if share is None:
        return Cell("–", "none", 0)
    return Cell(percent(share), str(min(STEPS - 1, int(share * STEPS))), matrix.together[i][j])


def _finding(matrix: Matrix) -> str:
    pairs = [
        (share, matrix.names[i], matrix.names[j])
        for i in range(len(matrix.names))
        for j in range(i)
        if (share := matrix.agreement[i][j]) is not None
    ]
    if not pairs:
        return "No two organisations answered the same statement."
    high, low = max(pairs), min(pairs)
    return (
        f"Closest: {high[2]} and {high[1]}, the same answer on {percent(high[0])} of what both answered. "
        f"Farthest: {low[2]} and {low[1]}, on {percent(low[0])}."
    )
