"""A selection problem as a linear programme for HiGHS, over all candidates or over some columns of it.

Variables: y_a, one per candidate; then a few auxiliary ones `v`: the pieces of each need's curve, how far a step with
several needs gets, how much of a shared capability is supplied, and hard and other use where a ceiling on hard power is
set. Because use is bounded by amounts alone, hard and other use summed per capability replace y_ic without loss.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from convenor.partnerships.problem import FloatArray, IntArray, Problem

EXACT = 1e-9  # feasibility tolerance of HiGHS, so that a set it accepts also passes the plain checker


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Maximise gain_a y + gain_v v subject to row_ar' y + rest_rv v <= upper_r, bounds, and pairs apart.

    Attributes:
        gain_a: Gain per candidate, shape (n_candidates,).
        row_ar: Coefficients of the candidates, shape (n_candidates, n_rows).
        upper_r: Right-hand sides.
        gain_v: Gain per auxiliary variable.
        rest_rv: Their coefficients, shape (n_rows, n_auxiliary).
        high_v: Their upper bounds; the lower ones are 0.
        low_a: Lower bounds of the candidates (1 for must).
        high_a: Upper bounds (0 for must not).
        apart_p2: Pairs of which at most one is in.
        labels_r: Name of the term that a row states; empty for the rows that define the effect.
    """

    gain_a: FloatArray
    row_ar: FloatArray
    upper_r: FloatArray
    gain_v: FloatArray
    rest_rv: FloatArray
    high_v: FloatArray
    low_a: FloatArray
    high_a: FloatArray
    apart_p2: IntArray
    labels_r: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What HiGHS said of one programme.

    Attributes:
        status: "optimal", "infeasible" or "limit".
        found: True where there is a point.
        value: Objective of the point.
        bound: No point reaches more (of the programme that was solved).
        y_a: The candidates' part of the point.
        v: The auxiliary part of the point.
        dual_r: Prices of the rows, for a linear programme.
        dual_p: Prices of the pairs, likewise.
    """

    status: str
    found: bool
    value: float
    bound: float
    y_a: FloatArray
    v: FloatArray
    dual_r: FloatArray
    dual_p: FloatArray


def state(problem: Problem) -> Programme:
    """Write a problem down as a programme."""
    book = _Book(problem)
    supply = {c: book.supply(c) for c in sorted({c for _, needs in problem.steps for c, _ in needs})}
    for weight, needs in problem.steps:
        if len(needs) == 1:
            book.need(*needs[0], supply, weight=weight)
        elif needs:
            step = book.variable(high=sum(w * s for w, s in problem.curve), gain=weight)
            for c, need in needs:
                book.need(c, need, supply, step=step)
    book.terms()
    low_a, high_a = np.zeros(problem.actors), np.ones(problem.actors)
    low_a[list(problem.must)] = 1.0
    high_a[list(problem.must_not)] = 0.0
    return book.programme(low_a, high_a)


class _Book:
    """Rows and auxiliary variables, written one after the other."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.gains: list[float] = []
        self.highs: list[float] = []
        self.rows: list[tuple[FloatArray, dict[int, float], float, str]] = []
        self.nobody = np.zeros(problem.actors)
        self.split: list[tuple[int, int]] = []  # (hard, other) use of each capability, where a ceiling is set

    def variable(self, *, high: float = np.inf, gain: float = 0.0) -> int:
        self.gains.append(gain)
        self.highs.append(high)
        return len(self.gains) - 1

    def row(self, row_a: FloatArray, rest: dict[int, float], upper: float, label: str = "") -> None:
        self.rows.append((row_a, rest, upper, label))

    def supply(self, c: int) -> tuple[FloatArray, tuple[int, ...]]:
        """Supply of a capability as coefficients of the candidates, or as variables where it is used more than once."""
        problem, offers_a = self.problem, self.problem.offers_ac[:, c]
        uses = sum(c == other for _, needs in problem.steps for other, _ in needs)
        most = float(problem.most_c[c])
        if problem.hard_share is None or problem.hard_ac is None:
            if uses == 1:
                return offers_a, ()
            used = self.variable(high=most)
            self.row(-offers_a, {used: 1.0}, 0.0)
            return self.nobody, (used,)
        hard_a = problem.hard_ac[:, c]
        hard, other = self.variable(high=most), self.variable(high=most)
        self.row(-offers_a * hard_a, {hard: 1.0}, 0.0)
        self.row(-offers_a * ~hard_a, {other: 1.0}, 0.0)
        self.row(self.nobody, {hard: 1.0, other: 1.0}, most)
        self.split.append((hard, other))
        return self.nobody, (hard, other)

    def need(
        self,
        c: int,
        need: float,
        supply: dict[int, tuple[FloatArray, tuple[int, ...]]],
        *,
        weight: float = 0.0,
        step: int | None = None,
    ) -> None:
        """Pieces of the curve, fed by the supply; they gain by themselves, or lift the step that they belong to."""
        pieces = [
            self.variable(high=width, gain=weight * slope if step is None else 0.0)
            for width, slope in self.problem.curve
        ]
        offers_a, used = supply[c]
        self.row(-offers_a, dict.fromkeys(pieces, need) | dict.fromkeys(used, -1.0), 0.0)
        if step is not None:
            slopes = {piece: -slope for piece, (_, slope) in zip(pieces, self.problem.curve, strict=True)}
            self.row(self.nobody, {step: 1.0} | slopes, 0.0)

    def terms(self) -> None:
        """Budget, size, floors, caps, groups heard and the ceiling on hard power."""
        problem, everybody = self.problem, np.ones(self.problem.actors)
        if np.isfinite(problem.budget):
            self.row(problem.cost_a, {}, problem.budget, "budget")
        if problem.size is not None:
            self.row(everybody, {}, float(problem.size), "size")
        for quota in problem.quotas:
            if quota.count:
                self.row(-quota.mask_a.astype(float), {}, -float(quota.count), quota.name)
            if quota.share:
                self.row(quota.share - quota.mask_a.astype(float), {}, 0.0, quota.name)
        for cap in problem.caps:
            self.row(cap.mask_a.astype(float), {}, float(cap.most), cap.name)
        if problem.hearing is not None:
            heard = [self.variable(high=1.0) for _ in range(problem.hearing.speaks_ag.shape[1])]
            for g, voice in enumerate(heard):
                self.row(-problem.hearing.speaks_ag[:, g].astype(float), {voice: 1.0}, 0.0)
            self.row(self.nobody, dict.fromkeys(heard, -1.0), -float(problem.hearing.least), "groups heard")
        if problem.hard_share is not None and problem.hard_ac is not None:
            rest = {h: 1.0 - problem.hard_share for h, _ in self.split}
            self.row(self.nobody, rest | {other: -problem.hard_share for _, other in self.split}, 0.0)

    def programme(self, low_a: FloatArray, high_a: FloatArray) -> Programme:
        problem = self.problem
        rest_rv = np.zeros((len(self.rows), len(self.gains)))
        for r, (_, rest, _, _) in enumerate(self.rows):
            for v, coefficient in rest.items():
                rest_rv[r, v] = coefficient
        return Programme(
            gain_a=-problem.mu * problem.cost_a,
            row_ar=np.ascontiguousarray(np.array([row_a for row_a, _, _, _ in self.rows]).T),
            upper_r=np.array([upper for _, _, upper, _ in self.rows]),
            gain_v=np.array(self.gains),
            rest_rv=rest_rv,
            high_v=np.array(self.highs),
            low_a=low_a,
            high_a=high_a,
            apart_p2=problem.apart_p2[problem.apart_p2[:, 0] != problem.apart_p2[:, 1]],
            labels_r=tuple(label for _, _, _, label in self.rows),
        )


