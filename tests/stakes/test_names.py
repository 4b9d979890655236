"""What names say: rare words weigh, nobody is kin to itself, and the fast tables say what slow loops say."""

import numpy as np
import pytest

from convenor.stakes.corpus import counts_as_stem, stem, tokens
from convenor.stakes.names import FAINT, kin, named, read_names, told

NAMES = [
    ["international organization for migration", "iom"],
    ["ministry of health of mali"],
    ["ministry of health of niger"],
    ["ministry of finance of niger"],
    ["acted"],
    [],
]


@pytest.fixture(scope="module")
def names():
    return read_names(NAMES)


def _stems(text):
    return {stem(word) for word in tokens(text) if counts_as_stem(word)}


def _rarity():
    held = [set().union(*(_stems(name) for name in of_one)) for of_one in NAMES]
    every = set().union(*held)
    return held, {one: np.log((1 + len(NAMES)) / (1 + sum(one in h for h in held))) + 1 for one in every}


def test_told_is_the_rare_share_of_a_name_that_stands_in_the_text(names):
    text = "health of migrants on the border of niger"
    held, rarity = _rarity()
    slow = [sum(rarity[o] for o in h & _stems(text)) / max(sum(rarity[o] for o in h), 1e-12) for h in held]
    found = told(names, text)
    assert found == pytest.approx(slow)
    assert found[2] > found[1] > 0  # two words of three, one of three
    assert found[0] == 0  # "migrants" and "migration" part at the sixth letter
    assert found[4] == found[5] == 0


def test_a_name_that_stands_whole_is_told_whole(names):
    assert told(names, "by the ministry of health of mali")[1] == pytest.approx(1.0)


def test_kin_is_the_mean_likeness_to_others_and_never_to_itself(names):
    weight_a = np.array([0.0, 2.0, 1.0, 0.0, 0.0, 0.0])
    held, rarity = _rarity()

    def cosine(one, other):
        length = np.sqrt([sum(rarity[o] ** 2 for o in h) or 1e-24 for h in (one, other)])
        return sum(rarity[o] ** 2 for o in one & other) / np.prod(length)

    slow = [sum(w / 3 * cosine(held[a], held[b]) for b, w in enumerate(weight_a) if a != b) for a in range(len(NAMES))]
    found = kin(names, weight_a)
    assert found == pytest.approx(np.log(np.array(slow) + FAINT))
    assert found[3] > found[4] == pytest.approx(np.log(FAINT))
    assert found[1] < found[2]  # mali counts twice for niger, niger once for mali


def test_without_companions_nobody_is_kin(names):
    assert kin(names, np.zeros(6)) == pytest.approx(np.full(6, np.log(FAINT)))


def test_nobody_has_a_name():
    nobody = read_names([[], []])
    assert named(nobody, "any text").tolist() == told(nobody, "any text").tolist() == [0.0, 0.0]
    assert kin(nobody, np.ones(2)) == pytest.approx(np.full(2, np.log(FAINT)))
