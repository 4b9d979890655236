"""One name out of those that sources publish."""

from convenor.evidence.resolve import merge
from convenor.stakes.registry import read_bodies
from tests.stakes.conftest import body


def test_an_id_in_the_place_of_a_name_gives_way_to_a_name(book):
    body(book, "xa-dac-903", "intergovernmental", name="XA-DAC-903")
    assert read_bodies(book)["xa-dac-903"].name == "XA-DAC-903"  # better than nothing
    body(book, "xa-dac-903", "intergovernmental", name="Harbour Finance Corporation")
    found = read_bodies(book)["xa-dac-903"]
    assert found.name == "Harbour Finance Corporation"
    assert list(found.names) == ["Harbour Finance Corporation"]


def test_a_name_that_is_an_id_as_well_stays_a_name(book):
    body(book, "harbo", "ngo", name="HARBO")
    body(book, "harbo", "ngo", name="Harbour Observers")
    assert read_bodies(book)["harbo"].name == "HARBO"


def test_the_id_of_a_body_that_was_merged_is_no_name_either(book):
    body(book, "xa-1", "ngo", name="Harbour Observers")
    body(book, "xb-2", "ngo", name="XB-2")
    merge(book, "xb-2", "xa-1", by="a person")
    (found,) = read_bodies(book).values()
    assert found.name == "Harbour Observers"
