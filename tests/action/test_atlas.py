"""Outlines: cut where they must be, framed so that nothing asked for falls off the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.action import atlas


def test_no_ring_jumps_over_the_edge_of_the_map():
    for code in atlas.codes():
        for ring in atlas.outline(code):
            lons = [lon for lon, _ in ring]
            assert max(abs(a - b) for a, b in zip(lons, lons[1:], strict=False)) < 60, code
            assert min(lons) >= -180
            assert max(lons) <= 180


@pytest.mark.parametrize(("code", "lon", "lat"), [("UA", 31, 49), ("SO", 46, 6), ("CH", 8, 47), ("MT", 14.5, 35.9)])
def test_the_middle_of_a_country_is_where_it_should_be(code, lon, lat):
    found = atlas.centre(code)
    assert found is not None
    assert found == pytest.approx((lon, lat), abs=2)


def test_an_unknown_country_has_no_middle():
    assert atlas.centre("ZZ") is None
    assert atlas.box("ZZ") == ()


points = st.tuples(st.floats(-179, 179), st.floats(-55, 78))


@given(st.lists(points, min_size=1, max_size=8))
def test_everything_asked_for_lies_on_the_page(asked):
    window = atlas.frame(asked, 640)
    for point in asked:
        x, y = window.at(*point)
        assert -640 * 0.09 <= x <= 640 * 1.03 or window.east - window.west > 300
        assert -1 <= y <= window.height + 1


def test_what_lies_outside_the_window_is_not_drawn():
    window = atlas.frame(atlas.box("CH"), 640)
    assert atlas.path(atlas.outline("CH"), window)
    assert atlas.path(atlas.outline("NZ"), window) == ""
