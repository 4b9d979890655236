"""Kept votes lose their names, and go when their day has come."""

import datetime as dt

import numpy as np
import pytest

from convenor.dialogue.keep import forget, keep, kept, pseudonymous
from convenor.errors import SourceError

DAY = dt.date(2025, 6, 30)


def test_pseudonyms_are_new_and_their_order_says_nothing(conversation):
    found = pseudonymous(conversation)
    assert not set(found.participants) & set(conversation.participants)
    assert found.participants == tuple(sorted(found.participants))
    rows = sorted(map(repr, np.nan_to_num(conversation.votes_ps, nan=9).tolist()))
    assert sorted(map(repr, np.nan_to_num(found.votes_ps, nan=9).tolist())) == rows
    assert set(pseudonymous(conversation).participants) != set(found.participants)


def test_votes_are_kept_until_their_day_and_then_deleted(conversation, tmp_path):
    keep(conversation, tmp_path, delete_by=DAY)
    assert np.array_equal(kept(tmp_path, today=DAY).votes_ps, conversation.votes_ps, equal_nan=True)
    assert forget(tmp_path, today=DAY) == 0
    after = DAY + dt.timedelta(days=1)
    with pytest.raises(SourceError, match="were to be deleted") as error:
        kept(tmp_path, today=after)
    assert error.value.code == "votes.expired"
    assert forget(tmp_path, today=after) == 5
    assert not list(tmp_path.iterdir())


def test_a_deletion_date_that_cannot_be_read_is_not_passed_over(conversation, tmp_path):
    keep(conversation, tmp_path, delete_by=DAY)
    (tmp_path / "format.json").write_text('{"delete-by": "soon"}')
    with pytest.raises(SourceError, match="deletion date"):
        kept(tmp_path, today=DAY)
