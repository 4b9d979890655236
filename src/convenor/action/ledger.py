"""The ledger of promises: read, merge, reckon. A file that two people edit apart and bring together again.

Format `ledger/1`, told with an example in docs/verbs/plan.md; how it is reckoned: docs/how-it-is-reckoned/promises.md.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from convenor.action.promises import kept_ratio
from convenor.errors import OutcomeError
from convenor.model.codes import Marking
from convenor.model.ledger import Exit, Kept, Ledger, Promise, Pulse, Sign, Track
from convenor.model.reading import Node, read_yaml
from convenor.model.stake import Stake, light

VERSION = "ledger/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two files say different things of the same entry, and no third says which is newer.

    Attributes:
        entry: Id of the promise, or who left.
        field: What differs; "state" stands for state, settled and evidence together.
        ours: What the first file says, which is kept until somebody decides.
        theirs: What the other says.
    """

    entry: str
    field: str
    ours: str
    theirs: str


def read_ledger(file: str | Path) -> Ledger:
    """Read a ledger file.

    Raises:
        OutcomeError: Names the file, the line and the field, and says what would be right.
    """
    top = read_yaml(file)
    if top.text("convenor", "") != VERSION:
        raise top.error("convenor", f"expected {VERSION}; a ledger begins with 'convenor: {VERSION}'")
    ledger = Ledger(
        outcome=top.text("outcome"),
        promises=tuple(_promise(node) for node in top.nodes("promises")),
        signs=tuple(_sign(node) for node in top.nodes("signs")),
        exits=tuple(_exit(node) for node in top.nodes("exits")),
        marking=top.choice("marking", Marking, Marking.AMBER_STRICT),
    )
    top.done()
    seen: set[str] = set()
    for promise in ledger.promises:
        if promise.id in seen:
            raise top.error("promises", f"the id '{promise.id}' stands twice; give each promise its own")
        seen.add(promise.id)
    return ledger


def _promise(node: Node) -> Promise:
    made, due = _day(node, "made"), _day(node, "due")
    given = {name: node.text(name) for name in ("id", "by", "to", "what")}
    state, settled = node.choice("state", Kept, Kept.OPEN), node.date("settled")
    evidence, commitment = node.text("evidence", ""), node.text("commitment", "")
    node.done()
    try:
        return Promise(
            **given, made=made, due=due, state=state, settled=settled, evidence=evidence, commitment=commitment
        )
    except ValueError as error:
        raise node.error("id", str(error)) from error


def _sign(node: Node) -> Sign:
    sign = Sign(who=node.text("who"), date=_day(node, "date"), what=node.text("what"))
    node.done()
    return sign


def _exit(node: Node) -> Exit:
    left = Exit(who=node.text("who"), date=_day(node, "date"), reason=node.text("reason"))
    node.done()
    return left


def _day(node: Node, key: str) -> dt.date:
    day = node.date(key)
    if day is None:
        raise node.error(key, "is missing; write a day, as 2025-06-30")
    return day


def merge(ours: Ledger, theirs: Ledger, base: Ledger | None = None) -> tuple[Ledger, tuple[Conflict, ...]]:
    """Two ledgers that were edited apart as one; what cannot be settled is listed, and nothing is lost.

    New entries of both sides are kept. Where both know a promise, a change that only one side made wins (against
    `base` where it is given). Without a base only one difference is settled: one side says open, the other says what
    came of it.

    Args:
        ours: One edition.
        theirs: The other.
        base: The last edition that both sides had.

    Raises:
        OutcomeError: The two are ledgers of different outcomes.
    """
    if ours.outcome != theirs.outcome:
        raise OutcomeError(f"one ledger is of '{ours.outcome}', the other of '{theirs.outcome}'", field="outcome")
    conflicts: list[Conflict] = []
    before = {promise.id: promise for promise in base.promises} if base else {}
    mine, other = ({promise.id: promise for promise in each.promises} for each in (ours, theirs))
    promises = []
    for key in sorted({*mine, *other}):
        if key in mine and key in other:
            promises.append(_merged(mine[key], other[key], before.get(key), conflicts))
        else:
            promises.append(mine[key] if key in mine else other[key])
    merged = Ledger(
        outcome=ours.outcome,
        promises=tuple(promises),
        signs=tuple(sorted({*ours.signs, *theirs.signs}, key=lambda sign: (sign.date, sign.who, sign.what))),
        exits=_exits(ours.exits, theirs.exits, conflicts),
        marking=max(ours.marking, theirs.marking, key=list(Marking).index),
    )
    return merged, tuple(conflicts)


UNITS = (("by",), ("to",), ("what",), ("made",), ("due",), ("commitment",), ("state", "settled", "evidence"))
"""Fields that change together: what came of a promise is one word, its day and what shows it."""


def _merged(ours: Promise, theirs: Promise, base: Promise | None, conflicts: list[Conflict]) -> Promise:
    changed: dict[str, object] = {}
    for unit in UNITS:
        a, b = (tuple(getattr(each, name) for name in unit) for each in (ours, theirs))
        if a == b:
            continue
        was = tuple(getattr(base, name) for name in unit) if base else None
        settles = unit[0] == "state" and base is None and a[0] is Kept.OPEN
        if was == a or settles:
            changed |= dict(zip(unit, b, strict=True))
        elif was != b and not (unit[0] == "state" and base is None and b[0] is Kept.OPEN):
            conflicts.append(Conflict(entry=ours.id, field=unit[0], ours=_words(a), theirs=_words(b)))
    try:
        return replace(ours, **changed)  # type: ignore[arg-type]
    except ValueError as error:
        conflicts.append(
            Conflict(entry=ours.id, field="dates", ours=str(error), theirs=_words(tuple(changed.values())))
        )
        return ours


