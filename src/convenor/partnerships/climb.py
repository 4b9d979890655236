"""Quick good sets without a solver: fill greedily, then swap members one by one, from several beginnings.

All candidates are tried at once for each place, so a pass is a few products of arrays. Where only the weakest need of a
step counts, single swaps see no slope; how far all needs are met on average therefore breaks ties. The sets are
starting points for the solver: whatever comes out is reckoned and checked like everything else. A ceiling on hard power
is not seen here.
"""

from dataclasses import replace

import numpy as np

from convenor.partnerships.check import reckon
from convenor.partnerships.problem import BoolArray, FloatArray, IntArray, Problem

GLIMPSE = 1e-3  # weight of the average need met, beside the value
KICK = 5  # members released at a new beginning
STEEP = 1e6  # price of falling below a value that is to be kept


def climb(problem: Problem, rng: np.random.Generator, *, rounds: int = 30, target: float = np.inf) -> IntArray:
    """The best set that keeps the terms found from `rounds` beginnings; empty where none was found.

    Args:
        problem: Offers and terms.
        rng: Chance for the new beginnings.
        rounds: Number of beginnings.
        target: Value that cannot be exceeded; the search stops there.
    """
    if not any(needs for _, needs in problem.steps):
        return np.zeros(0, np.int64)
    slopes = _Slopes(problem)
    return _search(slopes, slopes.top(np.array(problem.must, np.int64)), rng, rounds, target)


def prefer(
    problem: Problem, chosen: IntArray, value: float, wish_a: FloatArray, rng: np.random.Generator, rounds: int = 10
) -> IntArray:
    """A set with a lower summed wish_a whose value does not fall below `value`; at worst the one given."""
    slopes = _Slopes(problem, wish_a=wish_a, floor=value)
    found = _search(slopes, chosen, rng, rounds, np.inf)
    return found if len(found) and slopes.plain(found) >= value - 1e-9 else chosen


def _search(slopes: "_Slopes", current: IntArray, rng: np.random.Generator, rounds: int, target: float) -> IntArray:
    best, best_value = np.zeros(0, np.int64), -np.inf
    for _ in range(rounds):
        current = slopes.swaps(current)
        value = slopes.value(current)
        if slopes.keeps(current) and value > best_value + 1e-12:
            best, best_value = current, value
            if slopes.plain(current) >= target - 1e-9:
                break
        stay = rng.permutation(best if len(best) else current)[KICK:]
        current = slopes.top(np.union1d(stay, slopes.problem.must).astype(np.int64))
    return best


