"""Whom to call, in which order, and what to say: what each gains, what opens the talk, through whom, what to spare.

Dividers, connectors and effects after Collaborative for Development Action (Do No Harm). The effects are questions to
look at, by the kind of means that a partner brings; they are no finding about the partner.
"""

import datetime as dt
from collections.abc import Sequence

from convenor.action.chosen import convener_id, is_convener, known, live, offer_of
from convenor.action.labels import capability, short_label, short_name
from convenor.action.paths import Step, way
from convenor.action.words import MONTHS, listed, start
from convenor.model.codes import Basis, Instrument, Power, Relation, Tier
from convenor.model.evidence import Evidence
from convenor.model.partnership import Member, Partnership
from convenor.model.plan import Approach, Introduction, Point

MOST_POINTS = 3  # of one kind: what one can say in a call
FLAGS = {
    "sanctioned": "is under sanctions", "party": "is a party to the conflict", "rival": "works against the outcome",
    "absent": "has stayed away from it or left",
}  # fmt: skip

EFFECTS: dict[str, tuple[frozenset[Instrument], str]] = {
    "theft and misuse": (
        frozenset({Instrument.FINANCIAL, Instrument.ECONOMIC, Instrument.HUMANITARIAN}),
        "could what it brings be taken or turned to other ends, and by whom?",
    ),
    "market": (
        frozenset({Instrument.FINANCIAL, Instrument.ECONOMIC}),
        "whose prices, wages or profits would change, and does anybody live from things as they are?",
    ),
    "distribution": (
        frozenset({Instrument.FINANCIAL, Instrument.HUMANITARIAN, Instrument.ECONOMIC, Instrument.TECHNICAL}),
        "who gets it and who does not; does the line run along a line of division?",
    ),
    "substitution": (
        frozenset({Instrument.HUMANITARIAN, Instrument.TECHNICAL}),
        "what would others stop doing because it is done here?",
    ),
    "legitimisation": (
        frozenset({
            Instrument.DIPLOMATIC, Instrument.POLITICAL, Instrument.MILITARY, Instrument.LAW_ENFORCEMENT,
            Instrument.LEGAL, Instrument.INTELLIGENCE,
        }),
        "who gains standing by being dealt with, and who loses it?",
    ),
    "implicit messages": (frozenset(Instrument), "what does the way of working say: whose lives, time and word count?"),
}  # fmt: skip


def approaches(
    partnership: Partnership, ties: Sequence[Step] = (), names: dict[str, str] | None = None
) -> tuple[Approach, ...]:
    """One per member but the convener, first to call first.

    Args:
        partnership: What was proposed.
        ties: Further evidenced ties, as from a book; those that the partnership carries are known already.
        names: Names of bodies that only the ties know, by id.
    """
    every = [*carried(partnership), *ties]
    called = {tie.to: tie.name for stake in known(partnership) for tie in stake.actor.ties if tie.name}
    called |= {**(names or {}), **{stake.actor.id: stake.actor.name for stake in known(partnership)}}
    ordered = order(partnership)
    return tuple(
        _approach(n, member, partnership, every, called, [m.stake.actor.id for m in ordered[: n - 1]])
        for n, member in enumerate(ordered, start=1)
    )


def order(partnership: Partnership) -> list[Member]:
    """Members in the order in which to call them: the join order where it was reckoned, else as the findings have it.

    Who is in neither follows, suppliers first; flagged bodies come last whatever anybody reckoned. Nobody calls itself.
    """
    joining = partnership.worth.joining.calls if partnership.worth else ()
    first = [call.actor for call in joining] or [f.about for f in partnership.findings if f.topic == "partner"]
    rank = {actor: n for n, actor in reversed(list(enumerate(first)))}
    others = [member for member in partnership.members if not is_convener(member.stake, partnership)]
    last = len(rank)
    return sorted(others, key=lambda m: (bool(m.stake.flagged), rank.get(m.stake.actor.id, last), not m.uses))


def carried(partnership: Partnership) -> list[Step]:
    """Ties with live evidence among the bodies that the partnership carries."""
    as_of, found = partnership.outcome.as_of, dict[tuple[str, str, str], Step]()
    for stake in known(partnership):
        rows = {row.id for row in stake.evidence if not row.expired(as_of)}
        for tie in stake.actor.ties:
            if tie.to != stake.actor.id and rows & set(tie.evidence):
                step = Step(source=stake.actor.id, target=tie.to, relation=tie.relation, evidence=tie.evidence)
                found.setdefault((step.source, step.target, step.relation), step)
    return list(found.values())


