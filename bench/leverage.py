"""Leverage: the forecast's error beside the baselines on made-up games with known truth, and the time of a large mix.

    python bench/leverage.py [--games 400] [--seed 0] [--json]

Truth comes from three processes, and positions, influence and salience are seen with noise: so each rule is shown where
its own process made the outcome and where another did. No real outcome is in it.
"""

import argparse
import json
import time

import numpy as np

from convenor.action.leverage.forecast import bargain, weighted_mean, weighted_median
from convenor.action.leverage.mix import Problem, best
from convenor.action.leverage.reach import influence, joined, paths

NOISE = 0.15
RULES = {"convenor (weighted mean)": weighted_mean, "median": weighted_median, "bargaining": bargain}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    result = {"error": errors(args.games, rng), "seconds": {"mix 50 x 50": mix_seconds(rng)}}
    if args.json:
        print(json.dumps(result))
        return
    for process, rows in result["error"].items():
        told = ", ".join(f"{name} {mean:.3f} [{low:.3f}, {high:.3f}]" for name, (mean, low, high) in rows.items())
        print(f"outcome by {process}: mean absolute error {told}")
    print(f"50 targets x 50 partners: {result['seconds']['mix 50 x 50']}")


def errors(games: int, rng: np.random.Generator) -> dict[str, dict[str, list[float]]]:
    """Mean absolute error with its 95% bootstrap interval, by process and rule."""
    found = {process: {name: [] for name in RULES} for process in ("compromise", "median voter", "rounds of offers")}
    for _ in range(games):
        n = int(rng.integers(3, 16))
        position_t, weight_t = rng.uniform(-1, 1, n), rng.uniform(0.05, 1, n)
        seen_t = np.clip(position_t + rng.normal(0, NOISE, n), -1, 1)
        weighed_t = np.clip(weight_t * np.exp(rng.normal(0, 2 * NOISE, n)), 0.01, None)
        truth = {
            "compromise": weighted_mean(position_t, weight_t),
            "median voter": weighted_median(position_t, weight_t),
            "rounds of offers": rounds(position_t, weight_t, rng),
        }
        for process, outcome in truth.items():
            for name, rule in RULES.items():
                found[process][name].append(abs(rule(seen_t, weighed_t) - outcome))
    return {p: {name: interval(np.array(v), rng) for name, v in rows.items()} for p, rows in found.items()}


def rounds(position_t: np.ndarray, weight_t: np.ndarray, rng: np.random.Generator) -> float:
    """A process of its own: in each of 60 rounds two meet, and each gives way by the other's part of their weight."""
    stand_t = position_t.copy()
    for _ in range(60):
        a, b = rng.choice(len(stand_t), 2, replace=False)
        share = weight_t[b] / (weight_t[a] + weight_t[b])
        gap = stand_t[b] - stand_t[a]
        stand_t[a] += 0.3 * share * gap
        stand_t[b] -= 0.3 * (1 - share) * gap
    return float(stand_t.mean())


def interval(values: np.ndarray, rng: np.random.Generator) -> list[float]:
    """Mean and its bootstrap interval."""
    means = [values[rng.integers(0, len(values), len(values))].mean() for _ in range(500)]
    return [float(values.mean()), float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))]


def mix_seconds(rng: np.random.Generator) -> dict[str, float]:
    """Seconds for reach (sparse ties) and for the mix of three pushes per partner and target."""
    n, t = 100, 50
    strength_aa = np.where(rng.random((n, n)) < 0.04, rng.choice([0.3, 0.5, 0.6], (n, n)), 0.0)
    began = time.perf_counter()
    reach_at = np.array([[joined([v for v, _ in paths(strength_aa, a, b)]) for b in range(t)] for a in range(n)])
    reached = time.perf_counter() - began
    share_at = influence(reach_at)[50:]
    pushes = [(a, b, k) for a in range(50) for b in range(t) for k in range(3) if share_at[a, b] > 0]
    move_pt = np.zeros((len(pushes), t))
    hard_p = np.array([k == 2 for _, _, k in pushes])
    for row, (a, b, k) in enumerate(pushes):
        move_pt[row, b] = share_at[a, b] * (0.2, 0.2, 0.35)[k]
        if k == 2:
            move_pt[row, rng.integers(0, t)] -= 0.1 * share_at[a, b]
    problem = Problem(
        move_pt=move_pt, cost_p=rng.choice([1.0, 2.0, 4.0], len(pushes)), hard_p=hard_p,
        position_t=rng.uniform(-1, 0.5, t), weight_t=rng.uniform(0.05, 1, t),
    )  # fmt: skip
    began = time.perf_counter()
    mix = best(problem, budget=60.0, ceiling=0.3)
    solved = time.perf_counter() - began
    return {"pushes": len(pushes), "reach": reached, "mix": solved, "proof": mix.proof}


if __name__ == "__main__":
    main()
