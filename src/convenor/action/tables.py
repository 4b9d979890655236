"""A plan, or a partnership, as tables: one name, a head, rows of plain values. For CSV and for workbooks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from convenor.action.chosen import known
from convenor.action.labels import capability_label, kind_word, place, short_label
from convenor.action.network import marking, proposal
from convenor.model.partnership import Partnership
from convenor.model.plan import Plan
from convenor.model.stake import Stake

Value = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: `rows` hold text, numbers or nothing, as many a row as there are names in `head`."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def main_table(thing: Plan | Partnership) -> Table:
    """The one table that a flat file holds: what to do, each action with its chain; for a partnership its members."""
    return _actions(thing) if isinstance(thing, Plan) else _partners(thing)


def tables(thing: Plan | Partnership) -> tuple[Table, ...]:
    """All tables: what it is, partners, coverage, evidence; of a plan also calls, promises, actions, ledger."""
    partnership = proposal(thing)
    first, last = (_about(thing), _partners(partnership)), (_coverage(partnership), _evidence(partnership))
    if not isinstance(thing, Plan):
        return (*first, *last)
    return (*first, _calls(thing), _promises(thing), _actions(thing), _wastes(thing), *_ledger(thing), *last)


def stakes_table(stakes: Sequence[Stake]) -> Table:
    """Who has a stake, one row each, with the first row of evidence behind it."""
    head = (
        "id", "name", "kind", "country", "stake", "calibrated", "usual", "surprise", "distance", "position", "light",
        "flag", "rows", "source", "date", "licence",
    )  # fmt: skip
    return Table(name="Stakes", head=head, rows=tuple(_stake(stake) for stake in stakes))


def _stake(stake: Stake) -> tuple[Value, ...]:
    first = stake.evidence[0] if stake.evidence else None
    return (
        stake.actor.id, stake.actor.name, kind_word(stake.actor.kind), place(stake.actor.country),
        round(stake.salience, 4), "yes" if stake.calibrated else "no", "yes" if stake.usual else "no", stake.surprise,
        stake.distance, stake.position, stake.light.value, stake.flagged, len(stake.evidence),
        first.source if first else " > ".join(stake.exposure),
        first.start.isoformat() if first and first.start else "", first.licence if first else "",
    )  # fmt: skip


def _about(thing: Plan | Partnership) -> Table:
    partnership, outcome = proposal(thing), proposal(thing).outcome
    rows: list[tuple[Value, ...]] = [
        ("Outcome", outcome.title),
        ("Convener", outcome.convener or "not on file"),
        ("As of", outcome.as_of.isoformat()),
        ("Marking", marking(thing).value),
        ("Effect if all join, share of the steps covered; not a probability", round(partnership.effect, 4)),
        ("What the solver proved", partnership.proof),
        ("Hard power, share of what is used", round(partnership.hard, 4)),
    ]
    if isinstance(thing, Plan):
        rows.append(("Edition", thing.edition.value))
        if thing.edition.value == "public":
            rows.append(("Note", "Reckoned anew from public rows; the numbers may differ from a restricted edition."))
        rows += [("Assumed", text) for text in thing.assumed]
    rows += [("Assumed", text) for text in partnership.assumed]
    return Table(name="About", head=("what", "value"), rows=tuple(rows))


def _partners(partnership: Partnership) -> Table:
    head = ("id", "name", "kind", "country", "tier", "new", "brings", "lost without it", "flag", "reason")
    rows = tuple(
        (
            member.stake.actor.id, member.stake.actor.name, kind_word(member.stake.actor.kind),
            place(member.stake.actor.country), member.tier.value, "no" if member.stake.usual else "yes",
            "; ".join(short_label(use.capability) for use in member.uses), round(member.without, 4),
            member.stake.flagged, member.reason,
        )
        for member in partnership.members
    )  # fmt: skip
    return Table(name="Partners", head=head, rows=rows)


def _calls(plan: Plan) -> Table:
    names = {member.stake.actor.id: member.stake.actor.name for member in plan.partnership.members}
    head = ("order", "partner", "ask", "why now", "its side", "gains", "may lose", "opens with", "through", "dividers",
            "connectors", "look at", "flag", "not on file")  # fmt: skip
    rows = tuple(
        (
            call.order, names[call.actor], call.ask, call.turn, call.bargain, "; ".join(p.text for p in call.gains),
            "; ".join(p.text for p in call.risks), call.opener.text if call.opener else "",
            call.through.words if call.through else "", " ".join(p.text for p in call.dividers),
            " ".join(p.text for p in call.connectors), " ".join(p.text for p in call.harms), call.flag,
            " ".join(call.unknown),
        )
        for call in plan.approaches
    )  # fmt: skip
    return Table(name="Calls", head=head, rows=rows)


def _promises(plan: Plan) -> Table:
    names = {member.stake.actor.id: member.stake.actor.name for member in plan.partnership.members}
    head = ("id", "by", "promise", "capability", "amount", "steps", "due", "early win", "indicators", "basis")
    rows = tuple(
        (
            each.id, names.get(each.actor, each.actor), each.what,
            capability_label(each.capability) if each.capability else "", each.amount, "; ".join(each.steps),
            each.due.isoformat(), "yes" if each.early else "no", "; ".join(each.indicators), each.basis.value,
        )
        for each in plan.commitments
    )  # fmt: skip
    return Table(name="Promises", head=head, rows=rows)


def _actions(plan: Plan) -> Table:
    names = {member.stake.actor.id: member.stake.actor.name for member in plan.partnership.members}
    promises = {each.id: each for each in plan.commitments}
    head = ("id", "phase", "what", "why", "owner", "from", "to", "about", "carries out", "promised by", "outcome",
            "basis")  # fmt: skip
    rows = tuple(
        (
            each.id, each.stage.value, each.what, each.why, each.owner, each.start.isoformat(), each.end.isoformat(),
            names.get(each.about, each.about), promises[each.commitment].what,
            names.get(promises[each.commitment].actor, promises[each.commitment].actor), plan.partnership.outcome.id,
            each.basis.value,
        )
        for each in plan.actions
    )  # fmt: skip
    return Table(name="Actions", head=head, rows=rows)


def _wastes(plan: Plan) -> Table:
    head = ("kind", "size", "what", "action", "owner", "from", "to")
    rows = tuple(
        (
            each.kind.value, round(each.size, 4), each.finding.text, each.finding.action, each.finding.owner,
            each.finding.start.isoformat(), each.finding.end.isoformat(),
        )
        for each in plan.inefficiencies
    )  # fmt: skip
    return Table(name="Inefficiencies", head=head, rows=rows)


def _ledger(plan: Plan) -> tuple[Table, ...]:
    if plan.ledger is None:
        return ()
    kept = Table(
        name="Promises kept",
        head=("by", "to", "kept", "broken", "overdue", "ratio", "low", "high"),
        rows=tuple(
            (
                t.by,
                t.to,
                t.kept,
                t.broken,
                t.overdue,
                "unknown" if t.ratio is None else round(t.ratio, 4),
                t.low,
                t.high,
            )
            for t in plan.tracks
        ),
    )
    exits = Table(
        name="Exits", head=("who", "date", "reason"),
        rows=tuple((left.who, left.date.isoformat(), left.reason) for left in plan.ledger.exits),
    )  # fmt: skip
    return kept, exits


def _coverage(partnership: Partnership) -> Table:
    names = {member.stake.actor.id: member.stake.actor.name for member in partnership.members}
    rows = tuple(
        (
            row.step, capability_label(row.capability), row.need, round(row.got, 4),
            "; ".join(f"{names.get(key, key)} {amount:.2f}" for key, amount in row.by),
        )
        for row in partnership.coverage
    )  # fmt: skip
    return Table(name="Coverage", head=("step", "need", "needed", "got", "by"), rows=rows)


def _evidence(partnership: Partnership) -> Table:
    """Rows behind the members; what stands behind bodies that were left out stays out."""
    members = set(partnership.ids)
    head = ("id", "actor", "relation", "object", "value", "title", "start", "end", "source", "locator", "licence",
            "use by", "marking", "basis")  # fmt: skip
    rows = tuple(
        (
            row.id, row.actor, row.relation, row.object, row.value, row.title, _day(row.start), _day(row.end),
            row.source, row.locator, row.licence, _day(row.use_by), row.marking.value, row.basis.value,
        )
        for stake in known(partnership)
        if stake.actor.id in members
        for row in stake.evidence
    )  # fmt: skip
    return Table(name="Evidence", head=head, rows=rows)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
