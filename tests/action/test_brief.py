"""The brief: one page, the first things first, nothing said that the plan does not hold."""

from dataclasses import replace

import pytest

from convenor.action import plan
from convenor.action.brief import brief, first
from convenor.action.exports import markdown
from convenor.action.markup import md

WIDE = 96  # letters of a line of A4 at 10 point
TALL = 66  # such lines on the page; the longest of the cases has 59 and, printed from a browser, fills 80% of it


def height(text: str) -> int:
    """Lines that a page of this Markdown takes, headings at two lines."""
    rows = 0
    for line in text.splitlines():
        rows += 2 if line.startswith("#") else max(1, -(-len(line.replace("\\", "")) // WIDE)) if line else 0.5
    return rows


def test_the_brief_of_the_case_fits_one_page(ukraine):
    assert height(markdown.render(ukraine)) <= TALL


def test_the_brief_of_long_names_and_many_losses_fits_one_page(rich):
    long = tuple(replace(each, what="permit " * 60, date="2025-04-22") for each in rich.outcome.blockages * 9)
    made = plan(replace(rich, outcome=replace(rich.outcome, blockages=long, title="Boats " * 80)))
    assert height(markdown.render(made)) <= TALL


def test_what_to_begin_is_in_order_of_precedence_and_within_two_weeks(ukraine):
    begun = first(ukraine)
    assert [action.topic for action in begun[:2]] == ["blockage", "blockage"]
    called = [action.about for action in begun if action.topic == "partner"]
    assert called == [call.actor for call in ukraine.approaches][: len(called)]
    assert all((action.start - ukraine.partnership.outcome.as_of).days <= 14 for action in begun)


def test_a_flagged_body_is_no_first_call(rich):
    only = [m for m in rich.members if m.stake.actor.id == "patrol"]
    page = brief(plan(replace(rich, members=tuple(only), findings=(), usual=None)), "TLP:CLEAR")
    assert page.calls == ()


def test_what_is_not_on_file_is_said(rich):
    text = markdown.render(plan(rich))
    assert "What it would gain is not on file: ask." in text
    assert "not a probability of success" in text
    assert "Nobody at the table speaks for displaced families" in text


@pytest.mark.parametrize("text", ["1. one", "- one", "+ one", "# one", "> one", "1) one", "---"])
def test_nothing_from_data_begins_a_list_a_heading_or_a_rule(text):
    assert md(text)[0] == "\\" or md(text)[1] == "\\"
