"""Dialogue beyond held-out votes: agreement with exports, robustness, post-stratification, time and memory.

    python bench/dialogue_checks.py DIR [CONVERSATION...] [--json] [--scale PEOPLE STATEMENTS]

For each conversation (a folder of a Polis export): groups found, and their adjusted Rand index (ARI) with the exported
ones and after a tenth of the votes is dropped; how far a statement moves that 5% of sybils push, unguarded and guarded,
as a share of the list. Once: the error of a skewed sample, plain and weighted. With --scale instead: seconds and memory
of the whole verb on made-up votes, each participant voting on 100 statements.
"""

import argparse
import json
import pathlib
import resource
import sys
import time

import numpy as np
from sklearn.metrics import adjusted_rand_score

from convenor.dialogue import convene
from convenor.dialogue.bridging import Rates, places_moved, rates
from convenor.dialogue.brigading import discounts, near_duplicates
from convenor.dialogue.conversation import Conversation
from convenor.dialogue.groups import find_groups
from convenor.dialogue.measures import group_aware_consensus, polis
from convenor.dialogue.opinion import choose_rank, fit
from convenor.dialogue.polis import Export, read_export
from convenor.dialogue.weights import rake
from convenor.model.dialogue import Statement

EACH = 100  # statements that a made-up participant votes on


def main() -> int:
    """Run what was asked for."""
    options = _options()
    if options.scale:
        found = scale(*options.scale)
        print(json.dumps(found, indent=1))
        return 0
    folder = pathlib.Path(options.folder)
    names = options.conversations or sorted(path.parent.name for path in folder.glob("*/votes.csv"))
    table: dict[str, object] = {}
    for name in names:
        table[name] = check(read_export(folder / name))
        if not options.json:
            print(name, json.dumps(table[name]), flush=True)
    table["post-stratification, mean error"] = post_stratification()
    print(json.dumps(table if options.json else table["post-stratification, mean error"], indent=1))
    return 0


def check(export: Export) -> dict[str, float | str | None]:
    """Groups, agreement with the export, and robustness of one conversation."""
    heard = export.conversation.accepted
    votes_ps, rng = heard.votes_ps, np.random.default_rng(0)
    rank = choose_rank(votes_ps)
    label_p, people = _grouped(votes_ps, rank), len(votes_ps)
    dropped_p = _grouped(np.where(rng.random(votes_ps.shape) < 0.1, np.nan, votes_ps), rank)
    exported_p = _codes(heard)
    polis_p = polis(votes_ps).label_p
    again_p = polis(np.where(rng.random(votes_ps.shape) < 0.1, np.nan, votes_ps)).label_p
    plain, guarded = sybils(votes_ps, rank, rng)
    return {
        "people": people,
        "groups": int(label_p.max()) + 1,
        "in no group": int((label_p < 0).sum()),
        "ARI with export": _ari(label_p, exported_p),
        "ARI, 10% dropped": _ari(label_p, dropped_p),
        "Polis measures: ARI with export": _ari(polis_p, exported_p),
        "Polis measures: ARI, 10% dropped": _ari(polis_p, again_p),
        "consensus equal to the export": _equal(export),
        "5% sybils, largest move, unguarded": plain,
        "5% sybils, largest move, guarded": guarded,
    }


