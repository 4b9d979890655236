"""Names in other scripts meet what others write in Latin letters; countries are known in many languages."""

import pytest

from convenor.evidence.names import read_name
from convenor.evidence.scripts import latin
from convenor.evidence.wordlists import words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Київ", "Kyiv"), ("Харьков", "Kharkov"), ("Запоріжжя", "Zaporizhzhia"), ("Ελλάδα", "Ellada"),
        ("Nødhjælp", "Nodhjaelp"), ("Łódź", "Lódź"), ("Straße", "Strasse"), ("Ferry Union", "Ferry Union"),
        ("東京", "東京"), ("", ""),
    ],
)  # fmt: skip
def test_letters_of_other_scripts_are_read_as_latin_ones(written, read):
    assert latin(written) == read


def test_of_arabic_the_article_goes_and_consonants_stay():
    assert latin("الأمل") == latin("أمل")
    assert latin("ال") == "al"  # too short to be an article


def test_a_ministry_is_the_same_words_in_three_languages():
    names = [
        "Ministry of Health of Iraq",
        "وزارة الصحة العراقية",
        "Ministère de la Santé (Iraq)",
        "Министерство здравоохранения Ирака",
    ]
    keys = {frozenset(read_name(name).forms[0].tokens) for name in names[:3]}
    assert keys == {frozenset({"ministry", "health", "country:iq"})}


def test_a_firm_under_a_ukrainian_and_an_english_mark_has_the_same_words():
    assert read_name("ТОВ «Полтавський млин»").key == read_name("Poltavskyi Mlyn LLC").key == "poltavskyi mlyn"


def test_countries_are_known_in_many_languages_and_short_words_are_not_countries():
    for word, code in (("albanien", "al"), ("oekraine", "ua"), ("wegry", "hu"), ("ukrainy", "ua")):
        assert words().country[word] == code
    assert read_name("Central African Rep.").places == {"cf"}
    assert "man" not in words().country


def test_a_legal_mark_a_kind_or_a_country_code_beside_a_name_is_no_acronym():
    assert read_name("Rivertown Mills LLC").acronyms == frozenset()
    assert read_name("Rivertown growers (group)").acronyms == frozenset()
    assert read_name("River Ferry Alliance (IT)").acronyms == frozenset()
    assert read_name("River Ferry Alliance (RFA)").acronyms == {"rfa"}
    assert read_name("LLC").acronyms == {"llc"}
