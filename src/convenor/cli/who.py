"""Commands for who is who: bodies under several names and ids become one, and a person has the last word."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from convenor.cli.doors import DONE, JSON, BookPath, app, door, printable, say, waiting
from convenor.model.judgement import Judgement

if TYPE_CHECKING:
    from convenor.evidence.questions import Question

KEEPER = "keeper of the book"
LINE = 100  # letters of an id in a line
SHOWN = 20  # questions shown in the terminal; --json gives all
PAIRS = 3  # of each

By = Annotated[str, typer.Option("--by", help="Who decides: a function, not a person's name.")]
Same = Annotated[
    list[str] | None, typer.Option("--same", metavar="ID=ID", help="Two ids are one body, read under the second.")
]
Apart = Annotated[list[str] | None, typer.Option("--apart", metavar="ID=ID", help="Two ids are two bodies.")]


@app.command()
@door
def resolve(
    book: BookPath,
    same: Same = None,
    apart: Apart = None,
    by: By = KEEPER,
    reason: Annotated[str, typer.Option("--reason", help="Why, in a few words; stays on file.")] = "",
    look: Annotated[bool, typer.Option("--look", help="Show what would be merged; keep nothing.")] = False,
    json: JSON = False,
) -> int:
    """Who is who: merge ids that are surely one body, list pairs that a person should judge; --same, --apart judge."""
    from convenor.evidence.questions import names_in, questions
    from convenor.evidence.resolve import keep_apart, merge
    from convenor.evidence.resolve import resolve as find
    from convenor.store import connect

    why = [reason] if reason else []
    with connect(book, new=False) as opened:
        said = [merge(opened, *_pair(text), by=by, reasons=why) for text in same or ()]
        said += [keep_apart(opened, *_pair(text), by=by, reasons=why) for text in apart or ()]
        if said:
            judged: dict[str, object] = {"judged": [as_row(made) for made in said]}
            say(judged, "\n".join(f"{m.subject}: {m.kind.value} {m.object}." for m in said), json=json)
            return DONE
        with waiting("comparing names; a book of some thousand bodies takes up to half a minute", quiet=json):
            found = find(opened, keep_it=not look)
        asked = questions(opened, found.unsure)
        many = Counter(made.object for made in found.merged).most_common(SHOWN)
        names = names_in(opened, [key for key, _ in many])
    data: dict[str, object] = {
        "bodies": found.bodies, "merged": [as_row(made) for made in found.merged],
        "unsure": [as_row(made) for made in found.unsure], "shared": list(found.shared),
        "placeholders": list(found.placeholders), "kept": not look, "questions": as_rows(asked),
    }  # fmt: skip
    text = (
        f"{found.bodies:,} ids compared: {len(found.merged):,} {'would be' if look else 'are'} read as another,"
        f" {len(found.unsure):,} pairs wait for a person, {len(found.shared):,} references stand for many names and"
        f" {len(found.placeholders):,} names for nobody: never merged."
    )
    say(data, "\n".join([text, *_largest(many, names), *as_lines(asked)]), json=json)
    return DONE


def _pair(text: str) -> tuple[str, str]:
    one, _, other = text.partition("=")
    if not one.strip() or not other.strip():
        raise typer.BadParameter(f"'{text}' is no pair; write ID=ID")
    return one.strip(), other.strip()


def as_row(made: Judgement) -> dict[str, object]:
    """One judgement on a pair, for `--json`."""
    return {
        "kind": made.kind.value, "one": made.subject, "other": made.object, "score": made.score, "by": made.by,
        "reasons": list(made.reasons),
    }  # fmt: skip


def _largest(many: Sequence[tuple[str, int]], names: dict[str, str]) -> list[str]:
    lines = [f"  {_brief(names.get(key, key))} ({_brief(key)}): {count + 1} ids" for key, count in many]
    return ["", "Most ids in one:", *lines] if lines else []


def _brief(key: str) -> str:
    """An id in a line of a terminal; some are made from a page of text."""
    return printable(key if len(key) <= LINE else key[: LINE - 1] + "…")


def as_rows(asked: "Sequence[Question]") -> list[dict[str, object]]:
    """Questions about bodies, for `--json`."""
    return [
        {
            "body": question.body, "name": question.name, "rows": question.rows, "moved": round(question.moved, 2),
            "may_be": [
                {"id": doubt.other, "name": doubt.name, "rows": doubt.rows, **as_row(doubt.judgement)}
                for doubt in question.doubts
            ],
        }
        for question in asked
    ]  # fmt: skip


def as_lines(asked: "Sequence[Question]") -> list[str]:
    """The questions that would move most, with what may be the body and why; nothing where none waits."""
    if not asked:
        return []
    from convenor.evidence.questions import settled

    pairs = sum(len(question.doubts) for question in asked)
    more = f"; the first {SHOWN} hold {settled(asked, SHOWN):.0%} of the rows at stake" if len(asked) > SHOWN else ""
    lines = ["", f"To judge, what would move most rows first: {pairs:,} pairs of {len(asked):,} bodies{more}."]
    for question in asked[:SHOWN]:
        lines.append(f"  {_brief(question.name)} ({_brief(question.body)}, {question.rows:,} rows) may also be:")
        for doubt in question.doubts[:PAIRS]:
            why = f": {printable(doubt.judgement.reasons[0])}" if doubt.judgement.reasons else ""
            lines.append(f"    {doubt.judgement.score:.2f}  {_brief(doubt.other)}, {doubt.rows:,} rows{why}")
        if len(question.doubts) > PAIRS:
            lines.append(f"    and {len(question.doubts) - PAIRS:,} more")
    hint = "Judge with: convenor resolve --same ID=BODY, or --apart ID=BODY, as often as need be; --json lists all."
    return [*lines, hint]
