"""Held-out votes: what a third of the votes, hidden, says of each model; and how long it takes.

    python bench/dialogue.py DIR CONVERSATION... [--json] [--seeds 0 1 2]

DIR holds one folder per conversation, each with participants-votes.csv (columns named by digits are statements;
1 agree, 0 pass, -1 disagree, empty unseen); without it, or without such columns, whatever Polis export the folder
holds, an event log alone included. Which sign means agree changes no figure. Of the votes 70% train, 10% fix a logistic
link, 20% test, at random; log loss and AUC are taken on the test votes, agree against disagree: means over seeds 0, 1,
2; null where a part holds votes on one side only. Without CONVERSATION all folders are run. red-dwarf (PyPI) has no
predictor: its pipeline's seconds stand beside those of our Polis measures where it can be imported; where it cannot,
that is said.
"""

import argparse
import csv
import importlib.util
import json
import os
import pathlib
import platform
import sys
import time
import warnings
from collections.abc import Callable

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small matrices: threads cost more than they bring

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

from convenor.dialogue.measures import group_counts, groups, polis, projection
from convenor.dialogue.opinion import agreement_if_decided, fit
from convenor.dialogue.polis import read_export
from convenor.errors import SourceError

Cells = dict[str, tuple[np.ndarray, np.ndarray]]
Scores = Callable[[np.ndarray], np.ndarray]
Figures = dict[str, dict[str, float | None]]
SEEDS = (0, 1, 2)
FEWEST = 20  # votes
VOTES = {"1": 1.0, "0": 0.0, "-1": -1.0, "1.0": 1.0, "0.0": 0.0, "-0.0": 0.0, "-1.0": -1.0, "+1": 1.0}


