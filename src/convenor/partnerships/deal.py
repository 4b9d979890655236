"""One partnership with everybody's numbers: the members, what each may bring and has at stake, and the bargain."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from convenor.model.account import Range
from convenor.model.codes import Power, Tier
from convenor.model.outcome import Floor, Outcome
from convenor.model.partnership import Member, Partnership
from convenor.model.stake import Stake
from convenor.partnerships.bargain import Bargain, Pool, bargain, effects, pool, tails
from convenor.partnerships.candidates import amounts, counts_for, tagged
from convenor.partnerships.check import reckon
from convenor.partnerships.coalitions import BoolArray, FloatArray
from convenor.partnerships.effects import admitted, effect_of
from convenor.partnerships.entries import Entry, drawn, entries
from convenor.partnerships.problem import Problem, Step

DRAWS = 1000
MANY = 100  # members above which fewer draws are taken
FEWER = 200
CORRELATION = Range(low=0.0, high=0.6)  # of fortunes, where nobody entered one: assumed
CURVE = np.linspace(0.0, 1.0, 11)  # correlations of the dilution curve

SUPPLY = (Tier.CORE, Tier.CONTRIBUTOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """Members and numbers of one partnership, on a day, under a scenario or none.

    Attributes:
        outcome: The question.
        members: Those who supply, and those who are heard and have an account, in the order of the partnership.
        entries: What each has at stake.
        steps: Weight and needs as (column, amount); steps that the scenario stops are gone.
        low_ac: Least each can bring, shape (n, n_needs).
        middle_ac: As reckoned or entered.
        high_ac: Most.
        marked_ka: Who counts towards the agreement's being in force, shape (n_marks, n).
        count_k: How many it takes.
        correlation: Of the partners' fortunes.
        pools: Losses alone and together, one pool per unit.
        bargain: What each has inside, alone and outside, over all draws.
        day: Day of the amounts.
        scenario: Id of the scenario; empty is none.
    """

    outcome: Outcome
    members: tuple[Member, ...]
    entries: tuple[Entry, ...]
    steps: tuple[Step, ...]
    low_ac: FloatArray
    middle_ac: FloatArray
    high_ac: FloatArray
    marked_ka: BoolArray
    count_k: tuple[int, ...]
    correlation: Range
    pools: tuple[Pool, ...]
    bargain: Bargain
    day: dt.date
    scenario: str

    @property
    def ids(self) -> tuple[str, ...]:
        """Actor ids of the members."""
        return tuple(member.stake.actor.id for member in self.members)

    @property
    def units(self) -> tuple[str, ...]:
        """The units that occur, each once."""
        return tuple(dict.fromkeys(entry.unit for entry in self.entries))

    @property
    def binds(self) -> bool:
        """True where enough are in for the agreement to bind."""
        return _enough(self.marked_ka, self.count_k)[0]

    @property
    def binding_a(self) -> BoolArray:
        """Whether it still binds without each member, shape (n,)."""
        return _enough(self.marked_ka, self.count_k)[1]


def deal(
    partnership: Partnership, *, day: dt.date | None = None, scenario: str = "", draws: int = DRAWS, seed: int = 0
) -> Deal:
    """The numbers of a partnership.

    Args:
        partnership: Members and question.
        day: Amounts of which day; None is the day of the question.
        scenario: Id of one of the question's scenarios; empty is none.
        draws: Draws from the ranges; fewer are taken for more than 100 members.
        seed: Chance.

    Raises:
        KeyError: No scenario of that id.
    """
    outcome, on = partnership.outcome, day or partnership.outcome.as_of
    accounts = outcome.accounts.on(on, scenario)
    members = tuple(m for m in partnership.members if m.tier in SUPPLY or m.stake.actor.id in accounts)
    stakes = [member.stake for member in members]
    held = entries(outcome, stakes, day=on, scenario=scenario)
    steps = steps_of(outcome, outcome.accounts.scenario(scenario, on).stops)
    supplies_a1 = np.array([[m.tier in SUPPLY] for m in members], float).reshape(-1, 1)
    low_ac, middle_ac, high_ac = (amount_ac * supplies_a1 for amount_ac in _brought(outcome, stakes, steps))
    marked_ka, count_k = marks(outcome, stakes)
    rng = np.random.default_rng(seed)
    draws = draws if len(members) <= MANY else min(draws, FEWER)
    correlation = outcome.accounts.correlation or CORRELATION
    bound = _enough(marked_ka, count_k)
    reached = effects(low_ac, middle_ac, high_ac, steps, bound, draws, rng)
    pools = _pools(held, correlation)
    fields = ("worth", "cost", "side", "apart", "aversion")
    worth_da, cost_da, side_da, apart_da, aversion_da = (
        drawn([getattr(entry, name) for entry in held], draws, rng) for name in fields
    )
    tail = tails(pools, len(held), draws, rng)
    return Deal(
        outcome=outcome,
        members=members,
        entries=held,
        steps=steps,
        low_ac=low_ac,
        middle_ac=middle_ac,
        high_ac=high_ac,
        marked_ka=marked_ka,
        count_k=count_k,
        correlation=correlation,
        pools=pools,
        bargain=bargain(reached, worth_da, cost_da, side_da, apart_da, aversion_da, tail, binds=bound[0]),
        day=on,
        scenario=scenario,
    )


def steps_of(outcome: Outcome, stops: Sequence[str] = ()) -> tuple[Step, ...]:
    """The theory of change as arrays read it, without the steps that are stopped."""
    column = {capability: c for c, capability in enumerate(outcome.needs)}
    return tuple(
        (step.weight, tuple((column[c], need) for c, need in step.needs))
        for step in outcome.steps
        if step.name not in stops
    )


def marks(outcome: Outcome, stakes: Sequence[Stake]) -> tuple[BoolArray, tuple[int, ...]]:
    """Who counts towards the agreement's being in force, shape (n_marks, n), and how many it takes."""
    wanted = outcome.accounts.in_force
    floors = [Floor(of=of, count=count) for of, count in wanted]
    marked = [[counts_for(floor, stake.actor) for stake in stakes] for floor in floors]
    return np.array(marked, bool).reshape(len(wanted), len(stakes)), tuple(count for _, count in wanted)


