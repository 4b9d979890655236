"""How alike two names are: the pairs worth a look, and what speaks for and against each.

Pairs are *blocked*: only those are compared that share a telling word, many letters, an acronym or a known body.
Words weigh by how rare they are among the names given (inverse document frequency). Pure: names in, arrays out.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, product

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from scipy import sparse

from convenor.evidence.names import BODY, COUNTRY, Form, Name, initials, spells
from convenor.evidence.wordlists import words

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

SIGNALS = (
    "same words", "best words", "contained", "rarest shared", "shared", "rarest missed", "rarest missed by the other",
    "letters", "spelling", "letters alone", "known body", "known body alone", "another known body", "one known body",
    "acronym shared", "acronym alone",
    "initials", "beginnings", "acronym length", "acronym open to", "same country", "another country", "one country",
    "fewest words", "more words", "numbers differ", "only generic missed", "best of both", "ahead",
)  # fmt: skip
"""What is seen of a pair, one column each; the rows of `docs/how-it-is-reckoned/who-is-who.md`."""

CROWD = 60  # names; a word that more share is too common to propose a pair by itself
NEIGHBOURS = 12  # of a name by letters
ALIKE = 0.91  # Jaro-Winkler from which two words are spellings of one
USUAL = 0.8  # how usual first letters must be made for them to speak against a known body
NO_ACRONYM = (0.0,) * 6  # what acronyms say where there is none
GENERIC = 0.4  # weight of a generic word (organisation, international, ministry) beside a telling one


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of names worth a look. Axis letters: p pairs, s signals.

    Attributes:
        left_p: Index of the one name, shape (p,).
        right_p: Index of the other, always the greater, shape (p,).
        signals_ps: What speaks for and against, columns as in `SIGNALS`, shape (p, s).
    """

    left_p: IntArray
    right_p: IntArray
    signals_ps: FloatArray


def compare(names: Sequence[Name]) -> Pairs:
    """Every pair worth a look, with its signals.

    Args:
        names: Names taken apart, no two with the same text.
    """
    view = _View(names)
    pairs = sorted(view.candidates())
    view.weigh_letters(pairs)
    signals = np.array([view.signals(i, j) for i, j in pairs], dtype=np.float64).reshape(-1, len(SIGNALS) - 2)
    left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return Pairs(left, right, np.column_stack([signals, *_standing(left, right, signals, _surely_one(names))]))


def _surely_one(names: Sequence[Name]) -> IntArray:
    """Group of each name: those that are the same known body, or the same words, are one."""
    label: dict[str, int] = {}
    keys = [next((BODY + b for b in sorted(n.bodies) if not n.places), n.key) or n.text for n in names]
    return np.array([label.setdefault(key, len(label)) for key in keys], dtype=np.int64)


