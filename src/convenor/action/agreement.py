"""The draft partnering agreement: what the plan knows, wording for counsel to change, and blanks for the rest.

Fields after The Partnering Initiative's scorecard, ELRHA, WWF and TNC, with clauses that security work needs.
Not a contract, and no legal advice.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from convenor.action import wording
from convenor.action.chosen import convener_id
from convenor.action.labels import kind_word, place, short_label
from convenor.action.wording import blank, fact, proposed
from convenor.action.words import count, day, listed, quantity, start, when
from convenor.model.agreement import Agreement, Clause, Provision
from convenor.model.codes import Marking, Modality, Right, Tier
from convenor.model.partnership import Member
from convenor.model.plan import Commitment, Plan

TIERS = {
    Tier.CORE: ("Core partners", "sit in the steering group and decide together; each promises what clause 4 says"),
    Tier.CONTRIBUTOR: ("Contributors", "promise what clause 4 says, are heard in all decisions, and consent to those "
                       "that change their own part"),
    Tier.CONSULTED: ("Consulted bodies", "are heard before decisions and answered with reasons; they promise nothing"),
    Tier.OBSERVER: ("Observers", "see the work and its records; they promise nothing and have no vote"),
}  # fmt: skip


def agreement(plan: Plan) -> Agreement:
    """A draft of the agreement between the partners of a plan.

    Limits: a draft. No partner has agreed to any of it. Wording marked as proposed is for counsel to change; a blank is
    left wherever nothing is on file. Flagged bodies stand in it with their flag: whether one may sign is for counsel.
    """
    partnership = plan.partnership
    members = partnership.members
    return Agreement(
        title=partnership.outcome.title,
        outcome=partnership.outcome.id,
        as_of=partnership.outcome.as_of,
        marking=Marking.CLEAR if plan.ledger is None and partnership.marking is Marking.CLEAR else partnership.marking,
        parties=tuple((member.stake.actor.id, member.stake.actor.name) for member in members),
        clauses=tuple(Clause(title=title, lines=tuple(lines(plan))) for title, lines in CLAUSES),
    )


def _parties(plan: Plan) -> Sequence[Provision]:
    lines = [_party(member) for member in plan.partnership.members]
    if convener_id(plan.partnership) not in plan.partnership.ids:
        lines.append(blank(f"Whether {plan.convener} signs as a party or convenes only", "for the convener to say"))
    return [*lines, blank("Who signs for each party, and by which authority", "to be named by each party")]


def _party(member: Member) -> Provision:
    actor = member.stake.actor
    seat = f", {place(actor.country)}" if actor.country else ""
    mission = f": {actor.mission}" if actor.mission else ""
    flag = f" Flag: {member.stake.flagged}; counsel first." if member.stake.flagged else ""
    return fact(
        f"{actor.name} ({kind_word(actor.kind)}{seat}){mission}.{flag}", "" if mission else "mission not on file"
    )


def _why(plan: Plan) -> Sequence[Provision]:
    outcome = plan.partnership.outcome
    lines = [fact(f"Shared aim: {outcome.title}.", "the question as asked")]
    if outcome.text:
        lines.append(fact(" ".join(outcome.text.split())))
    names = _names(plan)
    for call in plan.approaches:
        if call.gains:
            said = "; ".join(point.text for point in call.gains)
            lines.append(
                fact(f"{names[call.actor]}: {said}.", "gains on file; the party has not said so for this agreement")
            )
        else:
            lines.append(blank(f"{names[call.actor]}: its own aim in this partnership", "to be said by the party"))
    return lines


def _promises(plan: Plan) -> Sequence[Provision]:
    names = _names(plan)
    by_party: dict[tuple[str, dt.date, tuple[str, ...]], list[Commitment]] = {}
    for each in plan.commitments:
        if each.capability:
            by_party.setdefault((each.actor, each.due, each.steps), []).append(each)
    lines = [_promise(held, names) for held in by_party.values()]
    who = names.get(plan.convener, plan.convener)
    own = [each for each in plan.commitments if not each.capability]
    lines += [proposed(f"{who}, as convener: {_lower(each.what)}, by {day(each.due)}.") for each in own]
    return [*lines, blank("Money, people, data, access and goods behind each promise", "to be entered by each party")]


def _promise(held: list[Commitment], names: dict[str, str]) -> Provision:
    one = held[0]
    what = listed([short_label(each.capability) for each in held], 6, between="; ", last="; ")
    to = listed(list(one.steps), 3, between="”, “", last="” and “")
    early = ", a first piece in one place, shown to those affected," if one.early else ", first delivery"
    shows = f" Moves: {listed(list(one.indicators), 3)}." if one.indicators else ""
    amounts = listed([f"{each.amount:.0%}" for each in held if each.amount is not None], 6)
    return proposed(
        f"{names[one.actor]} brings {what} to “{to}”{early} by {day(one.due)}.{shows}",
        f"about {amounts} of one full supply: assumed; date proposed" if amounts else "date proposed",
    )


def _roles(plan: Plan) -> Sequence[Provision]:
    lines = []
    for tier, (title, words) in TIERS.items():
        names = [m.stake.actor.name for m in plan.partnership.members if m.tier is tier]
        if names:
            lines.append(fact(f"{title} {words}: {'; '.join(names)}.", "tiers as proposed"))
    return [
        *lines,
        blank("Who coordinates from day to day", "the role that most partnerships lack; name one body and one role"),
    ]


def _indicators(plan: Plan) -> Sequence[Provision]:
    lines = []
    for each in plan.partnership.outcome.indicators:
        if each.baseline is None:
            lines.append(blank(f"{start(each.kind)}: {each.name}: baseline", "not on file"))
        else:
            on = f" ({when(each.date)})" if each.date else ""
            lines.append(
                fact(f"{start(each.kind)}: {each.name}, {quantity(each.baseline)} {each.unit}{on}.".replace(" .", "."))
            )
        if each.target is None:
            lines.append(blank(f"{start(each.kind)}: {each.name}: target and its date", "to be agreed"))
        else:
            lines.append(fact(f"Target: {quantity(each.target)} {each.unit}."))
    return lines


def _steering(plan: Plan) -> Sequence[Provision]:
    return [
        proposed("The steering group meets at least every three months; each core partner has one seat."),
        *_seats(plan),
        blank("Chair, place, languages, secretariat and who pays for it", "to be agreed"),
    ]


def _seats(plan: Plan) -> Sequence[Provision]:
    """How each affected group is in: on file, or a blank."""
    lines = []
    for group in plan.partnership.outcome.affected:
        voices = [
            (member.stake.actor.name, each.modality, each.right)
            for member in plan.partnership.members
            for each in member.stake.actor.represents
            if each.group.casefold() == group.group.casefold()
        ]
        for name, modality, right in dict.fromkeys(voices):
            lines.append(
                fact(f"{name} speaks for {group.group}: {_how(modality, right)}.", "how it is in today, on file")
            )
        if not voices:
            lines.append(
                blank(f"Seat and decision right of {group.group}", "no member speaks for them: ask them who does")
            )
    return lines


def _how(modality: Modality | None, right: Right | None) -> str:
    how = f"by {modality.value}" if modality else "form not on file"
    if right is Right.NONE:
        return f"{how}, without a decision right"
    return f"{how}, {right.value}" if right else f"{how}, decision right not on file"


def _harm(plan: Plan) -> Sequence[Provision]:
    names = _names(plan)
    points = [
        fact(f"{names[call.actor]}: {_lower(point.text)}", f"divider; {point.basis.value}")
        for call in plan.approaches
        for point in call.dividers
    ]
    return [
        proposed("Before each phase the partners ask together what their work divides and connects, and whether money "
                 "or goods are taken, shift a market, favour a side, replace a duty or lend standing."),
        *points,
        proposed("A partner that sees harm may halt its own part at once and says so within two days."),
        blank("Who keeps the sheet of dividers and connectors, and how often it is read", "to be agreed"),
    ]  # fmt: skip


def _sanctions(plan: Plan) -> Sequence[Provision]:
    flagged = [m for m in plan.partnership.members if m.stake.flagged]
    known = [
        fact(
            f"{m.stake.actor.name} is marked: {m.stake.flagged}.",
            "in only because the question says must; counsel first",
        )
        for m in flagged
    ]
    return [
        *known,
        proposed("Each party checks its own sub-partners and payees against the sanctions lists that bind it, before a "
                 "payment and every six months, and keeps the record."),
        blank("Which lists bind which party", "counsel; convenor has checked no list"),
    ]  # fmt: skip


def _exit(plan: Plan) -> Sequence[Provision]:
    return [
        proposed("A party may leave with 90 days’ notice; it gives its reason in writing, for the ledger.",
                 "90 days is usual"),
        proposed("It hands over what others depend on before it goes."),
        *[fact(f"Depended on by all: {each.finding.text}") for each in plan.inefficiencies
          if each.kind.value == "single point of failure"][:3],
    ]  # fmt: skip


def _term(plan: Plan) -> Sequence[Provision]:
    first, last = plan.partnership.outcome.period
    until = f" until {day(last)}" if last else ""
    lines = [fact(f"From {day(first)}{until}.", "period of the question")] if first else []
    if not first or not last:
        lines.append(blank("First and last day", "the question leaves it open"))
    review = [
        proposed("The partners answer the health check after three months and read the ledger of promises every six.")
    ]
    return [
        *lines,
        *review,
        blank("Place, date and signatures", count(len(plan.partnership.members), "party", "parties")),
    ]


CLAUSES: tuple[tuple[str, Callable[[Plan], Sequence[Provision]]], ...] = (
    ("1 Parties", _parties),
    ("2 Why each is in", _why),
    ("3 Roles and tiers", _roles),
    ("4 What each promises", _promises),
    ("5 How we shall know: indicators", _indicators),
    ("6 Steering, and who is heard", _steering),
    ("7 Decisions", lambda _: wording.DECISIONS),
    ("8 Data protection", lambda _: wording.DATA),
    ("9 Do no harm", _harm),
    ("10 Sanctions and due diligence", _sanctions),
    ("11 Safeguarding and incidents", lambda _: wording.SAFEGUARDING),
    ("12 Money", lambda _: wording.MONEY),
    ("13 Joining", lambda _: wording.JOINING),
    ("14 Exit and notice", _exit),
    ("15 Disputes", lambda _: wording.DISPUTES),
    ("16 Term, review and signature", _term),
)


def _names(plan: Plan) -> dict[str, str]:
    return {member.stake.actor.id: member.stake.actor.name for member in plan.partnership.members}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
