"""From pairs to groups: against a slow twin, and where a chain of near misses tempts."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convenor.evidence.clusters import FAINT, join


def groups(n, scores, threshold, apart=()):
    left, right = (
        (np.array(side, dtype=np.int64) for side in zip(*scores, strict=True)) if scores else (np.zeros(0, int),) * 2
    )
    return join(n, left, right, np.array(list(scores.values()), dtype=float), threshold=threshold, apart=apart)


def slow(n, scores, threshold):
    """The same by looking at every two groups each time."""
    found = [[i] for i in range(n)]

    def mean(a, b):
        pairs = [scores.get((min(i, j), max(i, j)), 0.0) for i in a for j in b]
        return sum(s for s in pairs if s >= FAINT) / len(pairs)

    while True:
        best = max(((mean(a, b), a, b) for a, b in combinations(found, 2)), key=lambda t: t[0], default=(0, [], []))
        if best[0] < threshold:
            return {frozenset(group) for group in found}
        found = [g for g in found if g not in (best[1], best[2])] + [best[1] + best[2]]


@given(st.lists(st.floats(0.01, 0.99), min_size=15, max_size=15, unique=True), st.sampled_from([0.3, 0.5, 0.8]))
def test_groups_are_those_of_the_slow_twin(given_scores, threshold):
    scores = dict(zip(combinations(range(6), 2), given_scores, strict=True))
    label = groups(6, scores, threshold)
    assert {frozenset(np.flatnonzero(label == g).tolist()) for g in set(label.tolist())} == slow(6, scores, threshold)


def test_a_chain_of_near_misses_makes_no_one_body():
    label = groups(3, {(0, 1): 0.9, (1, 2): 0.8}, 0.5)
    assert label[0] == label[1] != label[2]


def test_those_said_to_be_apart_never_share_a_group():
    label = groups(3, {(0, 1): 0.9, (1, 2): 0.9, (0, 2): 0.9}, 0.5, apart=[(0, 2)])
    assert label[0] != label[2]


def test_nobody_is_joined_where_there_are_no_pairs():
    assert groups(3, {}, 0.5).tolist() == [0, 1, 2]
