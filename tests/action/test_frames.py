"""Tables of nouns as pandas, polars and Arrow: the same cells in each."""

from dataclasses import replace

import pytest

from convenor.action import table
from convenor.action.tables import tables
from convenor.errors import ConvenorError, NotFoundError


def columns(frame, form):
    return list(frame.column_names if form == "arrow" else frame.columns)


def cells(frame, form):
    if form == "pandas":
        return {name: [None if value != value else value for value in frame[name].tolist()] for name in frame}
    return frame.to_pydict() if form == "arrow" else frame.to_dict(as_series=False)


def plain(value):
    return None if value is None else str(value).replace("\ud800", "?")


@pytest.mark.parametrize("form", ["pandas", "polars", "arrow"])
def test_every_table_is_the_same_in_every_library(rich, form):
    for expected in tables(rich):
        frame = table(rich, expected.name, form=form)
        assert columns(frame, form) == list(expected.head)
        assert len(frame) == len(expected.rows)
        held = cells(frame, form)
        for n, name in enumerate(expected.head):
            wanted = [row[n] for row in expected.rows]
            numbers = all(value is None or isinstance(value, int | float) for value in wanted)
            assert held[name] == (
                wanted if numbers and any(v is not None for v in wanted) else [plain(v) for v in wanted]
            )


def test_stakes_are_a_table_too(rich):
    frame = table([member.stake for member in rich.members], form="polars")
    assert frame["id"].to_list() == list(rich.ids)


def test_an_unknown_table_or_form_names_those_there_are(rich):
    with pytest.raises(NotFoundError, match="Partners"):
        table(rich, "nothing")
    with pytest.raises(NotFoundError, match="polars"):
        table(rich, form="excel")


def test_m40_a_hidden_body_does_not_leave_this_way_either(rich):
    first = rich.members[0]
    hidden = replace(first.stake.actor, marks=frozenset({"hidden"}))
    marked = replace(rich, members=(replace(first, stake=replace(first.stake, actor=hidden)), *rich.members[1:]))
    with pytest.raises(ConvenorError, match="hidden"):
        table(marked)
