"""Who covers what: each need of each step, how far it is met, and by whom; ours beside the usual partners'."""

from dataclasses import dataclass

from convenor.action.labels import capability_label, shape, short_label
from convenor.action.words import count, listed, number, percent, start
from convenor.model.partnership import Coverage, Partnership

MOST_COLUMNS = 24  # partners in the picture; more would leave a cell less than a letter wide


@dataclass(frozen=True, slots=True)
class Supplier:
    """One partner's part of one need."""

    number: int
    name: str
    shape: str
    share: float


@dataclass(frozen=True, slots=True)
class Need:
    """One need of one step."""

    label: str
    short: str
    met: float
    by: tuple[Supplier, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: its weakest need decides how far it gets."""

    number: int
    name: str
    weight: float
    met: float
    needs: tuple[Need, ...]
    usual: float | None
    lack: str


@dataclass(frozen=True, slots=True)
class Cover:
    """All steps, who stands in the picture, and the finding."""

    stages: tuple[Stage, ...]
    columns: tuple[Supplier, ...]
    finding: str
    contrast: str


def cover(partnership: Partnership) -> Cover:
    """Coverage by step, with the usual partners' beside it where there is such a set."""
    stages = tuple(_stage(n, partnership) for n in range(1, len(partnership.outcome.steps) + 1))
    supplies = {supplier.number: supplier for stage in stages for need in stage.needs for supplier in need.by}
    columns = tuple(supplies[n] for n in sorted(supplies))[:MOST_COLUMNS]
    return Cover(stages, columns, _finding(stages), _contrast(stages, partnership))


def met(row: Coverage) -> float:
    """How far one need is met [0, 1]."""
    return 1.0 if row.need <= 0 else min(1.0, row.got / row.need)


def _stage(n: int, partnership: Partnership) -> Stage:
    step = partnership.outcome.steps[n - 1]
    rows = [row for row in partnership.coverage if row.step == step.name]
    theirs = {row.capability: met(row) for row in partnership.usual.coverage if row.step == step.name} if (
        partnership.usual
    ) else None  # fmt: skip
    lack = []
    if theirs is not None:
        lack = [short_label(row.capability) for row in rows if theirs.get(row.capability, 0.0) < met(row) - 0.005]
    return Stage(
        number=n,
        name=step.name,
        weight=step.weight,
        met=min((met(row) for row in rows), default=0.0),
        needs=tuple(_need(row, partnership) for row in rows),
        usual=None if theirs is None else min((theirs.get(row.capability, 0.0) for row in rows), default=0.0),
        lack=start(listed(lack, 4, between="; ", last="; ")) if lack else "nothing more",
    )


def _need(row: Coverage, partnership: Partnership) -> Need:
    order = {member.stake.actor.id: (n, member) for n, member in enumerate(partnership.members, start=1)}
    by = tuple(
        Supplier(
            order[key][0], order[key][1].stake.actor.name, shape(order[key][1].stake.actor.kind), amount / row.need
        )
        for key, amount in row.by
        if key in order and amount > 1e-9
    )
    return Need(capability_label(row.capability), short_label(row.capability), met(row), by)


def _finding(stages: tuple[Stage, ...]) -> str:
    needs = [need for stage in stages for need in stage.needs]
    if not needs:
        return "The coverage of the needs is not on file."
    open_needs = [need for need in needs if need.met < 0.005]
    single = sum(len(need.by) == 1 for need in needs)
    first = (
        f"Every one of the {count(len(needs), 'need')} has somebody"
        if not open_needs
        else f"{start(number(len(open_needs)))} of {count(len(needs), 'need')} {_is(len(open_needs))} met by nobody"
    )
    second = f"{number(single)} {_hang(single)} on one partner alone" if single else "none hangs on one partner alone"
    return f"{first}; {second}."


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _hang(n: int) -> str:
    return "hangs" if n == 1 else "hang"


def _contrast(stages: tuple[Stage, ...], partnership: Partnership) -> str:
    if partnership.usual is None:
        return "No set of usual partners can be formed at these terms: the question starts from newcomers."
    lost = [stage for stage in stages if stage.usual is not None and stage.usual < 0.005 <= stage.met]
    if lost:
        return f"Without newcomers {count(len(lost), 'step')} {'falls' if len(lost) == 1 else 'fall'} to nothing."
    gain = partnership.effect - partnership.usual.effect
    if gain < 0.005:
        return "The usual partners get as far as the proposed ones: newcomers add voices, not reach."
    return f"Newcomers lift the effect from {percent(partnership.usual.effect)} to {percent(partnership.effect)}."
