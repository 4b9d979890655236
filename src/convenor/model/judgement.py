"""Judgement: a person's or a model's word on records; reversible, for it never changes a record. Nearest standard
term: nomenklatura's `Resolver` edge."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class JudgementKind(StrEnum):
    """What is said of the subject."""

    HIDE = "hide"  # the body in `subject` asked to stay out of every output; `object` is the name it was asked under
    MERGE = "merge"  # `subject` and `object` are one body; `object` is the id that stays
    KEEP_APART = "keep apart"  # `subject` and `object` are two bodies, however alike
    UNSURE = "unsure"  # `subject` and `object` may be one body; waits for a person
    RELEASE = "release"  # the held record in `subject` (hash of its text) may enter the book
    DROP = "drop"  # the held record in `subject` stays out for good


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One word on one or two records, with who said so and why.

    Attributes:
        id: Hash of kind, subject and object: the same judgement has the same id.
        kind: What is said.
        subject: Id of an actor, or the hash of a held record's text.
        object: The other actor of a pair, or what `JudgementKind` says.
        by: A person's function, or the name of a model; never empty.
        score: How sure a model was [0, 1]; None for a person's word.
        reasons: Why, each in a few words.
        date: Day on which it was given.
        withdrawn: Day on which it was taken back; None while it holds.
    """

    id: str
    kind: JudgementKind
    subject: str
    object: str = ""
    by: str
    score: float | None = None
    reasons: tuple[str, ...] = ()
    date: dt.date
    withdrawn: dt.date | None = None

    def __post_init__(self) -> None:
        if not self.subject or not self.by:
            raise ValueError(f"a judgement needs a subject and who gives it, not {self.subject!r} by {self.by!r}")
        if self.score is not None and not 0 <= self.score <= 1:
            raise ValueError(f"judgement {self.id}: score {self.score} is not in [0, 1]")