def _approach(
    n: int, member: Member, partnership: Partnership, ties: Sequence[Step], called: dict[str, str], earlier: list[str]
) -> Approach:  # fmt: skip
    stake, as_of = member.stake, partnership.outcome.as_of
    gains = _told(member, partnership, Relation.GAINS)
    risks = _told(member, partnership, Relation.RISKS)
    worth = partnership.worth
    side = next((each for each in worth.members if each.actor == stake.actor.id), None) if worth else None
    opener, through = _opener(member, as_of), _through(member, partnership, ties, called, earlier)
    return Approach(
        actor=stake.actor.id,
        order=n,
        ask=_ask(member),
        gains=gains,
        risks=risks,
        opener=opener,
        through=through,
        dividers=_dividers(member, partnership, ties, called),
        connectors=_connectors(member, partnership, ties, called),
        harms=_harms(member),
        flag=stake.flagged,
        unknown=_unknown(member, gains, risks, opener, through),
        turn=_turn(member, partnership),
        bargain=side.text if side else "",
        basis=side.basis if side else Basis.ASSUMED,
    )


def _turn(member: Member, partnership: Partnership) -> str:
    """What the join order says of it, without its name."""
    calls = partnership.worth.joining.calls if partnership.worth else ()
    told = next((call.text for call in calls if call.actor == member.stake.actor.id), "")
    return start(told.rpartition(f"{member.stake.actor.name}: ")[2])


def _ask(member: Member) -> str:
    if member.tier is Tier.OBSERVER:
        return "Ask whether it would watch, and what it would want to see."
    if not member.uses:
        return "Ask what it needs to say and to see before decisions, and in which form it wants to be heard."
    brings = [short_label(use.capability) for use in sorted(member.uses, key=lambda use: -use.amount)]
    return f"Ask for {listed(brings, 4, between='; ', last='; ')}."


def _told(member: Member, partnership: Partnership, relation: Relation) -> tuple[Point, ...]:
    """What pages say it gains or risks, newest first; nothing is made up where none says so."""
    rows = live(member.stake.evidence, relation, partnership.outcome.as_of)[:MOST_POINTS]
    return tuple(Point(text=row.value, evidence=(row.id,), basis=row.basis) for row in rows if row.value)


def _opener(member: Member, as_of: dt.date) -> Point | None:
    """The newest live row behind what is asked for, else behind the stake."""
    rows = {row.id: row for row in member.stake.evidence if not row.expired(as_of)}
    asked = [row for use in member.uses if (offer := offer_of(member, use.capability)) for row in offer.evidence]
    held = [rows[key] for key in dict.fromkeys(asked) if key in rows]
    other = [row for row in rows.values() if row.relation not in OPENS_NOTHING]
    found = max(held or other, key=lambda row: (row.start or dt.date.min, row.id), default=None)
    return None if found is None else Point(text=_said(found), evidence=(found.id,), basis=found.basis)


OPENS_NOTHING = frozenset(
    {Relation.MISSION, Relation.STANCE, Relation.MARK, Relation.TIE, Relation.RISKS, Relation.JOINED, Relation.LEFT}
)


def _said(row: Evidence) -> str:
    what = row.value if row.value and row.relation == Relation.OFFERS else row.title or row.value or row.object
    return f"{what} ({row.source}{_on(row.start)})"


def _on(day: dt.date | None) -> str:
    """Month and year; the year alone for the first of January, which is how a page dated by its year stands here."""
    if day is None:
        return ""
    return f", {day.year}" if (day.month, day.day) == (1, 1) else f", {MONTHS[day.month - 1]} {day.year}"


def _through(
    member: Member, partnership: Partnership, ties: Sequence[Step], called: dict[str, str], earlier: list[str]
) -> Introduction | None:  # fmt: skip
    """The convener's own tie, a chain of ties from it, or else another member that is tied to the body."""
    target, you = member.stake.actor.id, convener_id(partnership)
    barred = frozenset(stake.actor.id for stake in known(partnership) if stake.flagged)
    found = way(you, target, ties, barred)
    if len(found) == 1:
        own = f"your own tie with it ({found[0].relation})"
        return Introduction(by=you, name=called.get(you, you), words=own, evidence=found[0].evidence)
    if found:
        last = found[-1]
        by = last.source if last.target == target else last.target
        name = short_name(called.get(by, by))
        rows = tuple(row for step in found for row in step.evidence)
        far = "" if len(found) == 2 else ", itself reached through a third body"
        return Introduction(by=by, name=name, words=f"{name}, {last.words(target)}{far}", evidence=rows)
    return _by_member(member, partnership, ties, barred, earlier)


