"""Worth: what each partner brings, gains and risks, and whether the whole holds. It hangs on a `Partnership`.

Ranges come from ranges: what nobody entered was varied, and every test says in which share of the draws it held.
Nothing here is a forecast of what a body will do; it is what follows from the amounts entered or assumed.
"""

from dataclasses import dataclass
from enum import StrEnum

from convenor.model.account import Range
from convenor.model.codes import Basis


class Verdict(StrEnum):
    """What a test of stability says over all draws."""

    HOLDS = "holds"
    FAILS = "fails"
    DEPENDS = "depends"
    NOT_MEANINGFUL = "not meaningful"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What one partner risks alone and together, in its unit; ranges over reliability and correlation.

    Attributes:
        mean_alone: Expected loss alone.
        mean_together: Expected part of the pooled loss.
        tail_alone: Mean loss in the worst 5% of cases, alone (ES95).
        tail_together: Its part of the pooled loss in the worst 5% of cases.
        mean: The expected loss (alone, together) at the middle of all ranges.
        tail: ES95 (alone, together) at the middle of all ranges.
        benefit_mean: Alone less together, on the mean, at the middle of all ranges.
        benefit_tail: Alone less together, on ES95, at the middle of all ranges.
        worse: True where either benefit is negative: pooling makes this partner worse off.
        dilution: (correlation, 1 - ES95 together / ES95 alone); empty where there is no bad case alone.
    """

    mean_alone: Range
    mean_together: Range
    tail_alone: Range
    tail_together: Range
    mean: tuple[float, float]
    tail: tuple[float, float]
    benefit_mean: float
    benefit_tail: float
    worse: bool
    dilution: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberWorth:
    """One partner's side of the bargain.

    Attributes:
        actor: Its id.
        unit: Unit of all its amounts, in words.
        worth: What full success is worth to it (b).
        cost: What joining costs it.
        side: Gain of its own from being in.
        apart: Gain of its own from being out.
        value: What it has by being in: b p(S) + side - cost - lambda ES95.
        alone: What it would have acting alone.
        outside: What it keeps if it leaves and the others go on: b p(S without it) + apart.
        rational: Share of the draws in which being in is worth at least what it has alone, and at least nothing.
        stays: Share of the draws in which leaving gains it nothing.
        break_even: Least worth of full success at which staying pays, at the middle of the other ranges; None where
            no worth would do, because the others reach as far without it.
        credit: Its part of the effect (Shapley value of the credit game) [0, 1].
        credit_error: Standard error of it; 0 where it is exact.
        credit_range: The same when all amounts are at their low and at their high bounds.
        leaves: Effect of the others if it leaves and nobody replaces it [0, 1].
        pivotal: True where without it too few are in for the agreement to bind.
        hit: Ids of the members whose own contribution counts for less if it leaves, most first.
        gains: What pages say that it gains, in words, the latest first.
        risks: What pages say that it risks, likewise.
        exposure: Loss alone and together.
        evidence: Ids of the rows behind what it brings, gains and risks; keys of the outcome's sources behind amounts.
        basis: Weakest basis among its amounts.
        assumed: What was assumed about it, each as a clause.
        text: The paragraph that its minister or board would read.
    """

    actor: str
    unit: str
    worth: Range
    cost: Range
    side: Range
    apart: Range
    value: Range
    alone: Range
    outside: Range
    rational: float
    stays: float
    break_even: float | None
    credit: float
    credit_error: float
    credit_range: tuple[float, float]
    leaves: float
    pivotal: bool = False
    hit: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    exposure: Exposure
    evidence: tuple[str, ...] = ()
    basis: Basis = Basis.ASSUMED
    assumed: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """One test of stability, by name.

    Attributes:
        name: Individual rationality, internal stability, potential internal stability, external stability, no rival
            set, core, cost of stability.
        game: Which game it speaks of: "utilities", "utilities with transfers" or "shared grant".
        verdict: Holds in at least 95% of the draws, fails in at least 95%, or depends; or is not meaningful, and why.
        share: Share of the draws in which it holds [0, 1]; None where it is not meaningful.
        margin: How far the worst placed is above (below, if negative) what the test asks; None as `share`.
        fails: Ids of those who fall short at the middle of all ranges.
        reach: How far it got: what was looked at, and with which bound.
        text: The finding in plain words.
    """

    name: str
    game: str
    verdict: Verdict
    share: float | None
    margin: Range | None
    fails: tuple[str, ...] = ()
    reach: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A transfer that would make everybody stay; amounts at the middle of all ranges."""

    payer: str
    receiver: str
    amount: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One step of the join order.

    Attributes:
        actor: Whom to call.
        gain: What it gains by joining, given those already in, at the middle of all ranges.
        guarantee: What it must be promised so as not to lose by joining then [0..).
        unit: Unit of both.
        text: The step in words.
    """

    actor: str
    gain: float
    guarantee: float
    unit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Who to call first, and what starts it.

    Attributes:
        calls: The order, first to call first; empty where nobody was ordered, and `reach` says why.
        guarantee: Sum of the guarantees; None where amounts are in different units.
        bound: No order needs a smaller guarantee; None as `guarantee`.
        masses: Every minimal critical mass, as ids: who commits together or not at all. One empty set: nobody need
            commit first. No set: even all together somebody would lose.
        reach: How far the search got.
        text: In plain words.
    """

    calls: tuple[Call, ...] = ()
    guarantee: float | None = None
    bound: float | None = None
    masses: tuple[tuple[str, ...], ...] = ()
    reach: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Whether those who have committed are enough for an agreement that binds only with enough of them.

    Attributes:
        committed: Ids of those who have joined and not left, of the kind that counts.
        verdict: Holds where they are a critical mass in at least 95% of the draws.
        share: Share of the draws in which some of them, enough to bind, are each no worse off than without it.
        short: (what is counted, how many have committed, how many it takes).
        pivotal: Every minimal set among those on file that would be enough, as ids; see `reach` where there are many.
        ways: The same sets in words, those that differ only by who stands for whom told together.
        reach: Who was looked at.
        text: In plain words.
    """

    committed: tuple[str, ...]
    verdict: Verdict
    share: float
    short: tuple[tuple[str, int, int], ...]
    pivotal: tuple[tuple[str, ...], ...] = ()
    ways: tuple[str, ...] = ()
    reach: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """How a shared grant could be divided so that no group of members would rather share it among themselves.

    Attributes:
        grant: Transferable money that was entered, at its middle.
        whole: What the members can make of it: grant times effect, less costs.
        concept: "nucleolus"; "prenucleolus" where alone they are worth more than together; "least payments found" where
            they are too many.
        payments: (actor id, amount), in the order of the members.
        low: Cost of stability is at least this: outside money needed so that nobody gains by leaving with others.
        high: These much does it.
        unit: Unit of all.
        reach: How far it got, with the bound.
        text: In plain words.
    """

    grant: float
    whole: float
    concept: str
    payments: tuple[tuple[str, float], ...]
    low: float
    high: float
    unit: str
    reach: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """How far the outcome is reached when partners may fail, at one correlation.

    Attributes:
        correlation: Of the partners' fortunes [0, 1].
        mean: Expected effect.
        low: Effect that is reached or passed in 95 of 100 cases.
        median: Effect that is reached or passed in half of them.
        broken: (name of a step, chance that it gets less than half as far as planned).
    """

    correlation: float
    mean: float
    low: float
    median: float
    broken: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loser:
    """Somebody who is, or may be, worse off than today; partner or not (M35).

    Attributes:
        who: Id of an actor, or name of an affected group.
        partner: True for a member.
        sure: True where it loses over the whole range; False where it may.
        change: Against today, in its unit; None where only words are on file.
        unit: Unit of the change.
        why: In words.
        mitigation: What would make it whole, and who should see to it.
    """

    who: str
    partner: bool
    sure: bool
    change: Range | None
    unit: str
    why: str
    mitigation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """Who gains, who risks, who would leave, whom to call first: for one partnership.

    Attributes:
        unit: Unit of the amounts that are not in a unit of their own.
        scenario: Id of the scenario under which this was reckoned; empty is as entered.
        members: One entry per supplying member, in the order of the partnership.
        tests: Tests of stability, by name.
        payments: Proposed transfers, smallest first; none where none are needed or none would do.
        joining: Join order, critical masses, guarantee.
        threshold: Whether those who have committed are enough; None where any number is.
        division: How a shared grant could be divided; None where none was entered.
        correlation: How far fortunes go together, as entered or assumed.
        failures: The effect under failures, by correlation.
        losers: Who loses, sure ones first.
        mitigation: What it takes to make them whole, summed; None where units differ or only words are on file.
        affordable: Whether the others' gains suffice for it; None as `mitigation`.
        draws: Number of draws behind the shares.
        assumed: Sentences that hold for all members.
        text: Stability in plain words, one paragraph.
    """

    unit: str
    scenario: str = ""
    members: tuple[MemberWorth, ...]
    tests: tuple[Stability, ...]
    payments: tuple[Payment, ...] = ()
    joining: Joining = Joining()
    threshold: Threshold | None = None
    division: Division | None = None
    correlation: Range
    failures: tuple[Failures, ...] = ()
    losers: tuple[Loser, ...] = ()
    mitigation: float | None = None
    affordable: bool | None = None
    draws: int = 0
    assumed: tuple[str, ...] = ()
    text: str = ""
