"""What is counted about a partnership: reach, hard and soft means, the three pillars, likeness to those affected.

Each has its formula in docs/how-it-is-reckoned/pillars.md.
"""

from dataclasses import dataclass

from convenor.model.codes import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far the partners reach in one respect.

    Attributes:
        kind: "places", "sectors", "languages" or "tracks".
        covered: What at least one supplying member reaches, in words.
        missing: What none of them reaches.
        share: Share covered [0, 1]; the columns do not depend on who is a member.
        basis: Basis of the weakest kind of row that was read.
        note: What was read, in words.
    """

    kind: str
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    share: float
    basis: Basis = Basis.EVIDENCE
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pillar:
    """What one pillar of the partnership carries: the question is solved again without it.

    Attributes:
        name: "digital", "multi-stakeholder" or "feminist".
        says: What stands on it here, in words, with its figures.
        without: What leaving it out means, in words.
        share: Digital: share of the effect that is lost when digital offers leave and nobody is replaced; else None.
        effect: Effect of the best set without it [0, 1]; None where no set keeps the terms.
        effect_change: That less the partnership's effect; None likewise.
        es95_change: Change of the mean shortfall of the effect in the worst 5% of failures; above 0 is worse.
        reach_change: Change of the mean share reached over places, sectors, languages and tracks.
        joins: Names that come in when it is left out.
        leaves: Names that go.
        exposed: Digital: what it leaves open to attack, in words; else empty.
        basis: Basis of the figures.
    """

    name: str
    says: str
    without: str
    share: float | None = None
    effect: float | None = None
    effect_change: float | None = None
    es95_change: float | None = None
    reach_change: float | None = None
    joins: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    basis: Basis = Basis.ASSUMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How the members compare with the affected population in one group.

    Attributes:
        dimension: "sex", "age", "region", "displaced", or as the user named it.
        group: The group.
        members: Members that speak for it, or say that they are of it.
        of: Members counted.
        share: members / of [0, 1].
        low: 95% bound of that share (Wilson).
        high: 95% bound.
        population: Share in the affected population [0, 1]; None where no benchmark is on file.
        gap: Share less population [-1, 1]; None without a benchmark.
        gap_low: 95% bound of the gap, the benchmark's own range included.
        gap_high: 95% bound.
        source: Where the benchmark comes from; empty without one.
        basis: Basis of the benchmark; assumed where there is none.
        note: "no benchmark on file" with what to load, or what the interval says.
    """

    dimension: str
    group: str
    members: int
    of: int
    share: float
    low: float
    high: float
    population: float | None = None
    gap: float | None = None
    gap_low: float | None = None
    gap_high: float | None = None
    source: str = ""
    basis: Basis = Basis.ASSUMED
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What was counted about one partnership.

    Attributes:
        reach: One row per kind of reach.
        reach_index: Mean share over the kinds that have something to reach [0, 1].
        means: (instrument, "hard", "soft" or "unknown", share of use); shares sum to 1 where anything is used.
        es95: Mean shortfall of the effect in the worst 5% of failures [0, 1]; an unknown reliability is
            drawn from .5 to 1.
        pillars: Digital, multi-stakeholder, feminist; empty where they were not reckoned.
        likeness: Members against the affected population.
    """

    reach: tuple[Reach, ...]
    reach_index: float
    means: tuple[tuple[str, str, float], ...]
    es95: float | None = None
    pillars: tuple[Pillar, ...] = ()
    likeness: tuple[Likeness, ...] = ()
