"""The plans of the five worked cases: whole, an owner and a window for everything, an early win in each."""

import datetime as dt

import pytest

from convenor.action.exports import markdown
from convenor.model.plan import EARLY, Stage
from tests.action.test_brief import TALL, height

CASES = ("bangladesh", "kimberley", "liberia", "piracy", "ukraine")


@pytest.fixture(params=CASES)
def made(request, case_plan):
    return case_plan(request.param)


def test_m5_and_m6_every_finding_ends_in_an_action_that_is_traced_to_the_outcome(made):
    partnership = made.partnership
    done = {action.why for action in made.actions}
    blockages = [each for each in made.inefficiencies if each.finding.topic == "blockage"]
    assert len(blockages) == len(partnership.outcome.blockages)
    assert {f.text for f in partnership.findings if f.topic != "blockage"} <= done
    assert {each.finding.text for each in blockages} <= done
    for action in made.actions:
        assert action.owner.strip()
        assert partnership.outcome.as_of < action.start <= action.end
        assert made.chain(action.id).outcome == partnership.outcome.id
    assert {action.stage for action in made.actions} == set(Stage)


def test_m34_each_case_has_an_early_win(made):
    assert [win for win in made.early_wins if win.capability]
    assert max(win.due for win in made.early_wins) <= made.partnership.outcome.as_of + dt.timedelta(days=EARLY)


def test_calls_follow_the_join_order_and_say_what_it_takes(made):
    reckoned = [call.actor for call in made.partnership.worth.joining.calls]
    called = [call.actor for call in made.approaches if call.actor in reckoned and not call.flag]
    assert called == [actor for actor in reckoned if actor in called]
    assert all(call.turn and call.bargain for call in made.approaches if call.actor in reckoned)
    first, last = (next(a for a in made.actions if a.about == called[n] and a.topic == "partner") for n in (0, -1))
    assert first.start <= last.start


def test_no_case_calls_a_flagged_body(made):
    flagged = {call.actor for call in made.approaches if call.flag}
    assert not [a for a in made.actions if a.topic == "partner" and a.about in flagged]


def test_the_brief_of_every_case_fits_one_page(made):
    assert height(markdown.render(made)) <= TALL