def take(programme: Programme, columns: IntArray) -> Programme:
    """The programme over some candidates only, the others being out; pairs between them are kept."""
    place = np.full(len(programme.gain_a), -1, np.int64)
    place[columns] = np.arange(len(columns))
    apart_p2 = place[programme.apart_p2]
    return replace(
        programme,
        gain_a=programme.gain_a[columns],
        row_ar=programme.row_ar[columns],
        low_a=programme.low_a[columns],
        high_a=programme.high_a[columns],
        apart_p2=apart_p2[(apart_p2 >= 0).all(axis=1)],
    )


def add_row(programme: Programme, row_a: FloatArray, row_v: FloatArray, upper: float) -> Programme:
    """The programme with one more row: row_a y + row_v v <= upper."""
    return replace(
        programme,
        row_ar=np.column_stack([programme.row_ar, row_a]),
        rest_rv=np.vstack([programme.rest_rv, row_v]),
        upper_r=np.append(programme.upper_r, upper),
        labels_r=(*programme.labels_r, ""),
    )


def price(programme: Programme, answer: Answer, apart_p2: IntArray | None = None) -> FloatArray:
    """Reduced cost of every candidate at an answer's prices; above 0 it would improve the relaxation.

    Args:
        programme: All candidates.
        answer: Of the relaxation over some of them.
        apart_p2: The pairs that stood in it, by their place among all candidates.
    """
    cost_a: FloatArray = programme.gain_a - programme.row_ar @ answer.dual_r
    if apart_p2 is not None and len(apart_p2):
        np.subtract.at(cost_a, apart_p2, answer.dual_p[:, None])
    return cost_a


