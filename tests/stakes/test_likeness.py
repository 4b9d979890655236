"""Likeness of texts: the same numbers as a well-kept library's, any past without reading again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from convenor.stakes.corpus import STEM, Corpus, read_texts, stop_words
from convenor.stakes.likeness import index_corpus, index_texts

WORDS = ("road", "roads", "clear", "cleared", "clearing", "market", "markets", "the", "of", "with", "in", "women",
         "trader", "traders", "peace", "x", "2021")  # fmt: skip
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=9)


def slow(texts, query):
    """The library's answer, view by view; nothing where no term stands in two texts."""
    stems = sorted({word[:STEM] for word in ENGLISH_STOP_WORDS})
    plain = {"sublinear_tf": True, "min_df": min(2, len(texts) + 1)}
    makers = {
        "words": TfidfVectorizer(**plain, stop_words="english", ngram_range=(1, 2)),
        "stems": TfidfVectorizer(**plain, stop_words=stems, token_pattern=rf"(?u)\b(\w{{3,{STEM}}})\w*\b"),
    }
    found = {}
    for name, maker in makers.items():
        try:
            found[name] = (maker.fit_transform(texts) @ maker.transform([query]).T).toarray().ravel()
        except ValueError:
            found[name] = np.zeros(len(texts))
    return found


@pytest.mark.filterwarnings("ignore:Your stop_words may be inconsistent")
@given(TEXTS, st.lists(st.sampled_from([*WORDS, "unseen"]), max_size=8).map(" ".join))
def test_likeness_equals_its_slow_twin(texts, query):
    if len(texts) < 2:
        return
    found, twin = index_texts(texts).similarity_k(query), slow(texts, query)
    for name in twin:
        assert found[name] == pytest.approx(twin[name], abs=1e-12)


@given(TEXTS, st.data())
def test_a_past_seen_through_a_corpus_is_the_past_alone(texts, data):
    visible = np.array(sorted(data.draw(st.sets(st.integers(0, len(texts) - 1)))), np.int64)
    alone = index_texts([texts[k] for k in visible]).similarity_k("clear the market roads")
    found = index_corpus(read_texts(texts), visible).similarity_k("clear the market roads")
    for name in alone:
        assert found[name] == pytest.approx(alone[name], abs=1e-12)


@given(TEXTS)
def test_a_corpus_comes_back_from_bytes(texts):
    corpus = read_texts(texts)
    back = Corpus.from_bytes(corpus.to_bytes())
    assert back.words == corpus.words
    for name, view in corpus.views.items():
        assert np.array_equal(back.views[name].key_t, view.key_t)
        assert np.array_equal(back.views[name].count_kt.toarray(), view.count_kt.toarray())


def test_words_of_any_script_and_signs_between_them():
    texts = ["миру—мир «сегодня»", "мир сегодня", "peace … today"]
    assert index_texts(texts).similarity_k("сегодня мир")["words"][1] == pytest.approx(
        index_texts(texts).similarity_k("мир, сегодня")["words"][1], abs=0.4
    )
    assert (index_texts(texts).similarity_k("«сегодня»")["words"] > 0).tolist() == [True, True, False]


def test_no_text_at_all_is_no_trouble():
    assert index_texts([]).similarity_k("roads")["words"].tolist() == []
    assert index_texts([""]).similarity_k("roads")["stems"].tolist() == [0.0]


def test_the_stop_words_are_the_list_they_say_they_are():
    assert {word.decode() for word in stop_words()} == set(ENGLISH_STOP_WORDS)