def _enough(marked_ka: BoolArray, count_k: Sequence[int]) -> tuple[bool, BoolArray]:
    """Whether the agreement binds with all members, and, per member, with all but it."""
    have_k1, need_k1 = marked_ka.sum(axis=1, keepdims=True), np.array(count_k)[:, None]
    return bool((have_k1 >= need_k1).all()), np.asarray((have_k1 - marked_ka >= need_k1).all(axis=0), dtype=bool)


def _brought(
    outcome: Outcome, stakes: Sequence[Stake], steps: Sequence[Step]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Least, reckoned and most that each may bring; hard offers up to their use, where the ceiling on them binds."""
    low_ac, middle_ac, high_ac = (amounts(outcome, stakes, bound) for bound in ("low", "amount", "high"))
    if outcome.terms.hard_share is None or not len(stakes):
        return low_ac, middle_ac, high_ac
    problem = Problem(
        offers_ac=middle_ac,
        cost_a=np.zeros(len(stakes)),
        steps=tuple(steps),
        hard_ac=tagged(outcome, stakes, Power.HARD),
        hard_share=outcome.terms.hard_share,
    )
    whole = reckon(problem, range(len(stakes)))
    if whole.effect >= float(effect_of(middle_ac.sum(axis=0, keepdims=True), steps)[0]) - 1e-9:
        return low_ac, middle_ac, high_ac
    low_ac, middle_ac, high_ac = (
        admitted(replace(problem, offers_ac=amount_ac), whole.use_ac) for amount_ac in (low_ac, middle_ac, high_ac)
    )
    return low_ac, middle_ac, high_ac


def _pools(held: Sequence[Entry], correlation: Range) -> tuple[Pool, ...]:
    """One pool per unit: what is not in one unit cannot be pooled."""
    places: dict[str, list[int]] = {}
    for a, entry in enumerate(held):
        places.setdefault(entry.unit, []).append(a)
    return tuple(_pool([held[a] for a in who], who, correlation) for who in places.values())


def _pool(held: Sequence[Entry], who: Sequence[int], correlation: Range) -> Pool:
    loss = tuple(np.array([getattr(e.loss, end) for e in held]) for end in ("low", "middle", "high"))
    fail = tuple(np.array([1.0 - getattr(e.reliability, end) for e in held]) for end in ("high", "middle", "low"))
    shares = [entry.share for entry in held]
    return pool(
        who,
        (loss[0], loss[1], loss[2]),
        (fail[0], fail[1], fail[2]),
        (correlation.low, correlation.middle, correlation.high),
        share_a=_entered_shares(shares, loss[1]),
        correlation_r=CURVE,
    )


def _entered_shares(shares: Sequence[float | None], loss_a: FloatArray) -> FloatArray | None:
    """Parts of the pooled loss as entered; what is left goes to the others in proportion to their loss."""
    if all(share is None for share in shares):
        return None
    entered_a = np.array([0.0 if share is None else share for share in shares])
    open_a = np.array([share is None for share in shares]) * loss_a
    left = max(0.0, 1.0 - entered_a.sum())
    part_a = entered_a + (left * open_a / open_a.sum() if open_a.sum() > 0 else 0.0)
    return part_a / part_a.sum() if part_a.sum() > 0 else None
