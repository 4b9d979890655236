"""The page of a plan: what to do first, whom to call and what to say, who promised what, phase by phase.

It shares style, evidence table and safety with the report; what it prints is plain data from here.
"""

from dataclasses import dataclass

from convenor.action.approach import EFFECTS
from convenor.action.brief import Brief, brief, edition_words, first
from convenor.action.exports.html.register import Chips, Register
from convenor.action.labels import briefly, capability_label, kind_word, place, shape, short_name
from convenor.action.network import marking
from convenor.action.words import count, day, listed, number, percent, start, window
from convenor.model.partnership import Member
from convenor.model.plan import Action, Approach, Commitment, Edition, Inefficiency, Plan, Point, Stage
from convenor.model.stake import Light

LIGHTS = {"red": ("✕", "Red"), "amber": ("▲", "Amber"), "grey": ("?", "Unknown"), "green": ("●", "Green")}

NEVER = "no dated work on file"

Told = tuple[str, Chips]


@dataclass(frozen=True, slots=True)
class Task:
    """One action, ready to print."""

    number: str
    topic: str
    what: str
    why: str
    owner: str
    window: str
    promise: str
    chips: Chips


@dataclass(frozen=True, slots=True)
class Call:
    """One partner to call."""

    number: int
    name: str
    shape: str
    about: str
    new: bool
    flag: str
    ask: str
    turn: str
    bargain: str
    basis: str
    gains: tuple[Told, ...]
    risks: tuple[Told, ...]
    opener: Told | None
    through: Told | None
    dividers: tuple[Told, ...]
    connectors: tuple[Told, ...]
    harms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of a step."""

    who: str
    what: str
    amount: str
    due: str
    early: bool


@dataclass(frozen=True, slots=True)
class Loss:
    """One inefficiency."""

    kind: str
    size: str
    what: str
    do: str
    owner: str
    window: str
    chips: Chips


@dataclass(frozen=True, slots=True)
class Kept:
    """How one body kept its promises to another."""

    by: str
    to: str
    kept: int
    broken: int
    overdue: int
    ratio: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything that is printed."""

    title: str
    as_of: str
    convener: str
    edition: str
    public: bool
    marking: str
    brief: Brief
    first: tuple[Task, ...]
    losses: tuple[Loss, ...]
    calls: tuple[Call, ...]
    calls_finding: str
    harm_finding: str
    effects: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, tuple[Promise, ...]], ...]
    own: tuple[Promise, ...]
    early: int
    stages: tuple[tuple[str, tuple[Task, ...]], ...]
    kept: tuple[Kept, ...] | None
    exits: tuple[tuple[str, str, str], ...]
    seen: tuple[tuple[str, str, str], ...]
    seen_finding: str
    lights: dict[str, tuple[str, str]]
    assumed: tuple[str, ...]


def plan_page(plan: Plan, register: Register) -> PlanPage:
    """Everything that the page says of a plan."""
    outcome = plan.partnership.outcome
    marked = marking(plan).value
    return PlanPage(
        title=outcome.title,
        as_of=day(outcome.as_of),
        convener=register.names.get(outcome.convener, outcome.convener) or "not on file",
        edition=edition_words(plan, marked),
        public=plan.edition is Edition.PUBLIC,
        marking=marked,
        brief=brief(plan, marked),
        first=tuple(_task(each, plan, register) for each in first(plan)),
        losses=tuple(_loss(each, register) for each in plan.inefficiencies),
        calls=tuple(_call(each, plan, register) for each in plan.approaches),
        calls_finding=_calls_finding(plan),
        harm_finding=_harm_finding(plan),
        effects=tuple((name, ask) for name, (_, ask) in EFFECTS.items()),
        steps=tuple(_steps(plan)),
        own=tuple(_promise(each, plan) for each in plan.commitments if not each.capability),
        early=len(plan.early_wins),
        stages=tuple(_stages(plan, register)),
        kept=_kept(plan, register),
        exits=tuple((_name(plan, e.who), day(e.date), e.reason) for e in (plan.ledger.exits if plan.ledger else ())),
        seen=tuple(_seen(plan)),
        seen_finding=_seen_finding(plan),
        lights=LIGHTS,
        assumed=(*plan.assumed, *plan.partnership.assumed),
    )


def _task(action: Action, plan: Plan, register: Register) -> Task:
    promise = next(each for each in plan.commitments if each.id == action.commitment)
    return Task(
        action.id, action.topic, briefly(action.what), briefly(action.why), action.owner,
        window(action.start, action.end), f"{_name(plan, promise.actor)}: {promise.what}",
        register.cite(action.evidence, says=action.why, basis=action.basis),
    )  # fmt: skip


def _loss(each: Inefficiency, register: Register) -> Loss:
    found = each.finding
    chips = register.cite(found.evidence, says=found.text, basis=found.basis)
    return Loss(
        each.kind.value, percent(each.size), briefly(found.text), briefly(found.action), found.owner,
        window(found.start, found.end), chips,
    )  # fmt: skip


