"""A person's judgement on names, and how near groups come to it: pairs, and B³ (Bagga and Baldwin 1998)."""

import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FOLDS = 5


@dataclass(frozen=True)
class Gold:
    """Names and the organisation each is judged to be.

    Attributes:
        names: As published, each once.
        org_n: Number of the organisation, shape (n,).
        fold_n: Fold of the organisation [0, FOLDS), by its name alone, shape (n,).
        ambiguous: Names that the file gives to two organisations; the first one counts.
    """

    names: tuple[str, ...]
    org_n: np.ndarray
    fold_n: np.ndarray
    ambiguous: int

    @property
    def pairs(self) -> int:
        """Pairs of names judged to be one."""
        return sum(n * (n - 1) // 2 for n in Counter(self.org_n.tolist()).values())


def read(path: Path) -> Gold:
    """A file of three columns: canonical, name, scope."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [(row["name"], row["canonical"]) for row in csv.DictReader(stream) if row["name"].strip()]
    first: dict[str, str] = {}
    clashing = set()
    for name, canonical in rows:
        if first.setdefault(name, canonical) != canonical:
            clashing.add(name)
    number = {canonical: k for k, canonical in enumerate(dict.fromkeys(first.values()))}
    folds = {canonical: int(hashlib.sha256(canonical.encode()).hexdigest(), 16) % FOLDS for canonical in number}
    return Gold(
        names=tuple(first),
        org_n=np.array([number[c] for c in first.values()]),
        fold_n=np.array([folds[c] for c in first.values()]),
        ambiguous=len(clashing),
    )


def measures(gold: Gold, group_n: np.ndarray) -> dict[str, float]:
    """Precision, recall and F1 of pairs and of B³ over all names."""
    predicted = _pairs(group_n)
    right = _pairs(np.array([f"{g} {o}" for g, o in zip(group_n, gold.org_n, strict=True)], dtype=object))
    precision = right / predicted if predicted else 1.0
    return {
        **_three("", precision, right / max(gold.pairs, 1)),
        **_three("b3 ", *_bcubed(gold.org_n, group_n)),
        "pairs": float(predicted),
    }


def of_links(gold: Gold, left_p: np.ndarray, right_p: np.ndarray) -> dict[str, float]:
    """The same where pairs are named without being closed to groups; B³ of their closure."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    right = int((gold.org_n[left_p] == gold.org_n[right_p]).sum())
    links = coo_array((np.ones(len(left_p)), (left_p, right_p)), shape=(len(gold.names),) * 2)
    closed = connected_components(links, directed=False)[1]
    return {
        **_three("", right / len(left_p) if len(left_p) else 1.0, right / max(gold.pairs, 1)),
        **_three("b3 ", *_bcubed(gold.org_n, closed)),
        "pairs": float(len(left_p)),
    }


def _three(prefix: str, precision: float, recall: float) -> dict[str, float]:
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return {f"{prefix}precision": precision, f"{prefix}recall": recall, f"{prefix}f1": f1}


def _pairs(label_n: np.ndarray) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(label_n.tolist()).values())


def _bcubed(org_n: np.ndarray, group_n: np.ndarray) -> tuple[float, float]:
    """Mean over names of the share of its group, and of its organisation, that is right."""
    both = Counter(zip(org_n.tolist(), group_n.tolist(), strict=True))
    orgs, groups = Counter(org_n.tolist()), Counter(group_n.tolist())
    shared = np.array([both[o, g] for o, g in zip(org_n.tolist(), group_n.tolist(), strict=True)], dtype=float)
    precision = float(np.mean(shared / [groups[g] for g in group_n.tolist()]))
    return precision, float(np.mean(shared / [orgs[o] for o in org_n.tolist()]))
