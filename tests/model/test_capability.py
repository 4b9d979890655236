"""The table of capabilities: whole, tagged, in one form, and wide enough for the worked cases."""

import csv
import tomllib
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest

from convenor.model.capability import capabilities
from convenor.model.codes import Instrument, Kind, Power
from convenor.model.reading import read_yaml
from convenor.model.words import fold

CASES = Path(__file__).parent.parent / "stakes" / "labels" / "cases.csv"


def mapped() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_table_holds_sixty_or_more_each_once():
    text = files("convenor").joinpath("data", "capabilities.toml").read_text(encoding="utf-8")
    ids = [row["id"] for row in tomllib.loads(text)["capabilities"]]
    assert len(ids) == len(set(ids)) == len(capabilities()) >= 60


def test_every_capability_is_tagged_by_power_and_instrument():
    """M1: nothing in the table is unknown, so that nothing untagged can pass for soft."""
    for row in capabilities().values():
        assert row.power in (Power.HARD, Power.SOFT), row.id
        assert row.instrument is not Instrument.UNKNOWN, row.id


def test_military_means_are_hard():
    military = [row for row in capabilities().values() if row.instrument is Instrument.MILITARY]
    assert len(military) >= 8
    assert all(row.power is Power.HARD for row in military)


@pytest.mark.parametrize(
    "name",
    ["naval_escort", "armed_protection", "law_enforcement_investigation", "sanctions", "border_control",
     "state_sappers", "peace_enforcement", "buying_power", "criminal_prosecution", "counter_drone"],
)  # fmt: skip
def test_hard_means_are_in_the_table(name):
    assert capabilities()[name].power is Power.HARD


def test_every_capability_has_a_sector_whose_toolbox_holds_it():
    """M24: a gap can always be answered with the sectors that would fill it, in plain words."""
    for row in capabilities().values():
        assert row.sectors, row.id
        assert Kind.UNKNOWN not in row.sectors, row.id
        assert row.examples.strip(), row.id


def test_open_procurement_and_geospatial_are_called_so():
    """M2: technology holders are found under the words that people use."""
    assert capabilities()["procurement_auction"].label.startswith("open procurement")
    assert capabilities()["geospatial_analysis"].label.startswith("geospatial")
    assert capabilities()["procurement_auction"].digital
    assert capabilities()["geospatial_analysis"].digital


def test_words_are_folded_and_said_once():
    for row in capabilities().values():
        assert len(row.words) == len(set(row.words)), row.id
        for word in row.words:
            assert fold(word) == word, (row.id, word)


def test_every_capability_can_be_shown():
    for row in capabilities().values():
        assert row.words or row.dac or row.topics or row.clusters, row.id


def test_codes_have_the_form_of_their_list():
    for row in capabilities().values():
        assert all(code.isdigit() and len(code) in (3, 5) for code in row.dac), row.id
        assert all(name == name.lower() for name in row.clusters), row.id


def test_capabilities_of_the_worked_cases_map_onto_the_table():
    known = capabilities()
    rows = mapped()
    assert len({row["case"] for row in rows}) == 5
    assert [row for row in rows if row["id"] not in known] == []
    ukraine = [row for row in rows if row["case"] == "ukraine_demining"]
    assert all(row["capability"] == row["id"] for row in ukraine)


@pytest.mark.shared
def test_no_capability_of_a_worked_case_is_left_out(shared):
    """Nor does the table call soft what an analyst of the case coded as hard, or the other way round."""
    wanted = {(row["case"], row["capability"]): row["id"] for row in mapped()}
    for file in sorted((shared / "data" / "cases").glob("*.yaml")):
        for node in read_yaml(file).nodes("capabilities"):
            name = wanted.pop((file.stem, node.text("id")))
            assert capabilities()[name].power == node.text("power"), (file.stem, name)
    assert wanted == {}


@pytest.mark.shared
def test_purpose_codes_are_in_the_code_list(shared):
    lists = shared / "data" / "standard" / "IATI+IATI-Codelists-NonEmbedded"
    known = {
        item.findtext("code")
        for name in ("Sector.xml", "SectorCategory.xml")
        for item in ElementTree.parse(lists / name).iter("codelist-item")  # noqa: S314
    }
    for row in capabilities().values():
        assert set(row.dac) <= known, row.id


@pytest.mark.shared
def test_topics_begin_codes_that_occur(shared):
    seen = set()
    for name in ("fp7-projects.csv", "h2020-projects.csv"):
        with (shared / "data" / "cordis-security" / name).open(encoding="utf-8-sig", newline="") as file:
            seen |= {code for row in csv.DictReader(file, delimiter=";") for code in row["topics"].split(";")}
    for row in capabilities().values():
        for topic in row.topics:
            assert any(code.startswith(topic) for code in seen), (row.id, topic)
