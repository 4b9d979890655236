"""Partnership: who together can reach the outcome, and what the solver proved. Nearest term: coalition with payoff."""

import datetime as dt
from dataclasses import dataclass

from convenor.errors import OutcomeError
from convenor.model.choices import Choices
from convenor.model.codes import Basis, Kind, Marking, Tier
from convenor.model.gate import Gate
from convenor.model.identity import Identity
from convenor.model.measures import Measures
from convenor.model.notebook import shown
from convenor.model.outcome import Outcome
from convenor.model.stake import Stake, Unheld
from convenor.model.worth import Worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How much of one member's offer is used for one capability."""

    capability: str
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One partner: why it is in, what it brings, and what goes with it.

    Attributes:
        stake: Its stake, with actor and evidence.
        tier: Core and contributor supply; consulted and observer are heard.
        uses: What is used of its offers.
        without: Effect lost when it leaves and nobody replaces it [0, 1].
        reason: One sentence, plain words.
        forced: True where it is in by `must`.
    """

    stake: Stake
    tier: Tier
    uses: tuple[Use, ...] = ()
    without: float = 0.0
    reason: str = ""
    forced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How far one need of one step is met, and by whom.

    Attributes:
        step: Name of the step.
        capability: Needed capability.
        need: Amount needed (1 is one leading provider).
        got: Amount supplied, at most the need.
        by: (actor id, amount) of each supplier, most first.
    """

    step: str
    capability: str
    need: float
    got: float
    by: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A need that the members do not meet, and whose toolbox would.

    Attributes:
        capability: The need.
        shortfall: What is missing of it.
        steps: Names of the steps that wait for it.
        sectors: Kinds of actor whose toolbox holds it.
        examples: What such a body is called in plain words.
        holders: Names of candidates on file that hold it but were left out or are flagged.
        behind: Needs of the same steps that are scarcer still: nobody supplies this one since those keep the steps from
            moving; empty where this need itself is what a step waits for.
    """

    capability: str
    shortfall: float
    steps: tuple[str, ...]
    sectors: tuple[Kind, ...]
    examples: str = ""
    holders: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something found, which ends in an action: nothing is published without owner role and window.

    Attributes:
        topic: blockage, gap, partner, hard power, inclusion, contrast, flag or assumption.
        text: The finding, one sentence.
        action: What to do.
        owner: Role that does it, never a person's name.
        start: First day of the window.
        end: Last day of the window.
        evidence: Ids of rows, or keys of the outcome's sources, behind it.
        basis: Basis of the finding.
        about: Id of the actor to turn to; empty where it is about no single one.
    """

    topic: str
    text: str
    action: str
    owner: str
    start: dt.date
    end: dt.date
    evidence: tuple[str, ...] = ()
    basis: Basis = Basis.EVIDENCE
    about: str = ""

    def __post_init__(self) -> None:
        for name in ("text", "action", "owner"):
            if not getattr(self, name).strip():
                raise ValueError(f"a finding needs {name}: {self.text!r}")
        if self.end < self.start:
            raise ValueError(f"a finding's window ends before it begins: {self.text!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """A proposed partnership.

    Attributes:
        outcome: The question, terms included.
        members: Partners, the ones whose loss costs most first.
        effect: How far the outcome is reached if all join [0, 1]; not a probability of success.
        effect_range: The effect when amounts are at their low and at their high bounds.
        expected: Effect if each joins with its calibrated salience; None where salience is a rank.
        bound: No set of these candidates at these terms reaches more.
        proof: "optimal" or "certified gap of x%".
        cost: Summed cost of joining.
        mix: (instrument, share of used amounts); shares sum to 1 when anything is used.
        hard: Share of used amounts that is hard power [0, 1].
        unknown: Share of used amounts whose power is untagged [0, 1].
        coverage: Each need, met or not.
        gaps: Needs not met.
        findings: What follows, each with an action.
        assumed: Sentences: what an analyst, or convenor, assumed.
        candidates: Number of actors that could have been chosen.
        usual: The best set of usual partners at the same terms; where they cannot meet the floors, the best set without
            floors (its own outcome says so); None when there is none at all.
        unheard: Affected groups for whom no body among the members speaks.
        outside: Candidates left out that a reader must know of: bodies that speak for an affected group, diaspora
            bodies, flagged ones; None where nobody looked.
        unheld: Kinds of body that the harm falls on and that nobody on file is; empty where nobody looked.
        identities: Bodies among the candidates that are read from several records, with the reasons; empty where nobody
            looked, or none is.
        marking: Highest marking of what went in.
        worth: Who gains, who risks, who would leave; None where it was not reckoned (a set for comparison).
        gate: Who of the affected groups is heard; None where nobody looked (a set for comparison).
        measures: Reach, means, pillars, likeness; None likewise.
        choices: Alternatives, frontiers, prices, substitutes, robustness; None where they were not asked for.
        ready: Marked ready to sign; refused while a light of the gate is red and not waived.
    """

    outcome: Outcome
    members: tuple[Member, ...]
    effect: float
    effect_range: tuple[float, float]
    expected: float | None = None
    bound: float
    proof: str
    cost: float
    mix: tuple[tuple[str, float], ...]
    hard: float
    unknown: float
    coverage: tuple[Coverage, ...]
    gaps: tuple[Gap, ...] = ()
    findings: tuple[Finding, ...] = ()
    assumed: tuple[str, ...] = ()
    candidates: int = 0
    usual: "Partnership | None" = None
    unheard: tuple[str, ...] = ()
    outside: tuple[Stake, ...] | None = None
    unheld: tuple[Unheld, ...] = ()
    identities: tuple[Identity, ...] = ()
    marking: Marking = Marking.CLEAR
    worth: Worth | None = None
    gate: Gate | None = None
    measures: Measures | None = None
    choices: Choices | None = None
    ready: bool = False

    def __post_init__(self) -> None:
        if self.ready and self.gate is None:
            raise OutcomeError("cannot be marked ready: nobody looked who is heard; compose it first", field="ready")
        if self.ready and self.gate is not None and self.gate.stops:
            groups = ", ".join(f"'{light.group}'" for light in self.gate.stops)
            raise OutcomeError(
                f"cannot be marked ready: the light is red for {groups}; bring in a body that speaks for them, or sign "
                "a waiver with rule 'inclusion: GROUP', reason, by and date",
                field="ready",
            )

    def _repr_html_(self) -> str:
        low, high = self.effect_range
        usual = f" Usual partners {self.contrast} reach {self.usual.effect:.0%}." if self.usual else ""
        return shown(
            self.outcome.title,
            f"As of {self.outcome.as_of}: {len(self.members)} partners reach {self.effect:.0%} of the outcome if all "
            f"join (range {low:.0%} to {high:.0%}; {self.proof}), which is no probability of success.{usual}",
            ("partner", "kind", "tier", "new", "brings", "lost without it"),
            [
                (
                    m.stake.actor.name, m.stake.actor.kind.value, m.tier.value, "no" if m.stake.usual else "yes",
                    "; ".join(f"{use.capability} {use.amount:.2f}" for use in m.uses), f"{m.without:.0%}",
                )
                for m in self.members
            ],
        )  # fmt: skip

    @property
    def contrast(self) -> str:
        """At which terms the usual partners are compared, in words; empty where there is no such set."""
        if self.usual is None:
            return ""
        same = self.usual.outcome.terms.floors == self.outcome.terms.floors
        return "at the same terms" if same else "even without your floors, which they cannot meet,"

    @property
    def ids(self) -> tuple[str, ...]:
        """Actor ids of the members, in order."""
        return tuple(member.stake.actor.id for member in self.members)
