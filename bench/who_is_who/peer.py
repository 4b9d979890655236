"""Splink in a process of its own; its threshold is chosen as ours is, on folds without the pair's organisations."""

import json
import subprocess
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np

from convenor.evidence.clusters import join
from convenor.evidence.names import initials
from convenor.evidence.sameness import EDGE, recalibrated
from who_is_who.baselines import plain
from who_is_who.gold import FOLDS, Gold, measures
from who_is_who.ours import GRID, TARGET, best, met

SCRIPT = Path(__file__).parent / "splink_scores.py"


def groups(gold: Gold, python: str) -> tuple[np.ndarray, np.ndarray] | str:
    """Group of each name at the threshold chosen by cross-validation, and at the best in hindsight; or why not."""
    names = [plain(name) for name in gold.names]
    given = {
        "plain": names,
        "words": [sorted(set(name.split())) for name in names],
        "acronym": [
            sorted({*initials(tuple(n.split())), *(w for w in n.split() if len(n.split()) == 1)}) for n in names
        ],
    }
    done = subprocess.run([python, SCRIPT], input=json.dumps(given), capture_output=True, text=True, check=False)
    if done.returncode:
        why = done.stderr.strip().splitlines()[-1:] or ["no message"]
        return f"Splink was not run ({why[0][:120]}); name a Python that has it: --splink PYTHON"
    scored = np.array(json.loads(done.stdout), dtype=float).reshape(-1, 3)
    left_p, right_p = scored[:, 0].astype(np.int64), scored[:, 1].astype(np.int64)
    score_p = np.clip(scored[:, 2], EDGE, 1 - EDGE)
    moved_p = recalibrated(score_p, _thresholds(gold, left_p, right_p, score_p))
    crossed = join(len(names), left_p, right_p, moved_p, threshold=0.5)
    tried = [join(len(names), left_p, right_p, recalibrated(score_p, t), threshold=0.5) for t in GRID]
    return crossed, max(tried, key=lambda group_n: measures(gold, group_n)["f1"])


def _thresholds(gold: Gold, left_p: np.ndarray, right_p: np.ndarray, score_p: np.ndarray) -> np.ndarray:
    """For each pair the threshold that does best on the folds of neither of its organisations."""
    folds_p = np.sort(np.column_stack([gold.fold_n[left_p], gold.fold_n[right_p]]), axis=1)
    made_p = np.ones(len(score_p))
    for out in [(f, f) for f in range(FOLDS)] + list(combinations(range(FOLDS), 2)):
        kept_n = ~np.isin(gold.fold_n, out)
        kept_p = kept_n[left_p] & kept_n[right_p]
        place_n = np.cumsum(kept_n) - 1
        ends = place_n[left_p[kept_p]], place_n[right_p[kept_p]]
        tried = partial(met, gold.org_n[kept_n], *ends, score_p[kept_p], len(kept_n) / kept_n.sum())
        made_p[(folds_p == out).all(axis=1)] = best([(float(t), *tried(float(t))) for t in GRID], TARGET)
    return made_p
