"""Nucleolus: the division that leaves the worst-treated coalition as well off as can be, then the next, and so on.

Maschler's sequence of linear programmes, each with constraint generation. After each programme the coalitions with a
positive dual price are settled for good: by complementary slackness their excess is the same in every optimum. All in
the span of settled ones are settled with them, so at most n - 1 programmes are solved, whatever the ties.

Source: Schmeidler (1969), SIAM Journal on Applied Mathematics 17; Maschler, Peleg and Shapley (1979), Mathematics of
Operations Research 4; rank-based settling after Fromen (1997), European Journal of Operational Research 98.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from convenor.partnerships.coalitions import FloatArray, IntArray, as_game, coalition_sums, members, spanned
from convenor.partnerships.excess import ExcessProgramme

TOLERANCE = 1e-9  # of the largest value in the zero-normalised game
PRICE = 1e-6  # a dual price below this is taken as zero; the coalition is then settled by a later programme


def nucleolus(values: npt.ArrayLike, *, imputations: bool = True) -> FloatArray:
    """The division of v(N) that leaves the least ground for complaint, coalition by coalition.

    Args:
        values: Worth of each coalition, shape (2**n,), index = bit mask of players; `values[0]` is 0.
        imputations: True gives the nucleolus: nobody gets less than alone. False gives the prenucleolus, without that
            floor; the two agree wherever the core is non-empty.

    Returns:
        What each player receives, shape (n,), in the unit of `values`; sums to v(N).

    Raises:
        ValueError: Not a game; or the players are worth more alone than together, so that there is no imputation.
        SolverError: HiGHS stopped without an answer.

    Example:
        >>> estate, claims = 200, np.array([100, 200, 300])  # Talmud, Ketubot 93a
        >>> nucleolus(np.maximum(0, estate - claims.sum() + coalition_sums(claims))).round(6).tolist()
        [50.0, 75.0, 75.0]

    Source:
        Schmeidler (1969); the example is Aumann and Maschler (1985), Journal of Economic Theory 36.
    """
    game, n = as_game(values)
    surplus, alone_a, scale = above_alone(game, n, imputations)
    return alone_a.copy() if n == 1 else _sequence(surplus, n, imputations) * scale + alone_a


def above_alone(game: FloatArray, n: int, imputations: bool) -> tuple[FloatArray, FloatArray, float]:
    """The game above what players are worth alone, scaled; solutions move with both (covariance).

    Args:
        game: Worth of each coalition, shape (2**n,).
        n: Number of players.
        imputations: True refuses a game without imputations.

    Returns:
        Scaled values, at most 1 in size, shape (2**n,); worth alone, shape (n,); the scale.

    Raises:
        ValueError: `imputations`, and the players are worth more alone than together.
    """
    alone_a = game[1 << np.arange(n)]
    surplus = game - coalition_sums(alone_a)
    scale = float(np.abs(surplus).max()) or 1.0
    surplus /= scale
    if imputations and surplus[-1] < -TOLERANCE:
        raise ValueError(f"no imputation: alone the players are worth {alone_a.sum():g}, together {game[-1]:g}")
    surplus[-1] = max(surplus[-1], 0.0) if imputations else surplus[-1]
    return surplus, alone_a, scale


def separate(open_m: FloatArray, x_a: FloatArray, e: float, most: int) -> IntArray:
    """Masks of the coalitions with the largest excess above e, at most `most` of them.

    Args:
        open_m: Values, -inf where a coalition does not count, shape (2**n,).
        x_a: Payments, shape (n,).
        e: Largest excess allowed.
        most: Number of masks wanted.

    Returns:
        Bit masks, shape (at most `most`,); empty where nothing exceeds e by more than 1e-9.
    """
    excess_m = open_m - coalition_sums(x_a)
    found = np.flatnonzero(excess_m > e + TOLERANCE)
    if len(found) > most:
        found = found[np.argpartition(-excess_m[found], most)[:most]]
    return found


@dataclass(slots=True)
class _Settled:
    """Equations that hold in the nucleolus: x(S) + e_level = v(S); level -1 stands for no e."""

    masks: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)

    def add(self, mask: int, value: float, level: int) -> None:
        self.masks.append(mask)
        self.values.append(value)
        self.levels.append(level)

    def solve(self, n: int) -> FloatArray:
        """Payments from the equations alone: clears the solver's tolerance away."""
        level = np.array(self.levels)
        excess = (level[:, None] == np.arange(level.max() + 1)).astype(float)
        matrix = np.column_stack([members(self.masks, n), excess])
        return np.asarray(np.linalg.lstsq(matrix, np.array(self.values))[0][:n], dtype=np.float64)


def _sequence(surplus: FloatArray, n: int, imputations: bool) -> FloatArray:
    """One programme per level of excess, until every player's payment is settled."""
    everybody = (1 << n) - 1
    open_m = surplus.copy()
    open_m[[0, everybody]] = -np.inf
    programme = ExcessProgramme(n, total=surplus[-1], least_a=np.full(n, 0.0 if imputations else -np.inf))
    written = _write(programme, [], np.unique([1 << np.arange(n), everybody - (1 << np.arange(n))]), open_m)
    settled, level, rank = _Settled([everybody], [float(surplus[-1])], [-1]), 0, 1
    while rank < n:
        e, written, price_s, reduced_a = _least(programme, written, open_m)
        counts = [row for row, mask in enumerate(written) if np.isfinite(open_m[mask])]
        binding = [row for row in counts if price_s[row] > PRICE]
        for row in binding:
            settled.add(written[row], float(surplus[written[row]]), level)
            programme.settle(row, float(surplus[written[row]]) - e)
        for player in np.flatnonzero(reduced_a > PRICE):  # held at its floor in every optimum
            settled.add(1 << int(player), 0.0, -1)
        closed_m, rank = spanned(settled.masks, n)
        for row in set(counts) - set(binding):
            if closed_m[written[row]]:
                programme.drop(row)
        open_m[closed_m] = -np.inf
        level += 1
    return settled.solve(n)


def _least(
    programme: ExcessProgramme, written: list[int], open_m: FloatArray
) -> tuple[float, list[int], FloatArray, FloatArray]:
    """Solve, write down what is violated, and again, until nothing is."""
    while True:
        x_a, e, price_s, reduced_a = programme.solve()
        more = separate(open_m, x_a, e, 2 * programme.n)
        if not len(more):
            return e, written, price_s, reduced_a
        written = _write(programme, written, more, open_m)


def _write(programme: ExcessProgramme, written: list[int], more: IntArray, open_m: FloatArray) -> list[int]:
    programme.demand(members(more, programme.n), open_m[more])
    return [*written, *map(int, more)]
