"""Core, least core and cost of stability of the shared-grant game, for partnerships too large to tabulate.

v(T) = the most that T can make of the grant: max over T' within T of grant * p(T') - cost(T'). The programme over all
coalitions grows by constraint generation: a greedy search finds several coalitions a round that would leave; only where
it finds none is the selection programme asked, and its bound is what is stated.

Source: Bachrach et al. (2009), The cost of stability in coalitional games, SAGT, LNCS 5814.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from convenor.errors import SolverError
from convenor.partnerships.coalitions import BoolArray, FloatArray
from convenor.partnerships.excess import ExcessProgramme
from convenor.partnerships.leavers import GrantGame, leavers, small_coalitions

Repair = Callable[[FloatArray, float, float, int], tuple[FloatArray, float]]
"""Payments, e, what coalitions of more than so many members may still gain beyond e: to payments that hold, at what."""

TOLERANCE = 1e-7  # of v(N): a coalition that gains less than this by leaving stays
SEARCH = 0.6  # of the time: then the search ends, and the rest is left for a last proof
MOST_CUTS = 60  # small coalitions written down at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """How far a shared grant holds, and what was proved about it.

    Attributes:
        payment_a: What each partner receives, shape (n,), in the unit of the grant [0..).
        whole: v(N), what all can make of the grant.
        low: Nothing less than this stabilises: cost of stability, or epsilon, is at least this [0..).
        high: These payments do it at this; equal to `low` within 1e-5 of v(N) where proved.
        rounds: Times the programme was solved.
        proofs: Times the selection programme was asked.
        coalitions: Coalitions written down.
        seconds: Time taken [s].
    """

    payment_a: FloatArray
    whole: float
    low: float
    high: float
    rounds: int
    proofs: int
    coalitions: int
    seconds: float


def stable_payments(game: GrantGame, *, rng: np.random.Generator, seconds: float = 15.0) -> Stability:
    """The least payments that no coalition can better by leaving, and what they cost beyond v(N).

    Where that cost is 0 the core is non-empty and the payments lie in it. With substitutes it is large, because
    everybody can be replaced; it falls to 0 where one partner is needed for all that has value.

    Args:
        game: The game, as `grant_game` makes it; tried to 50 partners.
        rng: Chance for the greedy search; it changes the time taken and, where unproved, the bounds.
        seconds: Time limit [s]; what is not proved by then is left between the bounds.

    Returns:
        Payments and bounds on the cost of stability.

    Raises:
        SolverError: v(N) itself could not be proved in time.

    Example:
        >>> worth = lambda m: (m.sum(1) >= 2).astype(float)  # two of three are enough
        >>> every = np.array(np.meshgrid(*[[False, True]] * 3)).reshape(3, -1).T
        >>> def separate(price_a, seconds):
        ...     gain = worth(every) - every @ price_a
        ...     return every[gain.argmax()], gain.max()
        >>> game = GrantGame(n=3, worth=worth, separate=separate)
        >>> found = stable_payments(game, rng=np.random.default_rng(0))
        >>> round(found.high, 4), found.payment_a.round(4).tolist()
        (0.5, [0.5, 0.5, 0.5])
    """
    n, task = game.n, _Task(game, rng, seconds)
    task.offer(np.ones(n), n - 1.0)  # v(N) to each: nobody can have more
    low = task.generate(ExcessProgramme(n, total=None, least_a=np.zeros(n)), _raised)
    return task.result(low)


def least_excess(game: GrantGame, *, rng: np.random.Generator, seconds: float = 15.0) -> Stability:
    """A division of v(N) that gives the keenest coalition the least to gain by leaving (least core).

    Epsilon is not followed below 0: there the core is non-empty and the payments lie in it.

    Args:
        game: The game, as `grant_game` makes it; tried to 50 partners.
        rng: Chance for the greedy search.
        seconds: Time limit [s].

    Returns:
        Payments, which sum to v(N), and bounds on epsilon [0..).

    Raises:
        SolverError: v(N) itself could not be proved in time.

    Source:
        Maschler, Peleg and Shapley (1979). In a monotone game every least-core division is non-negative: a player with
        less than nothing could be given more at the expense of coalitions that have slack.
    """
    n, task = game.n, _Task(game, rng, seconds)
    task.offer(np.full(n, 1.0 / n), 1.0)  # nobody can gain more than v(N)
    low = task.generate(ExcessProgramme(n, total=1.0, least_a=np.zeros(n)), lambda x_a, e, most, _: (x_a, e + most))
    return task.result(low)


def _raised(x_a: FloatArray, _: float, most: float, size: int) -> tuple[FloatArray, float]:
    """Whoever would leave has more than `size` members; each is paid its part of what they could still gain."""
    raised_a = x_a + most / (size + 1)
    return raised_a, float(raised_a.sum()) - 1.0


class _Task:
    """One run of constraint generation; values are scaled by v(N)."""

    def __init__(self, game: GrantGame, rng: np.random.Generator, seconds: float) -> None:
        self.began, self.seconds, self.rng, self.game = time.perf_counter(), seconds, rng, game
        best, bound = game.separate(np.zeros(game.n), seconds)
        self.whole = max(0.0, float(game.worth(best[None])[0]))
        if bound > self.whole * (1 + 1e-5) + 1e-9:
            raise SolverError("what all can make of the grant is not proved", self.passed)
        self.scale = self.whole or 1.0
        self.pool_da = np.vstack([best[None], np.eye(game.n, dtype=bool)])
        self.small_da, self.size = small_coalitions(game.n)
        if not game.exact:
            self.small_da, self.size = self.small_da[:0], 0
        self.rounds = self.proofs = 0

    @property
    def passed(self) -> float:
        return time.perf_counter() - self.began

    def offer(self, payment_a: FloatArray, high: float) -> None:
        """The best payments known so far, and at what they stabilise."""
        self.payment_a, self.high = payment_a, high

    def generate(self, programme: ExcessProgramme, repair: Repair) -> float:
        """Value of the programme when no coalition is left that would leave, or time is up: a lower bound."""
        fresh_da = self.pool_da
        while True:
            programme.demand(fresh_da, np.maximum(self.game.worth(fresh_da), 0.0) / self.scale)
            x_a, e, _, _ = programme.solve()
            self.rounds += 1
            low, e = (e, max(e, 0.0)) if programme.efficient else (float(x_a.sum()) - 1.0, 0.0)
            above, fresh_da = (e + TOLERANCE) * self.scale, self.pool_da[:0]
            if self.passed < SEARCH * self.seconds:
                fresh_da = leavers(self.game.worth, x_a * self.scale, self.pool_da, above, self.rng)
            if not len(fresh_da):
                fresh_da = self.prove(x_a, e, above, repair)
            if not len(fresh_da) or self.passed > self.seconds:
                return low
            self.pool_da = np.vstack([self.pool_da, fresh_da])

    def prove(self, x_a: FloatArray, e: float, above: float, repair: Repair) -> BoolArray:
        """Coalitions that gain by leaving, if any do; what the bound on their gain allows is made an offer."""
        price_a, game = x_a * self.scale, self.game
        gain_d = game.worth(self.small_da) - self.small_da @ price_a
        if (gain_d > above).any():
            worst = np.argsort(-gain_d)[:MOST_CUTS]
            return self.small_da[worst[gain_d[worst] > above]]
        self.proofs += 1
        found, bound = game.separate(price_a, max(self.seconds - self.passed, 0.05))
        payment_a, high = repair(x_a, e, max(bound / self.scale - e, 0.0), self.size)
        if high < self.high:
            self.offer(payment_a, high)
        return found[None][game.worth(found[None]) - found @ price_a > above]

    def result(self, low: float) -> Stability:
        return Stability(
            payment_a=self.payment_a * self.scale,
            whole=self.whole,
            low=max(low, 0.0) * self.scale,
            high=max(self.high, 0.0) * self.scale,
            rounds=self.rounds,
            proofs=self.proofs,
            coalitions=len(self.pool_da),
            seconds=self.passed,
        )
