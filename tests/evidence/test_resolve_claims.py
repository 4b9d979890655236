"""What keeps two bodies apart whatever their names: numbers, nations, strays. Bodies are made up or known to all."""

import numpy as np
import pytest

from convenor.evidence.claims import claims, nation, told_apart
from convenor.evidence.clusters import join
from convenor.evidence.doubts import doubtful, two_parts
from convenor.evidence.parties import Party, crowded, with_own_names
from convenor.evidence.reasons import why
from convenor.evidence.resolve import resolve


def party(key, *names, country=""):
    return Party(id=key, names=names, country=country)


def bodies(book, *rows):
    ids, names = zip(*rows, strict=True)
    book.append("actors", {"id": ids, "name": names}, load="l1")


def one_in(book, one, other):
    read_as = book.merged()
    return read_as.get(one, one) == read_as.get(other, other)


def test_a_name_under_a_wrong_reference_joins_nobody(book):
    bodies(book, ("gb-chc-1", "Rivertown Ferry Union"), ("gb-chc-1", "The Rivertown Ferry Union"),
           ("gb-chc-1", "UNICEF"), ("de-kvk-2", "Verein Alte Mühle"), ("de-kvk-2", "Alte Mühle"),
           ("de-kvk-2", "UNICEF"), ("name:unicef", "UNICEF"))  # fmt: skip
    resolve(book)
    assert not one_in(book, "gb-chc-1", "name:unicef")
    assert not one_in(book, "gb-chc-1", "de-kvk-2")


def test_of_two_unlike_names_under_one_reference_the_one_at_home_elsewhere_is_the_stray():
    read = with_own_names([party("aa-bbb-1", "Ferry Union", "Old Mill Choir"), party("aa-bbb-2", "Old Mill Choir")])
    assert [p.names for p in read] == [("Ferry Union",), ("Old Mill Choir",)]


def test_a_reference_with_most_names_alike_still_stands_for_one_body():
    names = ("Ferry Union", "The Ferry Union", "Ferry Union (FU)", "Zebra Bakery", "Old Mill Choir")
    assert not crowded(party("aa-bbb-1", *names))
    assert crowded(party("aa-bbb-1", *names[1:2], *names[3:]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("gb-chc-1", "World Vision"), ("de-hrb-2", "World Vision")),
        (("gb-chc-1", "Ferry Union"), ("gb-chc-2", "Ferry Union")),
        (("name:wv germany", "World Vision Germany"), ("name:wv kenya", "World Vision Kenya")),
        (("name:usa for unhcr", "UNHCR"), ("us-ein-12-3", "USA for UNHCR")),
        (("xi-iati-ec_echo", "European Commission - DG ECHO"), ("eu-1", "European Commission")),
        (("gb-coh-1", "Save the Children UK"), ("name:sci", "Save the Children International")),
        (("ch-4", "Swiss Agency for Development and Cooperation"), ("name:switzerland", "Switzerland")),
    ],
)
def test_two_that_differ_in_what_a_body_has_one_of_are_two(book, one, other):
    mine, theirs = claims(party(*one)), claims(party(*other))
    assert any(mine[what] != theirs[what] for what in mine.keys() & theirs.keys())
    bodies(book, one, other)
    assert not resolve(book).merged


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("xm-dac-928", "World Health Organization"), ("xm-dac-41307", "WHO")),
        (("xm-dac-41122", "UNICEF"), ("name:unicef kenya", "UNICEF Kenya")),
        (("gb-chc-1", "World Vision"), ("gb-coh-2", "World Vision")),
        (("name:kenya", "Kenya"), ("xm-dac-248", "Government of Kenya")),
    ],
)
def test_two_that_may_be_one_claim_nothing_against_it(one, other):
    mine, theirs = claims(party(*one)), claims(party(*other))
    assert all(mine[what] == theirs[what] for what in mine.keys() & theirs.keys())


def test_the_nation_is_of_the_register_then_of_the_seat_then_of_the_name():
    assert nation(party("nl-kvk-41", "UNICEF")) == "nl"
    assert nation(party("name:a", "Ferry Union", country="ke")) == "ke"
    assert nation(party("name:a", "Caritas (FR)", "CARITAS, (FRA)", "Caritas France")) == "fr"
    assert nation(party("name:a", "Caritas France", "Caritas Kenya")) == ""
    assert nation(party("name:a", "Ferry Union (RFU)")) == ""
    assert nation(party("name:a", "Danish Ferry Union")) == ""


