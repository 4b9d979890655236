"""Choices: what else could be done, what each thing costs, and how firmly the answer stands.

Reckoned on request (`compose(..., choices=True)`), each with its bound; docs/how-it-is-reckoned/selection.md.
"""

from dataclasses import dataclass

from convenor.model.codes import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Another set of partners, in figures and beside the one proposed.

    Attributes:
        label: "alternative 1", "fewest partners", "cheapest", or what was asked.
        ids: Actor ids of the supplying members.
        names: Their names, in the same order.
        effect: How far it gets [0, 1].
        bound: No set under the same terms (and cuts) gets farther.
        proof: "optimal" or "certified gap of x%".
        cost: Summed cost of joining.
        hard: Share of used amounts that is hard power [0, 1].
        inclusion: Affected groups for which a supplying member speaks.
        joins: Names that are not in the set proposed.
        leaves: Names of the set proposed that are not in it.
        lost: Needs, in words, that the set proposed meets better.
    """

    label: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    effect: float
    bound: float
    proof: str
    cost: float
    hard: float
    inclusion: int = 0
    joins: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontierPoint:
    """One point of a frontier: the best effect at a limit.

    Attributes:
        limit: The limit that was set: ceiling of the hard share, budget, or least number of groups.
        option: The best set under it; None where there is none.
        note: Why there is none, or what is lost, one sentence.
    """

    limit: float
    option: Option | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """What effect costs in another coin; each point is proved as its option says, and none is beaten by another.

    Attributes:
        name: "hard share", "cost" or "inclusion".
        axis: What the limit counts, in words, with its unit.
        points: In the order of the limit.
        basis: Assumed where the other coin is (costs that nobody entered).
    """

    name: str
    axis: str
    points: tuple[FrontierPoint, ...]
    basis: Basis = Basis.EVIDENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPrice:
    """What one term of the question costs: the question is solved again with it relaxed by one unit.

    Attributes:
        term: The term in words.
        relaxed: What one unit less is, in words.
        effect: Effect then [0, 1].
        gain: That less the effect now; 0 where the term does not bind.
        joins: Names that come in.
    """

    term: str
    relaxed: str
    effect: float
    gain: float
    joins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A candidate outside, and what the partnership would reach with it on top.

    Attributes:
        actor: Id.
        name: Name.
        effect: Effect with it added, nobody leaving [0, 1].
        gain: That less the effect now.
        barred: Terms that keep it out, in words; empty where none does.
    """

    actor: str
    name: str
    effect: float
    gain: float
    barred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What happens when one partner is not to be had.

    Attributes:
        actor: Id of the partner who drops out.
        name: Its name.
        without: Effect when it leaves and nobody replaces it [0, 1].
        effect: Effect of the best set without it, all others free to change [0, 1]; None where the terms then fail.
        proof: "optimal" or "certified gap of x%"; empty where there is no set.
        joins: Names that come in then.
        leaves: Names that go then, itself included.
        swaps: (actor id, name, effect) when one candidate takes its place and all others stay, best first.
        note: Why there is no set, or no substitute.
    """

    actor: str
    name: str
    without: float
    effect: float | None
    proof: str = ""
    joins: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    swaps: tuple[tuple[str, str, float], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The same question under other terms, beside the one that was asked.

    Attributes:
        before: The best set as asked; None where no set keeps the terms.
        after: The best set under the changed terms; None likewise.
        replacements: For everybody who was in and is barred now.
        note: What changes, in words.
        seconds: Time taken [s].
    """

    before: Option | None
    after: Option | None
    replacements: tuple[Replacement, ...] = ()
    note: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """How often one actor is in the best set when the inputs move within their ranges.

    Attributes:
        actor: Id.
        name: Name.
        share: Share of draws [0, 1].
        member: True where it is in the set proposed.
    """

    actor: str
    name: str
    share: float
    member: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """How firmly the answer stands when the inputs move within their ranges.

    Attributes:
        draws: Draws that were solved again.
        varied: What was varied, in words, the assumed first.
        stays: Members and those who come in instead, most often first.
        effect: Effect of the set proposed over the draws: 5%, median, 95%.
        regret: What the set proposed misses against the best of each draw: mean and 95%.
        same: Share of draws in which no other set does better by more than .001 [0, 1].
        unproved: Draws whose best set is not proved, so that regret may be larger by their gap.
        seconds: Time taken [s].
        note: Words for what was not varied, or was cut short.
    """

    draws: int
    varied: tuple[str, ...]
    stays: tuple[Stays, ...]
    effect: tuple[float, float, float]
    regret: tuple[float, float]
    same: float
    unproved: int = 0
    seconds: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """All that was reckoned beside the set proposed.

    Attributes:
        alternatives: Other sets within a tenth of the best effect, best first.
        fewest: The set of fewest partners within a tenth of the best effect; None where none is smaller.
        cheapest: The cheapest one within a tenth; None where none is cheaper.
        frontiers: Effect against hard share, cost and inclusion.
        prices: What each term costs, dearest first.
        missing: Candidates outside who would add most, best first.
        replacements: One per supplying member, the dearest loss first.
        assumed: How firmly it stands when only what somebody assumed moves; None where nothing is assumed.
        robustness: The same when everything that has a range moves; None where nothing has one.
        change: What a changed question gives, where one was asked (`compose --without X`).
        delta: How far below the best an alternative may be [0, 1].
        left_out: What was not reckoned for want of time, in words.
        seconds: Time taken [s].
    """

    alternatives: tuple[Option, ...] = ()
    fewest: Option | None = None
    cheapest: Option | None = None
    frontiers: tuple[Frontier, ...] = ()
    prices: tuple[TermPrice, ...] = ()
    missing: tuple[Addition, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    assumed: Robustness | None = None
    robustness: Robustness | None = None
    change: Change | None = None
    delta: float = 0.1
    left_out: tuple[str, ...] = ()
    seconds: float = 0.0
