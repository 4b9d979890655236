"""The brief: what a minister reads on one page. Plain data; how it is written stands in the export."""

import datetime as dt
from dataclasses import dataclass

from convenor.action.chosen import suppliers
from convenor.action.labels import short_label, short_name
from convenor.action.text import clean, cut
from convenor.action.words import about, count, day, listed, number, percent, quantity, span, start, when, window
from convenor.model.codes import Marking
from convenor.model.outcome import Indicator
from convenor.model.plan import Action, Approach, Edition, Plan

CALLS, LOSSES, WINS, ABSENT = 3, 2, 4, 3  # what one page holds
WEEKS = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: whom, what to ask, why they would, through whom, by when."""

    whom: str
    ask: str
    gains: str
    opener: str
    through: str
    window: str
    flag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The page, top to bottom; empty parts are left out by who writes it.

    Attributes:
        title: Title of the outcome.
        head: As of, convener, marking.
        reach: How far the proposal gets, in a sentence.
        indicators: One sentence each.
        losses: What loses effort, with what to do.
        calls: The first calls.
        soon: What can be shown within 90 days.
        missing: What or who is missing.
        assumed: What stands on assumption.
        foot: What the page is not.
    """

    title: str
    head: str
    reach: str
    indicators: tuple[str, ...]
    losses: tuple[tuple[str, str], ...]
    calls: tuple[Call, ...]
    soon: tuple[str, ...]
    missing: tuple[str, ...]
    assumed: str
    foot: str


def brief(plan: Plan, marked: str) -> Brief:
    """The brief of a plan; `marked` is the highest marking of what it shows."""
    outcome = plan.partnership.outcome
    convener = f"Convener: {clean(_called(plan), 60)}" if outcome.convener else "Convener not on file"
    edition = edition_words(plan, marked)
    return Brief(
        title=cut(clean(outcome.title), 140),
        head=f"As of {day(outcome.as_of)}. {convener}. {edition}",
        reach=_reach(plan),
        indicators=tuple(_indicator(each) for each in _pair(outcome.indicators)),
        losses=tuple(_loss(plan, n) for n in range(min(LOSSES, len(plan.inefficiencies)))),
        calls=tuple(_call(plan, each) for each in [call for call in plan.approaches if not call.flag][:CALLS]),
        soon=_soon(plan),
        missing=_missing(plan),
        assumed=_assumed(plan),
        foot="Reach is the share of the stated steps that is covered if all join; it is not a probability of success. "
        "Nobody on this page has agreed to anything. convenor proposes; people convene.",
    )


def edition_words(plan: Plan, marked: str) -> str:
    """For whom the page is, in words; `marked` is the highest marking of what it shows."""
    if plan.edition is Edition.PUBLIC:
        return f"Public edition, {marked}: reckoned anew from public rows, so its numbers may differ."
    return f"Every row is public, {marked}." if marked == Marking.CLEAR else f"Restricted, {marked}."


def first(plan: Plan, most: int = 6) -> tuple[Action, ...]:
    """What to begin within two weeks, by precedence: what loses cases, flags, first calls, who is not heard."""
    rank = {"blockage": 0, "flag": 1, "exit": 2, "decay": 3, "partner": 4, "inclusion": 5, "gap": 6}
    order = {call.actor: call.order for call in plan.approaches}
    soon = [a for a in plan.actions if a.start <= plan.partnership.outcome.as_of + WEEKS and a.topic in rank]
    ranked = sorted(soon, key=lambda a: (rank[a.topic], order.get(a.about, 0), a.start, a.end))
    kept: list[Action] = []
    for action in ranked:  # of one kind no more than three, so that the list shows what there is
        if sum(action.topic == other.topic for other in kept) < CALLS and len(kept) < most:
            kept.append(action)
    return tuple(kept)


def _called(plan: Plan) -> str:
    names = {m.stake.actor.id: m.stake.actor.name for m in plan.partnership.members}
    names |= {stake.actor.id: stake.actor.name for stake in plan.partnership.outside or ()}
    return short_name(names.get(plan.partnership.outcome.convener, plan.partnership.outcome.convener))


