"""Names that stand under a reference by mistake, and references that stand for nobody in particular.

Publishers put their own name beside a donor's reference, or one reference beside all their partners. A stray name
must join nobody: it is not read. Pure: names in, names out.
"""

from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz import fuzz

from convenor.evidence.names import Name, read_name

CROWD = 3  # groups of unlike names under one reference from which it may stand for nobody in particular
MOSTLY = 0.5  # a reference with more of its names alike than this share stands for one body all the same
NEAR = 80  # likeness of letters [0-100] from which two names are alike


def own_names(names: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[str, ...]]:
    """The names of each reference that are its own; at least one.

    A name is a stray where less than half of what stands there is like it, or just half while it is at home elsewhere.

    Args:
        names: Names by reference with how often each stands there, the most frequent first.

    Example:
        >>> own_names({"a": {"Ferry Union": 2, "The Ferry Union": 1, "Old Mill": 1}, "b": {"Old Mill": 1}})["a"]
        ('Ferry Union', 'The Ferry Union')
    """
    share = {key: _shares(found) for key, found in names.items()}
    home: dict[str, float] = defaultdict(float)
    for found in share.values():
        for name, part in found.items():
            home[name] = max(home[name], part)

    def own(name: str, part: float) -> bool:
        return part > 0.5 or (part == 0.5 and home[name] <= 0.5)

    return {
        key: tuple(n for n, part in found.items() if own(n, part)) or (next(iter(found)),)
        for key, found in share.items()
    }


def unlike(names: Mapping[str, int]) -> bool:
    """True where the names, given with how often each stands there, are of many bodies, none of which has most."""
    if len(names) < CROWD:
        return False
    groups: list[list[Name]] = []
    for name in map(read_name, names):
        near = [group for group in groups if any(_alike(name, other) for other in group)]
        groups = [g for g in groups if g not in near] + [[name, *(n for group in near for n in group)]]
    most = max(sum(names[name.text] for name in group) for group in groups)
    return len(groups) >= CROWD and most <= MOSTLY * sum(names.values())


def _shares(names: Mapping[str, int]) -> dict[str, float]:
    """Share of what stands there that is like each name, itself among it."""
    read = [read_name(name) for name in names]
    total = sum(names.values())
    return {one.text: sum(names[other.text] for other in read if _alike(one, other)) / total for one in read}


def _alike(one: Name, other: Name) -> bool:
    """They share a body, an acronym or a word, or are near in letters; two known bodies are alike by letters alone."""
    if one.text == other.text or one.bodies & other.bodies or one.acronyms & other.acronyms:
        return True
    letters = [" ".join(n.forms[0].plain) for n in (one, other)]
    if one.bodies and other.bodies:
        return fuzz.ratio(*letters) >= NEAR
    mine, theirs = ({w for form in n.forms for w in form.tokens} for n in (one, other))
    return bool(mine & theirs) or fuzz.partial_ratio(*letters) >= NEAR
