"""Tabu search against trying all sets: what it returns keeps the terms it sees, and small problems are solved."""

import itertools
from dataclasses import replace
from itertools import islice

import numpy as np

from convenor.partnerships.check import broken, reckon
from convenor.partnerships.tabu import tabu


def test_tabu_finds_the_best_set_of_small_problems(random_problem):
    rng, found, hits = np.random.default_rng(7), 0, 0
    for _ in range(40):
        problem = replace(random_problem(rng, most=7), hard_share=None)
        sets = [s for n in range(1, problem.actors + 1) for s in itertools.combinations(range(problem.actors), n)]
        kept = [reckon(problem, s).value for s in sets if not broken(problem, s)]
        begin = np.array(problem.must, np.int64)
        *_, (best, value) = islice(tabu(problem, np.random.default_rng(1), begin), 100)
        if not kept:
            assert len(best) == 0
            continue
        if len(best):
            found += 1
            assert not broken(problem, best)
            assert abs(reckon(problem, best).value - value) < 1e-9
            hits += value > max(kept) - 1e-9
    assert found > 15
    assert hits >= 0.95 * found


def test_tabu_is_the_same_for_the_same_chance(random_problem):
    problem = random_problem(np.random.default_rng(3), most=9)
    ways = [list(islice(tabu(problem, np.random.default_rng(5), np.zeros(0, np.int64)), 40)) for _ in range(2)]
    assert all(np.array_equal(a, b) and v == w for (a, v), (b, w) in zip(*ways, strict=True))
