"""Kumu, GraphML and FollowTheMoney, read by parsers that are not ours."""

import json
from dataclasses import replace

import networkx
import pytest

from convenor.action import plan
from convenor.action.exports import ftm, graphml, kumu
from convenor.action.network import network


@pytest.fixture
def graph(rich, tmp_path):
    graphml.write(plan(rich), tmp_path / "net.graphml")
    return networkx.read_graphml(tmp_path / "net.graphml")


def test_graphml_holds_every_member_and_the_convener_and_nobody_else(graph, rich):
    assert {data["actor"] for _, data in graph.nodes(data=True)} == {*rich.ids, "convener"}
    assert graph.is_directed()


def test_graphml_holds_the_ties_as_they_were_said(graph):
    names = {node: data["actor"] for node, data in graph.nodes(data=True)}
    ties = {(names[a], names[b], data["relation"]) for a, b, data in graph.edges(data=True)}
    assert ("gov", "wardens", "regulates") in ties
    assert ("patrol", "traders", "opposes") in ties
    assert not [tie for tie in ties if "fund" in tie[:2]]


def test_graphml_says_what_it_is(graph):
    assert graph.graph["title"] == "Boats trade safely on the Lower Marrow"
    assert graph.graph["note"].startswith("TLP:CLEAR. As of 2025-06-30.")
    assert isinstance(next(iter(graph.nodes(data=True)))[1]["new"], bool)


def test_kumu_joins_by_labels_that_are_unlike(rich, tmp_path):
    first, second, *others = rich.members
    twin = replace(second, stake=replace(second.stake, actor=replace(second.stake.actor, name=first.stake.actor.name)))
    kumu.write(plan(replace(rich, members=(first, twin, *others))), tmp_path / "m.kumu.json")
    made = json.loads((tmp_path / "m.kumu.json").read_text("utf-8"))
    labels = [each["label"] for each in made["elements"]]
    assert len(labels) == len(set(labels)) == len(rich.members) + 1
    assert all({each["from"], each["to"]} <= set(labels) for each in made["connections"])
    directions = {each["type"]: each["direction"] for each in made["connections"]}
    assert directions["regulates"] == "directed"
    assert directions["took part together"] == "mutual"


def test_followthemoney_joins_every_member_to_the_project(rich, tmp_path):
    ftm.write(plan(rich), tmp_path / "e.ftm.json")
    made = [json.loads(line) for line in (tmp_path / "e.ftm.json").read_text("utf-8").splitlines()]
    by_id = {each["id"]: each for each in made}
    assert len(by_id) == len(made)
    (project,) = [each for each in made if each["schema"] == "Project"]
    parts = [each for each in made if each["schema"] == "ProjectParticipant"]
    assert len(parts) == len(rich.members) + 1
    for part in parts:
        assert part["properties"]["project"] == [project["id"]]
        assert part["properties"]["participant"][0] in by_id
    for tie in (each for each in made if each["schema"] == "UnknownLink"):
        assert {tie["properties"]["subject"][0], tie["properties"]["object"][0]} <= set(by_id)
    assert {each["schema"] for each in made} <= {
        "Project", "ProjectParticipant", "UnknownLink", "PublicBody", "Company", "Organization", "LegalEntity",
    }  # fmt: skip


def test_m40_a_hidden_body_is_no_node_even_where_it_reaches_the_network(rich):
    first, *others = rich.members
    actor = replace(first.stake.actor, marks=frozenset({"hidden"}))
    made = network(replace(rich, members=(replace(first, stake=replace(first.stake, actor=actor)), *others)))
    assert first.stake.actor.id not in {body.id for body in made.bodies}
    assert not [link for link in made.links if first.stake.actor.id in (link.source, link.target)]