class _View:
    """The names of a file with what is reckoned once for all pairs."""

    def __init__(self, names: Sequence[Name]) -> None:
        self.names = names = _without_doubtful_bodies(names)
        counts = Counter(token for tokens in {frozenset(n.forms[0].tokens) for n in names} for token in tokens)
        self.total = max(len(names), 2)
        self.weight = {token: self._weight(token, n) for token, n in counts.items()}
        self.initials = [_all_initials(n) for n in names]
        self.squeezed = ["".join(n.forms[0].plain) for n in names]
        self.sorted = [" ".join(sorted(n.forms[0].tokens)) for n in names]
        self.numbers = [frozenset(t for t in n.forms[0].plain if any(c.isdigit() for c in t)) for n in names]
        self.grams = _gram_vectors(self.squeezed)
        self.letters: dict[tuple[int, int], float] = {}
        self._spelt: dict[str, set[str]] = {}
        self.by_acronym = self._acronym_index()

    def _weight(self, token: str, count: int) -> float:
        rarity = math.log((self.total + 1) / (count + 0.5)) / math.log(self.total + 1)
        generic = token.startswith(COUNTRY) or token in _generic()
        return max(0.05, rarity * (GENERIC if generic else 1.0))

    def weigh_letters(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Cosine of letter triples of every pair, reckoned at once."""
        left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        product = self.grams[left].multiply(self.grams[right]).sum(axis=1)
        self.letters = dict(zip(pairs, np.asarray(product).ravel().tolist(), strict=True))

    def weigh(self, token: str) -> float:
        return self.weight.get(token, 1.0)

    def _acronym_index(self) -> dict[str, set[int]]:
        """Names that an acronym may stand for, by first letters."""
        found: dict[str, set[int]] = defaultdict(set)
        for i, made in enumerate(self.initials):
            for acronym in made:
                found[acronym].add(i)
        return found

    # which pairs -----------------------------------------------------------------------------------------------------

    def candidates(self) -> set[tuple[int, int]]:
        found = set(self._by_letters())
        for group in (*self._by_word().values(), *self._by_body().values()):
            if len(group) <= CROWD:
                found |= set(combinations(sorted(group), 2))
        short: dict[str, set[int]] = defaultdict(set)
        for i, name in enumerate(self.names):
            for acronym in name.acronyms:
                short[acronym].add(i)
        for acronym, group in short.items():
            if len(group) <= CROWD:
                found |= set(combinations(sorted(group), 2))
            found |= {(min(i, j), max(i, j)) for i in group for j in self.by_acronym.get(acronym, ()) if i != j}
        return found | set(self._by_beginnings(short))

    def _by_word(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for i, name in enumerate(self.names):
            for token in {t for form in name.forms for t in form.tokens}:
                found[token].add(i)
        return found

    def _by_body(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for i, name in enumerate(self.names):
            for body in name.bodies:
                found[body].add(i)
        return found

    def _by_letters(self) -> Iterable[tuple[int, int]]:
        likeness = (self.grams @ self.grams.T).tocsr()
        for i in range(len(self.names)):
            row = slice(likeness.indptr[i], likeness.indptr[i + 1])
            near, score = likeness.indices[row], likeness.data[row]
            for j in near[np.argsort(-score, kind="stable")[: NEIGHBOURS + 1]]:
                if i != j:
                    yield min(i, int(j)), max(i, int(j))

    def _by_beginnings(self, short: dict[str, set[int]]) -> Iterable[tuple[int, int]]:
        """Acronyms that are cut from the beginnings of words; looked for among names with the same first letter."""
        first: dict[str, list[int]] = defaultdict(list)
        for i, name in enumerate(self.names):
            if len(name.forms[0].plain) > 1:
                first[name.forms[0].plain[0][:1]].append(i)
        for acronym, group in short.items():
            if len(acronym) >= 4:
                for j in first.get(acronym[0], ()):
                    if any(spells(acronym, form.plain) for form in self.names[j].forms):
                        yield from ((min(i, j), max(i, j)) for i in group if i != j)

    # what is seen of a pair ------------------------------------------------------------------------------------------

    def signals(self, i: int, j: int) -> list[float]:
        one, other = self.names[i], self.names[j]
        short = one.acronyms | other.acronyms
        whole = self._overlap(one.forms[0], other.forms[0], short)
        parts = list(product(one.forms, other.forms))[1:]
        best = max((self._overlap(f, g, short)[0] for f, g in parts if self._telling(f, g)), default=0.0)
        letters = self.letters.get((i, j), 0.0)
        spelling = fuzz.ratio(self.sorted[i], self.sorted[j]) / 100
        return [
            whole[0], max(best, whole[0]), *whole[1:6], letters, spelling,
            float(self.squeezed[i] == self.squeezed[j]), *_bodies(one, other), *self._acronym(i, j),
            *_countries(one, other), *_lengths(one, other), float(self.numbers[i] != self.numbers[j]),
            whole[6],
        ]  # fmt: skip

    def _telling(self, form: Form, other: Form) -> bool:
        """Two forms may stand for their names when they share a word, and each has one that is not generic."""
        if set(form.tokens).isdisjoint(other.tokens):
            return False
        return all(any(not is_generic(t) for t in f.tokens) for f in (form, other))

    def _overlap(self, form: Form, other: Form, short: frozenset[str]) -> tuple[float, ...]:
        """Weighted share of common words, of the shorter; the rarest and sum shared; the rarest missed on each side."""
        mine, theirs = set(form.tokens), set(other.tokens)
        common = mine & theirs
        only_mine, only_theirs = mine - common, theirs - common
        shared = [self.weigh(t) for t in common]
        for token in sorted(only_mine - short):
            if twin := next((t for t in sorted(only_theirs - short) if _spelling(token, t)), None):
                only_mine.discard(token)
                only_theirs.discard(twin)
                shared.append(min(self.weigh(token), self.weigh(twin)))
        missed, missed_too = [self.weigh(t) for t in only_mine], [self.weigh(t) for t in only_theirs]
        both, least = sum(shared), min(sum(missed), sum(missed_too))
        low, high = sorted((max(missed, default=0.0), max(missed_too, default=0.0)))
        generic = bool(shared) and all(is_generic(t) for t in only_mine | only_theirs)
        union = both + sum(missed) + sum(missed_too)
        return (
            both / union if union else 0.0, both / (both + least) if both else 0.0, max(shared, default=0.0), both,
            low, high, float(generic),
        )  # fmt: skip

    def _acronym(self, i: int, j: int) -> tuple[float, ...]:
        one, other = self.names[i], self.names[j]
        if not one.acronyms and not other.acronyms:
            return NO_ACRONYM
        shared = one.acronyms & other.acronyms
        initial = {a: self.initials[j][a] for a in one.acronyms if a in self.initials[j]}
        initial |= {a: self.initials[i][a] for a in other.acronyms if a in self.initials[i]}
        begins = {a for a in one.acronyms if any(spells(a, f.plain) for f in other.forms)}
        begins |= {a for a in other.acronyms if any(spells(a, f.plain) for f in one.forms)}
        used = shared | initial.keys() | begins
        length = max((len(a) for a in used), default=0)
        crowd = min((len(self._expansions(a)) for a in initial or used), default=0)
        alone = bool(used) and any(len(n.forms[0].plain) == 1 for n in (one, other))
        return (
            float(bool(shared)),
            float(alone),
            max(initial.values(), default=0.0),
            float(bool(begins)),
            float(length),
            math.log1p(crowd),
        )

    def _expansions(self, acronym: str) -> set[str]:
        if acronym not in self._spelt:
            self._spelt[acronym] = {self.names[k].key for k in self.by_acronym.get(acronym, ())}
        return self._spelt[acronym]


def _standing(left: IntArray, right: IntArray, signals_ps: FloatArray, group_n: IntArray) -> list[FloatArray]:
    """Whether each is the other's best outside its own group, and how far the pair is behind the best of both."""
    score_p = signals_ps[:, [1, 7, 10, 16]] @ np.array([1.0, 0.7, 2.0, 0.8])
    left, right = group_n[left], group_n[right]
    within = left == right
    best = np.zeros(int(group_n.max(initial=0)) + 1)
    for ends in (left, right):
        np.maximum.at(best, ends[~within], score_p[~within])
    mutual = (score_p >= best[left] - 1e-9).astype(float) + (score_p >= best[right] - 1e-9)
    behind = score_p - (best[left] + best[right]) / 2
    return [np.where(within, 2.0, mutual), np.where(within, 0.0, behind)]


def _without_doubtful_bodies(names: Sequence[Name]) -> list[Name]:
    """A bare acronym names no known body where another name here spells it out otherwise."""
    spelt: dict[str, set[frozenset[str]]] = defaultdict(set)
    for name in names:
        for acronym, usual in _all_initials(name).items():
            if usual >= USUAL:
                spelt[acronym].add(name.bodies)
    return [
        n if not _doubtful(n, spelt) else replace(n, bodies=frozenset(), exactly=frozenset(), forms=_as_words(n))
        for n in names
    ]


def _doubtful(name: Name, spelt: dict[str, set[frozenset[str]]]) -> bool:
    bare = name.forms[0].plain
    return len(bare) == 1 and len(bare[0]) < 5 and bool(name.bodies) and any(
        not others & name.bodies for others in spelt.get(bare[0], ())
    )  # fmt: skip


def _as_words(name: Name) -> tuple[Form, ...]:
    return tuple(Form(form.plain, form.plain) for form in name.forms)


def _all_initials(name: Name) -> dict[str, float]:
    found: dict[str, float] = {}
    for form in name.forms:
        for acronym, usual in initials(form.plain).items():
            found[acronym] = max(usual, found.get(acronym, 0.0))
    return found


def _gram_vectors(texts: Sequence[str]) -> sparse.csr_array:
    """Unit vectors of weighted letter triples, shape (names, triples)."""
    grams = [Counter(f"^{t}$"[k : k + 3] for k in range(max(1, len(t)))) for t in texts]
    column = {gram: c for c, gram in enumerate(sorted({g for found in grams for g in found}))}
    rows = np.repeat(np.arange(len(texts)), [len(found) for found in grams])
    at = np.array([column[g] for found in grams for g in found], dtype=np.int64)
    count = np.array([n for found in grams for n in found.values()], dtype=np.float64)
    rarity = np.log((len(texts) + 1) / (np.bincount(at, minlength=len(column)) + 0.5))
    made = sparse.csr_array((count * rarity[at], (rows, at)), shape=(len(texts), len(column)))
    length = np.sqrt(np.asarray(made.multiply(made).sum(axis=1)).ravel())
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(length, 1e-12)) @ made)


