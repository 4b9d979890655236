"""FollowTheMoney: one JSON entity a line, for Aleph, OpenSanctions' tools and yente.

Bodies, the partnership as a `Project`, who takes part in it, and ties as `UnknownLink`.
Source: followthemoney.tech, schemata LegalEntity, Organization, Company, PublicBody, Project, ProjectParticipant.
"""

import json
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path
from typing import Any

from convenor.action.network import Body, Network, network
from convenor.model.codes import Kind
from convenor.model.partnership import Partnership
from convenor.model.plan import Plan

name = "ftm"
title = "FollowTheMoney entities, one a line"
suffix = ".ftm.json"

SCHEMA = {
    Kind.STATE: "PublicBody", Kind.LOCAL_STATE: "PublicBody", Kind.MILITARY: "PublicBody", Kind.COMPANY: "Company",
    Kind.UNKNOWN: "LegalEntity", Kind.COMMUNITY: "LegalEntity",
}  # fmt: skip


def accepts(thing: object) -> bool:
    """A plan or a partnership."""
    return isinstance(thing, (Plan, Partnership))


def write(thing: Any, file: Path) -> None:
    """Write the entities; the same noun gives the same bytes."""
    lines = (json.dumps(entity, ensure_ascii=False, sort_keys=True) for entity in entities(network(thing)))
    file.write_bytes(("\n".join(lines) + "\n").encode("utf-8"))


def entities(found: Network) -> Iterator[dict[str, Any]]:
    """All entities: bodies, the project, who takes part, ties."""
    keys = {body.id: _key("body", body.id) for body in found.bodies}
    for body in found.bodies:
        yield _entity(keys[body.id], SCHEMA.get(body.kind, "Organization"), _body(body))
    project = _key("project", found.id)
    about = {"name": found.title, "startDate": found.as_of, "status": "proposed", "summary": found.note}
    yield _entity(project, "Project", about)
    for body in found.bodies:
        part = {"project": project, "participant": keys[body.id], "role": body.tier}
        yield _entity(_key("part", found.id, body.id), "ProjectParticipant", part)
    for link in found.links:
        ends = {"subject": keys[link.source], "object": keys[link.target], "role": link.relation}
        made = _key("tie", link.source, link.target, link.relation)
        yield _entity(made, "UnknownLink", {**ends, "publisher": link.origin})


def _body(body: Body) -> dict[str, str]:
    country = body.country.lower() if len(body.country) == 2 else ""
    return {"name": body.name, "country": country, "summary": body.about}


def _entity(key: str, schema: str, values: dict[str, str]) -> dict[str, Any]:
    return {"id": key, "schema": schema, "properties": {name: [value] for name, value in values.items() if value}}


def _key(*parts: str) -> str:
    """An id of the form that FollowTheMoney wants: no text from data stands in it."""
    return "cv-" + sha1("\x1f".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
