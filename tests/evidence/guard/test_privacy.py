"""What looks like a person's detail is found; what real descriptions hold is not."""

import pytest

from convenor.evidence.guard import personal


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Survivor Jane D., 17, of Block C shelter, phone +57 300 000 0000, GPS 4.60971,-74.08175", "telephone"),
        ("Call her on 0300 000 0000 after six", "telephone"),
        ("WhatsApp: +254700000000", "telephone"),
        ("tel. (0)20 1234 5678", "telephone"),
        ("Téléphone : 01 23 45 67 89", "telephone"),
        ("Survivor Jane D., 17, lives in Block C", "person and age"),
        ("interview with Amina O. (14) in the camp", "person and age"),
        ("the victim, Amina Example, 14, was taken home", "person and age"),
        ("a girl named Amina, 14 years old", "person and age"),
        ("the shelter for women lies at 4.60971,-74.08175", "person and place"),
        ("witness seen near 4.60971, -74.08175", "person and place"),
    ],
)
def test_details_of_persons_are_found(text, found):
    assert personal(text) == found
    assert personal(f"Long before. {text}. Long after. " * 2) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Training of 25 mediators in 2020, 12 of them women, for 1 200 000 EUR",
        "Phase 2, 2019-2020, budget 1 234 567 890 USD, project no. 200-123-456-789",
        "On April 16, President Example opened Police District 5, and 9 others",
        "300 women, 180 men, 30 boys, 90 girls (Women 180, Boys 30, Girls 90).",
        "Youth aged 15-24 and women aged 15, in Goma (5), Burundi (42) and Round 31, Covid 19",
        "Borehole at 36.30862 36.6889 and road to 4.60971,-74.08175",
        "Mobile clinics 2018-2020; call for proposals 2019 1234; cell 12",
        "+ 25 000 000 more people than in 2015",
        "Growth of +3.5 % in 2020 and +12 000 hectares",
        "IATI identifier XM-DAC-41114-PROJECT-00012345678",
        "price @ 5 USD per kg",
        "applications to office@ferry-union.example",
        "Survivors of violence, 17 of them, were supported by 3 organisations in 12 districts",
    ],
)
def test_descriptions_of_work_pass(text):
    assert personal(text) == ""


def test_a_number_is_one_whatever_letters_stand_around_it():
    assert personal("Téléphone : 01 23 45 67 89") == "telephone"
    assert personal("У 2019 году и в 2020: тел. 01 23 45 67 89") == "telephone"
    assert personal("В 2019 году 1200 семей, в 2020 году 3400 семей") == ""
