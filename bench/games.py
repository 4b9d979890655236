"""Solutions of cooperative games, ours beside coopgame-py.

    python bench/games.py [--players 20] [--grant 50] [--seeds 2] [--json]

One run, one process, one core, the same arrays; wall and processor seconds of each, and the largest difference between
the two answers. The peer is optional: pip install coopgame-py. Then the shared-grant game by constraint generation:
made-up problems of `--grant` partners, 14 s each, with the bounds that were proved.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from convenor.partnerships.coalitions import coalition_sums, members
from convenor.partnerships.game import cost_of_stability, least_core, nucleolus, shapley
from convenor.partnerships.grant_game import grant_game
from convenor.partnerships.problem import Problem
from convenor.partnerships.shared_grant import least_excess, stable_payments

try:
    import coopgame as peer
except ImportError:
    peer = None


def main() -> None:
    """Reads the arguments, runs, prints a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--players", type=int, default=20, help="players of the tabled games; 20 by default")
    parser.add_argument("--grant", type=int, default=50, help="partners of the shared-grant game; 0 leaves it out")
    parser.add_argument("--seeds", type=int, default=2, help="instances of each shared-grant game")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    result = {
        "machine": machine(),
        "tabled": [tabled(name, values) for name, values in games(asked.players)],
        "shared grant": [row for seed in range(asked.seeds) for row in granted(asked.grant, seed)]
        if asked.grant
        else [],
    }
    print(json.dumps(result, indent=1) if asked.json else table(result))


def games(n: int) -> Iterator[tuple[str, np.ndarray]]:
    """Made-up games with little and with much symmetry."""
    rng = np.random.default_rng(0)
    size = np.bitwise_count(np.arange(1 << n))
    loose = rng.random(1 << n) * size
    loose[0] = 0.0
    yield "random", loose
    weights = rng.integers(1, 20, n).astype(float)
    yield "weighted vote", (coalition_sums(weights) >= 0.6 * weights.sum()).astype(float)
    claims = rng.random(n) * 10
    yield "bankruptcy", np.maximum(0.0, coalition_sums(claims) - claims.sum() / 2)
    yield "convex", coalition_sums(claims) ** 2
    inside = members(np.arange(1 << n), n)
    yield "airport", -(inside * claims).max(1)
    half = n // 2
    yield "glove", np.minimum(inside[:, :half].sum(1), inside[:, half:].sum(1)).astype(float)
    yield "majority", (size > half).astype(float)


def tabled(name: str, values: np.ndarray) -> dict[str, Any]:
    """Seconds of ours and of the peer on one game, and by how much their answers differ."""
    row: dict[str, Any] = {"game": name}
    shares, row["shapley"] = timed(lambda: shapley(values))
    point, row["nucleolus"] = timed(lambda: nucleolus(values))
    (row["epsilon"], _), row["least core"] = timed(lambda: least_core(values))
    row["cost"], row["cost of stability"] = timed(lambda: cost_of_stability(values))
    if peer is not None:
        game = peer.Game(values[1:].tolist())  # the peer's table leaves the empty coalition out
        theirs, row["peer shapley"] = timed(lambda: peer.shapley(game))
        other, row["peer nucleolus"] = timed(lambda: peer.nucleolus(game)["allocation"])
        scale = float(np.abs(values).max())
        row["shapley differs"] = float(np.abs(shares - theirs).max()) / scale
        row["nucleolus differs"] = float(np.abs(point - other).max()) / scale
    return row


def granted(n: int, seed: int) -> Iterator[dict[str, Any]]:
    """Cost of stability and least core of a made-up shared grant of 100."""
    for name, needs, dense, cost in (("20 needs", 20, 0.15, 2.0), ("dear", 20, 0.15, 5.0), ("10 needs", 10, 0.15, 2.0)):
        game = grant_game(made_up(n, seed, needs, dense, cost), 100.0)
        for kernel in (stable_payments, least_excess):
            found = kernel(game, rng=np.random.default_rng(0), seconds=14.0)
            yield {
                "game": name, "seed": seed, "kernel": kernel.__name__, "v(N)": found.whole, "low": found.low,
                "high": found.high, "seconds": found.seconds, "coalitions": found.coalitions, "proofs": found.proofs,
            }  # fmt: skip


def made_up(n: int, seed: int, needs: int, dense: float, cost: float) -> Problem:
    """Partners with a few offers each, and steps of one to three needs."""
    rng = np.random.default_rng(seed)
    offers = np.round(rng.uniform(0.2, 1.0, (n, needs)) * (rng.random((n, needs)) < dense), 2)
    weights = rng.dirichlet(np.ones(needs * 2 // 5))
    steps = tuple(
        (float(w), tuple((int(c), 1.0) for c in rng.choice(needs, rng.integers(1, 4), replace=False))) for w in weights
    )
    return Problem(offers_ac=offers, cost_a=np.round(cost * rng.uniform(0.5, 1.5, n), 2), steps=steps)


def timed(run: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    """An answer, and its wall and processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    answer = run()
    return answer, (round(time.perf_counter() - wall, 4), round(time.process_time() - processor, 4))


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    packages = ("numpy", "highspy", *(("coopgame-py",) if peer is not None else ()))
    return {
        "processor": f"{platform.machine()}, {os.cpu_count()} cores, one used",
        "load": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "date": time.strftime("%Y-%m-%d"),
        **{name: version(name) for name in packages},
    }


def table(result: dict[str, Any]) -> str:
    """The figures as text: wall seconds (processor seconds)."""
    lines = [", ".join(f"{key} {value}" for key, value in result["machine"].items()), ""]
    columns = ["shapley", "peer shapley", "nucleolus", "peer nucleolus", "least core", "cost of stability"]
    lines.append(f"{'seconds, wall (processor)':26}" + "".join(f"{name:>19}" for name in columns))
    for row in result["tabled"]:
        cells = [f"{row[c][0]:.3f} ({row[c][1]:.3f})" if c in row else "not installed" for c in columns]
        lines.append(f"{row['game']:26}" + "".join(f"{cell:>19}" for cell in cells))
    if peer is not None:
        worst = {key: max(row[key] for row in result["tabled"]) for key in ("shapley differs", "nucleolus differs")}
        lines += ["", "largest difference from the peer, as a share of the largest value: " + str(worst)]
    for row in result["shared grant"]:
        lines.append(
            f"shared grant, {row['game']}, seed {row['seed']}, {row['kernel']}: between {row['low']:.4f} and"
            f" {row['high']:.4f} of v(N) = {row['v(N)']:.3f}; {row['seconds']:.1f} s, {row['coalitions']} coalitions,"
            f" {row['proofs']} proofs"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
