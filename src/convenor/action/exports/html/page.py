"""The whole page as plain data: what the templates print, in the order in which they print it."""

from dataclasses import dataclass

from convenor.action.exports.html.answer import Answer, answer, topic, whom
from convenor.action.exports.html.bargain import Bargain, bargain
from convenor.action.exports.html.cover import Cover, cover
from convenor.action.exports.html.finds import Finds, finds
from convenor.action.exports.html.gate import LIGHTS, Gate, gate, heard
from convenor.action.exports.html.missing import Missing, missing
from convenor.action.exports.html.options import Options, options
from convenor.action.exports.html.partners import Partner, partners
from convenor.action.exports.html.pillars import Pillars, pillars
from convenor.action.exports.html.places import Places, places
from convenor.action.exports.html.register import Chips, Register
from convenor.action.exports.html.same import Same, same
from convenor.action.exports.html.ties import Ties, links, ties
from convenor.action.labels import briefly, short_name
from convenor.action.words import count, day, listed, number, percent, quantity, start, window
from convenor.model.codes import Marking
from convenor.model.partnership import Finding, Partnership


@dataclass(frozen=True, slots=True)
class Bar:
    """One partnership's effect, with its range where amounts have one."""

    title: str
    effect: float
    low: float
    high: float
    style: str


