"""From a learned score to salience, and to what speaks for an actor in words that a desk officer knows."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from convenor.stakes.calibrate import sigmoid
from convenor.stakes.ground import Ground, Query
from convenor.stakes.learn import PARTS, Model, Scored, probability, score
from convenor.stakes.signals import AGAIN

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

MIDDLE = 20  # where salience is a rank, half a point is what the candidate in this place has

SCHEMES = ("scheme", "same scheme", "usual schemes")
GROUPS = {
    "text": ("words", "stems", "meaning", "profile", "named", "name told", "name meant"),
    "place": ("places", "place"),
    "need": ("purposes", "purpose"),
    "recency": ("age",),
    "ties": ("known", "ties", "tied", "led by", "led", "inside", "reach", "second degree", "name kin"),
    "company": ("company", "size", "usual size"),
    "country": ("seats", "led from", "country", "same country", "usual countries", "usual lead"),
    "kind": ("led by kind", "kind", "usual kinds", "kind of work", "kind returns", "role", *SCHEMES),
    "record": ("amount", "activity", "once", "leads", "breadth"),
    "newcomer": ("newcomer to a closed circle",),
}
"""What a person reads > signals of the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Salience of all actors, and what carries it.

    Attributes:
        salience_a: A probability where calibrated, else a rank on [0, 1]; 0 for those whom nothing on file touches.
        calibrated: True where it is a probability.
        part_ah: Contribution of each group of signals, log-odds above the mean actor, columns `GROUPS`.
        weight_n: Weight of each item of the past, sums to 1.
        alike_n: Likeness of each item's text to the question, the best is 1.
    """

    salience_a: FloatArray
    calibrated: bool
    part_ah: FloatArray
    weight_n: FloatArray
    alike_n: FloatArray


def weigh(model: Model, ground: Ground, query: Query, touched_a: BoolArray, alike_n: FloatArray) -> Weighed:
    """Salience of every actor for a question; those inside are weighed as if they were not.

    Args:
        model: Learned on this book, or the one that ships.
        ground: The past.
        query: The question.
        touched_a: Whom anything on file connects with the question.
        alike_n: Likeness of each item's text, the best is 1.
    """
    scored = score(model, ground, query)
    inside = np.flatnonzero(~np.isfinite(scored.score_a))
    if len(inside):
        scored = _from_outside(scored, score(model, ground, replace(query, lead=-1, known=())), inside)
    calibrated = model.intercept is not None
    salience_a = probability(model, scored.score_a) if calibrated else ranks(scored.score_a, touched_a)
    part_ah = np.stack([scored.part_am[:, _columns(names)].sum(axis=1) for names in GROUPS.values()], axis=1)
    middle_h = part_ah[touched_a].mean(axis=0) if touched_a.any() else np.zeros(len(GROUPS))
    return Weighed(
        salience_a=np.where(touched_a, salience_a, 0.0),
        calibrated=calibrated,
        part_ah=part_ah - middle_h,
        weight_n=scored.weight_k,
        alike_n=alike_n,
    )


def nothing(n_actors: int) -> Weighed:
    """Where nothing was done yet, nobody has a record."""
    return Weighed(
        salience_a=np.zeros(n_actors),
        calibrated=False,
        part_ah=np.zeros((n_actors, len(GROUPS))),
        weight_n=np.zeros(0),
        alike_n=np.zeros(0),
    )


def ranks(score_a: FloatArray, touched_a: BoolArray) -> FloatArray:
    """Scores on (0, 1) in their order: half a point is what the twentieth candidate has.

    Example:
        >>> ranks(np.array([2.0, 0.0, 1.0]), np.array([True, True, True])).round(2).tolist()
        [0.88, 0.5, 0.73]
    """
    best = np.sort(score_a[touched_a])[::-1][:MIDDLE]
    return sigmoid(score_a - best[-1]) if len(best) else np.zeros(len(score_a))


def _from_outside(scored: Scored, outside: Scored, inside: npt.NDArray[np.int64]) -> Scored:
    """The same scores, with those inside scored as the second question sees them."""
    score_a, part_am = scored.score_a.copy(), scored.part_am.copy()
    score_a[inside], part_am[inside] = outside.score_a[inside], outside.part_am[inside]
    return Scored(score_a=score_a, part_am=part_am, weight_k=scored.weight_k)


def _columns(names: tuple[str, ...]) -> list[int]:
    twice = [f"{name} of a newcomer" for name in names if name in AGAIN]
    return [PARTS.index(name) for name in (*names, *twice)]
