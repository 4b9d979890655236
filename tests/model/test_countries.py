"""Countries by code and by name."""

import pytest

from convenor.model.countries import _codes, _names, country_code
from convenor.model.places import countries


def test_every_country_is_found_by_its_codes_and_its_name():
    for code, name in countries().items():
        assert country_code(code) == country_code(code.lower()) == country_code(name) == code
    assert len(_codes()) == 2 * len(countries())


def test_every_other_name_is_of_a_country_that_exists():
    assert set(_names().values()) == set(countries())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Congo, Dem. Rep.", "CD"), ("Congo, Rep.", "CG"), ("Serbia and Kosovo: S/RES/1244 (1999)", "RS"),
        ("Tchad", "TD"), ("United States of America", "US"), ("USA", "US"), ("GTM", "GT"), ("Україна", "UA"),
        ("", ""), ("XX", ""), ("Nowhere", ""), ("Africa", ""),
    ],
)  # fmt: skip
def test_names_as_tables_write_them(text, code):
    assert country_code(text) == code
