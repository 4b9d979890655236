"""The room of stakes: who has shown that it cares about an outcome, and the rows that say so."""

from collections.abc import Iterator, Sequence

import numpy as np

from convenor.model.capability import capabilities
from convenor.model.codes import Kind, Relation
from convenor.model.outcome import Outcome
from convenor.model.stake import Stake
from convenor.stakes.candidates import Standing, pick, standing, wanted
from convenor.stakes.history import FloatArray, History, IntArray, read_history
from convenor.stakes.match import shown
from convenor.stakes.portrait import Gallery, levels_of, money_of, pick_rows
from convenor.stakes.registry import find_body, read_bodies, read_evidence, read_said
from convenor.stakes.salience import recency, relevance, salience, text_match, worth
from convenor.store import Store

__all__ = ["shown", "trace"]

TOP, NEWCOMERS = 300, 100  # candidates by salience, and newcomers beside them (docs: how it is reckoned, selection)
PAST = 100  # past partnerships nearest to the outcome, against which surprise is reckoned


def trace(book: Store, outcome: Outcome, *, top: int = TOP, newcomers: int = NEWCOMERS) -> list[Stake]:
    """Who has a stake in the outcome, highest first, each with the rows of evidence that say so.

    Args:
        book: An open book with at least one load.
        outcome: The question; every age is measured to its `as_of`, and later rows are invisible.
        top: How many actors by salience.
        newcomers: How many newcomers beside them.

    Returns:
        The `top` actors, the first `newcomers` among those without an earlier tie to the convener, every diaspora
        body with a score, whoever speaks for an affected group, and whoever the terms name in `must`.

    Limits:
        Who publishes is who is seen. Salience is a rank until it was learned from the book's own history. Text is
        matched by words, so a body that calls the work otherwise is found only by its codes and places.
    """
    bodies, said = read_bodies(book), read_said(book, outcome.as_of)
    history = read_history(book, outcome.as_of, outcome.countries, also=said)
    if not len(history.actors_a):
        return []
    likeness_n = text_match(history.words_n, _query(outcome))
    relevance_n, signals = relevance(likeness_n, _needs(history, outcome), history.here_n, history.age_n)
    salience_a = salience(relevance_n, history.item_r, history.actor_r, len(history.actors_a))
    convener = find_body(bodies, outcome.convener)
    tied = {e.object for e in said.get(convener, ()) if e.relation == Relation.TIE}
    tied |= {
        name for name, rows in said.items() if any(e.relation == Relation.TIE and e.object == convener for e in rows)
    }
    stands = standing(history, bodies, outcome, _past(history, relevance_n), tied, salience_a)
    speaks = {name for name, rows in said.items() if any(e.relation == Relation.REPRESENTS for e in rows)}
    keep_a = wanted(history, bodies, salience_a, speaks | {convener, *outcome.terms.must})
    chosen = pick(salience_a, stands.usual_a, keep_a, top=top, newcomers=newcomers)
    fresh_n = recency(history.age_n)
    money = money_of(bodies[a].kind if a in bodies else Kind.UNKNOWN for a in history.actors_a)
    rows = pick_rows(history, chosen, relevance_n, fresh_n, outcome.needs, money)
    by_id = read_evidence(book, [history.evidence_r[r] for r in rows.numbers])
    gallery = Gallery(
        history=history,
        rows=rows,
        evidence={r: by_id[history.evidence_r[r]] for r in rows.numbers if history.evidence_r[r] in by_id},
        levels=levels_of(history, worth(likeness_n, history.here_n, history.age_n), outcome.needs, money),
        bodies=bodies,
        said=said,
        as_of=outcome.as_of,
    )
    return list(_stakes(gallery, chosen, outcome, stands, salience_a, relevance_n, signals))


def _stakes(
    gallery: Gallery,
    chosen: IntArray,
    outcome: Outcome,
    stands: Standing,
    salience_a: FloatArray,
    relevance_n: FloatArray,
    signals: dict[str, FloatArray],
) -> Iterator[Stake]:
    profile_ac = np.asarray((gallery.history.took_part_na[:, chosen].T @ gallery.history.shows_nc).todense())
    for i, a in enumerate(int(a) for a in chosen):
        actor = gallery.actor(a, profile_ac[i])
        evidence = gallery.shown(a, actor)
        if not evidence:
            continue
        best = [gallery.history.item_r[r] for r in gallery.rows.best.get(a, ())]
        yield Stake(
            actor=actor,
            outcome=outcome.id,
            salience=float(salience_a[a]),
            stance=gallery.stance(actor.id),
            surprise=_known(stands.surprise_a[a]),
            distance=_known(stands.distance_a[a]),
            usual=bool(stands.usual_a[a]),
            reasons=tuple((name, float(np.mean(signal_n[best]))) for name, signal_n in signals.items() if best),
            evidence=evidence,
        )


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _query(outcome: Outcome) -> str:
    known = capabilities()
    needs = [known[c].label if c in known else c for c in outcome.needs]
    return " ".join([outcome.title, outcome.text, *(step.name for step in outcome.steps), *needs])


def _needs(history: History, outcome: Outcome) -> FloatArray:
    """Share of the outcome's weighted needs that each item shows, shape (n,)."""
    weight = dict.fromkeys(history.capabilities_c, 0.0)
    for step in outcome.steps:
        for capability, _ in step.needs:
            weight[capability] = weight.get(capability, 0.0) + step.weight / len(step.needs)
    weight_c = np.array([weight[c] for c in history.capabilities_c])
    return np.asarray(np.minimum(1.0, history.shows_nc @ weight_c), dtype=np.float64)


def _past(history: History, relevance_n: FloatArray) -> Sequence[int]:
    """The `PAST` items with two or more partners that are nearest to the outcome."""
    partners_n = np.asarray(history.took_part_na.sum(axis=1)).ravel()
    near = np.argsort(-np.where(partners_n >= 2, relevance_n, 0.0), kind="stable")[:PAST]
    return [int(n) for n in near if relevance_n[n] > 0 and partners_n[n] >= 2]
