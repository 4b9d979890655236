"""Pooled loss, ours beside Monte Carlo: `python bench/risk.py [--partners 200] [--draws 100000] [--json]`.

One run, one process, one core: seconds of the lattice and of drawing lots, and by how much the expected shortfall and
the mean differ, as shares of the sum of all losses. `drawn twice` is how much two Monte Carlo runs differ from one
another; `fine`, by how much the lattice changes with 3,000 even steps in the common factor.
"""

import argparse
import json
import os
import platform
import time
from importlib.metadata import version
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from scipy.special import ndtri

from convenor.partnerships import risk

CORRELATIONS = (0.0, 0.1, 0.3, 0.6, 0.9, 0.95, 0.97, 0.999, 1.0)


def main() -> None:
    """Reads the arguments, runs, prints a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--partners", type=int, default=200)
    parser.add_argument("--draws", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rng = np.random.default_rng(0)
    unequal = rng.lognormal(0, 1, asked.partners) * 100, rng.uniform(0.02, 0.4, asked.partners)
    equal = np.full(asked.partners, 100.0), np.full(asked.partners, 0.1)
    rows = [
        {"losses": name, "correlation": correlation, **compared(*pool, correlation, asked.draws)}
        for name, pool in (("unequal", unequal), ("equal", equal))
        for correlation in CORRELATIONS
    ]
    result = {"machine": machine(), "partners": asked.partners, "draws": asked.draws, "rows": rows}
    print(json.dumps(result, indent=1) if asked.json else table(result))


def compared(loss: np.ndarray, fail: np.ndarray, correlation: float, draws: int) -> dict[str, Any]:
    """Seconds and differences at one correlation."""
    total = loss.sum()
    wall, processor = time.perf_counter(), time.process_time()
    amounts, probs = risk.pooled_loss(loss, fail, correlation)
    tail = risk.expected_shortfall(amounts, probs)
    ours = time.perf_counter() - wall, time.process_time() - processor
    wall, processor = time.perf_counter(), time.process_time()
    lots = drawn(loss, fail, correlation, draws, np.random.default_rng(1))
    theirs = time.perf_counter() - wall, time.process_time() - processor
    again = drawn(loss, fail, correlation, draws, np.random.default_rng(2))
    return {
        "lattice [ms]": [round(1000 * seconds, 1) for seconds in ours],
        "monte carlo [ms]": [round(1000 * seconds, 1) for seconds in theirs],
        "ES95": tail / total,
        "ES95 differs": tail / total - worst(lots) / total,
        "drawn twice": (worst(again) - worst(lots)) / total,
        "fine": tail / total - fine(loss, fail, correlation) / total,
        "mean differs": amounts @ probs / total - lots.mean() / total,
    }


def drawn(loss: np.ndarray, fail: np.ndarray, correlation: float, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Pooled losses by drawing everybody's fortune, in blocks that fit the cache."""
    lots, bar, block = np.empty(draws), ndtri(fail), 2000
    for start in range(0, draws, block):
        size = min(block, draws - start)
        common, own = rng.standard_normal((size, 1)), rng.standard_normal((size, len(loss)))
        lots[start : start + size] = (np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own < bar) @ loss
    return lots


def worst(lots: np.ndarray) -> float:
    """Mean of the worst 5%."""
    return float(np.sort(lots)[round(0.95 * len(lots)) :].mean())


def fine(loss: np.ndarray, fail: np.ndarray, correlation: float) -> float:
    """ES95 with many more steps in the common factor."""
    kept = risk.NODES, risk.SHARP
    try:
        risk.NODES, risk.SHARP = 3000, 1.0
        return risk.expected_shortfall(*risk.pooled_loss(loss, fail, correlation))
    finally:
        risk.NODES, risk.SHARP = kept


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    return {
        "processor": f"{platform.machine()}, {os.cpu_count()} cores, one used",
        "load": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "date": time.strftime("%Y-%m-%d"),
    }


def table(result: dict[str, Any]) -> str:
    """The figures as text: wall (processor) milliseconds."""
    lines = [", ".join(f"{key} {value}" for key, value in result["machine"].items())]
    lines.append(
        f"{result['partners']} partners, {result['draws']:,} draws; wall (processor) ms; the rest per sum of losses"
    )
    lines.append(
        f"{'losses':9}{'corr.':>7}{'lattice':>18}{'monte carlo':>20}{'ES95':>9}{'differs':>10}{'drawn twice':>13}"
        f"{'fine':>10}{'mean':>10}"
    )
    for row in result["rows"]:
        ours, theirs = row["lattice [ms]"], row["monte carlo [ms]"]
        lines.append(
            f"{row['losses']:9}{row['correlation']:>7}{f'{ours[0]:.0f} ({ours[1]:.0f})':>18}"
            f"{f'{theirs[0]:.0f} ({theirs[1]:.0f})':>20}{row['ES95']:>9.4f}{row['ES95 differs']:>+10.4f}"
            f"{row['drawn twice']:>+13.4f}{row['fine']:>+10.5f}{row['mean differs']:>+10.4f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
