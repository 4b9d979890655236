"""From arrays to nouns: a candidate with its offers, ties and the rows of evidence that speak for it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from convenor.model.actor import Actor, Offer, Representation, Tie
from convenor.model.capability import capabilities
from convenor.model.codes import Basis, Kind, Relation, Stance
from convenor.model.entered import Entered
from convenor.model.evidence import Evidence
from convenor.stakes.history import FloatArray, History, IntArray
from convenor.stakes.registry import Body
from convenor.stakes.toolbox import amounts, spread

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
    history: History,
    chosen: IntArray,
    relevance_n: FloatArray,
    fresh_n: FloatArray,
    needs: tuple[str, ...],
    money: dict[int, str],
) -> Rows:
    """The rows that speak for the chosen actors.

    Args:
        history: The track record.
        chosen: Indices of the candidates.
        relevance_n: How near each item is to the outcome.
        fresh_n: Worth of each item by its age.
        needs: Ids of the needed capabilities.
        money: Actor index to the capability that its paying shows.
    """
    by_actor: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(np.isin(history.actor_r, chosen)).tolist():
        by_actor[int(history.actor_r[row])].append(row)
    far_r = (-relevance_n[history.item_r]).tolist()
    near = {actor: sorted(rows, key=lambda r: (far_r[r], history.evidence_r[r])) for actor, rows in by_actor.items()}
    did, paid = _doing(history, needs), set(np.flatnonzero(history.funder_r).tolist())
    offer: dict[tuple[int, str], list[int]] = {}
    for actor, rows in near.items():
        for capability in needs:
            held = [r for r in rows if r in did.get(capability, ())]
            held += [r for r in rows if r in paid] if money.get(actor) == capability else []
            if held:
                offer[actor, capability] = sorted(held, key=lambda r: -fresh_n[history.item_r[r]])[:ROWS_AN_OFFER]
    best = {actor: rows[:ROWS_SHOWN] for actor, rows in near.items()}
    return Rows(best=best, offer=offer, tie=_ties(history, chosen, by_actor))


def _doing(history: History, needs: tuple[str, ...]) -> dict[str, set[int]]:
    """Rows of those who did work that shows each needed capability."""
    shows = history.shows_nc.tocsc()
    span = {c: slice(shows.indptr[j], shows.indptr[j + 1]) for j, c in enumerate(history.capabilities_c) if c in needs}
    return {
        c: set(np.flatnonzero(history.doer_r & np.isin(history.item_r, shows.indices[where])).tolist())
        for c, where in span.items()
    }


def _ties(
    history: History, chosen: IntArray, by_actor: dict[int, list[int]]
) -> dict[int, list[tuple[int, float, int]]]:
    """Who took part in the same things, most often first, with one row that shows it."""
    took_part = history.took_part_na[:, chosen]
    size_n = np.asarray(took_part.sum(axis=1)).ravel()
    narrow = sparse.diags_array((size_n <= CROWD).astype(float)) @ took_part
    together = sparse.csr_array(narrow.T @ took_part)
    item_r = history.item_r.tolist()
    there = {(actor, item_r[r]) for actor, rows in by_actor.items() for r in rows}
    kept: dict[int, list[tuple[int, float, int]]] = {}
    for i, actor in enumerate(int(a) for a in chosen):
        others = together.indices[together.indptr[i] : together.indptr[i + 1]]
        counts = together.data[together.indptr[i] : together.indptr[i + 1]]
        pairs = [(float(n), int(chosen[j])) for n, j in zip(counts, others, strict=True) if j != i and n > 0]
        often = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:TIES_SHOWN]
        shared = {o: next(r for r in by_actor[actor] if (o, item_r[r]) in there) for _, o in often}
        kept[actor] = [(other, n, shared[other]) for n, other in often]
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """What every actor can bring to an outcome; axis letters a actors, c the outcome's needs.

    Attributes:
        needs: Ids of the needed capabilities, in the order of the columns.
        amount_ac: Amount, after spreading, shape (a, c).
        low_ac: Lower bound, shape (a, c).
        high_ac: Upper bound, before spreading, shape (a, c).
        spread_a: Factor by which an actor's amounts were scaled; 1 is not at all, shape (a,).
    """

    needs: tuple[str, ...]
    amount_ac: FloatArray
    low_ac: FloatArray
    high_ac: FloatArray
    spread_a: FloatArray


def levels_of(history: History, worth_n: FloatArray, needs: tuple[str, ...], money: dict[int, str]) -> Levels:
    """Amount of each needed capability that every actor can bring.

    The worth of an item is shared equally among those who did it and among the capabilities it shows (fractional
    counting): who is one of twelve in a work of eight kinds has shown less of each than who did one thing alone.
    Paying shows money, and nothing else.

    Args:
        history: The track record.
        worth_n: What an item counts for, by its age, place and likeness to the outcome [0, 1].
        needs: Ids of the needed capabilities.
        money: Actor index to the capability that its paying shows.
    """
    did = history.did_na
    doers_n = np.maximum(np.asarray(did.sum(axis=1)).ravel(), 1.0)
    kinds_n = np.maximum(np.asarray(history.shows_nc.sum(axis=1)).ravel(), 1.0)
    share_na = sparse.csr_array(did.multiply((worth_n / doers_n / kinds_n)[:, None]))
    shown_ac = sparse.csc_array(share_na.T @ history.shows_nc)
    paid_a = np.asarray(history.paid_na.T @ worth_n).ravel()
    column = {str(c): j for j, c in enumerate(history.capabilities_c)}
    kept = tuple(c for c in needs if c in column)
    bounds = []
    for capability in kept:
        pays_a = np.array([money.get(a) == capability for a in range(len(paid_a))], dtype=float)
        bounds.append(amounts(shown_ac[:, [column[capability]]].toarray().ravel() + paid_a * pays_a))
    amount_ac, low_ac, high_ac = (np.stack([b[i] for b in bounds], axis=1) for i in range(3))
    factor_a = spread(amount_ac)
    scaled = (amount_ac * factor_a[:, None], low_ac * factor_a[:, None])
    return Levels(needs=kept, amount_ac=scaled[0], low_ac=scaled[1], high_ac=high_ac, spread_a=factor_a)


def money_of(kinds: Iterable[Kind]) -> dict[int, str]:
    """Which capability paying shows, by actor index: a gift of a foundation or firm, else a state's grant."""
    private = (Kind.FOUNDATION, Kind.COMPANY, Kind.ASSOCIATION, Kind.DIASPORA)
    return {a: "philanthropic_capital" if kind in private else "donor_grant" for a, kind in enumerate(kinds)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """What every portrait draws on: the rows by number, the amounts, what dossiers say, the bodies."""

    history: History
    rows: Rows
    evidence: dict[int, Evidence]
    levels: Levels
    bodies: dict[str, Body]
    said: dict[str, list[Evidence]]
    as_of: dt.date

    def offers(self, actor: int) -> tuple[Offer, ...]:
        """The actor's offers of needed capabilities; an amount that the body itself entered wins over a reckoned one.

        Where every row behind an offer is past its use-by date, the lower bound is 0.
        """
        made = (self._offer(actor, column, capability) for column, capability in enumerate(self.levels.needs))
        return tuple(offer for offer in made if offer is not None)

    def _offer(self, actor: int, column: int, capability: str) -> Offer | None:
        held = [self.evidence[r] for r in self.rows.offer.get((actor, capability), ()) if r in self.evidence]
        levels = (self.levels.amount_ac, self.levels.low_ac, self.levels.high_ac)
        reckoned, low, high = (float(level_ac[actor, column]) for level_ac in levels)
        if not held or reckoned <= 0:
            return None
        said = next((said for said in map(_entered, held) if said is not None), Entered())
        entered = said.share
        amount, low, high = (reckoned, low, high) if entered is None else (entered, *said.bounds)
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
            reliability=said.reliability,
            cost=said.cost,
            evidence=tuple(e.id for e in held),
            basis=self._basis(actor, entered),
        )

    def _basis(self, actor: int, entered: float | None) -> Basis:
        """Entered by the body; else reckoned from evidence; assumed where it was scaled for doing much at once."""
        if entered is not None:
            return Basis.ENTERED
        return Basis.ASSUMED if self.levels.spread_a[actor] < 1 else Basis.EVIDENCE

    def ties(self, actor: int) -> tuple[Tie, ...]:
        """Stated ties first, then those who took part in the same things."""
        name = str(self.history.actors_a[actor])
        stated = [e for e in self.said.get(name, ()) if e.relation == Relation.TIE and e.object in self.bodies]
        made = {
            e.object: Tie(
                to=e.object, name=self.bodies[e.object].name, relation=e.unit or e.value or "tied", evidence=(e.id,)
            )
            for e in stated
        }
        for other, times, row in self.rows.tie.get(actor, ()):
            to = str(self.history.actors_a[other])
            if row in self.evidence and to not in made:
                known = self.bodies.get(to, Body()).name or to
                rows = (self.evidence[row].id,)
                made[to] = Tie(to=to, name=known, relation="took part together", weight=times, evidence=rows)
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
        offers = [r for capability in self.levels.needs for r in self.rows.offer.get((actor, capability), ())]
        ties = [r for _, _, r in self.rows.tie.get(actor, ())]
        numbers = dict.fromkeys([*self.rows.best.get(actor, ()), *offers, *ties])
        rows = [self.evidence[r] for r in numbers if r in self.evidence]
        return tuple({e.id: e for e in [*rows, *self.said.get(built.id, ())]}.values())

    def stance(self, name: str) -> Stance:
        """Party, rival or absent where a dossier says so; absent too when it has left; else partner."""
        said = self.said.get(name, ())
        rows = [e.value for e in said if e.relation == Relation.STANCE]
        left = any(e.relation == Relation.LEFT for e in said)
        return next((Stance(v) for v in rows if v in list(Stance)), Stance.ABSENT if left else Stance.PARTNER)


def _entered(row: Evidence) -> Entered | None:
    """What a body entered of an offer for itself; None where it entered nothing."""
    said = Entered.parse(row.unit) if row.basis is Basis.ENTERED else Entered()
    return said if said != Entered() else None
