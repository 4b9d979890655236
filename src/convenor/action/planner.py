"""From findings to actions: every finding ends in one, every action hangs on a promise, phase by phase (M5, M6)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from convenor.action.chosen import suppliers
from convenor.action.labels import short_name
from convenor.action.timetable import begins, last_day
from convenor.action.words import count, day, listed, start
from convenor.model.codes import Basis
from convenor.model.gate import Colour
from convenor.model.ledger import Pulse
from convenor.model.partnership import Finding, Partnership
from convenor.model.plan import Action, Approach, Commitment, Inefficiency, Stage, Waste
from convenor.model.stake import Light

TOPICS = {  # topic of a finding: (phase, promise of the convener that it carries out)
    "assumption": (Stage.SCOPE, "ground"), "hard power": (Stage.SCOPE, "ground"), "flag": (Stage.STAKES, "care"),
    "partner": (Stage.STAKES, "call"), "gap": (Stage.STAKES, "call"), "contrast": (Stage.STAKES, "call"),
    "inclusion": (Stage.DIALOGUE, "hear"), "loser": (Stage.DIALOGUE, "hear"),
    "stability": (Stage.AGREE, "agree"), Waste.SINGLE_POINT.value: (Stage.AGREE, "agree"),
    Waste.OVERLAP.value: (Stage.AGREE, "agree"),
}  # fmt: skip
OTHERWISE = (Stage.STAKES, "call")  # findings that a later room adds
CALLS_A_WEEK = 5
ELSEWHERE = frozenset({"blockage", "gap"})  # kinds of inefficiency that stand among the findings already


def actions(
    partnership: Partnership,
    made: Sequence[Commitment],
    calls: Sequence[Approach],
    wastes: Sequence[Inefficiency],
    pulses: Sequence[Pulse],
) -> tuple[Action, ...]:
    """All actions, by phase, then by time, each with its owner and window; ids run in this order."""
    found = [*_blockages(partnership, made, wastes), *_found(partnership, made, wastes, calls)]
    found += _calls(partnership, made, calls)
    found += _lights(partnership)
    found += _quiet(partnership, pulses)
    found += _own_work(partnership, calls)
    found += [_delivery(partnership, each) for each in made if each.capability]
    phases = list(Stage)
    ordered = sorted(found, key=lambda a: (phases.index(a.stage), a.start, a.end))
    return tuple(_numbered(n, action) for n, action in enumerate(ordered, start=1))


def _numbered(n: int, action: Action) -> Action:
    return replace(action, id=f"a{n:03d}")


def _blockages(
    partnership: Partnership, made: Sequence[Commitment], wastes: Sequence[Inefficiency]
) -> list[Action]:  # fmt: skip
    """Process fall-out, each with its own promise."""
    falls = [each.finding for each in wastes if each.kind is Waste.FALL_OUT]
    own = [each.id for each in made if each.id.startswith("convener/unblock-")]
    return [_action(finding, Stage.DELIVER, key) for finding, key in zip(falls, own, strict=False)]


def _found(
    partnership: Partnership, made: Sequence[Commitment], wastes: Sequence[Inefficiency], calls: Sequence[Approach]
) -> list[Action]:  # fmt: skip
    """One action per finding; a finding about a member who promises something carries out that promise.

    Calls are made in their order, whatever window a finding proposed.
    What the question says of blockages is left to `_blockages`, which leaves out what was counted after its date.
    """
    found = [f for f in partnership.findings if f.topic != "blockage" or not partnership.outcome.blockages]
    found += [each.finding for each in wastes if each.finding.topic not in ELSEWHERE]
    turn = {call.actor: call_days(call.order) for call in calls}
    placed = [_placed(finding, made) for finding in found]
    return [
        _moved(action, partnership, *turn[action.about])
        if action.topic == "partner" and action.about in turn
        else action
        for action in placed
    ]


def call_days(order: int) -> tuple[int, int]:
    """First and last day of the window of a call, after the date of reckoning: five calls a week.

    Example:
        >>> call_days(1), call_days(6)
        ((1, 7), (8, 14))
    """
    week = 7 * ((order - 1) // CALLS_A_WEEK)
    return 1 + week, 7 + week


def _moved(action: Action, partnership: Partnership, first: int, last: int) -> Action:
    day_one = partnership.outcome.as_of
    return replace(action, start=day_one + dt.timedelta(days=first), end=day_one + dt.timedelta(days=last))


def _placed(finding: Finding, made: Sequence[Commitment]) -> Action:
    stage, key = TOPICS.get(finding.topic, OTHERWISE)
    promised = [each.id for each in made if each.actor == finding.about and each.capability]
    return _action(finding, stage, promised[0] if promised and finding.topic == "partner" else f"convener/{key}")


def _action(finding: Finding, stage: Stage, commitment: str) -> Action:
    return Action(
        id="new", commitment=commitment, stage=stage, what=finding.action, why=finding.text, owner=finding.owner,
        start=finding.start, end=finding.end, topic=finding.topic, about=finding.about, evidence=finding.evidence,
        basis=finding.basis,
    )  # fmt: skip


def _calls(partnership: Partnership, made: Sequence[Commitment], calls: Sequence[Approach]) -> list[Action]:
    """A call to every member that no finding names yet; never to a flagged one."""
    named = {finding.about for finding in partnership.findings if finding.topic == "partner"}
    names = {member.stake.actor.id: member.stake.actor.name for member in partnership.members}
    promised = {each.actor: each.id for each in reversed(made) if each.capability}
    left = [call for call in calls if call.actor not in named and not call.flag]
    return [
        _new(
            partnership, Stage.STAKES, promised.get(call.actor, "convener/hear"),
            f"Call {names[call.actor]}. {call.ask}",
            _why(partnership, call.actor), "desk officer", *call_days(call.order), topic="partner", about=call.actor,
            evidence=call.opener.evidence if call.opener else (),
        )
        for call in left
    ]  # fmt: skip


def _why(partnership: Partnership, actor: str) -> str:
    member = next(each for each in partnership.members if each.stake.actor.id == actor)
    return member.reason.strip() or f"{member.stake.actor.name} is part of the proposal, as {member.tier.value}."


def _lights(partnership: Partnership) -> list[Action]:
    """What each light of the gate that is not green asks next; groups that a finding names already are left to it."""
    lights = partnership.gate.lights if partnership.gate else ()
    return [
        _new(
            partnership, Stage.DIALOGUE, "convener/hear", f"Ask: {light.ask}",
            f"{start(light.group)}: {light.colour.value} light. {light.because}", "inclusion adviser", 7, 45,
            topic="light", evidence=tuple(row for voice in light.voices for row in voice.evidence),
        )
        for light in lights
        if light.colour is not Colour.GREEN and light.group not in partnership.unheard
    ]  # fmt: skip


def _quiet(partnership: Partnership, pulses: Sequence[Pulse]) -> list[Action]:
    """Ask after members that nobody has seen for a year or two, and take note of those who left (M39)."""
    names = {member.stake.actor.id: short_name(member.stake.actor.name) for member in partnership.members}
    asleep = [names[p.who] for p in pulses if p.light in (Light.AMBER, Light.RED) and p.who in names and not p.left]
    made = []
    if asleep:
        made.append(
            _new(
                partnership, Stage.STAKES, "convener/call",
                f"Before the call, find out whether they still do this work: {listed(asleep, 6)}.",
                f"Nothing on file shows {count(len(asleep), 'member')} at work within the last 365 days.",
                "desk officer", 1, 7, topic="decay",
            )
        )  # fmt: skip
    for pulse in pulses:
        if pulse.left:
            made.append(
                _new(
                    partnership, Stage.STAKES, "convener/call", f"Compose again without {names[pulse.who]}.",
                    f"It left on {day(pulse.left)}: {pulse.reason.rstrip('.')}.", "desk officer", 1, 7, topic="exit",
                    about=pulse.who,
                )
            )  # fmt: skip
    return made


def _own_work(partnership: Partnership, calls: Sequence[Approach]) -> list[Action]:
    """What every partnership needs, whatever was found: one action per phase that findings leave bare."""
    outcome, end = partnership.outcome, last_day(partnership.outcome)
    whole = (end - outcome.as_of).days
    groups = listed([each.group for each in outcome.affected], 4)
    heard = f", with {groups} heard first" if groups else ""
    first = short_name(_name(partnership, calls[0].actor)) if calls else "the first partner"
    flagged = [short_name(_name(partnership, call.actor)) for call in calls if call.flag]
    spare = f" Not with {listed(flagged)} before counsel has answered." if flagged else ""
    return [
        _new(
            partnership, Stage.SCOPE, "convener/ground", "Read the question again with whoever knows the place: the "
            "steps, what each needs, who is affected, both indicators.", "The proposal is no better than its question.",
            "desk officer", 1, 5, topic="phase",
        ),
        _new(
            partnership, Stage.DIALOGUE, "convener/hear", f"Hold a first round on the record: what each partner wants, "
            f"what it cannot accept, what it hears from others{heard}.{spare}",
            f"{first} and the others have not said yet what they want from each other.", "facilitator", 21, 45,
            topic="phase",
        ),
        _new(
            partnership, Stage.AGREE, "convener/agree", "Fill the blanks of the draft partnering agreement, partner by "
            "partner, have counsel read it, and sign.", "What is not written down is remembered differently.",
            "legal adviser", 45, 84, topic="phase",
        ),
        _new(
            partnership, Stage.REVIEW, "convener/keep", "Let every partner answer the twenty statements of the health "
            "check; talk about the widest spread first.", "A mean hides the partner who is about to leave.",
            "partnership manager", 90, 104, topic="phase",
        ),
        _new(
            partnership, Stage.REVIEW, "convener/keep", "Read the ledger of promises aloud: kept, broken, overdue; and "
            "renew evidence that has passed its use-by date.", "Reliability is reckoned from kept promises alone.",
            "partnership manager", 166, 180, topic="phase",
        ),
        _new(
            partnership, Stage.SUSTAIN, "convener/end", "Decide with all partners: sustain, hand over or close; write "
            "down who leaves, and why.", "To close well is part of the cycle; otherwise partnerships only fade.",
            "convener, with all partners", max(1, whole - 28), whole, topic="phase",
        ),
    ]  # fmt: skip


def _name(partnership: Partnership, actor: str) -> str:
    return next(m.stake.actor.name for m in partnership.members if m.stake.actor.id == actor)


def _delivery(partnership: Partnership, promise: Commitment) -> Action:
    member = next(each for each in suppliers(partnership) if each.stake.actor.id == promise.actor)
    return Action(
        id="new", commitment=promise.id, stage=Stage.DELIVER, what=f"{promise.what}.",
        why=member.reason.strip() or "It is part of the proposal.",
        owner=f"{short_name(member.stake.actor.name)}: role to be named by it",
        start=begins(promise.due, partnership.outcome.as_of), end=promise.due, topic="delivery",
        about=promise.actor, basis=promise.basis,
    )  # fmt: skip


def _new(
    partnership: Partnership, stage: Stage, commitment: str, what: str, why: str, owner: str, first: int, last: int, *,
    topic: str, about: str = "", evidence: tuple[str, ...] = (),
) -> Action:  # fmt: skip
    day_one = partnership.outcome.as_of
    return Action(
        id="new", commitment=commitment, stage=stage, what=what, why=why, owner=owner,
        start=day_one + dt.timedelta(days=first), end=day_one + dt.timedelta(days=last), topic=topic, about=about,
        evidence=evidence, basis=Basis.EVIDENCE if evidence else Basis.ASSUMED,
    )  # fmt: skip
