"""Names that differ in case, accents, punctuation, articles and legal marks alone: one body, unless a claim says no.

The learned model does not know it, for it learned from names of which few have a legal mark. Pure: names in, pairs out.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from convenor.evidence.names import Name
from convenor.evidence.wordlists import words

SHORTEST = 5  # letters of a single word; a shorter one is an acronym, and acronyms are shared
_ARTICLES = frozenset({
    "the", "of", "and", "le", "la", "les", "l", "el", "los", "las", "il", "der", "die", "das", "de", "du",
})  # fmt: skip
_SAME_MARK = {"limited": "ltd", "incorporated": "inc", "corporation": "inc", "corp": "inc", "company": "co"}


def twins(names: Sequence[Name]) -> list[tuple[int, int]]:
    """Pairs of the same words whose legal marks do not contradict each other.

    Two different marks are two firms: a bank's subsidiary in each of two countries.
    """
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        if lean := _lean(name):
            alike[lean].append(i)
    pairs = (pair for group in alike.values() for pair in combinations(group, 2))
    return [(i, j) for i, j in pairs if not names[i].mixed and not names[j].mixed and _agree(names[i], names[j])]


def _lean(name: Name) -> tuple[str, ...]:
    """The words that carry the name, untranslated; empty where they are too few letters to be one body's."""
    kept = tuple(w for w in name.forms[0].plain if w not in _ARTICLES and w not in words().legal)
    return kept if len(kept) > 1 or len("".join(kept)) >= SHORTEST else ()


def _agree(one: Name, other: Name) -> bool:
    mine, theirs = ({_SAME_MARK.get(w, w) for w in n.forms[0].plain if w in words().legal} for n in (one, other))
    return not mine or not theirs or mine == theirs
