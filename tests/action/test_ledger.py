"""The ledger: promises kept, reliability from nowhere else, lights, exits, and two editions brought together."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.action import plan
from convenor.action.ledger import as_text, merge, pulse, read_ledger, reliability, rely, tracks
from convenor.action.promises import kept_ratio
from convenor.errors import OutcomeError
from convenor.model.ledger import Exit, Kept, Ledger, Promise, Sign
from convenor.model.stake import Light
from tests.action.made_up import promise

AS_OF = dt.date(2025, 6, 30)
DAY = dt.timedelta(days=1)


def ledger(*promises: Promise, **given) -> Ledger:
    return Ledger(outcome="river", promises=promises, **given)


@pytest.mark.parametrize(("kept", "broken"), [(1, 0), (0, 3), (3, 1), (12, 5)])
def test_m13_the_interval_is_that_of_the_beta_posterior(kept, broken):
    mean, low, high = kept_ratio(kept, broken)
    grid = np.linspace(0, 1, 400_001)
    weight = grid**kept * (1 - grid) ** broken  # the slow twin: the posterior by its density
    share = np.cumsum(weight) / weight.sum()
    assert mean == pytest.approx((kept + 1) / (kept + broken + 2))
    assert mean == pytest.approx((grid * weight).sum() / weight.sum(), abs=1e-4)
    assert low == pytest.approx(np.interp(0.05, share, grid), abs=1e-4)
    assert high == pytest.approx(np.interp(0.95, share, grid), abs=1e-4)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_interval_holds_the_mean_and_narrows_with_every_promise(kept, broken):
    if kept + broken:
        mean, low, high = kept_ratio(kept, broken)
        assert 0 < low < mean < high < 1
        assert kept_ratio(kept + 1, broken)[0] > mean > kept_ratio(kept, broken + 1)[0]


def test_counts_below_nothing_are_refused():
    with pytest.raises(ValueError, match="at least 0"):
        kept_ratio(-1, 0)


def test_m13_no_data_says_unknown():
    assert kept_ratio(0, 0) is None
    (track,) = tracks(ledger(promise("a")), AS_OF)
    assert (track.kept, track.broken, track.ratio, track.low, track.high) == (0, 0, None, None, None)


def test_m13_the_ratio_is_told_per_pair():
    held = ledger(
        promise("a", Kept.KEPT),
        promise("b", Kept.KEPT),
        promise("c", Kept.BROKEN, to="map"),
        promise("d", Kept.RELEASED),
    )
    by_pair = {(track.by, track.to): track for track in tracks(held, AS_OF)}
    assert by_pair["ferry", "gov"].ratio == pytest.approx(3 / 4)
    assert by_pair["ferry", "map"].ratio == pytest.approx(1 / 3)
    assert reliability(held, "ferry", AS_OF).ratio == pytest.approx(3 / 5)
    assert reliability(held, "map", AS_OF).ratio is None


def test_an_open_promise_past_its_day_is_overdue_and_counts_neither_way():
    (track,) = tracks(ledger(promise("a"), promise("b", Kept.KEPT)), AS_OF)
    assert (track.kept, track.broken, track.overdue) == (1, 0, 1)


def test_what_was_settled_or_made_later_is_invisible():
    held = ledger(promise("a", Kept.KEPT, made=AS_OF - 10 * DAY), promise("b", made=AS_OF + DAY))
    (track,) = tracks(held, AS_OF)
    assert (track.kept, track.overdue, track.ratio) == (0, 0, None)


def test_m13_reliability_comes_from_the_ledger_and_from_nowhere_else(rich):
    stakes = [member.stake for member in rich.members]
    told = stakes[1].actor
    stakes[1] = replace(stakes[1], actor=replace(told, offers=tuple(replace(o, reliability=0.99) for o in told.offers)))
    relied = {
        s.actor.id: s.actor for s in rely(stakes, ledger(promise("a", Kept.KEPT), promise("b", Kept.BROKEN)), AS_OF)
    }
    assert {offer.reliability for offer in relied["ferry"].offers} == {0.5}
    assert {offer.reliability for key, actor in relied.items() if key != "ferry" for offer in actor.offers} == {None}
    nothing = rely(stakes, ledger(), AS_OF)
    assert {offer.reliability for stake in nothing for offer in stake.actor.offers} == {None}


@pytest.mark.parametrize(
    ("days", "light"), [(0, "green"), (364, "green"), (365, "amber"), (729, "amber"), (730, "red"), (4000, "red")]
)
def test_m39_the_light_turns_amber_after_a_year_and_red_after_two(rich, days, light):
    stake = replace(rich.members[1].stake, last=AS_OF - days * DAY)
    assert pulse(stake, None, AS_OF).light is Light(light)
    assert pulse(stake, None, AS_OF).days == days


def test_m39_a_sign_or_a_kept_promise_wakes_a_body_and_a_later_one_does_not(rich):
    stake = replace(rich.members[1].stake, last=AS_OF - 800 * DAY)
    seen = Sign(who="ferry", date=AS_OF - 3 * DAY, what="came to the meeting")
    assert pulse(stake, ledger(signs=(seen,)), AS_OF).light is Light.GREEN
    assert pulse(stake, ledger(signs=(replace(seen, date=AS_OF + DAY),)), AS_OF).light is Light.RED
    kept = promise("a", Kept.KEPT, made=dt.date(2025, 1, 10))
    assert pulse(stake, ledger(kept), AS_OF).last == kept.settled


def test_m39_exits_are_told_with_their_reason_and_the_plan_acts_on_them(rich):
    left = Exit(who="ferry", date=dt.date(2025, 5, 2), reason="its insurer withdrew")
    made = plan(rich, ledger=ledger(exits=(left,)))
    gone = next(p for p in made.pulses if p.who == "ferry")
    assert (gone.left, gone.reason) == (left.date, left.reason)
    (action,) = [a for a in made.actions if a.topic == "exit"]
    assert "its insurer withdrew" in action.why
    with pytest.raises(ValueError, match="needs a reason"):
        Exit(who="ferry", date=AS_OF, reason=" ")


def test_m44_two_offline_edits_merge():
    base = ledger(promise("a"), promise("b"))
    ours = ledger(promise("a", Kept.KEPT), promise("b"), promise("ours"))
    theirs = ledger(promise("a"), promise("b", due=dt.date(2025, 12, 1)), promise("theirs"),
                    signs=(Sign(who="map", date=AS_OF, what="sent the layer"),))  # fmt: skip
    merged, conflicts = merge(ours, theirs, base)
    assert not conflicts
    by_id = {each.id: each for each in merged.promises}
    assert by_id["a"].state is Kept.KEPT
    assert by_id["b"].due == dt.date(2025, 12, 1)
    assert set(by_id) == {"a", "b", "ours", "theirs"}
    assert merged.signs == theirs.signs
    assert merge(theirs, ours, base)[0] == merged


def test_m44_or_the_conflict_is_listed():
    base = ledger(promise("a"))
    ours, theirs = ledger(promise("a", Kept.KEPT)), ledger(promise("a", Kept.BROKEN))
    merged, (conflict,) = merge(ours, theirs, base)
    assert (conflict.entry, conflict.field) == ("a", "state")
    assert "kept" in conflict.ours
    assert "broken" in conflict.theirs
    assert merged.promises[0].state is Kept.KEPT
    _, (again,) = merge(ledger(promise("a", what="one boat")), ledger(promise("a", what="three boats")), base)
    assert (again.ours, again.theirs) == ("one boat", "three boats")


def test_m44_without_a_common_edition_only_what_came_of_a_promise_settles_alone():
    merged, conflicts = merge(ledger(promise("a")), ledger(promise("a", Kept.KEPT)))
    assert not conflicts
    assert merged.promises[0].state is Kept.KEPT
    assert merge(ledger(promise("a", Kept.KEPT)), ledger(promise("a")))[0] == merged
    assert merge(ledger(promise("a", what="x")), ledger(promise("a", what="y")))[1]


def test_m44_two_exits_of_one_body_are_a_conflict():
    a, b = (Exit(who="ferry", date=AS_OF, reason=reason) for reason in ("no money", "no trust"))
    merged, (conflict,) = merge(ledger(exits=(a,)), ledger(exits=(b,)))
    assert conflict.field == "exit"
    assert merged.exits == (a,)


@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")))
def test_m44_merging_loses_no_promise_and_a_second_time_changes_nothing(first, second, kept):
    ours = ledger(*(promise(key, Kept.KEPT if key in kept else Kept.OPEN) for key in first))
    theirs = ledger(*(promise(key) for key in second))
    merged, conflicts = merge(ours, theirs)
    assert not conflicts
    assert {each.id for each in merged.promises} == first | second
    assert merge(merged, theirs)[0] == merged


def test_ledgers_of_two_outcomes_do_not_merge():
    with pytest.raises(OutcomeError, match="one ledger is of 'river'"):
        merge(ledger(), Ledger(outcome="desert"))


def test_a_ledger_is_written_and_read_back_as_it_was(tmp_path):
    held = ledger(
        promise("a", Kept.KEPT, what='said "yes" \\ no\nnew: line \u202e: [x] # \U0001f6a2'), promise("b"),
        signs=(Sign(who="map", date=AS_OF, what="- sent {it}"),), exits=(Exit(who="bank", date=AS_OF, reason="yes"),),
    )  # fmt: skip
    file = tmp_path / "ledger.yaml"
    file.write_text(as_text(held), encoding="utf-8")
    assert read_ledger(file) == held


HEAD = "convenor: ledger/1\noutcome: x\n"
ONE = "promises: [{id: a, by: b, to: c, what: d, made: 2025-01-01, "


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("outcome: x", "expected ledger/1"),
        (
            "convenor: ledger/1\noutcome: x\npromises: [{id: a, by: b, to: c, what: d, made: 2025-01-01}]",
            "due: is missing",
        ),
        (HEAD + "exits: [{who: a, date: 2025-01-01}]", "reason: is missing"),
        (HEAD + "singns: []", "did you mean 'signs'"),
        (HEAD + ONE + "due: 2025-02-01, state: kept, settled: 2025-01-20}]", "needs 'evidence'"),
        (HEAD + ONE + "due: 2024-02-01}]", "is before it was made"),
    ],
)
def test_a_wrong_ledger_says_where_and_what_would_be_right(tmp_path, text, says):
    file = tmp_path / "ledger.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(OutcomeError) as caught:
        read_ledger(file)
    assert says in str(caught.value)
    assert "ledger.yaml" in str(caught.value)


def test_a_promise_must_hold_together():
    with pytest.raises(ValueError, match="cannot promise to itself"):
        promise("a", to="ferry")
    with pytest.raises(ValueError, match="ceased to be open"):
        promise("a", settled=AS_OF)
    with pytest.raises(ValueError, match="before it was made"):
        promise("a", Kept.KEPT, settled=dt.date(2024, 1, 1))
