"""What the tests of selection share: small problems with terms drawn at random."""

import numpy as np
import pytest

from convenor.partnerships.problem import Problem, Quota

CURVES = (((1.0, 1.0),), ((1.0, 1.0), (1.0, 0.5), (1.0, 0.2)), ((0.5, 1.2), (0.5, 0.8)))


def draw(rng, most=9):
    """A small problem with terms drawn at random; amounts and costs are round, so that ties happen."""
    actors, caps = int(rng.integers(2, most + 1)), int(rng.integers(1, 5))
    offers_ac = np.round(rng.random((actors, caps)) * (rng.random((actors, caps)) < 0.6), 1)
    steps = []
    for weight in rng.dirichlet(np.ones(int(rng.integers(1, 4)))):
        needed = rng.permutation(caps)[: int(rng.integers(1, caps + 1))]
        steps.append((float(weight), tuple((int(c), float(rng.choice([0.5, 1.0, 1.5]))) for c in needed)))
    hard_ac = rng.random((actors, caps)) < 0.4
    pick = rng.random(8) < 0.35
    names = rng.permutation(actors)
    return Problem(
        offers_ac=offers_ac,
        cost_a=np.round(rng.random(actors) * 2, 1),
        steps=tuple(steps),
        curve=CURVES[int(rng.integers(3))],
        mu=float(rng.choice([0.0, 0.0, 0.1])),
        budget=float(np.round(rng.uniform(0.5, actors), 1)) if pick[0] else np.inf,
        size=int(rng.integers(1, actors + 1)) if pick[1] else None,
        quotas=tuple(
            Quota(name=f"mark {q}", mask_a=rng.random(actors) < 0.5, count=int(rng.integers(0, 3)),
                  share=float(rng.choice([0.0, 0.3, 0.5])))
            for q in range(int(pick[2]) + int(pick[3]))
        ),
        hard_ac=hard_ac if pick[4] else None,
        hard_share=float(rng.choice([0.0, 0.3, 0.5])) if pick[4] and pick[5] else None,
        apart_p2=names[:2].reshape(1, 2).astype(np.int64) if pick[6] else np.zeros((0, 2), np.int64),
        must=(int(names[-1]),) if pick[7] and actors > 2 else (),
        salience_a=np.round(rng.random(actors), 1),
    )  # fmt: skip


@pytest.fixture(scope="session")
def random_problem():
    """`draw(rng, most=9)`: a small problem with random terms."""
    return draw
