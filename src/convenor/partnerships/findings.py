"""What follows from a partnership: each finding with an action, an owner role and a time window (M6).

In the order in which to act: known blockages before anything else, then flags, the first partners to call, what is
missing, who is not heard, reliance on force, the usual-suspects contrast, assumptions to check.
"""

import datetime as dt
import re
from collections.abc import Sequence

from convenor.model.codes import Basis, Instrument, Power
from convenor.model.outcome import Blockage, Outcome
from convenor.model.partnership import Finding, Gap, Member, Partnership
from convenor.model.stake import Stake
from convenor.partnerships.assemble import speaks_for
from convenor.partnerships.candidates import offers
from convenor.partnerships.words import join, label, percent

CALLS = 5  # partners named as the first to call
NAMED = 3  # capabilities named in one request
FORCE = frozenset({Instrument.MILITARY.value, Instrument.LAW_ENFORCEMENT.value})
"""Instruments whose hard use is called force; law, money and markets press too, and are called hard means."""

SLIVER = 0.05  # share of a need whose lack is no finding

WINDOWS = {  # days after the date of reckoning: first and last day of the window
    "flag": (1, 7), "partner": (1, 7), "gap": (3, 21), "inclusion": (3, 21), "hard power": (7, 30),
    "contrast": (7, 30), "assumption": (7, 45),
}  # fmt: skip

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip


def findings(
    partnership: Partnership,
    stakes: Sequence[Stake],
    *,
    usual: Partnership | str,
    unmet: str = "",
    softer: Sequence[tuple[float, Partnership | str]] = (),
) -> tuple[Finding, ...]:
    """All findings of a partnership, in the order in which to act.

    Args:
        partnership: What was proposed.
        stakes: All stakes on file.
        usual: The best set of usual partners at the same terms, or without floors, or why there is none.
        unmet: Which floors the usual partners cannot meet, in words; empty where they can.
        softer: Where force carries more than half: (ceiling on the hard share, best set under it or why there is none).
    """
    outcome = partnership.outcome
    found = [_blockage(outcome, blockage) for blockage in sorted(outcome.blockages, key=lambda b: -b.lost / b.total)]
    found += [_flag(outcome, member) for member in partnership.members if member.stake.flagged]
    found += _calls(partnership)
    found += _gaps(partnership)
    found += [_unheard(partnership, group, stakes) for group in partnership.unheard]
    found += _lights(partnership)
    if softer:
        found.append(_force(partnership, softer))
    found.append(_contrast(partnership, usual, unmet))
    return (*found, *_unlinked(outcome), *_assumptions(partnership))


def _finding(
    outcome: Outcome, topic: str, text: str, action: str, owner: str, *,
    evidence: tuple[str, ...] = (), basis: Basis = Basis.EVIDENCE, about: str = "",
) -> Finding:  # fmt: skip
    first, last = (dt.timedelta(days=days) for days in WINDOWS[topic])
    return Finding(
        topic=topic, text=text, action=action, owner=owner, start=outcome.as_of + first, end=outcome.as_of + last,
        evidence=evidence, basis=basis, about=about,
    )  # fmt: skip


def _blockage(outcome: Outcome, blockage: Blockage) -> Finding:
    when = f" (by {_day(blockage.date)})" if blockage.date else ""
    return Finding(
        topic="blockage",
        text=f"{blockage.lost:,} of {blockage.total:,} {blockage.what}{when}.",
        action=blockage.action or "Find out at which point cases fall out and mend it before adding partners or money.",
        owner=blockage.owner or "programme lead",
        start=outcome.as_of + dt.timedelta(days=1),
        end=outcome.as_of + dt.timedelta(days=max(1, blockage.days)),
        evidence=(blockage.source,) if blockage.source else (),
    )


