"""From arrays to nouns: a candidate with its offers, ties and the rows of evidence that speak for it."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from convenor.model.actor import Actor, Offer, Representation, Tie
from convenor.model.capability import capabilities
from convenor.model.codes import Basis, Relation, Stance
from convenor.model.evidence import Evidence
from convenor.stakes.history import FloatArray, History, IntArray
from convenor.stakes.registry import Body
from convenor.stakes.toolbox import amounts

ROWS_SHOWN = 6  # rows of evidence kept per stake: what a person reads
ROWS_AN_OFFER = 2  # rows kept per offer
TIES_SHOWN = 12  # ties kept per actor
CROWD = 50  # a thing that more take part in (a membership list) ties nobody to anybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Which rows of evidence speak for each candidate, most telling first.

    Attributes:
        best: Actor index to row numbers.
        offer: (actor index, capability) to row numbers.
        tie: Actor index to (other's index, times together, row number).
    """

    best: dict[int, list[int]]
    offer: dict[tuple[int, str], list[int]]
    tie: dict[int, list[tuple[int, float, int]]]

    @property
    def numbers(self) -> list[int]:
        """Every row number that is used, each once."""
        ties = (row for kept in self.tie.values() for *_, row in kept)
        shown = (row for rows in (*self.best.values(), *self.offer.values()) for row in rows)
        return sorted({*shown, *ties})


def pick_rows(
    history: History, chosen: IntArray, relevance_n: FloatArray, fresh_n: FloatArray, needs: tuple[str, ...]
) -> Rows:
    """The rows that speak for the chosen actors."""
    place = {int(a): None for a in chosen}
    by_actor: dict[int, list[int]] = defaultdict(list)
    for row, actor in enumerate(history.actor_r):
        if int(actor) in place:
            by_actor[int(actor)].append(row)
    column = {c: j for j, c in enumerate(history.capabilities_c)}
    shows = history.shows_nc.tocsc()
    span = {c: slice(shows.indptr[j], shows.indptr[j + 1]) for c, j in column.items() if c in needs}
    showing = {c: set(shows.indices[where].tolist()) for c, where in span.items()}
    best, offer = {}, {}
    for actor, rows in by_actor.items():
        near = sorted(rows, key=lambda r: (-relevance_n[history.item_r[r]], history.evidence_r[r]))
        best[actor] = near[:ROWS_SHOWN]
        for capability, items in showing.items():
            held = [r for r in near if int(history.item_r[r]) in items]
            if held:
                offer[actor, capability] = sorted(held, key=lambda r: -fresh_n[history.item_r[r]])[:ROWS_AN_OFFER]
    return Rows(best=best, offer=offer, tie=_ties(history, chosen, by_actor))


def _ties(
    history: History, chosen: IntArray, by_actor: dict[int, list[int]]
) -> dict[int, list[tuple[int, float, int]]]:
    """Who took part in the same things, most often first, with one row that shows it."""
    took_part = history.took_part_na[:, chosen]
    size_n = np.asarray(took_part.sum(axis=1)).ravel()
    narrow = sparse.diags_array((size_n <= CROWD).astype(float)) @ took_part
    together = sparse.csr_array(narrow.T @ took_part)
    row_of = {(actor, int(history.item_r[r])): r for actor, rows in by_actor.items() for r in rows}
    kept: dict[int, list[tuple[int, float, int]]] = {}
    for i, actor in enumerate(int(a) for a in chosen):
        others = together.indices[together.indptr[i] : together.indptr[i + 1]]
        counts = together.data[together.indptr[i] : together.indptr[i + 1]]
        pairs = [(float(n), int(chosen[j])) for n, j in zip(counts, others, strict=True) if j != i and n > 0]
        often = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:TIES_SHOWN]
        shared = {o: next(r for r in by_actor[actor] if (o, int(history.item_r[r])) in row_of) for _, o in often}
        kept[actor] = [(other, n, shared[other]) for n, other in often]
    return kept


