"""The gate: who of the affected groups is heard, how, when and with what right; a gate, not a score.

Modalities after Paffenholz (IPTI); the order of checks stands in docs/how-it-is-reckoned/inclusion.md.
"""

from dataclasses import dataclass
from enum import StrEnum

from convenor.model.codes import Basis, Modality, Phase, Right
from convenor.model.outcome import Waiver


class Colour(StrEnum):
    """A light of the gate, worst first."""

    RED = "red"
    AMBER = "amber"
    GREY = "grey"
    GREEN = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One body that speaks for one group, and how it is in.

    Attributes:
        actor: Id of the body.
        name: Its name.
        member: True where it is in the partnership, in whatever tier.
        modality: How it is in; None is not on file.
        right: What it may decide; None is not on file.
        phases: When it is in; empty is not on file.
        counts: False where no row shows that it speaks for the group, or every such row is past its use-by date.
        evidence: Ids of the rows behind it.
        basis: Basis of the weakest of them.
    """

    actor: str
    name: str
    member: bool
    modality: Modality | None = None
    right: Right | None = None
    phases: tuple[Phase, ...] = ()
    counts: bool = True
    evidence: tuple[str, ...] = ()
    basis: Basis = Basis.EVIDENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class RealityCheck:
    """What people of the group said themselves, from a dialogue, as far as it may be shown.

    Attributes:
        dialogue: Title of the dialogue.
        audience: The stratum that was asked, as declared.
        people: Participants in it; None where suppressed, 0 where nobody took part.
        wants: (statement, share that agrees [0, 1]), most pressing first.
        refuses: (statement, share that disagrees [0, 1]), likewise.
        vetoes: Statements that the group keeps from being common ground though most of all agree.
        note: What to do where nothing or too little may be shown, in words; else empty.
    """

    dialogue: str
    audience: str
    people: int | None = None
    wants: tuple[tuple[str, float], ...] = ()
    refuses: tuple[tuple[str, float], ...] = ()
    vetoes: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """One affected group with its light and why it shows it.

    Attributes:
        group: The group, as the outcome names it.
        colour: Its light.
        because: Why, one sentence.
        ask: What to ask next, one sentence; never empty.
        voices: Bodies that speak for it, members first.
        warnings: What the colour alone would hide: a voice that is no vote, for one.
        said: What the group itself said, one entry per dialogue that asked it.
        waiver: The signed reason that sets a red light aside; None where there is none.
    """

    group: str
    colour: Colour
    because: str
    ask: str
    voices: tuple[Voice, ...] = ()
    warnings: tuple[str, ...] = ()
    said: tuple[RealityCheck, ...] = ()
    waiver: Waiver | None = None

    @property
    def stops(self) -> bool:
        """True where this light keeps the partnership from being marked ready: red, and not waived."""
        return self.colour is Colour.RED and self.waiver is None


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRate:
    """How it usually is, to read the lights against.

    Attributes:
        text: In words, with the figure.
        share: [0, 1].
        low: 95% bound, as if each were drawn by itself.
        high: 95% bound.
        count: Hits.
        total: Trials.
        source: Where the figure comes from.
    """

    text: str
    share: float
    low: float
    high: float
    count: int
    total: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """All affected groups, worst light first.

    Attributes:
        lights: One per affected group of the outcome.
        verdict: The state in words.
        base: The base rate that stands beside it.
    """

    lights: tuple[Light, ...]
    verdict: str
    base: BaseRate

    @property
    def colour(self) -> Colour:
        """The worst light; grey where no affected group is named, since then nothing can be said."""
        return next((colour for colour in Colour if any(light.colour is colour for light in self.lights)), Colour.GREY)

    @property
    def stops(self) -> tuple[Light, ...]:
        """Lights that keep the partnership from being marked ready."""
        return tuple(light for light in self.lights if light.stops)
