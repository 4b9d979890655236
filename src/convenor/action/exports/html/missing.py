"""Who is missing, and what to ask: needs that nobody meets, groups that nobody speaks for, and the diaspora."""

from dataclasses import dataclass

from convenor.action.exports.html.gate import Gate, Group, counted_only, not_heard
from convenor.action.exports.html.register import Chips, Register
from convenor.action.labels import briefly, capability_label, kind_word, place, short_label
from convenor.action.words import count, listed, percent, start, window
from convenor.model.codes import Kind
from convenor.model.partnership import Finding, Gap, Partnership
from convenor.model.stake import Stake


@dataclass(frozen=True, slots=True)
class Absent:
    """One need or group without anybody, what follows, whom to look for and what to ask."""

    text: str
    follows: str
    look: str
    ask: str
    action: str
    owner: str
    window: str


@dataclass(frozen=True, slots=True)
class Kin:
    """One diaspora body on file."""

    name: str
    where: str
    member: bool
    chips: Chips


@dataclass(frozen=True, slots=True)
class Missing:
    """The section."""

    absent: tuple[Absent, ...]
    kin: tuple[Kin, ...]
    searched: str
    finding: str
    unheld: tuple[tuple[str, str, Chips], ...]


def missing(partnership: Partnership, gate: Gate, register: Register) -> Missing:
    """Gaps first, then unheard groups in the order of the gate, then the diaspora, found or not."""
    gaps = [_gap(gap, partnership) for gap in partnership.gaps]
    silent, counted = not_heard(gate), counted_only(gate)
    groups = [
        *(_absent(f"Nobody at the table speaks for {group.name}.", group, partnership) for group in silent),
        *(_absent(f"How {group.name} are in is not on file.", group, partnership) for group in counted),
    ]
    return Missing(
        (*gaps, *groups), _kin(partnership, register), _searched(partnership), _finding(len(gaps), len(groups)),
        tuple(
            (start(gap.words), " › ".join(gap.path[1:]), register.cite([row.id for row in gap.evidence]))
            for gap in partnership.unheld
        ),
    )  # fmt: skip


def _absent(text: str, group: Group, partnership: Partnership) -> Absent:
    return Absent(text, group.because, "", group.ask, *_act(partnership, group.name))


def _finding(gaps: int, groups: int) -> str:
    if not gaps and not groups:
        return "Nothing that the question asks for is missing."
    needs = f"{count(gaps, 'need')} {'is' if gaps == 1 else 'are'} not met" if gaps else "every need is met"
    say = f"{count(groups, 'affected group')} {'has' if groups == 1 else 'have'} no say that is on file"
    return f"{start(needs)}, and {say if groups else 'every affected group named has a voice'}."


def _gap(gap: Gap, partnership: Partnership) -> Absent:
    label, said = short_label(gap.capability), _act(partnership, capability_label(gap.capability), gap.capability)
    steps = listed([f"“{step}”" for step in gap.steps], 2)
    need = max((row.need for row in partnership.coverage if row.capability == gap.capability), default=gap.shortfall)
    whole = gap.shortfall >= need - 1e-9
    if gap.behind:
        first = listed([short_label(each) for each in gap.behind], 2)
        return Absent(
            f"No more of {label} is used, since {first} is scarcer still.",
            f"Its step: {steps}.",
            "" if said[0] else _look(gap),
            f"Once {first} is found, could you bring {label}?",
            *said,
        )
    return Absent(
        f"None of the partners brings {label}."
        if whole
        else f"{start(label)} is short by {percent(gap.shortfall / need)}.",
        f"{'Waits for it' if len(gap.steps) == 1 else 'Wait for it'}: {steps}." if steps else "",
        "" if said[0] else _look(gap),
        f"Could you bring {label}, how much, from when, and on which condition?",
        *said,
    )


def _look(gap: Gap) -> str:
    """Where to look; not said where an action says it."""
    sectors = listed([kind_word(kind) for kind in gap.sectors])
    called = f" ({gap.examples})" if gap.examples else ""
    holders = f"On file and left out: {listed(gap.holders, 3)}." if gap.holders else "No holder is on file."
    return f"Toolbox of: {sectors}{called}. {holders}" if sectors else holders


def _act(partnership: Partnership, *names: str) -> tuple[str, str, str]:
    """Action, owner and window of the finding that speaks of this need or group; empty where none does."""
    found = _about(partnership, names)
    return (briefly(found.action), found.owner, window(found.start, found.end)) if found else ("", "", "")


def _about(partnership: Partnership, names: tuple[str, ...]) -> Finding | None:
    for finding in partnership.findings:
        said = f"{finding.text} {finding.action}".casefold()
        if finding.topic in ("gap", "inclusion") and any(name.casefold() in said for name in names):
            return finding
    return None


def _kin(partnership: Partnership, register: Register) -> tuple[Kin, ...]:
    inside = {stake.actor.id: stake for stake in (member.stake for member in partnership.members)}
    every = {**{stake.actor.id: stake for stake in partnership.outside or ()}, **inside}
    found = [(key in inside, stake) for key, stake in every.items() if stake.actor.kind is Kind.DIASPORA]
    found.sort(key=lambda item: not item[0])
    return tuple(_body(stake, member, register) for member, stake in found)


def _body(stake: Stake, member: bool, register: Register) -> Kin:
    actor = stake.actor
    seat = f"in {place(actor.country)}" if actor.country else "seat not on file"
    home = f", from {place(actor.home)}" if actor.home else ", home country not on file"
    return Kin(actor.name, seat + home, member, register.cite(row.id for row in stake.evidence))


def _searched(partnership: Partnership) -> str:
    """What may be said when no diaspora body is found: only what was really searched."""
    if partnership.outside is None:
        return (
            f"None among the {count(len(partnership.members), 'partner')} here; the other candidates were not looked "
            "through for this page."
        )
    return f"Searched {count(partnership.candidates, 'candidate')}, found none."
