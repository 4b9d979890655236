"""What a body enters of an offer survives a row of evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.model.entered import Entered

PART = st.floats(0, 1).map(lambda x: round(x, 6))


@given(
    st.tuples(PART, PART, PART).map(sorted), st.none() | st.floats(0, 1e9).map(lambda x: round(x, 2)), st.none() | PART
)
def test_what_is_written_is_read(levels, cost, reliability):
    low, share, high = levels
    said = Entered(share=share, low=low, high=high, cost=cost, reliability=reliability)
    assert Entered.parse(said.unit()) == said


@pytest.mark.parametrize("wrong", [{"share": 1.2}, {"cost": -1.0}, {"low": 0.5}, {"share": 0.3, "low": 0.5}])
def test_numbers_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="is not|below|need|rise"):
        Entered(**wrong)


@pytest.mark.parametrize("unit", ["", "USD", "people reached", "share", "share x", "share 7"])
def test_other_units_say_nothing(unit):
    assert Entered.parse(unit) == Entered()


def test_a_share_alone_is_its_own_bounds():
    assert Entered.parse("share 0.6").bounds == (0.6, 0.6)
