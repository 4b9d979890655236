"""Places kept for newcomers on a list that habit would fill: a kernel, arrays in, arrays out."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

PLACES = 0.2  # of all places; costs all hit@10 .01 to .03 before 2020 on IATI, first meetings are not found without


def with_places(score_a: FloatArray, newcomer_a: BoolArray, share: float = PLACES) -> FloatArray:
    """The order of the scores, but with a guaranteed share of places for newcomers, from the top down.

    Habit fills the first places wherever the same bodies meet again and again; whom one would not have thought of
    would then never be seen. Among the first i places at least floor(i * share) go to newcomers; where they earn more
    by their scores, nothing changes. Probabilities are not touched.

    Args:
        score_a: Scores, -inf for those who cannot be ranked, shape (a,).
        newcomer_a: True without a shared past activity with those inside, shape (a,).
        share: Guaranteed share [0, 1].

    Returns:
        Places as numbers that fall from the first to the last [-n_actors, -1]; -inf stays, shape (a,).
    """
    order = [int(a) for a in np.argsort(-score_a, kind="stable") if np.isfinite(score_a[a])]
    new = [a for a in order if newcomer_a[a]]
    old = [a for a in order if not newcomer_a[a]]
    place_a = np.full(len(score_a), -np.inf)
    i = j = 0
    for place in range(1, len(order) + 1):
        due = i < int(place * share + 1e-9)
        if i < len(new) and (j >= len(old) or due or score_a[new[i]] > score_a[old[j]]):
            place_a[new[i]], i = -place, i + 1
        else:
            place_a[old[j]], j = -place, j + 1
    return place_a
