"""Sections on worth, choices, measures and places: there when reckoned, absent when not, text stays text."""

from dataclasses import replace

import pytest
from lxml import html

from convenor.action.exports.html import render
from convenor.action.exports.html.places import places
from convenor.model.codes import Kind
from convenor.model.stake import Unheld
from tests.action.exports.weighed import weighed

PARTS = ("bargain", "joining", "options", "pillars")


@pytest.fixture
def page(rich):
    return html.fromstring(render(weighed(rich)))


def said(page, key: str) -> str:
    return " ".join(page.get_element_by_id(key).text_content().split())


def test_what_was_reckoned_has_its_section_and_its_line_in_the_navigation(page):
    links = {link.get("href") for link in page.iter("a")}
    for key in PARTS:
        assert page.get_element_by_id(key) is not None
        assert f"#{key}" in links


def test_what_was_not_reckoned_has_neither(rich):
    bare = html.fromstring(render(replace(rich, worth=None, choices=None, measures=None)))
    links = {link.get("href") for link in bare.iter("a")}
    for key in PARTS:
        assert bare.get_element_by_id(key, None) is None
        assert f"#{key}" not in links


def test_hostile_text_stays_text_in_every_section(page):
    assert len(list(page.iter("script"))) == 1
    assert "<script>alert(1)" in said(page, "bargain")
    assert not any(name.startswith("on") for node in page.iter() for name in node.attrib)


def test_the_bargain_says_what_is_assumed_who_would_leave_and_who_loses(page):
    text = said(page, "bargain")
    assert "all amounts assumed" in text
    assert "in 60% of the draws" in text
    assert "core not meaningful" in text
    assert "worse together" in text
    assert "fishers" in text


def test_the_join_order_says_who_needs_a_guarantee(page):
    calls = page.get_element_by_id("joining").findall(".//li")
    assert ["guarantee" in call.text_content() for call in calls] == [False, True]


def test_a_limit_without_a_set_is_no_point_but_a_row(page):
    section = page.get_element_by_id("options")
    assert "armed protection is lost" in section.text_content()
    assert len(section.findall(".//svg/circle[@class='pt a']")) == 2


def test_a_group_without_a_benchmark_is_named_and_not_guessed(page):
    assert "No benchmark on file for young people" in said(page, "pillars")
    assert "-25 points (-45 to +20)" in said(page, "pillars")


def test_the_map_shows_homes_and_no_site(rich, page):
    assert "no site of a partner is shown" in said(page, "places")
    shown = places(rich)
    assert sum(land.style == "asked" for land in shown.lands) == len(rich.outcome.countries)
    labels = [dot for dot in shown.dots if dot.label]
    assert all(0 <= dot.label_x <= shown.width and 0 <= dot.label_y <= shown.height for dot in labels)


def test_every_noun_that_an_analyst_meets_shows_itself_in_a_notebook(rich):
    for noun in (rich, rich.outcome, rich.members[0].stake):
        assert html.fromstring(noun._repr_html_()).findall(".//tbody/tr")
    assert "no probability of success" in rich._repr_html_()


def test_a_kind_of_body_that_nobody_on_file_is_is_named_with_its_row(rich):
    row = replace(rich.members[0].stake.evidence[0], id="exposed-1", relation="exposed", value="insurers pay for it")
    gap = Unheld(
        outcome=rich.outcome.id, who="war-risk insurer", kinds=(Kind.COMPANY,), path=("a", "attacks", "insurers"),
        evidence=(row,), searched=12,
    )  # fmt: skip
    page = html.fromstring(render(replace(rich, unheld=(gap,))))
    said_of = page.get_element_by_id("unheld")
    assert "No war-risk insurer on file (searched 12)" in said_of.text_content()
    assert said_of.find(".//a[@class='ref']") is not None
    assert html.fromstring(render(rich)).get_element_by_id("unheld", None) is None
