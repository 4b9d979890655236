"""The linear programme behind least core, nucleolus and cost of stability, grown coalition by coalition.

Only coalitions that bind are ever written down (constraint generation); the caller finds them. HiGHS keeps its basis
from one solve to the next, so a round costs a few dual simplex steps.
"""

import time
from typing import Any

import numpy as np

from convenor.errors import SolverError
from convenor.partnerships.coalitions import BoolArray, FloatArray

FEASIBILITY = 1e-10  # the tightest that HiGHS takes; callers scale their values to about 1


class ExcessProgramme:
    """Least e such that no coalition written down is paid more than e below its value.

    min e, subject to x(N) = total, x >= least, x(S) + e >= value(S). Without a total: min x(N) with e = 0, which is the
    least payment that satisfies every coalition.
    """

    def __init__(self, n: int, *, total: float | None, least_a: FloatArray) -> None:
        import highspy

        self.n, self.inf, self.efficient = n, highspy.kHighsInf, total is not None
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._solver: Any = highspy.Highs()
        self._solver.silent()
        for name in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self._solver.setOptionValue(name, FEASIBILITY)
        self._solver.setOptionValue("presolve", "off")  # it would throw the basis away
        self._solver.setOptionValue("threads", 1)
        for least in least_a:
            self._solver.addCol(0.0 if total is not None else 1.0, float(least), self.inf, 0, [], [])
        bound = self.inf if total is not None else 0.0
        self._solver.addCol(1.0, -bound, bound, 0, [], [])
        low, high = (-self.inf, self.inf) if total is None else (total, total)
        self._solver.addRow(low, high, n, np.arange(n, dtype=np.int32), np.ones(n))

    def demand(self, member_sa: BoolArray, value_s: FloatArray) -> None:
        """Write down coalitions, shape (s, n), with their values, shape (s,)."""
        entry = np.column_stack([member_sa, np.ones(len(member_sa), bool)])
        start = np.concatenate([[0], np.cumsum(entry.sum(1))[:-1]]).astype(np.int32)
        column = np.nonzero(entry)[1].astype(np.int32)
        top = np.full(len(value_s), self.inf)
        self._solver.addRows(len(value_s), value_s, top, len(column), start, column, np.ones(len(column)))

    def settle(self, row: int, payment: float) -> None:
        """From now on the coalition written down as number `row` is paid exactly this."""
        self._solver.changeCoeff(row + 1, self.n, 0.0)
        self._solver.changeRowBounds(row + 1, payment, payment)

    def drop(self, row: int) -> None:
        """The coalition written down as number `row` no longer counts."""
        self._solver.changeRowBounds(row + 1, -self.inf, self.inf)

    def solve(self) -> tuple[FloatArray, float, FloatArray, FloatArray]:
        """Payments (n,), least e, dual price of each coalition (s,), reduced cost of each player (n,)."""
        start = time.perf_counter()
        self._solver.run()
        status = self._solver.getModelStatus()
        if status != self._optimal:
            raise SolverError(str(self._solver.modelStatusToString(status)), time.perf_counter() - start)
        found = self._solver.getSolution()
        x = np.array(found.col_value)
        return x[: self.n], float(x[self.n]), np.array(found.row_dual)[1:], np.array(found.col_dual)[: self.n]
