"""Selection at scale: the kernel that `compose` calls on the synthetic instances of the benchmark, beside plain HiGHS.

python bench/selection.py 1000 11 --tools DIR            a readable line
python bench/selection.py 1000 11 --tools DIR --json     {"chosen": [...], "value": ..., "bound": ...}
python bench/selection.py 1000 11 --tools DIR --peer     plain HiGHS on the full model, in the same run
"""

import argparse
import importlib.util
import json
import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np

from convenor.partnerships.check import broken
from convenor.partnerships.cover import Problem, Quota, select
from convenor.partnerships.programme import solve, state


def main() -> int:
    """Solve one instance and print what was found; 1 when the checker objects."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("candidates", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--tools", type=Path, default=Path("../shared/tools"), help="folder of selection_instance.py")
    parser.add_argument("--seconds", type=float, default=9.0, help="time for the kernel; start-up comes on top")
    parser.add_argument("--peer", action="store_true", help="also run plain HiGHS on the full model")
    args = parser.parse_args()
    tool = load(args.tools / "selection_instance.py")
    game = tool.instance(args.candidates, args.seed)
    problem = as_problem(game)
    found = select(problem, seconds=args.seconds, rng=np.random.default_rng(args.seed))
    verdict = tool.broken_rules(game, list(found.chosen)) + broken(problem, found.chosen)
    if args.json:
        print(json.dumps({"chosen": list(found.chosen), "value": found.value, "bound": found.bound}))
    else:
        own = tool.value(game, list(found.chosen))
        print(f"ours   value {found.value:.4f} (instance's own {own:.4f}) bound {found.bound:.4f} "
              f"gap {100 * found.gap:.3f}% in {found.seconds:.1f} s, {len(found.chosen)} members, "
              f"checker: {', '.join(verdict) or 'all terms kept'}")  # fmt: skip
    if args.peer:
        print(peer(problem, args.seconds), file=sys.stderr if args.json else sys.stdout)
    return 1 if verdict else 0


def load(file: Path) -> ModuleType:
    """The module in a file."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None or not file.exists():
        raise SystemExit(f"{file} is not there; name the folder of selection_instance.py with --tools DIR")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_problem(game: dict[str, np.ndarray]) -> Problem:
    """The benchmark's instance in the terms of MODEL: one-need steps, mu = .3, three-piece curve."""
    return Problem(
        offers_ac=game["A"],
        cost_a=game["cost"],
        steps=tuple((float(weight), ((c, 1.0),)) for c, weight in enumerate(game["w"])),
        curve=((1.0, 1.0), (1.0, 0.5), (1.0, 0.2)),
        mu=0.3,
        budget=float(game["budget"]),
        size=int(game["K"]),
        quotas=(
            Quota(name="local", mask_a=game["local"], share=0.2),
            Quota(name="women-led", mask_a=game["women"], share=0.2),
            Quota(name="kind 0", mask_a=game["kind"] == 0, share=0.25),
            Quota(name="kind 1", mask_a=game["kind"] == 1, share=0.25),
        ),
        apart_p2=game["P"],
    )


def peer(problem: Problem, seconds: float) -> str:
    """Plain HiGHS on the full model."""
    began = time.perf_counter()
    answer = solve(state(problem), integer=True, seconds=seconds)
    gap = 100 * (answer.bound - answer.value) / abs(answer.value) if answer.found else float("nan")
    return (f"HiGHS  value {answer.value:.4f} bound {answer.bound:.4f} gap {gap:.3f}% "
            f"in {time.perf_counter() - began:.1f} s")  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
