"""GraphML: the partnership as a graph, for Gephi, yEd, Cytoscape, NetworkX.

Source: graphml.graphdrawing.org, schema 1.0. Nodes are n0, n1 …; actor ids stand in the attribute `actor`.
"""

from pathlib import Path
from typing import Any

from convenor.action.network import Network, network
from convenor.model.partnership import Partnership
from convenor.model.plan import Plan

name = "graphml"
title = "GraphML: the partnership as a graph"
suffix = ".graphml"
SPACE = "http://graphml.graphdrawing.org/xmlns"
KEYS = (
    ("actor", "node", "string"), ("label", "node", "string"), ("kind", "node", "string"), ("country", "node", "string"),
    ("tier", "node", "string"), ("brings", "node", "string"), ("new", "node", "boolean"), ("without", "node", "double"),
    ("flag", "node", "string"), ("relation", "edge", "string"), ("source_page", "edge", "string"),
    ("title", "graph", "string"), ("note", "graph", "string"),
)  # fmt: skip


def accepts(thing: object) -> bool:
    """A plan or a partnership."""
    return isinstance(thing, (Plan, Partnership))


def write(thing: Any, file: Path) -> None:
    """Write the graph; the same noun gives the same bytes."""
    file.write_bytes(render(network(thing)))


def render(found: Network) -> bytes:
    """The graph as XML; edges are directed as the tie was said, and both ways where it has no direction."""
    from lxml import etree

    top = etree.Element(f"{{{SPACE}}}graphml", nsmap={None: SPACE})  # type: ignore[dict-item]  # None is the default space
    for key, holder, kind in KEYS:
        etree.SubElement(top, f"{{{SPACE}}}key", {"id": key, "for": holder, "attr.name": key, "attr.type": kind})
    graph = etree.SubElement(top, f"{{{SPACE}}}graph", {"id": "partnership", "edgedefault": "directed"})
    _data(graph, {"title": found.title, "note": found.note})
    numbers = {body.id: f"n{k}" for k, body in enumerate(found.bodies)}
    for body in found.bodies:
        node = etree.SubElement(graph, f"{{{SPACE}}}node", {"id": numbers[body.id]})
        _data(node, {
            "actor": body.id, "label": body.name, "kind": body.kind.value, "country": body.country, "tier": body.tier,
            "brings": "; ".join(body.brings), "new": str(body.new).lower(), "without": repr(round(body.without, 6)),
            "flag": body.flag,
        })  # fmt: skip
    for k, link in enumerate(found.links):
        ends = {"id": f"e{k}", "source": numbers[link.source], "target": numbers[link.target]}
        _data(etree.SubElement(graph, f"{{{SPACE}}}edge", ends), {
            "relation": link.relation, "source_page": link.origin,
        })  # fmt: skip
    return etree.tostring(top, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _data(node: Any, values: dict[str, str]) -> None:
    from lxml import etree

    from convenor.action.text import clean

    for key, value in values.items():
        etree.SubElement(node, f"{{{SPACE}}}data", {"key": key}).text = clean(value)
