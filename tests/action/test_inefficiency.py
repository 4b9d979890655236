"""Where effort is lost: the Ukraine case, the order in which to mend it, and what is not counted."""

from dataclasses import replace

import pytest

from convenor.action.inefficiency import inefficiencies
from convenor.model.codes import Instrument
from convenor.model.partnership import Gap
from convenor.model.plan import Waste


def test_m37_the_refused_applications_rank_first_before_money(ukraine):
    first, second, *others = ukraine.inefficiencies
    assert str(ukraine.partnership.outcome.as_of) == "2025-05-31"
    assert first.kind is second.kind is Waste.FALL_OUT
    assert first.finding.text.startswith("191 of 228 applications of farms")
    assert first.finding.text.endswith("by 22 April 2025.")
    assert second.finding.text.startswith("110 of 235 applications refused for want of a non-technical survey")
    assert second.finding.text.endswith("by 28 April 2025.")
    assert not first.money
    assert any(each.money for each in others)
    assert all(each.finding.owner and each.finding.end >= each.finding.start for each in ukraine.inefficiencies)


def test_m37_each_cites_its_page_and_is_acted_on_first(ukraine):
    pages = dict(ukraine.partnership.outcome.sources)
    for each in ukraine.inefficiencies[:2]:
        assert pages[each.finding.evidence[0]].url.startswith("https://")
    acted = [action for action in ukraine.actions if action.topic == "blockage"]
    assert [action.why for action in acted] == [each.finding.text for each in ukraine.inefficiencies[:2]]


def test_m37_what_was_counted_later_cannot_be_stated(ukraine):
    outcome = replace(ukraine.partnership.outcome, as_of=ukraine.partnership.outcome.as_of.replace(month=4, day=25))
    found = inefficiencies(replace(ukraine.partnership, outcome=outcome))
    assert [each.finding.text[:10] for each in found if each.kind is Waste.FALL_OUT] == ["191 of 228"]


def test_kinds_come_in_the_order_of_mending_and_money_last_in_its_kind(rich):
    found = inefficiencies(rich)
    kinds = [each.kind for each in found]
    assert kinds == sorted(kinds, key=list(Waste).index)
    for kind in Waste:
        money = [each.money for each in found if each.kind is kind]
        assert money == sorted(money)


def test_a_need_that_hangs_on_one_member_is_a_single_point_and_two_are_not(rich):
    def single(partnership):
        return {e.finding.about for e in inefficiencies(partnership) if e.kind is Waste.SINGLE_POINT}

    assert "women" in single(rich)  # the only one with community security, 17 points
    coverage = tuple(
        replace(row, by=(*row.by, ("map", 0.2))) if row.capability == "community_security" else row
        for row in rich.coverage
    )
    assert "women" not in single(replace(rich, coverage=coverage))


def test_offers_far_above_the_need_are_an_overlap_and_enough_is_not(rich):
    assert not [each for each in inefficiencies(rich) if each.kind is Waste.OVERLAP]
    coverage = tuple(replace(row, need=0.4) if row.capability == "livelihoods" else row for row in rich.coverage)
    (found,) = [each for each in inefficiencies(replace(rich, coverage=coverage)) if each.kind is Waste.OVERLAP]
    assert "2.0 times what is needed" in found.finding.text
    assert found.size == pytest.approx(0.5)


def test_a_sliver_is_no_gap(rich):
    thin = Gap(capability="risk_insurance", shortfall=0.04, steps=("Losses are made good",), sectors=())
    assert not [each for each in inefficiencies(replace(rich, gaps=(thin,))) if each.kind is Waste.GAP]


def test_money_is_what_the_table_calls_financial():
    from convenor.model.capability import capabilities

    assert capabilities()["donor_grant"].instrument is Instrument.FINANCIAL
