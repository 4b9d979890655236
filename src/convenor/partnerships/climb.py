"""Quick good sets without a solver: fill greedily, then add, drop and swap single members.

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


def climb(
    problem: Problem,
    rng: np.random.Generator,
    *,
    rounds: int = 30,
    target: float = np.inf,
    kick: int = KICK,
    begin: IntArray | None = None,
) -> IntArray:
    """The best set that keeps the terms found from `rounds` beginnings; empty where none was found.

    Args:
        problem: Offers and terms.
        rng: Chance for the new beginnings.
        rounds: Number of beginnings.
        target: Value that cannot be exceeded; the search stops there.
        kick: Members released at a new beginning.
        begin: A set to begin with; None begins with `must`.
    """
    if not any(needs for _, needs in problem.steps):
        return np.zeros(0, np.int64)
    first = np.array(problem.must, np.int64) if begin is None else begin
    return _search(_Slopes(problem), first, rng, rounds, target, kick)


def prefer(
    problem: Problem, chosen: IntArray, value: float, wish_a: FloatArray, rng: np.random.Generator, rounds: int = 10
) -> IntArray:
    """A set with a lower summed wish_a whose value does not fall below `value`; at worst the one given."""
    slopes = _Slopes(problem, wish_a=wish_a, floor=value)
    found = _search(slopes, chosen, rng, rounds, np.inf, KICK)
    return found if len(found) and slopes.plain(found) >= value - 1e-9 else chosen


def _search(
    slopes: "_Slopes", current: IntArray, rng: np.random.Generator, rounds: int, target: float, kick: int
) -> IntArray:
    best, best_value = np.zeros(0, np.int64), -np.inf
    for _ in range(rounds):
        current = slopes.up(current)
        value = slopes.value(current)
        if slopes.keeps(current) and value > best_value + 1e-12:
            best, best_value = current, value
            if slopes.plain(current) >= target - 1e-9:
                break
        stay = rng.permutation(best if len(best) else current)[kick:]
        current = np.union1d(stay, slopes.problem.must).astype(np.int64)
    return best


class _Slopes:
    """Values of many sets at once: a base set, and the base with each candidate added.

    What a set sums up to stands in one row of `part_af`: offers as ratios of each need, cost, wish, marks of quotas.
    With a wish, what counts is a low sum of wish_a once the value has reached the floor. A quota that is not kept costs
    more than any member can bring; while a set is filled it may be short by a part of a member.
    """

    def __init__(self, problem: Problem, wish_a: FloatArray | None = None, floor: float | None = None) -> None:
        self.problem, self.floor = problem, floor
        needs = [need for _, step in problem.steps for need in step]
        counts = [len(step) for _, step in problem.steps if step]
        self.first = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        self.weight = np.array([weight for weight, step in problem.steps if step])
        ratio_an = problem.offers_ac[:, [c for c, _ in needs]] / np.array([need for _, need in needs])
        marks = [quota.mask_a.astype(float) for quota in problem.quotas]
        wish_a = np.zeros(problem.actors) if wish_a is None else wish_a
        self.part_af = np.column_stack([ratio_an, problem.cost_a, wish_a, *marks])
        self.needs = len(needs)
        self.count = np.array([quota.count for quota in problem.quotas], float)
        self.share = np.array([quota.share for quota in problem.quotas])
        self.penalty = STEEP if floor is not None else max(1.0, self.weight.max() * len(needs))
        self.must = frozenset(problem.must)
        self.strict = True

    def worth(self, total_xf: FloatArray, size: int | FloatArray) -> FloatArray:
        """What is maximised, for each row of totals; `size` is the sets' size, or one each as a column."""
        met_xn, rest_xn = np.zeros((len(total_xf), self.needs)), total_xf[:, : self.needs]
        for width, slope in self.problem.curve:
            met_xn += slope * np.minimum(rest_xn, width)
            rest_xn = np.maximum(rest_xn - width, 0.0)
        reached_xk = np.minimum.reduceat(met_xn, self.first, axis=1)
        value_x = reached_xk @ self.weight - self.problem.mu * total_xf[:, self.needs]
        if self.floor is None:
            value_x = value_x + GLIMPSE * met_xn.mean(axis=1)
        else:
            value_x = STEEP * np.minimum(value_x - self.floor, 0.0) - total_xf[:, self.needs + 1]
        if len(self.count):
            asked_q = np.maximum(self.count, self.share * size) - 1e-9
            if not self.strict:
                asked_q = np.floor(np.minimum(asked_q, size - 1))
            short_xq = asked_q - total_xf[:, self.needs + 2 :]
            value_x = value_x - self.penalty * np.maximum(short_xq, 0.0).sum(axis=1)
        return np.asarray(value_x)

    def value(self, chosen: IntArray) -> float:
        """What is maximised, of one set."""
        return float(self.worth(self.part_af[chosen].sum(axis=0)[None], len(chosen))[0])

    def plain(self, chosen: IntArray) -> float:
        """Effect less mu times cost, of one set."""
        return reckon(replace(self.problem, hard_share=None), chosen).value

    def up(self, chosen: IntArray) -> IntArray:
        """Add, drop and swap single members as long as that gains."""
        self.strict = False
        chosen, _, _ = self.add(chosen, self.value(chosen))
        self.strict = True
        value, moved = self.value(chosen), True
        while moved:
            chosen, value, moved = self.add(chosen, value)
            for member in chosen.tolist():
                if member in self.must:
                    continue
                rest = chosen[chosen != member]
                dropped = self.value(rest)
                swapped, gained, _ = self.add(rest, dropped, leaver=member, once=True)
                if gained > value + 1e-9:
                    chosen, value, moved = swapped, gained, True
        return chosen

    def add(
        self, chosen: IntArray, value: float, *, leaver: int | None = None, once: bool = False
    ) -> tuple[IntArray, float, bool]:  # fmt: skip
        """The set with the best addition, or with all that gain; its value; whether anything was added."""
        moved = False
        while len(who := np.flatnonzero(self.allowed(chosen, leaver))):
            total_f = self.part_af[chosen].sum(axis=0)
            worth_x = self.worth(total_f + self.part_af[who], len(chosen) + 1)
            best = int(np.argmax(worth_x))
            if worth_x[best] <= value + 1e-9:
                break
            chosen, value, moved = np.append(chosen, who[best]), float(worth_x[best]), True
            if once:
                break
        return chosen, value, moved

    def allowed(self, chosen: IntArray, leaver: int | None = None) -> BoolArray:
        """Who may be added without breaking budget, size or a pair."""
        problem = self.problem
        if problem.size is not None and len(chosen) >= problem.size:
            return np.zeros(problem.actors, bool)
        left = problem.budget - problem.cost_a[chosen].sum()
        allowed_a: BoolArray = problem.cost_a <= left + 1e-12
        inside_a = np.zeros(problem.actors, bool)
        inside_a[chosen] = True
        one, other = problem.apart_p2[:, 0], problem.apart_p2[:, 1]
        allowed_a[other[inside_a[one]]] = False
        allowed_a[one[inside_a[other]]] = False
        allowed_a[chosen] = False
        allowed_a[list(problem.must_not)] = False
        if leaver is not None:
            allowed_a[leaver] = False
        return allowed_a

    def keeps(self, chosen: IntArray) -> bool:
        """True where the floors hold and who must be in is in; the other terms hold by how sets are built."""
        marked_q = self.part_af[chosen][:, self.needs + 2 :].sum(axis=0)
        floors = bool((marked_q >= np.maximum(self.count, self.share * len(chosen)) - 1e-9).all())
        return floors and self.must <= set(chosen.tolist())
