"""Who is a usual partner: years in one partnership count, though no tie is stated."""

import datetime as dt

import pytest

from convenor.model.evidence import Evidence
from convenor.stakes.candidates import partners_of_years

AS_OF = dt.date(2011, 10, 31)


def joined(actor, day, what="the scheme", relation="joined"):
    return Evidence(
        id=f"{actor}-{what}", actor=actor, relation=relation, object=what, start=day, source="made-up register",
        locator="line 1", licence="CC0", retrieved=AS_OF,
    )  # fmt: skip


def said(**days):
    return {actor: [joined(actor, day)] for actor, day in days.items()}


@pytest.mark.parametrize(
    ("day", "known"), [(dt.date(2003, 2, 1), True), (dt.date(2008, 10, 30), True), (dt.date(2008, 11, 5), False),
                       (dt.date(2011, 6, 1), False), (None, False)],
)  # fmt: skip
def test_three_years_in_one_partnership_make_a_partner_of_years(day, known):
    found = partners_of_years(said(convener=dt.date(2003, 2, 1), other=day), "convener", AS_OF)
    assert found == ({"other"} if known else set())


def test_the_convener_has_to_have_been_there_as_long():
    assert partners_of_years(said(convener=dt.date(2010, 2, 1), other=dt.date(2003, 2, 1)), "convener", AS_OF) == set()
    assert partners_of_years(said(other=dt.date(2003, 2, 1)), "convener", AS_OF) == set()


def test_another_partnership_or_another_relation_does_not_count():
    day = dt.date(2003, 2, 1)
    rows = {"convener": [joined("convener", day)], "other": [joined("other", day, "another scheme")],
            "third": [joined("third", day, relation="offers")]}  # fmt: skip
    assert partners_of_years(rows, "convener", AS_OF) == set()
