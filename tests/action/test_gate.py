"""The gate as the report shows it: what the partnership carries, in its order, with what stands beside it."""

import datetime as dt
from dataclasses import replace

import pytest

from convenor.action.exports import html
from convenor.action.exports.html.gate import counted_only, gate, heard, not_heard
from convenor.action.exports.html.register import Register
from convenor.model.gate import RealityCheck
from convenor.model.outcome import Waiver


def lit(partnership, group, **change):
    """The same partnership with one light changed."""
    lights = [replace(each, **change) if each.group == group else each for each in partnership.gate.lights]
    return replace(partnership, gate=replace(partnership.gate, lights=tuple(lights)))


def test_the_state_is_that_of_the_worst_group(rich):
    shown = gate(rich, Register(rich))
    assert shown.state == "red"
    assert shown.verdict == "Not ready to sign."
    assert shown.tally == "2 red, 1 amber, 1 unknown, 1 green"


def test_a_head_count_is_told_from_nobody_at_all(rich):
    shown = gate(rich, Register(rich))
    assert [g.name for g in counted_only(shown)] == ["boat crews"]
    assert "boat crews" not in [g.name for g in not_heard(shown)]
    assert heard(shown) == "Three of five affected groups"


def test_the_base_rate_stands_beside_the_lights_with_its_source(rich, tmp_path):
    html.write(rich, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "191 of 2,291 delegates to peace talks were women" in text
    assert "8.3\N{NO-BREAK SPACE}%" in text or "8.3 %" in text
    assert "Good (2024)" in text


def test_warnings_and_waivers_are_printed_and_hostile_text_stays_text(rich, tmp_path):
    waiver = Waiver(rule="inclusion", reason="talks <b>begin</b>", by="head of desk", date=dt.date(2025, 6, 1))
    check = RealityCheck(dialogue="d", audience="crews", people=12)
    shown = lit(rich, "boat crews", warnings=("Voice was not <i>vote</i>.",), waiver=waiver, said=(check,))
    html.write(shown, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Voice was not &lt;i&gt;vote&lt;/i&gt;." in text
    assert "talks &lt;b&gt;begin&lt;/b&gt;" in text


@pytest.mark.parametrize("change", [{"gate": None}, {"outcome": None}])
def test_without_a_gate_or_without_groups_nothing_is_claimed(rich, change):
    if "outcome" in change:
        bare = replace(rich, gate=replace(rich.gate, lights=(), verdict="The question names no affected group."))
    else:
        bare = replace(rich, gate=None)
    shown = gate(bare, Register(bare))
    assert shown.groups == ()
    assert shown.tally == ""
    assert shown.verdict
