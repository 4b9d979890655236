"""A made-up conversation with planted groups, one statement all share and one that a minority blocks."""

import numpy as np

from convenor.dialogue.conversation import Conversation, conversation_of
from convenor.model.dialogue import Statement

SHARED, BLOCKED = "0", "1"


def planted(
    *, people: int = 90, statements: int = 24, groups: int = 2, share: float = 0.7, seed: int = 1
) -> tuple[Conversation, np.ndarray]:
    """Groups disagree on all statements but "0", which all like; "1" is liked by all but the last group.

    Returns:
        The conversation, whose participants are p0, p1, …, and the group of each.
    """
    rng = np.random.default_rng(seed)
    group_p = np.minimum((np.arange(people) * groups) // people, groups - 1)
    likes_gs = rng.choice([0.12, 0.88], size=(groups, statements))
    likes_gs[1] = 1 - likes_gs[0]
    likes_gs[:, 0] = 0.95
    likes_gs[:, 1] = 0.92
    likes_gs[-1, 1] = 0.04
    ballots = []
    for p in range(people):
        for s in range(statements):
            if rng.random() < share:
                vote = 0 if rng.random() < 0.08 else 1 if rng.random() < likes_gs[group_p[p], s] else -1
                ballots.append((f"p{p}", str(s), vote))
    texts = [Statement(id=str(s), text=f"Sentence {s}") for s in range(statements)]
    conversation = conversation_of(ballots, texts, title="A made-up question")
    order = [int(name[1:]) for name in conversation.participants]
    return conversation, group_p[order]


def cloud(*, people: int = 80, statements: int = 20, seed: int = 2) -> Conversation:
    """Votes by chance alone: nothing to find."""
    rng = np.random.default_rng(seed)
    return conversation_of(
        (f"p{p}", str(s), int(rng.choice([-1, 0, 1], p=[0.4, 0.1, 0.5])))
        for p in range(people)
        for s in range(statements)
    )
