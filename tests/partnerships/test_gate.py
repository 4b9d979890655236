"""The light of each affected group, in the order of checks of "how it is reckoned", inclusion (M11, M12)."""

import csv
import datetime as dt

import numpy as np
import pytest

from convenor.errors import OutcomeError
from convenor.model.actor import Actor, Offer, Representation
from convenor.model.codes import Kind, Modality, Phase, Power, Right, Tier
from convenor.model.dialogue import Audience, Dialogue, Divide, MustHear, Statement, Tally
from convenor.model.evidence import Evidence
from convenor.model.gate import Colour
from convenor.model.outcome import Affected, Indicator, Outcome, Step, Terms, Waiver
from convenor.model.partnership import Member
from convenor.model.stake import Stake
from convenor.partnerships import compose
from convenor.partnerships.gate import BASE_RATE, gate
from convenor.partnerships.measures import wilson

AS_OF = dt.date(2025, 6, 30)
FULL = (Phase.PREPARE, Phase.NEGOTIATE, Phase.IMPLEMENT)


def body(name, seat=None, *, use_by=None, offers=(), marks=(), start=None):
    row = Evidence(
        id=f"row-{name}", actor=name, relation="represents", object="traders", source="made-up register", start=start,
        locator="line 1", licence="CC0", retrieved=AS_OF, use_by=use_by,
    )  # fmt: skip
    actor = Actor(
        id=name, name=name.title(), kind=Kind.COMMUNITY, offers=offers, represents=(seat,) if seat else (),
        marks=frozenset(marks),
    )  # fmt: skip
    return Stake(actor=actor, outcome="calm", salience=0.5, evidence=(row,))


def seat(name, modality=Modality.REPRESENTATION, phases=FULL, right=Right.VOTE, group="traders", evidence=None):
    rows = (f"row-{name}",) if evidence is None else evidence
    return Representation(group=group, modality=modality, phases=phases, right=right, evidence=rows)


def question(*groups, **more):
    return Outcome(
        id="calm", title="The river is calm", as_of=AS_OF, affected=tuple(Affected(group=g) for g in groups),
        steps=(Step(name="talk", needs=(("mediation", 1.0),), weight=1.0),),
        indicators=(Indicator(kind="security", name="raids"), Indicator(kind="prosperity", name="trade")), **more,
    )  # fmt: skip


def light(stake, *, inside=True, **more):
    members = [Member(stake=stake, tier=Tier.CORE)] if inside else []
    return gate(question("traders", **more), members, [stake]).lights[0]


def test_m11_unknown_is_grey_with_what_to_ask():
    found = light(body("council"))
    assert found.colour is Colour.GREY
    assert "1 searched" in found.because
    assert found.ask.endswith("?")
    assert not found.stops


def test_m11_a_body_on_file_that_is_not_a_member_is_red():
    found = light(body("council", seat("council")), inside=False)
    assert found.colour is Colour.RED
    assert "Council could speak for them and is not in." in found.because
    assert found.stops


@pytest.mark.parametrize("modality", [Modality.REPRESENTATION, Modality.COMMISSION, Modality.WORKSHOP,
                                      Modality.DECISION])  # fmt: skip
@pytest.mark.parametrize("right", [Right.ANSWERED, Right.VOTE, Right.CONSENT])
def test_green_needs_form_phases_and_an_answer(modality, right):
    assert light(body("council", seat("council", modality, FULL, right))).colour is Colour.GREEN


@pytest.mark.parametrize(
    "change",
    [
        {"modality": Modality.OBSERVER}, {"modality": Modality.CONSULTATION}, {"modality": Modality.MASS_ACTION},
        {"right": Right.HEARD}, {"right": Right.NONE}, {"right": None}, {"phases": FULL[:2]}, {"phases": ()},
    ],
)  # fmt: skip
def test_m12_anything_less_is_amber(change):
    assert light(body("council", seat("council", **change))).colour is Colour.AMBER


@pytest.mark.parametrize("right", [None, *Right])
@pytest.mark.parametrize("phases", [(), FULL])
def test_m12_a_head_count_alone_never_turns_the_light_green(right, phases):
    found = light(body("council", seat("council", None, phases, right)))
    assert found.colour is Colour.RED
    assert "head-count only" in found.because


def test_a_head_count_is_a_finding_with_an_action():
    (best,) = compose(question("traders"), mediators(body("council", seat("council", None, (), None))))
    found = [finding for finding in best.findings if finding.topic == "inclusion"]
    assert len(found) == 1
    assert "head-count only" in found[0].text
    assert found[0].evidence == ("row-council",)
    assert "waiver" in found[0].action


def test_two_seats_together_can_cover_the_phases():
    one, other = body("one", seat("one", phases=FULL[:2])), body("other", seat("other", phases=FULL[2:]))
    both = [Member(stake=each, tier=Tier.CONSULTED) for each in (one, other)]
    assert gate(question("traders"), both[:1], [one, other]).lights[0].colour is Colour.AMBER
    assert gate(question("traders"), both, [one, other]).lights[0].colour is Colour.GREEN


def test_m45_expired_or_absent_evidence_does_not_count():
    stale = body("council", seat("council"), use_by=AS_OF - dt.timedelta(days=1))
    assert light(stale).colour is Colour.GREY
    assert not light(stale).voices[0].counts
    assert light(body("council", seat("council", evidence=()))).colour is Colour.GREY
    assert light(body("council", seat("council"), use_by=AS_OF)).colour is Colour.GREEN


