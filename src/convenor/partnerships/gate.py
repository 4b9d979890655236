"""The gate: one light per affected group, by modality, phase and decision right; a gate, not a score (M11, M12).

Checked in this order. Grey: no body on file speaks for the group. Red: one is on file but none is a member, or only
heads are counted. Green: in a form that lets it speak, with at least answers, in all three phases. Amber: the rest.
Formula and sources: docs/how-it-is-reckoned/inclusion.md.
"""

from collections.abc import Iterable, Sequence

from convenor.model.codes import Basis, Modality, Phase, Right
from convenor.model.dialogue import Dialogue
from convenor.model.evidence import Evidence
from convenor.model.gate import BaseRate, Colour, Gate, Light, RealityCheck, Voice
from convenor.model.outcome import Affected, Outcome, Waiver
from convenor.model.partnership import Member
from convenor.model.stake import Stake
from convenor.partnerships.words import join

SPEAKING = frozenset({Modality.REPRESENTATION, Modality.COMMISSION, Modality.WORKSHOP, Modality.DECISION})
"""Modalities that let a group speak (MODEL, section 10)."""

ANSWERED = frozenset({Right.ANSWERED, Right.VOTE, Right.CONSENT})
VOTING = frozenset({Right.VOTE, Right.CONSENT})

BASE_RATE = BaseRate(
    text="191 of 2,291 delegates to peace talks were women",
    share=191 / 2291,
    low=0.0727,  # Wilson, 95%
    high=0.0954,
    count=191,
    total=2291,
    source="Good (2024), agreement-level data: the 107 of 116 peace agreements of 1990 to 2020 that count delegates",
)
"""How it usually is; counted again from the data set by a test."""

RULE = "inclusion"  # a waiver's rule: this word for all groups, or 'inclusion: GROUP'


def gate(
    outcome: Outcome, members: Sequence[Member], stakes: Sequence[Stake], dialogues: Sequence[object] = ()
) -> Gate:
    """The light of every affected group, worst first.

    Args:
        outcome: The question, with affected groups and waivers.
        members: Who is in, in whatever tier.
        stakes: Everybody on file; hidden bodies are not seen.
        dialogues: What was said; those about another outcome are left out.

    Returns:
        The gate. No light says that a group agrees: coverage and presence are not consent.
    """
    asked = [each for each in dialogues if isinstance(each, Dialogue) and each.outcome in ("", outcome.id)]
    inside = {member.stake.actor.id for member in members}
    known = {stake.actor.id: stake for stake in (*stakes, *(member.stake for member in members))}
    lights = [_light(group, outcome, known.values(), inside, len(stakes), asked) for group in outcome.affected]
    lights.sort(key=lambda light: list(Colour).index(light.colour))
    return Gate(lights=tuple(lights), verdict=_verdict(lights), base=BASE_RATE)


def colour_of(voices: Sequence[Voice]) -> Colour:
    """The light that these voices give a group, by the order of checks above.

    Example:
        >>> seat = Voice(actor="a", name="A", member=True, modality=Modality.OBSERVER, phases=tuple(Phase))
        >>> colour_of([]), colour_of([seat])
        (<Colour.GREY: 'grey'>, <Colour.AMBER: 'amber'>)
    """
    counting = [voice for voice in voices if voice.counts]
    if not counting:
        return Colour.GREY
    at_table = [voice for voice in counting if voice.member]
    if not any(voice.modality for voice in at_table):
        return Colour.RED
    answered = [voice for voice in at_table if voice.modality in SPEAKING and voice.right in ANSWERED]
    return Colour.GREEN if {phase for voice in answered for phase in voice.phases} == set(Phase) else Colour.AMBER


def _light(
    group: Affected, outcome: Outcome, stakes: Iterable[Stake], inside: set[str], searched: int,
    dialogues: Sequence[Dialogue],
) -> Light:  # fmt: skip
    voices = _voices(group.group, outcome, stakes, inside)
    colour = colour_of(voices)
    because, ask = _because(group.group, colour, voices, searched)
    said = tuple(check for each in dialogues if (check := _reality(each, group.group)) is not None)
    return Light(
        group=group.group,
        colour=colour,
        because=because,
        ask=ask,
        voices=voices,
        warnings=tuple(_warnings(voices, said, outcome)),
        said=said,
        waiver=_waiver(outcome, group.group),
    )


