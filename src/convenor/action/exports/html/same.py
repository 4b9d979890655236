"""One body under several names: what sources call it, and why the records were taken for one."""

from dataclasses import dataclass

from convenor.action.labels import short_name
from convenor.action.words import count, number, start
from convenor.model.identity import Alias, Identity
from convenor.model.partnership import Partnership

MOST_REASONS = 3  # of each record; `convenor resolve --json` has all


@dataclass(frozen=True, slots=True)
class Named:
    """One record, ready to print."""

    name: str
    id: str
    source: str
    sure: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class One:
    """One body with its records, the one that stays first."""

    name: str
    told: str
    records: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """The section: the sentence, the bodies, and how to part two of them."""

    finding: str
    bodies: tuple[One, ...]
    undo: str


def same(partnership: Partnership) -> Same | None:
    """What the partnership carries of joined bodies; None where it carries none."""
    found = partnership.identities
    if not found:
        return None
    first, bodies = found[0], len(found)
    records = count(len(first.records), "record")
    finding = (
        f"{start(number(bodies))} {'body' if bodies == 1 else 'bodies'} of this answer {'is' if bodies == 1 else 'are'}"
        f" read from several records: {short_name(first.name)} from {records} of {_kinds(first)}."
    )
    undo = f"convenor resolve --book BOOK --apart '{first.actor}={first.records[1].id}'"
    return Same(finding, tuple(_one(each) for each in found), undo)


def _kinds(one: Identity) -> str:
    return "one kind of source" if len(one.sources) == 1 else f"{number(len(one.sources))} kinds of source"


def _one(one: Identity) -> One:
    told = f"{count(len(one.records), 'record')}, {_kinds(one)}"
    return One(one.name, told, tuple(_named(record) for record in one.records))


def _named(record: Alias) -> Named:
    sure = (
        "read under this id"
        if record.stays
        else "a person's word"
        if record.score is None
        else f"{record.score:.2f} sure"
    )
    return Named(record.names[0], record.id, ", ".join(record.sources), sure, record.reasons[:MOST_REASONS])
