"""Action: what to do with an answer. `plan` makes the plan, `agreement` the draft to sign, `write` any file."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from convenor.action.exports import Export, exports
from convenor.errors import ConvenorError, NotFoundError
from convenor.model.actor import Actor
from convenor.model.codes import Marking
from convenor.model.evidence import Evidence
from convenor.model.ledger import Ledger
from convenor.model.partnership import Partnership
from convenor.model.plan import Edition, Plan
from convenor.model.stake import Stake
from convenor.store import Store

__all__ = ["plan", "table", "write"]


def plan(
    partnership: Partnership, book: Store | None = None, *, ledger: Ledger | None = None,
    edition: Edition = Edition.RESTRICTED,
) -> Plan:  # fmt: skip
    """What to do with a partnership: whom to call, what each promises, who does what by when, to the close.

    Args:
        partnership: What was proposed.
        book: Where to look for further ties through which to be introduced; without it those that the partnership
            carries are known.
        ledger: Promises made and what came of them; without it reliability is unknown.
        edition: Public only for a partnership that was composed from rows marked CLEAR.

    Returns:
        The plan; every action in it can be traced to the outcome (`Plan.chain`).

    Raises:
        ConvenorError: A public plan was asked for, and rows that are not public went into the partnership.

    Limits:
        Dates of delivery are proposed from the order of the steps, a month apart; partners set their own.
        What a partner gains is what pages say; nobody was asked. A process is known to lose cases only where somebody
        counted.
    """
    from convenor.action.approach import approaches
    from convenor.action.commitments import commitments, early_words
    from convenor.action.inefficiency import inefficiencies
    from convenor.action.introductions import read_ties
    from convenor.action.ledger import pulse, tracks
    from convenor.action.planner import actions

    _fit(partnership, ledger, edition)
    as_of = partnership.outcome.as_of
    ties, names = read_ties(book, as_of) if book is not None else ((), {})
    calls = approaches(partnership, ties, names)
    made = commitments(partnership)
    wastes = inefficiencies(partnership)
    pulses = tuple(pulse(member.stake, ledger, as_of) for member in partnership.members)
    return Plan(
        partnership=partnership,
        edition=edition,
        approaches=calls,
        commitments=made,
        actions=actions(partnership, made, calls, wastes, pulses),
        inefficiencies=wastes,
        ledger=ledger,
        tracks=tracks(ledger, as_of) if ledger is not None else (),
        pulses=pulses,
        assumed=(
            "Due dates are proposed: first deliveries of the steps in their order, a month apart at most. "
            "Partners set their own.",
            early_words(partnership, made),
        ),
    )


def _fit(partnership: Partnership, ledger: Ledger | None, edition: Edition) -> None:
    """Refuse a public plan of what is not public."""
    from convenor.action.chosen import known

    if edition is not Edition.PUBLIC:
        return
    closed = any(row.marking is not Marking.CLEAR for stake in known(partnership) for row in stake.evidence)
    if closed or partnership.marking is not Marking.CLEAR:
        raise ConvenorError(
            f"a public plan rests on rows marked {Marking.CLEAR.value} alone, and others went into this partnership; "
            "compose it again from public rows: convenor plan --edition public"
        )
    if ledger is not None and ledger.marking is not Marking.CLEAR:
        raise ConvenorError(f"a public plan shows no ledger marked {ledger.marking.value}; leave it out")


def write(thing: object, file: str | PathLike[str]) -> Path:
    """Write any noun to a file; the suffix picks the export: `.html` for the report, `.json` for the plain data.

    Args:
        thing: A noun, such as a `Partnership`, or a list of nouns where the export takes one.
        file: Where to write; an older file there is replaced only once the new one is whole.

    Returns:
        The path of the file.

    Raises:
        NotFoundError: No export has this suffix, or none with this suffix takes this noun; names those that do.
        ConvenorError: A body that asked to stay hidden is part of the noun, or a row that must not leave.

    Limits: an export shows what the noun carries; its marking is printed. Rows marked TLP:RED enter no file. A public
    plan carries public rows and no others, or is not written.
    """
    from tempfile import TemporaryDirectory

    path = Path(file)
    export = _export(thing, path)
    _may_leave(thing, path)
    with TemporaryDirectory(dir=path.parent, prefix=".convenor-") as beside:
        draft = Path(beside) / path.name
        export.write(thing, draft)
        draft.replace(path)
    return path


def table(thing: "Plan | Partnership | Sequence[Stake]", name: str = "", *, form: str = "pandas") -> Any:
    """One table of a noun in the library that you work with; for a file use `write` with `.csv` or `.xlsx`.

    Args:
        thing: A plan, a partnership, or stakes from `trace`.
        name: "Partners", "Coverage", "Evidence", "Actions" and others; empty is the main one.
        form: "pandas", "polars" or "arrow".

    Returns:
        A data frame of that library, or an Arrow table.

    Raises:
        NotFoundError: No table of this name, or no such form.
        MissingExtra: The library is not installed: `pip install 'convenor[tables]'`.
        ConvenorError: As `write`: what must not leave does not leave this way either.
    """
    from convenor.action.frames import frame

    _may_leave(thing, Path("table"))
    return frame(thing, name, form=form)


def _may_leave(thing: object, path: Path) -> None:
    """Refuse what must not leave: hidden bodies, rows for named eyes only, closed rows in a public plan."""
    found = list(_inside(thing))
    if hidden := sum("hidden" in each.marks for each in found if isinstance(each, Actor)):
        raise ConvenorError(f"{path}: not written: {hidden} hidden bodies are part of it; compose again without them")
    rows = [each.marking for each in found if isinstance(each, Evidence)]
    if red := rows.count(Marking.RED):
        raise ConvenorError(
            f"{path}: not written: {red} rows are marked TLP:RED, for those they were sent to; unload them"
        )
    closed = sum(marking is not Marking.CLEAR for marking in rows)
    if isinstance(thing, Plan) and thing.edition is Edition.PUBLIC and (closed or thing.ledger is not None):
        raise ConvenorError(f"{path}: not written: a public plan holds {closed} rows that are not public, or a ledger")


def _export(thing: object, path: Path) -> Export:
    """The export with the longest suffix that fits: .kumu.json before .json."""
    fitting = [export for export in exports().values() if export.accepts(thing)]
    for export in sorted(fitting, key=lambda each: -len(each.suffix)):
        if path.name.endswith(export.suffix):
            return export
    noun = type(thing).__name__
    offered = sorted((export.suffix for export in fitting), key=lambda suffix: (suffix != ".html", suffix))
    raise NotFoundError(f"export for the noun {noun}", path.suffix or path.name, offered)


def _inside(thing: object) -> Iterator[Actor | Evidence]:
    """Every actor and every row inside a noun, however deep."""
    if isinstance(thing, (Actor, Evidence)):
        yield thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from _inside(getattr(thing, field.name))
    elif isinstance(thing, Sequence) and not isinstance(thing, str):
        items: Sequence[Any] = thing
        for item in items:
            yield from _inside(item)
