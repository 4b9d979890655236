"""Whom a person means: an id, an id that gave way, a name; and who is called nearly so."""

import dataclasses

import pytest

from convenor.errors import NotFoundError
from convenor.evidence.resolve import merge
from convenor.model.outcome import Terms
from convenor.stakes.called import filed, find_all, unknown_convener
from convenor.stakes.registry import read_bodies
from tests.stakes.conftest import body


@pytest.fixture
def held(book):
    body(book, "xa-1", "ngo", name="Harbour Watch")
    body(book, "xa-2", "ngo", name="Harbour Watch")
    body(book, "xa-2", "ngo", name="Harbour Watch")
    body(book, "xa-3", "ngo", name="Road Fund")
    body(book, "xa-3", "ngo", name="Road Fund")
    body(book, "xa-3", "ngo", name="Fonds routier")
    body(book, "xb-9", "ngo", name="Fund for Roads")
    merge(book, "xb-9", "xa-3", by="a person")
    return book


@pytest.mark.parametrize(
    ("asked", "means"),
    [
        ("xa-3", ["xa-3"]),
        ("XA-3", ["xa-3"]),
        ("xb-9", ["xa-3"]),
        ("road fund", ["xa-3"]),
        ("Fonds Routier", ["xa-3"]),
        ("harbour watch", ["xa-2", "xa-1"]),
    ],
)
def test_an_id_or_a_name_finds_the_body(held, asked, means):
    assert find_all(held, asked) == means


def test_who_is_not_on_file_is_said_with_who_is_called_nearly_so(held):
    with pytest.raises(NotFoundError, match="did you mean Harbour Watch"):
        find_all(held, "Harbor Watch")


def test_terms_may_name_bodies_in_words(held, outcome):
    terms = Terms(must=("road fund",), must_not=("Harbour Watch", "nobody"), apart=(("XB-9", "xa-1"),))
    found = filed(held, dataclasses.replace(outcome, terms=terms)).terms
    assert found == Terms(must=("xa-3",), must_not=("xa-2", "xa-1", "nobody"), apart=(("xa-3", "xa-1"),))


def test_a_question_that_names_nobody_on_file_stays_as_it_is(held, outcome):
    assert filed(held, outcome) == outcome


@pytest.mark.parametrize("asked", ["xb-9", "XA-3", "fonds routier", "Road Fund"])
def test_a_convener_is_called_as_the_book_calls_it(held, outcome, asked):
    found = filed(held, dataclasses.replace(outcome, convener=asked))
    assert found.convener == "Road Fund"
    assert not unknown_convener(found, read_bodies(held))


def test_a_convener_that_nobody_on_file_is_is_told(held, outcome):
    asked = dataclasses.replace(outcome, convener="Road Found")
    assert "'Road Found' (perhaps Road Fund)" in unknown_convener(asked, read_bodies(held))
    assert "No convener is named" in unknown_convener(dataclasses.replace(outcome, convener=""), {})
