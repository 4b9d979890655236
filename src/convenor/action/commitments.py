"""What each partner is asked to promise, what the convener promises itself, and what can be shown early (M26, M34)."""

import datetime as dt

from convenor.action.chosen import convener_id, suppliers
from convenor.action.inefficiency import visible
from convenor.action.labels import short_label, short_name
from convenor.action.timetable import due_days, last_day
from convenor.action.words import count, listed
from convenor.model.codes import Basis
from convenor.model.outcome import Outcome
from convenor.model.partnership import Member, Partnership
from convenor.model.plan import EARLY, Commitment

OWN = {  # promises of the convener: key, (what, days after the date of reckoning); 0 is the last day of the work
    "ground": ("Settle what is assumed: amounts, costs, terms and the steps themselves", 45),
    "call": ("Call the partners in order, and find who is missing", 45),
    "care": ("Check law, sanctions and what contact does to the conflict before any call", 7),
    "hear": ("Hear those affected before decisions, and answer with reasons", 60),
    "agree": ("Bring the partners to an agreement that all can sign", 84),
    "keep": ("Keep the ledger of promises and the health of the partnership", 180),
    "end": ("Decide with all partners to sustain, hand over or close", 0),
}


def commitments(partnership: Partnership) -> tuple[Commitment, ...]:
    """All promises, by due day, then in the order of the steps.

    Core members and contributors promise what is used of their offers; consulted members and observers promise nothing.
    """
    outcome = partnership.outcome
    early = early_step(partnership)
    made = [each for member in suppliers(partnership) for each in _brings(member, partnership, early)]
    made += _unblocks(partnership)
    made += [_own(key, partnership) for key in OWN]
    place = {step.name: k for k, step in enumerate(outcome.steps)}
    return tuple(sorted(made, key=lambda c: (c.due, not c.early, min(place[name] for name in c.steps), c.id)))


def early_step(partnership: Partnership) -> str:
    """Name of the step from which the early win is taken: the first in order that gets all it needs, else the first
    that gets anything; empty where none gets anything."""
    got: dict[str, list[float]] = {}
    for row in partnership.coverage:
        got.setdefault(row.step, []).append(row.got / row.need)
    order = [step.name for step in partnership.outcome.steps if step.name in got]
    whole = (name for name in order if min(got[name]) > 1 - 1e-6)
    return next(whole, next((name for name in order if max(got[name]) > 0), ""))


def _brings(member: Member, partnership: Partnership, early: str) -> list[Commitment]:
    """One promise per capability that is used; where its step is chosen for the early win, a first piece as well."""
    actor, due = member.stake.actor.id, due_days(partnership.outcome)
    made = []
    for use in member.uses:
        steps = _steps(partnership, actor, use.capability)
        if not steps:
            continue
        label, soon = short_label(use.capability), steps[0] == early
        first = f", a first piece of it within {EARLY} days: one place, shown to those affected" if soon else ""
        made.append(
            Commitment(
                id=f"{actor}/{use.capability}",
                actor=actor,
                what=f"Bring {label} to “{listed(list(steps), 2, last='” and “', between='”, “')}”{first}",
                steps=steps,
                capability=use.capability,
                amount=use.amount,
                due=min(due[steps[0]], _ninety(partnership.outcome)) if soon else due[steps[0]],
                early=soon,
                indicators=_indicators(partnership.outcome, steps),
                basis=Basis.ASSUMED,
            )
        )
    return made


def _steps(partnership: Partnership, actor: str, capability: str) -> tuple[str, ...]:
    """Steps that wait for it and, as far as the proposal says, get it from this member."""
    rows = [row for row in partnership.coverage if row.capability == capability]
    given = [row.step for row in rows if actor in dict(row.by)]
    return tuple(dict.fromkeys(given or [row.step for row in rows]))


def _indicators(outcome: Outcome, steps: tuple[str, ...]) -> tuple[str, ...]:
    served = {name for step in outcome.steps if step.name in steps for name in step.serves}
    return tuple(each.name for each in outcome.indicators if each.kind in served or each.name in served)


def _unblocks(partnership: Partnership) -> list[Commitment]:
    """To mend each process that loses cases; an early win where its window ends in time."""
    outcome, made = partnership.outcome, []
    shown = [each for each in outcome.blockages if visible(each, outcome.as_of)]
    for k, blockage in enumerate(sorted(shown, key=lambda each: -each.lost / each.total), start=1):
        due = outcome.as_of + dt.timedelta(days=max(1, blockage.days))
        made.append(
            Commitment(
                id=f"convener/unblock-{k}",
                actor=_convener(partnership),
                what=f"Let fewer cases fall out: {blockage.lost:,} of {blockage.total:,} {blockage.what}",
                steps=tuple(step.name for step in outcome.steps),
                due=due,
                early=due <= _ninety(outcome),
                indicators=tuple(each.name for each in outcome.indicators),
                basis=Basis.ENTERED,
            )
        )
    return made


def _own(key: str, partnership: Partnership) -> Commitment:
    what, days = OWN[key]
    outcome = partnership.outcome
    due = outcome.as_of + dt.timedelta(days=days) if days else last_day(outcome)
    return Commitment(
        id=f"convener/{key}",
        actor=_convener(partnership),
        what=what,
        steps=tuple(step.name for step in outcome.steps),
        due=due,
        basis=Basis.ASSUMED,
    )


def _convener(partnership: Partnership) -> str:
    """The convener's id where it is a member; else as the question calls it."""
    key = convener_id(partnership)
    return key if key in partnership.ids else partnership.outcome.convener or "convener"


def _ninety(outcome: Outcome) -> dt.date:
    return outcome.as_of + dt.timedelta(days=EARLY)


def early_words(partnership: Partnership, made: tuple[Commitment, ...]) -> str:
    """What can be shown early, in a sentence."""
    soon = [each for each in made if each.early and each.capability]
    if not soon:
        return "No member supplies a step, so nothing can be shown early."
    names = {member.stake.actor.id: short_name(member.stake.actor.name) for member in partnership.members}
    who = listed(list(dict.fromkeys(names[each.actor] for each in soon)), 4)
    step, pieces = soon[0].steps[0], count(len(soon), "promise")
    return f"A first piece of “{step}” can be shown within {EARLY} days: {pieces} of {who}."