def _day(date: str) -> str:
    """An ISO date as one says it; anything else as it stands."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", date)
    if not match or not match[2]:
        return date
    month = MONTHS[int(match[2]) - 1]
    return f"{int(match[3])} {month} {match[1]}" if match[3] else f"{month} {match[1]}"


def _flag(outcome: Outcome, member: Member) -> Finding:
    stake, why = member.stake, FLAGS[member.stake.flagged]
    return _finding(
        outcome, "flag",
        f"{stake.actor.name} {why}; it is in only because the question says must.",
        f"Check law, sanctions lists and what contact does to the conflict before a call to {stake.actor.name}.",
        "legal adviser",
        evidence=_rows(stake), about=stake.actor.id,
    )  # fmt: skip


FLAGS = {
    "sanctioned": "is under sanctions", "party": "is a party to the conflict", "rival": "works against the outcome",
    "absent": "has stayed away from it",
}  # fmt: skip


FLAGGED = tuple(f"({flag})" for flag in FLAGS)
"""How the name of a flagged holder ends: no action tells anybody to approach one (M28)."""


def _calls(partnership: Partnership) -> list[Finding]:
    """The first partners to call: those that supply, most missed first; not the flagged ones, nor the convener."""
    outcome = partnership.outcome
    first = [
        member for member in partnership.members
        if member.uses and not member.stake.flagged
        and not member.stake.actor.answers_to(outcome.convener)
    ][:CALLS]  # fmt: skip
    return [
        _finding(
            outcome, "partner", member.reason,
            f"Ask {member.stake.actor.name} for {_list([label(use.capability) for use in member.uses])}.",
            "desk officer",
            evidence=_rows(member.stake, member), basis=_weakest(member), about=member.stake.actor.id,
        )
        for member in first
    ]  # fmt: skip


def _rows(stake: Stake, member: Member | None = None) -> tuple[str, ...]:
    """Ids behind a stake and behind the offers that are used."""
    ids = [row.id for row in stake.evidence]
    if member is not None:
        held = offers(stake.actor)
        ids = [row for use in member.uses for row in held[use.capability].evidence] + ids
    return tuple(dict.fromkeys(ids))


def _weakest(member: Member) -> Basis:
    held = offers(member.stake.actor)
    bases = {held[use.capability].basis for use in member.uses}
    return Basis.ASSUMED if Basis.ASSUMED in bases else Basis.EVIDENCE if Basis.EVIDENCE in bases else Basis.ENTERED


def _list(labels: Sequence[str]) -> str:
    """Labels that hold commas themselves, the first ones."""
    shown = [*labels[:NAMED], *([f"{len(labels) - NAMED} more"] if len(labels) > NAMED else [])]
    return "; ".join(shown)


def _gaps(partnership: Partnership) -> list[Finding]:
    """Needs that are not met, the heaviest first; what is short by a sliver is left to the table of coverage."""
    weights = {step.name: step.weight for step in partnership.outcome.steps}
    needs = {row.capability: row.need for row in partnership.coverage}
    heavy = [gap for gap in partnership.gaps if gap.shortfall > SLIVER * needs[gap.capability]]
    heavy.sort(
        key=lambda gap: (bool(gap.behind), -sum(weights[n] for n in gap.steps) * gap.shortfall / needs[gap.capability])
    )
    return [_gap(partnership, gap, needs[gap.capability]) for gap in heavy]


def _gap(partnership: Partnership, gap: Gap, need: float) -> Finding:
    terms = partnership.outcome.terms
    full = terms.size is not None and sum(bool(member.uses) for member in partnership.members) >= terms.size
    out = f"whom the limit of {terms.size} members left out" if full else "who were left out"
    nobody = gap.shortfall >= need - 1e-6
    short = "Nobody proposed brings" if nobody else f"Of {need:g} needed, {gap.shortfall:.2g} is missing of"
    kinds = join([kind.value for kind in gap.sectors])
    look = f"Look among: {kinds}" + (f" (such as {gap.examples})" if gap.examples else "") if kinds else ""
    free = [name for name in gap.holders if not name.endswith(FLAGGED)]
    first = f"Ask those on file {out}: {join(free)}" if free else ""
    held = [name for name in gap.holders if name.endswith(FLAGGED)]
    barred = f" On file, but not to be asked without advice: {join(held)}." if held else ""
    if gap.behind:
        scarce = join([label(each) for each in gap.behind])
        return _finding(
            partnership.outcome, "gap",
            f"No more of {label(gap.capability)} is used: {scarce} is scarcer still and holds back: {join(gap.steps)}."
            f"{barred}",
            f"Find {scarce} first; " + (f"then ask those on file: {join(free)}." if free else "then come back to it."),
            "programme lead",
        )  # fmt: skip
    return _finding(
        partnership.outcome, "gap",
        f"{short} {label(gap.capability)}; waiting for it: {join(gap.steps)}.{barred}",
        ". ".join(part for part in (first, look) if part) + "." if first or look
        else f"Ask the members who could bring {label(gap.capability)}.",
        "programme lead",
    )  # fmt: skip


def _unheard(partnership: Partnership, group: str, stakes: Sequence[Stake]) -> Finding:
    outcome = partnership.outcome
    on_file = [stake.actor.name for stake in stakes if speaks_for(stake, group) and "hidden" not in stake.actor.marks]
    local = [m.stake.actor.name for m in partnership.members if "local" in m.stake.actor.marks]
    if on_file:
        text = f"No member speaks for {group}, though on file there are: {join(on_file)}."
        action = f"Invite one of {join(on_file)} with a decision right, or sign a waiver that says why not."
    else:
        text = f"No body on file speaks for {group}: not known, which is not the same as nobody."
        asked = f" {join(local)}" if local else " the local authority and local civil society"
        action = f"Ask{asked} who speaks for {group}, how they want to be in, and with which decision right."
    sources = tuple(a.source for a in outcome.affected if a.group == group and a.source)
    return _finding(outcome, "inclusion", text, action, "inclusion adviser", evidence=sources)


def _lights(partnership: Partnership) -> list[Finding]:
    """What the gate shows of groups that somebody speaks for: heads only counted, and what they themselves block."""
    outcome, lights = partnership.outcome, partnership.gate.lights if partnership.gate else ()
    counted = [light for light in lights if light.stops and light.group not in partnership.unheard]
    found = [
        _finding(
            outcome, "inclusion", f"{light.group}: {light.because}",
            f"{light.ask} Ask before anything is signed, or sign a waiver that says why not.", "inclusion adviser",
            evidence=tuple(key for voice in light.voices for key in voice.evidence),
        )
        for light in counted
    ]  # fmt: skip
    blocked = [(light.group, check.dialogue, veto) for light in lights for check in light.said for veto in check.vetoes]
    return found + [
        _finding(
            outcome, "inclusion", f"In the dialogue “{title}” {group} stand against what most others want: “{veto}”.",
            f"Talk with {group} about it before it enters any plan.", "inclusion adviser",
        )
        for group, title, veto in blocked
    ]  # fmt: skip


def _force(partnership: Partnership, softer: Sequence[tuple[float, Partnership | str]]) -> Finding:
    """More than half of what is used is hard power: say what can be had without (M27)."""
    outcome, parts = partnership.outcome, []
    rows = [row for row in (partnership.measures.means if partnership.measures else ()) if row[1] == Power.HARD]
    word = "force" if rows and all(instrument in FORCE for instrument, *_ in rows) else "hard means"
    for ceiling, other in softer:
        under = f"without {word}" if ceiling == 0 else f"with {word} for at most {ceiling:.0%}"
        if isinstance(other, str):
            parts.append(f"{under} there is none ({other})")
        else:
            names = join([m.stake.actor.name for m in other.members if m.uses])
            parts.append(f"{under} the best set is {names} and reaches {percent(other.effect)}")
    action = (
        "A signed waiver for hard power is on file: read its reason again before each use."
        if outcome.waived("hard power")
        else f"Take the alternative with less {word}, or sign a waiver with rule 'hard power', reason, by and date."
    )
    named = join([f"{instrument} {percent(share)}" for instrument, _, share in rows])
    reach = f"{percent(partnership.hard)} of what is used is hard power{f' ({named})' if named else ''}"
    text = f"{reach}, for a reach of {percent(partnership.effect)}; {'; '.join(parts)}."
    return _finding(outcome, "hard power", text, action, "desk officer")


def _contrast(partnership: Partnership, usual: Partnership | str, unmet: str) -> Finding:
    outcome, ours = partnership.outcome, partnership.effect
    new = [m.stake.actor.name for m in partnership.members if m.uses and not m.stake.usual]
    call = f"Call the newcomers first: {join(new)}." if new else "Look for newcomers: all members are usual partners."
    if isinstance(usual, str):
        text = f"The usual partners alone cannot do it at these terms: {usual}."
    elif unmet:
        text = f"The usual partners alone cannot meet the floors ({unmet}); freed of them they reach "
        text += f"{percent(usual.effect)}, this partnership {percent(ours)}."
    elif ours - usual.effect > 0.0005:
        text = f"The usual partners alone reach {percent(usual.effect)}; this partnership reaches {percent(ours)}."
    else:
        text = f"The usual partners alone reach as far ({percent(usual.effect)}): newcomers add nothing on file."
        call = "Ask what the usual partners cannot see: widen the search before settling for them."
    return _finding(outcome, "contrast", text, call, "desk officer")


def _unlinked(outcome: Outcome) -> list[Finding]:
    """Capabilities that no indicator waits for (M22)."""
    if not outcome.unlinked:
        return []
    names = join([label(capability) for capability in outcome.unlinked])
    return [
        _finding(
            outcome, "assumption", f"No indicator is named that these would move: {names}.",
            "Say in the outcome file which indicator each step serves, or leave the step out.",
            "programme lead", basis=Basis.ASSUMED,
        )
    ]  # fmt: skip


def _assumptions(partnership: Partnership) -> list[Finding]:
    """What was assumed, as one finding: where amounts matter their range is named."""
    if not partnership.assumed:
        return []
    low, high = partnership.effect_range
    text = f"{len(partnership.assumed)} assumptions stand behind the numbers; " if len(partnership.assumed) > 1 else (
        "One assumption stands behind the numbers; ")  # fmt: skip
    text += f"with every amount at its low or high end the reach is {percent(low)} to {percent(high)}."
    return [
        _finding(
            partnership.outcome, "assumption", text,
            "Ask each member to confirm what it can bring and what joining would cost it, and enter the answers.",
            "programme lead", basis=Basis.ASSUMED,
        )
    ]  # fmt: skip
