"""Who is heard: one light per affected group, by the order of checks in "how it is reckoned", section 10.

Grey: no body on file speaks for the group. Red: one is on file but none is a member, or a member counts heads only.
Green: in all three phases by a modality that lets it speak, with at least answers. Amber: everything else.
A head-count alone never turns the light green; expired evidence does not count.
"""

from dataclasses import dataclass

from convenor.action.exports.html.register import Chips, Register, stakes
from convenor.action.words import count, listed, number, start
from convenor.model.actor import Actor, Representation
from convenor.model.codes import Modality, Phase, Right
from convenor.model.outcome import Affected
from convenor.model.partnership import Partnership

SPEAKING = frozenset({Modality.REPRESENTATION, Modality.COMMISSION, Modality.WORKSHOP, Modality.DECISION})
ANSWERED = frozenset({Right.ANSWERED, Right.VOTE, Right.CONSENT})
LIGHTS = {"red": ("✕", "Red"), "amber": ("▲", "Amber"), "grey": ("?", "Unknown"), "green": ("●", "Green")}


@dataclass(frozen=True, slots=True)
class Voice:
    """One body that speaks for one group, and how it is in."""

    actor: str
    member: bool
    modality: str
    right: str
    phases: tuple[tuple[str, str], ...]  # (phase, "in", "out" or "not known")
    chips: Chips
    counts: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One affected group with its light and why it shows it."""

    name: str
    why: str
    why_chips: Chips
    light: str
    because: str
    ask: str
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """All groups, and the state in words."""

    groups: tuple[Group, ...]
    state: str
    verdict: str
    tally: str


def gate(partnership: Partnership, register: Register) -> Gate:
    """The light of every affected group, reddest first, and whether the partnership is ready as far as they say."""
    groups = [_group(group, partnership, register) for group in partnership.outcome.affected]
    groups.sort(key=lambda group: list(LIGHTS).index(group.light))
    tally = {light: sum(group.light == light for group in groups) for light in LIGHTS}
    state = next((light for light in LIGHTS if tally[light]), "grey")
    words = [f"{n} {'unknown' if light == 'grey' else light}" for light, n in tally.items() if n or light != "grey"]
    return Gate(tuple(groups), state, _verdict(state, groups), ", ".join(words) if groups else "")


def _verdict(state: str, groups: list[Group]) -> str:
    if not groups:
        return "The question names no affected group, so nothing can be said of who is heard."
    if state == "green":
        return "Every affected group is heard and answered."
    reasons = {"red": "Not ready to sign.", "amber": "Not all are answered yet.", "grey": "Not known to be ready."}
    return reasons[state]


def _group(group: Affected, partnership: Partnership, register: Register) -> Group:
    members = set(partnership.ids)
    speakers = {
        (stake.actor.id, each): (stake.actor, each)
        for stake in stakes(partnership)
        for each in stake.actor.represents
        if each.group.casefold() == group.group.casefold()
    }
    voices = [_voice(actor, each, actor.id in members, register) for actor, each in speakers.values()]
    voices.sort(key=lambda voice: (not voice.member, voice.actor))
    at_table = [each for (actor, each) in speakers.values() if actor.id in members and register.counts(each.evidence)]
    light = _light(voices, at_table)
    cited = register.cite((group.source,), says=f"{start(group.group)}: {group.why}" if group.why else "")
    because, ask = _because(light, group, voices, partnership)
    return Group(group.group, group.why, cited, light, because, ask, tuple(voices))


def _light(voices: list[Voice], at_table: list[Representation]) -> str:
    if not any(voice.counts for voice in voices):
        return "grey"
    if not any(each.modality for each in at_table):
        return "red"
    answered = [each for each in at_table if each.modality in SPEAKING and each.right in ANSWERED]
    return "green" if {phase for each in answered for phase in each.phases} == set(Phase) else "amber"


def _because(light: str, group: Affected, voices: list[Voice], partnership: Partnership) -> tuple[str, str]:
    """Why the light shows, and what to ask of whom."""
    evidenced = [voice for voice in voices if voice.counts]
    inside = [voice.actor for voice in evidenced if voice.member]
    names = listed(list(dict.fromkeys(inside or [voice.actor for voice in evidenced])))
    if light == "grey":
        looked = "" if partnership.outside is None else f": {partnership.candidates:,} searched"
        unproved = " that shows it" if voices else ""
        return (
            f"No body on file{unproved} speaks for them{looked}.",
            f"Which body speaks for {group.group}, chosen by them, and would it come?",
        )
    if light == "red" and not any(voice.member for voice in evidenced):
        return f"{names} could speak for them and is not in.", f"Would {names} join, in which form, with what say?"
    if light == "red":
        return "A body is in, but how it is in is not on file: a head-count only.", f"How is {names} in, and when?"
    if light == "green":
        return "Heard and answered in all three phases.", "Is this still so, in their own words?"
    return _short_of(evidenced), f"What would it take to give {names} answers with reasons in all three phases?"


def _short_of(voices: list[Voice]) -> str:
    silent = [p.value for p in Phase if not any((p.value, "in") in voice.phases for voice in voices if voice.member)]
    if silent:
        return f"In, but not shown to be in for {count(len(silent), 'phase')}: {listed(silent)}."
    return "In for all phases, but without the right to be answered, or in a form that does not speak."


def _voice(actor: Actor, each: Representation, member: bool, register: Register) -> Voice:
    phases = tuple(
        (phase.value, "in" if phase in each.phases else "out" if each.phases else "not known") for phase in Phase
    )
    return Voice(
        actor.name, member, each.modality.value if each.modality else "", each.right.value if each.right else "",
        phases, register.cite(each.evidence), register.counts(each.evidence),
    )  # fmt: skip


def not_heard(gate: Gate) -> list[Group]:
    """Groups that nobody at the table speaks for, in the order of the gate; a head-count is not among them."""
    return [group for group in gate.groups if not any(voice.member and voice.counts for voice in group.voices)]


def heard(gate: Gate) -> str:
    """How many groups have a voice at the table, in words."""
    with_voice = sum(any(voice.member and voice.counts for voice in group.voices) for group in gate.groups)
    return f"{start(number(with_voice))} of {count(len(gate.groups), 'affected group')}"


def counted_only(gate: Gate) -> list[Group]:
    """Groups with a body at the table of which nobody knows how it is in."""
    return [group for group in gate.groups if group.light == "red" and group not in not_heard(gate)]
