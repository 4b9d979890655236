"""Commands for who is who: bodies under several names and ids become one, and a person has the last word."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from convenor.cli.doors import DONE, JSON, BookPath, app, door, printable, say, waiting
from convenor.model.judgement import Judgement

KEEPER = "keeper of the book"
LINE = 100  # letters of an id in a line
SHOWN = 20  # pairs shown in the terminal; --json gives all

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
    data: dict[str, object] = {
        "bodies": found.bodies, "merged": [as_row(made) for made in found.merged],
        "unsure": [as_row(made) for made in found.unsure], "shared": list(found.shared),
        "placeholders": list(found.placeholders), "kept": not look,
    }  # fmt: skip
    text = (
        f"{found.bodies:,} ids compared: {len(found.merged):,} {'would be' if look else 'are'} read as another,"
        f" {len(found.unsure):,} pairs wait for a person, {len(found.shared):,} references stand for many names and"
        f" {len(found.placeholders):,} names for nobody: never merged."
    )
    say(data, "\n".join([text, *_largest(found.merged), *as_lines(found.unsure)]), json=json)
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


def _largest(merged: Sequence[Judgement]) -> list[str]:
    counts = Counter(made.object for made in merged).most_common(SHOWN)
    lines = [f"  {_brief(key)}: {count + 1} ids" for key, count in counts]
    return ["", "Most ids in one:", *lines] if lines else []


def _brief(key: str) -> str:
    """An id in a line of a terminal; some are made from a page of text."""
    return printable(key if len(key) <= LINE else key[: LINE - 1] + "…")


def as_lines(unsure: Sequence[Judgement]) -> list[str]:
    """The likeliest pairs with their reasons, for the terminal; nothing where none waits."""
    lines = []
    for made in unsure[:SHOWN]:
        lines.append(f"  {made.score:.2f}  {_brief(made.subject)} = {_brief(made.object)}")
        lines += [f"        {printable(reason)}" for reason in made.reasons[:2]]
    hint = "Judge with: convenor resolve --same ID=ID, or --apart ID=ID; --json lists all."
    return ["", "Likeliest pairs to judge:", *lines, hint] if lines else []