def _voices(group: str, outcome: Outcome, stakes: Iterable[Stake], inside: set[str]) -> tuple[Voice, ...]:
    """Bodies that speak for the group, members first; one entry per seat."""
    pages = {key for key, _ in outcome.sources}
    found = []
    for stake in stakes:
        if "hidden" in stake.actor.marks:
            continue
        rows = {row.id: row for row in stake.evidence}
        for seat in dict.fromkeys(stake.actor.represents):
            if seat.group.casefold() != group.casefold():
                continue
            live = [key for key in seat.evidence if key in pages or _live(rows.get(key), outcome)]
            voice = Voice(
                actor=stake.actor.id, name=stake.actor.name, member=stake.actor.id in inside, modality=seat.modality,
                right=seat.right, phases=seat.phases, counts=bool(live), evidence=seat.evidence,
                basis=_basis([rows[key] for key in seat.evidence if key in rows]),
            )  # fmt: skip
            found.append(voice)
    return tuple(sorted(found, key=lambda voice: (not voice.member, voice.name, voice.actor)))


def _live(row: Evidence | None, outcome: Outcome) -> bool:
    return row is not None and not row.expired(outcome.as_of)


def _basis(rows: Sequence[Evidence]) -> Basis:
    bases = {row.basis for row in rows}
    return next((basis for basis in (Basis.ASSUMED, Basis.EVIDENCE, Basis.ENTERED) if basis in bases), Basis.EVIDENCE)


def _because(group: str, colour: Colour, voices: Sequence[Voice], searched: int) -> tuple[str, str]:
    """Why the light shows, and what to ask of whom."""
    counting = [voice for voice in voices if voice.counts]
    seated = [voice for voice in counting if voice.member]
    names = join(list(dict.fromkeys(voice.name for voice in seated or counting)))
    if colour is Colour.GREY:
        unproved = " that shows it" if voices else ""
        return (
            f"No body on file{unproved} speaks for them: {searched:,} searched.",
            f"Which body speaks for {group}, chosen by them, and would it come?",
        )
    if colour is Colour.RED and not seated:
        return f"{names} could speak for them and is not in.", f"Would {names} join, in which form, with what say?"
    if colour is Colour.RED:
        return "A body is in, but how it is in is not on file: a head-count only.", f"How is {names} in, and when?"
    if colour is Colour.GREEN:
        return "Heard and answered in all three phases.", "Is this still so, in their own words?"
    return _short_of(seated), f"What would it take to give {names} answers with reasons in all three phases?"


def _short_of(seated: Sequence[Voice]) -> str:
    silent = [phase.value for phase in Phase if not any(phase in voice.phases for voice in seated)]
    if silent:
        return f"In, but not shown to be in for {len(silent)} of 3 phases: {join(silent)}."
    return "In for all phases, but without the right to be answered, or in a form that does not speak."


def _warnings(voices: Sequence[Voice], said: Sequence[RealityCheck], outcome: Outcome) -> Iterable[str]:
    """What the colour alone would hide."""
    seated = [voice for voice in voices if voice.member and voice.counts]
    if seated and not any(voice.right in VOTING for voice in seated):
        how = [_seat(voice) for voice in seated if voice.modality]
        if how:
            yield f"Voice was not vote: as of {outcome.as_of}, {join(how)}; nobody who speaks for them had a vote."
    for check in said:
        for statement in check.vetoes:
            yield f"They stand against what most others want: “{statement}” ({check.dialogue})."


def _seat(voice: Voice) -> str:
    form = voice.modality.value if voice.modality else "a form not on file"
    return f"{voice.name} was in by {form} ({f'say: {voice.right.value}' if voice.right else 'say not on file'})"


def _reality(dialogue: Dialogue, group: str) -> RealityCheck | None:
    """What the group said in a dialogue that declared it as a stratum; None where it was never asked."""
    said = dialogue.said(group)
    if said is None:
        return None
    return RealityCheck(
        dialogue=dialogue.title,
        audience=said.audience,
        people=said.people,
        wants=tuple((_text(dialogue, key), share) for key, share in said.wants),
        refuses=tuple((_text(dialogue, key), share) for key, share in said.refuses),
        vetoes=tuple(_text(dialogue, key) for key in said.vetoes),
        note=said.note,
    )


def _text(dialogue: Dialogue, statement: str) -> str:
    return dialogue.text(statement) or statement


def _waiver(outcome: Outcome, group: str) -> Waiver | None:
    """The signed reason for this group, or else for the rule as a whole."""
    rules = (f"{RULE}: {group}".casefold(), RULE)
    signed = [waiver for waiver in outcome.waivers if waiver.rule.casefold() in rules]
    return min(signed, key=lambda waiver: rules.index(waiver.rule.casefold()), default=None)


def _verdict(lights: Sequence[Light]) -> str:
    if not lights:
        return "The question names no affected group, so nothing can be said of who is heard."
    colours = {light.colour for light in lights}
    waived = [light for light in lights if light.colour is Colour.RED and light.waiver]
    if any(light.stops for light in lights):
        return "Not ready to sign."
    signed = f" Red is waived for {join([light.group for light in waived])}." if waived else ""
    if Colour.AMBER in colours:
        return f"Not all are answered yet.{signed}"
    if Colour.GREY in colours:
        return f"Not known to be ready.{signed}"
    return signed.strip() or "Every affected group is heard and answered."
