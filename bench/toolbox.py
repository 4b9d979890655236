"""What the table of capabilities finds on real data: `python bench/toolbox.py SHARED [--book FILE] [--json]`.

Loads the IATI archive and the CORDIS files of the shared folder (or takes a book that holds them) and prints, for each
source, the share of activities that show a capability and how far the pairs found agree with labels made by hand
before any tuning (tests/stakes/labels/toolbox.csv); and the seconds that all capabilities take over the whole book.
"""

import argparse
import csv
import json
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LABELS = Path(__file__).parent.parent / "tests" / "stakes" / "labels" / "toolbox.csv"
FILES = ("data/iati/activities-2021.tar.gz", "data/cordis-security/fp7-projects.csv",
         "data/cordis-security/fp7-organizations.csv", "data/cordis-security/h2020-projects.csv",
         "data/cordis-security/h2020-organizations.csv")  # fmt: skip


def labels() -> dict[str, set[str]]:
    """Capabilities that a reader saw in each of the 100 records."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return {row["record"]: set(row["capabilities"].split()) for row in csv.DictReader(file)}


def figures(book: Any) -> dict[str, Any]:
    """Coverage, agreement and seconds."""
    import numpy as np

    from convenor.stakes.match import shown

    started, cpu = time.perf_counter(), time.process_time()
    pairs = book.fetch(shown(book))
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    ids = book.fetch(book.table("activities").select("id"))["id"].astype(str)
    covered = np.isin(ids, pairs["activity"].astype(str))
    found: dict[str, set[str]] = {}
    for activity, capability in zip(pairs["activity"], pairs["capability"], strict=True):
        found.setdefault(activity, set()).add(capability)
    sources = {name: np.char.startswith(ids, name + ":") for name in ("iati", "cordis")}
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "pairs": len(pairs["activity"]),
        **{name: _source(name, inside, covered, found) for name, inside in sources.items()},
        "labelled": _agreement(labels(), found),
        "machine": f"{platform.machine()}, python {platform.python_version()}",
    }


def _source(name: str, inside: Any, covered: Any, found: dict[str, set[str]]) -> dict[str, float]:
    labelled = {key: value for key, value in labels().items() if key.startswith(name + ":")}
    share = float(covered[inside].mean()) if inside.any() else float("nan")
    return {"activities": int(inside.sum()), "coverage": round(share, 4), **_agreement(labelled, found)}


def _agreement(labelled: dict[str, set[str]], found: dict[str, set[str]]) -> dict[str, float]:
    """Precision: share of the pairs found that the reader saw too. Recall: share of the reader's pairs found."""
    right = sum(len(seen & found.get(key, set())) for key, seen in labelled.items())
    made = sum(len(found.get(key, set())) for key in labelled)
    real = sum(len(seen) for seen in labelled.values())
    return {"found": made, "precision": round(right / max(made, 1), 4), "recall": round(right / max(real, 1), 4)}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--book", type=Path, help="a book that holds the files already")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    from convenor.evidence import load
    from convenor.store import connect

    with tempfile.TemporaryDirectory() as folder, connect(options.book or Path(folder) / "toolbox.duckdb") as book:
        if options.book is None:
            load(book, *(options.shared / file for file in FILES))
        result = figures(book)
    if options.json:
        json.dump(result, sys.stdout)
        print()
        return
    for name in ("iati", "cordis", "labelled"):
        print(f"{name:9}", "  ".join(f"{key} {value}" for key, value in result[name].items()))
    spent = f"{result['seconds']} s ({result['cpu_seconds']} s of processor)"
    print(f"{result['pairs']} pairs in {spent} on {result['machine']}")


if __name__ == "__main__":
    main()
