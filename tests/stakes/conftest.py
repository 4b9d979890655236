"""A made-up book: a dozen bodies, some activities, one dossier."""

import datetime as dt

import pytest

from convenor.model.evidence import evidence_id
from convenor.model.outcome import Outcome
from convenor.store import Store

OUTCOME = """\
id: safe-markets
title: Markets in Rivertown are safe to reach
convener: ministry
as_of: 2024-06-30
places: [XA]
steps:
  - {name: Roads are cleared of mines, needs: [manual_clearance]}
  - {name: Traders get credit again, needs: [microfinance]}
affected: [{group: women traders}]
indicators:
  security: [{name: attacks}]
  prosperity: [{name: stalls}]
"""

PROVENANCE = {"source": "Made-up register", "licence": "CC BY 4.0", "retrieved": "2024-06-30", "marking": "TLP:CLEAR",
              "basis": "evidence", "load": "l1"}  # fmt: skip


def activity(
    book: Store, key: str, words: str, members: list[str], *, start="2023-01-01", end="2024-01-01", place="XA"
):
    """One activity with its participants; nothing but made-up names."""
    row = {"id": key, "title": words[:40], "words": words.lower(), "start": start, "end": end}
    book.append("activities", {name: [value] for name, value in row.items()}, locator=key, **PROVENANCE)
    book.append("tags", {"activity": [key], "scheme": ["country"], "code": [place]}, locator=key, **PROVENANCE)
    rows = {
        "id": [evidence_id(key, m) for m in members],
        "actor": members,
        "relation": ["implementing"] * len(members),
        "object": [key] * len(members),
        "title": [words[:40]] * len(members),
        "start": [start] * len(members),
        "end": [end] * len(members),
    }
    book.append("evidence", rows, locator=key, use_by=str(dt.date.fromisoformat(end).replace(year=int(end[:4]) + 3)),
                **PROVENANCE)  # fmt: skip


def body(book: Store, key: str, kind: str, *, name: str = "", country: str = "XA", marks: str = "", home: str = ""):
    """One line of the register of bodies."""
    columns = {"id": [key], "name": [name or key.title()], "kind": [kind], "country": [country], "marks": [marks],
               "home": [home]}  # fmt: skip
    book.append("actors", columns, **PROVENANCE)


def said(book: Store, actor: str, relation: str, object: str, value: str = "", unit: str = "", **columns):
    """One line of a dossier."""
    row = {"id": evidence_id(actor, relation, object, value), "actor": actor, "relation": relation, "object": object,
           "value": value, "unit": unit, **columns}  # fmt: skip
    book.append("evidence", {k: [v] for k, v in row.items()}, locator="p. 1", **PROVENANCE)


@pytest.fixture
def rivertown(book: Store) -> Store:
    for key, kind in {"ministry": "state", "sweepers": "NGO", "old friends": "NGO", "herd bank": "company",
                      "far away": "NGO", "school club": "NGO", "market women": "community"}.items():  # fmt: skip
        body(book, key, kind)
    body(book, "overseas league", "diaspora", country="XB", home="XA")
    body(book, "nobody in particular", "NGO", marks="placeholder")
    body(book, "shy house", "NGO", marks="hidden")
    activity(book, "a1", "manual mine clearance of roads to the market", ["sweepers", "ministry"])
    activity(book, "a2", "microfinance and savings groups for market traders", ["herd bank"])
    activity(book, "a3", "manual mine clearance in another land", ["far away"], place="XC")
    activity(book, "a4", "school meals", ["school club", "old friends", "ministry"])
    activity(book, "a5", "manual mine clearance of roads", ["nobody in particular", "shy house"])
    activity(book, "a6", "manual mine clearance of market roads", ["late comers"], start="2024-07-15", end="2025-01-01")
    said(book, "overseas league", "offers", "microfinance", "sends money for traders", start="2024-01-01")
    said(book, "market women", "represents", "women traders", "consultation; prepare; heard")
    said(book, "market women", "tie", "ministry", unit="allied")
    return book


@pytest.fixture
def outcome() -> Outcome:
    return Outcome.parse(OUTCOME)