def test_hidden_bodies_are_not_seen_by_the_gate():
    hidden = body("shelter", seat("shelter"), marks={"hidden"})
    found = light(hidden, inside=False)
    assert found.colour is Colour.GREY
    assert "Shelter" not in found.because + found.ask
    assert found.voices == ()


def test_lights_stand_worst_first_and_the_state_is_the_worst():
    red, green = body("one", seat("one")), body("other", seat("other", group="crews"))
    found = gate(question("crews", "traders", "herders"), [Member(stake=green, tier=Tier.CORE)], [red, green])
    assert [each.colour for each in found.lights] == [Colour.RED, Colour.GREY, Colour.GREEN]
    assert found.colour is Colour.RED
    assert found.verdict == "Not ready to sign."
    assert gate(question(), [], []).verdict.startswith("The question names no affected group")
    assert gate(question(), [], []).colour is Colour.GREY


def mediators(*more):
    offer = Offer(capability="mediation", amount=1.0, power=Power.SOFT)
    return [body("envoy", offers=(offer,)), *more]


def test_m11_red_cannot_be_marked_ready_without_a_waiver():
    from dataclasses import replace

    barred = body("council", seat("council"))
    asked = question("traders", terms=Terms(must_not=("council",)))
    (best,) = compose(asked, mediators(barred))
    assert best.gate.colour is Colour.RED
    with pytest.raises(OutcomeError, match="red for 'traders'.*waiver"):
        replace(best, ready=True)
    with pytest.raises(OutcomeError, match="nobody looked"):
        replace(best, gate=None, ready=True)
    signed = Waiver(rule="inclusion: traders", reason="they asked for more time", by="head of desk", date=AS_OF)
    (waived,) = compose(replace(asked, waivers=(signed,)), mediators(barred))
    assert replace(waived, ready=True).ready
    assert waived.gate.lights[0].colour is Colour.RED
    assert waived.gate.lights[0].waiver == signed
    assert "Red is waived for traders." in waived.gate.verdict
    other = Waiver(rule="inclusion: crews", reason="another matter", by="head of desk", date=AS_OF)
    (still,) = compose(replace(asked, waivers=(other,)), mediators(barred))
    assert still.gate.stops


def test_m12_voice_is_not_vote_is_said_beside_the_colour():
    heard = light(body("council", seat("council", Modality.OBSERVER, FULL[1:2], Right.HEARD)))
    assert heard.warnings == (
        f"Voice was not vote: as of {AS_OF}, Council was in by observer (say: heard); "
        "nobody who speaks for them had a vote.",
    )
    assert light(body("council", seat("council"))).warnings == ()


def said(outcome="calm"):
    """Traders were asked as a stratum: they want the first statement and block the second."""
    rows = [Tally(statement="s1", audience="trade: traders", agree=20, disagree=0, passed=0, share=0.9, low=0.8),
            Tally(statement="s2", audience="trade: traders", agree=0, disagree=20, passed=0, share=0.1, low=0.0,
                  against=0.85)]  # fmt: skip
    return Dialogue(
        title="The landing", outcome=outcome, people=60, votes=120,
        statements=(Statement(id="s1", text="Light the landing"), Statement(id="s2", text="Close it at dusk")),
        audiences=(Audience(name="trade: traders", kind="declared", people=20),), tallies=tuple(rows),
        divides=(Divide(statement="s2", most=("all", 0.8), least=("trade: traders", 0.1), veto=("trade: traders",)),),
        must_hear=(MustHear(audience="trade: traders", statements=("s1",), note=""),),
    )  # fmt: skip


def test_reality_check_brings_what_the_group_said_itself():
    (best,) = compose(question("traders", "crews"), mediators(body("council", seat("council"))), [said()])
    asked = {each.group: each for each in best.gate.lights}
    (check,) = asked["traders"].said
    assert (check.dialogue, check.people) == ("The landing", 20)
    assert check.wants == (("Light the landing", 0.9),)
    assert check.refuses == (("Close it at dusk", 0.85),)
    assert any("“Close it at dusk”" in warning for warning in asked["traders"].warnings)
    assert asked["crews"].said == ()
    texts = [finding.text for finding in best.findings if finding.topic == "inclusion"]
    assert any("“Close it at dusk”" in text for text in texts)
    (best,) = compose(question("traders"), mediators(body("council", seat("council"))), [said("another")])
    assert best.gate.lights[0].said == ()


@pytest.mark.shared
def test_base_rate_is_what_the_data_set_counts(shared):
    with (shared / "data/inclusion/PADD_Agreement_Level.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    counted = [
        (row["FemDel_N"], row["Del_N"]) for row in rows if {row["FemDel_N"], row["Del_N"]}.isdisjoint({"", "NA"})
    ]
    assert (len(rows), len(counted)) == (116, 107)
    assert sum(float(women) for women, _ in counted) == BASE_RATE.count
    assert sum(float(total) for _, total in counted) == BASE_RATE.total
    assert BASE_RATE.share == pytest.approx(0.083, abs=5e-4)
    low, high = wilson(np.array([float(BASE_RATE.count)]), np.array([float(BASE_RATE.total)]))
    assert (BASE_RATE.low, BASE_RATE.high) == pytest.approx((low[0], high[0]), abs=5e-5)