def _reach(plan: Plan) -> str:
    partnership = plan.partnership
    new = sum(not member.stake.usual for member in partnership.members)
    low, high = partnership.effect_range
    bounds = f" (range {span(low, high)}%)" if high - low > 0.005 else ""
    said = f"{start(count(len(partnership.members), 'partner'))}, {number(new)} of them new to you, reach "
    said += f"{about(partnership.effect)} of this outcome{bounds}"
    if partnership.usual is not None:
        said += f"; your usual partners {partnership.contrast} reach {about(partnership.usual.effect)}"
    return f"{said}. Hard power: {percent(partnership.hard)} of what is used."


def _pair(indicators: tuple[Indicator, ...]) -> list[Indicator]:
    """The first indicator of each kind."""
    return list({each.kind: each for each in reversed(indicators)}.values())[::-1]


def _indicator(each: Indicator) -> str:
    now = "" if each.baseline is None else f": {quantity(each.baseline)} {each.unit}".rstrip()
    on = f" ({when(each.date)})" if each.date and each.baseline is not None else ""
    return f"{start(each.kind)}: {clean(each.name, 90)}{now}{on}"


def _loss(plan: Plan, n: int) -> tuple[str, str]:
    found = plan.inefficiencies[n].finding
    return (
        cut(clean(found.text), 200),
        f"{cut(clean(found.action), 170).rstrip('.')} ({clean(found.owner, 60)}, {window(found.start, found.end)})",
    )


def _call(plan: Plan, call: Approach) -> Call:
    names = {member.stake.actor.id: member.stake.actor.name for member in plan.partnership.members}
    act = next((a for a in plan.actions if a.about == call.actor and a.topic == "partner"), None)
    return Call(
        whom=short_name(names[call.actor]),
        ask=cut(clean(call.ask), 150),
        gains=cut(clean("; ".join(point.text for point in call.gains[:1])), 110),
        opener=cut(clean(call.opener.text), 150) if call.opener else "",
        through=cut(clean(call.through.words), 120) if call.through else "",
        window=f"{clean(act.owner, 40)}, {window(act.start, act.end)}" if act else "",
        flag=call.flag,
    )


def _soon(plan: Plan) -> tuple[str, ...]:
    """Early wins by what they serve, in order of precedence, each with its last day."""
    names = {member.stake.actor.id: short_name(member.stake.actor.name, 40) for member in plan.partnership.members}
    told: dict[tuple[str, dt.date], dict[str, list[str]]] = {}
    for each in plan.early_wins:
        if each.capability:
            who = told.setdefault((each.steps[0], each.due), {})
            who.setdefault(names[each.actor], []).append(short_label(each.capability))
        else:
            told[cut(clean(each.what), 150), each.due] = {}
    return tuple(
        f"{cut(clean(what), 150)}, by {day(due)}{_from(who)}" for (what, due), who in list(told.items())[:WINS]
    )


def _from(who: dict[str, list[str]]) -> str:
    shown = [f"{name} ({listed(brings, 2)})" for name, brings in who.items()]
    return f": a first piece, from {listed(shown, 3)}" if shown else ""


def _missing(plan: Plan) -> tuple[str, ...]:
    partnership = plan.partnership
    lines = []
    if partnership.unheard:
        lines.append(f"Nobody at the table speaks for {listed([clean(g, 60) for g in partnership.unheard], 3)}.")
    if partnership.gaps:
        needs = [short_label(gap.capability) for gap in partnership.gaps]
        lines.append(f"Not enough of {listed(needs, ABSENT)}.")
    if not suppliers(partnership):
        lines.append("No member supplies anything.")
    return tuple(lines)


def _assumed(plan: Plan) -> str:
    found = len(plan.partnership.assumed) + len(plan.assumed)
    return f"{start(count(found, 'assumption'))} behind these numbers; dates of delivery are proposed."
