"""The answer on leverage as a noun: forecasts, mix, paths, frontier, and what is lost without some bodies."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from convenor.action.leverage.assemble import Field, assemble, context, forecasts
from convenor.action.leverage.context import Context, turning_fact
from convenor.action.leverage.mix import Mix, best
from convenor.errors import OutcomeError
from convenor.model.codes import Basis, Kind
from convenor.model.evidence import Evidence
from convenor.model.leverage import Leverage, MixPoint, Path, Position, Push, Removal
from convenor.model.partnership import Partnership
from convenor.model.stake import Stake

CEILINGS = (0.0, 0.25, 0.5, 0.75, 1.0)
SINGLES = 6  # bodies whose removal is reckoned one by one: those that push or pass on most
SHOWN = 3  # paths told per partner and target


def tell(
    partnership: Partnership,
    stakes: Sequence[Stake],
    *,
    positions: Sequence[Position],
    budget: float,
    ceiling: float | None,
    without: Collection[str],
    everyone: bool,
    against: "tuple[Partnership, Sequence[Stake]] | None",
    seconds: float,
) -> Leverage:
    """What `leverage` returns."""
    targets = tuple(positions) or partnership.outcome.targets
    if not targets:
        raise OutcomeError(
            "names nobody whose position matters; add actor, position, influence and salience of each, or give a table "
            "with these columns",
            field="targets",
        )
    top = partnership.outcome.terms.hard_share if ceiling is None else ceiling
    most = 1.0 if top is None else top
    where = context(partnership, stakes, targets, budget, most, everyone=everyone)
    field = assemble(where, without)
    mix = best(field.problem, budget, most, seconds=seconds)
    chosen = tuple(field.pushes[n] for n in mix.chosen)
    return Leverage(
        outcome=partnership.outcome.id,
        title=partnership.outcome.title,
        as_of=partnership.outcome.as_of,
        positions=tuple(replace(each, name=each.name or where.names.get(each.actor, each.actor)) for each in targets),
        before=forecasts(targets, field.problem.position_t),
        after=forecasts(targets, mix.position_t),
        pushes=tuple(sorted(chosen, key=lambda push: (-push.shift.middle, push.actor, push.target))),
        paths=_paths(field),
        frontier=_frontier(field, budget, seconds),
        removals=_removals(where, partnership, stakes, field, mix, without, seconds),
        unreached=_unreached(where, field),
        budget=budget,
        ceiling=most,
        proof=mix.proof,
        fact=_fact(where, against, budget, ceiling, seconds, everyone=everyone) if against else "",
        assumed=_assumed(targets),
        rows=_rows(_paths(field), partnership, stakes),
        marking=partnership.marking,
    )


def _paths(field: Field) -> tuple[Path, ...]:
    """The strongest paths of each partner to each target, strongest first."""
    told = [path for trails in field.paths.values() for path in trails[:SHOWN]]
    return tuple(sorted(told, key=lambda path: (-path.strength, len(path.actors), path.actors)))


def _rows(told: Sequence[Path], partnership: Partnership, stakes: Sequence[Stake]) -> tuple[Evidence, ...]:
    """Rows behind the ties of the paths, in the order in which they are told."""
    every = [*stakes, *(member.stake for member in partnership.members)]
    held = {row.id: row for stake in every for row in stake.evidence}
    wanted = dict.fromkeys(key for path in told for rows in path.evidence for key in rows)
    return tuple(held[key] for key in wanted if key in held)


def _frontier(field: Field, budget: float, seconds: float) -> tuple[MixPoint, ...]:
    points = []
    for ceiling in CEILINGS:
        mix = best(field.problem, budget, ceiling, seconds=seconds)
        cost = float(field.problem.cost_p[list(mix.chosen)].sum())
        hard = float((field.problem.cost_p * field.problem.hard_p)[list(mix.chosen)].sum())
        points.append(
            MixPoint(
                ceiling=ceiling, hard=hard / cost if cost else 0.0, mean=mix.mean, cost=cost, pushes=len(mix.chosen)
            )
        )
    return tuple(points)


def _removals(
    where: Context, partnership: Partnership, stakes: Sequence[Stake], field: Field, mix: Mix,
    without: Collection[str], seconds: float,
) -> tuple[Removal, ...]:  # fmt: skip
    """What the best mix loses without women's bodies, without the diaspora, without each of the busiest bodies."""
    known = {stake.actor.id: stake for stake in stakes}
    known |= {member.stake.actor.id: member.stake for member in partnership.members}
    women = [key for key, stake in known.items() if _for_women(stake)]
    abroad = [key for key, stake in known.items() if stake.actor.kind is Kind.DIASPORA]
    groups = [("women's bodies", women), ("diaspora bodies", abroad)]
    busy: dict[str, float] = {}
    for trails in field.paths.values():
        for path in trails[:SHOWN]:
            for key in path.actors[:-1]:
                busy[key] = busy.get(key, 0.0) + path.strength
    ranked = sorted(busy, key=lambda key: (-busy[key], key))[:SINGLES]
    groups += [(where.names.get(key, key), [key]) for key in ranked]
    return tuple(
        sorted(
            (_removal(where, label, ids, field, mix, without, seconds) for label, ids in groups if ids),
            key=lambda removal: (-removal.lost, removal.label),
        )
    )


def _removal(
    where: Context, label: str, ids: Sequence[str], field: Field, mix: Mix, without: Collection[str], seconds: float
) -> Removal:
    left = assemble(where, {*without, *ids})
    again = best(left.problem, where.budget, where.ceiling, seconds=seconds)
    gone = sum(len(v) for v in field.paths.values()) - sum(len(v) for v in left.paths.values())
    return Removal(label=label, ids=tuple(sorted(ids)), mean=again.mean, lost=mix.mean - again.mean, paths=gone)


def _for_women(stake: Stake) -> bool:
    """A body that says so itself, or that speaks for women by evidence."""
    speaks = any("women" in each.group.casefold() for each in stake.actor.represents)
    return "women_led" in stake.actor.marks or speaks


def _unreached(where: Context, field: Field) -> tuple[str, ...]:
    reached = {target for _, target in field.paths}
    return tuple(where.names.get(key, key) for key in where.positions if key not in reached)


def _fact(
    here: Context, against: "tuple[Partnership, Sequence[Stake]]", budget: float, ceiling: float | None, seconds: float,
    *, everyone: bool,
) -> str:  # fmt: skip
    other, stakes = against
    top = other.outcome.terms.hard_share if ceiling is None else ceiling
    there = context(other, stakes, other.outcome.targets, budget, 1.0 if top is None else top, everyone=everyone)

    def solve(where: Context) -> frozenset[tuple[str, str, str]]:
        field = assemble(where)
        mix = best(field.problem, where.budget, where.ceiling, seconds=seconds)
        return frozenset(_key(field.pushes[n]) for n in mix.chosen)

    return turning_fact(here, there, solve)


def _key(push: Push) -> tuple[str, str, str]:
    return push.actor, push.capability, push.target


def _assumed(targets: Sequence[Position]) -> tuple[str, ...]:
    guessed = [each.name or each.actor for each in targets if each.basis is Basis.ASSUMED]
    lines = [
        "What an instrument shifts, costs and stirs up is assumed by kind of instrument, as a range.",
        "How strong a tie is follows from its relation alone, and is assumed.",
        "A tie says who is heard, not on which side it speaks: an ally of a target may be on the target's side.",
    ]
    if guessed:
        lines.append(f"Positions, influence and salience are assumed for {', '.join(guessed)}.")
    return tuple(lines)
