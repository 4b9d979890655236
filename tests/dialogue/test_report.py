"""The report of a dialogue: what a practitioner reads, a browser shows and an attacker tries."""

import base64
import hashlib
import re
from dataclasses import replace

import lxml.html
import pytest

from convenor.action import write
from convenor.action.exports.html import render_dialogue
from convenor.dialogue import convene
from convenor.model.dialogue import Discount, Statement
from tests.action.exports.conftest import PROGRAM
from tests.dialogue.made_up import BLOCKED, SHARED, cloud, planted

HOSTILE = "<script>alert(1)</script> =1+1 \u202egnip</td>"
NAMES = ["Osprey <b>Council</b>", "Heron Watch", "Ferry Crews", "Lock Wardens", "Reed Growers", "Tide Radio"]
ORGS = {name: {str(s): (1 if (i + s) % 3 else -1) for s in range(8)} | {"x": 1} for i, name in enumerate(NAMES)}


@pytest.fixture(scope="module")
def strange():
    """Five groups of 150 people; strata of which one blocks, one is small and one is absent; texts are hostile."""
    conversation, group_p = planted(people=150, statements=30, groups=5, share=0.85, seed=3)
    texts = [Statement(id=row.id, text=f"{row.text} {HOSTILE}") for row in conversation.statements]
    strata = {
        who: {"standing": "displaced" if group == 4 else "host"}
        for who, group in zip(conversation.participants, group_p, strict=True)
    }
    for who in conversation.participants[:4]:
        strata[who]["age"] = "under 18"
    population = {"standing": {"displaced": 0.2, "host": 0.6, "diaspora": 0.2}}
    conversation = replace(conversation, statements=tuple(texts), title=f"Wells {HOSTILE}")
    return convene(conversation, strata=strata, population=population, sweeps=40, source="a made-up census")


@pytest.fixture(scope="module")
def page(strange):
    return lxml.html.document_fromstring(render_dialogue(strange).encode())


def said(page, key):
    return " ".join(page.get_element_by_id(key).text_content().split())


def test_planted_common_ground_and_the_planted_veto_are_on_the_page(page):
    assert f"Sentence {SHARED} " in said(page, "common")
    assert f"Sentence {BLOCKED} " not in said(page, "common")
    row = next(r for r in page.get_element_by_id("divides").iter("tr") if f"Sentence {BLOCKED} " in r.text_content())
    assert "displaced (standing)" in row.text_content().partition("Blocked by")[2]


def test_m17_who_is_missing_is_named_with_interval_and_source(page):
    text = said(page, "missing")
    assert "diaspora" in text
    assert "nobody took part" in text
    assert re.search(r"−\d+ points \(−\d+ to −\d+\)", text)
    assert "a made-up census" in text
    assert "design effect" in text


def test_weighted_and_unweighted_stand_side_by_side(page):
    heads = [cell.text for cell in page.get_element_by_id("common").iter("th") if cell.get("scope") == "col"]
    assert "Everyone" in heads
    assert "Weighted" in heads


def test_every_stratum_is_to_be_heard_whatever_its_size(page):
    text = said(page, "heard")
    assert "Displaced (standing)" in text
    assert "Under 18 (age)" in text
    assert "hear them in person" in text
    assert "invite them" in text


def test_no_small_cell_and_no_person_is_on_the_page(strange, page):
    text = " ".join(page.text_content().split())
    assert not re.search(r"\bp\d+\b", text.replace("Sentence p", ""))
    cells = page.xpath("//span[@class='cnt']")
    assert len(cells) > 100
    counts = [int(n) for cell in cells for n in cell.text.split(" / ") if n.isdigit()]
    assert not [n for n in counts if 0 < n < 10]
    small = replace(strange, discounts=(Discount(kind="burst", people=None, factor=None, why="they voted alike"),))
    found = lxml.html.document_fromstring(render_dialogue(small).encode())
    assert "withheld" in said(found, "discounted")


def test_every_finding_ends_in_an_action_with_owner_and_window(page):
    calls = page.xpath("//li[@class='call']")
    assert 1 <= len(calls) <= 3
    for call in calls:
        words = [node.text_content() for node in call.iter("dd")]
        assert len(words) == 2
        assert all(words)


def test_hostile_text_stays_text_and_the_policy_allows_no_script(strange, page):
    text = render_dialogue(strange)
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert not page.xpath("//script")
    assert not [name for node in page.iter() for name in node.attrib if name.startswith("on") or name == "style"]
    assert not page.xpath("//@src | //link | //img | //form")
    assert "<script>alert(1)</script>" in page.text_content()
    assert "\u202e" not in text


def test_m33_organisations_on_the_record_get_a_matrix_and_their_names(tmp_path):
    dialogue = convene(ORGS, mode="attributed", consented=True, sweeps=20)
    tree = lxml.html.document_fromstring(write(dialogue, tmp_path / "six.html").read_bytes())
    rows = tree.get_element_by_id("matrix").xpath(".//table[@class='mx']/tbody/tr")
    assert len(rows) == 6
    for name in NAMES:
        assert name in said(tree, "matrix")
        assert name in said(tree, "map")
    assert "100%" in said(tree, "matrix")
    assert "organisations on both sides" in said(tree, "divides")
    assert "Heron Watch" in said(tree, "divides")
    assert "the people who came" not in tree.text_content()
    assert "No groups are drawn" in said(tree, "map")


def test_m33_six_anonymous_people_show_only_what_all_share():
    quiet = lxml.html.document_fromstring(render_dialogue(convene(ORGS)))
    assert "nothing is" in said(quiet, "common")
    spoken = lxml.html.document_fromstring(render_dialogue(convene(ORGS, consented=True)))
    assert "Everybody agreed to one statement" in said(spoken, "common")
    assert not spoken.xpath("//svg")
    assert "Osprey" not in spoken.text_content()


def test_a_majority_without_any_audience_is_called_a_majority():
    chance = cloud(people=60, statements=12)
    chance.votes_ps[:, 0] = 1
    found = lxml.html.document_fromstring(render_dialogue(convene(chance, sweeps=20)))
    assert "this is a majority, no more" in said(found, "common")


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(("width", "dark"), [(320, False), (390, True), (1280, False), (1280, True)])
def test_it_fits_asks_for_nothing_and_complains_of_nothing(browser, strange, tmp_path, width, dark):
    file = write(strange, tmp_path / "dialogue.html")
    browser.open(file, width=width, dark=dark)
    asked = [e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"]
    assert asked == [file.as_uri()]
    assert not [e for e in browser.events if e.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
    assert browser.ask("document.documentElement.scrollWidth") <= width
    light = browser.ask("getComputedStyle(document.body).backgroundColor")
    assert light == ("rgb(20, 24, 28)" if dark else "rgb(255, 255, 255)")
    browser.press("Tab")
    assert browser.ask("document.activeElement.textContent") == "Skip to what was found"
