"""The first screen: five sentences, three calls. Every number in a sentence comes from the partnership."""

import datetime as dt
from dataclasses import dataclass

from convenor.action.exports.html.gate import Gate, not_heard
from convenor.action.exports.html.register import Chips, Register
from convenor.action.exports.html.ties import Link, through
from convenor.action.labels import briefly, place, short_label, short_name
from convenor.action.text import clean, cut
from convenor.action.words import about, count, listed, number, percent, quantity, start, when, window
from convenor.model.outcome import Blockage, Indicator
from convenor.model.partnership import Finding, Partnership

MOST_CALLS = 3
WEEK = dt.timedelta(days=7)
NOT_CONSENT = "That is coverage, not consent: nobody named here has said yes."
TOPICS = {
    "blockage": "Unblock", "gap": "Fill a gap", "partner": "Bring in a partner", "hard power": "Hard power",
    "inclusion": "Hear the affected", "contrast": "Beyond the usual", "flag": "Check a flag",
    "assumption": "Check an assumption",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bold:
    """Words in a sentence that carry it."""

    text: str


Sentence = tuple["str | Bold | Chips", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """Whom to turn to, with what, by whom, when, through whom."""

    whom: str
    body: bool
    ask: str
    owner: str
    window: str
    through: str
    through_chips: Chips
    chips: Chips


@dataclass(frozen=True, slots=True)
class Answer:
    """The first screen."""

    where: str
    indicators: tuple[tuple[str, str, Chips], ...]
    five: tuple[tuple[str, Sentence], ...]
    calls: tuple[Call, ...]
    calls_title: str


def answer(partnership: Partnership, gate: Gate, every: list[Link], register: Register) -> Answer:
    """The first screen, from what is on file; what is not on file is said."""
    outcome = partnership.outcome
    calls = tuple(_call(finding, partnership, every, register) for finding in _first(partnership))
    indicators = tuple(
        (start(one.kind), _indicator(one), register.cite((one.source,), says=start(_indicator(one))))
        for one in _pair(outcome.indicators)
    )
    five = (
        ("Reach", _reach(partnership)),
        ("Blockage", _blockage(partnership, register)),
        ("Hard power", _hard(partnership)),
        ("Missing", _missing(partnership, gate)),
        ("This week" if _soon(partnership) else "First", _week(calls)),
    )
    return Answer(_where(partnership), indicators, five, calls, _calls_title(partnership, len(calls)))


def topic(finding: Finding) -> str:
    """What a finding is about, in words."""
    return TOPICS.get(finding.topic, start(finding.topic))


def whom(finding: Finding, partnership: Partnership) -> str:
    """Id of the body to turn to: the one the finding is about, else the partner its words name first, else empty."""
    if finding.about:
        return finding.about
    said = f"{finding.action} {finding.text} {finding.owner}".casefold()
    places = {m.stake.actor.id: said.find(short_name(m.stake.actor.name).casefold()) for m in partnership.members}
    named = {key: at for key, at in places.items() if at >= 0}
    return min(named, key=lambda key: named[key]) if named else ""


def _pair(indicators: tuple[Indicator, ...]) -> list[Indicator]:
    """The first indicator of each kind: the screen holds two."""
    return list({one.kind: one for one in reversed(indicators)}.values())[::-1]


def _where(partnership: Partnership) -> str:
    first, last = partnership.outcome.period
    years = "–".join(dict.fromkeys(str(date.year) for date in (first, last) if date is not None))
    places = listed([place(code) for code in partnership.outcome.places], 7)
    return ", ".join(part for part in (places, years) if part)


def _indicator(one: Indicator) -> str:
    parts = [one.name]
    if one.baseline is not None:
        on = "on" if len(one.date) == len("2025-04-22") else "in"
        parts.append(f"{quantity(one.baseline)} {one.unit}".strip() + (f" {on} {when(one.date)}" if one.date else ""))
    if one.target is not None:
        parts.append(f"target {quantity(one.target)} {one.unit}".strip())
    return ", ".join(parts)


def _reach(partnership: Partnership) -> Sentence:
    if not partnership.members:
        return (Bold("No partnership"), " of the candidates on file can be formed at these terms.")
    new = sum(not member.stake.usual for member in partnership.members)
    who = f"{start(count(len(partnership.members), 'partner'))}, {number(new) if new else 'none'} of them new to you, "
    verb = "reaches " if len(partnership.members) == 1 else "reach "
    proposed = (who, verb, Bold(about(partnership.effect)), " of this outcome; ")
    if partnership.usual is None:
        return (*proposed, f"no set of usual partners can be formed at the same terms. {NOT_CONSENT}")
    usual = Bold(about(partnership.usual.effect))
    return (*proposed, f"your usual partners {partnership.contrast} reach ", usual, f". {NOT_CONSENT}")


def _blockage(partnership: Partnership, register: Register) -> Sentence:
    worst = max(partnership.outcome.blockages, key=lambda each: each.lost / each.total, default=None)
    if worst is not None:
        return _counted(worst, register)
    found = next((finding for finding in partnership.findings if finding.topic == "blockage"), None)
    if found is not None:
        return (cut(briefly(clean(found.text)), 220), register.cite(found.evidence, basis=found.basis))
    return (Bold("Not on file"), ": nobody has counted where cases fall out of a process. Ask before money is spent.")


def _counted(worst: Blockage, register: Register) -> Sentence:
    what = clean(worst.what, 150).rstrip(".")
    on = f" ({when(worst.date)})" if worst.date else ""
    counted = f"{worst.lost:,} of {worst.total:,}"
    return (Bold(counted), f" {what}{on}", register.cite((worst.source,), says=f"{counted} {what}{on}"), ".")


def _hard(partnership: Partnership) -> Sentence:
    if not partnership.mix:
        return ("Nothing is used, so there is no mix of hard and soft to show.",)
    hard, unknown = partnership.hard, partnership.unknown
    first: Sentence = ("The proposal uses ", Bold("none" if hard < 1e-9 else percent(hard)))
    ceiling = partnership.outcome.terms.hard_share
    limit = f"; your ceiling is {percent(ceiling)}" if ceiling is not None else "; you set no ceiling"
    untagged = f", and for {percent(unknown)} of what is used the kind of power is unknown" if unknown > 1e-9 else ""
    warning = (
        f" {start(_carried(partnership))} would carry this plan: name the alternative first." if hard > 0.5 else ""
    )
    return (*first, f"{limit}{untagged}.{warning}")


def _carried(partnership: Partnership) -> str:
    """By which hard means, in words: force is said of military and police means alone."""
    means = partnership.measures.means if partnership.measures else ()
    named = [f"{instrument} ({percent(share)})" for instrument, power, share in means if power == "hard"]
    return f"hard means, {listed(named, 3)}," if named else "hard means"


def _missing(partnership: Partnership, gate: Gate) -> Sentence:
    silent = [group.name for group in not_heard(gate)]
    binding = [gap for gap in partnership.gaps if not gap.behind] or list(partnership.gaps)
    needs = [short_label(gap.capability) for gap in binding]
    voices: Sentence = ("Nobody at the table speaks for ", *_bold(silent)) if silent else ()
    supply: Sentence = (f"{'; n' if silent else 'N'}obody brings enough ", *_bold(needs)) if needs else ()
    if not voices and not supply:
        named = "every affected group has a voice" if gate.groups else "no affected group is named in the question"
        return (f"Every need is met, and {named}.",)
    stuck = [gap.steps[0] for gap in binding if gap.steps and _stands_still(gap.steps[0], partnership)]
    return (*voices, *supply, f", so “{clean(stuck[0], 60)}” counts for nothing." if stuck else ".")


def _bold(items: list[str]) -> Sentence:
    """The first two, and how many more there are."""
    second: Sentence = (" or " if len(items) == 2 else ", ", Bold(clean(items[1], 60))) if len(items) > 1 else ()
    return (Bold(clean(items[0], 60)), *second, f", or {number(len(items) - 2)} more" if len(items) > 2 else "")


def _stands_still(step: str, partnership: Partnership) -> bool:
    return any(row.step == step and row.got < 0.005 * row.need for row in partnership.coverage)


def _week(calls: tuple[Call, ...]) -> Sentence:
    if not calls:
        return (Bold("Not on file"), ": no action came with an owner and a window, so none is shown.")
    first = [n for n, call in enumerate(calls) if call.body][:1]
    order = start(", then ".join(f"{'turn to ' * (n in first)}{_step(call)}" for n, call in enumerate(calls)))
    return (f"{order}." if len(order) < 170 else f"Make the {count(len(calls), 'call')} below, in this order.",)


def _step(call: Call) -> str:
    return call.whom if call.body else call.whom.lower()


def _first(partnership: Partnership) -> list[Finding]:
    """Up to three findings to act on first: a blockage, then partners to call, then whatever comes next."""
    found = partnership.findings
    blocked = [finding for finding in found if finding.topic == "blockage"][:1]
    seen = {whom(finding, partnership) for finding in blocked}
    calls = [f for f in found if f.topic == "partner" and whom(f, partnership) not in {"", *seen}]
    rest = [finding for finding in found if finding not in blocked and finding not in calls]
    return (blocked + calls + rest)[:MOST_CALLS]


def _call(finding: Finding, partnership: Partnership, every: list[Link], register: Register) -> Call:
    key = whom(finding, partnership)
    way = through(key, partnership, every, register) if key else None
    return Call(
        whom=short_name(register.names.get(key, key)) if key else topic(finding),
        body=bool(key),
        ask=cut(_ask(clean(finding.action), clean(register.names.get(key, key))), 190),
        owner=clean(finding.owner, 80),
        window=window(finding.start, finding.end),
        through=way[0] if way else "no tie on file: write directly" if key else "",
        through_chips=way[1] if way else Chips(),
        chips=register.cite(finding.evidence, basis=finding.basis),
    )


def _ask(action: str, name: str) -> str:
    """The action in the words of a call: the heading has named the body already."""
    return briefly(action.replace(f"Ask {name} for ", "Ask for ").replace(name, short_name(name)) if name else action)


def _calls_title(partnership: Partnership, n: int) -> str:
    return f"{start(count(n, 'call'))} {'this week' if _soon(partnership) else 'to make first'}"


def _soon(partnership: Partnership) -> bool:
    """True when every one of the first calls ends within the week after the date of reckoning."""
    ends = [finding.end for finding in _first(partnership)]
    return bool(ends) and max(ends) <= partnership.outcome.as_of + WEEK