@dataclass(frozen=True, slots=True)
class Act:
    """One finding, with what to do, who and when."""

    topic: str
    text: str
    whom: str
    action: str
    owner: str
    window: str
    chips: Chips


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that is printed."""

    title: str
    text: str
    as_of: str
    convener: str
    marking: str
    public: bool
    answer: Answer
    bars: tuple[Bar, ...]
    expected: float | None
    gate: Gate
    heard: str
    lights: dict[str, tuple[str, str]]
    who: tuple[tuple[str, tuple[Partner, ...]], ...]
    who_finding: str
    calibrated: bool
    ties: Ties
    ties_finding: str
    places: Places
    cover: Cover
    new: tuple[str, ...]
    both: tuple[str, ...]
    left: tuple[str, ...]
    contrast: str
    powers: tuple[tuple[str, str, float], ...]
    mix: tuple[tuple[str, float], ...]
    mix_finding: str
    finds: Finds
    bargain: Bargain | None
    options: Options | None
    pillars: Pillars | None
    missing: Missing
    same: Same | None
    acts: tuple[Act, ...]
    terms: tuple[tuple[str, str], ...]
    assumed: tuple[str, ...]
    switch: tuple[tuple[str, str], ...]
    waivers: tuple[tuple[str, str, str, str], ...]
    proof: str
    bound: str
    has_partners: bool

    @property
    def absent(self) -> tuple[str, ...]:
        """Sections that this page does not have, because nobody reckoned them."""
        parts = {"bargain": self.bargain, "joining": self.bargain, "options": self.options, "pillars": self.pillars,
                 "same": self.same}  # fmt: skip
        return tuple(name for name, part in parts.items() if part is None)


def page(partnership: Partnership, register: Register) -> Page:
    """Everything that the report says of a partnership."""
    outcome = partnership.outcome
    lights = gate(partnership, register)
    every, _ = links(partnership, register)
    tied = ties(partnership, register)
    new, both, left = _sets(partnership, register)
    return Page(
        title=outcome.title,
        text=outcome.text,
        as_of=day(outcome.as_of),
        convener=register.names.get(outcome.convener, outcome.convener) or "not on file",
        marking=partnership.marking.value,
        public=partnership.marking is Marking.CLEAR,
        answer=answer(partnership, lights, every, register),
        bars=_bars(partnership),
        expected=partnership.expected,
        gate=lights,
        heard=heard(lights) if lights.groups else "",
        lights=LIGHTS,
        who=partners(partnership, register),
        who_finding=_who(partnership),
        calibrated=bool(partnership.members) and all(member.stake.calibrated for member in partnership.members),
        ties=tied,
        ties_finding=_tied(tied, len(partnership.members)),
        places=places(partnership),
        cover=cover(partnership),
        new=new,
        both=both,
        left=left,
        contrast=next((f.text for f in partnership.findings if f.topic == "contrast"), ""),
        powers=_powers(partnership),
        mix=tuple(sorted(partnership.mix, key=lambda pair: (-pair[1], pair[0]))),
        mix_finding=_mix(partnership),
        finds=finds(partnership),
        bargain=bargain(partnership, register),
        options=options(partnership),
        pillars=pillars(partnership),
        missing=missing(partnership, lights, register),
        same=same(partnership),
        acts=tuple(_act(finding, partnership, register) for finding in partnership.findings),
        terms=_terms(partnership, register),
        assumed=partnership.assumed,
        switch=_switch(partnership),
        waivers=tuple((each.rule, each.reason, each.by, day(each.date)) for each in outcome.waivers),
        proof=partnership.proof,
        bound=percent(partnership.bound),
        has_partners=bool(partnership.members),
    )


def _bars(partnership: Partnership) -> tuple[Bar, ...]:
    new = sum(not member.stake.usual for member in partnership.members)
    ours = Bar(
        f"Proposed: {count(len(partnership.members), 'partner')}, {number(new)} new",
        partnership.effect, *partnership.effect_range, "a",
    )  # fmt: skip
    usual = partnership.usual
    if usual is None:
        return (ours,)
    return (
        ours,
        Bar(
            "Usual partners" + (", same terms" if partnership.contrast.endswith("terms") else ", no floors"),
            usual.effect,
            *usual.effect_range,
            "u",
        ),
    )


def _who(partnership: Partnership) -> str:
    if not partnership.members:
        return "Nobody is proposed: no set of the candidates on file meets the terms."
    worst = max(partnership.members, key=lambda member: member.without)
    new = sum(not member.stake.usual for member in partnership.members)
    subject = start(number(new)) if new else "None"
    first = f"{subject} of {count(len(partnership.members), 'partner')} {'is' if new == 1 else 'are'} new to you"
    if worst.without < 0.005:
        return f"{first}; none is beyond replacement by the others here."
    return f"{first}; losing {short_name(worst.stake.actor.name)} would cost most, about {_points(worst.without)}."


def _points(share: float) -> str:
    points = round(100 * share)
    return f"{points} {'point' if points == 1 else 'points'}"


def _tied(tied: Ties, members: int) -> str:
    alone = len(tied.alone)
    if not members:
        return "There is no partner, so there is no tie to show."
    if not tied.links:
        return f"No tie between any two of the {count(members, 'partner')} is on file: each has to be asked by you."
    if not alone:
        return f"Every partner has at least one tie on file; {count(len(tied.links), 'tie')} in all."
    return (
        f"{start(number(members - alone))} of {count(members, 'partner')} are joined by "
        f"{count(len(tied.links), 'tie')} on file; {number(alone)} {'has' if alone == 1 else 'have'} none."
    )


def _sets(partnership: Partnership, register: Register) -> tuple[tuple[str, ...], ...]:
    """Names only in the proposal, in both sets, only in the usual set."""
    ours = partnership.ids
    theirs = partnership.usual.ids if partnership.usual else ()
    parts = (
        [k for k in ours if k not in theirs],
        [k for k in ours if k in theirs],
        [k for k in theirs if k not in ours],
    )
    return tuple(tuple(register.names[key] for key in part) for part in parts)


def _powers(partnership: Partnership) -> tuple[tuple[str, str, float], ...]:
    """Soft, hard and unknown shares of what is used; what is untagged is unknown, never soft."""
    if not partnership.mix:
        return ()
    soft = max(0.0, 1.0 - partnership.hard - partnership.unknown)
    return (
        ("soft", "◇ soft", soft),
        ("hard", "◆ hard", partnership.hard),
        ("unknown", "power unknown", partnership.unknown),
    )


def _mix(partnership: Partnership) -> str:
    if not partnership.mix:
        return "Nothing is used, so there is no mix to show."
    leading = max(partnership.mix, key=lambda pair: pair[1])
    force = (
        "No hard power is used"
        if partnership.hard < 1e-9
        else f"{percent(partnership.hard)} of what is used is hard power"
    )
    unknown = f"; for {percent(partnership.unknown)} it is unknown" if partnership.unknown > 1e-9 else ""
    return f"{force}{unknown}; most runs through {leading[0]} means ({percent(leading[1])})."


def _act(finding: Finding, partnership: Partnership, register: Register) -> Act:
    key = whom(finding, partnership)
    return Act(
        topic(finding), briefly(finding.text), register.names.get(key, key), briefly(finding.action), finding.owner,
        window(finding.start, finding.end), register.cite(finding.evidence, basis=finding.basis),
    )  # fmt: skip


def _terms(partnership: Partnership, register: Register) -> tuple[tuple[str, str], ...]:
    """The terms of the question that bind, and what the answer costs."""
    terms = partnership.outcome.terms
    named = [
        ("Most partners", str(terms.size) if terms.size is not None else ""),
        ("Budget", quantity(terms.budget) if terms.budget is not None else ""),
        ("Cost of joining, in all", quantity(partnership.cost) if partnership.cost else ""),
        ("Ceiling on hard power", percent(terms.hard_share) if terms.hard_share is not None else ""),
        ("Least share of newcomers", percent(terms.newcomers) if terms.newcomers else ""),
        ("Must be in", listed([register.names.get(key, key) for key in terms.must], 6)),
        ("Must be out", listed([register.names.get(key, key) for key in terms.must_not], 6)),
        ("Not together", "; ".join(" and ".join(register.names.get(k, k) for k in pair) for pair in terms.apart)),
    ]
    floors = [(f"At least, {_floor(floor.of)}", str(floor.count or percent(floor.share))) for floor in terms.floors]
    return tuple((name, value) for name, value in (*named, *floors) if value)


def _switch(partnership: Partnership) -> tuple[tuple[str, str], ...]:
    """How the answer moves with what was assumed: (choice, sentence), as assumed first."""
    low, high = partnership.effect_range
    told = [("as assumed", f"As assumed the set reaches {percent(partnership.effect)}.")]
    if high - low > 0.005:
        told.append(("amounts at their low ends", f"With every amount at its low end the set reaches {percent(low)}."))
        told.append(("amounts at their high ends", f"With every amount at its high end it reaches {percent(high)}."))
    if partnership.expected is not None:
        joined = (
            f"If each joins only as often as its record suggests, {percent(partnership.expected)} is to be expected."
        )
        told.append(("each joins by its record", joined))
    for failure in partnership.worth.failures if partnership.worth else ():
        together = f"partners may fail, fortunes {failure.correlation:g} together"
        says = (
            f"If partners fail as assumed, with fortunes that go {failure.correlation:g} together, the mean is "
            f"{percent(failure.mean)}, and in 95 of 100 cases at least {percent(failure.low)}."
        )
        told.append((together, says))
    firm = partnership.choices.robustness if partnership.choices else None
    if firm:
        told.append(
            (
                "all inputs moved within their ranges",
                f"Over {firm.draws:,} draws the set reaches {percent(firm.effect[1])} in the middle, and in "
                f"{percent(firm.same)} of them no other set does better.",
            )
        )
    return tuple(told)


def _floor(of: str) -> str:
    """What a floor counts, in words."""
    if of.startswith("group:"):
        return f"who speak for {of.removeprefix('group:')}"
    words = {"public": "public bodies", "private": "private bodies", "women_led": "women-led bodies",
             "local": "local bodies", "diaspora": "diaspora bodies"}  # fmt: skip
    return words.get(of, of.replace(":", " "))
