"""The page of a plan in a real browser: nothing blocked, nothing asked for, nothing beyond the edge."""

import pytest

from convenor.action import plan
from convenor.action.exports import html


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    from tests.action.conftest import partnership

    file = tmp_path_factory.mktemp("plan") / "plan.html"
    html.write(plan(partnership()), file)
    return file


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False)])
def test_the_page_loads_nothing_complains_of_nothing_and_fits(browser, page, width, dark):
    browser.open(page, width=width, dark=dark)
    told = [event for event in browser.events if event.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
    asked = [event for event in browser.events if event.get("method") == "Network.requestWillBeSent"]
    assert not told
    assert {event["params"]["request"]["url"] for event in asked} == {page.as_uri()}
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.ask("document.querySelectorAll('h1').length") == 1


def test_a_number_leads_to_its_row_and_every_part_is_one_click_away(browser, page):
    browser.open(page, width=1280)
    for target in browser.ask("[...document.querySelectorAll('nav a, a.ref')].map(a => a.getAttribute('href'))"):
        assert browser.ask(f"document.querySelector('{target}') !== null"), target
