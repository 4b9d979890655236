"""The health check: twenty statements, per partner, with the spread."""

import pytest

from convenor.action.health import STATEMENTS, form, health, read_answers
from convenor.errors import SourceError


def filled(*answers: str) -> str:
    return "statement,Ferries,Traders\r\n" + "".join(f'"{s}",{",".join(answers)}\r\n' for s in STATEMENTS)


def test_there_are_twenty_statements_and_none_twice():
    assert len(STATEMENTS) == len(set(STATEMENTS)) == 20


def test_the_spread_stands_beside_the_mean_and_is_talked_about_first():
    agreed = [2] * 20
    other = [2] * 20
    agreed[4], other[4] = 3, 0
    agreed[7], other[7] = 1, 1
    found = health({"Ferries": agreed, "Traders": other})
    first, second, *_ = found.talk_first
    assert (first.statement, first.mean, first.spread) == (STATEMENTS[4], 1.5, 3)
    assert second.statement == STATEMENTS[7]
    assert found.partners[0] == ("Ferries", 2.0, 0)
    assert found.partners[1] == ("Traders", pytest.approx((18 * 2 + 0 + 1) / 20), 0)


def test_what_was_left_out_is_counted_and_not_guessed():
    found = health({"Ferries": [None] * 20, "Traders": [3, *[None] * 19]})
    assert found.partners == (("Ferries", None, 20), ("Traders", 3.0, 19))
    assert found.answers[1].mean is None
    assert not found.talk_first


def test_the_form_is_read_back():
    names = list(read_answers(form(["=Ferries", "Traders"]), "form.csv"))
    assert names == ["'=Ferries", "Traders"]
    assert read_answers(filled("2", ""), "a.csv") == {"Ferries": [2] * 20, "Traders": [None] * 20}


@pytest.mark.parametrize(
    ("text", "says"),
    [("a,b\r\n", "expected a head and 20 rows"), (filled("4", "1"), "row 2"), (filled("x", "1"), "'x' is no")],
)
def test_a_wrong_form_says_which_row(text, says):
    with pytest.raises(SourceError) as caught:
        read_answers(text, "a.csv")
    assert says in str(caught.value)


def test_answers_outside_the_scale_are_refused():
    with pytest.raises(ValueError, match="twenty|20 answers"):
        health({"Ferries": [5] * 20})