def _words(values: Sequence[object]) -> str:
    return ", ".join(str(value) for value in values if value not in (None, ""))


def _exits(ours: Sequence[Exit], theirs: Sequence[Exit], conflicts: list[Conflict]) -> tuple[Exit, ...]:
    kept = {left.who: left for left in ours}
    for left in theirs:
        known = kept.setdefault(left.who, left)
        if known != left:
            a, b = (f"{each.date}: {each.reason}" for each in (known, left))
            conflicts.append(Conflict(entry=left.who, field="exit", ours=a, theirs=b))
    return tuple(sorted(kept.values(), key=lambda left: (left.date, left.who)))


def tracks(ledger: Ledger, as_of: dt.date) -> tuple[Track, ...]:
    """How each body kept its promises to each other body, as of a day; later entries are invisible."""
    pairs = sorted({(promise.by, promise.to) for promise in ledger.promises if promise.made <= as_of})
    return tuple(_track(ledger, by, to, as_of) for by, to in pairs)


def reliability(ledger: Ledger, actor: str, as_of: dt.date) -> Track:
    """How one body kept its promises to all others."""
    return _track(ledger, actor, "", as_of)


def _track(ledger: Ledger, by: str, to: str, as_of: dt.date) -> Track:
    made = [each for each in ledger.promises if each.by == by and to in ("", each.to) and each.made <= as_of]
    states = [_state(promise, as_of) for promise in made]
    kept, broken = states.count(Kept.KEPT), states.count(Kept.BROKEN)
    late = sum(state is Kept.OPEN and promise.due < as_of for state, promise in zip(states, made, strict=True))
    mean, low, high = kept_ratio(kept, broken) or (None, None, None)
    return Track(by=by, to=to, kept=kept, broken=broken, overdue=late, ratio=mean, low=low, high=high)


def _state(promise: Promise, as_of: dt.date) -> Kept:
    return Kept.OPEN if promise.settled is not None and promise.settled > as_of else promise.state


def rely(stakes: Iterable[Stake], ledger: Ledger, as_of: dt.date) -> list[Stake]:
    """The same stakes, each offer with the reliability that the ledger shows; None (unknown) where it shows nothing."""
    return [_relied(stake, reliability(ledger, stake.actor.id, as_of).ratio) for stake in stakes]


def _relied(stake: Stake, ratio: float | None) -> Stake:
    offers = tuple(replace(offer, reliability=ratio) for offer in stake.actor.offers)
    return replace(stake, actor=replace(stake.actor, offers=offers))


def pulse(stake: Stake, ledger: Ledger | None, as_of: dt.date) -> Pulse:
    """When a body was last seen at work, on file or in the ledger, and whether it has left."""
    who = stake.actor.id
    known = [stake.last] if stake.last else [row.end or row.start for row in stake.evidence]
    days = [min(day, as_of) for day in known if day is not None]
    days += [day for day in _seen(who, ledger) if day is not None and day <= as_of]
    last = max(days, default=None)
    gone = [left for left in (ledger.exits if ledger else ()) if left.who == who and left.date <= as_of]
    left = max(gone, key=lambda each: each.date, default=None)
    return Pulse(
        who=who, light=light(last, as_of), last=last, days=(as_of - last).days if last else None,
        left=left.date if left else None, reason=left.reason if left else "",
    )  # fmt: skip


def _seen(who: str, ledger: Ledger | None) -> list[dt.date | None]:
    """Days on which the ledger saw a body: signs, promises made, and promises it kept."""
    if ledger is None:
        return []
    signs = [sign.date for sign in ledger.signs if sign.who == who]
    own = [promise for promise in ledger.promises if promise.by == who]
    kept = [promise.settled for promise in own if promise.state is Kept.KEPT]
    return [*signs, *(promise.made for promise in own), *kept]


def as_text(ledger: Ledger) -> str:
    """The ledger as a file: one entry after the other, sorted, so that two editions differ only where they differ."""
    lines = [f"convenor: {VERSION}", f"outcome: {_quoted(ledger.outcome)}", f"marking: {_quoted(ledger.marking.value)}"]
    for key, entries in (("promises", ledger.promises), ("signs", ledger.signs), ("exits", ledger.exits)):
        shown = sorted(entries, key=_order)
        lines += [f"\n{key}:" if shown else f"\n{key}: []"] + [_entry(each) for each in shown]
    return "\n".join(lines) + "\n"


def _order(entry: Promise | Sign | Exit) -> tuple[str, ...]:
    return (entry.id,) if isinstance(entry, Promise) else (str(entry.date), entry.who)


def _entry(entry: Promise | Sign | Exit) -> str:
    fields = {name: getattr(entry, name) for name in type(entry).__slots__}
    shown = [f"{name}: {_quoted(str(value))}" for name, value in fields.items() if value not in (None, "")]
    return "  - " + "\n    ".join(shown)


def _quoted(text: str) -> str:
    """A text as YAML reads it back, whatever stands in it: what cannot be seen is written as its code."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in plain) + '"'
