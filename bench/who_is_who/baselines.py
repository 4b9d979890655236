"""What anybody would try first, as in the benchmark page: exact, acronym, token sort, token set, and four together."""

import re
import unicodedata
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from who_is_who.gold import Gold

_STOP = frozenset(["the", "of", "for", "and", "in", "de", "la", "du", "des", "et"])


def plain(text: str) -> str:
    """Lower case, no accents, no punctuation."""
    kept = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", kept))


def links(gold: Gold) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Pairs that each baseline names."""
    names = [plain(name) for name in gold.names]
    exact, short, bracket = _exact(names), _acronym(gold.names, names), _bracket(gold.names, names)
    sort, whole = _fuzzy(names, fuzz.token_sort_ratio), _fuzzy(names, fuzz.token_set_ratio)
    found = {
        "exact after normalisation": exact,
        "acronym or exact": exact | short,
        "token sort >= 90": _from(sort, 90),
        "token set >= 90": _from(whole, 90),
        "sort >= 92, acronym, bracket, exact": exact | short | bracket | _from(sort, 92),
    }
    return {name: _arrays(pairs) for name, pairs in found.items()}


def _exact(names: list[str]) -> set[tuple[int, int]]:
    groups: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        groups.setdefault(name, []).append(i)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


def _acronym(texts: tuple[str, ...], names: list[str]) -> set[tuple[int, int]]:
    made = [{"".join(w[0] for w in n.split()), "".join(w[0] for w in n.split() if w not in _STOP)} for n in names]
    short = {i: n for i, n in enumerate(names) if n.isalpha() and 2 < len(n) < 9 and texts[i].strip().isupper()}
    return {(min(i, j), max(i, j)) for i, n in short.items() for j, initials in enumerate(made) if n in initials}


def _bracket(texts: tuple[str, ...], names: list[str]) -> set[tuple[int, int]]:
    at = {name: i for i, name in enumerate(names)}
    found = set()
    for i, text in enumerate(texts):
        parts = [*re.findall(r"\(([^)]*)\)", text), re.sub(r"\([^)]*\)", " ", text)] if "(" in text else []
        for part in parts:
            j = at.get(plain(part), i)
            if j != i:
                found.add((min(i, j), max(i, j)))
    return found


def _fuzzy(names: list[str], scorer: object) -> np.ndarray:
    return np.triu(process.cdist(names, names, scorer=scorer, dtype=np.uint8), 1)


def _from(score: np.ndarray, least: int) -> set[tuple[int, int]]:
    return set(zip(*(axis.tolist() for axis in np.nonzero(score >= least)), strict=True))


def _arrays(pairs: set[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    both = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]
