"""Names taken apart: what carries the name is kept, what does not is dropped. Bodies are made up or known to all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.evidence.names import bodies, initials, read_name, spells
from convenor.evidence.wordlists import words


def key(text):
    return read_name(text).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rivertown Ferry Union Ltd.", "THE RIVERTOWN FERRY UNION"),
        ("Fundación Puentes", "Puentes Foundation"),
        ("Ministère de la Santé, Sénégal", "Ministry of Health Senegal"),
        ("Stiftung Flusshilfe gGmbH", "Stiftung Flusshilfe"),
        ("Norwegian Bridge Council", "Norges Bridge Council"),
    ],
)
def test_case_accents_legal_marks_articles_and_languages_do_not_tell_names_apart(one, other):
    assert sorted(key(one).split()) == sorted(key(other).split())


def test_a_name_of_articles_and_legal_marks_alone_keeps_them():
    assert key("The Company")
    assert key("S.A.")
    assert read_name("").key == ""


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("UN World Food Programme (WFP)", "wfp"),
        ("Programme alimentaire mondial", "wfp"),
        ("Organisation mondiale de la Santé", "who"),
        ("WHO Somalia", "who"),
        ("Läkare utan gränser", "msf"),
        ("International Organization for Migration - IOM", "iom"),
    ],
)
def test_known_bodies_are_known_in_several_languages(text, body):
    assert body in read_name(text).bodies


def test_an_office_in_a_country_is_not_exactly_the_body():
    assert read_name("UNICEF").exactly == {"unicef"}
    assert read_name("UNICEF Netherlands").bodies == {"unicef"}
    assert not read_name("UNICEF Netherlands").exactly


def test_a_word_that_is_also_an_acronym_names_no_body_unless_in_capitals():
    assert read_name("Rivertown Child Care Circle").bodies == set()
    assert "body:care" in read_name("CARE Rivertown").forms[0].tokens


def test_a_ministry_keeps_its_country_apart_from_its_words():
    name = read_name("Ministry of Health, South Sudan")
    assert name.places == {"ss"}
    assert "health" in name.forms[0].tokens


def test_acronyms_are_made_with_and_without_articles():
    made = initials(("league", "of", "river", "ferries", "kenya"))
    assert made["lrfk"] == 1.0
    assert made["lrf"] == 0.8
    assert made["lorfk"] == 0.6


def test_beginnings_cover_every_content_word():
    assert spells("adriso", ("aid", "for", "drivers", "solidarity"))
    assert not spells("adr", ("aid", "drivers", "solidarity", "union"))


def test_letters_of_two_scripts_in_one_word_are_seen():
    assert read_name("Rivert\u043ewn Ferry Union").mixed
    assert not read_name("Rivertown Ferry Union").mixed
    assert not read_name("Союз паромов").mixed
    assert not read_name("Союз Ferry").mixed


def test_a_page_written_where_a_name_belongs_is_read_to_a_limit():
    page = "Rivertown Ferry Union " + "was founded in a year of floods and has since grown " * 400
    name = read_name(page)
    assert sum(len(form.plain) for form in name.forms) < 60
    assert name.forms[0].tokens[:2] == ("rivertown", "ferry")
    assert name.text == page


@given(st.text(max_size=60))
def test_any_text_can_be_taken_apart_and_always_the_same_way(text):
    assert read_name(text) == read_name(text)
    assert all(len(form.plain) >= 0 for form in read_name(text).forms)


def test_no_name_of_a_known_body_stands_for_two():
    assert len(bodies()) > 500
    assert len(set(bodies().values())) > 300


@pytest.mark.parametrize("text", ["Ministry of Foreign Affairs", "Ministerie van Buitenlandse Zaken"])
def test_a_ministry_that_every_country_has_is_no_known_body(text):
    assert not read_name(text).bodies


def test_the_table_of_words_gives_each_word_one_meaning():
    table = words()
    assert not table.stop & set(table.country)
    assert all(first == table.same[first] for first in table.same.values())
