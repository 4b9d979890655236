"""From nouns to a context, and from a context to the arrays of the mix."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convenor.action.leverage import forecast
from convenor.action.leverage.context import Context, levers, relations
from convenor.action.leverage.mix import Problem
from convenor.action.leverage.net import OPPOSES, Net
from convenor.model.account import Range
from convenor.model.actor import Offer
from convenor.model.codes import Power
from convenor.model.leverage import Forecast, Path, Position, Push
from convenor.model.partnership import Partnership
from convenor.model.stake import Stake

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A context as arrays, with the pushes that it allows.

    Attributes:
        problem: The programme.
        pushes: One per column p.
        paths: Paths from a pusher to a target, the strongest first, by (actor, target).
    """

    problem: Problem
    pushes: tuple[Push, ...]
    paths: dict[tuple[str, str], tuple[Path, ...]]


def context(
    partnership: Partnership, stakes: Sequence[Stake], positions: Sequence[Position], budget: float, ceiling: float,
    *, everyone: bool = False,
) -> Context:  # fmt: skip
    """The facts on which a mix rests: who stands where, who is tied to whom, who has which means.

    Members push; with `everyone` also those on file who are no party to the conflict, no rival and not sanctioned.
    """
    known = {stake.actor.id: stake.actor for stake in stakes}
    known |= {member.stake.actor.id: member.stake.actor for member in partnership.members}
    targets = {each.actor: each for each in positions}
    names = {key: actor.name for key, actor in known.items()}
    ties: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for actor in known.values():
        for tie in actor.ties:
            if tie.relation in relations() and tie.to != actor.id:
                ties.setdefault((actor.id, tie.relation, tie.to), tie.evidence)
                names.setdefault(tie.to, tie.name or tie.to)
    free = (stake for stake in stakes if everyone and stake.flagged in ("", "absent"))
    others = [stake.actor.id for stake in free if stake.actor.id not in partnership.ids]
    means = {
        (key, offer.capability): offer
        for key in (*partnership.ids, *others)
        if key not in targets
        for offer in known[key].offers
        if offer.capability in levers() and offer.amount > 0
    }
    names |= {key: each.name for key, each in targets.items() if each.name}
    return Context(positions=targets, ties=ties, means=means, names=names, budget=budget, ceiling=ceiling)


def assemble(where: Context, without: Collection[str] = ()) -> Field:
    """Arrays of the mix. Bodies in `without` neither push nor pass on, while the others' shares of influence stay."""
    net = Net(where, without)
    friends_tt = _friends(where, net.targets)
    pushes: list[Push] = []
    move: list[FloatArray] = []
    found: dict[tuple[str, str], tuple[Path, ...]] = {}
    for (actor, capability), offer in where.means.items():
        for n, target in enumerate(net.targets if actor not in without else ()):
            hard = offer.power is Power.HARD
            trails = net.trails(actor, target, hard=hard)
            if trails:
                found[actor, target] = max(found.get((actor, target), ()), trails, key=len)
                share = net.share(actor, target, trails, hard=hard)
                pushes.append(_push(where, actor, target, capability, offer, share, trails[0]))
                move.append(_moves(pushes[-1], n, friends_tt))
    stand = list(where.positions.values())
    problem = Problem(
        move_pt=np.array(move).reshape(len(pushes), len(stand)),
        cost_p=np.array([push.cost.middle for push in pushes]),
        hard_p=np.array([push.power is Power.HARD for push in pushes], dtype=bool),
        position_t=np.array([p.position.middle for p in stand]),
        weight_t=np.array([p.influence.middle * p.salience.middle for p in stand]),
    )
    return Field(problem=problem, pushes=tuple(pushes), paths=found)


def forecasts(positions: Sequence[Position], position_t: FloatArray) -> Forecast:
    """The three forecasts at given positions; bounds move with the ranges of the positions."""
    weight_t = np.array([p.influence.middle * p.salience.middle for p in positions])
    half_t = np.array([(p.position.high - p.position.low) / 2 for p in positions])
    low, high = (np.clip(position_t + sign * half_t, -1, 1) for sign in (-1, 1))
    return Forecast(
        mean=forecast.weighted_mean(position_t, weight_t),
        median=forecast.weighted_median(position_t, weight_t),
        bargain=forecast.bargain(position_t, weight_t),
        low=forecast.weighted_mean(low, weight_t),
        high=forecast.weighted_mean(high, weight_t),
    )


def _push(where: Context, actor: str, target: str, capability: str, offer: Offer, share: float, path: Path) -> Push:
    lever = levers()[capability]
    force = float(share) * min(1.0, offer.amount)
    anger = force if offer.power is Power.HARD else 0.0
    return Push(
        actor=actor,
        name=where.names.get(actor, actor),
        target=target,
        target_name=where.names.get(target, target),
        capability=capability,
        instrument=offer.instrument,
        power=offer.power,
        shift=Range(low=lever.shift.low * force, high=lever.shift.high * force),
        backlash=Range(low=lever.backlash.low * anger, high=lever.backlash.high * anger),
        cost=lever.cost,
        path=path,
    )


def _friends(where: Context, targets: Sequence[str]) -> FloatArray:
    """How near targets stand to one another, by their ties; each is nearest to itself, shape (t, t)."""
    near_tt = np.eye(len(targets))
    at = {key: n for n, key in enumerate(targets)}
    for one, relation, two in where.ties:
        if one in at and two in at and relation != OPPOSES:
            value = relations()[relation]
            near_tt[at[one], at[two]] = max(near_tt[at[one], at[two]], value)
            near_tt[at[two], at[one]] = max(near_tt[at[two], at[one]], value)
    return near_tt


def _moves(push: Push, n: int, friends_tt: FloatArray) -> FloatArray:
    """Net move of every target's position by one push, shape (t,)."""
    move_t = -push.backlash.middle * friends_tt[n]
    move_t[n] += push.shift.middle
    return np.asarray(move_t, dtype=np.float64)
