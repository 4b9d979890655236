"""Who is who? Ours beside what anybody would try first, and beside Splink where it is installed.

    python bench/resolve.py ALIASES.csv [--json] [--splink PYTHON]

The file has three columns: canonical, name, scope. All pairs of its names count; precision, recall and F1 of pairs,
and B³ of groups. Ours and Splink are cross-validated by organisation: what a pair is scored by has seen neither of its
two organisations, and the threshold is chosen without them too. "convenor as shipped" learns nothing from the file; of
the names of Somalia's aid data, from which it was learned, it knows the answers. `--splink` names a Python that has
splink 5, in an environment of its own; without it this one is tried. Nothing else is tuned here.
"""

import argparse
import json
import platform
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from who_is_who import baselines, gold, ours, peer  # noqa: E402

SHIPPED = "convenor as shipped"  # learned on Somalia's names (strict): of those files it knows the answers
COLUMNS = ("precision", "recall", "f1", "b3 precision", "b3 recall", "b3 f1")


def main() -> None:
    """Reads the arguments, runs every method, prints a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="CSV of aliases: canonical, name, scope")
    parser.add_argument("--splink", default=sys.executable, help="a Python that has splink 5")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result = compared(gold.read(arguments.file), arguments.splink)
    print(json.dumps(result, indent=1)) if arguments.json else show(result)


def compared(judged: gold.Gold, splink: str) -> dict[str, Any]:
    """Measures of every method."""
    methods = {name: gold.of_links(judged, *pairs) for name, pairs in baselines.links(judged).items()}
    absent = []
    found = peer.groups(judged, splink)
    if isinstance(found, str):
        absent.append(found)
    else:
        methods["Splink"] = gold.measures(judged, found[0])
        methods["Splink, best in hindsight"] = gold.measures(judged, found[1])
    began = time.perf_counter()
    methods["convenor"] = gold.measures(judged, ours.groups(judged))
    taken = round(time.perf_counter() - began, 1)
    methods[SHIPPED] = gold.measures(judged, ours.as_shipped(judged))
    return {
        "n": {"names": len(judged.names), "organisations": int(judged.org_n.max()) + 1, "pairs": judged.pairs,
              "names given to two": judged.ambiguous},
        "methods": methods, "absent": absent, "seconds of ours": taken,
        "machine": {"python": platform.python_version(), "system": platform.platform(terse=True)},
    }  # fmt: skip


def show(result: dict[str, Any]) -> None:
    """A table for people."""
    print(", ".join(f"{name} {count}" for name, count in result["n"].items()))
    print(f"{'':38}" + "".join(f"{name:>14}" for name in COLUMNS))
    for method, values in result["methods"].items():
        print(f"{method:38}" + "".join(f"{values[name]:>14.3f}" for name in COLUMNS))
    for reason in result["absent"]:
        print(reason)
    print(f"ours took {result['seconds of ours']} s; python {result['machine']['python']}")


if __name__ == "__main__":
    main()
