"""Learns the model of who is who that ships with the package.

    python bench/make_sameness.py ALIASES.csv OUT.json

Learned on all pairs of the file; the thresholds are chosen cross-validated by organisation, so that they hold for names
the model has not seen: `sure` at the precision the bench aims at, `unsure` at one half.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from who_is_who import gold, ours  # noqa: E402

from convenor.evidence.likeness import compare  # noqa: E402
from convenor.evidence.names import read_name  # noqa: E402
from convenor.evidence.sameness import learn, to_json  # noqa: E402

ASK = 0.5  # precision down to which a person is asked


def main() -> None:
    """Reads the gold, learns, writes."""
    judged = gold.read(Path(sys.argv[1]))
    pairs = compare([read_name(name) for name in judged.names])
    same_p = judged.org_n[pairs.left_p] == judged.org_n[pairs.right_p]
    score_p, _ = ours.crossed(judged, pairs, ours.TARGET)
    found = [(float(t), *ours.met(judged.org_n, pairs.left_p, pairs.right_p, score_p, 1.0, float(t)))
             for t in ours.GRID]  # fmt: skip
    order = np.argsort(-score_p, kind="stable")
    right = np.cumsum(same_p[order]) / np.arange(1, len(order) + 1)
    unsure = float(score_p[order][np.flatnonzero(right >= ASK).max()])
    model = replace(
        learn(pairs.signals_ps, same_p), sure=round(ours.best(found, ours.TARGET), 4), unsure=round(unsure, 4)
    )
    Path(sys.argv[2]).write_text(to_json(model), encoding="utf-8")
    print(f"sure from {model.sure}, unsure from {model.unsure}")


if __name__ == "__main__":
    main()
