"""Near-duplicates and bursts count once; nobody else is touched."""

import numpy as np
import pytest

from convenor.dialogue import convene
from convenor.dialogue.bridging import rates
from convenor.dialogue.brigading import bursts, capped, discounts, near_duplicates
from convenor.dialogue.conversation import conversation_of
from convenor.dialogue.opinion import fit
from tests.dialogue.made_up import planted

BLOCKED_COLUMN = 1


def stuffed(conversation, number, seed=0):
    """The conversation with sybils added that vote alike on everything, at odds with everybody."""
    rng = np.random.default_rng(seed)
    line = rng.choice([-1, 1], size=len(conversation.statements))
    rows = [
        (who, row.id, int(vote))
        for who, votes in zip(conversation.participants, conversation.votes_ps, strict=True)
        for row, vote in zip(conversation.statements, votes, strict=True)
        if not np.isnan(vote)
    ]
    rows += [(f"z{i}", row.id, int(line[s])) for i in range(number) for s, row in enumerate(conversation.statements)]
    return conversation_of(rows, conversation.statements)


def test_sybils_are_found_and_nobody_else(conversation):
    assert near_duplicates(conversation.votes_ps) == []
    found = near_duplicates(stuffed(conversation, 5).votes_ps)
    assert [len(cluster.members) for cluster in found] == [5]
    assert discounts(found, 95).sum() == pytest.approx(91)


def test_a_camp_is_named_but_not_discounted():
    found = near_duplicates(stuffed(planted(people=60, statements=60)[0], 30).votes_ps)
    assert [(len(cluster.members), cluster.factor) for cluster in found] == [(30, 1.0)]


def test_a_burst_counts_only_where_its_voters_are_alike(conversation):
    votes_ps = conversation.votes_ps
    times_ps = np.where(np.isnan(votes_ps), np.nan, (np.arange(len(votes_ps)) * 3_600_000.0)[:, None])
    crowd = np.arange(20)
    times_ps[crowd] = np.where(np.isnan(votes_ps[crowd]), np.nan, 5_000.0)
    assert bursts(votes_ps, times_ps) == []
    alike_ps = votes_ps.copy()
    alike_ps[crowd] = votes_ps[0]
    times_ps[crowd] = np.where(np.isnan(alike_ps[crowd]), np.nan, 5_000.0)
    assert [len(cluster.members) for cluster in bursts(alike_ps, times_ps)] == [20]


def test_a_stratum_is_capped():
    codes_p = np.array([0] * 8 + [1, 1])
    weights_p = capped(np.ones(10), codes_p, 0.5)
    assert weights_p[codes_p == 0].sum() == pytest.approx(5)
    assert weights_p.mean() == pytest.approx(1)


def test_five_per_cent_of_sybils_do_not_push_their_statement_up_by_a_tenth_of_the_list():
    conversation, _ = planted(people=120, statements=40)
    attacked = stuffed(conversation, 6)
    target = BLOCKED_COLUMN

    def place(held, weight_p):
        opinions = fit(held.votes_ps, rank=2, chains=2, burn=30, sweeps=40)
        found = rates(opinions, weight_p[None], np.random.default_rng(0))
        return int((found.agree_dgs.mean(axis=0)[0] > found.agree_dgs.mean(axis=0)[0, target]).sum())

    honest = place(conversation, np.ones(120))
    guarded = place(attacked, discounts(near_duplicates(attacked.votes_ps), 126))
    assert abs(guarded - honest) < 0.1 * 40


def test_what_was_discounted_is_said_without_showing_a_small_cell(conversation):
    row = convene(stuffed(conversation, 5), sweeps=20).discounts[0]
    assert (row.kind, row.people, row.factor) == ("near-duplicates", None, None)
    assert "count once" in row.why