def _call(call: Approach, plan: Plan, register: Register) -> Call:
    member = _member(plan, call.actor)
    actor = member.stake.actor
    seat = f" · {place(actor.country)}" if actor.country else ""
    through = call.through
    return Call(
        number=call.order,
        name=actor.name,
        shape=shape(actor.kind),
        about=f"{kind_word(actor.kind)}{seat} · {member.tier.value}",
        new=not member.stake.usual,
        flag=call.flag,
        ask=call.ask,
        turn=briefly(call.turn),
        bargain=briefly(call.bargain),
        basis=call.basis.value,
        gains=_told(call.gains, register),
        risks=_told(call.risks, register),
        opener=_told((call.opener,), register)[0] if call.opener else None,
        through=(through.words, register.cite(through.evidence)) if through else None,
        dividers=_told(call.dividers, register),
        connectors=_told(call.connectors, register),
        harms=tuple(point.text.partition(":")[0].lower() for point in call.harms),
    )


def _told(points: tuple[Point, ...], register: Register) -> tuple[Told, ...]:
    return tuple((point.text, register.cite(point.evidence, basis=point.basis)) for point in points)


def _member(plan: Plan, actor: str) -> Member:
    return next(member for member in plan.partnership.members if member.stake.actor.id == actor)


def _name(plan: Plan, actor: str) -> str:
    names = {member.stake.actor.id: short_name(member.stake.actor.name) for member in plan.partnership.members}
    names |= {stake.actor.id: short_name(stake.actor.name) for stake in plan.partnership.outside or ()}
    return names.get(actor, actor)


def _calls_finding(plan: Plan) -> str:
    if not plan.approaches:
        return "Nobody is proposed, so there is nobody to call."
    knows = sum(call.through is not None for call in plan.approaches)
    gains = sum(bool(call.gains) for call in plan.approaches)
    first_ = short_name(_member(plan, plan.approaches[0].actor).stake.actor.name)
    says = f"for {number(gains)} a page says what {'it gains' if gains == 1 else 'they gain'}" if gains else (
        "no page says of any what it gains")  # fmt: skip
    return (
        f"Call {first_} first. For {number(knows)} of {count(len(plan.approaches), 'partner')} somebody on file could "
        f"introduce you; {says}."
    )


def _harm_finding(plan: Plan) -> str:
    divided = sum(bool(call.dividers) for call in plan.approaches)
    tied = sum(bool(call.connectors) for call in plan.approaches)
    whole = count(len(plan.approaches), "partner")
    return (
        f"Something on file divides {number(divided)} of {whole} from others or from those affected; {number(tied)} "
        f"{'has' if tied == 1 else 'have'} a tie with another member to build on."
    )


def _steps(plan: Plan) -> list[tuple[str, tuple[Promise, ...]]]:
    found = []
    for step in plan.partnership.outcome.steps:
        held = [each for each in plan.commitments if each.capability and each.steps[0] == step.name]
        found.append((step.name, tuple(_promise(each, plan) for each in held)))
    return found


def _promise(each: Commitment, plan: Plan) -> Promise:
    what = start(capability_label(each.capability)) if each.capability else each.what
    amount = "" if each.amount is None else f"{percent(each.amount)} of one full supply"
    return Promise(_name(plan, each.actor), what, amount, day(each.due), each.early)


def _stages(plan: Plan, register: Register) -> list[tuple[str, tuple[Task, ...]]]:
    """Every phase with its actions; deliveries stand under promises already and are counted there."""
    found = []
    for stage in Stage:
        held = [each for each in plan.actions if each.stage is stage and each.topic != "delivery"]
        found.append((stage.value, tuple(_task(each, plan, register) for each in held)))
    return found


def _kept(plan: Plan, register: Register) -> tuple[Kept, ...] | None:
    if plan.ledger is None:
        return None
    names = register.names
    return tuple(
        Kept(names.get(t.by, t.by), names.get(t.to, t.to), t.kept, t.broken, t.overdue, _ratio(t.ratio, t.low, t.high))
        for t in plan.tracks
    )


def _ratio(mean: float | None, low: float | None, high: float | None) -> str:
    if mean is None or low is None or high is None:
        return "unknown"
    return f"{percent(mean)}, range {round(100 * low)} to {round(100 * high)}"


def _seen(plan: Plan) -> list[tuple[str, str, str]]:
    order = list(LIGHTS)
    pulses = sorted(plan.pulses, key=lambda pulse: order.index(pulse.light.value))
    return [
        (
            _name(plan, pulse.who),
            pulse.light.value,
            f"left on {day(pulse.left)}: {pulse.reason}" if pulse.left
            else f"last on {day(pulse.last)}" if pulse.last else NEVER,
        )
        for pulse in pulses
    ]  # fmt: skip


def _seen_finding(plan: Plan) -> str:
    quiet = [p for p in plan.pulses if p.light in (Light.AMBER, Light.RED)]
    grey = sum(p.light is Light.GREY for p in plan.pulses)
    if not quiet and not grey:
        return "Every partner was seen at work within the last 365 days."
    parts = [f"{start(count(len(quiet), 'partner'))} not seen at work for a year or more"] if quiet else []
    parts += [f"{count(grey, 'partner')} without any dated work on file"] if grey else []
    return f"{start(listed(parts))}: ask before you build on them."
