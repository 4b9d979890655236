"""The health check: twenty statements that every partner answers for itself, and where the answers lie apart.

Distilled, in our own words, from partnership tests of Wilson, The Partnering Initiative, the University of Colorado's
dialogue group and ourcommunity.com.au. A mean hides the partner who is about to leave: the spread stands beside it.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from convenor.errors import SourceError

MOST = 3  # 0 not at all, 1 a little, 2 mostly, 3 fully
STATEMENTS = (
    "We all name the problem in the same words.",
    "None of us could do this alone.",
    "Our principles are written down.",
    "Somebody is named who coordinates.",
    "We have said in public that we are partners.",
    "We know how a decision is made.",
    "Each of us can say what the others need.",
    "For now we trust each other's motives.",
    "We talk between meetings, too.",
    "We share without asking what we get back each time.",
    "We answer together for what goes wrong.",
    "We use meetings to learn, not only to report.",
    "We say “we”.",
    "We come back to our purpose and ask whether it still holds.",
    "There is a time and place for criticism.",
    "Credit is shared.",
    "What we gain is still worth what it costs us.",
    "We still have the people and money it takes.",
    "We can speak of who has more power here.",
    "Nobody is missing who ought to be here.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One statement over all partners.

    Attributes:
        statement: The statement.
        mean: Mean answer [0, 3]; None where nobody answered.
        low: Lowest answer.
        high: Highest answer.
        by: (partner, answer) of those who answered.
    """

    statement: str
    mean: float | None
    low: int | None
    high: int | None
    by: tuple[tuple[str, int], ...]

    @property
    def spread(self) -> int:
        """Highest less lowest answer [0, 3]; 0 where nobody answered."""
        return 0 if self.low is None or self.high is None else self.high - self.low


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The check over all partners.

    Attributes:
        answers: One per statement, in their order.
        partners: (partner, its mean [0, 3], statements it left out); None where it answered nothing.
    """

    answers: tuple[Answer, ...]
    partners: tuple[tuple[str, float | None, int], ...]

    @property
    def talk_first(self) -> tuple[Answer, ...]:
        """What to talk about: widest spread first, then lowest mean; what all answered fully is left out."""
        asked = [each for each in self.answers if each.mean is not None and each.mean < MOST]
        return tuple(sorted(asked, key=lambda each: (-each.spread, each.mean)))


def health(answers: Mapping[str, Sequence[int | None]]) -> Health:
    """Score the health check per partner, with the spread.

    Args:
        answers: Partner to its twenty answers, each 0 to 3, or None where it left one out.

    Raises:
        ValueError: A partner has not twenty answers, or one lies outside 0 to 3.
    """
    for partner, given in answers.items():
        if len(given) != len(STATEMENTS) or any(a is not None and not 0 <= a <= MOST for a in given):
            raise ValueError(f"{partner}: expected {len(STATEMENTS)} answers from 0 to {MOST}, or none")
    return Health(
        answers=tuple(_answer(k, statement, answers) for k, statement in enumerate(STATEMENTS)),
        partners=tuple((partner, _mean([a for a in given if a is not None]), sum(a is None for a in given))
                       for partner, given in answers.items()),
    )  # fmt: skip


def _answer(k: int, statement: str, answers: Mapping[str, Sequence[int | None]]) -> Answer:
    by = tuple((partner, a) for partner, given in answers.items() if (a := given[k]) is not None)
    values = [a for _, a in by]
    return Answer(
        statement=statement, mean=_mean(values), low=min(values, default=None), high=max(values, default=None), by=by
    )


def _mean(values: Sequence[int]) -> float | None:
    return sum(values) / len(values) if values else None


def form(partners: Sequence[str]) -> str:
    """An empty form as CSV: a row per statement, a column per partner."""
    from convenor.action.cells import cell

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["statement (answer 0 not at all, 1 a little, 2 mostly, 3 fully)", *map(cell, partners)])
    writer.writerows([statement, *[""] * len(partners)] for statement in STATEMENTS)
    return out.getvalue()


def read_answers(text: str, source: str) -> dict[str, list[int | None]]:
    """Answers from a filled form.

    Raises:
        SourceError: A row or an answer is not as the form has it; names the row.
    """
    rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    if len(rows) != len(STATEMENTS) + 1 or len(rows[0]) < 2:
        raise SourceError(
            f"expected a head and {len(STATEMENTS)} rows, found {len(rows)}; begin from the empty form: "
            "convenor health", source=source, code="health.form",
        )  # fmt: skip
    partners = [name.strip() or f"partner {k}" for k, name in enumerate(rows[0][1:], start=1)]
    return {name: [_read(row, k, source, n) for n, row in enumerate(rows[1:], start=2)]
            for k, name in enumerate(partners, start=1)}  # fmt: skip


def _read(row: list[str], k: int, source: str, n: int) -> int | None:
    given = row[k].strip() if k < len(row) else ""
    if not given:
        return None
    if given not in {str(a) for a in range(MOST + 1)}:
        raise SourceError(
            f"'{given[:20]}' is no answer; write 0, 1, 2 or 3, or leave it empty", source=source, locator=f"row {n}",
            code="health.answer",
        )  # fmt: skip
    return int(given)
