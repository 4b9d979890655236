"""What follows from who gains and who would leave: each finding with an action, an owner role and a window (M6)."""

import datetime as dt

import numpy as np

from convenor.model.codes import Basis
from convenor.model.outcome import Outcome
from convenor.model.partnership import Finding, Partnership
from convenor.model.worth import Loser, Verdict, Worth
from convenor.partnerships.deal import DRAWS, Deal, deal
from convenor.partnerships.entries import COSTS
from convenor.partnerships.stability import stays
from convenor.partnerships.words import figure, join, percent

WINDOWS = {  # days after the date of reckoning: first and last day of the window
    "scenario": (1, 14), "threshold": (1, 21), "joining": (3, 21), "loser": (3, 30), "stability": (7, 45),
    "risk": (7, 45),
}  # fmt: skip
MOST_LOSERS = 5  # losers that get a finding of their own
TURNS = 0.2  # a scenario is told where it takes away at least this share of the draws in which somebody stays


def worth_findings(partnership: Partnership, worth: Worth, *, draws: int = DRAWS, seed: int = 0) -> list[Finding]:
    """Findings on scenarios, thresholds, joining, losers, stability and shared risk, in the order in which to act.

    Args:
        partnership: What was proposed.
        worth: Everybody's side of it.
        draws: Draws for the scenarios.
        seed: Chance for them.
    """
    outcome = partnership.outcome
    names = {member.stake.actor.id: member.stake.actor.name for member in partnership.members}
    found = _scenarios(partnership, draws, seed)
    if worth.threshold is not None and worth.threshold.verdict is not Verdict.HOLDS:
        found.append(_short(outcome, worth))
    found += _pledge(outcome, worth)
    found += [_loser(outcome, loser) for loser in worth.losers if loser.change is not None][:MOST_LOSERS]
    found += _unknown(outcome, worth)
    found += _leavers(outcome, worth, names)
    found += _worse(outcome, worth, names)
    return found


def _finding(outcome: Outcome, topic: str, text: str, action: str, owner: str, about: str = "") -> Finding:
    first, last = (dt.timedelta(days=days) for days in WINDOWS[topic])
    return Finding(
        topic=topic, text=text, action=action, owner=owner, start=outcome.as_of + first, end=outcome.as_of + last,
        basis=Basis.ASSUMED, about=about,
    )  # fmt: skip


def _scenarios(partnership: Partnership, draws: int, seed: int) -> list[Finding]:
    """Who stays as things are and would leave under a scenario that was entered."""
    outcome, found = partnership.outcome, []
    told = [s for s in outcome.accounts.scenarios if s.since is None or s.since <= outcome.as_of]
    if not told:
        return []
    now = deal(partnership, draws=draws, seed=seed)
    for scenario in told:
        then = deal(partnership, scenario=scenario.id, draws=draws, seed=seed)
        before_a, after_a = stays(now).mean(axis=0), stays(then).mean(axis=0)
        accounts = {account.actor for account in scenario.accounts}
        for a in np.flatnonzero(before_a - after_a >= TURNS):
            if now.ids[a] in accounts:
                found.append(_turn(outcome, scenario.title, then, int(a), float(before_a[a]), float(after_a[a])))
    return found


def _turn(outcome: Outcome, title: str, then: Deal, a: int, before: float, after: float) -> Finding:
    name, bargain = then.members[a].stake.actor.name, then.bargain
    inside, outside = bargain.value_da[0, a], bargain.outside_da[0, a]
    return _finding(
        outcome, "scenario",
        f"If this happens: {title[0].lower()}{title[1:].rstrip('.')}, then {name} has less inside ({figure(inside)}) "
        f"than outside ({figure(outside)}; {then.entries[a].unit}); it would stay in {percent(after)} of the draws, as "
        f"things are in {percent(before)}.",
        f"Ask {name} before that day what would keep it in, and whether you can give it.",
        "desk officer", about=then.ids[a],
    )  # fmt: skip


def _short(outcome: Outcome, worth: Worth) -> Finding:
    assert worth.threshold is not None  # noqa: S101  (the caller looked)
    ways = worth.threshold.ways
    action = (
        f"Win these before anything is announced: {'; or '.join(ways[:2])}." if ways
        else "Look for others who count before anything is announced: those on file are too few."
    )  # fmt: skip
    return _finding(outcome, "threshold", worth.threshold.text, action, "desk officer")


def _pledge(outcome: Outcome, worth: Worth) -> list[Finding]:
    """Who would join at a loss, in the best order there is."""
    calls = worth.joining.calls
    known = {member.actor for member in worth.members if member.unit != COSTS}
    first = next((call for call in calls if call.guarantee > 0 and call.actor in known), None)
    if first is None:  # nobody is promised anything on the strength of what is all assumed
        return []
    action = f"Settle what can be promised to those who join early, before the first call; begin so: {first.text}"
    return [_finding(outcome, "joining", worth.joining.text, action, "programme lead", first.actor)]


def _loser(outcome: Outcome, loser: Loser) -> Finding:
    owner = "programme lead" if loser.partner else "inclusion adviser"
    return _finding(outcome, "loser", loser.why, loser.mitigation, owner, loser.who if loser.partner else "")


def _unknown(outcome: Outcome, worth: Worth) -> list[Finding]:
    """Groups of whom nobody knows whether they lose, as one finding."""
    groups = [loser.who for loser in worth.losers if loser.change is None]
    if not groups:
        return []
    text = f"Whether they lose by it is not known, for nobody entered it and no member speaks for them: {join(groups)}."
    action = "Ask each group, through a body of its own, what it would lose and what would make that good."
    return [_finding(outcome, "loser", text, action, "inclusion adviser")]


def _leavers(outcome: Outcome, worth: Worth, names: dict[str, str]) -> list[Finding]:
    """Who would do as well or better outside."""
    test = next(test for test in worth.tests if test.name == "internal stability")
    if test.verdict is Verdict.HOLDS or not test.fails:
        return []
    who = join([names.get(i, i) for i in test.fails])
    action = f"Ask {who} what success is worth to them and what of their own they would want, and write it down."
    if worth.payments:
        paid = worth.payments[0]
        much = f"{figure(paid.amount)} {paid.unit}"
        action += f" Transfers could do it; the smallest: {names[paid.payer]} to {names[paid.receiver]}, {much}."
    return [_finding(outcome, "stability", test.text, action, "programme lead")]


def _worse(outcome: Outcome, worth: Worth, names: dict[str, str]) -> list[Finding]:
    """Who bears more by sharing the risk than alone."""
    worse = [names[m.actor] for m in worth.members if m.exposure.worse]
    if not worse:
        return []
    text = f"Sharing the risk in proportion to what each may lose makes {join(worse)} worse off than alone."
    action = f"Agree other shares of a joint loss, or a premium for {join(worse)}, before the agreement is signed."
    return [_finding(outcome, "risk", text, action, "legal adviser")]
