"""A family of sets told briefly: those that differ only by who stands for whom, as "any two of A, B and C"."""

from collections.abc import Sequence

from convenor.partnerships.words import join

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def ways(sets: Sequence[Sequence[int]], names: Sequence[str], most: int = 12) -> tuple[str, ...]:
    """Sets of partners in words, one line per sort of set.

    Args:
        sets: Sets of places in `names`.
        names: What each is called.
        most: Names told per list.

    Example:
        >>> ways([(0, 1), (0, 2), (1, 2)], ["A", "B", "C"])
        ('any two of A, B and C',)
        >>> ways([(0, 1), (0, 2)], ["A", "B", "C"])
        ('A with any one of B and C',)
    """
    family = {frozenset(each) for each in sets}
    classes = _classes(family)
    sorts = dict.fromkeys(tuple(len(each & group) for group in classes) for each in sorted(family, key=sorted))
    return tuple(_words(sort, classes, names, most) for sort in sorts)


def _words(sort: Sequence[int], classes: Sequence[frozenset[int]], names: Sequence[str], most: int) -> str:
    always = [i for count, group in zip(sort, classes, strict=True) if count == len(group) for i in group]
    parts = [join([names[i] for i in sorted(always)], most)] if always else []
    for count, group in zip(sort, classes, strict=True):
        if 0 < count < len(group):
            number = NUMBERS[count] if count < len(NUMBERS) else str(count)
            parts.append(f"any {number} of {join([names[i] for i in sorted(group)], most)}")
    return " with ".join(parts) if parts else "nobody need commit first"


def _classes(family: set[frozenset[int]]) -> list[frozenset[int]]:
    """Partners that may be exchanged for one another without leaving the family; in the order of their first."""
    open_, classes = sorted(set().union(*family)) if family else [], list[frozenset[int]]()
    while open_:
        first = open_[0]
        group = frozenset(other for other in open_ if _alike(family, first, other))
        classes.append(group)
        open_ = [other for other in open_ if other not in group]
    return classes


def _alike(family: set[frozenset[int]], one: int, other: int) -> bool:
    swap = {one: other, other: one}
    return all(frozenset(swap.get(i, i) for i in each) in family for each in family)
