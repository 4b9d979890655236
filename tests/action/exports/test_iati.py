"""The IATI activity: order and required parts of the standard, percentages, roles, and what is left empty."""

from dataclasses import replace

import pytest
from lxml import etree

from convenor.action import plan
from convenor.action.exports import iati
from convenor.errors import ConvenorError
from convenor.model.actor import Actor
from convenor.model.codes import Kind, Marking, Tier

ORDER = (  # xsd:sequence of iati-activity 2.03, as far as we write it; those with a star must be there
    "iati-identifier*", "reporting-org*", "title*", "description*", "participating-org*", "activity-status*",
    "activity-date*", "recipient-country", "sector", "result",
)  # fmt: skip


@pytest.fixture
def activity(rich):
    return etree.fromstring(iati.render(plan(rich)))[1]


def test_elements_stand_in_the_order_of_the_standard_and_the_required_ones_are_there(activity):
    tags = [child.tag for child in activity if isinstance(child.tag, str)]
    names = [name.rstrip("*") for name in ORDER]
    assert tags == sorted(tags, key=names.index)
    assert {name.rstrip("*") for name in ORDER if name.endswith("*")} <= set(tags)


def test_percentages_of_countries_and_sectors_sum_to_a_hundred(activity):
    for tag in ("recipient-country", "sector"):
        shares = [round(100 * float(share)) for share in activity.xpath(f"{tag}/@percentage")]
        assert sum(shares) == 10_000
        assert min(shares) > 0


def test_who_is_consulted_takes_no_part_and_money_funds(activity, rich):
    told = {(each.findtext("narrative"), each.get("role")) for each in activity.findall("participating-org")}
    names = {name for name, _ in told}
    heard = [m.stake.actor.name for m in rich.members if m.tier in (Tier.CONSULTED, Tier.OBSERVER)]
    assert not names & set(heard)
    assert ("Republic of Ostara", "2") in told
    assert iati._roles(["donor_grant"]) == ["1"]
    assert iati._roles(["donor_grant", "logistics"]) == ["1", "4"]
    assert iati._roles(["logistics"]) == ["4"]


def test_a_type_is_written_only_where_it_is_known(rich):
    outcome = rich.outcome
    local = Actor(id="a", name="A", kind=Kind.NGO, country="ML")
    assert iati._type(local, outcome) == "24"
    assert iati._type(replace(local, country="CH"), outcome) == ""
    assert iati._type(replace(local, kind=Kind.INTERGOVERNMENTAL), outcome) == "40"


def test_the_reporters_identifier_is_never_made_up(activity, rich):
    assert activity.find("reporting-org").get("ref") == ""
    assert activity.findtext("iati-identifier") == "convenor-river"
    stakes = tuple(
        replace(s, actor=replace(s.actor, id="CH-4-2010001")) if s.actor.id == "convener" else s for s in rich.outside
    )
    known = replace(rich, outside=stakes, outcome=replace(rich.outcome, convener="CH-4-2010001"))
    made = etree.fromstring(iati.render(known))[1]
    assert made.find("reporting-org").get("ref") == "CH-4-2010001"
    assert made.findtext("iati-identifier") == "CH-4-2010001-river"


def test_indicators_are_results_with_their_baselines(activity):
    titles = activity.xpath("result/title/narrative/text()")
    assert titles == ["security: attacks on boats", "prosperity: goods landed"]
    assert [(b.get("year"), b.get("value")) for b in activity.iter("baseline")] == [("2024", "41"), ("2024", "12500")]


def test_what_is_not_public_is_refused(rich, tmp_path):
    with pytest.raises(ConvenorError, match="an IATI file is public"):
        iati.write(replace(rich, marking=Marking.GREEN), tmp_path / "out.xml")