def _by_member(
    member: Member, partnership: Partnership, ties: Sequence[Step], barred: frozenset[str], earlier: list[str]
) -> Introduction | None:  # fmt: skip
    """Another member with a tie to it: one that was called before, a usual one, any."""
    target = member.stake.actor.id
    inside = {m.stake.actor.id: m.stake for m in partnership.members if m.stake.actor.id not in barred | {target}}
    found = []
    for step in ties:
        other = step.source if step.target == target else step.target
        if target in (step.source, step.target) and other in inside and step.relation != "opposes":
            found.append((other not in earlier, not inside[other].usual, other, step))
    if not found:
        return None
    later, _, by, step = min(found, key=lambda item: item[:3])
    name = short_name(inside[by].actor.name)
    when = "itself still to be called" if later else "called before it"
    return Introduction(by=by, name=name, words=f"{name}, {step.words(target)}, {when}", evidence=step.evidence)


def _dividers(
    member: Member, partnership: Partnership, ties: Sequence[Step], called: dict[str, str]
) -> tuple[Point, ...]:  # fmt: skip
    actor, inside = member.stake.actor.id, set(partnership.ids)
    found = [Point(text=f"It {FLAGS[member.stake.flagged]}.", evidence=_stance(member))] if member.stake.flagged else []
    for step in ties:
        if step.relation == "opposes" and actor in (step.source, step.target):
            other = step.target if step.source == actor else step.source
            who = short_name(called.get(other, other))
            text = f"It opposes {who}." if step.source == actor else f"{who} opposes it."
            found.append(Point(text=text, evidence=step.evidence))
    for pair in partnership.outcome.terms.apart:
        other = next((key for key in pair if key != actor), "")
        if actor in pair and other in inside:
            found.append(Point(text=f"You hold that it cannot sit with {called[other]}.", basis=Basis.ENTERED))
    hard = [short_label(use.capability) for use in member.uses if _power(member, use.capability) is Power.HARD]
    if hard:
        found.append(Point(text=f"It would bring hard power: {listed(hard, 3)}.", basis=Basis.ASSUMED))
    return tuple(dict.fromkeys(found))[:MOST_POINTS]


def _stance(member: Member) -> tuple[str, ...]:
    wanted = (Relation.STANCE, Relation.MARK, Relation.LEFT)
    return tuple(row.id for row in member.stake.evidence if row.relation in wanted)


def _power(member: Member, key: str) -> Power:
    offer, row = offer_of(member, key), capability(key)
    return offer.power if offer else row.power if row else Power.UNKNOWN


def _connectors(
    member: Member, partnership: Partnership, ties: Sequence[Step], called: dict[str, str]
) -> tuple[Point, ...]:  # fmt: skip
    actor, inside = member.stake.actor.id, set(partnership.ids)
    found: dict[str, Point] = {}
    for step in ties:
        other = step.target if step.source == actor else step.source
        if actor in (step.source, step.target) and other in inside and step.relation != "opposes":
            who = short_name(called.get(other, other))
            found.setdefault(other, Point(text=f"{who}, {step.words(actor)}.", evidence=step.evidence))
    return tuple(found.values())[:MOST_POINTS]


def _harms(member: Member) -> tuple[Point, ...]:
    """Effects to look at, by the means that it would bring; questions, hence assumed."""
    means = {row.instrument for use in member.uses if (row := capability(use.capability))}
    found = [(name, ask) for name, (by, ask) in EFFECTS.items() if by & means or name == "implicit messages"]
    return tuple(Point(text=f"{name.capitalize()}: {ask}", basis=Basis.ASSUMED) for name, ask in found)


def _unknown(
    member: Member, gains: Sequence[Point], risks: Sequence[Point], opener: Point | None, through: Introduction | None
) -> tuple[str, ...]:  # fmt: skip
    """What is not on file, as questions for the call."""
    asked = (
        (bool(gains), "What would it gain? Nothing current on file says so."),
        (bool(risks), "What might it lose? Nothing current on file says so."),
        (opener is not None, "What does it do today? Every row on file is past its use-by date."),
        (through is not None, "Who could introduce you? No tie is on file: write to it directly."),
        (not member.uses or member.stake.actor.cost is not None, "What would joining cost it? Nobody has entered it."),
    )
    return tuple(question for known_, question in asked if not known_)