def solve(
    programme: Programme,
    *,
    integer: bool,
    seconds: float,
    start: IntArray | None = None,
    pairs: bool = True,
    gap: float = 0.0,
    nodes: int | None = None,
    prove: bool = False,
) -> Answer:
    """Solve with HiGHS on one thread.

    Args:
        programme: What to maximise.
        integer: Candidates are in or out; else the relaxation.
        seconds: Time limit [s].
        start: Members of a set that keeps the terms, to begin with.
        pairs: False leaves the pairs out (a relaxation whose rows have prices).
        gap: Relative gap at which to stop; 0 asks for a proof.
        nodes: Limit of the search tree; unlike a time limit it stops at the same place on every machine.
        prove: Spend all time on the bound: sets are looked for elsewhere.
    """
    import highspy

    actors, extra = len(programme.gain_a), len(programme.gain_v)
    highs = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("time_limit", max(seconds, 0.01)),
                        ("mip_rel_gap", gap), ("mip_abs_gap", 5e-7),
                        ("mip_feasibility_tolerance", EXACT), ("primal_feasibility_tolerance", EXACT),
                        ("dual_feasibility_tolerance", EXACT)):  # fmt: skip
        highs.setOptionValue(name, value)
    highs.passModel(_model(programme, integer))
    if pairs and len(programme.apart_p2):
        count = len(programme.apart_p2)
        highs.addRows(
            count, np.full(count, -np.inf), np.ones(count), 2 * count,
            np.arange(0, 2 * count, 2), programme.apart_p2.ravel(), np.ones(2 * count),
        )  # fmt: skip
    if nodes is not None:
        highs.setOptionValue("mip_max_nodes", nodes)
    if prove:
        highs.setOptionValue("mip_heuristic_effort", 0.0)
        highs.setOptionValue("mip_pscost_minreliable", 4)  # less strong branching: more nodes in the same time
    if start is not None:
        given = np.zeros(actors)
        given[start] = 1.0
        highs.setSolution(actors, np.arange(actors, dtype=np.int32), given)
    highs.run()
    status = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
    }.get(highs.getModelStatus(), "limit")
    info, point = highs.getInfo(), highs.getSolution()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(point.col_value) if found else np.zeros(actors + extra)
    value = float(info.objective_function_value) if found else -np.inf
    rows = len(programme.upper_r)
    duals = np.array(point.row_dual) if found else np.zeros(rows)
    return Answer(
        status=status,
        found=found,
        value=value,
        bound=float(info.mip_dual_bound) if integer else value if status == "optimal" else np.inf,
        y_a=values[:actors],
        v=values[actors:],
        dual_r=duals[:rows],
        dual_p=duals[rows:],
    )


def _model(programme: Programme, integer: bool) -> Any:
    import highspy

    actors, extra = programme.row_ar.shape[0], len(programme.gain_v)
    matrix_xr = np.vstack([programme.row_ar, programme.rest_rv.T])  # one row per column of HiGHS: column-wise storage
    columns, rows = np.nonzero(matrix_xr)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = actors + extra, matrix_xr.shape[1]
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.concatenate([programme.gain_a, programme.gain_v])
    model.col_lower_ = np.concatenate([programme.low_a, np.zeros(extra)])
    model.col_upper_ = np.concatenate([programme.high_a, programme.high_v])
    model.row_lower_ = np.full(matrix_xr.shape[1], -np.inf)
    model.row_upper_ = programme.upper_r
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=actors + extra))])
    model.a_matrix_.index_ = rows
    model.a_matrix_.value_ = matrix_xr[columns, rows]
    if integer:
        kinds = highspy.HighsVarType
        model.integrality_ = [kinds.kInteger] * actors + [kinds.kContinuous] * extra
    return model