def test_claims_of_a_group_are_those_of_all_its_members():
    left, right, score = np.array([0, 1]), np.array([1, 2]), np.array([0.9, 0.8])
    label = join(3, left, right, score, threshold=0.4, claims=[{"r": "1"}, {}, {"r": "2"}])
    assert label.tolist() == [0, 0, 1]
    assert len(set(join(3, left, right, score, threshold=0.4, claims=[{"r": "1"}, {}, {}]).tolist())) == 1


def test_a_ministry_that_names_no_country_is_of_its_own_nation_alone():
    dutch = party("xm-dac-7", "Netherlands - Ministry of Foreign Affairs")
    assert doubtful(party("se-2", "Ministry for Foreign Affairs"), dutch)
    assert doubtful(party("name:m", "Ministry for Foreign Affairs"), dutch)
    assert not doubtful(dutch, party("name:n", "Ministry of Foreign Affairs, Netherlands"))


def test_an_acronym_spelt_out_in_two_ways_is_doubtful_and_a_translation_is_not():
    sci = party("name:a", "Save the Children International (SCI)")
    assert doubtful(sci, party("name:b", "Social Communication Institute (SCI)"))
    assert not doubtful(sci, party("name:c", "SCI"))
    assert not doubtful(party("name:d", "OMS"), party("name:e", "Organisation mondiale de la Santé (OMS)"))


def test_two_funds_of_one_office_are_two_parts():
    one, other = (party("name:a", f"RFO - {part} Peace Fund") for part in ("Rivertown", "Old Mill"))
    assert two_parts(one, other)
    assert not two_parts(one, party("name:b", "RFO"))
    assert not two_parts(one, one)


def test_a_page_where_a_name_belongs_is_shown_in_brief():
    page = "Rivertown Ferry Union " + "was founded in a year of floods " * 100
    assert all(len(reason) < 300 for reason in why(party("a", page), party("b", page + " and more")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("name:c", "CARE International"), ("nl-kvk-1", "CARE Nederland", "CARE")),
        (("name:a", "ADRA Albanien"), ("name:b", "ADRA Danmark")),
        (("name:d", "Ärzte der Welt e.V."), ("fr-insee-1", "Médecins du Monde")),
    ],
)
def test_members_of_a_family_are_not_the_whole_nor_each_other(one, other):
    mine, theirs = claims(party(*one)), claims(party(*other))
    assert any(mine[what] != theirs[what] for what in mine.keys() & theirs.keys())


def test_a_name_that_has_the_word_international_in_it_is_no_whole_of_a_family():
    assert "part" not in claims(party("name:irc", "International Rescue Committee"))


def test_a_body_and_its_foundation_fund_or_branch_wait_for_a_person():
    for other in ("Zebra Bakery Foundation", "Zebra Bakery Trust Fund", "Zebra Bakery Europe"):
        assert doubtful(party("name:a", "Zebra Bakery"), party("name:b", other))
    assert not doubtful(party("name:a", "Zebra Bakery"), party("name:b", "The Zebra Bakery Ltd"))


def test_a_bare_acronym_seen_in_another_country_waits_for_a_person():
    bare = Party(id="name:phf", names=("PHF",), places=frozenset({"ss"}))
    spelt = Party(id="name:p", names=("Pine Harbour Ferries",), places=frozenset({"pl"}))
    assert doubtful(bare, spelt)
    assert not doubtful(bare, Party(id="name:q", names=("Pine Harbour Ferries",), places=frozenset({"ss", "pl"})))
    assert not doubtful(bare, Party(id="name:r", names=("Pine Harbour Ferries (PHF)",), places=frozenset({"pl"})))


def test_a_firm_is_no_body_of_many_states_whatever_its_acronym():
    bank = party("name:ebrd", "European Bank for Reconstruction and Development")
    firm = Party(id="pic:1", names=("BERD - Projecto e Engenharia",), kind="company", sources=("cordis",))
    assert doubtful(bank, firm)


def test_generic_words_in_common_join_no_two_with_parts_of_their_own():
    assert two_parts(
        party("name:a", "Cooperazione e Sviluppo - Zebra"), party("name:b", "Cooperazione e Sviluppo - Old Mill")
    )


def test_what_a_register_settles_is_not_asked():
    assert told_apart(claims(party("gb-chc-1", "Ferry Union")), claims(party("gb-chc-2", "Ferry Union")))
    assert told_apart(claims(party("gb-chc-1", "Ferry Union")), claims(party("de-hrb-2", "Ferry Union")))
    assert not told_apart(claims(party("gb-chc-1", "Ferry Union")), claims(party("name:f", "Ferry Union Germany")))