def sybils(votes_ps: np.ndarray, rank: int, rng: np.random.Generator) -> tuple[float, float]:
    """Most places that the sybils' own statement moves as a share of the list: unguarded, and guarded.

    They agree with the middle statement of the order and vote with the majority's opposite on twenty others.
    """
    people, statements = votes_ps.shape
    before_s = _shares(votes_ps, np.ones(people), rank)
    target = int(np.argsort(before_s)[statements // 4])
    line = np.full(statements, np.nan)
    others = rng.permutation(statements)[:20]
    line[others] = np.where(before_s[others] > 0.5, -1, 1)
    line[target] = 1
    joined_ps = np.vstack([votes_ps, np.tile(line, (max(1, round(0.05 * people)), 1))])
    out = []
    for weight_p in (np.ones(len(joined_ps)), discounts(near_duplicates(joined_ps), len(joined_ps))):
        after_s = _shares(joined_ps, weight_p, rank)
        out.append(float(places_moved(before_s, after_s)[target] / statements))
    return out[0], out[1]


def post_stratification(repetitions: int = 200) -> dict[str, float]:
    """Error of a share when women are 20% of participants but half of the population: plain and weighted."""
    rng = np.random.default_rng(0)
    plain, weighted = [], []
    for _ in range(repetitions):
        woman_p = rng.random(400) < 0.2
        agrees_p = rng.random(400) < np.where(woman_p, 0.8, 0.3)
        weight_p = rake([woman_p.astype(np.intp)], [np.array([0.5, 0.5])])
        plain.append(abs(agrees_p.mean() - 0.55))
        weighted.append(abs(float(np.average(agrees_p, weights=weight_p)) - 0.55))
    return {"plain": float(np.mean(plain)), "weighted": float(np.mean(weighted))}


def scale(people: int, statements: int) -> dict[str, float]:
    """Seconds and memory of `convene` on made-up votes with two groups."""
    conversation = made_up(people, statements)
    began, cpu = time.perf_counter(), time.process_time()
    dialogue = convene(conversation)
    return {
        "people": people,
        "statements": statements,
        "votes": dialogue.votes,
        "seconds": time.perf_counter() - began,
        "processor seconds": time.process_time() - cpu,
        "memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "groups": len(dialogue.groups),
    }


def made_up(people: int, statements: int) -> Conversation:
    """Votes of two groups on three axes, each participant on 100 statements at random."""
    rng = np.random.default_rng(0)
    place_pk = rng.normal(size=(people, 3))
    place_pk[:, 0] += 3 * (np.arange(people) % 2) - 1.5
    slope_sk, height_s = rng.normal(size=(statements, 3)), rng.normal(0.5, 1, statements)
    votes_ps = np.full((people, statements), np.nan)
    for p in range(people):
        s = rng.choice(statements, min(EACH, statements), replace=False)
        inclined = height_s[s] + slope_sk[s] @ place_pk[p] + rng.logistic(size=len(s))
        votes_ps[p, s] = np.where(rng.random(len(s)) < 0.12, 0, np.sign(inclined))
    return Conversation(
        participants=tuple(f"p{i}" for i in range(people)),
        statements=tuple(Statement(id=str(i)) for i in range(statements)),
        votes_ps=votes_ps,
        times_ps=np.full_like(votes_ps, np.nan),
    )


def _shares(votes_ps: np.ndarray, weight_p: np.ndarray, rank: int) -> np.ndarray:
    found: Rates = rates(fit(votes_ps, rank=rank), weight_p[None], np.random.default_rng(0))
    return found.agree_dgs[:, 0].mean(axis=0)


def _grouped(votes_ps: np.ndarray, rank: int) -> np.ndarray:
    return find_groups(fit(votes_ps, rank=rank), np.random.default_rng(0)).label_p


def _codes(heard: Conversation) -> np.ndarray:
    return np.array([-1 if group is None else int(group) for group in heard.exported])


def _ari(one_p: np.ndarray, other_p: np.ndarray) -> float | None:
    both = (one_p >= 0) & (other_p >= 0)
    return float(adjusted_rand_score(one_p[both], other_p[both])) if both.any() else None


def _equal(export: Export) -> str:
    """How many statements have exactly the exported group-aware consensus; empty where none is exported."""
    rows = export.tables["comments.csv"].records() if "comments.csv" in export.tables else []
    stated = {r["comment-id"]: float(r["group-informed-consensus"]) for r in rows if r.get("group-informed-consensus")}
    ours_s = group_aware_consensus(export.conversation.votes_ps, _codes(export.conversation))
    ids = [row.id for row in export.conversation.statements]
    same = sum(abs(ours - stated[i]) < 1e-12 for ours, i in zip(ours_s, ids, strict=True) if i in stated)
    return f"{same} of {len(stated)}" if stated else ""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", default=".", help="folder of conversations")
    parser.add_argument("conversations", nargs="*", help="folders in it; all where none is named")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--scale", type=int, nargs=2, metavar=("PEOPLE", "STATEMENTS"), help="only time and memory")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
