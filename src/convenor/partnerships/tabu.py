"""Tabu search: from one set to the best neighbour by one swap, addition or removal, even where that is a step down.

All neighbours are reckoned at once. Who has just moved stays put for a while, so that the search leaves a peak; terms
that count members and money may be broken on the way at a price that rises while they are (strategic oscillation).
Caps, groups heard and a ceiling on hard power are not seen: whatever comes out is checked like everything else.

Source: Glover (1989), ORSA Journal on Computing 1(3); strategic oscillation after Glover and Laguna (1997).
"""

from collections.abc import Iterator

import numpy as np

from convenor.partnerships.problem import BoolArray, FloatArray, IntArray, Problem

STAY_IN, STAY_OUT = (3, 8), (5, 12)  # moves for which a newcomer may not leave, and a leaver not come back
PATIENCE = 800  # moves without a better set before a new beginning
KICK = 6  # members released then
PRICE = (0.1, 5.0)  # bounds of the price of a member short of a floor, in weights of a step
NEVER = -1e9


def tabu(problem: Problem, rng: np.random.Generator, begin: IntArray) -> Iterator[tuple[IntArray, float]]:
    """The best set so far and its value, after each move; without end, the caller stops it.

    Args:
        problem: Offers and terms, of few enough candidates that all swaps can be tried at once (some hundreds).
        rng: Chance.
        begin: Members to begin with; need not keep the terms.
    """
    search = _Search(problem, rng, begin)
    while True:
        search.move()
        yield search.best, search.value


