"""What every export has to be: the suite walks the registry, so that nothing can be forgotten."""

import datetime as dt
from pathlib import Path

import pytest

from convenor.action.exports import exports
from convenor.model.actor import Actor
from convenor.model.codes import Tier
from convenor.model.dialogue import Audience, CommonGround, Dialogue, Side, Statement, Tally
from convenor.model.evidence import Evidence
from convenor.model.outcome import Indicator, Outcome, Step
from convenor.model.partnership import Coverage, Member, Partnership, Use
from convenor.model.stake import Stake

DOCS = Path(__file__).parents[2] / "docs" / "exports"
NAME = "<b>Osprey</b> =1+1 \u202eCouncil"


@pytest.fixture(params=sorted(exports()))
def export(request):
    return exports()[request.param]


@pytest.fixture
def small() -> Partnership:
    """One partner, one need, one row."""
    row = Evidence(
        id="1", actor="osprey", relation="funding", object="XM-1", source="Made-up list", locator="row 1",
        licence="CC0", retrieved=dt.date(2025, 1, 1),
    )  # fmt: skip
    outcome = Outcome(
        id="o", title="Quiet harbours", as_of=dt.date(2025, 6, 30),
        steps=(Step(name="Agree", needs=(("mediation", 1.0),), weight=1.0),),
        indicators=(Indicator(kind="security", name="raids"), Indicator(kind="prosperity", name="landings")),
    )  # fmt: skip
    member = Member(
        stake=Stake(actor=Actor(id="osprey", name=NAME), outcome="o", salience=0.5, evidence=(row,)),
        tier=Tier.CORE, uses=(Use(capability="mediation", amount=0.5),), without=0.5, reason="On file.",
    )  # fmt: skip
    coverage = Coverage(step="Agree", capability="mediation", need=1.0, got=0.5, by=(("osprey", 0.5),))
    return Partnership(
        outcome=outcome, members=(member,), effect=0.5, effect_range=(0.4, 0.6), bound=0.5, proof="optimal", cost=0.0,
        mix=(("diplomatic", 1.0),), hard=0.0, unknown=0.0, coverage=(coverage,),
    )  # fmt: skip


@pytest.fixture
def talk() -> Dialogue:
    """Thirty anonymous people on one statement."""
    return Dialogue(
        title=NAME, people=30, votes=30, statements=(Statement(id="1", text=NAME),),
        audiences=(Audience(name="all", kind="all", people=30),),
        tallies=(Tally(statement="1", audience="all", agree=30, disagree=0, passed=0, share=0.9, low=0.8, high=1.0,
                       against=0.0),),
        common=(CommonGround(statement="1", side=Side.AGREE, low=0.8, worst="all", share=0.9),),
    )  # fmt: skip


def test_it_says_who_it_is(export):
    assert export.name
    assert export.title[0].isupper()
    assert export.suffix.startswith(".")


def test_no_two_exports_share_a_suffix():
    suffixes = [export.suffix for export in exports().values()]
    assert len(suffixes) == len(set(suffixes))


def test_it_is_registered_under_its_own_name(export):
    assert exports()[export.name] is export


def test_it_takes_a_partnership_and_no_plain_text(export, small):
    assert export.accepts(small)
    assert not export.accepts("text")


def test_it_writes_one_whole_file_the_same_each_time(export, small, tmp_path):
    export.write(small, tmp_path / f"a{export.suffix}")
    export.write(small, tmp_path / f"b{export.suffix}")
    first = (tmp_path / f"a{export.suffix}").read_bytes()
    assert first
    assert first == (tmp_path / f"b{export.suffix}").read_bytes()
    assert b"Osprey" in first


def test_it_has_a_page(export):
    page = DOCS / f"{export.name}.md"
    assert page.is_file(), f"write docs/exports/{export.name}.md"
    text = page.read_text("utf-8")
    assert text.startswith("# ")
    assert export.suffix in text


def test_a_dialogue_that_it_takes_is_one_whole_file_the_same_each_time(export, talk, tmp_path):
    if not export.accepts(talk):
        pytest.skip(f"{export.name} is not for dialogues")
    export.write(talk, tmp_path / f"a{export.suffix}")
    export.write(talk, tmp_path / f"b{export.suffix}")
    first = (tmp_path / f"a{export.suffix}").read_bytes()
    assert first == (tmp_path / f"b{export.suffix}").read_bytes()
    assert b"Osprey" in first


def test_a_dialogue_has_a_report(talk):
    assert {name for name, export in exports().items() if export.accepts(talk)} >= {"html", "json"}
