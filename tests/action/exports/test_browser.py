"""The report in a real browser: every control, both schemes, a telephone; nothing asked for, nothing complained of."""

import pytest

from convenor.action.exports import html
from tests.action.exports.weighed import weighed

SEEN = "[...document.querySelectorAll('#evt tbody tr')].filter(row => row.checkVisibility())"


@pytest.fixture
def file(rich, tmp_path):
    html.write(weighed(rich), tmp_path / "report.html")
    return tmp_path / "report.html"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 390, 900, 1280])
def test_it_asks_for_nothing_complains_of_nothing_and_fits(browser, file, width, dark):
    browser.open(file, width=width, dark=dark)
    asked = [e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"]
    assert asked == [file.as_uri()]
    assert not [e for e in browser.events if e.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
    assert browser.ask("document.documentElement.scrollWidth") <= width
    light = browser.ask("getComputedStyle(document.body).backgroundColor")
    assert light == ("rgb(20, 24, 28)" if dark else "rgb(255, 255, 255)")


def test_the_first_screen_holds_the_answer(browser, file):
    browser.open(file, width=1280)
    assert browser.ask("document.querySelector('.calls').getBoundingClientRect().bottom") <= 800


def test_the_filter_finds_rows_and_gives_them_back(browser, file):
    browser.open(file, width=1280)
    everything = browser.ask(f"{SEEN}.length")
    browser.click("#evf")
    browser.type("heron mapping")
    found = browser.ask(f"{SEEN}.map(row => row.textContent)")
    assert 0 < len(found) < everything
    assert all("Heron Mapping" in text for text in found)
    assert browser.ask("document.getElementById('evn').textContent") == f"{len(found)} of {everything} rows"
    browser.ask("(() => { const box = document.getElementById('evf'); box.value = ''; "
                "box.dispatchEvent(new Event('input')); })()")  # fmt: skip
    assert browser.ask(f"{SEEN}.length") == everything


def test_a_number_leads_to_its_row_even_when_filtered_away(browser, file):
    browser.open(file, width=1280)
    browser.click("#evf")
    browser.type("nothing has these words")
    assert browser.ask(f"{SEEN}.length") == 0
    browser.click(".five a.ref")
    wanted = browser.ask("document.querySelector('.five a.ref').hash")
    assert browser.ask("location.hash") == wanted
    assert browser.until(f"document.querySelector('{wanted}').checkVisibility()")


def test_every_fold_opens_and_closes(browser, file):
    browser.open(file, width=1280)
    folds = browser.ask("document.querySelectorAll('details').length")
    assert folds >= 3
    for n in range(folds):
        browser.ask(f"document.querySelectorAll('summary')[{n}].id = 'fold-{n}'")
        was = browser.ask(f"document.querySelectorAll('details')[{n}].open")
        browser.click(f"#fold-{n}")
        assert browser.ask(f"document.querySelectorAll('details')[{n}].open") is not was


def test_every_part_of_the_page_is_one_click_away(browser, file):
    browser.open(file, width=1280)
    for n in range(browser.ask("document.querySelectorAll('nav a').length")):
        browser.ask(f"document.querySelectorAll('nav a')[{n}].id = 'nav-{n}'")
        browser.click(f"#nav-{n}")
        assert browser.ask("document.querySelector(location.hash).tagName") == "SECTION"


def test_the_keyboard_reaches_the_answer_first(browser, file):
    browser.open(file, width=1280)
    browser.press("Tab")
    assert browser.ask("document.activeElement.textContent") == "Skip to the answer"
    assert browser.ask("document.activeElement.getBoundingClientRect().left") >= 0
    browser.press("Enter")
    assert browser.ask("location.hash") == "#main"


def test_a_telephone_folds_the_evidence_and_opens_it_for_a_number(browser, file):
    browser.open(file, width=390)
    assert browser.ask(f"{SEEN}.length") == 0
    assert browser.ask("document.querySelector('.net-wide').getBoundingClientRect().width") == 0
    assert browser.ask("document.querySelector('.net-tall').getBoundingClientRect().width") > 300
    browser.click(".five a.ref")
    assert browser.ask(f"{SEEN}.length") > 50


def test_without_script_nothing_is_lost(browser, file):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(file, width=390)
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.ask(f"{SEEN}.length") > 50
    assert browser.ask("document.getElementById('evbox').hidden")


SAYS = "document.querySelector('#{} [role=status]').textContent"
PICK = (
    "(() => {{ const pick = document.querySelector('#{} select'); pick.selectedIndex = 1; "
    "pick.dispatchEvent(new Event('change')); }})()"
)


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [("whatif", "All join", "comes in: Newcomer"), ("switch", "As assumed", "at its low end")],
)
def test_a_switch_says_how_the_answer_moves(browser, file, part, before, after):
    browser.open(file, width=1280)
    assert browser.ask(f"document.getElementById('{part}').hidden") is False
    assert browser.ask(SAYS.format(part)).startswith(before)
    browser.ask(PICK.format(part))
    assert after in browser.ask(SAYS.format(part))