def amounts_of(history: History, fresh_n: FloatArray, needs: tuple[str, ...]) -> dict[str, tuple[FloatArray, ...]]:
    """Amount of each needed capability that every actor can bring: (amount_a, low_a, high_a) by capability."""
    column = {c: j for j, c in enumerate(history.capabilities_c)}
    fresh = sparse.csr_array(history.took_part_na.multiply(fresh_n[:, None]))
    shown_ac = sparse.csc_array(fresh.T @ history.shows_nc)
    return {c: amounts(shown_ac[:, [column[c]]].toarray().ravel()) for c in needs if c in column}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """What every portrait draws on: the rows by number, the amounts by capability, what dossiers say, the bodies."""

    history: History
    rows: Rows
    evidence: dict[int, Evidence]
    levels: dict[str, tuple[FloatArray, ...]]
    bodies: dict[str, Body]
    said: dict[str, list[Evidence]]
    as_of: dt.date

    def offers(self, actor: int) -> tuple[Offer, ...]:
        """The actor's offers of needed capabilities; an amount that the body itself entered wins over a reckoned one.

        Where every row behind an offer is past its use-by date, the lower bound is 0.
        """
        made = (self._offer(actor, capability) for capability in self.levels)
        return tuple(offer for offer in made if offer is not None)

    def _offer(self, actor: int, capability: str) -> Offer | None:
        held = [self.evidence[r] for r in self.rows.offer.get((actor, capability), ()) if r in self.evidence]
        reckoned, low, high = (float(level_a[actor]) for level_a in self.levels[capability])
        if not held or reckoned <= 0:
            return None
        entered = next((amount for amount in map(_entered, held) if amount is not None), None)
        amount, low, high = (reckoned, low, high) if entered is None else (entered, entered, entered)
        stale = all(e.expired(self.as_of) for e in held)
        kind = capabilities()[capability]
        return Offer(
            capability=capability,
            amount=amount,
            low=0.0 if stale else low,
            high=high,
            power=kind.power,
            instrument=kind.instrument,
            what=held[0].value if held[0].relation == Relation.OFFERS else held[0].title,
            evidence=tuple(e.id for e in held),
            basis=Basis.EVIDENCE if entered is None else Basis.ENTERED,
        )

    def ties(self, actor: int) -> tuple[Tie, ...]:
        """Stated ties first, then those who took part in the same things."""
        name = str(self.history.actors_a[actor])
        stated = [e for e in self.said.get(name, ()) if e.relation == Relation.TIE and e.object in self.bodies]
        made = {e.object: Tie(to=e.object, relation=e.unit or e.value or "tied", evidence=(e.id,)) for e in stated}
        for other, times, row in self.rows.tie.get(actor, ()):
            to = str(self.history.actors_a[other])
            if row in self.evidence and to not in made:
                made[to] = Tie(to=to, relation="took part together", weight=times, evidence=(self.evidence[row].id,))
        return tuple(made.values())

    def actor(self, actor: int, profile_c: FloatArray) -> Actor:
        """The noun, from what the sources call it and what it did."""
        name = str(self.history.actors_a[actor])
        body, said = self.bodies.get(name, Body()), self.said.get(name, [])
        total = profile_c.sum()
        shares = zip(self.history.capabilities_c, profile_c, strict=True)
        return Actor(
            id=name,
            name=body.name or name,
            kind=body.kind,
            country=body.country,
            home=body.home,
            mission=next((e.value for e in said if e.relation == Relation.MISSION), ""),
            purposes=tuple((str(c), float(n / total)) for c, n in shares if n > 0),
            offers=self.offers(actor),
            represents=tuple(
                Representation.parse(e.object, e.value, (e.id,)) for e in said if e.relation == Relation.REPRESENTS
            ),
            ties=self.ties(actor),
            marks=frozenset(body.marks),
        )

    def shown(self, actor: int, built: Actor) -> tuple[Evidence, ...]:
        """The rows a reader can open: what carries the score, the offers and ties, and what dossiers say."""
        offers = [r for capability in self.levels for r in self.rows.offer.get((actor, capability), ())]
        ties = [r for _, _, r in self.rows.tie.get(actor, ())]
        numbers = dict.fromkeys([*self.rows.best.get(actor, ()), *offers, *ties])
        rows = [self.evidence[r] for r in numbers if r in self.evidence]
        return tuple({e.id: e for e in [*rows, *self.said.get(built.id, ())]}.values())

    def stance(self, name: str) -> Stance:
        """Party, rival or absent where a dossier says so; else partner."""
        rows = [e.value for e in self.said.get(name, ()) if e.relation == Relation.STANCE]
        return next((Stance(value) for value in rows if value in list(Stance)), Stance.PARTNER)


def _entered(row: Evidence) -> float | None:
    """An amount that a body entered for itself: a share of one full need in `unit` 'share AMOUNT'."""
    word, _, amount = row.unit.partition(" ")
    return float(amount) if word == "share" and row.basis is Basis.ENTERED else None
