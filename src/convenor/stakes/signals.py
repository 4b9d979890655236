"""What past work says of an actor, signal by signal: pure kernels on arrays.

Axis letters: k past activities, a actors, g places or values of a trait, p purposes, r roles, f features of an
activity, n signals of an actor. Two answers per query: how like it each past activity is (`activity_features`), and
what speaks for each actor beside the activities themselves (`actor_signals`). `learn.py` weighs both.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy import sparse

from convenor.stakes.ground import FLOOR, HALF_LIFE, SMOOTH, Ground, Query, Traits, VectorArray, anchor
from convenor.stakes.names import kin, named, told

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
TextArray = npt.NDArray[np.object_]

FEATURES = (
    "words",
    "stems",
    "meaning",
    "age",
    "size",
    "led",
    "inside",
    "seats",
    "led from",
    "led by kind",
    "reach",
    "known",
    "places",
    "purposes",
)
TRAITS = (
    "activity", "ties", "tied", "led by", "second degree", "profile", "company", "once", "usual size", "leads",
    "breadth", "country", "same country", "usual countries", "usual lead", "kind", "usual kinds", "kind of work",
    "kind returns", "role", "scheme", "same scheme", "usual schemes", "place", "purpose", "named", "name told",
    "name kin", "name meant",
)  # fmt: skip
AGAIN = (
    "activity", "second degree", "profile", "company", "once", "breadth", "kind of work", "role", "same scheme",
    "usual schemes", "place", "named", "name told", "name kin", "name meant",
)  # fmt: skip
SIGNALS = (*TRAITS, *(f"{name} of a newcomer" for name in AGAIN), "newcomer to a closed circle")


def activity_features(ground: Ground, query: Query, ties_a: FloatArray, alike: Mapping[str, FloatArray]) -> FloatArray:
    """How each past activity relates to the query, one column per name in `FEATURES`, shape (k, f).

    Args:
        ground: The prepared past.
        query: The question.
        ties_a: Recency-weighted shared activities with those inside, from `ties`.
        alike: Likeness of each past activity's text by view, from `TextIndex.similarity_k`.
    """
    past, n = ground.past, len(ground.recency_k)
    inside = _inside(query)
    seat_g = anchor(ground.seats, _led(query), query.country)
    kind_g = anchor(ground.kinds, _led(query))
    reach_k = past.joined_ka @ (ties_a > 0).astype(float) / np.maximum(ground.size_k, 1)
    columns = {
        "words": np.log(alike["words"] + 0.02),
        "stems": np.log(alike["stems"] + 0.02),
        "meaning": 5 * _meant(past.vector_ke, query.vector),
        "age": -np.log(2) * past.age_k / HALF_LIFE,
        "size": np.log(np.maximum(ground.size_k, 1)),
        "led": (past.lead_k == query.lead) * float(query.lead >= 0),
        "inside": _share(past.joined_ka, _led(query)),
        "seats": np.log1p(ground.seats_kg @ seat_g),
        "led from": np.where(past.lead_k >= 0, (ground.seats.profile_ag @ seat_g)[past.lead_k], 0.0),
        "led by kind": np.where(past.lead_k >= 0, (ground.kinds.profile_ag @ kind_g)[past.lead_k], 0.0),
        "reach": np.sqrt(reach_k),
        "known": _share(past.joined_ka, inside),
        "places": _share(past.places_kg, query.places),
        "purposes": _share(past.purposes_kp, query.purposes),
    }
    return np.stack([np.broadcast_to(columns[name], n) for name in FEATURES], axis=1)


def actor_signals(ground: Ground, query: Query, ties_a: FloatArray, alike: Mapping[str, FloatArray]) -> FloatArray:
    """What speaks for each actor beside the activities themselves, one column per name in `TRAITS`, shape (a, n)."""
    past, joined = ground.past, ground.past.joined_ka
    inside = _inside(query)
    text_k = alike["stems"] ** 2
    near_a = (text_k * ground.recency_k) @ joined
    weight_a = 1 / np.sqrt(np.maximum(ground.recent_a, 1e-3))
    led_k = (past.lead_k == query.lead) * float(query.lead >= 0)
    seat_g, scheme_g = anchor(ground.seats, inside, query.country), anchor(ground.schemes, inside)
    columns = {
        "activity": log_share(ground.recent_a),
        "ties": log_share(ties_a),
        "tied": (ties_a > 0).astype(float),
        "led by": log_share((led_k * ground.recency_k) @ joined),
        "second degree": log_share(_spread(ground, ties_a * weight_a) * weight_a),
        "profile": log_share((text_k @ joined) / np.maximum(ground.count_a, 1)),
        "company": log_share(_spread(ground, near_a / max(near_a.sum(), 1e-12) * weight_a) * weight_a),
        "once": (ground.count_a == 1).astype(float),
        "usual size": np.log(np.maximum((ground.size_k @ joined) / np.maximum(ground.count_a, 1), 1)),
        "leads": np.log(np.bincount(past.lead_k[past.lead_k >= 0], minlength=joined.shape[1]) + 0.1),
        "breadth": np.log(ground.leads_a + 0.1),
        "country": ground.seats.affinity_a(seat_g),
        "same country": ground.seats.profile_ag @ seat_g,
        "usual countries": _usual_trait(ground.seats, ties_a),
        "usual lead": _usual_lead(ground, seat_g),
        "kind": ground.kinds.affinity_a(anchor(ground.kinds, inside)),
        "usual kinds": _usual_trait(ground.kinds, ties_a),
        "kind of work": _kind_of_work(ground, near_a),
        "kind returns": _returns(ground.kinds.profile_ag, ground.count_a),
        "role": ground.roles.affinity_a(anchor(ground.roles, inside)),
        "scheme": ground.schemes.affinity_a(scheme_g),
        "same scheme": ground.schemes.profile_ag @ scheme_g,
        "usual schemes": _usual_trait(ground.schemes, ties_a),
        "place": log_share((_share(past.places_kg, query.places) * ground.recency_k) @ joined),
        "purpose": log_share((_share(past.purposes_kp, query.purposes) * ground.recency_k) @ joined),
        "named": named(past.names, query.text),
        "name told": told(past.names, query.text),
        "name kin": kin(past.names, ties_a),
        "name meant": _meant(past.vector_ae, query.vector),
    }
    return np.stack([columns[name] for name in TRAITS], axis=1)


def ties(ground: Ground, query: Query) -> FloatArray:
    """Shared past activities with the lead and the known members, weighted by recency, shape (a,)."""
    inside = list(_inside(query))
    if not inside:
        return np.zeros(len(ground.count_a))
    with_k = _share(ground.past.joined_ka, tuple(inside)) * len(inside)
    found_a = (with_k * ground.recency_k) @ ground.past.joined_ka
    found_a[inside] = 0.0
    return np.asarray(found_a)


def repetition(ground: Ground, query: Query) -> float:
    """How far those inside work with the same bodies again [0, 1): 1 less different companions per companionship."""
    inside = _inside(query)
    with_k = _share(ground.past.joined_ka, inside) > 0
    times_a = with_k.astype(float) @ ground.past.joined_ka
    times_a[list(inside)] = 0.0
    return 1.0 - float((times_a > 0).sum()) / max(float(times_a.sum()), 1.0) if times_a.any() else 0.0


def log_share(value_a: FloatArray) -> FloatArray:
    """Log of each value over the mean of all, with a floor; zeros where nobody has any."""
    mean = value_a.mean() if len(value_a) else 0.0
    return np.log(value_a / mean + FLOOR) if mean > 0 else np.zeros(len(value_a))


def _usual_lead(ground: Ground, seat_g: FloatArray) -> FloatArray:
    """Log lift of the convener's country among those who usually lead the actor's work."""
    if not seat_g.sum():
        return np.zeros(len(ground.count_a))
    base_g = ground.leads_from_ag.sum(axis=0)
    base = float(base_g @ seat_g) / max(float(base_g.sum()), 1e-12)
    rate_a = (ground.leads_from_ag @ seat_g + 3 * base) / (ground.leads_from_ag.sum(axis=1) + 3)
    return np.asarray(np.log(rate_a / base + FLOOR)) if base > 0 else np.zeros(len(rate_a))


def _usual_trait(traits: Traits, ties_a: FloatArray) -> FloatArray:
    """Log lift of the actor's trait among the earlier companions of those inside."""
    if not ties_a.any() or not traits.base_g.sum():
        return np.zeros(len(ties_a))
    met_g = ties_a @ traits.profile_ag
    rate_g = (met_g + 2 * SMOOTH * traits.base_g) / (met_g.sum() + 2 * SMOOTH)
    lift_a = traits.profile_ag @ (rate_g / np.maximum(traits.base_g, 1e-9))
    return np.where(traits.profile_ag.sum(axis=1) > 0, np.log(lift_a + FLOOR), 0.0)


