"""The report as a reader, a browser and an attacker see it."""

import base64
import datetime as dt
import hashlib
import re
from dataclasses import replace
from types import SimpleNamespace

import lxml.html
import pytest

from convenor.action.exports import html
from convenor.action.words import window
from convenor.model.codes import Kind


@pytest.fixture
def page(rich):
    text = html.render(rich)
    return SimpleNamespace(text=text, tree=lxml.html.document_fromstring(text.encode()), partnership=rich)


def said(node) -> str:
    return " ".join(node.text_content().split())


def section(page, key):
    return page.tree.get_element_by_id(key)


def test_the_policy_names_the_hash_of_the_one_style_and_the_one_script(page):
    policy = page.tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page.text, re.S)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_nothing_is_loaded_from_elsewhere(page):
    loading = page.tree.xpath("//link | //img | //iframe | //object | //embed | //audio | //video | //base | //form")
    assert loading == []
    assert page.tree.xpath("//@src | //@srcset | //@poster | //@action | //@data | //@background") == []
    assert all(target.startswith("#") for target in page.tree.xpath("//*[name()='use']/@href"))
    for body in re.findall(r"<style>(.*?)</style>", page.text, re.S):
        assert "url(" not in body
        assert "@import" not in body


def test_hostile_text_stays_text(page):
    assert len(page.tree.xpath("//script")) == 1
    assert not [name for node in page.tree.iter() for name in node.attrib if name.startswith("on") or name == "style"]
    for address in page.tree.xpath("//a/@href"):
        assert address.startswith(("#", "https://example.org/"))
    assert "<script>alert(1)</script> Ferry Cooperative" in said(section(page, "who"))
    assert "{{7*7}} {% raw %} ]]> --> ${9}" in said(section(page, "who"))
    assert "javascript:alert(3)" in said(section(page, "evidence"))
    assert not page.tree.xpath("//i | //td/b/b | //h1//b")
    assert not any(letter in page.text for letter in "\u202e\u202c\u200b\x00\ufeff")


