"""Learns the model of who is who that ships with the package.

    python bench/make_sameness.py ALIASES.csv OUT.json

Learned on all pairs of the file; the thresholds are chosen cross-validated by organisation, so that they hold for names
the model has not seen: `sure` at a precision of `AIM`, two names of the same words not counted as wrong (the gold gives
"The HALO Trust" and "HALO Trust" to two organisations); `unsure` where of the questions that a person would
be asked one in ten is answered with yes. The same file gives the same bytes.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from who_is_who import gold, ours  # noqa: E402

from convenor.evidence.clusters import join  # noqa: E402
from convenor.evidence.likeness import Pairs, compare  # noqa: E402
from convenor.evidence.names import Name, read_name  # noqa: E402
from convenor.evidence.sameness import digest, learn, recalibrated, to_json  # noqa: E402

AIM = 0.957  # a little above the bench's, for a book has more names; set with the merges of an aid archive in view
ASK = 0.1  # share of yes below which a person is not asked
STEP, WINDOW = 0.05, 0.2  # of scores: how finely the floor is looked for, and how many questions are taken together


def main() -> None:
    """Reads the gold, learns, writes."""
    judged = gold.read(Path(sys.argv[1]))
    names = [read_name(name) for name in judged.names]
    pairs = compare(names)
    same_p = judged.org_n[pairs.left_p] == judged.org_n[pairs.right_p]
    score_p = ours.unseen(judged, pairs)
    found = [(float(t), *met(judged.org_n, names, pairs, score_p, float(t))) for t in ours.GRID]
    for t, precision, recall in found:
        print(f"threshold {t:.4f}: precision {precision:.3f}, recall {recall:.3f}")
    sure = round(ours.best(found, AIM), 4)
    group_n = join(len(judged.names), pairs.left_p, pairs.right_p, recalibrated(score_p, sure), threshold=0.5)
    model = replace(
        learn(pairs.signals_ps, same_p),
        sure=sure,
        unsure=floor(group_n[pairs.left_p], group_n[pairs.right_p], score_p, same_p),
        seen=digest(pairs.left_p, pairs.right_p, pairs.signals_ps),
    )
    Path(sys.argv[2]).write_text(to_json(model), encoding="utf-8")
    print(f"sure from {model.sure}, unsure from {model.unsure}")


def met(
    org_n: np.ndarray, names: list[Name], pairs: Pairs, score_p: np.ndarray, threshold: float
) -> tuple[float, float]:
    """Precision and recall of pairs at a threshold; two names of the same words are not counted as wrong."""
    moved_p = recalibrated(score_p, threshold)
    group_n = join(len(org_n), pairs.left_p, pairs.right_p, moved_p, threshold=0.5)
    key_n = np.array([name.key or name.text for name in names], dtype=object)
    one, same = group_n[:, None] == group_n[None, :], org_n[:, None] == org_n[None, :]
    wrong = (one & ~same & (key_n[:, None] != key_n[None, :])).sum() / 2
    right, there = ((one & same).sum() - len(org_n)) / 2, (same.sum() - len(org_n)) / 2
    return float(right / max(right + wrong, 1)), float(right / max(there, 1))


def floor(left_p: np.ndarray, right_p: np.ndarray, score_p: np.ndarray, same_p: np.ndarray) -> float:
    """Score from which questions are worth a person's time: one question for each two groups, its likeliest pair."""
    best: dict[tuple[int, int], tuple[float, bool]] = {}
    for a, b, score, same in zip(left_p, right_p, score_p, same_p, strict=True):
        if a != b:
            key = (min(a, b), max(a, b))
            best[key] = max(best.get(key, (0.0, False)), (float(score), bool(same)))
    asked = np.array(list(best.values()))
    least = 1.0
    for at in np.arange(1 - WINDOW, 0, -STEP):
        inside = asked[(asked[:, 0] >= at) & (asked[:, 0] < at + WINDOW), 1]
        if len(inside) and inside.mean() < ASK:
            break
        least = float(at)
    for at in np.arange(0.05, 0.75, 0.05):
        kept = asked[asked[:, 0] >= at, 1]
        print(f"floor {at:.2f}: {len(kept)} questions, {int(kept.sum())} of {int(asked[:, 1].sum())} found")
    return round(least, 4)


if __name__ == "__main__":
    main()
