"""The report of a dialogue as plain data: what the template prints, in the order in which it prints it.

Nothing is reckoned here that the noun does not carry, and nothing of a person is in the noun; a count that is withheld
is printed as withheld, never as zero.
"""

from dataclasses import dataclass

from convenor.action.exports.html.dialogue.answer import Call, calls, sentences
from convenor.action.exports.html.dialogue.compared import Compared, Split, compared, splits
from convenor.action.exports.html.dialogue.opinion_map import OpinionMap, opinion_map
from convenor.action.exports.html.dialogue.rows import (
    Apart,
    Divided,
    Everything,
    Heard,
    Part,
    Shared,
    Texts,
    apart,
    divided,
    everything,
    heard,
    missing,
    polis_rows,
    shared,
)
from convenor.action.words import count, day, number, percent, start
from convenor.model.dialogue import Dialogue, Discount, Mode

FIRST = 8  # rows of a table that stand open; the others are one click away


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is printed."""

    title: str
    on_record: bool
    marking: str
    who: str
    when: str
    outcome: str
    five: tuple[tuple[str, str], ...]
    calls: tuple[Call, ...]
    map: OpinionMap | None
    groups: str
    polis: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    shared: tuple[Shared, ...]
    shared_finding: str
    divided: tuple[Divided, ...]
    divided_finding: str
    apart: tuple[Apart, ...]
    heard: tuple[Heard, ...]
    missing: tuple[Part, ...]
    missing_finding: str
    weighting: str
    absent: tuple[str, ...]
    discounts: tuple[tuple[str, str, str, str], ...]
    ask: tuple[tuple[str, str], ...]
    compared: Compared | None
    splits: tuple[Split, ...]
    everything: Everything | None
    all_share: tuple[str, ...]
    notes: tuple[str, ...]
    first: int = FIRST


def page(dialogue: Dialogue) -> Page:
    """Everything that the report says of a dialogue."""
    texts = Texts(dialogue)
    five = sentences(dialogue, texts)
    words = dict(five)
    return Page(
        title=dialogue.title or "Untitled dialogue",
        on_record=dialogue.mode is Mode.ATTRIBUTED,
        marking=dialogue.marking.value,
        who=_who(dialogue),
        when=_when(dialogue),
        outcome=dialogue.outcome,
        five=five,
        calls=calls(dialogue, texts),
        map=opinion_map(dialogue),
        groups=words["Groups"],
        polis=polis_rows(dialogue, texts),
        shared=shared(dialogue, texts),
        shared_finding=words["Shared"],
        divided=divided(dialogue, texts),
        divided_finding=words["Divides"],
        apart=apart(dialogue, texts),
        heard=heard(dialogue, texts),
        missing=missing(dialogue),
        missing_finding=words["Missing"],
        weighting=_weighting(dialogue),
        absent=dialogue.weights.absent if dialogue.weights is not None else (),
        discounts=tuple(_discount(row) for row in dialogue.discounts),
        ask=tuple((texts[key], start(why)) for key, why in dialogue.ask),
        compared=compared(dialogue, texts),
        splits=splits(dialogue, texts),
        everything=everything(dialogue, texts),
        all_share=tuple(texts[key] for key in dialogue.shared),
        notes=tuple(start(note) for note in dialogue.notes),
    )


def _who(dialogue: Dialogue) -> str:
    what = count(dialogue.people, "organisation" if dialogue.mode is Mode.ATTRIBUTED else "person", _many(dialogue))
    asked = count(len(dialogue.statements), "statement")
    if not dialogue.votes:
        return f"{start(what)}, {asked}"
    each = round(dialogue.votes / max(1, dialogue.people))
    return f"{start(what)} gave {dialogue.votes:,} answers on {asked}, about {number(each)} each"


def _many(dialogue: Dialogue) -> str:
    return "organisations" if dialogue.mode is Mode.ATTRIBUTED else "people"


def _when(dialogue: Dialogue) -> str:
    if dialogue.period is None:
        return "When they answered is not on file"
    first, last = dialogue.period
    return f"between {day(first)} and {day(last)}" if first != last else f"on {day(first)}"


def _weighting(dialogue: Dialogue) -> str:
    """What weighting to the population did, and what it cost."""
    weights = dialogue.weights
    if weights is None or not any(row.weighted is not None for row in weights.margins):
        return ""
    source = f" ({weights.source})" if weights.source else ""
    cut = "some weights" if weights.trimmed is None else count(weights.trimmed, "weight")
    trimmed = f"; {cut} cut" if weights.trimmed != 0 else ""
    return (
        f"Weighted to population shares that are {weights.basis.value}{source}. It leaves the precision of about "
        f"{round(weights.effective):,} of {dialogue.people:,} voices (design effect {weights.design:.2f}); the largest "
        f"weight is {weights.largest:.1f}{trimmed}."
    )


def _discount(row: Discount) -> tuple[str, str, str, str]:
    who = "withheld" if row.people is None else f"{row.people:,}"
    moved = f"{count(row.moved, 'place')} at most" if row.moved else "no statement changes its place"
    each = "together one vote" if row.factor is None else f"{percent(row.factor)} of a vote"
    return start(row.kind), who, f"{start(row.why)}.", f"{each}; {moved}"