class _Search:
    """One search: where it stands, who may not move, what breaking a term costs now.

    Row `n_candidates` of every table is nobody: to swap with nobody is to add or to drop. `x` out, `y` in.
    """

    def __init__(self, problem: Problem, rng: np.random.Generator, begin: IntArray) -> None:
        self.problem, self.rng, self.nobody = problem, rng, problem.actors
        needs = [need for _, step in problem.steps for need in step]
        self.first = np.cumsum([0, *(len(step) for _, step in problem.steps if step)])[:-1]
        self.weight = np.array([weight for weight, step in problem.steps if step])
        ratio_an = problem.offers_ac[:, [c for c, _ in needs]] / np.array([need for _, need in needs])
        self.ratio_an = np.vstack([ratio_an, np.zeros(len(needs))])
        self.cost_a = np.append(problem.cost_a, 0.0)
        self.one_a = np.append(np.ones(problem.actors), 0.0)
        marks = [np.append(quota.mask_a, False).astype(float) for quota in problem.quotas]
        self.mark_aq = np.array(marks).T.reshape(problem.actors + 1, len(marks))
        self.count_q = np.array([quota.count for quota in problem.quotas], float)
        self.share_q = np.array([quota.share for quota in problem.quotas])
        self.clash_aa = np.zeros((problem.actors + 1,) * 2)
        pairs = problem.apart_p2[problem.apart_p2[:, 0] != problem.apart_p2[:, 1]]
        self.clash_aa[pairs[:, 0], pairs[:, 1]] = self.clash_aa[pairs[:, 1], pairs[:, 0]] = 1.0
        self.free_a = np.ones(problem.actors + 1, bool)
        self.free_a[list(problem.must)] = False
        self.barred_a = np.zeros(problem.actors + 1, bool)
        self.barred_a[list(problem.must_not)] = True
        self.members = sorted({*begin.tolist(), *problem.must})
        self.until_a = np.zeros(problem.actors + 1, np.int64)
        self.moves, self.since, self.price = 0, 0, 1.0
        self.best, self.value = np.zeros(0, np.int64), -np.inf

    def move(self) -> None:
        """To the best neighbour that may be moved to."""
        self.moves += 1
        out_x = np.array([a for a in self.members if self.free_a[a]] + [self.nobody])
        value_xy, keeps_xy, broken_xy = self._neighbours(out_x)
        held_xy = (self.until_a > self.moves)[None, :] | (self.until_a[out_x] > self.moves)[:, None]
        open_xy = ~held_xy | (keeps_xy & (value_xy > self.value + 1e-9))
        open_xy[:, self.members] = False
        open_xy[:, self.barred_a] = False
        open_xy[-1, -1] = False
        if not open_xy.any():  # everybody has just moved
            return
        worth_xy = value_xy - self.price * broken_xy + 1e-6 * self.rng.random(value_xy.shape)
        x, y = divmod(int(np.argmax(np.where(open_xy, worth_xy, NEVER))), self.nobody + 1)
        self._take(int(out_x[x]), y, float(value_xy[x, y]), bool(keeps_xy[x, y]))
        if self.moves - self.since > PATIENCE:
            self._again()

    def _neighbours(self, out_x: IntArray) -> tuple[FloatArray, BoolArray, FloatArray]:
        """Value of each swap, whether it keeps the terms, and how far it breaks them."""
        problem, members = self.problem, self.members
        total_xn = self.ratio_an[members].sum(axis=0) - self.ratio_an[out_x]
        met_xyn = self._curve(total_xn[:, None, :] + self.ratio_an[None, :, :])
        if len(self.first) < met_xyn.shape[2]:
            met_xyn = np.minimum.reduceat(met_xyn, self.first, axis=2)
        cost_xy = self.cost_a[members].sum() - self.cost_a[out_x][:, None] + self.cost_a
        size_xy = len(members) - self.one_a[out_x][:, None] + self.one_a
        value_xy = met_xyn @ self.weight - problem.mu * cost_xy
        inside_a = self.clash_aa[members].sum(axis=0)  # how many members each cannot sit with
        stay_x = inside_a[members].sum() / 2 - inside_a[out_x]
        clash_xy = stay_x[:, None] + inside_a - self.clash_aa[out_x]
        mark_xyq = (self.mark_aq[members].sum(axis=0) - self.mark_aq[out_x])[:, None, :] + self.mark_aq
        asked_xyq = np.maximum(self.count_q, self.share_q * size_xy[:, :, None])
        short_xy = np.maximum(asked_xyq - mark_xyq - 1e-9, 0.0).sum(axis=2)
        over_xy = np.maximum(cost_xy - problem.budget - 1e-9, 0.0) if np.isfinite(problem.budget) else 0.0 * cost_xy
        crowd_xy = np.maximum(size_xy - (np.inf if problem.size is None else problem.size), 0.0)
        broken_xy = short_xy + 3.0 * over_xy + 1e3 * (clash_xy + crowd_xy)
        return value_xy, broken_xy <= 0.0, broken_xy

    def _curve(self, ratio_xyn: FloatArray) -> FloatArray:
        """The concave curve of each need, as a sum of capped ratios."""
        slopes = [slope for _, slope in self.problem.curve]
        ends = np.cumsum([width for width, _ in self.problem.curve])
        met_xyn = np.zeros_like(ratio_xyn)
        for end, slope, after in zip(ends, slopes, [*slopes[1:], 0.0], strict=True):
            met_xyn += (slope - after) * np.minimum(ratio_xyn, end)
        return met_xyn

    def _take(self, out: int, into: int, value: float, keeps: bool) -> None:
        if out != self.nobody:
            self.members.remove(out)
            self.until_a[out] = self.moves + self.rng.integers(*STAY_OUT)
        if into != self.nobody:
            self.members.append(into)
            self.until_a[into] = self.moves + self.rng.integers(*STAY_IN)
        low, high = PRICE
        self.price = max(low, self.price * 0.97) if keeps else min(high, self.price * 1.05)
        if keeps and value > self.value + 1e-9:
            self.best, self.value, self.since = np.array(sorted(self.members), np.int64), value, self.moves

    def _again(self) -> None:
        """A new beginning from the best set, some of its members released."""
        self.since = self.moves
        stay = self.best if len(self.best) else np.array(self.members, np.int64)
        gone = [a for a in self.rng.permutation(stay).tolist() if self.free_a[a]][:KICK]
        self.members = [a for a in stay.tolist() if a not in gone]
        self.until_a[gone] = self.moves + 30