class _Slopes:
    """Values of many sets at once: a base set, and the base with each candidate added.

    With a wish, what counts is a low sum of wish_a once the value has reached the floor.
    """

    def __init__(self, problem: Problem, wish_a: FloatArray | None = None, floor: float | None = None) -> None:
        self.problem, self.floor = problem, floor
        self.wish_a = np.zeros(problem.actors) if wish_a is None else wish_a
        self.capability = np.array([c for _, needs in problem.steps for c, _ in needs], np.int64)
        self.need = np.array([need for _, needs in problem.steps for _, need in needs])
        counts = [len(needs) for _, needs in problem.steps if needs]
        self.first = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        self.weight = np.array([weight for weight, needs in problem.steps if needs])
        self.offers_an = problem.offers_ac[:, self.capability] / self.need
        self.apart = problem.apart_p2

    def worth(self, supply_xn: FloatArray, cost_x: FloatArray, wish_x: FloatArray) -> FloatArray:
        """Value of each row of supplies [ratio of each need], with a glimpse of the needs that are not the weakest."""
        met_xn, rest_xn = np.zeros_like(supply_xn), supply_xn
        for width, slope in self.problem.curve:
            met_xn = met_xn + slope * np.clip(rest_xn, 0.0, width)
            rest_xn = rest_xn - width
        reached_xk = np.minimum.reduceat(met_xn, self.first, axis=1)
        value_x: FloatArray = reached_xk @ self.weight - self.problem.mu * cost_x
        if self.floor is None:
            return np.asarray(value_x + GLIMPSE * met_xn.mean(axis=1))
        return np.asarray(STEEP * np.minimum(value_x - self.floor, 0.0) - wish_x)

    def value(self, chosen: IntArray) -> float:
        """What is maximised, of one set."""
        supply_n, cost = self.offers_an[chosen].sum(axis=0), self.problem.cost_a[chosen].sum()
        return float(self.worth(supply_n[None], np.array([cost]), self.wish_a[chosen].sum(keepdims=True))[0])

    def plain(self, chosen: IntArray) -> float:
        """Effect less mu times cost, of one set."""
        return reckon(replace(self.problem, hard_share=None), chosen).value

    def top(self, chosen: IntArray) -> IntArray:
        """The set filled up, best addition first, as long as one is allowed and helps or a floor asks for it."""
        while True:
            allowed_a = self.allowed(chosen)
            if not allowed_a.any():
                return chosen
            gain_a = self.added(chosen, allowed_a) - self.value(chosen)
            add = int(np.argmax(gain_a))
            if gain_a[add] <= 0 and self.keeps(chosen):
                return chosen
            chosen = np.append(chosen, add)

    def swaps(self, chosen: IntArray) -> IntArray:
        """Swap one member at a time while that gains."""
        value, moved = self.value(chosen), True
        while moved:
            moved = False
            for member in chosen.tolist():
                if member in self.problem.must:
                    continue
                rest = chosen[chosen != member]
                allowed_a = self.allowed(rest, leaver=member)
                worth_a = self.added(rest, allowed_a)
                add = int(np.argmax(worth_a))
                if worth_a[add] > value + 1e-9:
                    chosen, value, moved = np.append(rest, add), float(worth_a[add]), True
        return chosen

    def added(self, chosen: IntArray, allowed_a: BoolArray) -> FloatArray:
        """Value of the set with each allowed candidate added; -inf for the others."""
        who = np.flatnonzero(allowed_a)
        supply_n, cost = self.offers_an[chosen].sum(axis=0), self.problem.cost_a[chosen].sum()
        value_a = np.full(self.problem.actors, -np.inf)
        wish = self.wish_a[chosen].sum()
        value_a[who] = self.worth(
            supply_n + self.offers_an[who], cost + self.problem.cost_a[who], wish + self.wish_a[who]
        )
        return value_a

    def allowed(self, chosen: IntArray, leaver: int | None = None) -> BoolArray:
        """Who may be added so that budget, size, pairs and floors can still be kept."""
        problem = self.problem
        allowed_a: BoolArray = problem.cost_a <= problem.budget - problem.cost_a[chosen].sum() + 1e-12
        allowed_a[chosen] = False
        allowed_a[list(problem.must_not)] = False
        if leaver is not None:
            allowed_a[leaver] = False
        inside_a = np.zeros(problem.actors, bool)
        inside_a[chosen] = True
        allowed_a[self.apart[inside_a[self.apart[:, 0]], 1]] = False
        allowed_a[self.apart[inside_a[self.apart[:, 1]], 0]] = False
        size = len(chosen) + 1
        left = np.inf if problem.size is None else problem.size - size
        if left < 0:
            allowed_a[:] = False
        for quota in problem.quotas:
            full = size + (left if np.isfinite(left) else 0)
            short = max(quota.count, int(np.ceil(quota.share * full - 1e-9))) - int(quota.mask_a[chosen].sum())
            if short > left:
                allowed_a &= quota.mask_a
        return allowed_a

    def keeps(self, chosen: IntArray) -> bool:
        """True where the floors hold and who must be in is in; the other terms hold by how sets are built."""
        return all(
            quota.mask_a[chosen].sum() >= max(quota.count, quota.share * len(chosen) - 1e-9)
            for quota in self.problem.quotas
        ) and set(self.problem.must) <= set(chosen.tolist())