def main() -> int:
    """Run what was asked for; exit code 0, or 2 where a conversation cannot be read."""
    options = _options()
    folder = pathlib.Path(options.folder)
    names = options.conversations or sorted({p.parent.name for p in folder.glob("*/*votes.csv")})
    table: dict[str, Figures] = {}
    for name in names:
        try:
            votes_ps = read(folder / name)
        except (OSError, ValueError, SourceError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 2
        table[name] = measure(votes_ps, options.seeds)
        if not options.json:
            show(name, table[name])
    if not importlib.util.find_spec("reddwarf"):
        print("red-dwarf is not installed here: its seconds are left out (pip install red-dwarf)", file=sys.stderr)
    if options.json:
        print(json.dumps(table, indent=1))
    print(f"{platform.machine()}, python {platform.python_version()}, numpy {np.__version__}", file=sys.stderr)
    return 0


def measure(votes_ps: np.ndarray, seeds: tuple[int, ...]) -> Figures:
    """Log loss, AUC and seconds of every method on one conversation, means over seeds."""
    out: Figures = {}
    for name, method in METHODS.items():
        rows = []
        for seed in seeds:
            cells = split(votes_ps, seed)
            known_ps = np.full_like(votes_ps, np.nan)
            known_ps[cells["train"]] = votes_ps[cells["train"]]
            began = time.perf_counter()
            score_ps = method(known_ps)
            took = time.perf_counter() - began
            rows.append((*judged(votes_ps, cells, score_ps), took))
        out[name] = {key: _mean([row[i] for row in rows]) for i, key in enumerate(("log_loss", "auc", "seconds"))}
    out["polis measures"] = {"seconds": _seconds(lambda: polis(votes_ps))}
    if importlib.util.find_spec("reddwarf"):
        try:
            out["red-dwarf"] = {"seconds": _seconds(lambda: red_dwarf(votes_ps))}
        except Exception as error:  # noqa: BLE001  a peer that stops on a conversation must not stop ours
            print(f"red-dwarf stopped: {type(error).__name__}: {error}", file=sys.stderr)
    return out


def _mean(values: list[float]) -> float | None:
    """Mean over the seeds that gave a figure; None where none did."""
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else None


def read(folder: pathlib.Path) -> np.ndarray:
    """Votes of one conversation, rows and columns in the order of its matrix; of its event log where there is none.

    Raises:
        ValueError: Fewer votes than can be parted into training, validation and test.
    """
    matrix = folder / "participants-votes.csv"
    votes_ps = _matrix(matrix) if matrix.is_file() else None
    if votes_ps is None:
        votes_ps = _export(folder)
    if (~np.isnan(votes_ps)).sum() < FEWEST:
        raise ValueError(f"holds fewer than {FEWEST} votes")
    return votes_ps


def _matrix(path: pathlib.Path) -> np.ndarray | None:
    """The matrix as the protocol reads it, what is no vote unseen; None where no column is named by digits."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.reader(stream) if row and not row[0].startswith("#")]
    columns = [i for i, name in enumerate(rows[0]) if name.isdigit()] if rows else []
    if not columns:
        return None
    return np.array(
        [[VOTES.get(row[i].strip(), np.nan) if i < len(row) else np.nan for i in columns] for row in rows[1:]]
    )


def _export(folder: pathlib.Path) -> np.ndarray:
    try:
        return read_export(folder).conversation.votes_ps
    except SourceError as error:
        if error.code != "votes.sign-undeclared":
            raise
        return read_export(folder, sign=1).conversation.votes_ps  # either sign gives the same figures


def split(votes_ps: np.ndarray, seed: int) -> Cells:
    """Cells to train on, to fix the link on, and to test on."""
    rows, columns = np.nonzero(~np.isnan(votes_ps))
    order = np.random.default_rng(seed).permutation(len(rows))
    test, validate, train = np.split(order, [int(0.2 * len(rows)), int(0.3 * len(rows))])
    parts = {"train": train, "validate": validate, "test": test}
    return {name: (rows[part], columns[part]) for name, part in parts.items()}


def judged(votes_ps: np.ndarray, cells: Cells, score_ps: np.ndarray) -> tuple[float, float]:
    """Log loss and AUC on the test cells, through a logistic link fixed on the validation cells."""
    kept = {name: votes_ps[cells[name]] != 0 for name in ("validate", "test")}
    score = {name: score_ps[cells[name]][kept[name]][:, None] for name in kept}
    truth = {name: (votes_ps[cells[name]][kept[name]] == 1).astype(int) for name in kept}
    if len(np.unique(truth["validate"])) < 2 or not len(truth["test"]):
        return float("nan"), float("nan")  # nothing to fix a link on
    link = LogisticRegression(C=1e3).fit(score["validate"], truth["validate"])
    chance = link.predict_proba(score["test"])[:, 1]
    auc = roc_auc_score(truth["test"], chance) if len(np.unique(truth["test"])) > 1 else float("nan")
    return float(log_loss(truth["test"], chance, labels=[0, 1])), float(auc)


def ours(known_ps: np.ndarray) -> np.ndarray:
    """The model that `convene` uses, as it uses it: logit of the chance of agreeing if decided."""
    opinions = fit(known_ps)
    row, column = np.nonzero(np.ones(known_ps.shape, dtype=bool))
    chance = np.clip(agreement_if_decided(opinions, row, column), 1e-6, 1 - 1e-6)
    return np.log(chance / (1 - chance)).reshape(known_ps.shape)


def statement_mean(known_ps: np.ndarray) -> np.ndarray:
    """Each statement's own smoothed share, the same for everybody."""
    agree, disagree = (known_ps == 1).sum(axis=0), (known_ps == -1).sum(axis=0)
    return np.broadcast_to(_logit_s(agree, disagree, agree.sum() / (agree + disagree).sum(), 4.0), known_ps.shape)


def group_rate(known_ps: np.ndarray) -> np.ndarray:
    """Polis: the smoothed share of the participant's group; everybody's where a group voted little."""
    place_px, _ = projection(known_ps)
    label_p = groups(place_px)
    counts_ags = group_counts(known_ps, label_p)
    base_s = 1 / (1 + np.exp(-statement_mean(known_ps)[0]))
    return _logit_s(counts_ags[0], counts_ags[1], base_s, 4.0)[label_p]


def pca_two(known_ps: np.ndarray) -> np.ndarray:
    """Polis: votes rebuilt from the statement means and two components."""
    seen_ps = ~np.isnan(known_ps)
    mean_s = np.where(seen_ps, known_ps, 0).sum(axis=0) / np.maximum(seen_ps.sum(axis=0), 1)
    centred_ps = np.where(seen_ps, known_ps - mean_s, 0.0)
    _, vectors = np.linalg.eigh(centred_ps.T @ centred_ps)
    axes_sx = vectors[:, -2:]
    ridge = 0.1 * np.eye(axes_sx.shape[1])
    need_pxx = np.einsum("ps,sx,sy->pxy", seen_ps.astype(float), axes_sx, axes_sx) + ridge
    place_px = np.linalg.solve(need_pxx, (centred_ps @ axes_sx)[:, :, None])[:, :, 0]
    return mean_s + place_px @ axes_sx.T


def community_notes(known_ps: np.ndarray, rounds: int = 60) -> np.ndarray:
    """Community Notes: squared loss, intercepts and one factor, ridge .15 and .03 (Wojcik et al., 2022)."""
    weight = np.array([0.15, 0.03])
    seen_ps, target_ps = (~np.isnan(known_ps)).astype(float), np.where(np.isnan(known_ps), 0.0, (known_ps + 1) / 2)
    rng = np.random.default_rng(0)
    mean = target_ps.sum() / seen_ps.sum()
    person, item = rng.normal(0, 0.1, (len(known_ps), 2)), rng.normal(0, 0.1, (known_ps.shape[1], 2))
    for _ in range(rounds):
        person = _ridge(seen_ps, target_ps - mean * seen_ps, item, weight)
        item = _ridge(seen_ps.T, (target_ps - mean * seen_ps).T, person, weight)
    return mean + person[:, :1] + item[:, 0] + person[:, 1:] @ item[:, 1:].T


def logistic_four(known_ps: np.ndarray, rounds: int = 40, rank: int = 4, ridge: float = 4.0) -> np.ndarray:
    """Logistic factorisation of rank 4 with intercepts, ridge 4 on factors and 1 on intercepts, by Newton steps."""
    weight = np.array([1.0] + [ridge] * rank)
    seen_ps = (~np.isnan(known_ps) & (known_ps != 0)).astype(float)
    agrees_ps = np.where(known_ps == 1, 1.0, 0.0)
    rng = np.random.default_rng(0)
    person, item = rng.normal(0, 0.3, (len(known_ps), rank)), rng.normal(0, 0.3, (known_ps.shape[1], rank))
    bias_p, bias_s = np.zeros(len(known_ps)), statement_mean(known_ps)[0].copy()
    for _ in range(rounds):
        bias_p, person = _newton(seen_ps, agrees_ps, bias_p, person, bias_s, item, weight)
        bias_s, item = _newton(seen_ps.T, agrees_ps.T, bias_s, item, bias_p, person, weight)
    return bias_p[:, None] + bias_s + person @ item.T


def red_dwarf(votes_ps: np.ndarray) -> None:
    """red-dwarf's pipeline: projection, groups, representative statements, consensus."""
    from reddwarf.implementations.polis import run_pipeline

    rows, columns = np.nonzero(~np.isnan(votes_ps))
    votes = [
        {"participant_id": int(p), "statement_id": int(s), "vote": int(votes_ps[p, s]), "modified": 0}
        for p, s in zip(rows, columns, strict=True)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run_pipeline(votes=votes, random_state=0)


def show(name: str, rows: Figures) -> None:
    """One conversation as a table."""
    print(name)
    for method, values in rows.items():
        quality = "  ".join(f"{values[key] or float('nan'):.3f}" for key in ("log_loss", "auc") if key in values)
        print(f"  {method:28s} {quality:12s}  {values['seconds']:8.2f} s")


def _newton(
    seen: np.ndarray,
    agrees: np.ndarray,
    bias: np.ndarray,
    vectors: np.ndarray,
    bias_other: np.ndarray,
    other: np.ndarray,
    weight: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """One Newton step for every row's intercept and vector, the other side held."""
    given = np.hstack([np.ones((len(other), 1)), other])
    now = np.hstack([bias[:, None], vectors])
    chance = 1 / (1 + np.exp(-np.clip(now @ given.T + bias_other, -30, 30)))
    slope = (seen * (agrees - chance)) @ given - now * weight
    curve = np.einsum("ps,si,sj->pij", seen * chance * (1 - chance), given, given, optimize=True)
    step = np.linalg.solve(curve + np.diag(weight), slope[:, :, None])[:, :, 0]
    now = now + np.clip(step, -2, 2)
    return now[:, 0], now[:, 1:]


def _ridge(seen: np.ndarray, target: np.ndarray, other: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Intercept and factor of every row by ridge regression, the other side held."""
    given = np.hstack([np.ones((len(other), 1)), other[:, 1:]])
    residual = target - seen * other[:, 0]
    need = np.einsum("ps,si,sj->pij", seen, given, given, optimize=True)
    count = np.maximum(seen.sum(axis=1), 1)
    return np.linalg.solve(need + count[:, None, None] * np.diag(weight), (residual @ given)[:, :, None])[:, :, 0]


def _logit_s(agree: np.ndarray, disagree: np.ndarray, base: np.ndarray | float, weight: float) -> np.ndarray:
    return np.log((agree + weight * base) / (disagree + weight * (1 - base)))


def _seconds(run: Callable[[], object]) -> float:
    run()  # once to warm up: imports and first calls do not count
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", help="folder of conversations")
    parser.add_argument("conversations", nargs="*", help="folders in it; all where none is named")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS, help="seeds of the splits")
    return parser.parse_args()


METHODS: dict[str, Scores] = {
    "statement mean": statement_mean,
    "Polis group rate": group_rate,
    "Polis PCA-2": pca_two,
    "Community Notes": community_notes,
    "logistic factorisation 4": logistic_four,
    "convenor": ours,
}

if __name__ == "__main__":
    sys.exit(main())
