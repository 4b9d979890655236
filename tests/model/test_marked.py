"""YAML text with lines: what a hand writes is read, what it does not write is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convenor.errors import OutcomeError
from convenor.model.marked import marked


def test_scalars_are_what_yaml_1_2_says_and_dates_stay_text():
    text = "a: NO\nb: 017\nc: 1.5e3\nd: true\ne: ~\nf:\ng: '12'\nh: 2024-02-31\ni: yes\nj: |\n  12\nk: -.5\nl: 1_000"
    assert dict(marked(text, "x")) == {
        "a": "NO", "b": 17, "c": 1500.0, "d": True, "e": None, "f": None, "g": "12", "h": "2024-02-31", "i": "yes",
        "j": "12\n", "k": -0.5, "l": "1_000",
    }  # fmt: skip


def test_every_key_and_item_knows_its_line():
    read = marked("# a note\na: 1\nb:\n  - x\n\n  - {c: 2,\n     d: 3}\n", "x")
    assert read.lines == {"a": 2, "b": 3}
    assert read["b"].lines == [4, 6]
    assert read["b"][1].lines == {"c": 6, "d": 7}


def test_keys_are_text_and_an_empty_file_is_nothing():
    assert dict(marked("2024: a\nnull: b\ntrue: c", "x")) == {"2024": "a", "null": "b", "true": "c"}
    assert marked("# only a note\n", "x") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &n [1]\nb: *n\n", "x, line 2: YAML aliases"),
        ("a: 1\nb: 2\na: 3\n", "x, line 3: the key 'a' stands here twice"),
        ("a: 1\n---\nb: 2\n", "x, line 2: a second document begins"),
        ("a: !!python/object/apply:os.system [ls]\n", "x, line 1: YAML tags"),
        ("a: ! 3\n", "x, line 1: YAML tags"),
        ("a:\n  b: !!int 3\n", "x, line 2: YAML tags"),
        ("? [1, 2]\n: a\n", "x, line 1: a key must be a word"),
        ("a: " + "[" * 100_000, "x, line 1: nests deeper than 30 levels"),
        ("a:\n" + "- b\n" * 60_000, "holds more than 50,000 values"),
        ("a:\n\tb: 1\n", "x, line 2: is not valid YAML"),
        ("a: {b: 1\n", "is not valid YAML"),
        ("a: \x01\n", "x: is not valid YAML"),
    ],
)
def test_what_no_hand_writes_is_refused_with_its_line(text, says):
    with pytest.raises(OutcomeError) as caught:
        marked(text, "x")
    assert str(caught.value).startswith(says) or says in str(caught.value)
    assert str(caught.value).count("is not valid YAML") <= 1


def test_a_number_of_endless_digits_is_text():
    assert marked("a: " + "9" * 5_000, "x")["a"] == "9" * 5_000


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1:{}[],&*!|>'\"%@`#-? \n\t\0\ud800\u2028é", max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        marked(text, "x")
    except OutcomeError as refusal:
        said = str(refusal)
        assert said.startswith("x")
