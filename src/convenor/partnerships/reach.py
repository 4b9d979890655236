"""Reach: which places, sectors, languages and tracks the supplying members reach between them (M15).

What can be reached depends on the question alone, never on who is a member, so that shares can be compared and adding a
partner never lowers one. Formula: docs/how-it-is-reckoned/pillars.md.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from convenor.model.actor import Actor
from convenor.model.capability import capabilities
from convenor.model.codes import Basis, Kind
from convenor.model.languages import languages
from convenor.model.measures import Reach
from convenor.model.outcome import Outcome
from convenor.model.places import countries
from convenor.model.stake import Stake
from convenor.model.words import fold
from convenor.partnerships.measures import BoolArray, reach, reach_index

ASKED = 0.1  # a language that at least one in ten speaks in a place of the outcome is one to be reached
SPEAKS = 0.2  # a body is taken to have the official languages of its seat, and those that one in five speaks there

TRACKS: dict[str, tuple[frozenset[Kind], frozenset[str]]] = {
    "government": (frozenset({Kind.STATE, Kind.LOCAL_STATE, Kind.MILITARY, Kind.INTERGOVERNMENTAL}), frozenset()),
    "professional conflict resolution": (frozenset({Kind.NGO}), frozenset({"mediation", "back_channel", "convening"})),
    "business": (frozenset({Kind.COMPANY, Kind.ASSOCIATION}), frozenset()),
    "private citizens": (frozenset({Kind.COMMUNITY, Kind.DIASPORA}), frozenset({"civic_participation", "volunteers"})),
    "research and education": (frozenset({Kind.RESEARCH}), frozenset({"higher_education"})),
    "activism": (frozenset({Kind.MOVEMENT, Kind.UNION}), frozenset({"mass_mobilisation", "public_campaign"})),
    "religion": (frozenset(), frozenset({"moral_authority"})),
    "funding": (frozenset({Kind.FOUNDATION}), frozenset({"donor_grant", "philanthropic_capital", "crowdfunding"})),
    "media": (frozenset({Kind.PLATFORM}), frozenset({"independent_media", "fact_checking"})),
}  # fmt: skip
"""Nine tracks (Diamond and McDonald): kinds of body, or offers, that put one on a track; our own table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One kind of reach: what there is to reach, and who reaches it.

    Attributes:
        kind: "places", "sectors", "languages" or "tracks".
        names: What there is to reach, in words.
        covers_ak: Which candidate reaches it, shape (n_stakes, n_names).
        basis: Basis of who reaches what.
        note: What was read.
    """

    kind: str
    names: tuple[str, ...]
    covers_ak: BoolArray
    basis: Basis
    note: str


def fields(outcome: Outcome, stakes: Sequence[Stake]) -> tuple[Field, ...]:
    """All four kinds of reach of these candidates."""
    kinds = sorted({kind for need in outcome.needs if need in capabilities() for kind in capabilities()[need].sectors})
    spoken = _asked(outcome)
    return (
        _places(outcome, stakes),
        _field("sectors", [kind.value for kind in kinds], stakes, lambda stake, name: stake.actor.kind.value == name,
               Basis.EVIDENCE, "sectors whose toolbox holds a need, by the kind of body"),
        _field("languages", spoken, stakes, lambda stake, name: name in _speaks(stake.actor), Basis.ASSUMED,
               "assumed from its seat, and home for a diaspora, by Unicode CLDR"),
        _field("tracks", list(TRACKS), stakes, lambda stake, name: _on(stake.actor, name), Basis.ASSUMED,
               "assumed from the kind of body and what it offers"),
    )  # fmt: skip


def reached(found: Sequence[Field], member_a: BoolArray) -> tuple[tuple[Reach, ...], float]:
    """What the members reach, kind by kind, and the mean share over the kinds that have something to reach [0, 1]."""
    rows = []
    for field in found:
        inside_k = field.covers_ak[member_a].any(axis=0)
        names = np.array(field.names, dtype=object)
        rows.append(
            Reach(
                kind=field.kind, covered=tuple(names[inside_k]), missing=tuple(names[~inside_k]),
                share=reach(field.covers_ak, member_a)[1], basis=field.basis, note=field.note,
            )
        )  # fmt: skip
    return tuple(rows), reach_index([field.covers_ak for field in found], member_a)


def _field(
    kind: str, names: Sequence[str], stakes: Sequence[Stake], covers: Callable[[Stake, str], bool], basis: Basis,
    note: str,
) -> Field:  # fmt: skip
    covers_ak = np.array([[covers(stake, name) for name in names] for stake in stakes], bool)
    return Field(
        kind=kind, names=tuple(names), covers_ak=covers_ak.reshape(len(stakes), len(names)), basis=basis, note=note
    )  # fmt: skip


def _places(outcome: Outcome, stakes: Sequence[Stake]) -> Field:
    """Its seat or home is there, or a row of it stands there or names it."""
    texts = [fold(" ".join([s.actor.name, *(f"{row.value} {row.title}" for row in s.evidence)])) for s in stakes]
    stands = [{s.actor.country, s.actor.home, *(row.place for row in s.evidence)} for s in stakes]
    names = tuple(countries().get(place, place) for place in outcome.places)
    covers_ak = np.zeros((len(stakes), len(names)), bool)
    for k, (place, name) in enumerate(zip(outcome.places, names, strict=True)):
        word, inside = re.compile(rf"(?<!\w){re.escape(fold(name))}(?!\w)"), f"{place}-"
        for a, (text, at) in enumerate(zip(texts, stands, strict=True)):
            covers_ak[a, k] = place in at or any(p.startswith(inside) for p in at) or word.search(text) is not None
    note = "its seat, or a row that stands there or names it"
    return Field(kind="places", names=names, covers_ak=covers_ak, basis=Basis.EVIDENCE, note=note)


def _asked(outcome: Outcome) -> list[str]:
    """Languages of the outcome's countries that are official there or widely spoken, most widely first."""
    rows = [row for country in outcome.countries for row in languages().get(country, ())]
    rows = [row for row in rows if row.official or row.share >= ASKED]
    return list(dict.fromkeys(row.name for row in sorted(rows, key=lambda row: -row.share)))


def _speaks(actor: Actor) -> set[str]:
    rows = [row for country in (actor.country, actor.home) for row in languages().get(country, ())]
    return {row.name for row in rows if row.official or row.share >= SPEAKS}


def _on(actor: Actor, track: str) -> bool:
    kinds, offers = TRACKS[track]
    return actor.kind in kinds or any(offer.capability in offers for offer in actor.offers)
