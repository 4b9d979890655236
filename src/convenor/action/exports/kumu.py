"""Kumu: a blueprint (JSON) that Kumu imports as a map of the partnership.

Source: docs.kumu.io, "JSON / Blueprints": `elements` with a label, `connections` from label to label.
"""

import json
from pathlib import Path
from typing import Any

from convenor.action.network import Network, network
from convenor.model.partnership import Partnership
from convenor.model.plan import Plan

name = "kumu"
title = "Kumu blueprint: the partnership as a map"
suffix = ".kumu.json"
ONE_WAY = frozenset({"funds", "supplies", "regulates", "opposes", "commands", "informs", "member"})


def accepts(thing: object) -> bool:
    """A plan or a partnership."""
    return isinstance(thing, (Plan, Partnership))


def write(thing: Any, file: Path) -> None:
    """Write the blueprint; the same noun gives the same bytes."""
    file.write_bytes((json.dumps(blueprint(network(thing)), ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def blueprint(found: Network) -> dict[str, list[dict[str, Any]]]:
    """Elements and connections; a label is unlike every other, for Kumu joins by it."""
    labels = {body.id: body.name for body in found.bodies}
    elements = [
        {
            "label": body.name, "type": body.kind.value, "description": f"{body.about}. {found.note}",
            "tags": [body.tier, "new" if body.new else "usual", *([body.flag] if body.flag else [])],
            "brings": list(body.brings), "lost without it": round(body.without, 4),
        }
        for body in found.bodies
    ]  # fmt: skip
    connections = [
        {
            "from": labels[link.source], "to": labels[link.target], "type": link.relation,
            "direction": "directed" if link.relation in ONE_WAY else "mutual", "description": link.origin,
        }
        for link in found.links
    ]  # fmt: skip
    return {"elements": elements, "connections": connections}