def _kind_of_work(ground: Ground, near_a: FloatArray) -> FloatArray:
    """Log lift of the actor's kind among those who did similar work."""
    near_g, usual_g = near_a @ ground.kinds.profile_ag, ground.recent_a @ ground.kinds.profile_ag
    if not near_g.sum():
        return np.zeros(len(near_a))
    lift_g = (near_g / near_g.sum()) / np.maximum(usual_g / usual_g.sum(), 1e-9)
    known = ground.kinds.profile_ag.sum(axis=1) > 0
    return np.where(known, np.log(ground.kinds.profile_ag @ lift_g + FLOOR), 0.0)


def _returns(profile_ag: FloatArray, count_a: FloatArray) -> FloatArray:
    """Log share of the actors of one's kind that came back after their first activity; the mean of all if unknown."""
    again_g = (profile_ag.T @ (count_a > 1) + 1) / (profile_ag.sum(axis=0) + 2)
    log_a = profile_ag @ np.log(again_g)
    known = profile_ag.sum(axis=1) > 0
    return np.where(known, log_a, log_a[known].mean() if known.any() else 0.0)


def _spread(ground: Ground, value_a: FloatArray) -> FloatArray:
    """One step over shared activities: what an actor's companions hold."""
    joined = ground.past.joined_ka
    own_a = ground.recent_a * value_a
    return np.asarray(np.maximum((joined @ value_a * ground.recency_k) @ joined - own_a, 0.0))


def _meant(vector_xe: VectorArray, vector: VectorArray) -> FloatArray:
    """Cosine of what texts or names and the question mean; zeros where nobody read for it."""
    if vector_xe.shape[1] != len(vector):
        return np.zeros(len(vector_xe))
    return np.asarray(vector_xe.astype(np.float32) @ vector.astype(np.float32), float)


def _share(table_kx: sparse.csr_array, columns: tuple[int, ...]) -> FloatArray:
    """Share of the asked columns that each activity has, shape (k,)."""
    if not columns:
        return np.zeros(table_kx.shape[0])
    asked_x = np.zeros(table_kx.shape[1])
    asked_x[list(columns)] = 1 / len(columns)
    return np.asarray(table_kx @ asked_x)


def _inside(query: Query) -> tuple[int, ...]:
    return tuple(sorted({*_led(query), *query.known}))


def _led(query: Query) -> tuple[int, ...]:
    return (query.lead,) if query.lead >= 0 else ()