def _bodies(one: Name, other: Name) -> tuple[float, float, float, float]:
    if one.bodies and other.bodies:
        same = bool(one.bodies & other.bodies)
        return float(same), float(bool(one.exactly & other.exactly)), float(not same), 0.0
    return 0.0, 0.0, 0.0, float(bool(one.bodies or other.bodies))


def _countries(one: Name, other: Name) -> tuple[float, float, float]:
    if one.places and other.places:
        same = bool(one.places & other.places)
        return float(same), float(not same), 0.0
    return 0.0, 0.0, float(bool(one.places or other.places))


def _lengths(one: Name, other: Name) -> tuple[float, float]:
    low, high = sorted((len(one.forms[0].tokens), len(other.forms[0].tokens)))
    return float(min(low, 6)), float(min(high - low, 6))


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(words().same.values())


def is_generic(token: str) -> bool:
    """True for a country and for words that thousands of bodies carry: ministry, international, development."""
    return token.startswith(COUNTRY) or token in _generic()


@lru_cache(maxsize=262_144)
def _spelling(one: str, other: str) -> bool:
    """Two words that are spellings of one, or one the beginning of the other."""
    if min(len(one), len(other)) < 4 or COUNTRY in one + other or BODY in one + other or one[0] != other[0]:
        return False
    if one.startswith(other) or other.startswith(one):
        return True
    return min(len(one), len(other)) >= 5 and JaroWinkler.similarity(one, other) >= ALIKE
