"""Finds: likely and unusual at once, and no claim beyond the data."""

import itertools
from dataclasses import replace

import lxml.html
import pytest

from convenor.action.exports import html
from convenor.action.exports.html.finds import finds


def changed(partnership, **change):
    members = tuple(replace(m, stake=replace(m.stake, **change)) for m in partnership.members)
    return replace(partnership, members=members)


def test_a_find_is_new_and_in_the_upper_half_by_both(rich):
    shown = finds(rich)
    assert [dot.name for dot in shown.dots if dot.find] == [
        "<script>alert(1)</script> Ferry Cooperative",
        "Heron Mapping",
    ]
    assert shown.finding.startswith("Two newcomers are both likelier and less usual")


def test_a_flagged_body_is_no_find(rich):
    assert not [dot for dot in finds(rich).dots if dot.bits == 7.0]


def test_a_rank_is_drawn_as_a_rank(rich):
    across = sorted(dot.likely for dot in finds(rich).dots)
    steps = [b - a for a, b in itertools.pairwise(across)]
    assert steps == pytest.approx([0.2] * 5)
    told = lxml.html.document_fromstring(html.render(rich)).get_element_by_id("finds").text_content()
    assert "chance of taking part" not in told
    assert "by rank" in told


def test_a_probability_is_drawn_at_its_value(rich):
    shown = finds(changed(rich, calibrated=True))
    assert sorted(dot.likely for dot in shown.dots) == [0.2, 0.4, 0.7, 0.75, 0.8, 0.9]
    text = html.render(changed(rich, calibrated=True))
    assert "chance of taking part" in lxml.html.document_fromstring(text).get_element_by_id("finds").text_content()


@pytest.mark.parametrize(
    ("bits", "often"), [(0.1, "in nearly all"), (3.0, "in about one of eight"), (6.1, "in about one of 69")]
)
def test_bits_are_said_as_a_share(rich, bits, often):
    assert {dot.often for dot in finds(changed(rich, surprise=bits)).dots} == {often}


def test_without_surprise_on_file_it_says_so(rich):
    shown = finds(changed(rich, surprise=None))
    assert shown.dots == ()
    assert "not on file" in shown.finding
