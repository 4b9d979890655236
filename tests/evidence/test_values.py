"""Values as sources write them."""

import contextlib
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.evidence import values
from convenor.model import words
from convenor.model.codes import IATI_KIND


@pytest.mark.parametrize(
    "text", ["2021-06-30", " 2021-06-30 ", "2021-06-30Z", "2021-06-30T00:00:00Z", "2021-06-30T12:30:15.25+02:00"]
)
def test_a_day_in_each_of_its_spellings(text):
    assert values.day(text) == "2021-06-30"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-02-30",
        "0000-00-00",
        "31/12/2024",
        "2024",
        "2024-1-1",
        "2024-13-01",
        "２０２４-01-01",
        "43831",
        "2024-01-01x",
    ],
)
def test_what_is_no_day(text):
    with pytest.raises(ValueError, match="write YYYY-MM-DD|calendar"):
        values.day(text)


@given(st.dates())
def test_every_day_of_the_calendar_is_read(day):
    assert values.day(day.isoformat()) == day.isoformat()


@pytest.mark.parametrize(("text", "value"), [("5", 5), (" -1000.50 ", -1000.5), ("+.5", 0.5), ("1e3", 1000), ("7.", 7)])
def test_an_amount(text, value):
    assert values.amount(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NaN",
        "INF",
        "-Infinity",
        "1e400",
        "1,000,000",
        "1.234,5",
        "１２３",
        "٣",
        "0x10",
        "1_000",
        "1 000",
        "--1",
        "1e",
        "9" * 40,
    ],
)
def test_what_is_no_amount(text):
    with pytest.raises(ValueError, match="not an amount"):
        values.amount(text)


@given(st.text(max_size=60))
def test_an_amount_is_finite_or_refused(text):
    with contextlib.suppress(ValueError):
        assert math.isfinite(values.amount(text))


def test_long_nonsense_takes_no_time():
    start = time.perf_counter()
    for text in ("1" * 1_000_000 + "x", "1" * 1_000_000, "-" * 1_000_000):
        with pytest.raises(ValueError, match="amount"):
            values.amount(text)
        with pytest.raises(ValueError, match="date"):
            values.day(text)
    assert time.perf_counter() - start < 2


def test_years_later():
    assert values.years_later("2020-02-29", 3) == "2023-02-28"
    assert values.years_later("2020-03-01", 3) == "2023-03-01"
    assert values.years_later("9998-01-01", 3) is None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Réseau de MÉDIATRICES", "reseau de mediatrices"),
        ("naïve ½ “quote” …", "naive 1⁄2 “quote” ..."),
        ("Ἀθῆναι", "αθηναι"),
        ("Z\u0335\u0321" + "\u0301" * 5000 + "a", "za"),
        ("ﬁnance", "finance"),
        ("Łódź Straße", "łodz straße"),
        ("Москва", "москва"),
    ],
)
def test_folding(text, folded):
    assert values.fold(text) == folded


@given(st.text(st.characters(codec="cp1252"), max_size=40))
def test_the_fast_way_of_folding_gives_the_same(text):
    assert values.fold(text) == words._decomposed(text)


@pytest.mark.parametrize(
    "ref", ["", " ", "N/A", "-", "0", "00000", "xx", "#", ";", "TBD", "none", "x", "a b", "\u202e--", "r" * 201]
)
def test_a_reference_that_is_none(ref):
    assert values.actor_id(ref, "Ferry Union") == "name:ferry union"


def test_ids_of_actors():
    assert values.actor_id(" XM-DAC-41114", "UNDP") == "xm-dac-41114"
    assert values.actor_id("", "Réseau «Aube», e.V.") == "name:reseau aube e v"
    assert values.actor_id("", "Красный Крест") == "name:красныи крест"
    assert values.actor_id("-", "...") == ""


def test_look_alikes_are_two_bodies():
    assert values.actor_id("", "Red Cross") != values.actor_id("", "\u0420\u0435d Cr\u043ess")


@pytest.mark.parametrize(
    "name",
    ["Donor country-based NGO", "PRIVATE SECTOR INSTITUTION", "Third Country Government (Delegated co-operation)",
     "Other Multilateral", "Miscellaneous", "Unknown", "n/a", "N.A.", "Various"],
)  # fmt: skip
def test_placeholders(name):
    assert values.is_placeholder(name, True)


def test_a_ministry_without_a_country_is_nobody_in_particular():
    assert values.is_placeholder("Ministry of Foreign Affairs", False)
    assert not values.is_placeholder("Ministry of Foreign Affairs", True)
    assert not values.is_placeholder("Ministry of Foreign Affairs, Rivertown", False)
    assert not values.is_placeholder("Other Voices Choir", True)
    assert not values.is_placeholder("Private Sector Foundation of Rivertown", False)


def test_codes():
    assert (values.country("EL"), values.country(" uk"), values.country("fr")) == ("GR", "GB", "FR")
    assert (values.kind(IATI_KIND, "70"), values.kind(IATI_KIND, ""), values.kind(IATI_KIND, "99")) == (
        "company",
        "unknown",
        "unknown",
    )


def test_a_page_written_where_a_name_belongs_names_nobody():
    assert values.is_placeholder("According to a report " * 20, True)
    assert not values.is_placeholder("Ministry of the Interior", True)