def test_the_same_partnership_gives_the_same_bytes(rich, tmp_path):
    html.write(rich, tmp_path / "a.html")
    html.write(rich, tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_every_number_leads_to_its_row(page):
    chips = page.tree.xpath("//a[contains(@class, 'ref')]")
    assert len(chips) > 60
    rows = {row.get("id"): row for row in section(page, "evt").xpath(".//tbody/tr")}
    for chip in chips:
        row = rows[chip.get("href")[1:]]
        assert ("exp" in (row.get("class") or "")) == ("expired" in chip.text_content())
    assert list(rows) == [f"e{n}" for n in range(1, len(rows) + 1)]


def test_numbers_rise_down_the_page(page):
    first = list(dict.fromkeys(int(said(a).split()[0]) for a in page.tree.xpath("//a[contains(@class, 'ref')]")))
    assert first == sorted(first)


def test_m45_expired_evidence_is_struck_out_with_the_word(page):
    stale = {
        row.id
        for m in page.partnership.members
        for row in m.stake.evidence
        if row.expired(page.partnership.outcome.as_of)
    }
    struck = section(page, "evt").xpath(".//tr[@class='exp']")
    assert len(struck) == len(stale) > 5
    assert all("expired" in said(row) for row in struck)


def test_m6_every_finding_ends_in_an_action(page):
    rows = section(page, "acts").xpath(".//tbody/tr")
    findings = page.partnership.findings
    assert len(rows) == len(findings)
    for row, finding in zip(rows, findings, strict=True):
        cells = [said(cell) for cell in row]
        assert finding.text in cells[0]
        assert cells[1:] == [finding.action, finding.owner, window(finding.start, finding.end)]
    for call in page.tree.xpath("//ol[@class='calls']/li"):
        assert {said(term) for term in call.xpath(".//dt")} >= {"Owner", "Window"}
        assert all(said(value) for value in call.xpath(".//dd"))


def test_m1_mix_is_shown_and_what_is_untagged_counts_as_unknown_never_as_soft(page):
    shares = {said(row[0]): said(row[1]) for row in section(page, "hard").xpath(".//tbody/tr")}
    assert shares["unknown kind of instrument"] == "10%"
    assert sum(int(share.rstrip("%")) for share in shares.values()) == 100
    told = section(page, "hard").xpath(".//svg//*[name()='desc']")[0]
    assert said(told) == "◇ soft 85%. ◆ hard 5%. power unknown 10%."


def test_m4_diaspora_section_even_when_empty(rich):
    def kin(partnership):
        return said(lxml.html.document_fromstring(html.render(partnership)).get_element_by_id("diaspora"))

    assert "Marrow League Abroad, in France, from Mali" in kin(rich)
    members = tuple(m for m in rich.members if m.stake.actor.kind is not Kind.DIASPORA)
    assert "Searched 46 candidates, found none." in kin(replace(rich, members=members, usual=None))
    unknown = kin(replace(rich, members=members, usual=None, outside=None))
    assert "found none" not in unknown
    assert "not looked through" in unknown


def test_a_diaspora_body_left_out_is_still_named(rich):
    kin = next(m.stake for m in rich.members if m.stake.actor.kind is Kind.DIASPORA)
    members = tuple(m for m in rich.members if m.stake is not kin)
    text = html.render(replace(rich, members=members, usual=None, outside=(*rich.outside, kin)))
    assert "on file, not proposed" in said(lxml.html.document_fromstring(text).get_element_by_id("diaspora"))


def test_a_rank_shows_no_expected_effect_and_a_probability_does(rich):
    side = "//div[@class='side']"
    ranked = said(lxml.html.document_fromstring(html.render(rich)).xpath(side)[0])
    assert "If each joins only as often" not in ranked
    assert "a rank on this book, not a probability" in ranked
    members = tuple(replace(m, stake=replace(m.stake, calibrated=True)) for m in rich.members)
    told = said(
        lxml.html.document_fromstring(html.render(replace(rich, members=members, expected=0.31))).xpath(side)[0]
    )
    assert "If each joins only as often as its record suggests: about 31%." in told


def test_the_effect_is_said_not_to_be_a_probability_of_success(page):
    assert "Not a probability of success" in said(page.tree.xpath("//div[@class='side']")[0])


def test_the_five_sentences_come_from_the_data(page):
    assert [said(head) for head in page.tree.xpath("//ol[@class='five']/li/span[1]")] == [
        "Reach", "Blockage", "Hard power", "Missing", "This week",
    ]  # fmt: skip
    five = [said(line) for line in page.tree.xpath("//ol[@class='five']/li/span[2]")]
    assert five[0].startswith("Fourteen partners, ten of them new to you, reach about 43% of this outcome; your usual")
    assert "reach about 17%" in five[0]
    assert "191 of 228 permits <refused> at the lock (22 April 2025)" in five[1]
    assert "uses 5%; your ceiling is 25%, and for 10% of what is used the kind of power is unknown" in five[2]
    assert "displaced families or herders <i>upstream</i>; nobody brings enough risk insurance" in five[3]
    assert "so “Losses are made good” counts for nothing" in five[3]
    assert five[4].startswith("Unblock, then turn to <script>alert(1)</script> Ferry Cooperative, then Marrow")


def test_a_call_goes_through_whoever_has_an_evidenced_tie(page):
    calls = page.tree.xpath("//ol[@class='calls']/li")
    (through,) = calls[2].xpath(".//div[dt = 'Through']/dd")
    assert said(through).startswith("Lantern Relief, which has worked with it")


def test_calls_are_called_this_week_only_when_they_end_in_it(rich, page):
    assert said(section(page, "calls")) == "Three calls this week"
    late = tuple(replace(f, end=f.end + dt.timedelta(days=30)) for f in rich.findings)
    tree = lxml.html.document_fromstring(html.render(replace(rich, findings=late)))
    assert said(tree.get_element_by_id("calls")) == "Three calls to make first"


def test_what_is_not_on_file_is_said(rich):
    outcome = replace(rich.outcome, blockages=(), affected=())
    bare = replace(rich, outcome=outcome, gate=None, findings=(), usual=None, mix=(), assumed=(), gaps=(), unheard=())
    tree = lxml.html.document_fromstring(html.render(bare))
    five = said(tree.xpath("//ol[@class='five']")[0])
    assert "Not on file: nobody has counted" in five
    assert "no affected group is named in the question" in five
    assert "no set of usual partners can be formed" in five
    for key in ("who", "ties", "cover", "usual", "hard", "inclusion", "missing", "acts", "assume", "evidence"):
        assert len(said(tree.get_element_by_id(key))) > 20, key


def test_nobody_at_all_is_a_page_too(rich):
    empty = replace(
        rich, members=(), usual=None, mix=(), coverage=(), effect=0.0, effect_range=(0.0, 0.0), outside=None, bound=0.0
    )
    text = said(lxml.html.document_fromstring(html.render(empty)))
    assert "No partnership of the candidates on file can be formed" in text


def test_flags_stand_beside_the_name(page):
    assert "Flag: party to the conflict: proposed only because you require it" in said(section(page, "p8"))


def test_a_screen_reader_finds_its_way(page):
    tree = page.tree
    assert len(tree.xpath("//h1")) == 1
    assert [tag for tag in ("header", "main", "nav", "footer") if len(tree.xpath(f"//{tag}")) != 1] == []
    assert tree.xpath("//body/a[@class='skip']/@href") == ["#main"]
    assert not [head for head in tree.xpath("//table//th") if not head.get("scope")]
    assert not tree.xpath("//table[not(caption)]")
    for picture in tree.xpath("//svg[@role='img']"):
        title, desc = picture.get("aria-labelledby").split()
        assert said(tree.get_element_by_id(title))
        assert said(tree.get_element_by_id(desc))
    assert not tree.xpath("//svg[not(@role='img') and not(@aria-hidden='true')]")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for link in tree.xpath("//a/@href[starts-with(., '#')]"):
        assert link[1:] in ids


def test_only_ties_with_live_evidence_are_drawn(rich):
    members = []
    for member in rich.members:
        actor = member.stake.actor
        bare = tuple(replace(tie, evidence=()) for tie in actor.ties)
        members.append(replace(member, stake=replace(member.stake, actor=replace(actor, ties=bare))))
    text = html.render(replace(rich, members=tuple(members), usual=None, outside=()))
    tree = lxml.html.document_fromstring(text)
    assert not tree.xpath("//svg[contains(@class, 'net-')]")
    assert "No tie between any two of the fourteen partners is on file" in said(tree.get_element_by_id("ties"))


def test_a_network_names_at_most_ten_bodies_on_each_drawing(page):
    for drawing in page.tree.xpath("//svg[contains(@class, 'net-')]"):
        assert 3 <= len(drawing.xpath(".//*[contains(@class, 'lab')]")) <= 10


def test_two_hundred_rows_stay_under_two_megabytes(build):
    text = html.render(build(210))
    assert text.count('<tr role="row" id="e') >= 200
    assert len(text.encode()) < 2_000_000


def test_beyond_the_most_rows_the_rest_is_counted(build):
    tree = lxml.html.document_fromstring(html.render(build(700, usual=False)))
    assert len(tree.get_element_by_id("evt").xpath(".//tbody/tr")) == 600
    assert "further rows of these partners are not printed here" in said(tree.get_element_by_id("evidence"))


def test_only_a_partnership_is_taken(rich):
    assert html.accepts(rich)
    assert not html.accepts(rich.outcome)
