"""Words found in text, in any script, against a slow twin that compares token by token."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.model.capability import capabilities
from convenor.stakes.phrases import STEM, pattern, phrases, spaced, tokens

LETTERS = "abcdэюяمنсоéß1"
token = st.text(LETTERS, min_size=1, max_size=6)
starred = st.text("abcdэюямن", min_size=STEM, max_size=6).map(lambda t: t + "*")
word = st.lists(token | starred, min_size=1, max_size=3).map(" ".join)
text = st.lists(token | st.sampled_from(["  ", "-", ".", "’", "\n", "(", "/", "_"]), max_size=12).map(" ".join)


def slow(word, text):
    """True where the tokens of the word follow one another in the text."""
    wanted, seen = tokens(word), spaced(text).split()
    for start in range(len(seen) - len(wanted) + 1):
        pairs = zip(wanted, seen[start:], strict=False)
        if all(s.startswith(w[:-1]) if w.endswith("*") else s == w for w, s in pairs):
            return True
    return False


@given(st.lists(word, min_size=1, max_size=4), text)
def test_pattern_equals_the_slow_twin(words, text):
    found = re.search(pattern(words), spaced(text)) is not None
    assert found == any(slow(w, text) for w in words)


@given(st.lists(word, min_size=1, max_size=4), text)
def test_a_phrase_made_ready_finds_the_same(words, text):
    plain = spaced(text)
    for listed, made in zip(words, phrases(tuple(words)), strict=True):
        seen = plain.split()
        keyed = any(s.startswith(made.key) if made.begins else s == made.key for s in seen)
        whole = made.literal in plain and re.search(made.expression, plain) is not None
        assert (keyed and whole) == slow(listed, text)


@given(text)
def test_spaced_text_has_one_blank_between_tokens(text):
    plain = spaced(text)
    assert plain.startswith(" ")
    assert plain.endswith(" ")
    assert "   " not in plain
    assert spaced(plain) == plain


@pytest.mark.parametrize(
    ("text", "found"),
    [("Peace talks began", True), ("peace-talks", True), ("the peace\ntalks", True), ("peacetalks", False),
     ("peace talksy", False), ("a mediator came", True), ("unmediated", False)],
)  # fmt: skip
def test_boundaries(text, found):
    assert (re.search(pattern(["peace talks", "mediat*"]), spaced(text)) is not None) == found


@pytest.mark.parametrize(
    ("word", "text"),
    [("розмінуван*", "Гуманітарне розмінування земель"), ("ازالة الالغام", "برنامج إزالة الألغام للأغراض الإنسانية"),
     ("securite alimentaire", "la sécurité alimentaire"), ("gleichstellung", "GLEICHSTELLUNG!"),
     ("women's groups", "women’s groups"), ("acces a l'eau", "Accès à l’eau")],
)  # fmt: skip
def test_other_scripts_and_spellings(word, text):
    assert re.search(pattern([word]), spaced(text))


@pytest.mark.parametrize("bad", ["", "?", "**", "- -"])
def test_a_word_without_letters_is_refused(bad):
    with pytest.raises(ValueError, match="holds no letter"):
        pattern([bad])


def test_too_short_a_beginning_is_refused():
    with pytest.raises(ValueError, match="too much"):
        phrases(("min*",))
    assert phrases(("min* action",))[0].key == "action"


def test_no_words_find_nothing_rather_than_everything():
    with pytest.raises(ValueError, match="no words"):
        pattern([])


def test_a_question_mark_makes_a_mention_passing():
    strong, weak = phrases(("mine clearance", "health facilities?"))
    assert not strong.passing
    assert weak.passing
    assert weak.literal == " health facilities "


def test_every_word_of_the_table_can_be_searched_for():
    words = tuple(word for row in capabilities().values() for word in row.words)
    assert len(phrases(words)) == len(words)
