"""Who is heard: the gate that the partnership carries, ready to print; nothing is reckoned here.

How the lights come about: docs/how-it-is-reckoned/inclusion.md.
"""

from dataclasses import dataclass

from convenor.action.exports.html.register import Chips, Register
from convenor.action.words import count, number, start
from convenor.model.codes import Phase
from convenor.model.gate import BaseRate, Light, RealityCheck
from convenor.model.gate import Voice as Spoken
from convenor.model.outcome import Affected
from convenor.model.partnership import Partnership

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
    warnings: tuple[str, ...]
    said: tuple[RealityCheck, ...]
    waiver: str


@dataclass(frozen=True, slots=True)
class Gate:
    """All groups, and the state in words."""

    groups: tuple[Group, ...]
    state: str
    verdict: str
    tally: str
    base: BaseRate | None


def gate(partnership: Partnership, register: Register) -> Gate:
    """The lights as the partnership carries them, and whether it is ready as far as they say."""
    found = partnership.gate
    if found is None:
        return Gate((), "grey", "Nobody has looked who is heard.", "", None)
    groups = tuple(_group(light, partnership, register) for light in found.lights)
    tally = {light: sum(group.light == light for group in groups) for light in LIGHTS}
    words = [f"{n} {'unknown' if light == 'grey' else light}" for light, n in tally.items() if n or light != "grey"]
    return Gate(groups, found.colour.value, found.verdict, ", ".join(words) if groups else "", found.base)


def _group(light: Light, partnership: Partnership, register: Register) -> Group:
    affected = next((a for a in partnership.outcome.affected if a.group == light.group), Affected(group=light.group))
    cited = register.cite((affected.source,), says=f"{start(affected.group)}: {affected.why}" if affected.why else "")
    voices = tuple(_voice(voice, register) for voice in light.voices)
    signed = light.waiver
    waiver = f"Waived by {signed.by} on {signed.date}: {signed.reason}" if signed else ""
    return Group(
        light.group, affected.why, cited, light.colour.value, light.because, light.ask, voices, light.warnings,
        light.said, waiver,
    )  # fmt: skip


def _voice(voice: Spoken, register: Register) -> Voice:
    phases = tuple(
        (phase.value, "in" if phase in voice.phases else "out" if voice.phases else "not known") for phase in Phase
    )
    return Voice(
        voice.name, voice.member, voice.modality.value if voice.modality else "",
        voice.right.value if voice.right else "", phases, register.cite(voice.evidence), voice.counts,
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
