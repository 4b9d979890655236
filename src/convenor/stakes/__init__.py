"""The room of stakes: who has shown that it cares about an outcome, and the rows that say so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from convenor.model.capability import capabilities
from convenor.model.codes import Kind, Relation
from convenor.model.outcome import Outcome
from convenor.model.stake import Stake, Unheld, light
from convenor.model.words import fold
from convenor.stakes.called import filed, find_body, unknown_convener
from convenor.stakes.candidates import Standing, floored, newcomer_rate, partners_of_years, pick, standing, wanted
from convenor.stakes.encounters import encounters, joined
from convenor.stakes.exposure import Path, paths, people_abroad, possible, shows_asked
from convenor.stakes.ground import UNREAD
from convenor.stakes.history import FloatArray, History, IntArray, read_history
from convenor.stakes.items import Items, read_items
from convenor.stakes.kept import model_of
from convenor.stakes.match import shown
from convenor.stakes.meaning import read_meaning, read_question
from convenor.stakes.past import all_names, ground_of, query_of, touched
from convenor.stakes.portrait import Gallery, levels_of, money_of, pick_rows
from convenor.stakes.registry import Body, read_bodies, read_evidence, read_said, unseen
from convenor.stakes.salience import recency, worth
from convenor.stakes.weigh import GROUPS, Weighed, nothing, weigh
from convenor.store import Store

__all__ = ["shown", "trace", "traced", "unheld"]

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
        Who publishes is who is seen. Salience is a rank until `convenor learn` has learned it from the book's own
        history; then it is the chance that a body takes part when a partnership like this one forms, in a world that
        goes on as the book shows it. Text is matched by words, so a body that calls the work otherwise is found only
        by its codes, places and company.
    """
    return list(traced(book, outcome, top=top, newcomers=newcomers).stakes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Stakes, highest first; kinds that nobody on file is; how many bodies were looked through.

    A note says so where nobody on file convenes, for then "usual" means something else; empty is nothing to say.
    """

    stakes: tuple[Stake, ...]
    gaps: tuple[Unheld, ...]
    searched: int
    note: str = ""


def traced(book: Store, outcome: Outcome, *, top: int = TOP, newcomers: int = NEWCOMERS) -> Traced:
    """What `trace` finds, and beside it the kinds of body that the harms fall on and that nobody on file is."""
    bodies, said = read_bodies(book), read_said(book, outcome.as_of)
    outcome = filed(book, outcome, bodies)
    note = unknown_convener(outcome, bodies)
    items = read_items(book)
    late = unseen(book, outcome.as_of)
    listed = {name: body for name, body in bodies.items() if name not in late}
    also = {*said, *possible(outcome, listed)}
    history = read_history(book, outcome.as_of, outcome.countries, also=also, items=items, words=False)
    if not len(history.actors_a):
        gaps = paths(outcome, listed, {}, {}, people_abroad(book, outcome))[1]
        return Traced(stakes=(), gaps=tuple(gaps), searched=len(listed), note=note)
    convener = find_body(bodies, outcome.convener)
    weighed = _weighed(book, outcome, history, bodies, items, convener)
    salience_a = weighed.salience_a
    tied = {e.object for e in said.get(convener, ()) if e.relation == Relation.TIE}
    tied |= {
        name for name, rows in said.items() if any(e.relation == Relation.TIE and e.object == convener for e in rows)
    }
    tied |= partners_of_years(said, convener, outcome.as_of)
    past = _past(history, weighed.weight_n * (weighed.alike_n > 0))
    stands = standing(history, bodies, outcome, convener, past, tied, salience_a)
    speaks = {name for name, rows in said.items() if any(e.relation == Relation.REPRESENTS for e in rows)}
    asked = floored(history, listed, salience_a, outcome)
    keep_a = wanted(history, bodies, salience_a, speaks | asked | {convener, *outcome.terms.must})
    exposed, gaps = paths(outcome, listed, *_past_of(history, salience_a, outcome), people_abroad(book, outcome))
    keep_a |= np.isin(history.actors_a, list(exposed))
    chosen = pick(salience_a, stands.usual_a, keep_a, top=top, newcomers=newcomers)
    money = money_of(bodies[a].kind if a in bodies else Kind.UNKNOWN for a in history.actors_a)
    rows = pick_rows(history, chosen, weighed.weight_n, recency(history.age_n), outcome.needs, money)
    by_id = read_evidence(book, [history.evidence_r[r] for r in rows.numbers])
    gallery = Gallery(
        history=history,
        rows=rows,
        evidence={r: by_id[history.evidence_r[r]] for r in rows.numbers if history.evidence_r[r] in by_id},
        levels=levels_of(history, worth(weighed.alike_n, history.here_n, history.age_n), outcome.needs, money),
        bodies=bodies,
        said=joined(said, encounters(book, bodies.keys(), outcome.as_of)),
        as_of=outcome.as_of,
    )
    rate = newcomer_rate(history, past)
    stakes = tuple(_stakes(gallery, chosen, outcome, stands, weighed, exposed, rate))
    return Traced(stakes=stakes, gaps=tuple(gaps), searched=len(listed), note=note)


def _weighed(
    book: Store, outcome: Outcome, history: History, bodies: dict[str, Body], items: Items, convener: str
) -> Weighed:
    """Salience of everybody on file, by the book's own model or the one that ships."""
    if not len(history.items_n):
        return nothing(len(history.actors_a))
    model, text = model_of(book, outcome.as_of), _query(outcome)
    read = model.reads_meaning
    meaning = read_meaning(book, all_names(bodies)) if read else None
    ground = ground_of(history, bodies, items.corpus, outcome.as_of, meaning)
    query = query_of(outcome, history, bodies, text, convener, read_question(book, fold(text)) if read else UNREAD)
    alike_n = _best_is_one(sum(ground.past.texts.similarity_k(query.text).values()))
    near_a = touched(history, alike_n, query.purposes)
    return weigh(model, ground, query, near_a, alike_n)


def unheld(book: Store, outcome: Outcome) -> list[Unheld]:
    """Kinds of body that the outcome's harms fall on, and that nobody on file is: gaps, not stakes.

    Args:
        book: An open book.
        outcome: The question.
    """
    return list(traced(book, outcome).gaps)


def _past_of(
    history: History, salience_a: FloatArray, outcome: Outcome
) -> tuple[dict[str, float], dict[str, frozenset[str]]]:
    names = [str(name) for name in history.actors_a]
    return dict(zip(names, salience_a.tolist(), strict=True)), _did(history, outcome)


def _did(history: History, outcome: Outcome) -> dict[str, frozenset[str]]:
    telling = shows_asked(outcome)
    asked = [j for j, name in enumerate(history.capabilities_c) if name in telling]
    if not asked:
        return {}
    done_ac = (history.did_na.T @ history.shows_nc[:, asked]).toarray() > 0
    held = history.capabilities_c[asked]
    return {str(history.actors_a[a]): frozenset(held[done_ac[a]]) for a in np.flatnonzero(done_ac.any(axis=1))}


def _stakes(
    gallery: Gallery,
    chosen: IntArray,
    outcome: Outcome,
    stands: Standing,
    weighed: Weighed,
    exposed: dict[str, Path],
    rate: float | None,
) -> Iterator[Stake]:
    profile_ac = np.asarray((gallery.history.took_part_na[:, chosen].T @ gallery.history.shows_nc).todense())
    last_a = gallery.history.last_a
    for i, a in enumerate(int(a) for a in chosen):
        actor = gallery.actor(a, profile_ac[i])
        path = exposed.get(actor.id, Path(steps=(), evidence=()))
        evidence = tuple({row.id: row for row in (*gallery.shown(a, actor), *path.evidence)}.values())
        if not evidence and not path.steps:
            continue
        last = None if np.isnat(last_a[a]) else last_a[a].item()
        yield Stake(
            actor=actor,
            outcome=outcome.id,
            salience=float(weighed.salience_a[a]),
            calibrated=weighed.calibrated,
            stance=gallery.stance(actor.id),
            surprise=_known(stands.surprise_a[a]),
            distance=_known(stands.distance_a[a]),
            usual=bool(stands.usual_a[a]),
            newcomer_rate=rate,
            reasons=_reasons(weighed.part_ah[a]),
            parts=tuple((name, float(part)) for name, part in zip(GROUPS, weighed.part_ah[a], strict=True)),
            evidence=evidence,
            exposure=path.steps,
            last=last,
            light=light(last, outcome.as_of),
        )


def _reasons(part_h: FloatArray) -> tuple[tuple[str, float], ...]:
    """What speaks for it, as shares of all that does, most first."""
    for_it = sorted(((part, name) for name, part in zip(GROUPS, part_h, strict=True) if part > 0), reverse=True)
    total = sum(part for part, _ in for_it)
    return tuple((name, float(part / total)) for part, name in for_it)


def _best_is_one(alike_n: FloatArray | int) -> FloatArray:
    made = np.atleast_1d(np.asarray(alike_n, dtype=np.float64))
    return made / max(float(made.max(initial=0.0)), 1e-12)


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _query(outcome: Outcome) -> str:
    known = capabilities()
    needs = [known[c].label if c in known else c for c in outcome.needs]
    return " ".join([outcome.title, outcome.text, *(step.name for step in outcome.steps), *needs])


def _past(history: History, relevance_n: FloatArray) -> Sequence[int]:
    """The `PAST` items with two or more partners that are nearest to the outcome."""
    partners_n = np.asarray(history.took_part_na.sum(axis=1)).ravel()
    near = np.argsort(-np.where(partners_n >= 2, relevance_n, 0.0), kind="stable")[:PAST]
    return [int(n) for n in near if relevance_n[n] > 0 and partners_n[n] >= 2]
