"""A made-up partnership with all that can be reckoned about one: worth, choices, measures. Some text is hostile."""

from dataclasses import replace

from convenor.model.account import Range
from convenor.model.choices import (
    Addition,
    Choices,
    Frontier,
    FrontierPoint,
    Option,
    Replacement,
    Robustness,
    Stays,
    TermPrice,
)
from convenor.model.measures import Likeness, Measures, Pillar, Reach
from convenor.model.partnership import Partnership
from convenor.model.worth import (
    Call,
    Exposure,
    Failures,
    Joining,
    Loser,
    MemberWorth,
    Payment,
    Stability,
    Verdict,
    Worth,
)

EVIL = '"><script>alert(1)</script>'


def weighed(partnership: Partnership) -> Partnership:
    """The same partnership with worth, choices and measures that were made up by hand."""
    return replace(partnership, worth=_worth(partnership), choices=_choices(partnership), measures=_measures())


def _worth(partnership: Partnership) -> Worth:
    members = tuple(_member(key, n) for n, key in enumerate(partnership.ids))
    first, second = partnership.ids[:2]
    return Worth(
        unit="what joining costs one member",
        members=members,
        tests=(
            Stability(
                name="internal stability",
                game="utilities",
                verdict=Verdict.DEPENDS,
                share=0.6,
                margin=Range(low=-1, high=2),
                text=f"Some would rather leave {EVIL}.",
                reach="all members looked at",
            ),
            Stability(
                name="core",
                game="shared grant",
                verdict=Verdict.NOT_MEANINGFUL,
                share=None,
                margin=None,
                text="No transferable value: core not meaningful, see internal stability.",
            ),
        ),  # fmt: skip
        payments=(Payment(payer=first, receiver=second, amount=0.25, unit="what joining costs one member"),),
        joining=Joining(
            calls=(
                Call(actor=second, gain=0.4, guarantee=0.0, unit="x", text="It gains at once."),
                Call(actor=first, gain=-0.2, guarantee=0.2, unit="x", text="It needs a promise."),
            ),
            guarantee=0.2,
            bound=0.1,
            masses=((first, second),),
            text="Two calls start it.",
        ),  # fmt: skip
        correlation=Range(low=0, high=0.5),
        failures=(Failures(correlation=0.3, mean=0.5, low=0.2, median=0.55, broken=(("first step", 0.3),)),),
        losers=(
            Loser(who="fishers", partner=False, sure=True, change=None, unit="", why="less ground", mitigation="pay"),
        ),
        draws=1000,
        text="By the numbers on file most would stay. More is said below.",
    )


def _member(key: str, n: int) -> MemberWorth:
    spread = Range(low=0.1 * n, high=1 + 0.1 * n)
    exposure = Exposure(
        mean_alone=spread, mean_together=spread, tail_alone=Range(low=0, high=2), tail_together=Range(low=0, high=1),
        mean=(0.5, 0.5), tail=(2.0, 1.0 + n), benefit_mean=0.0, benefit_tail=1.0 - n, worse=n > 1,
        dilution=((0.0, 0.6), (0.5, 0.3), (1.0, -0.1)),
    )  # fmt: skip
    return MemberWorth(
        actor=key, unit="what joining costs one member", worth=spread, cost=spread, side=spread, apart=spread,
        value=spread, alone=spread, outside=spread, rational=0.9, stays=0.7, break_even=1.0, credit=0.2,
        credit_error=0.0, credit_range=(0.1, 0.3), leaves=0.4, exposure=exposure, assumed=("Its cost.",),
        text=f"You bring much and gain more {EVIL}.",
    )  # fmt: skip


def _choices(partnership: Partnership) -> Choices:
    other = Option(
        label="alternative 1", ids=partnership.ids[1:], names=("One", EVIL), effect=0.5, bound=0.5, proof="optimal",
        cost=3.0, hard=0.0, inclusion=1, joins=("Newcomer",), leaves=("Old hand",), lost=("survey",),
    )  # fmt: skip
    first = partnership.members[0].stake.actor
    return Choices(
        alternatives=(other,),
        frontiers=(
            Frontier(
                name="hard share", axis="hard share of what is used, at most",
                points=(
                    FrontierPoint(limit=0.0, option=None, note="No set: armed protection is lost."),
                    FrontierPoint(limit=0.2, option=replace(other, effect=0.3)),
                    FrontierPoint(limit=0.5, option=other),
                ),
            ),
        ),
        prices=(TermPrice(term="at most 10 partners", relaxed="11", effect=0.6, gain=0.04, joins=("Newcomer",)),),
        missing=(Addition(actor="x", name="Outsider", effect=0.7, gain=0.1, barred=("size",)),),
        replacements=(
            Replacement(
                actor=first.id, name=first.name, without=0.3, effect=0.45, proof="optimal", joins=("Newcomer",),
                swaps=(("x", "Outsider", 0.4),),
            ),
        ),
        robustness=Robustness(
            draws=50, varied=("amounts",), stays=(Stays(actor=first.id, name=first.name, share=0.9, member=True),),
            effect=(0.4, 0.5, 0.6), regret=(0.01, 0.03), same=0.8,
        ),
    )  # fmt: skip


def _measures() -> Measures:
    return Measures(
        reach=(Reach(kind="places", covered=("Norway",), missing=("Sweden",), share=0.5),),
        reach_index=0.5,
        means=(("diplomatic", "soft", 1.0),),
        es95=0.3,
        pillars=(
            Pillar(
                name="digital", says="Half runs on it.", without="Asked again without it.", effect=0.4,
                effect_change=-0.1, es95_change=0.02, reach_change=0.0, joins=("Newcomer",),
            ),
            Pillar(name="feminist", says="Little stands on it.", without="Asked again without the floors."),
        ),
        likeness=(
            Likeness(
                dimension="sex", group="women", members=1, of=4, share=0.25, low=0.05, high=0.7, population=0.5,
                gap=-0.25, gap_low=-0.45, gap_high=0.2, source="a census",
            ),
            Likeness(dimension="age", group="young people", members=0, of=4, share=0.0, low=0.0, high=0.5),
        ),
    )  # fmt: skip
