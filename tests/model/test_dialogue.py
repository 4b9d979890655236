"""An anonymous dialogue cannot hold a small cell, whoever makes it."""

import pytest

from convenor.model.dialogue import Audience, Dialogue, Dot, Matrix, Mode, MustHear, Statement, Tally

MATRIX = Matrix(names=("A",), agreement=((1.0,),), together=((1,),))


def made(**changes):
    return Dialogue(**{"people": 40, "votes": 200, "statements": (Statement(id="1", text="One"),), **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"tallies": (Tally(statement="1", audience="all", agree=9),)},
        {"tallies": (Tally(statement="1", audience="all", passed=1),)},
        {"audiences": (Audience(name="sex: women", kind="declared", people=4),)},
        {"dots": (Dot(x=0, y=0, people=9),)},
        {"matrix": MATRIX},
    ],
)
def test_an_anonymous_dialogue_refuses_small_cells_and_rows(changes):
    with pytest.raises(ValueError, match=r"suppress it|no matrix"):
        made(**changes)


def test_ten_people_none_and_suppressed_may_be_shown():
    tally = Tally(statement="1", audience="all", agree=10, disagree=0, passed=None)
    assert made(tallies=(tally,)).tallies == (tally,)


def test_organisations_on_the_record_may_be_shown_one_by_one():
    assert made(mode=Mode.ATTRIBUTED, matrix=MATRIX, dots=(Dot(x=0, y=0, people=1, name="A"),)).matrix == MATRIX


def test_what_a_stratum_has_to_be_heard_on_is_found_by_its_category():
    row = MustHear(audience="sex: women", statements=("1",), note="")
    dialogue = made(must_hear=(row,))
    assert dialogue.heard("Women") == dialogue.heard("sex: women") == row
    assert dialogue.heard("men") is None
    assert dialogue.text("1") == "One"
